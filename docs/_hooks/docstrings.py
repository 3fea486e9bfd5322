"""Docstrings as the documentation shows them: examples as code blocks, names of modules as plain code."""

from __future__ import annotations

import re
from typing import Any

from griffe import Extension, Object

ROLE = re.compile(r":(?:mod|class|func|meth|data|attr):`~?([^`]*)`")


class PlainDocstrings(Extension):
    """The package's docstrings are written for `help()`; this makes Markdown of them."""

    def on_object(self, *, obj: Object, **_: Any) -> None:
        """Rewrite the docstring of whatever was collected."""
        if obj.docstring:
            obj.docstring.value = fenced(ROLE.sub(r"`\1`", obj.docstring.value))


def fenced(text: str) -> str:
    """Put each run of lines that begins with a prompt, up to the next blank line, into a code block."""
    lines: list[str] = []
    edge: str | None = None
    for line in [*text.splitlines(), ""]:
        bare = line.strip()
        if edge is None and bare.startswith(">>> "):
            edge = line[: len(line) - len(line.lstrip())]
            lines += ["", f"{edge}```pycon"]
        elif edge is not None and not bare:
            lines.append(f"{edge}```")
            edge = None
        lines.append(line)
    return "\n".join(lines).rstrip()
