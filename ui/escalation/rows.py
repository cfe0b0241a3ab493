"""The order of the list of escalations and what each line says. No widgets."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final

from msgspec import Struct

from book import accounts
from book.escalation_follow_up import Need, needs
from book.escalation_form import EscalationForm
from book.escalation_standing import Standing, standing
from book.escalations import (
    Escalation,
    EscalationId,
    closed_escalations,
    escalation_of_point,
    open_escalations,
)
from book.points import open_points
from book.records import Point
from book.rules_escalations import EscalationRules
from ui import days
from ui.book_reading import BookReading
from ui.escalation.state_words import age_words, state_words
from ui.queue.bands import BandHeader
from ui.words import plural, say

CLOSED_SHOWN: Final = 20


class ListedEscalation(Struct, frozen=True, kw_only=True):
    """One escalation with its account's name, where it stands, and what is due with it."""

    one: Escalation
    account: str
    stands: Standing
    needs: tuple[Need, ...] = ()
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
        if self.stands.state in ("stopped", "solved") or any(one.is_urgent for one in self.needs):
            return "me"
        return "draft" if self.stands.state == "draft" else "waiting"


class EscalationText(Struct, frozen=True):
    """What a line of the list says."""

    account: str
    subject: str
    below: str
    age: str
    wants_me: bool

    @property
    def heard(self) -> str:
        """The line as it is spoken."""
        return ", ".join(one for one in (self.account, self.subject, self.below, self.age) if one)


Item = BandHeader | ListedEscalation


def read_list(reading: BookReading) -> list[ListedEscalation]:
    """All that are open, and those that were closed lately."""
    store, now = reading.store, reading.now.astimezone()
    rules, off = reading.rules.escalations, reading.rules.tasks.no_work
    found = [*open_escalations(store), *closed_escalations(store, CLOSED_SHOWN)]
    listed = []
    for one, name in found:
        stands = standing(store, one)
        account = accounts.account(store, one.account_id)
        due = needs(one, stands, rules, account, now, off)
        listed.append(ListedEscalation(one=one, account=name, stands=stands, needs=due))
    return [*listed, *_wishes(reading)]


def arrange(listed: Sequence[ListedEscalation]) -> list[Item]:
    """Bands and lines in order; a band without lines is left out."""
    names = (
        ("me", say("Needs you"), say("stopped, solved, or somebody waits for you")),
        ("wish", say("From your notes"), say("not begun yet")),
        ("draft", say("Drafts"), say("only on this laptop")),
        ("waiting", say("Waiting for an answer"), ""),
        ("closed", say("Closed lately"), ""),
    )
    items: list[Item] = []
    for key, name, caption in names:
        members = [one for one in listed if one.band == key]
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
    said = [state_words(one, listed.stands, now), *need_words(listed.needs, now)]
    return EscalationText(
        account=listed.account,
        subject=one.subject or say("no subject yet"),
        below=" · ".join((kind, *(part for part in said if part))),
        age=age_words(one, listed.stands, now),
        wants_me=listed.band == "me",
    )


def need_words(due: Iterable[Need], now: datetime) -> list[str]:
    """What is due with it, in a few words each; what its state says already is left out."""
    return [words for one in due if (words := _need(one, now))]


def _need(one: Need, now: datetime) -> str:
    day = days.near_day(one.due, now.astimezone().date()) if one.due is not None else ""
    words = {
        "late": say("first answer was due {day}", day=day),
        "quiet": plural(one.days, "no reply for {n} day", "no reply for {n} days"),
        "update_due": say("they were promised an update {day}", day=day),
        "brief_due": say("the brief is due {day}", day=day),
        "afterwards_due": say("the summary afterwards is due {day}", day=day),
        "recovery_due": say("recovery call by {day}", day=day),
        "check_in_due": say("check-in was due {day}", day=day),
        "decide": say("time to escalate the loss or accept it"),
        "not_marked": say("flagged here, not in the CRM"),
        "retro_due": say("retro by {day}", day=day),
    }
    return words.get(one.code, "")


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
