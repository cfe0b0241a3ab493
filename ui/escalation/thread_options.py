"""What is offered for a pasted thread or ticket, and what is said beneath. No widgets."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from msgspec import Struct

from book import ticketed_threads
from book.escalations import EscalationId
from book.records import AccountId, Source
from book.thread_links import ThreadLink, is_of
from book.ticketed_threads import FoundTicket, Looked
from book.ways_out import taking
from ui import source_words
from ui.book_reading import BookReading
from ui.words import list_words, moment_words, say, source_name
from ui.writing.pick_list import Option


class ThreadChoice(Struct, frozen=True, kw_only=True):
    """What a person chose to do about a thread."""

    act: Literal["watch", "number", "keep", "open", "account"]
    link: ThreadLink | None = None
    found: FoundTicket | None = None
    escalation_id: EscalationId | None = None
    account_id: AccountId | None = None


class ThreadOffer(Struct, frozen=True, kw_only=True):
    """What can be chosen, and a sentence on how it stands."""

    options: tuple[Option, ...] = ()
    words: str = ""
    wants_you: bool = False


def offer(
    reading: BookReading,
    text: str,
    account_id: AccountId | None,
    tied: EscalationId | None = None,
) -> ThreadOffer:
    """What a pasted text leads to; `tied` is the escalation whose form is open."""
    desk = taking("ticket", reading.sources)
    standing = _standing(desk, reading.now)
    if not text.strip():
        words = say("Paste the link of a thread that :ticket: made a ticket of, or the ticket's "
                    "link or number. Words of its subject find it too.")  # fmt: skip
        return ThreadOffer(words=_joined(words, standing))
    looked = ticketed_threads.look(
        reading.store, text.strip(), desk.name if desk is not None else "", account_id
    )
    link = looked.link
    if link is not None and desk is None and not link.url:
        return ThreadOffer(words=_joined(standing, say("Paste the ticket's link.")))
    if link is not None and desk is not None and link.number and not is_of(link, desk.url):
        words = say("That link is of another {source} ({host}) than the one that is connected.",
                    source=source_name(desk.name), host=link.host)  # fmt: skip
        return ThreadOffer(words=words, wants_you=True)
    if looked.exact is not None:
        return _found(looked.exact, looked, reading.now, tied)
    whose = account_id
    if whose is None and link is not None:
        whose = ticketed_threads.account_of_channel(reading.store, link)
        if whose is not None and not link.number:
            looked = ticketed_threads.look(
                reading.store, text.strip(), desk.name if desk is not None else "", whose
            )
    if whose is None:
        return _whose(link)
    name = next((one.name for one in reading.accounts if one.id == whose), "")
    return _not_sure(reading, looked, whose, name, desk, standing)


def ticket_line(found: FoundTicket, now: datetime) -> str:
    """`Open · opened today 09:04 · Product Analytics, High`, or what keeps it from being routed."""
    ticket = found.ticket
    parts = [ticket.status or ""]
    if ticket.opened_at is not None:
        parts.append(say("opened {when}", when=moment_words(ticket.opened_at, now)))
    routed = unrouted(found) or list_words(
        [one for one in (ticket.group_name, ticket.severity) if one]
    )
    return " · ".join(one for one in (*parts, routed) if one)


def unrouted(found: FoundTicket) -> str:
    """Why nobody gets the ticket; empty where it is routed, or already over."""
    ticket = found.ticket
    if ticket.is_routed or not ticket.is_open:
        return ""
    lacks = [
        name
        for name, value in ((say("Group"), ticket.group_name), (say("Severity"), ticket.severity))
        if value == ""
    ]
    return say("not routed: {lacks} empty there", lacks=say(" and ").join(lacks))


def _found(
    found: FoundTicket, looked: Looked, now: datetime, tied: EscalationId | None
) -> ThreadOffer:
    by_link = looked.link is not None and not looked.link.number
    words = say("This ticket holds the thread's link.") if by_link else ""
    if unrouted(found):
        words = say("Nobody gets it before Group and Severity are chosen in the ticket.")
    if found.watched_by is not None and found.watched_by != tied:
        already = say("It is watched already.")
        return ThreadOffer(options=(_ticket(found, looked, now),), words=_joined(already, words),
                           wants_you=bool(unrouted(found)))  # fmt: skip
    return ThreadOffer(
        options=(_ticket(found, looked, now),), words=words, wants_you=bool(unrouted(found))
    )


def _not_sure(
    reading: BookReading,
    looked: Looked,
    account_id: AccountId,
    name: str,
    desk: Source | None,
    standing: str,
) -> ThreadOffer:
    options = [_ticket(one, looked, reading.now) for one in looked.candidates]
    link = looked.link
    if link is None:
        words = say("These tickets of {name} have the words in their subject.", name=name)
        if not options:
            words = say("No ticket of {name} has these words in its subject, and it is no link of "
                        "a thread or a ticket.", name=name)  # fmt: skip
        return ThreadOffer(options=tuple(options), words=_joined(words, standing))
    if looked.kept_by is not None:
        choice = ThreadChoice(act="open", escalation_id=looked.kept_by)
        last = Option(value=choice, words=say("Open its escalation"), beside=name)
        words = say("It is kept already. Its ticket is watched as soon as it is there.")
    else:
        act: Literal["number", "keep"] = "number" if link.number and desk is not None else "keep"
        choice = ThreadChoice(act=act, link=link, account_id=account_id)
        last = Option(value=choice, words=_later(link, some=bool(options)), beside=name)
        words = say("The ticket comes with the next sync; it is watched as soon as it is there.")
        if desk is None:
            words = ""  # what stands of the system says it all
    if options:
        words = say("No ticket names this thread. These were opened close to it: choose it.")
    return ThreadOffer(
        options=(*options, last), words=_joined(words, standing), wants_you=bool(options)
    )


def _later(link: ThreadLink, *, some: bool) -> str:
    if link.number:
        return say("Watch ticket {number}", number=link.number)
    if some:
        return say("None of these: watch it once its ticket is here")
    return say("Watch it once its ticket is here")


def _whose(link: ThreadLink | None) -> ThreadOffer:
    choice = ThreadChoice(act="account", link=link)
    option = Option(value=choice, words=say("Choose the account…"))
    words = say("Whose is it? Nothing here tells which account it belongs to.")
    return ThreadOffer(options=(option,), words=words)


def _ticket(found: FoundTicket, looked: Looked, now: datetime) -> Option:
    number = found.ticket.number or found.ticket.external_id
    watched = found.watched_by is not None
    # A thread that was kept goes on with its own escalation.
    kept_by = looked.kept_by
    choice = ThreadChoice(act="watch", link=looked.link, found=found, escalation_id=kept_by)
    return Option(
        value=choice,
        words=found.subject or say("Ticket {number}", number=number),
        beside=say("{account}, ticket {number}", account=found.account, number=number),
        below=ticket_line(found, now),
        tone="amber" if unrouted(found) else "ink3",
        now=watched,
    )


def _standing(desk: Source | None, now: datetime) -> str:
    """Why what is here may be old; empty where all is well."""
    if desk is None:
        return say(
            "No ticket system is connected. A thread is kept, and its ticket watched once one is."
        )
    name = source_name(desk.name)
    told = {
        "offline": say("{source} does not answer.", source=name),
        "needs_sign_in": say("{source} refused the key.", source=name),
        "paused": say("{source} is paused.", source=name),
    }.get(desk.state, "")
    return f"{told} {source_words.last_success(desk, now)}." if told else ""


def _joined(*words: str) -> str:
    return " ".join(one for one in words if one)
