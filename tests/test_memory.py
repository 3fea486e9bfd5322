"""More than memory holds: refused at once and in words, on the machine as on a device."""

from __future__ import annotations

from typing import Any

import jax
import pytest
from tests import cases

from counterpoise import ensemble
from counterpoise.cli import memory
from counterpoise.cli.app import main
from counterpoise.ensemble import DeviceFullError, run_futures
from counterpoise.sweep import local
from counterpoise.sweep.work import worker_bytes
from counterpoise.vocabulary import CounterpoiseError


def _full(*ignored: Any) -> Any:
    raise jax.errors.JaxRuntimeError("RESOURCE_EXHAUSTED: Out of memory allocating 9000000000 bytes.")


def test_a_full_device_is_an_error_that_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    """No series come back that look whole."""
    monkeypatch.setattr(ensemble, "_compiled", _full)
    with pytest.raises(DeviceFullError, match="no memory for 64 futures of 7 states") as found:
        run_futures(cases.case(years=2), cases.model(2), {}, seed=1)
    assert "JAX_PLATFORMS=cpu" in str(found.value.hint)


def test_another_failure_of_the_device_is_not_taken_for_a_lack_of_memory(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What is not understood is not explained away."""

    def broken(*ignored: Any) -> Any:
        raise jax.errors.JaxRuntimeError("INTERNAL: the device fell off")

    monkeypatch.setattr(ensemble, "_compiled", broken)
    with pytest.raises(jax.errors.JaxRuntimeError, match="fell off"):
        run_futures(cases.case(years=2), cases.model(2), {}, seed=1)


def test_more_members_than_memory_holds_are_refused_before_the_first_is_lived(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Any
) -> None:
    """The command says how many fit and which command takes any number; nothing is written."""
    monkeypatch.setattr(local, "available", lambda: 10**9)
    with pytest.raises(SystemExit) as left:
        main(["run", "asia", "--members", "10000000", "--out", str(tmp_path / "r")])
    said = capsys.readouterr().err
    assert left.value.code == 2
    assert "10,000,000 futures need some" in said
    assert "counterpoise sweep" in said
    assert not (tmp_path / "r").exists()


def test_what_fits_is_let_through(monkeypatch: pytest.MonkeyPatch) -> None:
    """The number it names is one that it takes."""
    monkeypatch.setattr(local, "available", lambda: 10**9)
    with pytest.raises(CounterpoiseError) as refused:
        memory.ensure_memory(10**7, 30, 21)
    fits = int(str(refused.value.hint).split()[2].replace(",", ""))
    memory.ensure_memory(fits, 30, 21)


def test_a_sweep_starts_no_more_workers_than_memory_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    """Many cores and little memory: fewer workers, at least one; where memory is plenty, one per core."""
    monkeypatch.setattr(local, "cores", lambda: list(range(64)))
    need = worker_bytes(193, 76)
    for free, started in ((0.5e9, 1), (16e9, 9), (1e12, 64), (None, 64)):
        monkeypatch.setattr(local, "available", lambda free=free: free)
        assert local.affordable(need) == started
