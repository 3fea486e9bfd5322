"""Stored forecasts, their scores on the command line, and what happens when something is wrong with them."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from counterpoise.backtest import TASKS, Fold, Knowledge, foretell, refit, scoreboard, store, task_named
from counterpoise.backtest.contenders import BaseRate, Blend, RidgeLogit
from counterpoise.backtest.measures import MEASURES
from counterpoise.backtest.rolling import at_origin, roll, stored
from counterpoise.backtest.task import Task
from counterpoise.cli import main
from counterpoise.data import Panel
from counterpoise.estimate.logit import EstimationError
from counterpoise.vocabulary import DataError


@pytest.fixture(scope="module")
def small(europe: Knowledge) -> Task:
    """Two plain contenders of European initiations, at two origins."""
    task = task_named("initiation-all/1989")
    base, plain = BaseRate(), RidgeLogit("persistence", "", ("disputes_8y", "log_peace"))
    return replace(
        task,
        name="small/task",
        first=1940,
        folds=(Fold(1960, 1961, 1970), Fold(1970, 1971, 1980)),
        contenders=(base, plain, Blend("both", "", (base, plain))),
        headline="both",
        rival="climatology",
    )


def test_numbers_come_back_from_the_file(tmp_path: Path) -> None:
    """Log-odds to a thirty-second, quantiles to a two-thousandth, in the order they went in."""
    rng = np.random.default_rng(0)
    order = rng.permutation(300)
    for kind, values in (
        ("event", rng.normal(-5, 3, 300)),
        ("quantity", np.sort(rng.normal(size=(300, 50)))),
    ):
        whole = store.rounded(kind, values)
        levels = 1 if kind == "event" else 50
        back = store.unpack(store.pack(whole, order), order, levels)
        assert np.array_equal(back, whole)
        assert np.abs(back * store.STEPS[kind] - values).max() <= store.STEPS[kind] / 2 + 1e-12


def test_a_refit_stores_what_is_scored(small: Task, europe: Knowledge, tmp_path: Path) -> None:
    """Forecasts are fitted fold by fold, stored, read and scored; fitting again gives the same bytes."""
    refit([small], europe, "panel", tmp_path)
    entry = scoreboard([small], europe, tmp_path)["tasks"]["small/task"]
    assert entry["n"] == len(small.tested(europe))
    assert entry["baselines"]["climatology"]["auc"] == pytest.approx(0.5, abs=0.2)
    assert entry["baselines"]["persistence"]["log_loss"] < entry["baselines"]["climatology"]["log_loss"]
    first = (tmp_path / "small-task.bin").read_bytes()
    refit([small], europe, "panel", tmp_path)
    assert (tmp_path / "small-task.bin").read_bytes() == first
    assert not (tmp_path / "unfinished").exists()


def test_an_interrupted_refit_goes_on(small: Task, europe: Knowledge, tmp_path: Path) -> None:
    """What was done stays done, what was stored stays stored, and the end is the same."""
    refit([small], europe, "panel", tmp_path)
    whole = (tmp_path / "small-task.bin").read_bytes()
    asked: list[str] = []

    def stop(what: str, share: float) -> None:
        if "both" in what:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        refit([small], europe, "panel", tmp_path, stop)
    assert (tmp_path / "small-task.bin").read_bytes() == whole
    kept = sorted(path.name for path in (tmp_path / "unfinished" / "small-task").glob("*.npy"))
    assert len(kept) == 4
    refit([small], europe, "panel", tmp_path, lambda what, share: asked.append(what))
    assert (tmp_path / "small-task.bin").read_bytes() == whole


def test_forecasts_of_other_cases_are_refused(small: Task, europe: Knowledge, tmp_path: Path) -> None:
    """A panel that has changed its mind about what happened is not scored with old forecasts."""
    rows = small.tested(europe)
    odds = {c.name: np.zeros(len(rows)) for c in small.contenders}
    store.save(tmp_path, small, rows, odds, {"labels": {}})
    other = replace(rows, outcome=1.0 - rows.outcome)
    with pytest.raises(DataError, match="other cases"):
        store.load(tmp_path, small, other)
    (tmp_path / "small-task.bin").write_bytes(b"torn")
    with pytest.raises(DataError, match="damaged"):
        store.load(tmp_path, small, rows)


def test_too_few_events_are_an_error(small: Task, europe: Knowledge) -> None:
    """A logit is not fitted on next to nothing."""
    rows = small.build(europe, 1955, 1957)
    with pytest.raises(EstimationError, match="too few"):
        foretell(small, rows, Fold(1955, 1956, 1957), small.contenders[1])


def test_the_command_prints_what_was_agreed(capsys: pytest.CaptureFixture[str]) -> None:
    """Every task of the shipped forecasts, with every key, in well under thirty seconds of computing."""
    begun = time.process_time()
    with pytest.raises(SystemExit) as left:
        main(["score", "--json"])
    assert left.value.code == 0
    assert time.process_time() - begun < 30
    board = json.loads(capsys.readouterr().out)
    assert tuple(board["tasks"]) == tuple(TASKS)
    for name, entry in board["tasks"].items():
        assert {"n", "events", "baselines", "best_model", "low", "high", *MEASURES} <= set(entry), name
        assert entry["low"] <= entry["high"]
        assert {"climatology", "persistence"} <= set(entry["baselines"])
        quantity = TASKS[name].kind == "quantity"
        assert (entry["crps"] is not None) == quantity
        assert (entry["log_loss"] is None) == quantity


def test_the_fields_logits_are_reproduced() -> None:
    """FIELD's geography and geography with threat, rebuilt, agree with what it printed to a hundredth or so."""
    from counterpoise.backtest import know
    from counterpoise.data import open_panel

    wanted = {
        ("pact-formation/1989", "climatology"): {"log_loss": 0.01405},
        ("pact-formation/1989", "geography"): {"auc": 0.912, "ap": 0.0174, "log_loss": 0.01241},
        ("pact-formation/1989", "geography-threat"): {"auc": 0.917, "ap": 0.0209, "log_loss": 0.01188},
        ("pact-formation/1999", "geography"): {"auc": 0.920, "ap": 0.0241, "log_loss": 0.01372},
        ("pact-formation/1999", "geography-threat"): {"auc": 0.930, "ap": 0.0330, "log_loss": 0.01310},
        ("initiation-all/1989", "climatology"): {"log_loss": 0.00703},
        ("initiation-all/1989", "geography"): {"auc": 0.932, "ap": 0.024, "log_loss": 0.00498},
        ("treaty-termination", "climatology"): {"log_loss": 0.1310},
        ("treaty-termination", "age-form"): {"log_loss": 0.1283},
    }
    names = dict.fromkeys(task for task, _ in wanted)
    board = scoreboard([task_named(name) for name in names], know(open_panel()))["tasks"]
    for (task, baseline), printed in wanted.items():
        entry = board[task]["baselines"][baseline]
        for measure, value in printed.items():
            assert entry[measure] == pytest.approx(value, rel=0.02), (task, baseline, measure)


def test_a_slip_in_a_task_is_explained(capsys: pytest.CaptureFixture[str]) -> None:
    """The nearest task is named, and the exit code is the user's."""
    with pytest.raises(SystemExit) as left:
        main(["score", "burden-2y"])
    assert left.value.code == 2
    assert "Did you mean burden-" in capsys.readouterr().err


def test_an_origin_outside_coverage_is_explained(capsys: pytest.CaptureFixture[str]) -> None:
    """The error says at which origins each equation can stand."""
    with pytest.raises(SystemExit) as left:
        main(["score", "--origin", "2030"])
    assert left.value.code == 3
    assert "burden 1y 1971 to 2023" in capsys.readouterr().err


def test_every_stored_origin_speaks_of_its_own_past() -> None:
    """Origins every five years, with more and more cases behind them."""
    entries = stored(store.folder())
    onset = [e for e in entries if (e["equation"], e["horizon"]) == ("dispute-onset", 1)]
    assert [e["origin"] for e in onset] == list(range(1950, 2006, 5))
    behind = [e["trained"] for e in onset]
    assert behind == sorted(behind)
    assert at_origin(entries, 1985)
    with pytest.raises(DataError, match="1985"):
        at_origin(entries, 1983)


def test_an_unstored_origin_can_be_rolled(panel: Panel, europe: Knowledge, tmp_path: Path) -> None:
    """An origin that nothing covers is refused before anything is fitted."""
    with pytest.raises(DataError, match="No equation can stand"):
        roll(europe, tmp_path, panel.digest, [1850])
