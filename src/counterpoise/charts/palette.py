"""The colours of every view, by role, for light and for dark ground.

Any two stance colours differ by at least 19 (CIEDE2000) in normal vision and under simulated deuteranopia,
protanopia and tritanopia (Machado, Oliveira and Fernandes 2009); no chart speaks by colour alone.
"""

from __future__ import annotations

from typing import Literal

from counterpoise.vocabulary import UnknownNameError

__all__ = [
    "DARK",
    "LIGHT",
    "LINED",
    "LINED_MAPS",
    "SANS",
    "SERIF",
    "STANCE_INKS",
    "THEMES",
    "THREAT",
    "Theme",
    "colour",
    "faded",
]

Theme = Literal["light", "dark", "page"]
"""``page`` writes names of CSS properties in place of colours, so that one drawing follows its page."""

LIGHT = {
    "paper": "#fbfaf7",
    "ink": "#1d1f21",
    "muted": "#5c5f63",
    "control": "#8a8780",
    "hair": "#dcd9d2",
    "patron": "#14506e",
    "leaning-patron": "#4c88a8",
    "apart": "#c9c5bb",
    "leaning-challenger": "#c47a2a",
    "challenger": "#8a3f04",
    "challenger-pale": "#f6dfc6",
    "highlight": "#7a3fa0",
    "band90": "#c9dbe4",
    "band50": "#93b8ca",
    "warm90": "#f0dcc6",
    "warm50": "#ddb283",
    "sea": "#eef1f2",
    "land": "#e2dfd8",
    "ground": "#f2efe7",
    "on-dark": "#ffffff",
    "threat0": "#efe6ee",
    "threat1": "#d3b5cf",
    "threat2": "#b283ae",
    "threat3": "#8a5288",
    "threat4": "#5a2a5c",
}

DARK = {
    "paper": "#15181b",
    "ink": "#e9e7e2",
    "muted": "#a3a7aa",
    "control": "#7b8085",
    "hair": "#33383c",
    "patron": "#7cc4e6",
    "leaning-patron": "#3f85a8",
    "apart": "#5b5a57",
    "leaning-challenger": "#b06a24",
    "challenger": "#f2a65a",
    "challenger-pale": "#4a3018",
    "highlight": "#d3a6f5",
    "band90": "#24404f",
    "band50": "#33647c",
    "warm90": "#46331f",
    "warm50": "#75502a",
    "sea": "#1b2024",
    "land": "#2b2f32",
    "ground": "#1d2124",
    "on-dark": "#15181b",
    "threat0": "#3a2f3d",
    "threat1": "#66476a",
    "threat2": "#94659a",
    "threat3": "#c08dc6",
    "threat4": "#ecc4ef",
}

THEMES = {"light": LIGHT, "dark": DARK}
THREAT = tuple(f"threat{step}" for step in range(5))
"""From the least to the most, in even steps of lightness."""

LINED = ("challenger", "leaning-challenger")
"""Inks that a map lines: in greys they are those of the patron's side."""

LINED_MAPS = ("map", "turned")
"""Charts whose states have these inks."""

STANCE_INKS = {
    "patron": "patron",
    "leaning_patron": "leaning-patron",
    "both": "leaning-patron",
    "apart": "apart",
    "leaning_challenger": "leaning-challenger",
    "challenger": "challenger",
}
"""The role of each stance; tied to both is striped besides."""

SERIF = '"Iowan Old Style","Palatino Linotype",Palatino,"Noto Serif",Georgia,serif'
SANS = '-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif'


def colour(role: str, theme: Theme) -> str:
    """The colour of a role.

    Raises:
        KeyError: If no such role exists: a chart may use no colour of its own.

    >>> colour("patron", "dark"), colour("patron", "page")
    ('#7cc4e6', 'var(--patron)')
    """
    if theme == "page":
        return f"var(--{role})" if role in LIGHT else LIGHT[role]
    if theme not in THEMES:
        raise UnknownNameError(f"There is no theme {theme!r}.", hint=f"Themes are {', '.join(THEMES)}.")
    return THEMES[theme][role]


def faded(role: str, theme: Theme, opacity: float) -> str:
    """The colour of a role as seen through: ``rgba`` for the screen.

    >>> faded("ink", "light", 0.5)
    'rgba(29,31,33,0.5)'
    """
    found = colour(role, theme)
    red, green, blue = (int(found[place : place + 2], 16) for place in (1, 3, 5))
    return f"rgba({red},{green},{blue},{opacity:g})"
