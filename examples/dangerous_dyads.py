"""The "dangerous dyads" of Bremer (1992) as peacesciencer's vignette builds them.

``python -m examples.dangerous_dyads``.  Politically relevant dyad-years, 1816 to 2010; a logit of the onset of
a militarised dispute (GML) on contiguity, the ratio of capabilities, rank, a defence pact, and the weaker link's
democracy, wealth and militarisation, with a cubic in the years of peace.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

import counterpoise as cp
from counterpoise.estimate.logit import Logit, fit_logit
from counterpoise.units import years_of_peace

PUBLISHED = {
    "land contiguity": (1.057, 0.058),
    "CINC proportion": (1.055, 0.082),
    "major power": (0.113, 0.059),
    "defence pact": (-0.132, 0.058),
    "democracy": (-0.272, 0.032),
    "militarisation": (30.152, 2.378),
    "t": (-0.146, None),
    "constant": (-3.517, 0.076),
}
"""Coefficients of the vignette, and their standard errors where they are at hand; N = 106,056."""

UNSCORED = ((260, 1990), (678, 1990))
"""West Germany and North Yemen in the year of their ends: scored in the vignette's data, not in the present ones.

They are the whole difference of 25 rows between its N and ours."""


def frame() -> pd.DataFrame:
    """The dyad-years with the terms of the model, rows with a missing term included."""
    data = (
        cp.dyad_years(directed=False, years=(1816, 2010))
        .where("politically relevant")
        .add("contiguity", rule="first listed")  # as the vignette has it
        .add("gml_onset", "gml_ongoing", "major", "cinc", "nmc_milper", "nmc_tpop")
        .add("uds_adjusted", "gdppc_long", "defence")
        .to_pandas()
    )
    one, two = (data[f"nmc_milper{side}"] / data[f"nmc_tpop{side}"] for side in (1, 2))
    lower, higher = data[["cinc1", "cinc2"]].min(axis=1), data[["cinc1", "cinc2"]].max(axis=1)
    out = pd.DataFrame(
        {
            "onset": data["gml_onset"],
            "land contiguity": 1.0 * (data["contiguity"] == 1),
            "CINC proportion": (lower / higher).where(data[["cinc1", "cinc2"]].notna().all(axis=1)),
            "major power": 1.0 * ((data["major1"] == 1) | (data["major2"] == 1)),
            "defence pact": data["defence"],
            "democracy": _weak_link(data["uds_adjusted1"], data["uds_adjusted2"]),
            "GDP per head": _weak_link(data["gdppc_long1"], data["gdppc_long2"])
            / 1000,  # thousands of dollars
            "militarisation": _weak_link(one, two),
        }
    )
    t = years_of_peace(data["gml_ongoing"], [data["ccode1"], data["ccode2"]], data["year"])
    return out.assign(t=t, t2=t**2, t3=t**3)


def _weak_link(one: pd.Series, two: pd.Series) -> pd.Series:
    """The smaller of two values, missing where either is."""
    return np.minimum(one.astype(float), two.astype(float))


def fit(data: pd.DataFrame) -> Logit:
    """The logit, without any shrinkage worth the name."""
    whole = data.dropna()
    terms = whole.drop(columns="onset")
    return fit_logit(terms.to_numpy(float), whole["onset"].to_numpy(float), tuple(terms.columns), ridge=1e-9)


if __name__ == "__main__":
    data = frame()
    result = fit(data)
    print(f"N = {len(data.dropna()):,}")
    for name, mean, sd in zip(result.names, result.mean, result.sd, strict=True):
        print(f"{name:16} {mean:9.3f} ({sd:.3f})  {PUBLISHED.get(name, '')}")
