"""`updated` and `deleted`: which records of an object changed or went in a span of time."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from sync.simulator.salesforce import moments
from sync.simulator.salesforce.calls import Call
from sync.simulator.salesforce.refusals import Refused

if TYPE_CHECKING:
    from sync.simulator.salesforce.org import Org

UPDATED_DAYS: Final = 30
"""How far back `updated` may ask."""
MOST_IDS: Final = 600_000


def answer(org: Org, call: Call, name: str, which: str) -> dict[str, Any]:
    """The ids in the span that `start` and `end` name; seconds do not count."""
    seen = org.schema.must_see(name, call.user)
    if seen.kind.name == "ContentNote":
        raise Refused("INVALID_TYPE_FOR_OPERATION", f"object type {name} is not replicateable")
    start, end = (_minute(call, word) for word in ("start", "end"))
    now = org.clock()
    if start >= end:
        raise Refused("INVALID_REPLICATION_DATE", "startDate must be before endDate")
    if which == "updated" and start < now - timedelta(days=UPDATED_DAYS):
        words = f"startDate can not be more than {UPDATED_DAYS} days ago"
        raise Refused("INVALID_REPLICATION_DATE", words)
    covered = moments.written(min(end, now.replace(second=0, microsecond=0)))
    with org.lock:
        org.settle()
        first, last = moments.written(start), moments.written(end)
        if which == "updated":
            ids = _updated(org, seen.kind.name, first, last)
            if len(ids) > MOST_IDS:
                raise Refused("EXCEEDED_ID_LIMIT", f"The limit is {MOST_IDS} ids")
            return {"ids": ids, "latestDateCovered": covered}
        oldest = moments.days_before(now, org.quirks.log_days)
        unshared = org.table(name).unshared
        return {
            "deletedRecords": [
                {"id": row_id, "deletedDate": at}
                for (whose, row_id), at in org.bin.items()
                if whose == seen.kind.name and first <= at <= last and row_id not in unshared
            ],
            "earliestDateAvailable": max(oldest, org.emptied),
            "latestDateCovered": covered,
        }


def _updated(org: Org, name: str, first: str, last: str) -> list[str]:
    table = org.table(name)
    return [
        row_id
        for stamp, row_id in table.since(first)
        if stamp <= last and not table.rows[row_id]["IsDeleted"] and row_id not in table.unshared
    ]


def _minute(call: Call, word: str) -> datetime:
    try:
        moment = moments.read(moments.from_literal(call.query.get(word, "")))
    except ValueError as error:
        words = f"{word} is no date and time with an offset: {call.query.get(word)}"
        raise Refused("INVALID_REPLICATION_DATE", words) from error
    return moment.replace(second=0, microsecond=0)
