"""What the service does with a write: rights, locks, rules, uniqueness, then the record."""

from __future__ import annotations

from typing import Any, Final

from msgspec import Struct

from sync.simulator.salesforce import recycle_bin
from sync.simulator.salesforce.checks import Rule, obey, taken, unique
from sync.simulator.salesforce.org import Org
from sync.simulator.salesforce.refusals import Refused, bad_field, not_found
from sync.simulator.salesforce.schema import Seen
from sync.simulator.salesforce.table import Record

_PARENTS: Final = ("WhatId", "WhoId", "AccountId", "ContactId")


class Written(Struct, frozen=True):
    """What became of a write: the record's id, and whether it is new."""

    id: str
    created: bool


class Writes:
    """All writes of users. Tests put rules, locks and missing rights in their way."""

    def __init__(self, org: Org) -> None:
        self.org = org
        self.rules: list[Rule] = []
        self.locked: dict[str, int] = {}
        """Id → how many more writes find the record locked."""
        self.protected: set[str] = set()
        """Ids of the records that nobody may change."""
        self.slow: list[float | bool] = []
        """How late the next new records show."""

    def create(self, name: str, body: dict[str, Any], user: str) -> Written:
        """A new record."""
        seen = self._writable(name, user)
        fields = taken(self.org, seen, body, new=True)
        unique(self.org, seen, fields, None)
        self._turn(fields)
        obey(self.rules, seen.kind.name, self._whole({}, fields, seen))
        if seen.kind.name == "ContentDocumentLink":
            self._link_once(fields)
        late = self.slow.pop(0) if self.slow else False
        return Written(self.org.insert(seen.kind.name, fields, user, late=late), created=True)

    def update(self, name: str, row: Record, body: dict[str, Any], user: str) -> Written:
        """Changes what the body names."""
        seen = self._writable(name, user)
        self._may(row)
        fields = taken(self.org, seen, body, new=False)
        if row.get("IsRecurrence") and "ActivityDate" in fields:
            words = "The date of a recurring task cannot be changed."
            raise Refused("INVALID_FIELD_FOR_INSERT_UPDATE", words, fields=("ActivityDate",))
        unique(self.org, seen, fields, row["Id"])
        self._turn(fields | {"Id": row["Id"]}, row)
        obey(self.rules, seen.kind.name, self._whole(row, fields, seen))
        self.org.change(seen.kind.name, row["Id"], fields, user)
        return Written(row["Id"], created=False)

    def delete(self, name: str, row: Record, user: str) -> None:
        """Puts a record into the recycle bin."""
        seen = self._writable(name, user)
        self._may(row)
        self._turn({"Id": row["Id"]}, row)
        recycle_bin.delete(self.org, seen.kind.name, row["Id"])

    def having(self, name: str, field: str, value: str, user: str) -> list[Record]:
        """The live records with that external id; Refused where the field is none."""
        seen = self.org.schema.must_see(name, user)
        found = seen.field(field)
        if found is None or not (found.external or found.unique):
            words = f"Provided external ID field does not exist or is not accessible: {field}"
            raise Refused("NOT_FOUND", words, 404)
        table = self.org.table(seen.kind.name)
        rows = [table.rows[one] for one in table.having(found.name, value)]
        return [r for r in rows if not r["IsDeleted"] and r["Id"] not in table.unshared]

    def upsert(
        self, name: str, field: str, value: str, body: dict[str, Any], user: str, *,
        update_only: bool = False,
    ) -> Written | list[Record]:  # fmt: skip
        """Creates or changes the record with that external id; many of them are handed back."""
        rows = self.having(name, field, value, user)
        seen = self.org.schema.must_see(name, user)
        named = seen.fields[field.lower()].name
        for key in body:
            if key.lower() in ("id", field.lower()):
                words = f"The {key} field should not be specified in the sobject data."
                raise bad_field(words)
        if len(rows) > 1:
            return rows
        if rows:
            return self.update(name, rows[0], body, user)
        if update_only:
            raise not_found()
        return self.create(name, body | {named: value}, user)

    def find(self, name: str, text: str, user: str) -> Record:
        """A live record that a user may see; Refused otherwise."""
        seen = self.org.schema.seen(name, user)
        row = None if seen is None else self.org.find(name, text)
        if seen is None or row is None or row["Id"] in self.org.table(name).unshared:
            raise not_found()
        if row["IsDeleted"]:
            status = self.org.quirks.gone_status
            raise Refused("ENTITY_IS_DELETED", "entity is deleted", status, fields=())
        return row

    def _writable(self, name: str, user: str) -> Seen:
        seen = self.org.schema.seen(name, user)
        if seen is None:
            raise not_found()
        if not seen.kind.writable:
            words = "entity type cannot be inserted, updated or deleted: " + seen.kind.name
            raise Refused("CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY", words, fields=())
        return seen

    def _may(self, row: Record) -> None:
        if row["Id"] in self.protected:
            words = "insufficient access rights on object id"
            raise Refused("INSUFFICIENT_ACCESS_OR_READONLY", words, 403, fields=())

    def _turn(self, fields: Record, row: Record | None = None) -> None:
        """Refuses where the record, or one it hangs on, is being written by somebody else."""
        about = [fields.get("Id"), *(fields.get(one) for one in _PARENTS)]
        about += [] if row is None else [row.get(one) for one in _PARENTS]
        for one in about:
            if one and self.locked.get(one, 0) > 0:
                self.locked[one] -= 1
                words = f"unable to obtain exclusive access to this record or 1 records: {one}"
                status = self.org.quirks.locked_status
                raise Refused("UNABLE_TO_LOCK_ROW", words, status, fields=())

    @staticmethod
    def _whole(row: Record, fields: Record, seen: Seen) -> Record:
        defaults = {one.name: one.default for one in seen.kind.fields} if not row else {}
        return defaults | row | fields

    def _link_once(self, fields: Record) -> None:
        table = self.org.table("ContentDocumentLink")
        for one in table.having("LinkedEntityId", fields["LinkedEntityId"]):
            if table.rows[one]["ContentDocumentId"] == fields["ContentDocumentId"]:
                words = "duplicate value found: <unknown> duplicates value on record with id"
                raise Refused("DUPLICATE_VALUE", words, fields=())
