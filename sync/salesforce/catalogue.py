"""What this person may see of each kind of record: kept for a day, mended when a field vanishes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final

import msgspec
from msgspec import Struct

from book.clock import moment, stamp
from book.errors import Refused
from book.facts import BadRecord, FieldFacts
from sync.salesforce import objects
from sync.salesforce.answers import NoSuchObject, VanishedField
from sync.salesforce.objects import Described, Sight
from sync.salesforce.org import Org

DAY: Final = timedelta(hours=20)
KINDS: Final = tuple(objects.WANTED)

Chosen = Mapping[str, Mapping[str, str]]
"""Kind of record → field that the person chose → what it is used for, in words."""


class _Kept(Struct, frozen=True, kw_only=True):
    at: str
    key: str
    sights: dict[str, Sight]


_KEPT = msgspec.json.Decoder(_Kept)


class Catalogue:
    """The fields of each kind during one run."""

    def __init__(self, org: Org, chosen: Chosen) -> None:
        self._org = org
        self._chosen = chosen
        self._sights: dict[str, Sight] = {}
        self._again: set[str] = set()
        self._at = ""
        self.kinds: dict[str, Described] = {}
        """The kinds that can be seen, as they were described in this run."""
        self.remarks: list[BadRecord] = []
        """What could not be read as the person wanted it, by name."""
        self.changed = False
        """Whether it is another one than what was kept."""

    def sees(self, kind: str) -> bool:
        """Whether records of that kind can be read at all."""
        return kind in self._sights

    def sight(self, kind: str) -> Sight:
        """What to ask of a kind. Raises NoSuchObject."""
        found = self._sights.get(kind)
        if found is None:
            raise NoSuchObject(
                f"Salesforce does not let you see {kind} records, or not what they are about.",
                "Ask an administrator for the right to read them.",
            )
        return found

    def take_up(self, text: str | None, now: datetime) -> bool:
        """Takes what was kept, where it is of today and of the same fields."""
        try:
            kept = _KEPT.decode(text or "")
            fresh = moment(kept.at) > now - DAY
        except (msgspec.DecodeError, ValueError):
            return False
        if not fresh or kept.key != self._key():
            return False
        self._sights, self._at = dict(kept.sights), kept.at
        return True

    async def read(self, now: datetime) -> tuple[FieldFacts, ...]:
        """Asks the org for all kinds; returns the fields a fact can be mapped to.

        Raises Refused where accounts cannot be read: nothing is of use without them.
        """
        fields: tuple[FieldFacts, ...] = ()
        self._sights.clear()
        for kind in KINDS:
            try:
                found = await objects.described(self._org, kind)
            except NoSuchObject:
                found = None
            seen = objects.sight(kind, found, self._chosen.get(kind, ())) if found else None
            if seen is None:
                self._missing(kind)
                continue
            self._sights[kind] = seen
            self._remark_hidden(kind, seen)
            if found is not None:
                self.kinds[kind] = found
            if kind == "Account" and found is not None:
                fields = objects.custom_fields(found)
        self._at = stamp(now)
        self.changed = True
        return fields

    async def mend(self, kind: str, error: VanishedField) -> None:
        """Finds out what is there by now, after a question about a kind named a field that is not.

        Raises the error where that is of no help.
        """
        seen = self.sight(kind)
        mended: Sight | None = seen
        if kind not in self._again:
            self._again.add(kind)
            found = await objects.described(self._org, kind)
            mended = objects.sight(kind, found, self._chosen.get(kind, ()))
        if mended is not None and mended.fields == seen.fields and error.field:
            # It is described and yet refused: the question's own word counts.
            mended = objects.without(kind, seen, error.field)
        if mended is None or mended.fields == seen.fields:
            raise error
        self._sights[kind] = mended
        self.changed = True
        self._remark_hidden(kind, mended)

    def text(self) -> str:
        """The cursor as stored."""
        kept = _Kept(at=self._at, key=self._key(), sights=self._sights)
        return msgspec.json.encode(kept, order="deterministic").decode()

    def use_of(self, kind: str, field: str) -> str | None:
        """What a field that the person chose is used for."""
        return self._chosen.get(kind, {}).get(field)

    def _key(self) -> str:
        wanted = {kind: sorted(fields) for kind, fields in self._chosen.items()}
        said = msgspec.json.encode([objects.WANTED, wanted], order="deterministic")
        return sha256(said).hexdigest()[:16]

    def _missing(self, kind: str) -> None:
        if kind == "Account":
            raise Refused(
                "Salesforce does not let you read accounts.",
                "Ask an administrator for the right to read Account records and their names.",
            )
        self._remark(kind, "these records cannot be read with your rights; none are shown")

    def _remark_hidden(self, kind: str, seen: Sight) -> None:
        for field in seen.hidden:
            use = self.use_of(kind, field)
            words = "hidden from you in Salesforce, or gone"
            self._remark(f"{kind}.{field}", f"{words}; {use}" if use else words)

    def _remark(self, name: str, problem: str) -> None:
        remark = BadRecord(external_id=name, problem=problem)
        if remark not in self.remarks:
            self.remarks.append(remark)
