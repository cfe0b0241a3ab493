"""`/query` and `/queryAll`: the first page of an answer, and the pages its locator leads to."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any, Final

from msgspec import Struct

from sync.simulator.salesforce import moments
from sync.simulator.salesforce.calls import Answer, Call, only
from sync.simulator.salesforce.org import Org
from sync.simulator.salesforce.refusals import Refused, malformed
from sync.simulator.salesforce.soql_run import Result, run

LOCATOR_DAYS: Final = 2
"""How long a locator leads anywhere."""
_BATCH: Final = re.compile(r"batchSize\s*=\s*(\d+)", re.IGNORECASE)
_NAMED: Final = re.compile(r"(01g[0-9A-Za-z]{15})-(\d+)")


class Kept(Struct, frozen=True):
    """An answer whose later pages are still to be fetched. Its records are those of then."""

    result: Result
    size: int
    user: str
    made: str


class Queries:
    """Runs queries, and keeps what does not fit on one page."""

    def __init__(self, org: Org) -> None:
        self._org = org
        self._kept: dict[str, Kept] = {}

    def answer(self, call: Call) -> Answer:
        """One page."""
        only(call, "GET")
        if len(call.parts) > 1:
            return Answer(body=self._more(call, call.parts[1]))
        text = call.query.get("q")
        if not text:
            raise malformed("A query string has to be specified")
        return Answer(body=self._page(call, self._found(call, text), None, 0))

    def again(self, call: Call) -> str:
        """The address of the first page of the same query, asked anew."""
        name = self._org.id_with("01g")
        self._kept[name] = self._found(call, call.query.get("q", ""))
        return f"{call.base}/query/{name}-0"

    def first_page(self, locator: str) -> str | None:
        """The locator that leads back to the first page of the same answer."""
        found = _NAMED.fullmatch(locator)
        return f"{found[1]}-0" if found is not None else None

    def expire(self) -> None:
        """Ends all locators."""
        self._kept.clear()

    def _found(self, call: Call, text: str) -> Kept:
        everything = call.parts[0] == "queryAll"
        result = run(self._org, text, call.user, call.version, everything=everything)
        return Kept(result, self._size(call), call.user, self._org.now())

    def _more(self, call: Call, locator: str) -> dict[str, Any]:
        found = _NAMED.fullmatch(locator)
        kept = self._kept.get(found[1]) if found is not None else None
        end = moments.written(self._org.clock() - timedelta(days=LOCATOR_DAYS))
        if found is None or kept is None or kept.user != call.user or kept.made < end:
            raise Refused("INVALID_QUERY_LOCATOR", "invalid query locator")
        start = int(found[2])
        if start >= len(kept.result.rows):
            raise Refused("INVALID_QUERY_LOCATOR", "invalid query locator")
        return self._page(call, kept, found[1], start)

    def _page(self, call: Call, kept: Kept, name: str | None, start: int) -> dict[str, Any]:
        rows, end = kept.result.rows, start + kept.size
        page: dict[str, Any] = {"totalSize": kept.result.total, "done": end >= len(rows)}
        if end < len(rows):
            if name is None:
                name = self._org.id_with("01g")
                self._kept[name] = kept
            page["nextRecordsUrl"] = f"{call.base}/query/{name}-{end}"
        page["records"] = [kept.result.write(row) for row in rows[start:end]]
        return page

    def _size(self, call: Call) -> int:
        """The records of a page: as asked within 200 and 2,000, if it serves so many."""
        asked = _BATCH.search(call.headers.get("sforce-query-options", ""))
        wanted = min(2000, max(200, int(asked[1]))) if asked is not None else 2000
        return min(wanted, self._org.quirks.page_size)
