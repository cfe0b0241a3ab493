"""The open escalations of an account, as its pane shows them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Final

from msgspec import Struct

from book.escalations import escalations_of
from book.escalations_due import due_of
from book.records import Account
from book.rules import HouseRules
from book.store import Store
from ui.account.sections import heading
from ui.escalation.rows import listed_of, text_of
from ui.facts.layout import Line, Span
from ui.queue.words import isolated
from ui.words import count, say

ESCALATION: Final = "escalation "
"""The front of the key of a line that opens one."""
WATCH: Final = "watch_thread"
"""The key of the line that asks for a thread; a command's id."""


class EscalationLine(Struct, frozen=True):
    """One escalation in the pane: its subject, where it stands, since when."""

    number: int
    subject: str
    below: str
    age: str
    wants_me: bool


def open_lines(
    store: Store, account: Account, rules: HouseRules, now: datetime
) -> tuple[EscalationLine, ...]:
    """Those that are not closed, what needs me first."""
    found, local = [], now.astimezone()
    for one in escalations_of(store, account.id):
        if one.closed_at is not None:
            continue
        due = due_of(store, rules, one, account.name, local)
        text = text_of(listed_of(due, local), rules.escalations, now)
        found.append(EscalationLine(one.id, text.subject, text.narrow, text.age, text.wants_me))
    return tuple(sorted(found, key=lambda line: not line.wants_me))


def lines(listed: Iterable[EscalationLine]) -> Iterator[Line]:
    """The section, with its heading; nothing where there is none."""
    shown = tuple(listed)
    if not shown:
        return
    total = Span(count(len(shown)), "ink3", "caption") if len(shown) > 1 else None
    yield from heading("escalations", say("Escalations"), total)
    for one in shown:
        yield Line(
            key=f"{ESCALATION}{one.number}",
            sign="life-buoy",
            sign_tone="amber" if one.wants_me else "ink2",
            spans=(Span(one.subject),),
            below=(Span(one.below, "amber" if one.wants_me else "ink3", "caption"),),
            right=Span(one.age, "ink3", "caption"),
            wrap=2,
            act=True,
            tip=f"{one.below}\n{say('Open the escalation')}",
            spoken=", ".join((isolated(one.subject), one.below, one.age)),
        )
    words = say("Watch a ticketed thread…")
    yield Line(
        key=WATCH,
        kind="link",
        spans=(Span(words, "accent", "caption"),),
        act=True,
        height_u=22,
        tip=say("Paste the link of a thread that became a ticket"),
        spoken=words,
    )
