"""What other sources and other teams know of an account: its twins, its deals, its tickets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from book.clock import local_day
from book.records import Account, Deal, Note, Source, Task, Ticket
from book.rules import HouseRules
from ui import days
from ui.account.facts import Fact
from ui.account.sections import heading
from ui.facts.age import known
from ui.facts.layout import Line, Span
from ui.queue.words import full_day, isolated
from ui.words import count, list_words, money, plural, say, source_name

TWIN: Final = "twin "
"""Keys of the lines that say where else the customer is kept."""
_SHOWN: Final = 5


class TwinLine(Struct, frozen=True):
    """Another source that knows the customer, and how that was told."""

    number: int
    words: str
    why: str
    doubtful: bool = False


class Listed(Struct, frozen=True, kw_only=True):
    """A deal or a ticket in one line."""

    key: str
    title: str
    below: str
    right: str
    open: bool
    """What is closed is quiet."""
    tip: str


def tellers(
    facts: Sequence[Fact],
    account: Account,
    sources: Mapping[str, Source],
    rules: HouseRules,
    now: datetime,
    counted: Mapping[str, Sequence[str]] | None = None,
) -> tuple[Fact, ...]:
    """The facts, those that another source told under its name and age.

    `counted` are the sources of what is worked out from the records of all (`counted_from`).
    """
    told: dict[str, Sequence[str]] = {name: (one,) for name, one in account.told_by.items()}
    if "last_seen" in told:
        told["last_seen_at"] = told["last_seen"]
    told.update(counted or {})
    return tuple(
        _told(fact, told[fact.field], account, sources, rules, now)
        if fact.known and told.get(fact.field, (account.source,)) != (account.source,)
        else fact
        for fact in facts
    )


def counted_from(
    account: Account, notes: Sequence[Note], tasks: Sequence[Task]
) -> dict[str, tuple[str, ...]]:
    """Where the notes, the last touch and the next task come from, at a customer of several
    sources; what only waits here to be sent is nobody's yet."""
    if not account.twins:
        return {}
    touch, due = account.touch, account.next_task_due
    found = {
        "notes_count": {note.source for note in notes},
        "next_task_due": {
            task.source for task in tasks if task.completed_at is None and task.due == due
        },
        # Mail is no note; which source sent it is told with the account.
        "touch": {
            note.source
            for note in notes
            if touch and (note.day, note.kind) == (touch.day, touch.kind)
        },
    }
    named = {
        fact: tuple(name for name in account.sources if name in names)
        for fact, names in found.items()
    }
    return {fact: names for fact, names in named.items() if names}


def _told(
    fact: Fact,
    names: Sequence[str],
    account: Account,
    sources: Mapping[str, Source],
    rules: HouseRules,
    now: datetime,
) -> Fact:
    """A fact under the names of those that told it, as old as the oldest of them."""
    states = {name: known(replace(account, source=name), sources.get(name), rules, now)
              for name in names}  # fmt: skip
    oldest = min(names, key=lambda name: (_last(sources.get(name)), name))
    state = states[oldest]
    words = state.words
    if len(names) > 1:
        words = list_words([source_name(name) for name in names])
        words = say("{source} · {age}", source=words, age=state.age) if state.age else words
    stale = any(one.stale for one in states.values())
    tips = (one.tip for one in states.values() if one.tip not in fact.tip)
    tip = "\n".join(part for part in (fact.tip, *tips) if part)
    return replace(fact, source=words, age=state.age, stale=stale, tip=tip)


def _last(source: Source | None) -> float:
    """When a source last answered, as a number to sort by; never comes first."""
    last = source.last_success if source is not None else None
    return last.timestamp() if last is not None else 0.0


def twins_of(account: Account) -> tuple[TwinLine, ...]:
    """Where else the customer is kept."""
    why = {
        "id": say("both keep the same id"),
        "domain": say("the same web domain"),
        "name": say("the same name"),
        "hand": say("you said so"),
    }
    return tuple(
        TwinLine(
            twin.id,
            say("Also in {source}", source=source_name(twin.source)),
            say("nothing tells so any more")
            if twin.doubtful
            else why.get(twin.how, say("you said so")),
            twin.doubtful,
        )
        for twin in account.twins
    )


def deal_line(deal: Deal, currency: str, today: date) -> Listed:
    """A deal: its name, its stage and day, its amount; `currency` is the account's."""
    when = days.day_words(deal.close_day, today) if deal.close_day else say("no day")
    if deal.is_open:
        standing = say("renewal") if deal.is_renewal else ""
        stage = deal.stage or ""
    else:
        standing = say("won") if deal.is_won else say("lost or closed")
        stage = ""
    below = [part for part in (standing, stage, when) if part]
    late = deal.is_open and deal.close_day is not None and deal.close_day < today
    tips = [deal.name, source_name(deal.source)]
    if deal.close_day is not None:
        tips.append(full_day(deal.close_day))
    if late:
        below.append(say("past"))
    return Listed(
        key=f"deal {deal.id}",
        title=_one_line(deal.name) or say("no name"),
        below=" · ".join(below),
        right=money(deal.amount_cents, deal.currency or currency)
        if deal.amount_cents is not None
        else "",
        open=deal.is_open,
        tip="\n".join(tips),
    )


def ticket_line(ticket: Ticket, today: date) -> Listed:
    """A ticket: its subject, its standing, when it was opened."""
    parts = [
        ticket.status or (say("open") if ticket.is_open else say("closed")),
        _begun_large(ticket.priority or ""),
        say("no. {number}", number=ticket.number) if ticket.number else "",
    ]
    opened = local_day(ticket.opened_at) if ticket.opened_at is not None else None
    tips = [ticket.subject, source_name(ticket.source)]
    if opened is not None:
        tips.append(say("Opened {day}", day=full_day(opened)))
    return Listed(
        key=f"ticket {ticket.id}",
        title=_one_line(ticket.subject) or say("no subject"),
        below=" · ".join(part for part in parts if part),
        right=days.short_day(opened, today) if opened is not None else "",
        open=ticket.is_open,
        tip="\n".join(part for part in tips if part),
    )


def twin_lines(twins: Sequence[TwinLine]) -> Iterator[Line]:
    """A line for each other source; taking them apart is a command of the account."""
    for twin in twins:
        yield Line(
            key=f"{TWIN}{twin.number}",
            spans=(Span(twin.words, "ink2"),),
            right=Span(twin.why, "amber" if twin.doubtful else "ink3", "caption"),
            spread=True,
            wrap=2,
            tip=_twin_tip(twin.doubtful),
            spoken=f"{twin.words}, {twin.why}",
        )


def _twin_tip(doubtful: bool) -> str:
    undone = say("Shown as one customer. “Take accounts apart” in the menu undoes it.")
    if not doubtful:
        return undone
    gone = say("They were matched by themselves, and what told so has changed since.")
    kept = say("“They are one customer” keeps them together.")
    return f"{gone}\n{undone}\n{kept}"


def listed_lines(
    section: str, words: str, listed: Sequence[Listed], unfolded: bool
) -> Iterator[Line]:
    """A section of deals or tickets; it leaves where there are none."""
    if not listed:
        return
    total = Span(count(len(listed)), "ink3", "caption") if len(listed) > 1 else None
    yield from heading(section, words, total)
    shown = listed if unfolded or len(listed) <= _SHOWN + 1 else listed[:_SHOWN]
    for one in shown:
        said = (isolated(one.title), one.below, one.right)
        yield Line(
            key=one.key,
            spans=(Span(one.title, "ink" if one.open else "ink3"),),
            below=(Span(one.below, "ink3", "caption"),) if one.below else (),
            right=Span(one.right, "ink2" if one.open else "ink3") if one.right else None,
            wrap=2,
            copy=one.title,
            tip=one.tip,
            spoken=", ".join(part for part in said if part),
        )
    rest = len(listed) - len(shown)
    if rest:
        words = plural(rest, "{n} more", "{n} more")
        yield Line(
            key=f"more {section}",
            kind="link",
            spans=(Span(words, "accent"),),
            act=True,
            spoken=words,
        )


def _begun_large(word: str) -> str:
    """A word of a source as it begins a sentence: `medium` of one is `Medium` of another."""
    return word[:1].upper() + word[1:]


def _one_line(text: str) -> str:
    return " ".join(text.split())
