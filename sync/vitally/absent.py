"""What a complete list did not name although the book has it: asked for one by one.

A list read to its end may still have missed a row that moved while it was read, so absence alone
ends nothing; the service has to say that the record is not there.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final
from urllib.parse import quote

from book.facts import BadRecord
from sync.http import Web
from sync.vitally.lists import Batch
from sync.vitally.shapes import PageReader, RowT

_GONE: Final = frozenset((404, 410))


async def confirm(
    web: Web, path: str, reader: PageReader[RowT], missing: Iterable[str]
) -> tuple[list[str], Batch[RowT]]:
    """Asks for each record by its id: those that are gone, and the others as they stand."""
    gone: list[str] = []
    rows: list[RowT] = []
    bad: list[BadRecord] = []
    for external_id in sorted(missing):
        reply = await web.get(f"/resources/{path}/{quote(external_id, safe='')}", allowed=_GONE)
        if reply.status in _GONE:
            gone.append(external_id)
            continue
        found = reader.one(reply.body)
        rows += found.rows
        bad += found.bad
    return gone, Batch(rows=rows, bad=tuple(bad), next=None)
