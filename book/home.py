"""Which source a record of mine goes to, where a customer is known to several.

A record has one home and is never written to two. The house rules may name the home of a kind
of record; else it is the leading account's source, unless nothing may be written there.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

import msgspec
from msgspec import Struct

from book.living import IN_THE_BOOK

if TYPE_CHECKING:
    from sqlite3 import Connection

    from book.rules import HouseRules

WRITTEN: Final = ("stage", "plan", "slack_channel")
"""The facts of an account that are written where they are kept."""
_TEXTS = msgspec.json.Decoder(dict[str, str])


class Candidate(Struct, frozen=True, gc=False):
    """An account that a record could be written to."""

    id: int
    source: str
    writable: bool
    """Whether anything may be written to its source at all."""
    mapped: frozenset[str] = frozenset()
    """The facts of an account that its source has a field for."""
    said: frozenset[str] = frozenset()
    """The facts among them that it has a value for: what is shown comes from the first."""


def choose(
    candidates: list[Candidate], *, named: str | None = None, fact: str | None = None
) -> int:
    """The account to write to, of those shown as one, the leading one first; pure.

    `named` is the source the house rules name; `fact` is the field to write, where it is the
    account itself that is written.
    """
    if fact is not None:
        # What is shown is what is changed, also where that source may not be written right now:
        # then it waits. A change sent elsewhere would never be seen here.
        shown = next((one for one in candidates if fact in one.said), None)
        if shown is not None:
            return shown.id
        candidates = [one for one in candidates if fact in one.mapped] or candidates
    for one in candidates:
        if one.source == named:
            return one.id
    return next((one for one in candidates if one.writable), candidates[0]).id


def homes(rules: HouseRules | None) -> Mapping[str, str]:
    """What the house rules say: kind of record → source."""
    return rules.home if rules is not None else {}


def home_of(
    connection: Connection, account_id: int, kind: str, named: Mapping[str, str] | None = None
) -> int:
    """The account that a new note or task of mine belongs to; mostly the account itself.

    `named` are the house rules' kind of record → source.
    """
    found = _candidates(connection, account_id)
    if len(found) < 2:
        return account_id
    living = [one for one in found if not _is_called_gone(connection, one.id)]
    return choose(living or found, named=(named or {}).get(kind))


def home_of_fact(connection: Connection, account_id: int, fact: str) -> int:
    """The account whose source keeps that fact; mostly the account itself."""
    found = _candidates(connection, account_id)
    return account_id if len(found) < 2 else choose(found, fact=fact)


def _is_called_gone(connection: Connection, account_id: int) -> bool:
    """Whether what was to be written at an account stopped because its source has it no more.

    A push learns that at once; the pull that takes the account out may be a day away.
    """
    found = connection.execute(
        "SELECT 1 FROM outbox WHERE account_id = ? AND state = 'parked'"
        " AND reason = 'account_gone' LIMIT 1",
        (account_id,),
    ).fetchone()
    return found is not None


def _candidates(connection: Connection, account_id: int) -> list[Candidate]:
    rows = connection.execute(
        f"SELECT a.id, a.source, s.options, s.mapping, {', '.join(WRITTEN)} FROM accounts a"
        " LEFT JOIN sources s ON s.name = a.source"
        f" WHERE (a.id = ?1 OR a.shown_with = ?1) AND (a.id = ?1 OR a.{IN_THE_BOOK})"
        " ORDER BY a.id <> ?1, a.id",
        (account_id,),
    ).fetchall()
    return [
        Candidate(
            row[0],
            row[1],
            row[2] is not None and _TEXTS.decode(row[2]).get("read-only") != "true",
            frozenset(_TEXTS.decode(row[3])) if row[3] else frozenset(),
            frozenset(
                name for name, value in zip(WRITTEN, row[4:], strict=True) if value is not None
            ),
        )
        for row in rows
    ]
