"""One resource's rows in memory: by id, by external id, by account, and in paging order."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Callable, Iterator
from typing import Any

import msgspec

Key = tuple[int, str]
"""(milliseconds since 1970 UTC, id): the order rows are listed in, newest first."""


class Row:
    """One record: the object itself, its bytes, or both; and what lists filter by."""

    __slots__ = (
        "accounts",
        "archived",
        "churned",
        "created",
        "encoded",
        "external_id",
        "id",
        "record",
        "source",
        "updated",
    )

    def __init__(
        self,
        row_id: str,
        external_id: str | None,
        created: int,
        updated: int,
        *,
        record: dict[str, Any] | None = None,
        encoded: bytes | None = None,
        accounts: tuple[str, ...] = (),
        archived: bool = False,
        churned: bool = False,
        source: str | None = None,
    ) -> None:
        self.id = row_id
        self.external_id = external_id
        self.created = created
        self.updated = updated
        self.record = record
        self.encoded = encoded
        self.accounts = accounts
        self.archived = archived
        self.churned = churned
        self.source = source

    def facts(self) -> dict[str, Any]:
        """The record as an object, decoded from its bytes where only those are kept."""
        if self.record is None:
            decoded: dict[str, Any] = msgspec.json.decode(self.encoded or b"{}")
            return decoded
        return self.record


class Listed:
    """One page: its rows, and the key of the last one where more follow."""

    __slots__ = ("last", "rows")

    def __init__(self, rows: list[Row], last: Key | None) -> None:
        self.rows = rows
        self.last = last


class Collection:
    """The rows of one resource. Orders are made at the first listing and then kept up."""

    def __init__(self) -> None:
        self.rows: dict[str, Row] = {}
        self.by_external: dict[str, str] = {}
        self.of_account: dict[str, list[str]] = {}
        self._orders: dict[str, list[Key]] = {}

    def __len__(self) -> int:
        return len(self.rows)

    def find(self, text: str) -> Row | None:
        """The row with that id, else with that external id."""
        row = self.rows.get(text)
        if row is None and text in self.by_external:
            row = self.rows[self.by_external[text]]
        return row

    def put(self, row: Row) -> None:
        """Adds a row, or replaces the one with its id."""
        old = self.rows.get(row.id)
        if old is not None:
            self.drop(old)
        self.rows[row.id] = row
        if row.external_id is not None:
            self.by_external[row.external_id] = row.id
        for account in row.accounts:
            self.of_account.setdefault(account, []).append(row.id)
        for name, order in self._orders.items():
            insort(order, (_moment(row, name), row.id))

    def drop(self, row: Row) -> None:
        """Takes a row out for good."""
        del self.rows[row.id]
        if row.external_id is not None and self.by_external.get(row.external_id) == row.id:
            del self.by_external[row.external_id]
        for account in row.accounts:
            self.of_account[account].remove(row.id)
        for name, order in self._orders.items():
            del order[bisect_left(order, (_moment(row, name), row.id))]

    def page(
        self,
        sort: str,
        after: Key | None,
        limit: int,
        keep: Callable[[Row], bool] | None,
        account: str | None = None,
    ) -> Listed:
        """The next `limit` rows strictly below `after`, newest first."""
        order = self._order(sort) if account is None else self._order_of(account, sort)
        start = len(order) if after is None else bisect_left(order, after)
        if keep is None:
            return self._slice(order, start, limit)
        found = self._walk(order, start, keep)
        rows: list[Row] = []
        for row in found:
            if len(rows) == limit:
                return Listed(rows, (_moment(rows[-1], sort), rows[-1].id))
            rows.append(row)
        return Listed(rows, None)

    def _slice(self, order: list[Key], start: int, limit: int) -> Listed:
        end = max(0, start - limit)
        keys = order[end:start]
        keys.reverse()
        rows = self.rows
        return Listed([rows[key[1]] for key in keys], keys[-1] if end > 0 else None)

    def _walk(self, order: list[Key], start: int, keep: Callable[[Row], bool]) -> Iterator[Row]:
        for at in range(start - 1, -1, -1):
            row = self.rows[order[at][1]]
            if keep(row):
                yield row

    def _order(self, sort: str) -> list[Key]:
        order = self._orders.get(sort)
        if order is None:
            order = sorted((_moment(row, sort), row.id) for row in self.rows.values())
            self._orders[sort] = order
        return order

    def _order_of(self, account: str, sort: str) -> list[Key]:
        rows = self.rows
        return sorted((_moment(rows[i], sort), i) for i in self.of_account.get(account, ()))


def _moment(row: Row, sort: str) -> int:
    return row.created if sort == "createdAt" else row.updated
