"""Runs a query: finds its records, sorts them, and writes them as the service does."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from sync.simulator.salesforce.refusals import Refused, bad_field, malformed
from sync.simulator.salesforce.schema import Seen
from sync.simulator.salesforce.soql_paths import Bound, Scope
from sync.simulator.salesforce.soql_plan import candidates, in_time
from sync.simulator.salesforce.soql_read import read_query
from sync.simulator.salesforce.soql_where import meaning
from sync.simulator.salesforce.soql_words import (
    Both,
    Condition,
    Order,
    Path,
    Query,
    Within,
    pointed,
)
from sync.simulator.salesforce.table import Record

if TYPE_CHECKING:
    from sync.simulator.salesforce.org import Org

Write = Callable[[Record], dict[str, Any]]
_NEEDS_A_LINK: Final = "contentdocumentlink"


class Result:
    """What a query found: the records as they were then, and how each is written."""

    def __init__(self, rows: list[Record], write: Write, total: int | None = None) -> None:
        self.rows = rows
        self.write = write
        self.total = len(rows) if total is None else total


def run(org: Org, text: str, user: str, version: int, *, everything: bool = False) -> Result:
    """Runs a query for a user; `everything` counts deleted and archived records too."""
    query = read_query(text)
    with org.lock:
        org.settle()
        return _Run(Scope(org, user, query.text), version, everything=everything).whole(query)


class _Run:
    def __init__(self, scope: Scope, version: int, *, everything: bool) -> None:
        self.scope = scope
        self.version = version
        self.everything = everything

    def whole(self, query: Query) -> Result:
        seen = self.scope.seen(query.name)
        if query.count:
            if query.order:
                raise malformed("COUNT() takes no ORDER BY.")
            return Result([], dict, len(self.rows(query, seen)))
        write = self.writer(query, seen)
        return Result(self.rows(query, seen), write)

    def rows(self, query: Query, seen: Seen, among: list[Record] | None = None) -> list[Record]:
        table = self.scope.org.table(seen.kind.name)
        if seen.kind.name.lower() == _NEEDS_A_LINK and among is None:
            _must_name_a_link(query.where)
        test = None if query.where is None else meaning(
            self.scope, seen, query.where, self.answers
        )  # fmt: skip
        order = [(self.sortable(one, seen), one) for one in query.order]
        timely = in_time(query.order)
        found: Iterable[Record] = (
            candidates(self.scope, seen, table, query.where, timely=timely)
            if among is None
            else sorted(among, key=lambda row: (row["SystemModstamp"], row["Id"]))
        )
        kept = (
            row
            for row in found
            if self.shown(row, seen, table.unshared) and (test is None or test(row))
        )
        if timely or not order:
            end = None if query.limit is None else query.offset + query.limit
            return list(islice(kept, query.offset, end))
        rows = list(kept)
        for bound, one in reversed(order):
            rows = _sorted(rows, bound, one)
        end = None if query.limit is None else query.offset + query.limit
        return rows[query.offset : end]

    def shown(self, row: Record, seen: Seen, unshared: set[str]) -> bool:
        if row["Id"] in unshared:
            return False
        if self.everything:
            return True
        return not row["IsDeleted"] and not (seen.kind.archives and row.get("IsArchived"))

    def sortable(self, order: Order, seen: Seen) -> Bound:
        bound = self.scope.bind(order.path, seen)
        if not bound.field.searchable:
            words = f"field '{bound.field.name}' can not be sorted in a query call"
            raise bad_field(pointed(self.scope.text, order.path.at) + words)
        return bound

    def answers(self, query: Query) -> set[Any]:
        seen = self.scope.seen(query.name)
        bound = self.scope.bind(query.fields[0], seen)
        if bound.field.kind not in ("id", "reference"):
            raise bad_field("A semi join sub-select names an id or a reference.")
        return {bound.get(row) for row in self.rows(query, seen)}

    def writer(self, query: Query, seen: Seen) -> Write:
        if not query.fields and not query.children:
            raise malformed("A query names at least one field.")
        said: set[str] = set()
        tree: dict[str, Any] = {}
        for path in query.fields:
            if path.text.lower() in said:
                raise malformed(f"duplicate field selected: {path.text}")
            said.add(path.text.lower())
            bound = self.scope.bind(path, seen)
            at = tree
            for step in bound.steps:
                at = at.setdefault(step.relationship, {"": step.field})
            at[bound.field.name] = bound
        children = [self.child(one, seen) for one in query.children]
        whole = self._writer(tree, seen.kind.name)
        if not children:
            return whole
        return lambda row: whole(row) | {name: write(row) for name, write in children}

    def child(self, query: Query, seen: Seen) -> tuple[str, Callable[[Record], Any]]:
        """A query inside SELECT: the records that refer to this one, under their name."""
        for name, field in self.scope.org.schema.children(seen.kind.name):
            if (field.children or "").lower() != query.name.lower():
                continue
            return query.name, self.below(query, self.scope.seen(name), field.name)
        words = f"Didn't understand relationship '{query.name}' in FROM part of query call."
        raise Refused("INVALID_TYPE", words)

    def below(self, query: Query, seen: Seen, refers: str) -> Callable[[Record], Any]:
        """Writes the records of an object that refer to a given one; null where none does."""
        table, write = self.scope.org.table(seen.kind.name), self.writer(query, seen)

        def written(row: Record) -> Any:
            among = [table.rows[one] for one in table.having(refers, row["Id"])]
            found = [write(one) for one in self.rows(query, seen, among)]
            return {"totalSize": len(found), "done": True, "records": found} if found else None

        return written

    def _above(self, tree: dict[str, Any]) -> Write:
        """Writes a parent; where it may be of several objects, it says of which it is."""
        refers = tree[""].refers
        below = {key: one for key, one in tree.items() if key}
        return self._writer(below, refers[0] if len(refers) == 1 else None)

    def _writer(self, tree: dict[str, Any], name: str | None) -> Write:
        scope, start = self.scope, f"/services/data/v{self.version}.0/sobjects"
        fields = {key: one.field for key, one in tree.items() if isinstance(one, Bound)}
        plain = [(key, False if field.kind == "boolean" else None) for key, field in fields.items()]
        apart = [key for key, field in fields.items() if field.kind == "base64"]
        parents = [
            (key, one[""], self._above(one)) for key, one in tree.items() if isinstance(one, dict)
        ]

        def write(row: Record) -> dict[str, Any]:
            kind = name or scope.type_of(row)
            written: dict[str, Any] = {
                "attributes": {"type": kind, "url": f"{start}/{kind}/{row['Id']}"}
            }
            for key, empty in plain:
                written[key] = row.get(key, empty)
            for key in apart:
                # What is long is fetched on its own.
                written[key] = f"{start}/{kind}/{row['Id']}/{key}"
            if name is None and "Type" in written:
                written["Type"] = kind
            for key, field, inner in parents:
                found = scope.parent(row, field)
                written[key] = None if found is None else inner(found)
            return written

        return write


def _sorted(rows: list[Record], bound: Bound, order: Order) -> list[Record]:
    get = bound.get
    empty = [row for row in rows if get(row) is None]
    filled = [row for row in rows if get(row) is not None]
    if bound.field.kind in ("id", "reference"):
        filled.sort(key=get, reverse=order.down)
    else:
        filled.sort(key=lambda row: _small(get(row)), reverse=order.down)
    return filled + empty if order.last else empty + filled


def _small(value: Any) -> Any:
    return value.lower() if isinstance(value, str) else value


def _must_name_a_link(where: Condition | None) -> None:
    parts: Iterable[Condition] = (
        where.parts if isinstance(where, Both) else [where] if where else []
    )
    for part in parts:
        path: Path | None = getattr(part, "path", None)
        named = path is not None and path.text.lower() in ("contentdocumentid", "linkedentityid")
        if named and (isinstance(part, Within) or getattr(part, "sign", "") == "="):
            return
    words = (
        "Implementation restriction: ContentDocumentLink requires a filter by a single Id on "
        "ContentDocumentId or LinkedEntityId using the equals operator or multiple Id's using "
        "the IN operator."
    )
    raise malformed(words)
