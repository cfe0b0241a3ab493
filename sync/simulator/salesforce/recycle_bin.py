"""Deleting, bringing back, emptying the bin, and merging two records into one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sync.simulator.salesforce.table import Record

if TYPE_CHECKING:
    from sync.simulator.salesforce.org import Org

_FOLLOW: Final = {
    "Account": (
        ("Contact", "AccountId"),
        ("Opportunity", "AccountId"),
        ("AccountTeamMember", "AccountId"),
        ("Task", "WhatId"),
        ("Event", "WhatId"),
    ),
    "Contact": (("Task", "WhoId"), ("Event", "WhoId")),
    "Opportunity": (("Task", "WhatId"), ("Event", "WhatId")),
    "Case": (("Task", "WhatId"), ("Event", "WhatId")),
    "ContentNote": (("ContentDocument", "Id"), ("ContentDocumentLink", "ContentDocumentId")),
}
"""Object → what goes into the bin with one of its records."""


def delete(org: Org, name: str, row_id: str) -> None:
    """Puts a record, and what hangs on it, into the bin."""
    with org.lock:
        row = org.must(name, row_id)
        now = org.now()
        _bin(org, name, row, now)


def undelete(org: Org, name: str, row_id: str) -> None:
    """Takes a record, and what went with it, out of the bin; KeyError where it is not there."""
    with org.lock:
        row = org.must(name, row_id)
        at = org.bin[name, row["Id"]]
        for (whose, other), when in list(org.bin.items()):
            if when == at and (other == row["Id"] or _hangs_on(org, whose, other, row["Id"])):
                del org.bin[whose, other]
                back = {"IsDeleted": False, "SystemModstamp": org.now()}
                org.put(whose, org.table(whose).rows[other] | back)


def purge(org: Org, name: str | None = None, row_id: str | None = None) -> None:
    """Empties the bin: one record, or all of it; then nothing tells of what was in it."""
    with org.lock:
        if name is not None and row_id is not None:
            gone = [(name, org.must(name, row_id)["Id"])]
            if gone[0] not in org.bin:
                delete(org, name, row_id)
        else:
            gone = list(org.bin)
            org.emptied = org.now()
        for whose, one in gone:
            del org.bin[whose, one]
            org.drop(whose, one)


def merge(org: Org, name: str, winner: str, losers: tuple[str, ...], by: str) -> None:
    """Puts the losers into the bin with the winner's id; what hung on them hangs on it."""
    with org.lock:
        kept = org.must(name, winner)
        for one in losers:
            lost = org.must(name, one)
            for whose in org.schema.names():
                _repoint(org, whose, lost["Id"], kept["Id"], name)
            org.put(name, org.must(name, one) | {"MasterRecordId": kept["Id"]})
            _bin(org, name, org.must(name, one), org.now(), alone=True)
        org.change(name, kept["Id"], {}, by)


def _bin(org: Org, name: str, row: Record, now: str, *, alone: bool = False) -> None:
    if row["IsDeleted"]:
        return
    org.bin[name, row["Id"]] = now
    stamp = max(now, row["SystemModstamp"])
    org.put(name, row | {"IsDeleted": True, "SystemModstamp": stamp})
    if alone:
        return
    for whose, field in _FOLLOW.get(name, ()):
        table = org.table(whose)
        for other in table.having(field, row["Id"]):
            _bin(org, whose, table.rows[other], now)


def _hangs_on(org: Org, name: str, row_id: str, parent: str) -> bool:
    row = org.table(name).rows[row_id]
    return parent in row.values()


def _repoint(org: Org, whose: str, lost: str, kept: str, name: str) -> None:
    table = org.table(whose)
    for field in org.schema.kind(whose).fields:
        if name not in field.refers or field.name == "MasterRecordId":
            continue
        for one in table.having(field.name, lost):
            org.change(whose, one, {field.name: kept}, "", moves="system")
