"""Step 20: notes that are pinned to their account, and the phone numbers of people; both found.

What is neither pinned nor has a number is indexed as it was, so nothing is indexed anew here.
"""

from __future__ import annotations

from typing import Final

from book.steps.m0007_search import KINDS, STATE, Indexed, indexed, views

PINNED: Final = 5
"""The place of “pinned” behind the states that step 7 has marks for."""
_PINNED_MARK: Final = f"char({STATE}, {STATE}, {STATE + PINNED})"
_BETWEEN_DIGITS: Final = (" ", "(", ")", "+", "-", ".", "/", "\u00a0", "\u2011")
"""Signs that stand in a phone number and are not typed by everybody."""


def _bare(number: str) -> str:
    for sign in _BETWEEN_DIGITS:
        number = f"replace({number}, '{sign}', '')"
    return number


def _by_table(table: str) -> Indexed:
    return next(kind for kind in KINDS if kind.table == table)


_NOTES: Final = _by_table("notes")
_CONTACTS: Final = _by_table("contacts")
_DIGITS: Final = _bare("{r}.phone")
CHANGED: Final = (
    _NOTES._replace(
        columns=(*_NOTES.columns, "pinned"),
        marks=f"{_NOTES.marks} || iif({{r}}.pinned, ' ' || {_PINNED_MARK}, '')",
    ),
    _CONTACTS._replace(
        columns=(*_CONTACTS.columns, "phone"),
        keys=f"{_CONTACTS.keys} || coalesce(' ' || {{r}}.phone || ' ' || {_DIGITS}, '')",
        parts=f"{_CONTACTS.parts} || coalesce(char(10) || {_DIGITS}, '')",
    ),
)
"""What is indexed otherwise from this step on."""
INDEXED: Final = tuple(
    next((one for one in CHANGED if one.code == kind.code), kind) for kind in KINDS
)
"""All kinds as they are indexed from this step on."""


def _triggers(kind: Indexed) -> tuple[str, ...]:
    return tuple(one for one in indexed(kind) if one.startswith("CREATE TRIGGER"))


STATEMENTS: Final[tuple[str, ...]] = (
    "ALTER TABLE notes ADD COLUMN pinned INTEGER NOT NULL DEFAULT 0 CHECK (pinned IN (0, 1))",
    "CREATE INDEX notes_pinned ON notes (account_id) WHERE pinned = 1",
    "ALTER TABLE contacts ADD COLUMN phone TEXT",
    *(
        f"DROP TRIGGER search_{kind.table}_{what}"
        for kind in CHANGED
        for what in ("added", "gone", "changed")
    ),
    "DROP VIEW search_name_rows",
    "DROP VIEW search_word_rows",
    *views(INDEXED),
    *(trigger for kind in CHANGED for trigger in _triggers(kind)),
)
