"""The accounts that `acct:` means, and those an id of a source names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from book import ids
from book.search_index import id_of, numbers, span
from book.search_kinds import KINDS
from book.search_words import beginning, is_said, is_unspaced, parts
from book.snippets import without_marks

if TYPE_CHECKING:
    from sqlite3 import Connection

_MOST: Final = 60
_ACCOUNTS: Final = KINDS[0]
_LAST_SIGN: Final = "\U0010ffff"


def named(connection: Connection, value: str) -> list[int]:
    """The accounts that a name, its beginning, a domain or an id means, with all shown as one.

    A name that is said in full means only the account that has it.
    """
    number = ids.parse("account", value.lower())
    found = [number] if number is not None else []
    found = found or _by_words(connection, value) or with_external_id(connection, value)
    if not found:
        return []
    rows = connection.execute(
        "SELECT id, name FROM accounts WHERE id IN"
        f" (SELECT coalesce(shown_with, id) FROM accounts WHERE id IN ({_listed(found)}))"
    ).fetchall()
    wanted = without_marks(value)
    exact = [row[0] for row in rows if without_marks(row[1]) == wanted]
    leaders = _listed(exact or [row[0] for row in rows])
    group = connection.execute(
        f"SELECT id FROM accounts WHERE id IN ({leaders}) OR shown_with IN ({leaders})"
    )
    return [row[0] for row in group]


def with_external_id(connection: Connection, value: str) -> list[int]:
    """The accounts whose id in their source begins so, or whose id in all systems is this one."""
    rows = connection.execute(
        "SELECT a.id FROM sources s CROSS JOIN accounts a ON a.source = s.name"
        " AND a.external_id >= ?1 AND a.external_id < ?2"
        " UNION SELECT id FROM accounts WHERE org_id = ?1 LIMIT 5",
        (value, value + _LAST_SIGN),
    )
    return [row[0] for row in rows]


def _by_words(connection: Connection, value: str) -> list[int]:
    words = [word for word in value.split() if is_said(word)]
    if not words:
        return []
    within = span(_ACCOUNTS.code)
    if not any(map(is_unspaced, words)):
        match = " AND ".join(map(beginning, words))
        found = numbers(connection, "search_names", match, _MOST, within)
        if found:
            return [id_of(number) for number in found]
    asked = parts(connection, "name", tuple(words))
    found = numbers(connection, "search_name_parts", asked, _MOST, within) if asked else []
    return [id_of(number) for number in found]


def _listed(found: list[int]) -> str:
    return ", ".join(map(str, found))
