"""Looking at single records for whoever writes: as they stand now, or by the key they were made
with."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Collection, Sequence
from datetime import timedelta
from typing import Final

from msgspec.structs import replace

from book.editable import sent_fields
from book.errors import BadResponse
from book.facts import NoteFacts, TaskFacts
from sync.hubspot import kinds, note_text
from sync.hubspot.homes import homes
from sync.hubspot.kinds import CALLS, NOTES, OWNER, TASKS, Kind, bare, kind_of
from sync.hubspot.links import Link, in_order
from sync.hubspot.shapes import Row
from sync.hubspot.workspace import Workspace
from sync.port import WrittenFacts
from sync.refusals import Hidden, NotAllowed

TEXT_AT: Final = {"notes": "hs_note_body", "calls": "hs_call_body", "tasks": "hs_task_body"}
"""Kind → the property that holds its text."""
SEARCHED: Final = timedelta(days=30)
"""What I made in that time is looked through for a key that its account does not show."""


class Eye:
    """Looks at one account's records, by their ids and links alone: a search runs late."""

    def __init__(self, workspace: Workspace, keyed: Collection[str]) -> None:
        """`keyed` are the kinds whose records keep the key they were made with."""
        self._workspace = workspace
        self._portal = workspace.portal
        self._keyed = keyed
        self._records = workspace.record_mapper()

    async def read(self, record: str, external_id: str) -> WrittenFacts | None:
        """The record as it stands there, archived ones included; None when it is gone."""
        if record == "account":
            return await self._account(external_id)
        kind, number = kind_of(record, external_id), bare(external_id)
        for archived in (False, True):
            row = await self.row(kind, number, archived=archived)
            if row is not None:
                linked = await self._portal.linked(kind.name, [number], kinds.COMPANIES)
                return self.facts(kind, row, _home(kind, linked.get(number, ())))
        return None

    async def made_under(self, record: str, key: str, account: str) -> WrittenFacts | None:
        """The record made under a key: at its account, or wherever somebody has moved it since,
        or in the bin. It tells its key itself, or the reference in its text does."""
        reference = note_text.reference_of(key)
        for look in (self._at_home, self._of_late, self._in_the_bin):
            for kind in (NOTES, CALLS) if record == "note" else (TASKS,):
                async for row in look(kind, key, account):
                    text = row.value(TEXT_AT[kind.name])
                    read = note_text.read(text if isinstance(text, str) else "", with_subject=False)
                    if read.reference != reference and row.value(kinds.CREATION_KEY) != key:
                        continue
                    home = account
                    if look == self._of_late:
                        linked = await self._portal.linked(kind.name, [row.id], kinds.COMPANIES)
                        home = _home(kind, linked.get(row.id, ()))
                    facts = self.facts(kind, row, home)
                    return replace(facts, external_key=key) if facts is not None else None
        return None

    async def _at_home(self, kind: Kind, key: str, account: str) -> AsyncGenerator[Row, None]:
        """What an account has; where records keep their key, the one that has it."""
        if kind.name in self._keyed:
            found = await self._portal.batch(
                kind.name, [key], self._properties(kind), id_property=kinds.CREATION_KEY
            )
        else:
            linked = await self._portal.linked(kinds.COMPANIES, [account], kind.name)
            ids = in_order({link.id for link in linked.get(account, ())})
            found = await self._portal.batch(kind.name, ids, self._properties(kind))
        for row in found.rows:
            yield row

    async def _of_late(self, kind: Kind, _key: str, _account: str) -> AsyncGenerator[Row, None]:
        """What I made of late anywhere, as far as a search shows it: what it finds is there, and
        what it does not find says nothing."""
        since = (self._workspace.seen_at() - SEARCHED).timestamp() * 1000
        mine = [
            {"propertyName": OWNER, "operator": "EQ", "value": self._workspace.source.me_id or ""},
            {"propertyName": "hs_createdate", "operator": "GTE", "value": str(int(since))},
        ]
        last = ""
        while kind.name not in self._keyed:
            later = {"propertyName": "hs_object_id", "operator": "GT", "value": last}
            group = [*mine, *([later] if last else [])]
            found = await self._portal.search(kind.name, [group], self._properties(kind))
            for row in found.rows:
                yield row
            if found.after is None or not found.rows or found.rows[-1].id == last:
                return
            last = found.rows[-1].id

    async def _in_the_bin(self, kind: Kind, _key: str, _account: str) -> AsyncGenerator[Row, None]:
        """What was deleted, by anybody, as long as it is kept: nothing leads to it but its list."""
        after: str | None = ""
        while after is not None:
            found = await self._portal.page(kind.name, self._properties(kind), after, archived=True)
            for row in found.rows:
                yield row
            after = found.after if found.after != after else None

    async def row(self, kind: Kind, number: str, *, archived: bool = False) -> Row | None:
        """One record by its id. Raises BadResponse for one that cannot be read."""
        found = await self._portal.batch(
            kind.name, [number], self._properties(kind), archived=archived
        )
        if found.bad:
            raise BadResponse(
                f"HubSpot's answer about one of the {kind.name} cannot be read.",
                "Nothing was written; look at it there.",
            )
        return next((one for one in found.rows if one.id == number), None)

    def facts(self, kind: Kind, row: Row, home: str) -> NoteFacts | TaskFacts | None:
        """A note, call or task as the book knows it; None where no day can be told for it."""
        if kind is TASKS:
            return self._records.task(row, home, [])
        return self._records.note(kind, row, home, [])

    async def _account(self, external_id: str) -> WrittenFacts | None:
        """A company; one that was archived, or merged into another, is gone.

        Raises Hidden where a mapped property is gone: its fact would seem to be emptied.
        """
        found = await self._workspace.companies([external_id])
        row = next((one for one in found.rows if one.id == external_id), None)
        if row is None:
            return None
        mapper = self._workspace.company_mapper()
        for at in sorted(self._compared()):
            if at not in row.properties and await self._is_gone(at):
                raise Hidden(
                    f"The property {at} is not in HubSpot any more.",
                    "It goes by itself once the property is back. Else connect HubSpot again and"
                    " choose another, or discard the entry.",
                )
        return mapper.facts(row, None, [])

    async def shows_all(self) -> bool:
        """Whether every property that a company is compared by is there."""
        for at in sorted(self._compared()):
            if await self._portal.property(kinds.COMPANIES, at) is None:
                return False
        return True

    def _compared(self) -> set[str]:
        """The properties of the fields a person may change: what they say is held against what
        stands here."""
        mapping = self._workspace.mapping
        return {mapping[fact] for fact in sent_fields("account") if fact in mapping}

    async def _is_gone(self, at: str) -> bool:
        """Whether a property is known not to be there."""
        try:
            return await self._portal.property(kinds.COMPANIES, at) is None
        except NotAllowed:
            return False

    def _properties(self, kind: Kind) -> tuple[str, ...]:
        keeps = kind.name in self._keyed
        return (*kind.properties, kinds.CREATION_KEY) if keeps else kind.properties


def _home(kind: Kind, links: Sequence[Link]) -> str:
    """The company a record is at; an empty text where it is at several, or at none.

    Which of several are of the book is known to who fetches, not to who writes.
    """
    each = {link.id for link in links}
    return homes(kind, links, each)[0] if len(each) == 1 else ""
