"""The command line as a whole: quick to start, and every mistake becomes a message and an exit code."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from counterpoise import __version__
from counterpoise.cli import app as module
from counterpoise.cli import main
from counterpoise.cli.whole import whole_number
from counterpoise.vocabulary import CounterpoiseError, DataError

HEAVY = (
    "jax",
    "numpy",
    "pandas",
    "duckdb",
    "xarray",
    "scipy",
    "pydantic",
    "equinox",
    "jinja2",
    "asyncio",
    "ssl",
)


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    """Exit code, standard output and standard error of a command."""
    with pytest.raises(SystemExit) as left:
        main(arguments)
    out, err = capsys.readouterr()
    assert isinstance(left.value.code, int)
    return left.value.code, out, err


def test_importing_the_command_line_loads_nothing_heavy() -> None:
    """Help must not wait for jax, pandas, the panel or a server (the table of ``make bench`` times it)."""
    code = "import sys, counterpoise.cli; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not set(HEAVY) & set(done.stdout.split())


def test_help_lists_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing hidden."""
    code, out, _ = run(capsys, "--help")
    assert code == 0
    assert all(f"  {name} " in out for name in ("run", "report", "scenarios", "claims", "fit", "data"))


def test_an_equation_that_does_not_exist_is_told_before_anything_is_shown(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A wrong name needs one message, not the table of all that is stored first."""
    code, out, err = run(capsys, "fit", "--nuts", "nosuch")
    assert code != 0
    assert out == ""
    assert "No equation nosuch" in err
    assert "worst R-hat" not in err


def test_a_hindcast_without_a_name_is_told_what_may_be_named(capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing named and everything twice named are two mistakes with two messages."""
    _, _, none = run(capsys, "hindcast")
    assert "No hindcast is named" in none
    assert "asia-1999" in none
    assert "Both asia-1999 and --all" in run(capsys, "hindcast", "asia-1999", "--all")[2]


def test_version_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    """A result names the version; so does the program."""
    assert run(capsys, "--version") == (0, f"counterpoise {__version__}\n", "")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["rnu"], "Did you mean 'run'?"),
        (["run", "--member", "3"], "Did you mean --members?"),
        (
            ["run", "--members", "many"],
            "--members: 'many' is no whole number.\n  Write it as 1000, 1_000 or 1e3.",
        ),
        (["run", "--members", "1.5"], "--members: '1.5' is no whole number."),
        (["run", "--members", "1,5"], "--members: '1,5' is no whole number."),
        (["run", "--members", "inf"], "--members: 'inf' is no whole number."),
        (["run", "--members", "1e999999999"], "--members: '1e999999999' is too large."),
        (["run", "--members", "1e20"], "--members: 100,000,000,000,000,000,000 will not do."),
        (
            ["sweep", "--members", "1e30"],
            "--members: 1e+30 will not do.\n  Write a whole number from 1 to 10,000,000,000.",
        ),
        (["data", "explain", "JPN", "milex", "now"], "YEAR: 'now' is no whole number."),
        (["fit", "--chains", "1"], "--chains: 1 will not do."),
        (["sweep", "--members", "-3"], "--members: -3 will not do."),
        (["sweep", "--chunk", "0"], "--chunk: 0 will not do."),
        (["sweep", "--workers", "0"], "--workers: 0 will not do."),
        (["sweep", "--sample", "few"], "--sample: 'few' is no whole number."),
        (["sweep", "--wait", "0"], "--wait: 0 will not do."),
        (["studio", "--no-open"], "Did you mean --without-browser?"),
        (["studio", "--no-browser"], "Did you mean --without-browser?"),
        (["studio", "--headless"], "There is no option --headless.\n  `counterpoise studio --help`"),
        (["run", "--members"], "requires an argument"),
        (["run", "asia", "europe"], "unexpected extra argument"),
        (["data", "explain", "JPN", "milex"], "Missing argument"),
        (
            ["run", "--members", "-5"],
            "--members: -5 will not do.\n  Write a whole number from 1 to 10,000,000.",
        ),
        (["run", "--members", "0"], "--members: 0 will not do."),
        (["run", "--seed", "-1"], "--seed: -1 will not do."),
        (["run", "--chunk", "0"], "--chunk: 0 will not do."),
        (
            ["run", "--set", "gain"],
            "--set: 'gain' is not a name and a number.\n  Write --set balancing.gain=0.5.",
        ),
        (["run", "--set", "a=b"], "is not a name and a number"),
        (["run", "--set", "a=nan"], "is not a name and a number"),
        (["run", "--set", "a=1", "--set", "a=2"], "a is given twice"),
        (["run", "--switch", "C17=0"], "There is no claim C17.\n  Did you mean C7?"),
        (["run", "--switch", "C5=2"], "The switch of C5 cannot be 2."),
        (["run", "asai"], "There is no scenario called asai.\n  Did you mean asia?"),
        (["run", "asia", "--edition", "lastest"], "There is no edition lastest.\n  Did you mean latest?"),
        (
            ["run", "asia", "--horizon", "2020"],
            "The horizon 2020 is impossible.\n  Write a year from 2026 to 2050",
        ),
        (["run", "asia", "--horizon", "2060"], "The horizon 2060 is impossible."),
        (["run", "nothere.toml"], "nothere.toml: The file cannot be read"),
        (["data", "explain", "Wakanda", "milex", "2024"], "Wakanda"),
        (["data", "info", "milx"], "milex"),
    ],
)
def test_a_mistake_is_told_with_what_to_write(
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    says: str,
) -> None:
    """Exit code 2, nothing on standard output, no traceback, no files."""
    monkeypatch.chdir(tmp_path)
    code, out, err = run(capsys, *arguments)
    assert (code, out) == (2, "")
    assert says in err
    assert "Traceback" not in err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("1000", 1000),
        ("1e6", 10**6),
        ("1_000_000", 10**6),
        ("1,000,000", 10**6),
        (" 2.50e2", 250),
        ("-3", -3),
        (7, 7),
    ],
)
def test_whole_numbers_are_read_as_people_write_them(written: str | int, meant: int) -> None:
    """A million is a million however it is written."""
    assert whole_number("--members", written) == meant


def test_every_option_that_counts_reads_numbers_alike() -> None:
    """No option has the parser of the library that reads the command line, whose words are not ours."""
    plain = re.compile(r"\bint(?: \| None)?,\s*typer\.Option")
    files = list(Path(module.__file__).parent.glob("*.py"))
    assert sum(path.read_text(encoding="utf-8").count(" whole(") for path in files) > 30
    assert [path.name for path in files if plain.search(path.read_text(encoding="utf-8"))] == []


@pytest.mark.parametrize(
    ("problem", "code", "says"),
    [
        (
            CounterpoiseError("Wrong.", where="x.toml:3", hint="Write right."),
            2,
            "x.toml:3: Wrong.\n  Write right.",
        ),
        (DataError("Cut in half.", where="cells.parquet"), 3, "cells.parquet: Cut in half."),
        (OSError(28, "No space left on device", "runs/asia"), 4, "runs/asia: No space left on device."),
        (MemoryError(), 4, "Out of memory.\n  Run again with a smaller --chunk"),
        (KeyboardInterrupt(), 130, "Interrupted."),
        (ZeroDivisionError("division by zero"), 1, "A mistake in counterpoise: ZeroDivisionError"),
    ],
)
def test_each_kind_of_failure_has_its_exit_code(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    problem: BaseException,
    code: int,
    says: str,
) -> None:
    """Input 2, data 3, disk 4, interruption 130, our own mistakes 1; one message each."""

    def fail(*_: object, **__: object) -> None:
        raise problem

    monkeypatch.setattr(module.typer.main, "get_command", lambda app: type("Fails", (), {"main": fail})())
    got, out, err = run(capsys, "run")
    assert (got, out) == (code, "")
    assert says in err
    assert "Traceback" not in err


def test_a_file_in_the_way_of_a_folder_names_the_option(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """Fetching has --to and no --out; nothing is downloaded."""
    (tmp_path / "file").write_text("", encoding="utf-8")
    got, _, err = run(capsys, "data", "fetch", "cow_states", "--to", str(tmp_path / "file"))
    assert got == 4
    assert "A file is where a folder should be: choose another with --to" in err


def test_an_interrupted_command_says_so() -> None:
    """Ctrl-C ends with one line and exit code 130, whatever Typer makes of it."""
    code = (
        "import signal, os; signal.signal(signal.SIGINT, signal.default_int_handler);"
        "import importlib; run = importlib.import_module('counterpoise.cli.run');"
        "run.at_least = lambda *_: os.kill(os.getpid(), signal.SIGINT);"
        "import counterpoise.cli; counterpoise.cli.main(['run'])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (130, "")
    assert done.stderr == "counterpoise: Interrupted.\n  Earlier results are as they were.\n"


def test_debugging_shows_where_an_error_was_raised(monkeypatch: pytest.MonkeyPatch) -> None:
    """COUNTERPOISE_DEBUG=1 lets the error through."""
    monkeypatch.setenv("COUNTERPOISE_DEBUG", "1")
    with pytest.raises(CounterpoiseError):
        main(["run", "--members", "-5"])


def test_a_reader_that_leaves_early_is_no_error() -> None:
    """``counterpoise claims | head -1`` ends quietly."""
    command = f"{sys.executable} -m counterpoise claims | head -n 1"
    done = subprocess.run(command, shell=True, capture_output=True, text=True, check=True)
    assert done.stderr == ""
    assert done.stdout.count("\n") == 1


def test_claims_and_scenarios_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    """The ledger and the bundled questions can be read without a run."""
    assert "C5  Doubt about the patron's will" in run(capsys, "claims")[1]
    assert "asia" in run(capsys, "scenarios")[1]


def test_the_panel_can_be_looked_into_and_cited(capsys: pytest.CaptureFixture[str]) -> None:
    """One cell with its source, one variable with its unit, one entry of BibTeX, and a check of all files."""
    assert "Japan (740)" in run(capsys, "data", "explain", "JPN", "milex", "2024")[1]
    assert "share" in run(capsys, "data", "info", "cinc")[1]
    assert "@" in run(capsys, "data", "cite", "cinc")[1]
    assert "all whole" in run(capsys, "data", "check")[1]
