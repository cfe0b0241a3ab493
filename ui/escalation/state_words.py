"""Where an escalation stands, in words, and how old it is. No widgets."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

from msgspec import Struct

from book.clock import local_day
from book.escalation_follow_up import Need
from book.escalation_standing import Standing, WatchedTicket
from book.escalations import Escalation, Handover
from book.rules_escalations import GROUP, REQUESTER, SEVERITY, SUBJECT
from ui import days
from ui.escalation.need_words import Act, acts_of, need_words, told_words
from ui.words import age, say, source_name

_SENT_AS: Final = {
    SUBJECT: "title",
    REQUESTER: "requester",
    GROUP: "group_name",
    SEVERITY: "severity",
}
"""Fields of the form → what they are called in what leaves."""
_NEVER: Final = datetime.min.replace(tzinfo=UTC)


class StripWords(Struct, frozen=True, kw_only=True):
    """Where it stands: a sentence, whether somebody is wanted, and what can be done about it."""

    words: str = ""
    wants_you: bool = False
    acts: tuple[Act, ...] = ()


def strip_words(
    one: Escalation,
    stands: Standing,
    now: datetime,
    due: Sequence[Need] = (),
    *,
    target: str = "",
    source: str = "",
) -> StripWords:
    """What stands above the form: where it stands, then what is due; nothing for a mere draft.

    `target` says how its first answer stands to the time it has, `source` where its account is.
    """
    wants = need_words(due, now, source)
    offered = acts_of(due)
    if stands.state == "draft":
        mine = any(need.is_mine(now.astimezone().date()) for need in due)
        return StripWords(words=told_words(wants), wants_you=mine, acts=offered)
    said = state_words(one, stands, now, target)
    ticket: tuple[Act, ...] = ("ticket",) if ticket_address(stands) else ()
    acts: dict[str, tuple[Act, ...]] = {
        "queued": ("outbox",),
        "stopped": ("outbox",),
        "sent": (*offered, *ticket, "close"),
        "solved": (*offered, *ticket, "close"),
        "closed": ("mail", *ticket, "reopen"),
    }
    return StripWords(
        words=told_words([said, *wants]),
        wants_you=stands.state in ("stopped", "solved") or any(need.is_urgent for need in due),
        acts=acts[stands.state],
    )


def ticket_address(stands: Standing) -> str:
    """Where its ticket, or what it became, can be looked at; empty where nobody knows."""
    if stands.ticket is not None and stands.ticket.url:
        return stands.ticket.url
    return next((each.url for each in stands.handovers if each.url), "")


def state_words(one: Escalation, stands: Standing, now: datetime, target: str = "") -> str:
    """One sentence without its full stop: `waits to be sent to Zendesk`.

    `target` says how its first answer stands to the time it has.
    """
    match stands.state:
        case "draft":
            return say("draft, only on this laptop")
        case "queued":
            return say("waits to be sent to {source}", source=_source(stands))
        case "stopped":
            why = (stands.entry.error or {}).get("title", "") if stands.entry else ""
            return why.rstrip(".") or say("stopped on its way to {source}", source=_source(stands))
        case "solved":
            return say("{ticket} is solved there; close it with what came of it",
                       ticket=ticket_words(stands.ticket))  # fmt: skip
        case "closed":
            return say("closed: {outcome}", outcome=" ".join(one.outcome.split()))
    return _out(stands, now, target)


def ticket_words(ticket: WatchedTicket | None) -> str:
    """`ticket 48201`; `the ticket` before its number is known."""
    number = (ticket.number or ticket.external_id) if ticket is not None else ""
    return say("ticket {number}", number=number) if number else say("the ticket")


def refused_answers(stands: Standing) -> dict[str, tuple[str, str]]:
    """Which answers a ticket was refused for: field → what it said then, and what to do now."""
    entry = stands.entry if stands.state == "stopped" else None
    if entry is None or entry.error is None:
        return {}
    words = say(
        "{source} refused it for this; discard what stopped in the outbox, put this right and"
        " send it anew",
        source=source_name(entry.source),
    )
    codes = entry.error.get("fields", "").split()
    return {
        code: (str(entry.intent.get(_SENT_AS[code]) or ""), words)
        for code in codes
        if code in _SENT_AS
    }


def handed_words(handed: Handover, now: datetime) -> str:
    """How it left last: `copied for Slack 12 min ago`, `sent to Zendesk`."""
    then = age(handed.made_at, now)
    if not handed.by_hand:
        return say("sent to {source}, {then}", source=source_name(handed.via), then=then)
    if handed.external_id is not None:
        return say("watched in {source}", source=source_name(handed.via))
    return {
        "clipboard": say("copied to paste, {then}", then=then),
        "mail": say("handed to the mail program, {then}", then=then),
        "browser": say("opened in the browser, {then}", then=then),
        "thread": say("kept; the ticket of its thread is not here yet"),
    }.get(handed.via, say("handed over, {then}", then=then))


def age_words(one: Escalation, stands: Standing, now: datetime) -> str:
    """Since when it is as it is: the day it was closed, was sent, or was written on."""
    today = local_day(now)
    if one.closed_at is not None:
        return days.near_day(local_day(one.closed_at), today)
    if stands.handovers:
        return age(max(each.made_at for each in stands.handovers), now)
    return age(one.saved_at, now)


def _out(stands: Standing, now: datetime, target: str) -> str:
    ticket = stands.ticket
    if ticket is None:
        said = [handed_words(stands.handovers[0], now)] if stands.handovers else []
        if stands.nudged_at is not None:
            said.append(say("nudged {then}", then=age(stands.nudged_at, now)))
        return ", ".join(said)
    if ticket.is_gone:
        return say("{ticket} is deleted there", ticket=ticket_words(ticket))
    if not ticket.is_routed:
        return say("{ticket} is not routed: group or severity is empty there",
                   ticket=ticket_words(ticket))  # fmt: skip
    said = [ticket_words(ticket), _answer_words(ticket, now), target]
    if stands.nudged_at is not None and stands.nudged_at > (ticket.answered_at or _NEVER):
        said.append(say("nudged {then}", then=age(stands.nudged_at, now)))
    return ", ".join(part for part in said if part)


def _answer_words(ticket: WatchedTicket, now: datetime) -> str:
    if ticket.answered_at is None:
        return say("no answer yet")
    then = age(ticket.answered_at, now)
    if not ticket.answered_by:
        return say("last answer {then}", then=then)
    return say("last answer by {who}, {then}", who=ticket.answered_by, then=then)


def _source(stands: Standing) -> str:
    if stands.entry is not None:
        return source_name(stands.entry.source)
    return source_name(stands.handovers[0].via) if stands.handovers else say("its place")
