"""Where an escalation stands: being written, on its way, stopped, out, answered, solved, closed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Literal

from msgspec import Struct

from book import outbox_rows
from book.clock import moment
from book.escalations import NUDGE, PROMISED, Escalation, Handover, handovers_of
from book.outbox_entry import OutboxEntry
from book.store import Store

State = Literal["draft", "queued", "stopped", "sent", "solved", "closed"]


class WatchedTicket(Struct, frozen=True, kw_only=True):
    """The ticket that came of an escalation, as it was read last."""

    id: int
    source: str
    external_id: str
    number: str | None = None
    status: str | None = None
    is_open: bool = True
    url: str | None = None
    group_name: str | None = None
    severity: str | None = None
    opened_at: datetime | None = None
    asked_at: datetime | None = None
    answered_at: datetime | None = None
    answered_by: str = ""
    """Who answered in public last, where what they said was read."""
    checked_at: datetime | None = None
    is_gone: bool = False

    @property
    def is_routed(self) -> bool:
        """Whether somebody has it: without group or severity a ticket reaches nobody."""
        return self.group_name != "" and self.severity != ""


class Standing(Struct, frozen=True, kw_only=True):
    """Where an escalation stands, and why."""

    state: State
    handovers: tuple[Handover, ...] = ()
    entry: OutboxEntry | None = None
    """What of it waits in the outbox, the newest."""
    ticket: WatchedTicket | None = None
    nudged_at: datetime | None = None
    """When those who have it were asked last whether there is news."""
    promised: date | None = None
    """The day of its open task, if any: on it the customer hears of it."""
    kept: frozenset[date] = frozenset()
    """The days whose tasks are done: on these the customer heard of it."""


def standing(store: Store, one: Escalation) -> Standing:
    """Where one escalation stands by now."""
    every = handovers_of(store, one.id)
    handed = tuple(each for each in every if each.via != NUDGE)
    nudged = max((each.made_at for each in every if each.via == NUDGE), default=None)
    entry = next(
        (
            entries[0]
            for each in handed
            if (entries := outbox_rows.unsent_of(store.connection, "handover", each.id))
        ),
        None,
    )
    ticket = ticket_of(store, handed)
    promised, kept = _promises(store, one)
    return Standing(
        state=state_of(one, handed, entry, ticket),
        handovers=handed,
        entry=entry,
        ticket=ticket,
        nudged_at=nudged,
        promised=promised,
        kept=kept,
    )


def state_of(
    one: Escalation,
    handed: Sequence[Handover],
    entry: OutboxEntry | None,
    ticket: WatchedTicket | None,
) -> State:
    """The one word for where it stands."""
    if one.closed_at is not None:
        return "closed"
    if entry is not None:
        return "stopped" if entry.state == "parked" else "queued"
    if ticket is not None and not ticket.is_open:
        return "solved"
    return "sent" if handed else "draft"


def ticket_of(store: Store, handed: Sequence[Handover]) -> WatchedTicket | None:
    """The ticket of the newest handover that became one; None where none did, or is known."""
    for each in handed:
        if each.way != "ticket" or each.external_id is None:
            continue
        row = store.row(
            "SELECT id, source, external_id, number, status, is_open, url, group_name, severity,"
            " opened_at, asked_at, answered_at, checked_at, archived_at FROM tickets"
            " WHERE source = ? AND external_id = ?",
            (each.source, each.external_id),
        )
        if row is not None:
            return WatchedTicket(
                id=row[0],
                source=row[1],
                external_id=row[2],
                number=row[3],
                status=row[4],
                is_open=bool(row[5]),
                url=row[6] or each.url,
                group_name=row[7],
                severity=row[8],
                opened_at=_moment(row[9]),
                asked_at=_moment(row[10]),
                answered_at=_moment(row[11]),
                answered_by=_answered_by(store, row[0]),
                checked_at=_moment(row[12]),
                is_gone=row[13] is not None,
            )
    return None


def _answered_by(store: Store, ticket: int) -> str:
    row = store.row(
        "SELECT author FROM ticket_comments WHERE ticket_id = ? AND is_public = 1 AND is_ours = 1"
        " ORDER BY at DESC, id DESC LIMIT 1",
        (ticket,),
    )
    return str(row[0]) if row else ""


def _promises(store: Store, one: Escalation) -> tuple[date | None, frozenset[date]]:
    """The day that is promised still, and those that were kept, as the tasks tell them."""
    rows = store.rows(
        "SELECT due, completed_at FROM tasks WHERE escalation_id = ? AND due IS NOT NULL"
        " AND archived_at IS NULL AND title LIKE ? || '%'",
        (one.id, PROMISED),
    )
    still = [date.fromisoformat(row[0]) for row in rows if row[1] is None]
    kept = frozenset(date.fromisoformat(row[0]) for row in rows if row[1] is not None)
    return min(still, default=None), kept


def _moment(text: str | None) -> datetime | None:
    return moment(text) if text else None
