"""The command line: ``counterpoise run asia`` and its siblings.

Only Typer and the standard library are imported here; each command imports what it needs when it is called,
so that ``counterpoise --help`` answers at once.
"""

from counterpoise.cli.app import main

__all__ = ["main"]
