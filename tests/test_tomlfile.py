"""TOML with places: an error can point at the line of any key."""

from __future__ import annotations

from pathlib import Path

import pytest

from counterpoise.tomlfile import parse_toml, read_toml
from counterpoise.vocabulary import ScenarioError

TEXT = '''\
roles.patron = "USA"  # [not] = a table
roles.members = ["JPN", "KOR"]
states = ["CHN", "USA",
  "JPN", "KOR",  # two more
]
facts = [
  { state = "JPN", days = [2025-01-01, 2026-01-01] },

  # a comment
  { state = "KOR" },
]
words = """
[fake]
key = 1
"""
[table."quoted.key"]
value = 1
[[item]]
name = "one"
[[item]]
name = "two"
[item.below]
deep = { a = 1 }
'''


@pytest.mark.parametrize(
    ("key", "line"),
    [
        (("roles",), 1),
        (("roles", "members"), 2),
        (("roles", "members", 1), 2),
        (("roles", "absent"), 1),
        (("states", 1), 3),
        (("states", 2), 4),
        (("states", 3), 4),
        (("facts", 0, "state"), 7),
        (("facts", 1), 10),
        (("words",), 12),
        (("table", "quoted.key", "value"), 17),
        (("item", 0, "name"), 19),
        (("item", 1, "name"), 21),
        (("item", 1, "below", "deep", "a"), 23),
    ],
)
def test_each_key_knows_its_line(key: tuple[str | int, ...], line: int) -> None:
    """Dotted keys, arrays over several lines, arrays of tables and inline tables."""
    assert parse_toml(TEXT, "x.toml").place(*key) == f"x.toml:{line}"


def test_text_inside_strings_is_no_key() -> None:
    """What stands in a multi-line string has no place of its own."""
    document = parse_toml(TEXT, "x.toml")
    assert document.place("fake") == "x.toml"
    assert document.place("fake", "key") == "x.toml"


@pytest.mark.parametrize(
    ("text", "where"),
    [("a = 1\nb = = 2", "x.toml:2"), ("a = 1\na = 2", "x.toml:2"), ("a = [1,\n2", "x.toml:2")],
)
def test_a_mistake_of_syntax_is_told_with_its_line(text: str, where: str) -> None:
    """The parser's line reaches the user, also at the end of the file."""
    with pytest.raises(ScenarioError, match="This is not TOML") as caught:
        parse_toml(text, "x.toml", ScenarioError)
    assert caught.value.where == where


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    """Absent, a folder, or not text."""
    (tmp_path / "binary.toml").write_bytes(b"\xff\xfe\x00")
    for name in ("absent.toml", "", "binary.toml"):
        with pytest.raises(ScenarioError) as caught:
            read_toml(tmp_path / name, ScenarioError)
        assert caught.value.where == tmp_path / name
