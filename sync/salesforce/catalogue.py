"""What this person may see of each kind of record: kept for a day, mended when a field vanishes.

While something is missing it is looked for once in every run, so that nobody has to do anything
once it is back; and every such run says what is missing, and what becomes of it meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final

import msgspec
from msgspec import Struct

from book.clock import moment, stamp
from book.errors import Refused
from book.facts import FieldFacts
from sync.salesforce import objects
from sync.salesforce.answers import NoSuchObject, VanishedField
from sync.salesforce.objects import Described, Sight
from sync.salesforce.org import Org

DAY: Final = timedelta(hours=20)
KINDS: Final = tuple(objects.WANTED)

Chosen = Mapping[str, Mapping[str, str]]
"""Kind of record → field that the person chose → what it is for, in words."""
Say = Callable[[str], None]
"""Takes what a person should know of this run, in words."""


class _Kept(Struct, frozen=True, kw_only=True):
    at: str
    key: str
    sights: dict[str, Sight]


_KEPT = msgspec.json.Decoder(_Kept)


class Catalogue:
    """The fields of each kind during one run.

    `needed` are fields without which a kind is not read at all, beside those it always needs.
    """

    def __init__(
        self,
        org: Org,
        chosen: Chosen,
        *,
        needed: Mapping[str, tuple[str, ...]] | None = None,
        say: Say = lambda _: None,
    ) -> None:
        self._org = org
        self._chosen = chosen
        self._needed = needed or {}
        self._say = say
        self._sights: dict[str, Sight] = {}
        self._again: set[str] = set()
        self._at = ""
        self.kinds: dict[str, Described] = {}
        """The kinds as they were described in this run."""
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
                kind,
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
        self._sights.clear()
        for kind in KINDS:
            seen = await self._looked_at(kind)
            if seen is not None:
                self._sights[kind] = seen
                self._tell(kind, seen)
        self._at = stamp(now)
        self.changed = True
        return objects.custom_fields(self.kinds["Account"])

    async def look_again(self) -> None:
        """Looks once more for what was missing; says what still is.

        Raises Refused where accounts cannot be read any more.
        """
        for kind in KINDS:
            stood = self._sights.get(kind)
            if stood is not None and not stood.hidden:
                continue
            seen = await self._looked_at(kind)
            if seen is None:
                continue
            for field in stood.refused if stood is not None else ():
                # Described all the time; whether it is answered is tried once a day.
                seen = objects.without(kind, seen, field)
            self._tell(kind, seen)
            if seen != stood:
                self._sights[kind] = seen
                self.changed = True

    async def mend(self, kind: str, error: VanishedField) -> None:
        """Finds out what is there by now, after a question about a kind named a field that is not.

        Raises the error where that is of no help; where the kind is of no use without the field,
        it is not seen any more then.
        """
        seen = self.sight(kind)
        mended: Sight | None = seen
        if kind not in self._again:
            self._again.add(kind)
            mended = await self._looked_at(kind)
        if mended is not None and mended.fields == seen.fields and error.field:
            # It is described and yet refused: the question's own word counts.
            mended = objects.without(kind, seen, error.field)
        if mended is None:
            self._drop(kind)
            raise error
        if mended.fields == seen.fields:
            raise error
        self._sights[kind] = mended
        self.changed = True
        self._tell(kind, mended)

    def lose(self, kind: str) -> None:
        """A kind that could be seen when it was described, and cannot by now."""
        self._drop(kind)
        self._say(_no_kind(kind))

    def text(self) -> str:
        """The cursor as stored."""
        kept = _Kept(at=self._at, key=self._key(), sights=self._sights)
        return msgspec.json.encode(kept, order="deterministic").decode()

    def _key(self) -> str:
        wanted = {kind: sorted(fields) for kind, fields in self._chosen.items()}
        needed = {kind: sorted(fields) for kind, fields in self._needed.items()}
        said = msgspec.json.encode(
            [objects.WANTED, objects.NEEDED, wanted, needed], order="deterministic"
        )
        return sha256(said).hexdigest()[:16]

    async def _looked_at(self, kind: str) -> Sight | None:
        """What can be seen of a kind now; where it is of no use, says why and gives None."""
        try:
            found = await objects.described(self._org, kind)
        except NoSuchObject:
            self.kinds.pop(kind, None)
            self._missing(kind, None)
            return None
        self.kinds[kind] = found
        needed = self._needed.get(kind, ())
        lack = objects.lacking(kind, found, needed)
        seen = None if lack else objects.sight(kind, found, (*self._chosen.get(kind, ()), *needed))
        if seen is None:
            self._missing(kind, lack or objects.STAMP)
        return seen

    def _drop(self, kind: str) -> None:
        if self._sights.pop(kind, None) is not None:
            self.changed = True

    def _missing(self, kind: str, field: str | None) -> None:
        if kind == "Account":
            raise Refused(
                "Salesforce does not let you read accounts.",
                "Ask an administrator for the right to read Account records and their names.",
            )
        if field is None:
            self._say(_no_kind(kind))
            return
        self._say(
            f"Salesforce hides the field {field} of {kind} from you, or it is gone: without it"
            f" {kind} records are not read, and those that were read stay as they are."
            " It is looked for in every run."
        )

    def _tell(self, kind: str, seen: Sight) -> None:
        """Says which of the fields that the person chose are missing, and what for."""
        for field in seen.hidden:
            use = self._chosen.get(kind, {}).get(field)
            means = f": {use}" if use else ""
            self._say(
                f"Salesforce hides the field {field} of {kind} from you, or it is gone{means}."
                " It is looked for in every run."
            )


def _no_kind(kind: str) -> str:
    return (
        f"Salesforce does not let you read {kind} records: what was read of them stays as it is,"
        " and nothing new comes. They are looked for in every run."
    )
