"""The data licences file, written from the catalogue so that the two cannot drift apart."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from counterpoise.data.catalogue import LIBRARY, load

__all__ = ["LICENCES", "licences_text", "write_licences"]

LICENCES = LIBRARY / "DATA_LICENCES.md"
_HEAD = """# Data licences

The code of counterpoise is Apache-2.0. The data bundled with it are other people's work and keep their own
terms, as their origins state them below; please cite the works (`counterpoise data cite`). Where an origin
states no licence, that is what is written here: the table is compiled with its citation, and will be
dropped if its makers ask. V-Dem's figures stay share-alike (CC BY-SA 4.0). This file is generated from
`catalogue.toml`.

Decisions: **ship** = may be compiled into the bundled panel (*in the panel* where it is); **recipe** = only
from a copy that the user brings; **cite** = a few single figures; **never** = not touched.
"""


def licences_text(compiled: Collection[str] = ()) -> str:
    """The file's text.

    Args:
        compiled: Catalogue keys of the raw tables behind the bundled panel.
    """
    lines = [
        _HEAD,
        "| table | holds | decision | version | licence as stated | cite |",
        "|---|---|---|---|---|---|",
    ]
    for key, item in load().items():
        source = item.source
        decision = source.decision + (", in the panel" if key in compiled else "")
        fields = (f"`{key}`", source.title, decision, source.version, source.licence, source.citation)
        lines.append("| " + " | ".join(text.replace("|", "/").replace("\n", " ") for text in fields) + " |")
    return "\n".join(lines) + "\n"


def write_licences(compiled: Collection[str], path: Path = LICENCES) -> None:
    """Write the file."""
    path.write_text(licences_text(compiled), encoding="utf-8")
