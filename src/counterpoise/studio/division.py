"""The stored attribution beside an answer: of a scenario as it ships, whatever the number of futures asked for."""

from __future__ import annotations

from counterpoise.analysis.attribution.answer import attribution_of
from counterpoise.analysis.attribution.result import model_digest
from counterpoise.analysis.files import Result
from counterpoise.studio.desk import Desk
from counterpoise.studio.question import Question

__all__ = ["divided"]


def divided(desk: Desk, question: Question, result: Result) -> Result:
    """The same answer with the stored attribution of its scenario, which no draft has to wait for."""
    if result.answer.get("attribution") or question.changed:
        return result
    digests = {**desk.identity(question)["digests"], "model": model_digest()}
    found = attribution_of(question.scenario, question.edition, digests, changed=False)
    return Result({**result.answer, "attribution": found}, result.views)
