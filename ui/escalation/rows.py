"""The order of the list of escalations and what each line says. No widgets."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from msgspec import Struct

from book.escalation_follow_up import Need
from book.escalation_form import EscalationForm
from book.escalation_standing import Standing
from book.escalations import (
    Escalation,
    EscalationId,
    closed_escalations,
    escalation_of_point,
)
from book.escalations_due import DueEscalation, due_escalations, due_of
from book.points import open_points
from book.records import Point
from book.rules_escalations import SEVERITY, EscalationRules
from ui import days
from ui.book_reading import BookReading
from ui.escalation.need_words import need_words, target_words
from ui.escalation.state_words import age_words, state_words
from ui.queue.bands import BandHeader
from ui.words import say

CLOSED_SHOWN: Final = 20


class ListedEscalation(Struct, frozen=True, kw_only=True):
    """One escalation with its account's name, where it stands, and what is due with it."""

    one: Escalation
    account: str
    stands: Standing
    needs: tuple[Need, ...] = ()
    source: str = ""
    """Where its account is kept."""
    target: datetime | None = None
    """When the first answer is due, while there is none."""
    mine: bool = False
    """Whether something of it is mine to do by now."""
    wish: Point | None = None
    """The line of a note that asks for it, while it is not begun."""

    @property
    def id(self) -> int:
        """The escalation's id; below 0 for what is not begun yet."""
        return -self.wish.id if self.wish is not None else self.one.id

    @property
    def band(self) -> str:
        """Which band it stands in: `me`, `wish`, `draft`, `waiting` or `closed`."""
        if self.wish is not None:
            return "wish"
        if self.stands.state == "closed":
            return "closed"
        if self.mine or self.is_urgent:
            return "me"
        return "draft" if self.stands.state == "draft" else "waiting"

    @property
    def is_urgent(self) -> bool:
        """Whether somebody waits for me, or it cannot go on without me."""
        return self.stands.state in ("stopped", "solved") or any(
            one.is_urgent for one in self.needs
        )


class EscalationText(Struct, frozen=True):
    """What a line of the list says."""

    account: str
    subject: str
    below: str
    age: str
    wants_me: bool
    narrow: str = ""
    """What stands beneath where there is little room: what is due first, then where it stands."""

    @property
    def heard(self) -> str:
        """The line as it is spoken."""
        return ", ".join(one for one in (self.account, self.subject, self.below, self.age) if one)


Item = BandHeader | ListedEscalation


def read_list(reading: BookReading) -> list[ListedEscalation]:
    """All that are open, and those that were closed lately."""
    store, now = reading.store, reading.now.astimezone()
    found = due_escalations(store, reading.rules, now)
    found += [
        due_of(store, reading.rules, one, name, now)
        for one, name in closed_escalations(store, CLOSED_SHOWN)
    ]
    return [*(listed_of(one, now) for one in found), *_wishes(reading)]


def listed_of(due: DueEscalation, now: datetime) -> ListedEscalation:
    """What is due with one, as the lists show it."""
    return ListedEscalation(
        one=due.one,
        account=due.account,
        stands=due.stands,
        needs=due.needs,
        source=due.source,
        target=due.target,
        mine=due.wants_me(now),
    )


def short_need(due: DueEscalation, now: datetime) -> str:
    """What is mine to do with one, in a few words: its first need, or where it stands."""
    mine = [need for need in due.needs if need.is_mine(now.date())]
    said = need_words(mine[:1], now, due.source)
    return said[0] if said else state_words(due.one, due.stands, now)


def arrange(listed: Sequence[ListedEscalation]) -> list[Item]:
    """Bands and lines in order; a band without lines is left out."""
    names = (
        ("me", say("Needs you"), say("what is yours to do by today")),
        ("wish", say("From your notes"), say("not begun yet")),
        ("draft", say("Drafts"), say("only on this laptop")),
        ("waiting", say("Waiting for an answer"), ""),
        ("closed", say("Closed lately"), ""),
    )
    items: list[Item] = []
    for key, name, caption in names:
        members = [one for one in listed if one.band == key]
        if key == "me":
            members.sort(key=lambda one: not one.is_urgent)
        if members:
            items.append(BandHeader(key, name, len(members), caption, foldable=False))
            items.extend(members)
    return items


def text_of(listed: ListedEscalation, rules: EscalationRules, now: datetime) -> EscalationText:
    """What its line says."""
    one = listed.one
    if listed.wish is not None:
        day = days.near_day(listed.wish.since, now.astimezone().date())
        below = say("asked for in a note; Enter begins it")
        return EscalationText(listed.account, one.subject, below, day, wants_me=False)
    kind = rules.kinds[one.kind].title if one.kind in rules.kinds else one.kind
    hours = hours_of(one, rules)
    target = target_words(listed.target, hours, now)
    stands = state_words(one, listed.stands, now, target)
    due = need_words(listed.needs, now, listed.source)
    narrow = " · ".join((*due, stands)) if due else f"{kind} · {stands}"
    return EscalationText(
        account=listed.account,
        subject=one.subject or say("no subject yet"),
        below=" · ".join(part for part in (kind, stands, *due) if part),
        age=age_words(one, listed.stands, now),
        wants_me=listed.band == "me",
        narrow=narrow,
    )


def hours_of(one: Escalation, rules: EscalationRules) -> int:
    """The target of the first answer in hours; 0 where there is none."""
    severity = rules.severities.get(one.form.text(SEVERITY))
    return severity.answer_hours if severity is not None else 0


def _wishes(reading: BookReading) -> list[ListedEscalation]:
    """The lines `^ …` of notes that nothing came of yet."""
    found = []
    for point, name in open_points(reading.store):
        if point.kind != "escalation" or escalation_of_point(reading.store, point.id):
            continue
        one = Escalation(
            id=EscalationId(-point.id),
            account_id=point.account_id,
            kind="",
            subject=" ".join(point.text.split()),
            form=EscalationForm(kind=""),
            point_id=point.id,
            begun_at=point.created_at,
            saved_at=point.created_at,
        )
        found.append(
            ListedEscalation(one=one, account=name, stands=Standing(state="draft"), wish=point)
        )
    return found


def fits(listed: ListedEscalation, text: str) -> bool:
    """Whether every word typed stands in its account, subject or kind."""
    held = f"{listed.account} {listed.one.subject} {listed.one.kind}".casefold()
    return all(word in held for word in text.casefold().split())
