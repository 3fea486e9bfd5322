"""Technology: how far a state stands from the frontier, and how it moves towards it.

A level is the log of what workers produce with given capital, against the frontier of the start year.  Only
distances between states matter, so whatever moves all of them alike is left out.

Sources: Nelson and Phelps (1966) *American Economic Review* 56(1/2); Benhabib and Spiegel (2005) *Handbook of
Economic Growth* 1A, ch. 13 (schooling decides who can follow); Feenstra, Inklaar and Timmer (2015) *American
Economic Review* 105(10) (levels); Horowitz (2010) *The Diffusion of Military Power* (adopting is harder than buying).
"""

from __future__ import annotations

from counterpoise.measures._namespace import Array, namespace

__all__ = ["LABOUR_SHARE", "embodied", "following", "technology_level"]

LABOUR_SHARE = 0.6
"""Exponent of human capital in output per worker: labour's share of income in the large economies (.55 to .62)."""


def technology_level(productivity: Array, schooling: Array) -> Array:
    """Level of technology with the schooling to use it: ``log(productivity) + .6 * log(schooling)``.

    Args:
        productivity: Total factor productivity against the frontier state ``[...]``, above 0.
        schooling: Human capital per worker against the frontier state ``[...]``, above 0.

    Returns:
        ``[...]``, 0 at the frontier state.

    >>> technology_level(1.0, 1.0).item()
    0.0
    """
    xp = namespace(productivity, schooling)
    return xp.log(productivity) + LABOUR_SHARE * xp.log(schooling)


def following(level: Array, frontier: Array, talent: Array, catchup: Array, schooling: Array) -> Array:
    """Log points a year by which a state follows the frontier: ``catchup * gap + schooling * talent``, 0 or more.

    The gap is zero at the frontier and below nobody; a state without the schooling stands still, it does not
    forget.

    Args:
        level: Log level of technology ``[..., state]``.
        frontier: Log level of the frontier ``[...]`` or ``[..., 1]``.
        talent: Log of human capital against the frontier state's ``[..., state]``.
        catchup: Share of the gap closed in a year, given the schooling of the frontier.
        schooling: Log points a year per log point of human capital.

    Returns:
        ``[..., state]``, 0 or more, never more than the gap for rates below 1.

    >>> import numpy as np
    >>> following(np.array([-1.0, 0.0]), 0.0, np.array([-0.3, 0.0]), 0.03, 0.04).round(3).tolist()
    [0.018, 0.0]
    """
    xp = namespace(level)
    gap = xp.maximum(frontier - level, 0.0)
    return xp.clip(catchup * gap + schooling * xp.minimum(talent, 0.0), 0.0, gap)


def embodied(quality: Array, level: Array, renewed: Array) -> Array:
    """Change of the quality of a stock whose ``renewed`` share was bought at today's level.

    Arms keep the technology of the year they were bought in, so a breakthrough tells as fast as the stock turns
    over: ``d quality = renewed * (level - quality)``.

    Args:
        quality: Log quality of the stock ``[..., state]``.
        level: Log level of technology now ``[..., state]``.
        renewed: Share of next year's stock that is bought this year ``[..., state]``, 0 to 1.

    >>> embodied(0.0, 0.5, 0.1)
    0.05
    """
    return renewed * (level - quality)
