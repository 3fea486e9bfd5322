"""The onset of civil conflict, after Fearon and Laitin (2003), as peacesciencer's vignette builds it.

``python -m examples.civil_conflict``.  Gleditsch-Ward state-years from 1946; two logits, of the onset of any armed
conflict within the state (UCDP, intrastate) and of wars only, on lagged wealth, population and democracy, on
terrain and ethnic groups, with a cubic in the years since the last conflict.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

import counterpoise as cp
from counterpoise.estimate.logit import Logit, fit_logit
from counterpoise.units import years_of_peace

PUBLISHED = {
    "GDP per head, lagged": (-0.290, 0.113),
    "population, lagged": (0.242, 0.068),
    "democracy, lagged": (-0.802, 0.239),
    "democracy squared": (-0.883, 0.233),
}
"""Coefficients and standard errors of the vignette's first model; N = 8,192, and 8,189 for wars."""


def frame(*, wars: bool = False) -> pd.DataFrame:
    """The state-years with the terms of the model, rows with a missing term included."""
    kind = "ucdp_war" if wars else "ucdp"
    data = (
        cp.state_years(system="gw", years=(1946, 2024), microstates=False)
        .add("armed conflicts", wars=wars)
        .add("uds_adjusted", "gdppc_long", "pop_long", "mountains")
        .add("ethnic_fractionalisation", "religious_fractionalisation")
        .to_pandas()
    )
    lagged = (
        data.assign(wealth=np.log(data["gdppc_long"]), people=np.log(data["pop_long"]))
        .groupby("gwcode")[["wealth", "people", "uds_adjusted"]]
        .shift()
    )
    event = data[f"{kind}_{'onset' if wars else 'ongoing'}"]
    t = years_of_peace(event, [data["gwcode"]], data["year"], ongoing=wars)
    return pd.DataFrame(
        {
            "onset": data[f"{kind}_onset"],
            "GDP per head, lagged": lagged["wealth"],
            "population, lagged": lagged["people"],
            "democracy, lagged": lagged["uds_adjusted"],
            "democracy squared": lagged["uds_adjusted"] ** 2,
            "mountains": data["mountains"],
            "ethnic groups": data["ethnic_fractionalisation"],
            "religious groups": data["religious_fractionalisation"],
            "t": t,
            "t2": t**2,
            "t3": t**3,
        }
    )


def fit(data: pd.DataFrame) -> Logit:
    """The logit, without any shrinkage worth the name."""
    whole = data.dropna()
    terms = whole.drop(columns="onset")
    return fit_logit(terms.to_numpy(float), whole["onset"].to_numpy(float), tuple(terms.columns), ridge=1e-9)


if __name__ == "__main__":
    for wars in (False, True):
        data = frame(wars=wars)
        result = fit(data)
        print(f"{'Wars only' if wars else 'All conflicts'}: N = {len(data.dropna()):,}")
        for name, mean, sd in zip(result.names, result.mean, result.sd, strict=True):
            print(f"  {name:22} {mean:8.3f} ({sd:.3f})  {'' if wars else PUBLISHED.get(name, '')}")
