"""What is due with an escalation, in words a person would say, and what can be done about it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final, Literal

from book.escalation_follow_up import Code, Need
from ui import days
from ui.words import plural, say, source_name

Act = Literal["nudge", "told", "crm", "call", "close", "reopen", "outbox", "ticket", "mail"]
"""What can be done about where it stands."""
_ACTS: Final[dict[Code, Act]] = {
    "quiet": "nudge",
    "unheard": "nudge",
    "update_due": "told",
    "not_marked": "crm",
    "afterwards_due": "call",
}
_HOUR: Final = 3_600
_HOURS_UNTIL: Final = 48
_DAY: Final = 24 * _HOUR


def need_words(due: Iterable[Need], now: datetime, source: str = "") -> list[str]:
    """What is due with it, in a few words each; what its state says already is left out.

    `source` is where its account is kept.
    """
    return [words for one in due if (words := _need(one, now, source))]


def acts_of(due: Iterable[Need]) -> tuple[Act, ...]:
    """What can be done about what is due, in that order."""
    return tuple(dict.fromkeys(_ACTS[one.code] for one in due if one.code in _ACTS))


def target_words(target: datetime | None, hours: int, now: datetime) -> str:
    """`2 h over the target of 12 h`, `3 h left`; empty without a target."""
    if target is None:
        return ""
    length = _length(abs((now - target).total_seconds()))
    if now > target:
        return say("{length} over the target of {hours}", length=length,
                   hours=say("{n} h", n=hours))  # fmt: skip
    return say("{length} left to answer", length=length)


def told_words(parts: Sequence[str]) -> str:
    """Several things as sentences, each with its full stop."""
    return " ".join(f"{one[:1].upper()}{one[1:].rstrip('.')}." for one in parts if one)


def _length(seconds: float) -> str:
    if seconds < _HOUR:
        return say("{n} min", n=max(1, int(seconds // 60)))
    if seconds < _HOURS_UNTIL * _HOUR:
        return say("{n} h", n=int(seconds // _HOUR))
    return say("{n} d", n=int(seconds // _DAY))


def _need(one: Need, now: datetime, source: str) -> str:
    day = days.near_day(one.due, now.astimezone().date()) if one.due is not None else ""
    past = one.due is not None and one.due < now.astimezone().date()
    crm = source_name(source) if source else say("the CRM")
    words = {
        "quiet": plural(one.days, "no reply for {n} day", "no reply for {n} days"),
        "unheard": plural(one.days, "no answer noted for {n} day", "no answer noted for {n} days"),
        "update_due": say("they were promised an update {day}", day=day),
        "brief_due": say("the engineer's brief was due {day}", day=day)
        if past
        else say("the engineer's brief is due {day}", day=day),
        "afterwards_due": say("the summary afterwards is due {day}", day=day),
        "recovery_due": say("recovery call was due {day}", day=day)
        if past
        else say("recovery call by {day}", day=day),
        "check_in_due": say("check-in was due {day}", day=day)
        if past
        else say("next check-in by {day}", day=day),
        "decide": say("time to escalate the loss or accept it")
        if one.due is None or one.is_mine(now.astimezone().date())
        else say("decide by {day}", day=day),
        "not_marked": say("flagged here, not in {source}", source=crm),
        "retro_due": say("churn retro was due {day}", day=day)
        if past
        else say("churn retro by {day}", day=day),
    }
    return words.get(one.code, "")
