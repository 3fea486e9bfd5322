"""State-years of the economy as published: Penn World Table, and the World Bank's indicators."""

from __future__ import annotations

import pandas as pd

from counterpoise.data.read import Shelf

__all__ = ["military", "output", "pwt", "science", "technology"]

_PWT = (
    "rgdpe", "rgdpo", "rgdpna", "cgdpo", "pop", "emp", "avh", "hc", "cn", "rnna", "ctfp", "rtfpna",
    "csh_i", "csh_x", "csh_m", "labsh", "xr",
)  # fmt: skip
_OUTPUT = {
    "gdp_constant_2015usd_wdi": "wdi_gdp",
    "gdp_current_usd_wdi": "wdi_gdp_current",
    "gdp_pcap_constant_2015usd_wdi": "wdi_gdppc",
    "gdp_pcap_ppp_constant_intl_wdi": "wdi_gdppc_ppp",
}
_MILITARY = {
    "armed_forces_personnel_percent_of_labor_force": "wdi_personnel_share",
    "arms_exports_sipri_tiv": "wdi_arms_exports",
    "arms_imports_sipri_tiv": "wdi_arms_imports",
}
_TECHNOLOGY = {
    "patent_applications_total": "wdi_patent_applications",
    "patents_granted_total": "wdi_patents_granted",
    "patents_in_force_total": "wdi_patents_in_force",
    "high_technology_exports_percent_of_manufactured_exports": "wdi_high_tech_share",
    "energy_production_total": "wdi_energy_production",
    "electricity_generation_total": "wdi_electricity",
    "oil_production_total": "wdi_oil_production",
    "merchandise_trade_percent_of_gdp": "wdi_trade_share",
    "exports_percent_of_gdp": "wdi_exports_share",
    "imports_percent_of_gdp": "wdi_imports_share",
    "foreign_direct_investment_net_inflows_percent_of_gdp": "wdi_investment_share",
}
_SCIENCE = {
    "GB.XPD.RSDV.GD.ZS": "wdi_research_share",
    "SP.POP.SCIE.RD.P6": "wdi_researchers",
    "IP.JRN.ARTC.SC": "wdi_articles",
    "IP.PAT.RESD": "wdi_patents_residents",
    "IP.PAT.NRES": "wdi_patents_nonresidents",
    "TX.VAL.TECH.CD": "wdi_high_tech_exports",
    "BX.GSR.ROYL.CD": "wdi_royalties_received",
    "BM.GSR.ROYL.CD": "wdi_royalties_paid",
}
_PERCENT = 0.01
_OBSERVED_TO = 2024


def pwt(shelf: Shelf) -> pd.DataFrame:
    """Penn World Table 10.01, 1950-2019, in its own units."""
    raw = shelf.table("pwt", ["ccode", "year", *_PWT])
    return raw.rename(columns={name: f"pwt_{name}" for name in _PWT})


def output(shelf: Shelf) -> pd.DataFrame:
    """Output as the World Bank publishes it, to 2024; ``gdp_market`` is derived from it."""
    return _taken(shelf.table("wdi_gdp"), _OUTPUT)


def military(shelf: Shelf) -> pd.DataFrame:
    """Soldiers among workers, and volumes of arms transferred (SIPRI's, as the World Bank publishes them)."""
    return _taken(shelf.table("wdi_military"), _MILITARY)


def technology(shelf: Shelf) -> pd.DataFrame:
    """Patents, high-tech exports, energy, and trade and investment as shares of output."""
    return _taken(shelf.table("wdi_technology"), _TECHNOLOGY)


def science(shelf: Shelf) -> pd.DataFrame:
    """Research, articles, patents and royalties (World Bank, copy of 2021)."""
    raw = shelf.table("wdi_science").dropna(subset=["ccode"])
    raw = raw[raw["indicator"].isin(_SCIENCE)]
    table = raw.pivot(index=["ccode", "year"], columns="indicator", values="value").reset_index()
    return _taken(table, _SCIENCE)


def _taken(raw: pd.DataFrame, columns: dict[str, str]) -> pd.DataFrame:
    """The columns renamed; percentages (``_share``) become shares."""
    out = raw[raw["year"] <= _OBSERVED_TO][["ccode", "year", *columns]].rename(columns=columns)
    for name in columns.values():
        if name.endswith("_share"):
            out[name] *= _PERCENT
    return out
