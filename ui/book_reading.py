"""What the window has read from the book, kept until something of it changes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from book import accounts, cursors, queue_reading, sources, tasks
from book.clock import Clock, local_day, moment
from book.queue import QueueRow
from book.records import Account, AccountId, Changed, Source, Task
from book.rules import HouseRules
from book.store import Store

if TYPE_CHECKING:
    from book.drafts import Draft
    from book.escalations_due import DueEscalation
    from book.outbox_entry import OutboxEntry
    from book.proposals import Proposal
    from book.recordings import Recording

_KINDS_OF: Final = {
    "rows": frozenset({"account", "note", "task", "point", "queue_mark", "source"}),
    "accounts": frozenset({"account", "note", "task"}),
    "tasks": frozenset({"task", "point", "account"}),
    "recordings": frozenset({"recording", "moment", "attachment", "account"}),
}
"""Which kinds of changed record make which list stale; an unknown kind spoils all."""
_KNOWN_KINDS: Final = frozenset[str]().union(*_KINDS_OF.values()) | {
    "contact",
    "draft",
    "outbox",
    "conflict",
    "meeting",
    "point",
    "line",
    "call",
    "mark",
    "escalation",
    "escalation_file",
    "handover",
}
_SENT_SHOWN: Final = 50
_ANY_ESCALATION: Final = (
    "SELECT 1 FROM escalations WHERE closed_at IS NULL AND archived_at IS NULL LIMIT 1"
)


class BookReading:
    """Reads lists when they are first asked for; `forget` drops what a change made stale."""

    def __init__(self, store: Store, rules: HouseRules, clock: Clock) -> None:
        self.store = store
        self.rules = rules
        self.clock = clock
        self._day = self.day
        self._rows: list[QueueRow] | None = None
        self._row_of: dict[AccountId, QueueRow] = {}
        self._accounts: list[Account] | None = None
        self._tasks: list[tuple[Task, str]] | None = None
        self._recordings: list[tuple[Recording, str]] | None = None
        self._sources: list[Source] | None = None
        self._waits: dict[str, datetime] | None = None
        self._owed: _Owed | None = None
        self._entries: list[OutboxEntry] | None = None
        self._drafts: list[tuple[Draft, str | None]] | None = None
        self.escalations = OpenEscalations(self)
        self._proposals: dict[AccountId, Proposal | None] = {}

    @property
    def now(self) -> datetime:
        """The moment, in UTC."""
        return self.clock()

    @property
    def day(self) -> date:
        """Today where the person is."""
        return local_day(self.clock())

    @property
    def rows(self) -> Sequence[QueueRow]:
        """The queue of today, in order."""
        if self._rows is None or self._day != self.day:
            self._day = self.day
            self._rows = queue_reading.read_queue(self.store, self.rules, self._day)
            self._row_of = {row.account.id: row for row in self._rows}
        return self._rows

    @property
    def accounts(self) -> Sequence[Account]:
        """Every account of the book, by name."""
        if self._accounts is None:
            self._accounts = accounts.all_accounts(self.store)
        return self._accounts

    @property
    def tasks(self) -> Sequence[tuple[Task, str]]:
        """My open tasks with their account's name."""
        if self._tasks is None:
            self._tasks = tasks.open_tasks(self.store)
        return self._tasks

    @property
    def recordings(self) -> Sequence[tuple[Recording, str]]:
        """The log of recordings with their account's name, newest first."""
        if self._recordings is None:
            from book import recordings

            self._recordings = recordings.all_recordings(self.store)
        return self._recordings

    @property
    def sources(self) -> Sequence[Source]:
        """The connected systems."""
        if self._sources is None:
            self._sources = sources.sources(self.store)
        return self._sources

    @property
    def waits(self) -> dict[str, datetime]:
        """Source → until when it asked to be left alone, for those that stand so."""
        if self._waits is None:
            names = [one.name for one in self.sources if one.state == "rate_limited"]
            found = {name: cursors.cursor(self.store, name, cursors.WAIT) for name in names}
            self._waits = {name: moment(text) for name, text in found.items() if text}
        return self._waits

    @property
    def outbox_counts(self) -> dict[str, int]:
        """How many writes wait, by state: held, queued, sending, parked."""
        return self._waiting.counts

    @property
    def last_sent(self) -> datetime | None:
        """When a source last confirmed a write of ours."""
        return self._waiting.last_sent

    @property
    def conflicts(self) -> int:
        """How many conflicts wait for a decision."""
        return self._waiting.conflicts

    @property
    def entries(self) -> Sequence[OutboxEntry]:
        """Everything that waits to be sent, oldest first, then the newest of what was."""
        if self._entries is None:
            from book import outbox  # with all it needs, nothing the first paint asks for

            self._entries = outbox.entries(self.store, sent=_SENT_SHOWN)
        return self._entries

    @property
    def drafts(self) -> Sequence[tuple[Draft, str | None]]:
        """Notes not ended, with their account's name, the one saved last first."""
        if self._drafts is None:
            from book import drafts

            self._drafts = drafts.drafts(self.store)
        return self._drafts

    def proposal_of(self, account_id: AccountId) -> Proposal | None:
        """The stage that what happened proposes for an account, if any."""
        if account_id not in self._proposals:
            from book.proposals import proposal

            self._proposals[account_id] = proposal(self.store, self.rules, account_id)
        return self._proposals[account_id]

    @property
    def _waiting(self) -> _Owed:
        if self._owed is None:
            from book import conflicts, outbox

            counts, last = outbox.counts(self.store), outbox.last_sent(self.store)
            self._owed = _Owed(counts, last, conflicts.count(self.store))
        return self._owed

    def row_of(self, account_id: AccountId) -> QueueRow | None:
        """The queue row of an account, when it has one."""
        return self._row_of.get(account_id) if self.rows else None

    @property
    def to_contact(self) -> int:
        """How many accounts wait to be contacted now."""
        return sum(row.band in ("new", "act") and row.state == "to_contact" for row in self.rows)

    def forget(self, changed: Changed | None) -> frozenset[str]:
        """Drop what these changes made stale, None everything; names the lists dropped."""
        kinds = None if changed is None else {kind for kind, ids in changed.ids.items() if ids}
        if kinds is not None and not kinds <= _KNOWN_KINDS:
            kinds = None
        dropped = frozenset(name for name, of in _KINDS_OF.items() if kinds is None or kinds & of)
        if self._rows == []:
            dropped |= {"rows"}  # an empty queue says whether there is a source at all
        # How sources stand and what waits moves without a word in the change log.
        self._sources = self._waits = None
        self.escalations.forget()
        self._owed = self._entries = self._drafts = None
        self._proposals = {}
        if "rows" in dropped:
            self._rows = None
        if "accounts" in dropped:
            self._accounts = None
        if "tasks" in dropped:
            self._tasks = None
        if "recordings" in dropped:
            self._recordings = None
        return dropped


class OpenEscalations:
    """The escalations that are open, with what is due with each, read when first asked for."""

    def __init__(self, reading: BookReading) -> None:
        self._reading = reading
        self._read: tuple[date, list[DueEscalation]] | None = None

    @property
    def due(self) -> Sequence[DueEscalation]:
        """All of them, as of today."""
        reading = self._reading
        if self._read is None or self._read[0] != reading.day:
            from book import escalations_due

            now = reading.now.astimezone()
            self._read = (
                reading.day, escalations_due.due_escalations(reading.store, reading.rules, now),
            )  # fmt: skip
        return self._read[1]

    @property
    def mine(self) -> Sequence[DueEscalation]:
        """Those that wait for me; one look into the book where none is open."""
        if self._read is None and not self._reading.store.row(_ANY_ESCALATION):
            return ()
        now = self._reading.now.astimezone()
        return [one for one in self.due if one.wants_me(now)]

    def forget(self) -> None:
        """Read anew when it is asked for next."""
        self._read = None


class _Owed(Struct, frozen=True):
    """What leaves this laptop, in figures."""

    counts: dict[str, int]
    last_sent: datetime | None
    conflicts: int
