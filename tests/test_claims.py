"""The ledger of claims and the mechanisms say the same."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest

import counterpoise
from counterpoise import mechanisms
from counterpoise.claims import complications, ledger, ledger_table
from counterpoise.mechanisms._base import Mechanism
from counterpoise.vocabulary import CLAIMS

ROWS = [*(f"S{k}" for k in range(1, 9)), *(f"C{k}" for k in range(1, 10)), "V1", "V2"]
KINDS: dict[str, type[Mechanism]] = {
    kind.name: kind for kind in (getattr(mechanisms, name) for name in mechanisms.__all__)
}
LIBRARY = Path(counterpoise.__file__).parent / "library"


def test_every_claim_has_one_row() -> None:
    """The ledger lists S1 to S8, C1 to C9, V1 and V2, each once and in this order."""
    assert list(ledger()) == ROWS
    assert [row["id"] for row in ledger_table()] == ROWS


def test_every_claim_with_a_switch_is_in_the_ledger() -> None:
    """Switches are those of the simple story and of the complications; a verdict has none."""
    assert list(CLAIMS) == [row for row in ROWS if row[0] != "V"]


@pytest.mark.parametrize("claim", ROWS)
def test_the_mechanisms_of_a_row_exist_and_own_up_to_it(claim: str) -> None:
    """Each mechanism that a row names is a class that declares the claim."""
    for name in ledger()[claim].mechanisms:
        assert name in KINDS, f"{claim} names {name}, which is no mechanism"
        assert claim in KINDS[name].claims, f"{name} does not declare {claim}"


@pytest.mark.parametrize("name", sorted(KINDS))
def test_the_claims_of_a_mechanism_are_listed_with_it(name: str) -> None:
    """Each claim that a mechanism declares has a row, and the row names the mechanism."""
    assert KINDS[name].claims, f"{name} serves no claim"
    for claim in KINDS[name].claims:
        assert name in ledger()[claim].mechanisms, f"the row of {claim} does not name {name}"


@pytest.mark.parametrize("claim", ROWS)
def test_a_row_says_what_it_rests_on_or_what_is_missing(claim: str) -> None:
    """A claim that acts has reference, evidence and backtest in words; one that does not says why."""
    row = ledger()[claim]
    assert row.label
    assert row.claim.endswith(".")
    if row.state == "open":
        assert not row.mechanisms
        assert row.missing
    else:
        assert row.state in {"acts", "partly"}
        assert all((row.reference, row.evidence, row.backtest))
        assert row.missing or row.state == "acts"


@pytest.mark.parametrize("claim", CLAIMS)
def test_a_claim_that_acts_has_a_test_of_its_sign(claim: str) -> None:
    """Some test of the mechanisms bears the id of each claim that acts, and none of one that does not."""
    texts = (path.read_text("utf-8") for path in (Path(__file__).parent / "mechanisms").glob("test_*.py"))
    tested = any(f"\ndef test_{claim.lower()}_" in text for text in texts)
    assert tested == (ledger()[claim].state != "open")


def test_a_claim_that_does_not_act_is_no_acting_complication() -> None:
    """Costs are computed for acting complications alone; the rest stay unknown."""
    acting = complications()
    assert set(acting) | {c for c in ROWS if ledger()[c].state == "open"} >= set(complications(acting=False))
    assert all(ledger()[claim].acts for claim in acting)


@pytest.mark.parametrize("name", sorted(KINDS))
def test_a_mechanism_explains_every_parameter(name: str) -> None:
    """Each parameter of a mechanism is described in its docstring, where the documentation takes it from."""
    words = KINDS[name].__doc__ or ""
    for field in fields(KINDS[name]):
        assert f"        {field.name}: " in words, f"{name}.{field.name} is not explained"


@pytest.mark.parametrize("name", sorted(KINDS))
def test_a_mechanism_with_parameters_has_a_parameter_file(name: str) -> None:
    """The numbers of a mechanism stand in the TOML file of its name."""
    assert not fields(KINDS[name]) or (LIBRARY / "parameters" / f"{name}.toml").is_file()
