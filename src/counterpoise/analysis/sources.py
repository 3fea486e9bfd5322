"""Which tables an answer rests on, with their citations and terms."""

from __future__ import annotations

from counterpoise.data import Panel

__all__ = ["sources_of"]

VARIABLES = (
    "gdp_market", "gdp_ppp", "population", "working_age", "youth", "aged", "burden", "milex", "polyarchy", "major",
    "member", "warheads", "us_troops", "us_goods_imports", "ideal_point", "ai_models", "gdp_long", "pop_long", "cinc",
    "nmc_milex", "nmc_milper", "leader_exit",
)  # fmt: skip
"""State-years that a run, its fits or its references read."""

TABLES = (
    "dyads", "contiguity", "mindist", "capitals", "alliances", "treaties", "disputes", "us_base_sites", "ties",
    "leaders",
)  # fmt: skip
"""Tables that they read, and that of those who governed."""


def sources_of(panel: Panel) -> list[dict[str, str]]:
    """Title, citation, version, licence and address of every source behind the answer, by key."""
    keys = {key for name in VARIABLES for key in panel.variable(name).sources}
    keys |= {key for name in TABLES for key in panel.table_sources(name)}
    found = [panel.source(key) for key in sorted(keys)]
    return [
        {
            "title": source.title,
            "citation": source.citation,
            "version": source.version,
            "licence": source.licence,
            "url": source.url,
        }
        for source in found
    ]
