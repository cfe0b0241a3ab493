"""Moves on the pipeline: which are fine, which deserve a warning, which the house refuses."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from msgspec import Struct

from book.rules import HouseRules, Stage

Verdict = Literal["ok", "warn", "refuse"]


class Move(Struct, frozen=True):
    """The answer to a wished move; `words` is one sentence, empty when all is well."""

    verdict: Verdict
    words: str = ""


_FINE = Move("ok")


def check(
    rules: HouseRules,
    current: str | None,
    wanted: str,
    reached: Iterable[str] = (),
    *,
    by_segment: bool = False,
) -> Move:
    """Whether an account may go from one stage label to another.

    `reached` are the labels it ever stood at; the current one counts too. `by_segment` says
    that the source itself makes the move, because the account joined the onboarding segment.
    """
    target = rules.stage(wanted)
    if target is None:
        return Move("refuse", _no_such_stage(rules, wanted))
    if current == wanted:
        return _FINE
    if target.by_segment:
        return _FINE if by_segment else Move("refuse", _only_by_segment(rules, target))
    been = {stage.code for label in (*reached, current) if (stage := rules.stage(label))}
    if not been.isdisjoint(target.not_after):
        return Move("refuse", _sentence(f"{_quoted(target)} is not possible", target.why))
    if target.needs and been.isdisjoint(target.needs):
        return Move("refuse", _sentence(_lacks(rules, target, target.needs), target.why))
    if target.expects and been.isdisjoint(target.expects):
        return Move("warn", _sentence(f"{_quoted(target)} comes early", target.why))
    origin = rules.stage(current)
    if origin is not None and not target.closed:
        if origin.closed:
            return Move("warn", f"{_quoted(origin)} had ended this account's onboarding.")
        if _place(rules, target) < _place(rules, origin):
            return Move("warn", f"{_quoted(target)} is a step back from {_quoted(origin)}.")
    return _FINE


def _place(rules: HouseRules, stage: Stage) -> int:
    return rules.pipeline.stages.index(stage)


def _quoted(stage: Stage) -> str:
    return f"“{stage.label}”"


def _sentence(fact: str, why: str) -> str:
    return f"{fact}: {why}." if why else f"{fact}."


def _lacks(rules: HouseRules, target: Stage, codes: tuple[str, ...]) -> str:
    if len(codes) == 1:
        before = next(stage for stage in rules.pipeline.stages if stage.code == codes[0])
        return f"{_quoted(target)} needs {_quoted(before)} first"
    return f"{_quoted(target)} needs one of the stages {', '.join(codes)} first"


def _only_by_segment(rules: HouseRules, target: Stage) -> str:
    return (
        f"{_quoted(target)} comes by itself when the account joins the segment "
        f"“{rules.segments.onboarding}”."
    )


def _no_such_stage(rules: HouseRules, wanted: str) -> str:
    # difflib is only wanted for a label that is not there.
    from difflib import get_close_matches

    labels = [stage.label for stage in rules.pipeline.stages]
    close = get_close_matches(wanted, labels, n=1)
    words = f"“{wanted}” is no stage of the house rules."
    return f"{words} Did you mean “{close[0]}”?" if close else words
