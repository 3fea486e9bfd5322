"""What a few futures need not guess again: the rivals of an answer that its scenario's whole answer has already."""

from __future__ import annotations

from counterpoise.analysis.files import Result

__all__ = ["rivalled"]


def rivalled(result: Result, whole: Result, simple: bool) -> Result:
    """A draft, or a refined one, beside the references and the simple story of its scenario's whole answer.

    Persistence is today's verdict, which no change of the years to come can move; nor do complications that are
    turned down move the story without any.

    Args:
        result: From a few futures.
        whole: The whole answer of the scenario as it is.
        simple: Whether the simple story is the same one.
    """
    references = {**result.answer["references"], "persistence": whole.answer["references"]["persistence"]}
    found = {**result.answer, "references": references}
    if simple:
        found.pop("simple_members", None)
        found["outcomes"] = {
            name: {**stories, "simple": whole.answer["outcomes"][name]["simple"]}
            for name, stories in result.answer["outcomes"].items()
        }
    return Result(found, result.views)
