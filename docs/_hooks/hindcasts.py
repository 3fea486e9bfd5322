"""Tables of the stored hindcasts."""

from __future__ import annotations

from markdown_table import table


def hindcast_misses() -> str:
    """What the hindcasts missed."""
    from counterpoise.hindcast.page import missed
    from counterpoise.hindcast.record import stored

    return table(*missed(stored()))


def hindcast_ranks() -> str:
    """Where gravity or outputs rank pairs better."""
    from counterpoise.hindcast.page import outranked
    from counterpoise.hindcast.record import stored

    told = outranked(stored())
    return told if isinstance(told, str) else table(*told)


def hindcast_cases() -> str:
    """Every hindcast: foretold, happened, scored."""
    from counterpoise.hindcast.page import case_tables
    from counterpoise.hindcast.record import stored

    said = []
    for document in stored().values():
        for part in case_tables(document):
            said += [part if isinstance(part, str) else table(*part), ""]
    return "\n".join(said)


def simulator() -> str:
    """The whole simulator over all hindcasts."""
    from counterpoise.hindcast.page import whole
    from counterpoise.hindcast.record import stored

    return table(*whole(stored()))


def rolling() -> str:
    """The board of the rolling hindcasts."""
    from counterpoise.hindcast.page import rolled
    from counterpoise.hindcast.rolling import stored as rolls

    return table(*rolled(rolls()["rows"]))


def rolling_failures() -> str:
    """Where the simulator falls short at every fifth year."""
    from counterpoise.hindcast.page import rolled_failures
    from counterpoise.hindcast.rolling import stored as rolls

    return table(*rolled_failures(rolls()["rows"]))


def rolling_excess() -> str:
    """What the simulator foretells too often at every fifth year."""
    from counterpoise.hindcast.page import rolled_excess
    from counterpoise.hindcast.rolling import stored as rolls

    return rolled_excess(rolls()["rows"])
