"""The journal's tables against the grammar that LaTeX would hold them to, and every column with its unit."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from typing import Any

import pytest
import xarray as xr

from counterpoise.charts import view
from counterpoise.report.latex import latex
from counterpoise.report.tables import tables

COMMANDS = {
    "begin", "end", "begingroup", "endgroup", "caption",
    "label", "centering", "small", "scriptsize", "footnotesize", "noindent", "toprule",
    "midrule", "bottomrule", "endfirsthead", "endhead", "endfoot", "textbackslash", "textasciitilde",
    "textasciicircum", "ldots", "rightarrow", "ge", "le", "pm", "shortstack",
}  # fmt: skip
TOKEN = re.compile(r"\\([A-Za-z]+)\*?|\\(.)|([{}$&%#_^~])|([^\\{}$&%#_^~]+)", re.S)
WORDS = re.compile(r">\{\\raggedright\\arraybackslash\}p\{(0\.\d\d)\\linewidth\}")
"""A column of words broken over lines, which needs the package array; inside a regular expression and by itself."""
STACK = re.compile(r"\\shortstack\[[lr]\]\{[^{}]*\}")
"""A head over several lines."""
RULES = ("toprule", "midrule", "bottomrule")


def parse(text: str) -> dict[str, Any]:
    """Read a table as LaTeX would: environments and groups closed in order, no mark obeyed that was not meant."""
    assert all(ord(mark) < 0x180 for mark in text), "a letter beyond what the T1 encoding has"
    body = "\n".join(line for line in text.splitlines() if not line.startswith("%"))
    body = re.sub(r"\\label\{(tab:[a-z0-9-]+)\}", "", body)
    spec = re.search(rf"\{{@\{{\}}((?:[lr]|{WORDS.pattern})+)@\{{\}}\}}", body)
    assert spec, "no columns declared"
    columns = len(WORDS.sub("l", spec[1]))
    shares = [float(width) for width in WORDS.findall(spec[1])]
    assert sum(shares) < 0.9, "words take the room of the numbers"
    body = STACK.sub(lambda found: found[0].replace(r"\\", " "), body.replace(spec[0], ""))
    stack: list[str] = []
    math, cells, rows, rules = False, 1, [], []
    tokens = list(TOKEN.finditer(body))
    assert "".join(token[0] for token in tokens) == body
    for token in tokens:
        word, escaped, mark, _ = token.groups()
        if word in ("begin", "end"):
            continue
        if word:
            assert word in COMMANDS, f"an unknown command: {word}"
            rules += [word] if word in RULES else []
            if word in RULES:
                cells = 1
        elif escaped == "\\":
            rows.append(cells)
            cells = 1
        elif escaped:
            assert escaped in "%&#_${}", f"an unknown escape: {escaped}"
        elif mark == "{":
            stack.append("{")
        elif mark == "}":
            assert stack.pop() == "{"
        elif mark == "$":
            math = not math
        elif mark == "&":
            assert not stack, "a cell ends inside a group"
            assert not math
            cells += 1
        elif mark:
            assert mark == "~", f"an unescaped {mark}"
    names = [(m[1], m[2]) for m in re.finditer(r"\\(begin|end)\{([a-z]+)\}", body)]
    open_ones: list[str] = []
    for way, name in names:
        if way == "begin":
            open_ones.append(name)
        else:
            assert open_ones.pop() == name
    assert not open_ones
    assert not math
    return {
        "columns": columns,
        "rows": rows,
        "rules": rules,
        "environments": [name for _, name in names],
    }


@pytest.fixture(scope="module")
def made(invented: dict[str, Any], views: xr.Dataset) -> dict[str, str]:
    """All tables of the invented answer."""
    since = {**invented, "cutoff": "2025-10-31"}
    return {name: body.decode() for name, body in tables(invented, views, since).items()}


def test_every_table_would_compile(made: dict[str, str]) -> None:
    """Groups and environments close, cells are as many as columns, rules stand in order, packages are named."""
    printed = {name: text for name, text in made.items() if name.endswith(".tex")}
    assert {"simpler.tex", "why.tex", "record.tex", "moved.tex", "causes.tex", "calibration.tex"} <= set(
        printed
    )
    for name, text in printed.items():
        found = parse(text)
        # caption of a longtable and the note below end a line with one cell of their own
        wrong = [cells for cells in found["rows"] if cells != found["columns"]]
        assert wrong in ([1], [1, 1]), (name, wrong)
        assert found["rules"][0] == "toprule"
        assert "midrule" in found["rules"]
        assert "bottomrule" in found["rules"]
        needed = text.splitlines()[0]
        assert needed.startswith("% needs booktabs")
        assert ("longtable" in needed) == ("longtable" in found["environments"])
        assert ("array" in needed) == (r"\raggedright" in text)
        head = next(line for line in text.splitlines() if " & " in line)
        for word in re.sub(r"\\(shortstack\[.\]|\\)", " ", head).replace("&", " ").split():
            assert len(word.strip("{}")) <= 14, (name, word)


def test_printed_numbers_are_those_of_the_csv(made: dict[str, str]) -> None:
    """Row by row: three decimals, one from ten on, a dash for what is missing; words as they stand."""
    for name, text in made.items():
        if not name.endswith(".tex"):
            continue
        rows = list(csv.reader(io.StringIO(made[name.replace(".tex", ".csv")])))
        body = text.rpartition(r"\midrule")[2].partition(r"\bottomrule")[0].partition(r"\end{")[0]
        lines = [line for line in body.splitlines() if line.endswith(r"\\") and "endhead" not in line]
        printed = [[cell.strip() for cell in re.split(r"(?<!\\)&", line[:-2])] for line in lines]
        assert len(printed) == len(rows) - 1, name
        for cells, row in zip(printed, rows[1:], strict=True):
            left = list(row)
            for cell in (cell.replace("$-$", "-") for cell in cells):
                if re.fullmatch(r"-?\d+\.\d+", cell):
                    digits = len(cell.partition(".")[2])
                    at = next(k for k, v in enumerate(left) if _rounded(v, digits) == cell)
                    left = left[at + 1 :]


def _rounded(value: str, digits: int) -> str:
    try:
        return f"{float(value):.{digits}f}"
    except ValueError:
        return value


@pytest.mark.parametrize("many", [45, 46])
def test_a_long_table_breaks_over_pages(invented: dict[str, Any], many: int) -> None:
    """More than 45 rows are a longtable with its head on each page; fewer are a float."""
    chart = view("drivers")(invented)
    assert chart
    text = latex(replace(chart, rows=chart.rows[:1] * many), note="Made by: a test.")
    found = parse(text)
    assert (r"\begin{longtable}" in text) == (many > 45)
    assert ("longtable" in text.splitlines()[0]) == (many > 45)
    assert len(found["rows"]) == (many + 3 if many > 45 else many + 2)


def test_a_printed_caption_speaks_of_no_drawing(made: dict[str, str]) -> None:
    """It gives the level of its interval or says that there is none, and names no ring, line or hatching."""
    for name, text in made.items():
        if name.endswith(".tex"):
            caption = re.search(r"\\caption\{(.*)\}", text)
            assert caption
            assert re.search(r"\d+ \\%|level: none", caption[1]), name
            assert not re.search(
                r"\b([Rr]ing|[Tt]hin line|[Hh]atched|[Dd]ashed|[Ff]illed|[Oo]pen)\b", caption[1]
            ), name


def test_hostile_words_print_as_words(answer: dict[str, Any], views: xr.Dataset) -> None:
    """Every mark that LaTeX obeys, in a label, is printed."""
    answer["drivers"][0]["label"] = r"100 % & \input{x} $y$ #1 a_b ^ ~ {"
    chart = view("drivers")(answer, views)
    assert chart
    text = latex(chart)
    parse(text)
    assert (
        r"100 \% \& \textbackslash{}input\{x\} \$y\$ \#1 a\_b \textasciicircum{} \textasciitilde{} \{" in text
    )


def test_every_column_has_its_unit(made: dict[str, str]) -> None:
    """The list of columns covers every file, and says of each number what it is counted in."""
    told = list(csv.DictReader(io.StringIO(made["columns.csv"])))
    listed = {(row["file"], row["column"]) for row in told}
    for name, text in made.items():
        if name.endswith(".csv") and name not in ("index.csv", "columns.csv"):
            assert {(name, head) for head in next(csv.reader(io.StringIO(text)))} <= listed
    bare = {(row["file"], row["column"]) for row in told if not row["unit"]}
    assert not bare
