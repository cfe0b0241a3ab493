"""The records of the book: frozen, typed, in the CSM's words.

Money is whole cents. A day is a `date` in the person's own calendar. A moment in time is
an aware UTC `datetime`. `None` means the source said nothing; it never stands for zero.
"""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Literal, NewType

from msgspec import Struct

AccountId = NewType("AccountId", int)
ContactId = NewType("ContactId", int)
NoteId = NewType("NoteId", int)
TaskId = NewType("TaskId", int)
DealId = NewType("DealId", int)
TicketId = NewType("TicketId", int)
ChangeId = NewType("ChangeId", int)
PointId = NewType("PointId", int)

AccountStatus = Literal["active", "churned", "left", "removed"]
SyncState = Literal["local", "queued", "synced", "conflict", "parked"]
"""Whether a record stays here, waits to be sent, is confirmed, or wants a person."""
QueueState = Literal["to_contact", "contacted", "booked", "done", "skipped", "snoozed"]
TouchKind = Literal["note", "meeting", "call", "ticket", "mail"]
PointKind = Literal["i_owe", "they_owe", "question", "risk", "escalation"]
"""What a line of a note leaves on its account, besides tasks: promises, what is to be answered,
what may go wrong, and the wish to escalate."""
SourceState = Literal[
    "up_to_date", "syncing", "offline", "rate_limited", "needs_sign_in", "error", "paused"
]


class Touch(Struct, frozen=True):
    """The newest sign that I was in contact, and of what kind it was."""

    day: date
    kind: TouchKind


class Twin(Struct, frozen=True, kw_only=True):
    """The same customer in another source: its account there, and what told so."""

    id: AccountId
    source: str
    external_id: str
    how: str
    """`id`, `domain`, `name`, or `hand` where the person said so."""
    doubtful: bool = False
    """Whether what told so is gone by now, and nothing else tells it: a person has to say."""


class Account(Struct, frozen=True, kw_only=True):
    """One customer of the book as it stands now, with the figures derived from its records."""

    id: AccountId
    source: str
    external_id: str
    org_id: str | None = None
    name: str
    domain: str | None = None
    status: AccountStatus = "active"
    owner_id: str | None = None
    """The owner's id in the source; known also where nothing else of the owner is."""
    owner_name: str | None = None
    owner_email: str | None = None
    mrr_cents: int | None = None
    arr_cents: int | None = None
    forecast_cents: int | None = None
    currency: str = "USD"
    health: float | None = None
    renewal_date: date | None = None
    contract_end: date | None = None
    credit_expiry: date | None = None
    run_out: date | None = None
    credit_balance_cents: int | None = None
    stage: str | None = None
    plan: str | None = None
    slack_channel: str | None = None
    segments: tuple[str, ...] = ()
    users_count: int | None = None
    last_seen: datetime | None = None
    churned_at: datetime | None = None
    first_seen: datetime
    stage_since: datetime | None = None
    entered_segment: str | None = None
    """A segment the account joined after the first sync, the newest one; not yet dismissed."""
    entered_at: datetime | None = None
    touch: Touch | None = None
    notes_count: int = 0
    open_tasks: int = 0
    next_task_due: date | None = None
    """The nearest due day of any open task on the account, whoever it is assigned to."""
    my_next_due: date | None = None
    """The nearest due day of my own open tasks there."""
    my_next_promise: date | None = None
    """The nearest due day of what I owe them: open promises of mine, and questions to answer."""
    health_drop: float | None = None
    """How far health fell within the house rules' look-back; None when it did not fall."""
    twins: tuple[Twin, ...] = ()
    """The same customer in other sources, shown here as one."""
    told_by: dict[str, str] = {}
    """Facts (fields of this record) that another source than `source` told → which."""

    @property
    def sources(self) -> tuple[str, ...]:
        """The sources that know this customer, the leading one first."""
        return (self.source, *(twin.source for twin in self.twins))

    def teller(self, field: str) -> str:
        """The source that a fact comes from."""
        return self.told_by.get(field, self.source)

    @property
    def has_owner(self) -> bool:
        """Whether the source names somebody who looks after the account."""
        return bool(self.owner_id or self.owner_name or self.owner_email)


class Contact(Struct, frozen=True, kw_only=True):
    """A person at a customer."""

    id: ContactId
    account_id: AccountId
    source: str
    external_id: str
    name: str
    email: str | None = None
    role: str | None = None
    phone: str | None = None
    """As the source writes it; several have commas between."""
    last_seen: datetime | None = None


class Note(Struct, frozen=True, kw_only=True):
    """A finished note on an account; `body` is Markdown."""

    id: NoteId
    account_id: AccountId
    source: str | None = None
    external_id: str | None = None
    subject: str = ""
    body: str = ""
    day: date
    tags: tuple[str, ...] = ()
    kind: TouchKind = "note"
    author: str | None = None
    mine: bool = False
    private: bool = False
    pinned: bool = False
    """Whether it stands first at its account; only here."""
    sync: SyncState = "local"


class Task(Struct, frozen=True, kw_only=True):
    """Something to be done for an account by a day."""

    id: TaskId
    account_id: AccountId
    source: str | None = None
    external_id: str | None = None
    title: str
    body: str = ""
    due: date | None = None
    completed_at: datetime | None = None
    assignee: str | None = None
    mine: bool = False
    sync: SyncState = "local"
    do_on: date | None = None
    """When I mean to do it; this laptop's own."""
    repeat: str | None = None
    """When it comes again, as `book.repeats` keeps it; this laptop's own."""
    note_id: NoteId | None = None
    """The note it belongs to, beside those whose lines it is of."""
    recording_id: int | None = None
    escalation_id: int | None = None
    at_time: time | None = None
    """The time of its day by the person's clock, at which it rings; this laptop's own."""
    ticket_solved: bool = False
    """Whether it is open, and the ticket of its escalation is solved."""

    @property
    def stands_on(self) -> date | None:
        """The day in whose list it stands: the day to do it, and never later than it is due."""
        if self.do_on is None or self.due is None:
            return self.do_on or self.due
        return min(self.do_on, self.due)


class Deal(Struct, frozen=True, kw_only=True):
    """A deal or opportunity on an account; read only, its home is the CRM."""

    id: DealId
    account_id: AccountId
    source: str
    external_id: str
    name: str
    amount_cents: int | None = None
    currency: str | None = None
    """The code of the amount's currency; None where it is the account's."""
    close_day: date | None = None
    stage: str | None = None
    is_open: bool = True
    is_won: bool = False
    is_renewal: bool = False


class Ticket(Struct, frozen=True, kw_only=True):
    """A support ticket or case on an account, as its service tells it."""

    id: TicketId
    account_id: AccountId
    source: str
    external_id: str
    number: str | None = None
    subject: str = ""
    status: str | None = None
    priority: str | None = None
    is_open: bool = True
    opened_at: datetime | None = None
    closed_at: datetime | None = None


class Source(Struct, frozen=True, kw_only=True):
    """A connected system: where it is, who I am there, what its fields mean to us.

    `options` are the person's own (book, read-only, region, arr-field …; docs/command-line.md).
    `mapping` says which of the source's fields each of our facts comes from; a fact that is
    missing there is unmapped, which is not the same as empty.
    """

    name: str
    url: str
    me_email: str | None = None
    me_id: str | None = None
    options: dict[str, str] = {}
    mapping: dict[str, str] = {}
    capabilities: dict[str, str | int | bool | None] = {}
    state: SourceState = "up_to_date"
    detail: str = ""
    last_success: datetime | None = None
    baseline_at: datetime | None = None
    """When the first complete sync ended; only what comes after it can be new."""


class QueueMark(Struct, frozen=True, kw_only=True):
    """Where the person stands with an account for one renewal date."""

    account_id: AccountId
    renewal_date: date | None
    state: QueueState
    snoozed_until: date | None = None
    at: datetime


class Change(Struct, frozen=True, kw_only=True):
    """One field of one record, old → new; a record's first appearance has field `created`."""

    id: ChangeId
    record: str
    record_id: int
    field: str
    old: str | None
    new: str | None
    by: str
    at: datetime


class Point(Struct, frozen=True, kw_only=True):
    """What a line of a note left on its account; it never leaves this laptop."""

    id: PointId
    account_id: AccountId
    note_id: NoteId | None = None
    kind: PointKind
    text: str
    due: date | None = None
    done_at: datetime | None = None
    created_at: datetime
    since: date
    """The day of its note; where that is gone, the day on which it was written down."""


class FiledLine(Struct, frozen=True, kw_only=True):
    """What became of one line of a note: its task or point as it stands now."""

    line: int | None
    """The line's place in the note, from 0; None for one that was taken out."""
    record: Literal["task", "point"]
    record_id: int
    kind: Literal["task"] | PointKind
    text: str
    due: date | None = None


class Filed(Struct, frozen=True, kw_only=True):
    """What the lines of a note made, changed and closed in one act."""

    made: tuple[FiledLine, ...] = ()
    changed: tuple[FiledLine, ...] = ()
    """Other words, another day or another kind than before."""
    closed: tuple[FiledLine, ...] = ()
    reopened: tuple[FiledLine, ...] = ()
    dropped: tuple[FiledLine, ...] = ()
    """Their line was taken out, and they went with it."""
    kept: tuple[FiledLine, ...] = ()
    """Their line was taken out, but they stay: finished, or in their source already."""
    refused: tuple[tuple[int, str], ...] = ()
    """Lines that stay text because the house rules never write what they say: (line, why)."""
    recordings: int = 0
    """How many recordings its links logged, or hung on it."""
    moments: int = 0
    """How many marks of its call became moments of a recording."""
    beyond: int = 0
    """How many lines of the kind stay text because a note makes things of its first ones only."""

    def __bool__(self) -> bool:
        return any(
            (
                *(self.made, self.changed, self.closed, self.reopened, self.dropped),
                *(self.recordings, self.moments),
            )
        )


class Changed(Struct, frozen=True):
    """What a write changed: record kind → ids. Screens listen for this."""

    ids: dict[str, frozenset[int]] = {}
    filed: Filed | None = None
    """What the lines of the note made, where the write was one of a note."""

    def __bool__(self) -> bool:
        return any(self.ids.values())


class SyncProgress(Struct, frozen=True, kw_only=True):
    """How far a sync has come; `total` is None while nobody can know it."""

    source: str
    resource: str
    done: int
    total: int | None = None


class LogLine(Struct, frozen=True, kw_only=True):
    """One line of the sync log: redacted, kept on disk, pruned by age."""

    at: datetime
    source: str
    level: Literal["info", "warning", "error"]
    text: str
