"""One write that owes itself to a source, as a record."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final, Literal, NewType

from msgspec import Struct

from book.records import AccountId

EntryId = NewType("EntryId", int)
EntryState = Literal["held", "queued", "sending", "parked", "sent"]
Action = Literal["create", "update"]
ParkReason = Literal[
    "", "refused", "gone", "account_gone", "account_back", "forbidden", "broken", "hidden", "untold"
]
"""Why an entry stopped: the source will not take it, its record is deleted there, its account
is, its account came back under another id, the house rules forbid it, the source fails on it, it
hides a field of it from this person, nobody can be asked whether it arrived."""
Values = Mapping[str, Any]
"""Field → stored value; an entry that was read is never written in."""
LONGEST_WAIT: Final = timedelta(hours=2)
"""No wait is longer; one that seems to be was written by a wrong clock and counts as over."""


class OutboxEntry(Struct, frozen=True, kw_only=True):
    """What is to be sent: the fields as they should be (`intent`) and as they were (`base`)."""

    id: EntryId
    source: str
    record: Literal["account", "note", "task", "handover"]
    record_id: int
    account_id: AccountId
    action: Action
    key: str
    """Made before the first attempt and the same for every attempt."""
    intent: Values
    base: Values
    state: EntryState
    reason: ParkReason = ""
    error: dict[str, str] | None = None
    """Why the last attempt failed, in the shape every error has."""
    uncertain: bool = False
    """An attempt began whose end nobody knows: the source is asked before anything is sent."""
    attempts: int = 0
    not_before: datetime | None = None
    created_at: datetime
    sent_at: datetime | None = None
    outcome: str = ""
    """How it was confirmed, in words, once it is sent."""

    def wait(self, now: datetime) -> timedelta:
        """How long it still has to wait before it may go; nothing where no wait is left."""
        left = self.not_before - now if self.not_before else timedelta()
        return left if timedelta() < left <= LONGEST_WAIT else timedelta()

    @property
    def verb(self) -> str:
        """What it does, for `kind` in JSON: create, update, complete, reopen or archive."""
        if self.action == "create":
            return "create"
        if self.intent.get("archived_at"):
            return "archive"
        if "completed_at" in self.intent:
            return "complete" if self.intent["completed_at"] else "reopen"
        return "update"


class EntryEvent(Struct, frozen=True):
    """One thing that happened to an entry; free of texts and names."""

    at: datetime
    words: str
