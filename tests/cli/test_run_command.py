"""``counterpoise run`` and ``report``: what is asked for, what is written, what survives a failure."""

from __future__ import annotations

import errno
import json
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest
import xarray as xr

from counterpoise.cli import main
from counterpoise.vocabulary import DataError

TOY = """\
states = ["CHN", "USA", "JPN"]
[scenario]
name = "toy"
question = "Will it hold?"
start = 2025
horizon = 2045
default_members = 300
seed = 7
[editions.latest]
cutoff = 2026-09-30
[editions.essay]
cutoff = 2025-03-31
[roles]
challenger = "CHN"
patron = "USA"
members = ["JPN"]
"""

Asked = list[dict[str, Any]]


@pytest.fixture
def asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Asked:
    """What the analysis was asked, with an analysis, a report and a terminal that only write names."""
    calls: Asked = []

    def run(**given: Any) -> SimpleNamespace:
        calls.append(given)
        held = {"balance_holds": {"full": {"2045": {"p": 0.6}}}}
        answer = {"schema": 1, "run": len(calls), "outcomes": held}

        def write(folder: Path) -> dict[str, Path]:
            path = folder / "answer.json"
            path.write_text(json.dumps(answer))
            xr.Dataset({"holds": ("member", [1, 0])}).to_netcdf(folder / "ensemble.nc", engine="h5netcdf")
            return {"answer": path, "ensemble": folder / "ensemble.nc"}

        return SimpleNamespace(answer=answer, views=xr.Dataset(), write=write)

    def fake(name: str, **members: Callable[..., Any]) -> None:
        module = ModuleType(name)
        module.__dict__.update(members)
        monkeypatch.setitem(sys.modules, name, module)
        package, _, last = name.rpartition(".")
        monkeypatch.setattr(sys.modules[package], last, module, raising=False)

    import counterpoise.analysis  # noqa: F401 - its modules are replaced below

    fake("counterpoise.analysis.answer", run=run)
    fake(
        "counterpoise.report",
        write_report=lambda answer, views, path: path.write_text(f"report {answer['run']} {sorted(views)}"),
        page_and_tables=lambda answer, views, since: {
            "report.html": f"report {answer['run']} {sorted(views)} {since and since['run']}".encode(),
            "report-tables/one.csv": b"a,b",
        },
        printed=lambda answer, views, since: {"report.pdf": f"printed {answer['run']}".encode()},
    )
    fake(
        "counterpoise.terminal", render=lambda answer, files, elapsed: f"said {answer['run']} {sorted(files)}"
    )
    monkeypatch.chdir(tmp_path)
    (tmp_path / "toy.toml").write_text(TOY)
    return calls


def command(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    """Exit code, standard output and standard error."""
    with pytest.raises(SystemExit) as left:
        main(arguments)
    out, err = capsys.readouterr()
    assert isinstance(left.value.code, int)
    return left.value.code, out, err


def seen(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_a_run_writes_its_files_and_prints_the_summary(
    asked: Asked, capsys: pytest.CaptureFixture[str]
) -> None:
    """Files go to runs/SCENARIO-EDITION; the summary names them."""
    code, out, _ = command(capsys, "run", "toy.toml")
    assert (code, out) == (0, "said 1 ['answer', 'ensemble', 'report']\n")
    assert {"answer.json", "ensemble.nc", "report.html"} <= set(seen(Path("runs/toy-latest")))


def test_the_file_decides_what_the_user_leaves_open(asked: Asked, capsys: pytest.CaptureFixture[str]) -> None:
    """Members and seed come from the scenario, the edition is the latest."""
    command(capsys, "run", "toy.toml")
    given = asked[0]
    assert (given["members"], given["seed"], given["edition"]) == (300, 7, "latest")
    assert (given["scenario"].name, given["scenario"].edition, given["scenario"].horizon) == (
        "toy",
        "latest",
        2045,
    )


def test_options_reach_the_analysis(asked: Asked, capsys: pytest.CaptureFixture[str]) -> None:
    """Each option is handed on as written."""
    options = "--members 9 --seed 0 --edition essay --horizon 2040 --chunk 5 --set a.b=2 --switch c5=0"
    assert command(capsys, "run", "toy.toml", *options.split())[0] == 0
    given = asked[0]
    assert (given["members"], given["seed"], given["edition"], given["chunk"]) == (9, 0, "essay", 5)
    assert (given["scenario"].horizon, given["horizon"]) == (2040, 2040)
    assert (given["overrides"], given["switches"]) == ({"a.b": 2.0}, {"C5": 0.0})
    assert Path("runs/toy-essay-C5=0-a.b=2/answer.json").is_file()


def test_json_prints_the_file_and_nothing_else(asked: Asked, capsys: pytest.CaptureFixture[str]) -> None:
    """Standard output is answer.json, byte for byte."""
    _, out, err = command(capsys, "run", "toy.toml", "--json")
    assert out == Path("runs/toy-latest/answer.json").read_text()
    assert err == ""


def test_quiet_prints_nothing_and_no_report_is_written_if_not_wanted(
    asked: Asked, capsys: pytest.CaptureFixture[str]
) -> None:
    """--quiet and --without-report do what they say."""
    assert command(capsys, "run", "toy.toml", "--quiet", "--without-report", "--out", "mine") == (0, "", "")
    assert "answer.json" in seen(Path("mine"))
    assert "report.html" not in seen(Path("mine"))


@pytest.mark.parametrize(
    ("problem", "code"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), 4),
        (KeyboardInterrupt(), 130),
        (RuntimeError("a bug"), 1),
    ],
)
def test_a_failure_while_writing_leaves_earlier_results_whole(
    asked: Asked,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    problem: BaseException,
    code: int,
) -> None:
    """A full disk half way through a second run changes no byte of the first."""
    command(capsys, "run", "toy.toml")
    before = seen(Path("runs/toy-latest"))

    def fail(*_: object) -> None:
        raise problem

    monkeypatch.setattr(sys.modules["counterpoise.report"], "write_report", fail)
    got, out, err = command(capsys, "run", "toy.toml")
    assert (got, out) == (code, "")
    assert "Traceback" not in err
    assert seen(Path("runs/toy-latest")) == before
    assert [path.name for path in Path("runs").iterdir()] == ["toy-latest"]


def test_results_that_will_not_fit_are_not_begun(
    asked: Asked, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A nearly full disk is noticed before a library writes into it, and told in megabytes."""
    monkeypatch.setattr("shutil.disk_usage", lambda path: SimpleNamespace(free=1_500_000))
    code, out, err = command(capsys, "run", "toy.toml")
    assert (code, out) == (4, "")
    assert "runs: No space left: 1.5 MB free, 2.0 MB needed." in err
    assert not list(Path("runs").iterdir())


def test_report_draws_the_last_run_again(asked: Asked, capsys: pytest.CaptureFixture[str]) -> None:
    """The saved answer and futures are enough; what was written is told, and the next run takes its place."""
    command(capsys, "run", "toy.toml", "--without-report")
    code, out, _ = command(capsys, "report", "toy")
    folder = Path("runs/toy-latest")
    assert code == 0
    assert out.split() == [str(folder / name) for name in ("report-tables", "report.html", "report.pdf")]
    assert (folder / "report.html").read_text() == "report 1 ['holds'] None"
    assert (folder / "report-tables" / "one.csv").read_text() == "a,b"
    (folder / "mine.txt").write_text("kept")
    command(capsys, "run", "toy.toml")
    assert {path.name for path in folder.iterdir()} == {
        "answer.json", "ensemble.nc", "report.html", "mine.txt", ".counterpoise"
    }  # fmt: skip


def test_report_of_a_folder_since_another(asked: Asked, capsys: pytest.CaptureFixture[str]) -> None:
    """A run may be named by its folder, and an earlier one beside it; without the PDF none is written."""
    command(capsys, "run", "toy.toml", "--out", "old")
    command(capsys, "run", "toy.toml", "--out", "new")
    assert command(capsys, "report", "new", "--since", "old", "--no-causes", "--no-pdf")[0] == 0
    assert Path("new/report.html").read_text() == "report 2 ['holds'] 1"
    assert not Path("new/report.pdf").exists()
    assert command(capsys, "report", "new", "--since", "nowhere")[0] == 2
    told = json.loads(Path("old/answer.json").read_text())
    Path("old/answer.json").write_text(json.dumps({**told, "roles": {"patron": "GBR", "challenger": "DEU"}}))
    code, _, err = command(capsys, "report", "new", "--since", "old", "--no-causes", "--no-pdf")
    assert code == 2
    assert "Nothing of these two answers can be compared" in err


def test_an_answer_of_a_later_version_is_refused(asked: Asked, capsys: pytest.CaptureFixture[str]) -> None:
    """Another schema is no damage, and its hint names the scenario that was run, not the folder."""
    command(capsys, "run", "toy.toml", "--out", "mine")
    told = json.loads(Path("mine/answer.json").read_text())
    Path("mine/answer.json").write_text(json.dumps({**told, "schema": 999, "scenario": "toy"}))
    code, _, err = command(capsys, "report", "mine")
    assert code == 3
    assert "a later version wrote it" in err
    assert "counterpoise run toy" in err
    from counterpoise.analysis.files import Result

    with pytest.raises(DataError, match="a later version wrote it") as caught:
        Result.read("mine")
    assert caught.value.hint == "Install that version, or make it again: counterpoise run toy."


def test_report_without_the_extra_keeps_the_page(
    asked: Asked, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page and the tables are written; the PDF is refused with the extra's name."""

    def refuse(*_: object) -> dict[str, bytes]:
        from counterpoise.charts.typeset import set_pages

        monkeypatch.setitem(sys.modules, "typst", None)
        set_pages({"main.typ": b""})
        return {}

    command(capsys, "run", "toy.toml", "--without-report")
    monkeypatch.setattr(sys.modules["counterpoise.report"], "printed", refuse)
    code, out, err = command(capsys, "report", "toy")
    assert code == 2
    assert "report.html" in out
    assert "counterpoise[report]" in err
    assert Path("runs/toy-latest/report.html").exists()
    assert not Path("runs/toy-latest/report.pdf").exists()


def test_report_without_a_run_says_how_to_make_one(asked: Asked, capsys: pytest.CaptureFixture[str]) -> None:
    """The hint is the command to type."""
    code, _, err = command(capsys, "report", "toy")
    assert code == 2
    assert "no saved run here.\n  Make one first: counterpoise run toy." in err


@pytest.mark.parametrize("name", ["answer.json", "ensemble.nc"])
def test_report_on_a_file_cut_in_half_is_damaged_data(
    asked: Asked, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    """Half an answer or half a netCDF file is exit code 3, with its name."""
    command(capsys, "run", "toy.toml")
    path = Path("runs/toy-latest") / name
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    code, _, err = command(capsys, "report", "toy")
    assert code == 3
    assert name in err


def test_a_panel_cut_in_half_is_damaged_data(
    asked: Asked, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """The file is named, the exit code is 3, and nothing is written."""
    from counterpoise.data.panel import PANEL

    copy = tmp_path / "panel"
    copy.mkdir()
    for path in PANEL.iterdir():
        content = path.read_bytes()
        (copy / path.name).write_bytes(
            content[: len(content) // 2] if path.name == "cells.parquet" else content
        )
    code, out, err = command(capsys, "run", "toy.toml", "--panel", str(copy))
    assert (code, out) == (3, "")
    assert "cells.parquet" in err
    assert not list(Path("runs").glob("*"))
