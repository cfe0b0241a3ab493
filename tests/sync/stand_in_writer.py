"""A source that takes writes without a network: it fails when told to, and lets things happen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

import msgspec

from book.errors import Offline, SatchelError
from book.facts import NoteFacts
from sync.port import Request, Sending, WrittenFacts


class StandInWriter:
    """Holds records by id and takes what it is sent; `sync.port.Writer` without a service."""

    writes: ClassVar[frozenset[str]] = frozenset(("account", "note", "task"))

    def __init__(self, *records: WrittenFacts) -> None:
        self.records: dict[str, Any] = {one.external_id: one for one in records}
        self.failing_looks: dict[str, SatchelError] = {}
        """What asking for a record ends in, by its id."""
        self.failing_searches: SatchelError | None = None
        """What looking for a key ends in."""
        self.failure: SatchelError | None = None
        """What a write ends in, without anything taken."""
        self.loses_answers = False
        """Whether a write is taken and its answer lost."""
        self.meanwhile: dict[str, Callable[[], object]] = {}
        """What somebody does, once, while that record (or key) is asked for."""
        self.searched: list[str] = []
        """The keys that were looked for."""
        self.written: list[Sending] = []
        """Every attempt to write, the failed ones too."""

    def writable(self, fact: str) -> bool:
        """Any field takes writes."""
        return bool(fact)

    async def read(self, record: str, external_id: str) -> WrittenFacts | None:
        """The record, or the failure that was arranged for it."""
        self._let_happen(external_id)
        if external_id in self.failing_looks:
            raise self.failing_looks[external_id]
        found: WrittenFacts | None = self.records.get(external_id)
        return found

    async def find(self, record: str, key: str, account: str) -> WrittenFacts | None:
        """The record that was made under that key."""
        self._let_happen(key)
        self.searched.append(key)
        if self.failing_searches is not None:
            raise self.failing_searches
        made = (one for one in self.records.values() if getattr(one, "external_key", None) == key)
        return next(made, None)

    async def write(self, sending: Sending, before: WrittenFacts | None) -> WrittenFacts | None:
        """Takes a note or an account field, unless it was told to fail."""
        self.written.append(sending)
        if self.failure is not None:
            raise self.failure
        after = self._taken(sending, before)
        if self.loses_answers:
            raise Offline("The answer was lost.")
        return None if sending.fields.get("archived_at") else after

    def requests_for(self, sending: Sending, before: WrittenFacts | None) -> tuple[Request, ...]:
        """It makes none."""
        return ()

    def _let_happen(self, asked_for: str) -> None:
        self.meanwhile.pop(asked_for, lambda: None)()

    def _taken(self, sending: Sending, before: WrittenFacts | None) -> WrittenFacts:
        stood: WrittenFacts | None = before or self.records.get(sending.external_id or "")
        if stood is None:
            number = sending.external_id or f"made-{len(self.records)}"
            stood = NoteFacts(
                external_id=number, account_external_id=sending.account,
                external_key=sending.key, day="2026-01-01",
            )  # fmt: skip
        fields = {
            name: value for name, value in sending.fields.items() if name in stood.__struct_fields__
        }
        if sending.action == "update" and sending.fields.get("account_id"):
            fields["account_external_id"] = sending.fields["account_id"]
        after: WrittenFacts = msgspec.structs.replace(stood, **fields)
        self.records[after.external_id] = after
        return after
