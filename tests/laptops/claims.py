"""What has to hold at every moment, however things stand in between."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from typing import Any, Final

from book.editable import tags_of
from book.sync_state import sync_column
from tests.laptops.laptop import Laptop
from tests.laptops.service import FIELDS, KINDS, Crm, Said
from tests.laptops.texts import BY_BROWSER, tokens

TABLES: Final = {"note": "notes", "task": "tasks"}


def synced_was_there(laptop: Laptop) -> None:
    """Nothing is shown as confirmed that the CRM never held."""
    for kind in KINDS:
        state = sync_column(kind, "r")
        rows = laptop.store.rows(f"SELECT r.id, r.external_id, {state} FROM {TABLES[kind]} r")
        for number, external_id, shown in rows:
            if shown == "synced":
                ever = (kind, external_id) in laptop.crm.versions
                assert ever, f"{laptop.name}: {kind} {number} is shown as synced and is not there"


def no_record_twice_here(laptop: Laptop) -> None:
    """One record of mine is one row, however it came back.

    What was destroyed there with its account stays in the book as history, and does not count.
    """
    for kind in KINDS:
        rows = laptop.store.rows(
            f"SELECT external_key, external_id FROM {TABLES[kind]} WHERE external_key IS NOT NULL"
        )
        there = laptop.crm.records(kind)
        found = Counter(key for key, number in rows if number is None or number in there)
        twice = [key for key, count in found.items() if count > 1]
        assert not twice, f"{laptop.name}: {twice} stand twice in the book"


def log_only_grew(laptop: Laptop) -> None:
    """The change log lost nothing and changed nothing."""
    last = laptop.log[-1][0] if laptop.log else 0
    columns = "id, record, record_id, field, old, new, by, at, edit"
    (count,) = laptop.store.rows("SELECT count(*) FROM changes WHERE id <= ?", (last,))[0]
    assert count == len(laptop.log), f"{laptop.name}: the change log lost a line"
    laptop.log += laptop.store.rows(
        f"SELECT {columns} FROM changes WHERE id > ? ORDER BY id", (last,)
    )


def log_is_as_it_was_written(laptop: Laptop) -> None:
    """Each line of the change log still says what it said when it was first read."""
    columns = "id, record, record_id, field, old, new, by, at, edit"
    assert laptop.log == laptop.store.rows(f"SELECT {columns} FROM changes ORDER BY id")


def nothing_private_left(laptop: Laptop, public: Collection[str], seen: int) -> int:
    """No request says a word of a draft or a private note; returns how many were looked at."""
    for one in laptop.sent[seen:]:
        words = {word for word in tokens(one.path, one.body) if word[1] != BY_BROWSER}
        private = words - set(public)
        assert not private, f"{laptop.name}: {one.method} {one.path} said {private}"
    return len(laptop.sent)


def keys_are_ours_and_single(crm: Crm, keys: Mapping[str, Any]) -> None:
    """No two records share a key, and no key of ours is there that no laptop made."""
    for kind in KINDS:
        found = Counter(one.key for one in crm.records(kind).values() if one.key)
        assert found.keys() <= keys.keys(), f"unknown keys: {found.keys() - keys.keys()}"
        assert all(count == 1 for count in found.values()), found


def synced_is_what_was_confirmed(laptop: Laptop) -> None:
    """What is shown as confirmed reads as some version that the CRM held, field by field.

    Deleted records are shown nowhere; what was typed in them last goes nowhere, but is logged.
    """
    for kind in KINDS:
        state = sync_column(kind, TABLES[kind])
        shown = f"archived_at IS NULL AND external_id IS NOT NULL AND {state} = 'synced'"
        for row in laptop.rows(kind, shown):
            versions = laptop.crm.versions[kind, row["external_id"]]
            for field in FIELDS[kind]:
                stood = any(reads_as(laptop, kind, row, field, one.said) for one in versions)
                assert stood, (
                    f"{laptop.name}: {field} of {kind} {row['id']} is shown as synced:"
                    f" {row[field]!r}; the CRM never said so"
                )


def reads_as(laptop: Laptop, kind: str, row: Mapping[str, Any], field: str, there: Said) -> bool:
    """Whether a stored field says what the CRM's record says, its own clean-up left aside."""
    value, read = row[field], there.fields[field]
    if _same(field, value, read):
        return True
    kept = laptop.store.row(
        "SELECT sent, read FROM readbacks WHERE record = ? AND record_id = ? AND field = ?",
        (kind, row["id"], field),
    )
    return kept is not None and _same(field, kept[0], value) and _same(field, kept[1], read)


def _same(field: str, one: Any, other: Any) -> bool:
    if field == "completed_at":
        return (one is None) == (other is None)
    if field == "tags":
        return set(_tags(one)) == set(_tags(other))
    if field == "body":
        return lines_of(one) == lines_of(other)
    if field in ("subject", "title"):
        return (one or "").strip() == (other or "").strip()
    return bool(one == other)


def _tags(value: Any) -> list[str]:
    return list(value) if isinstance(value, list) else tags_of(value)


def lines_of(text: str | None) -> list[str]:
    """A text without the blanks at its ends, which are nobody's change."""
    return [line.rstrip() for line in (text or "").strip().split("\n")]
