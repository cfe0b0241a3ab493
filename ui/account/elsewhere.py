"""What other sources and other teams know of an account: its twins, its deals, its tickets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from book.clock import local_day
from book.records import Account, Deal, Source, Ticket
from book.rules import HouseRules
from ui import days
from ui.account.facts import Fact
from ui.account.sections import heading
from ui.facts.age import known
from ui.facts.layout import Line, Span
from ui.queue.words import full_day, isolated
from ui.words import count, money, plural, say, source_name

TWIN: Final = "twin "
"""Keys of the lines that say where else the customer is kept."""
_SHOWN: Final = 5


class TwinLine(Struct, frozen=True):
    """Another source that knows the customer, and how that was told."""

    number: int
    words: str
    why: str


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
) -> tuple[Fact, ...]:
    """The facts, those that another source told under its name and age."""
    if not account.told_by:
        return tuple(facts)
    states = {
        name: known(replace(account, source=name), sources.get(name), rules, now)
        for name in set(account.told_by.values())
    }
    made = []
    for fact in facts:
        name = account.told_by.get(fact.field)
        if name is None or not fact.known:
            made.append(fact)
            continue
        state = states[name]
        tip = "\n".join(part for part in (fact.tip, state.tip) if part)
        made.append(replace(fact, source=state.words, age=state.age, stale=state.stale, tip=tip))
    return tuple(made)


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
            why.get(twin.how, say("you said so")),
        )
        for twin in account.twins
    )


def deal_line(deal: Deal, currency: str, today: date) -> Listed:
    """A deal: its name, its stage and day, its amount."""
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
        right=money(deal.amount_cents, currency) if deal.amount_cents is not None else "",
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
            right=Span(twin.why, "ink3", "caption"),
            spread=True,
            wrap=2,
            tip=say("Shown as one customer. “Take accounts apart” in the menu undoes it."),
            spoken=f"{twin.words}, {twin.why}",
        )


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
