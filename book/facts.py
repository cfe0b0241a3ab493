"""What a connector hands to the book: one struct per record as the source told it.

The field order of each struct is the order in which its table is fed (`book.shelves`), so that a
page of them becomes one `executemany`. Times are stored text (`book.clock.stamp`), days are
`YYYY-MM-DD`, money is whole cents, lists are JSON text; None means the source said nothing.
"""

from __future__ import annotations

from msgspec import Struct


class AccountFacts(Struct, frozen=True, kw_only=True, gc=False):
    """An account of the book, mapped to our words."""

    external_id: str
    org_id: str | None = None
    name: str
    domain: str | None = None
    owner_id: str | None = None
    owner_name: str | None = None
    owner_email: str | None = None
    mrr_cents: int | None = None
    arr_cents: int | None = None
    forecast_cents: int | None = None
    currency: str = "USD"
    health: float | None = None
    renewal_date: str | None = None
    contract_end: str | None = None
    credit_expiry: str | None = None
    run_out: str | None = None
    credit_balance_cents: int | None = None
    stage: str | None = None
    plan: str | None = None
    slack_channel: str | None = None
    segments: str = "[]"
    users_count: int | None = None
    churned_at: str | None = None
    last_seen_at: str | None = None
    last_inbound_at: str | None = None
    last_outbound_at: str | None = None
    remote_created_at: str | None = None
    remote_updated_at: str | None = None


class ContactFacts(Struct, frozen=True, kw_only=True, gc=False):
    """A person at one account of the book (one struct per account they belong to)."""

    external_id: str
    account_external_id: str
    name: str
    email: str | None = None
    role: str | None = None
    phone: str | None = None
    """One number, or several with commas between."""
    last_seen_at: str | None = None
    deactivated_at: str | None = None
    remote_updated_at: str | None = None


class NoteFacts(Struct, frozen=True, kw_only=True, gc=False):
    """A note, meeting or call on an account; `body` is Markdown."""

    external_id: str
    account_external_id: str
    external_key: str | None = None
    kind: str = "note"
    subject: str = ""
    body: str = ""
    day: str
    tags: str = "[]"
    category: str | None = None
    author_id: str | None = None
    author: str | None = None
    mine: int = 0
    archived_at: str | None = None
    remote_created_at: str | None = None
    remote_updated_at: str | None = None


class TaskFacts(Struct, frozen=True, kw_only=True, gc=False):
    """A task on an account."""

    external_id: str
    account_external_id: str
    external_key: str | None = None
    title: str
    body: str = ""
    due: str | None = None
    completed_at: str | None = None
    assignee_id: str | None = None
    assignee: str | None = None
    mine: int = 0
    tags: str = "[]"
    category: str | None = None
    archived_at: str | None = None
    remote_created_at: str | None = None
    remote_updated_at: str | None = None


class DealFacts(Struct, frozen=True, kw_only=True, gc=False):
    """A deal or opportunity on an account."""

    external_id: str
    account_external_id: str
    name: str
    amount_cents: int | None = None
    currency: str | None = None
    """The code of the amount's currency; None where it is the account's."""
    close_day: str | None = None
    stage: str | None = None
    """The stage's name as people read it there, not its id."""
    is_open: int = 1
    is_won: int = 0
    is_renewal: int = 0
    """Whether it is the renewal of a contract, by the pipeline or type the person named."""
    archived_at: str | None = None
    remote_updated_at: str | None = None


class TicketFacts(Struct, frozen=True, kw_only=True, gc=False):
    """A support ticket or case on an account."""

    external_id: str
    account_external_id: str
    number: str | None = None
    """What people call it by, where that is not its id."""
    subject: str = ""
    status: str | None = None
    """The status as people read it there."""
    priority: str | None = None
    is_open: int = 1
    opened_at: str | None = None
    closed_at: str | None = None
    archived_at: str | None = None
    remote_updated_at: str | None = None
    url: str | None = None
    """Its page there, where a person works on it."""
    group_name: str | None = None
    """Who has it; empty where nobody does, None where the service knows of no groups."""
    severity: str | None = None
    """Its severity as people read it there; empty where none was given, None as above."""
    asked_at: str | None = None
    """When the customer, or whoever asked for them, wrote last."""
    answered_at: str | None = None
    """When somebody answered in public last."""
    checked_at: str | None = None
    """When its state was read, where a state that is some minutes old may mislead."""


class CommentFacts(Struct, frozen=True, kw_only=True, gc=False):
    """What was written on a ticket; only the last few of an open one are kept."""

    ticket_external_id: str
    external_id: str
    at: str
    author: str = ""
    is_public: int = 1
    is_ours: int = 0
    """1 where it is of somebody who answers, 0 of somebody who asks."""
    text: str = ""


class OrganizationFacts(Struct, frozen=True, kw_only=True, gc=False):
    """Who asks, as a ticket system knows them; which customer that is, the book decides."""

    external_id: str
    name: str
    key: str | None = None
    """Another system's id of it, where the ticket system was told one."""
    domains: tuple[str, ...] = ()


class HandoverFacts(Struct, frozen=True, kw_only=True, gc=False):
    """What a service made of a handover: its id and page there, and the ticket, if it is one."""

    external_id: str
    url: str | None = None
    ticket: TicketFacts | None = None


class RecordingFacts(Struct, frozen=True, kw_only=True, gc=False):
    """A recorded call. Who took part decides whose it is, and is not kept."""

    external_id: str
    url: str
    """The link to its page, one of those `book.recording_links` knows."""
    same_as: tuple[str, ...] = ()
    """Other links of the same recording."""
    day: str
    title: str = ""
    duration_s: int | None = None
    attendees: tuple[str, ...] = ()
    """E-mail addresses; none for one that the book has already and that only changed."""


class MeetingFacts(Struct, frozen=True, kw_only=True, gc=False):
    """A meeting of a calendar; whose it is, the book decides (`book.meetings`)."""

    external_id: str
    """Says nothing of the meeting: it is kept where nothing else but its times is."""
    title: str = ""
    starts_at: str
    ends_at: str
    all_day: int = 0
    """1 where it is whole days: then both times are UTC midnights that stand for the days."""
    join_url: str | None = None
    attendees: tuple[tuple[str, str], ...] = ()
    """(e-mail, name) of each person invited, the organiser included, rooms left out."""
    status: str = "confirmed"
    """`confirmed`, `tentative` or `cancelled`."""
    series_id: str | None = None
    remote_updated_at: str | None = None
    shared: int = 0
    """1 where strangers book the same time: each account has its own part in it."""
    booked_at: str | None = None
    """When it was booked, where a source tells."""
    cancel_reason: str | None = None
    moved_from: tuple[str, ...] = ()
    """External ids under which it stood before it was moved."""


class EventTypeFacts(Struct, frozen=True, kw_only=True, gc=False):
    """A kind of meeting that can be booked with me."""

    external_id: str
    title: str
    url: str
    minutes: int | None = None
    kind: str = "solo"
    """`solo`, or `group` where several people book the same time."""
    pooling: str | None = None


class Teammate(Struct, frozen=True, kw_only=True, gc=False):
    """A colleague with a seat in the source."""

    external_id: str
    name: str
    email: str | None = None


class FieldFacts(Struct, frozen=True, kw_only=True, gc=False):
    """A custom field of the source: which kind of record has it, its path, label and type."""

    model: str
    path: str
    label: str
    type: str = ""


class Outsider(Struct, frozen=True, kw_only=True, gc=False):
    """An account outside the book: nothing is kept of it but these two."""

    external_id: str
    name: str


class Merger(Struct, frozen=True, kw_only=True, gc=False):
    """An account that was merged into another one; `into` and `name` are that other's."""

    external_id: str
    into: str
    name: str


class BadRecord(Struct, frozen=True, kw_only=True, gc=False):
    """A record that could not be read; named by its id, never by its content."""

    external_id: str
    problem: str


class Page(Struct, frozen=True, kw_only=True):
    """One page of one resource, applied in one transaction together with its cursor.

    `cursor` is what to store for (source, resource) when the page is in, as JSON text; None
    leaves the stored one. `gone` are external ids known to be deleted or archived there.
    `left` are external ids of accounts that are no longer in the book. `unseen` are facts of this
    page's accounts that the source does not show now: what the book holds of them stays.
    """

    source: str
    resource: str
    accounts: tuple[AccountFacts, ...] = ()
    contacts: tuple[ContactFacts, ...] = ()
    notes: tuple[NoteFacts, ...] = ()
    tasks: tuple[TaskFacts, ...] = ()
    deals: tuple[DealFacts, ...] = ()
    tickets: tuple[TicketFacts, ...] = ()
    organizations: tuple[OrganizationFacts, ...] = ()
    comments: tuple[CommentFacts, ...] = ()
    """All that is to be kept of each ticket they name; what stood of those before goes."""
    recordings: tuple[RecordingFacts, ...] = ()
    meetings: tuple[MeetingFacts, ...] = ()
    window: tuple[str, str] | None = None
    """`meetings` are all that this source has between these two moments, as stored text."""
    event_types: tuple[EventTypeFacts, ...] | None = None
    """All kinds of meeting that can be booked; None says nothing of them."""
    teammates: tuple[Teammate, ...] = ()
    fields: tuple[FieldFacts, ...] = ()
    outsiders: tuple[Outsider, ...] = ()
    gone: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    mergers: tuple[Merger, ...] = ()
    """What became of accounts in `gone` where the source tells it."""
    bad: tuple[BadRecord, ...] = ()
    unseen: frozenset[str] = frozenset()
    cursor: str | None = None

    @property
    def rows(self) -> int:
        """How much there is to take in; a page without rows is only its cursor."""
        parts = (
            self.accounts,
            self.contacts,
            self.notes,
            self.tasks,
            self.deals,
            self.tickets,
            self.recordings,
            self.meetings,
            self.event_types or (),
            self.teammates,
            self.fields,
            self.outsiders,
            self.gone,
            self.left,
        )
        return sum(map(len, parts))


class Applied(Struct, frozen=True, kw_only=True):
    """What applying a page did."""

    ids: dict[str, frozenset[int]] = {}
    created: int = 0
    updated: int = 0
    removed: int = 0
    unchanged: int = 0
    homeless: int = 0
    """Records of accounts outside the book, dropped before the write."""
    conflicts: int = 0
    """Fields that both sides changed, now waiting for a person."""
    joined: tuple[str, ...] = ()
    """External ids of accounts that are new in the book with this page; their older notes,
    tasks and people have to be fetched account by account."""
    heirs: frozenset[str] = frozenset()
    """External ids of accounts that took over the records of one that is gone: which of those
    records still live has to be asked."""
