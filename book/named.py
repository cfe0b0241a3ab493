"""What a typed word names: a note, a task, an entry of the outbox, a conflict; and their titles."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import msgspec

from book import ids
from book.accounts import find_account
from book.errors import Refused, Usage
from book.records import Account, AccountId, NoteId, TaskId
from book.source_titles import title
from book.store import Store

_TABLES: Final = {"note": "notes", "task": "tasks", "outbox": "outbox", "conflict": "conflicts"}
_TITLED: Final = {
    "note": ("notes", "subject", "body"),
    "task": ("tasks", "title", "body"),
    "handover": ("handovers", "title", "text"),
}
"""What can wait in the outbox and has a title: its table, its title, its text."""
_UNKNOWN: Final = {
    "note": ("is no note of this book", "“satchel account ACCOUNT” shows its notes with ids."),
    "task": ("is no task of this book", "“satchel due” shows open tasks with their ids."),
    "outbox": ("is no entry of the outbox", "“satchel outbox” lists them: o1, o2 and so on."),
    "conflict": ("is no conflict", "“satchel conflicts” lists them: x1, x2 and so on."),
}
_SHOWN_WORD: Final = 48
_SHOWN_TITLE: Final = 80
_LOOKED_AT: Final = 2_000
"""Characters of a note's text in which its first line is looked for."""


def note_number(store: Store, text: str) -> NoteId:
    """The note a person names by its id, ours or its source's; raises Usage for no such note."""
    return NoteId(_number(store, "note", text))


def task_number(store: Store, text: str) -> TaskId:
    """The task a person names by its id, ours or its source's; raises Usage for no such task."""
    return TaskId(_number(store, "task", text))


def entry_number(store: Store, text: str) -> int:
    """The entry of the outbox a person names, also a sent one; raises Usage for none."""
    return _number(store, "outbox", text)


def conflict_number(store: Store, text: str) -> int:
    """The conflict a person names, also a settled one; raises Usage for none."""
    return _number(store, "conflict", text)


def account_to_write(store: Store, text: str) -> Account:
    """The account a person names, when something is to be written on it.

    Raises Usage as `find_account` does, and Refused for one that is not in the book any more.
    """
    one = find_account(store, text)
    if one.status in ("left", "removed"):
        spelt = ids.spell("account", one.id)
        why = "is not in your book any more" if one.status == "left" else "is deleted there"
        raise Refused(
            f"The account {spelt} of {title(one.source)} {why}.",
            "Nothing was written. Once it is back there, the next sync brings it back here.",
        )
    return one


def account_names(store: Store, numbers: Iterable[int]) -> dict[AccountId, str]:
    """The names of the customers that accounts are shown as, also of those that left the book."""
    rows = store.rows(
        "SELECT a.id, coalesce(lead.name, a.name) FROM accounts a"
        " LEFT JOIN accounts lead ON lead.id = a.shown_with"
        " WHERE a.id IN (SELECT value FROM json_each(?))",
        (_as_json(numbers),),
    )
    return {AccountId(row[0]): row[1] for row in rows}


def titles(store: Store, records: Iterable[tuple[str, int]]) -> dict[tuple[str, int], str]:
    """What people call what can wait in the outbox, by kind and id: its title, or its first words.

    Deleted ones have theirs too; what is not in the book any more has none.
    """
    wanted: dict[str, list[int]] = {}
    for kind, number in records:
        wanted.setdefault(kind, []).append(number)
    found: dict[tuple[str, int], str] = {}
    for kind, (table, column, text) in _TITLED.items():
        if kind not in wanted:
            continue
        rows = store.rows(
            f"SELECT id, {column}, substr({text}, 1, {_LOOKED_AT}) FROM {table}"
            " WHERE id IN (SELECT value FROM json_each(?))",
            (_as_json(wanted[kind]),),
        )
        for number, named, body in rows:
            found[kind, number] = named.strip() or _beginning(body)
    return found


def _number(store: Store, kind: str, text: str) -> int:
    # What a terminal could not decode has a form that no database takes.
    wanted = text.strip().encode(errors="replace").decode()
    number = ids.parse(kind, wanted.lower())
    table = _TABLES[kind]
    if number is not None and store.row(f"SELECT 1 FROM {table} WHERE id = ?", (number,)):
        return number
    if kind in ("note", "task") and wanted:
        # What a source sent belongs to an account of the same source; naming the sources lets
        # the index be used.
        found = store.rows(
            f"SELECT id FROM {table} WHERE source IN (SELECT source FROM accounts)"
            " AND external_id = ? ORDER BY id LIMIT 9",
            (wanted,),
        )
        if len(found) == 1:
            return int(found[0][0])
        if found:
            shown = ", ".join(ids.spell(kind, row[0]) for row in found)
            raise Usage(f"“{_short(wanted)}” fits {len(found)} {kind}s: {shown}.", "Name one.")
    words, advice = _UNKNOWN[kind]
    raise Usage(f"“{_short(wanted)}” {words}.", advice)


def _beginning(body: str) -> str:
    line = next((line.strip() for line in body.split("\n") if line.strip()), "")
    return line if len(line) <= _SHOWN_TITLE else line[: _SHOWN_TITLE - 1].rstrip() + "…"


def _short(word: str) -> str:
    return word if len(word) <= _SHOWN_WORD else word[: _SHOWN_WORD - 1].rstrip() + "…"


def _as_json(numbers: Iterable[int]) -> str:
    return msgspec.json.encode(sorted(set(numbers))).decode()
