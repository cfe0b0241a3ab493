"""HubSpot's memory: every record, what time it is there, and what follows from a write.

All methods take the one lock, so a test's thread and the server's may both use it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from random import Random
from threading import RLock
from typing import Literal
from uuid import UUID

from book.clock import Clock, stamp
from sync.simulator.hubspot.derived import derived, lengthened
from sync.simulator.hubspot.index import Index
from sync.simulator.hubspot.kinds import ACTIVITIES, KINDS, SCOPES
from sync.simulator.hubspot.links import Links
from sync.simulator.hubspot.numbers import Numbers
from sync.simulator.hubspot.properties import Catalogue, Property
from sync.simulator.hubspot.seed import PORTAL, Owner, Portal, Quirks, values_of
from sync.simulator.hubspot.shelf import KEPT_DAYS, Row, Shelf, Values
from sync.simulator.hubspot.values import from_milliseconds, milliseconds

Standing = Literal["valid", "expired", "revoked", "user_removed"]
"""What has become of the token since somebody made it."""


class State:
    """All of an account, guarded by `lock`; `clock` says what time it is at the service."""

    def __init__(
        self,
        portal: Portal,
        *,
        clock: Clock,
        quirks: Quirks | None = None,
        search_lag: float = 0.0,
        seed: int = 0,
    ) -> None:
        self.lock = RLock()
        self.clock = clock
        self.quirks = quirks or Quirks()
        self.me = portal.me
        self.portal_id = PORTAL + max(0, seed - 1)
        self.scopes = set(SCOPES)
        self.standing: Standing = "valid"
        self.owners: dict[str, Owner] = {one.id: one for one in portal.owners}
        self.pipelines = portal.pipelines
        self.links = Links()
        self.merged: dict[tuple[str, str], str] = {}
        self.index = Index(clock, search_lag)
        self._random = Random(f"hubspot state {seed}")
        self._numbers = Numbers(self._random, ascend=self.quirks.ids_ascend)
        self._keys: dict[str, str] = {}
        self.catalogues = {name: Catalogue(name) for name in KINDS}
        self._define(portal.properties)
        self.shelves = {name: Shelf(self.catalogues[name].unique()) for name in KINDS}
        self._fill(portal)

    def now(self) -> str:
        """What the service's clock says, as it writes it."""
        return stamp(self.clock())

    def new_uuid(self) -> str:
        """A fresh id of the long kind."""
        return str(UUID(int=self._random.getrandbits(128), version=4))

    def find(self, kind: str, text: str) -> Row | None:
        """The live record with that id."""
        return self.shelves[kind].live.get(text)

    def id_of(self, kind: str, text: str) -> str:
        """The id that a key of the seed got; what is no key is an id."""
        return self._keys.get(f"{kind} {text}", text)

    def must(self, kind: str, text: str) -> Row:
        """The live record with that id, or that key of the seed; KeyError where there is none."""
        row = self.find(kind, self.id_of(kind, text))
        if row is None:
            raise KeyError(f"{kind} {text}")
        return row

    def binned(self, kind: str, row_id: str) -> Row | None:
        """The archived record with that id, as long as it is kept."""
        row = self.shelves[kind].binned.get(row_id)
        return None if row is None or (row.archived_at or "") < self.kept_since() else row

    def kept_since(self) -> str:
        """What was archived before that can no longer be read."""
        return stamp(self.clock() - timedelta(days=KEPT_DAYS))

    def insert(self, kind: str, values: Values, to: Iterable[tuple[str, str]] = ()) -> Row:
        """Adds a record with those values and plain associations; what it lacks is filled in."""
        with self.lock:
            known = KINDS[kind]
            for name in values:
                if name not in self.catalogues[kind].live:
                    raise KeyError(f"{kind} have no property {name}")
            number = self._numbers.fresh(known, self.shelves[kind])
            made = values.get(known.created) or self.now()
            changed = values.get(known.modified) or made
            whole = {
                "hs_object_source_label": "CRM_UI",
                **values,
                known.created: made,
                known.modified: changed,
                "hs_object_id": str(number),
            }
            row = Row(number, derived(kind, whole, self.pipelines), changed)
            self.index.wrote(kind, row.id, None)
            self.shelves[kind].put(row)
            for other, key in to:
                self.links.join((kind, row.id), (other, self.must(other, key).id))
            self.touch(kind, row.id)
            return row

    def change(
        self, kind: str, row_id: str, patch: Mapping[str, str | None], *, moves: bool = True
    ) -> Row:
        """Lays values over a live record, None clears one; moves its modified date."""
        with self.lock:
            old = self.must(kind, row_id)
            known = KINDS[kind]
            whole = {**old.values, **{k: v for k, v in patch.items() if v is not None}}
            for name in (name for name, value in patch.items() if value is None):
                whole.pop(name, None)
            changed = patch.get(known.modified) or (self._after(old) if moves else old.modified)
            whole[known.modified] = changed
            whole = derived(kind, whole, self.pipelines)
            row = Row(old.number, whole, changed, history=lengthened(old, whole, changed))
            self.index.wrote(kind, row.id, old)
            self.shelves[kind].put(row)
            return row

    def archive(self, kind: str, row_id: str) -> Row:
        """Puts a record into the bin; its modified date stays."""
        with self.lock:
            old = self.must(kind, row_id)
            row = Row(
                old.number, old.values, old.modified, history=old.history, archived_at=self.now()
            )
            self.shelves[kind].bin(row)
            return row

    def remove(self, kind: str, row_id: str) -> None:
        """Takes a record, live or archived, out for good; KeyError where there is none."""
        with self.lock:
            text = self.id_of(kind, row_id)
            if text not in self.shelves[kind].live and text not in self.shelves[kind].binned:
                raise KeyError(f"{kind} {row_id}")
            self.shelves[kind].forget(text)
            self.links.drop((kind, text))

    def merge(self, kind: str, winner: str, loser: str) -> Row:
        """Makes one record of two; what the winner lacks comes from the loser."""
        with self.lock:
            kept, gone = self.must(kind, winner), self.must(kind, loser)
            taken = [kept.values.get("hs_merged_object_ids"), gone.id]
            taken.insert(1, gone.values.get("hs_merged_object_ids"))
            if self.quirks.merge_makes_new_id:
                taken.insert(0, kept.id)
            ids = ";".join(dict.fromkeys(";".join(filter(None, taken)).split(";")))
            lacked = {k: v for k, v in gone.values.items() if k not in kept.values}
            whole = {**lacked, **kept.values, "hs_merged_object_ids": ids}
            places = [(kind, kept.id), (kind, gone.id)]
            self.shelves[kind].forget(gone.id)
            if self.quirks.merge_makes_new_id:
                self.shelves[kind].forget(kept.id)
                row = self.insert(kind, whole | {KINDS[kind].modified: self._after(kept)})
            else:
                row = self.change(kind, kept.id, whole | {KINDS[kind].modified: self._after(kept)})
            for place in (one for one in places if one[1] != row.id):
                self.links.hand_over(place, (kind, row.id))
                self.merged[place] = row.id
            return row

    def touch(self, kind: str, row_id: str) -> None:
        """A logged activity marks the records around it as changed."""
        if kind not in ACTIVITIES or not self.quirks.activities_touch:
            return
        for other, other_id in list(self.links.around((kind, row_id))):
            row = self.find(other, other_id)
            if row is not None and other not in ACTIVITIES:
                self.change(other, row.id, {"notes_last_updated": self._after(row)})

    def _define(self, own: dict[str, list[Property]]) -> None:
        for kind, properties in own.items():
            for each in properties:
                self.catalogues[kind].add(each)
        if self.quirks.unique_key == "absent":
            return
        for kind in ACTIVITIES:
            key = Property(
                name="hs_unique_creation_key",
                label="Unique creation key",
                unique=True,
                hidden=True,
                defined=True,
                read_only=self.quirks.unique_key == "read_only",
            )
            self.catalogues[kind].add(key)

    def _fill(self, portal: Portal) -> None:
        for name, rows in portal.rows.items():
            self.shelves[name].fill(rows)
        # What was there from the start neither touches anything nor waits for the index.
        quirks, lag = self.quirks, self.index.lag
        self.quirks, self.index.lag = Quirks(activities_touch=False), 0.0
        for each in portal.records:
            row = self.insert(each.kind, values_of(each.values), each.to)
            self._keys[f"{each.kind} {each.key}"] = row.id
        self.quirks, self.index.lag = quirks, lag

    def _after(self, row: Row) -> str:
        # Two edits within one tick of a test's clock still have to differ, as they do there.
        now = self.now()
        return now if now > row.modified else from_milliseconds(milliseconds(row.modified) + 1)
