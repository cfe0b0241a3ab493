"""Threads that an emoji made tickets of: the ticket is found in the book, and then watched.

A ticket that holds the thread's link is the thread's. Where nothing holds it, tickets of the
customer that fit by time or subject are candidates, among which a person chooses. A thread whose
ticket is not here yet is kept, and watched as soon as a pull brings its ticket.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct

from book import twins
from book.clock import moment, stamp
from book.editing import Edit, editing
from book.errors import Refused, SatchelError
from book.escalation_form import LONGEST_LINE, Answer, EscalationForm
from book.escalation_standing import WatchedTicket
from book.escalation_writing import insert_escalation
from book.escalations import EscalationId
from book.handover_once import THREAD
from book.living import IN_THE_BOOK
from book.own_records import living
from book.records import AccountId, Changed
from book.rules_escalations import GROUP, SEVERITY, SUBJECT
from book.sources import sources
from book.store import Store
from book.thread_links import ThreadLink, is_of, number_in, recognise
from book.ways_out import taking

if TYPE_CHECKING:
    from book.rules import HouseRules

MOST: Final = 8
"""Candidates that are offered."""
_BEFORE: Final = timedelta(minutes=10)
_AFTER: Final = timedelta(days=3)
"""How long before and after a thread began its ticket may have been opened."""
_COLUMNS: Final = (
    "t.id, t.source, t.external_id, t.number, t.status, t.is_open, t.url, t.group_name,"
    " t.severity, t.opened_at, t.asked_at, t.answered_at, t.checked_at, t.archived_at, t.subject,"
    " coalesce(a.shown_with, a.id), coalesce(lead.name, a.name)"
)
_FROM: Final = (
    "FROM tickets t JOIN accounts a ON a.id = t.account_id"
    " LEFT JOIN accounts lead ON lead.id = a.shown_with"
    f" WHERE t.archived_at IS NULL AND (a.{IN_THE_BOOK} OR lead.{IN_THE_BOOK}) AND t.source = ?"
)


class FoundTicket(Struct, frozen=True, kw_only=True):
    """A ticket in the book that a thread may have become."""

    ticket: WatchedTicket
    subject: str
    account_id: AccountId
    account: str
    watched_by: EscalationId | None = None
    """The open escalation that watches it already."""


class Looked(Struct, frozen=True, kw_only=True):
    """What was found for a pasted text."""

    link: ThreadLink | None = None
    words: str = ""
    """What was typed, where it is no link."""
    exact: FoundTicket | None = None
    """The ticket it is, beyond doubt."""
    candidates: tuple[FoundTicket, ...] = ()
    """Tickets it may be, the one nearest in time first."""
    kept_by: EscalationId | None = None
    """The open escalation that waits for this thread's ticket already."""


def look(store: Store, text: str, source: str, account_id: AccountId | None) -> Looked:
    """What a link, a number or some words of a subject lead to among the tickets of `source`.

    Candidates are the account's alone; without one nothing is guessed.
    """
    link = recognise(text)
    number = link.number if link is not None else number_in(text)
    if number:
        exact = _one(store, source, "AND (t.external_id = ? OR t.number = ?)", (number, number))
        link = link or ThreadLink(kind="ticket", url="", number=number)
        return Looked(link=link, exact=exact, kept_by=_waiting(store, link))
    if link is None:
        return Looked(words=text, candidates=_by_subject(store, source, account_id, text))
    exact = _of_thread(store, source, link)
    near = () if exact is not None else _by_time(store, source, account_id, link.began)
    return Looked(link=link, exact=exact, candidates=near, kept_by=_waiting(store, link))


def account_of_channel(store: Store, link: ThreadLink) -> AccountId | None:
    """The one customer whose channel the CRM names by its id; None where none or several do."""
    if not link.channel:
        return None
    rows = store.rows(
        "SELECT DISTINCT coalesce(shown_with, id) FROM accounts"
        f" WHERE {IN_THE_BOOK} AND instr(slack_channel, ?) > 0",
        (link.channel,),
    )
    return AccountId(rows[0][0]) if len(rows) == 1 else None


def watch_found(
    store: Store,
    rules: HouseRules,
    found: FoundTicket,
    *,
    thread: str = "",
    escalation_id: EscalationId | None = None,
) -> tuple[EscalationId, Changed]:
    """Watches a ticket: for an escalation that stands, or for one that is begun with its subject.

    `thread` is the link it was found by. A ticket that is watched already is not watched twice.
    """
    if found.watched_by is not None and escalation_id in (None, found.watched_by):
        return found.watched_by, Changed()
    ticket = found.ticket
    with editing(store, rules, "Watch ticket") as edit:
        number = escalation_id or _begin(edit, rules, found.account_id, found.subject, ticket)
        _tie(edit, number, ticket.source, ticket.external_id, found.subject, ticket.url or thread)
    return number, edit.changed


def watch_number(
    store: Store,
    rules: HouseRules,
    account_id: AccountId,
    source: str,
    link: ThreadLink,
    *,
    escalation_id: EscalationId | None = None,
) -> tuple[EscalationId, Changed]:
    """Watches a ticket by its number alone; the next pull asks for it."""
    with editing(store, rules, "Watch ticket") as edit:
        title = f"Ticket {link.number}"
        number = escalation_id or _begin(edit, rules, account_id, title)
        _tie(edit, number, source, link.number, title, link.url)
    return number, edit.changed


def keep_thread(
    store: Store,
    rules: HouseRules,
    account_id: AccountId,
    link: ThreadLink,
    *,
    escalation_id: EscalationId | None = None,
) -> tuple[EscalationId, Changed]:
    """Keeps a thread, or a ticket's link, whose ticket is not here: it is watched once it is."""
    with editing(store, rules, "Watch thread") as edit:
        title = f"Ticket {link.number}" if link.number else "Thread with a ticket"
        number = escalation_id or _begin(edit, rules, account_id, title)
        _tie(edit, number, None, None, title, link.url)
    return number, edit.changed


def watch_what_arrived(store: Store, rules: HouseRules) -> Changed:
    """Watches the tickets of threads that were kept before their ticket was here.

    Only where a ticket holds the thread's link, or the link is a ticket's own: what merely fits
    waits for a person. No act of the person: undo passes it by.
    """
    changed: dict[str, frozenset[int]] = {}
    kept = _kept(store)
    desk = taking("ticket", sources(store)) if kept else None
    if desk is None:
        return Changed()
    for escalation_id, url in kept:
        looked = look(store, url, desk.name, None)
        link, found = looked.link, looked.exact
        if link is None or (found is not None and found.watched_by is not None):
            continue
        number = link.number if is_of(link, desk.url) else ""
        if found is not None and not link.number:
            number = found.ticket.external_id
        if not number:
            continue
        title = found.subject if found is not None else f"Ticket {number}"
        page = found.ticket.url if found is not None else None
        try:
            with editing(store, rules, "Watch ticket") as edit:
                _tie(edit, escalation_id, desk.name, number, title, page or url)
                _by_rule(edit)
            news = edit.changed
        except SatchelError:
            continue  # deleted meanwhile, say; the next one goes on
        for kind, ids in news.ids.items():
            changed[kind] = changed.get(kind, frozenset()) | ids
    return Changed(changed)


def _by_rule(edit: Edit) -> None:
    """Lets what was done be no edit that undo could take back."""
    edit.connection.execute(
        "UPDATE changes SET edit = NULL, by = 'rule' WHERE edit = ?", (edit.number,)
    )
    edit.connection.execute("DELETE FROM edits WHERE id = ?", (edit.number,))


def _kept(store: Store) -> list[tuple[EscalationId, str]]:
    """Threads that wait for their ticket: of which open escalation, and their link."""
    rows = store.rows(
        "SELECT h.escalation_id, h.url FROM handovers h JOIN escalations e"
        " ON e.id = h.escalation_id WHERE h.via = ? AND h.archived_at IS NULL"
        " AND h.external_id IS NULL AND h.url IS NOT NULL AND e.closed_at IS NULL"
        " AND e.archived_at IS NULL AND NOT EXISTS (SELECT 1 FROM handovers o WHERE"
        " o.escalation_id = e.id AND o.external_id IS NOT NULL AND o.way = 'ticket'"
        " AND o.archived_at IS NULL) ORDER BY h.id",
        (THREAD,),
    )
    return [(EscalationId(row[0]), row[1]) for row in rows]


def _waiting(store: Store, link: ThreadLink) -> EscalationId | None:
    if not link.url:
        return None
    return next((number for number, url in _kept(store) if url == link.url), None)


def _of_thread(store: Store, source: str, link: ThreadLink) -> FoundTicket | None:
    """The ticket whose words hold the thread's link; None where none does, or several do."""
    marks = " OR ".join(["instr(c.text, ?) > 0"] * len(link.marks))
    found = _all(
        store,
        source,
        f"AND t.id IN (SELECT c.ticket_id FROM ticket_comments c WHERE {marks})"
        " ORDER BY t.opened_at DESC NULLS LAST, t.id DESC LIMIT 2",
        link.marks,
    )
    return found[0] if len(found) == 1 else None


def _by_time(
    store: Store, source: str, account_id: AccountId | None, began: datetime | None
) -> tuple[FoundTicket, ...]:
    """Tickets of the account that were opened when the thread was young, the nearest first."""
    if account_id is None or began is None:
        return ()
    homes = twins.together(store, account_id)
    found = _all(
        store,
        source,
        f"AND t.account_id IN ({', '.join('?' * len(homes))}) AND t.opened_at BETWEEN ? AND ?"
        " ORDER BY abs(julianday(t.opened_at) - julianday(?)), t.id LIMIT ?",
        (*homes, stamp(began - _BEFORE), stamp(began + _AFTER), stamp(began), MOST),
    )
    return tuple(found)


def _by_subject(
    store: Store, source: str, account_id: AccountId | None, text: str
) -> tuple[FoundTicket, ...]:
    """The account's tickets whose subject holds every word, open ones and new ones first."""
    words = text.casefold().split()
    if account_id is None or not words:
        return ()
    homes = twins.together(store, account_id)
    found = _all(
        store,
        source,
        f"AND t.account_id IN ({', '.join('?' * len(homes))})"
        " ORDER BY t.is_open DESC, t.opened_at DESC NULLS LAST, t.id DESC LIMIT 200",
        homes,
    )
    fitting = [one for one in found if all(word in one.subject.casefold() for word in words)]
    return tuple(fitting[:MOST])


def _one(store: Store, source: str, where: str, values: Sequence[Any]) -> FoundTicket | None:
    return next(iter(_all(store, source, f"{where} LIMIT 1", values)), None)


def _all(store: Store, source: str, where: str, values: Sequence[Any]) -> list[FoundTicket]:
    rows = store.rows(f"SELECT {_COLUMNS} {_FROM} {where}", (source, *values))
    return [_found(store, row) for row in rows]


def _found(store: Store, row: tuple[Any, ...]) -> FoundTicket:
    opened, asked, answered, checked = (moment(one) if one else None for one in row[9:13])
    watched = store.row(
        "SELECT e.id FROM handovers h JOIN escalations e ON e.id = h.escalation_id"
        " WHERE h.source = ? AND h.external_id = ? AND h.archived_at IS NULL"
        " AND e.closed_at IS NULL AND e.archived_at IS NULL ORDER BY h.id LIMIT 1",
        (row[1], row[2]),
    )
    return FoundTicket(
        ticket=WatchedTicket(
            id=row[0],
            source=row[1],
            external_id=row[2],
            number=row[3],
            status=row[4],
            is_open=bool(row[5]),
            url=row[6],
            group_name=row[7],
            severity=row[8],
            opened_at=opened,
            asked_at=asked,
            answered_at=answered,
            checked_at=checked,
            is_gone=row[13] is not None,
        ),
        subject=row[14],
        account_id=AccountId(row[15]),
        account=row[16],
        watched_by=EscalationId(watched[0]) if watched is not None else None,
    )


def _begin(
    edit: Edit,
    rules: HouseRules,
    account_id: AccountId,
    subject: str,
    ticket: WatchedTicket | None = None,
) -> EscalationId:
    """An escalation for a ticket that somebody else opened, with what the ticket says of itself."""
    said = rules.escalations
    kinds = said.offered()
    kind = next((code for code, one in kinds.items() if one.way == "ticket"), next(iter(kinds), ""))
    if not kind:
        raise Refused(
            "The house rules offer no kind of escalation.", "Add one, then watch the ticket."
        )
    answers: dict[str, Answer] = {SUBJECT: subject[:LONGEST_LINE]}
    if ticket is not None and ticket.group_name in said.groups:
        answers[GROUP] = ticket.group_name or ""
    told = (ticket.severity or "").casefold() if ticket is not None else ""
    severity = next(
        (code for code, one in said.severities.items() if told in (code, one.title.casefold())), ""
    )
    if told and severity:
        answers[SEVERITY] = severity
    form = EscalationForm(kind=kind, answers={code: one for code, one in answers.items() if one})
    return insert_escalation(edit, account_id, form)


def _tie(
    edit: Edit,
    escalation_id: EscalationId,
    source: str | None,
    external_id: str | None,
    title: str,
    url: str | None,
) -> None:
    """Notes which ticket an escalation watches, or which thread's ticket it waits for; once."""
    row = living(edit, "escalation", escalation_id)
    stands = edit.connection.execute(
        "SELECT 1 FROM handovers WHERE escalation_id = ? AND archived_at IS NULL AND source IS ?"
        " AND external_id IS ? AND (external_id IS NOT NULL OR url IS ?)",
        (escalation_id, source, external_id, url),
    ).fetchone()
    if stands is not None:
        return
    edit.insert(
        "handover",
        {
            "escalation_id": escalation_id,
            "account_id": row["account_id"],
            "way": "ticket",
            "via": source or THREAD,
            "by_hand": 1,
            "title": title,
            "text": "",
            "made_at": stamp(edit.at),
            "source": source,
            "external_id": external_id,
            "url": url or None,
        },
    )
    edit.count("escalation", escalation_id)
