"""What is read of a record that was found: enough to rank it, to filter it, to show it."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from book.editable import tags_of
from book.records import AccountId
from book.search_index import id_of
from book.search_kinds import STATEMENTS, Kind
from book.snippets import fold

if TYPE_CHECKING:
    from sqlite3 import Connection


class Face(Struct, frozen=True, kw_only=True):
    """One record as the search shows it."""

    kind: Kind
    number: int
    """Its number in the index, or its id where it was not found by the index."""
    id: int
    account_id: AccountId | None
    account: str
    title: str
    keys: str
    body: str
    day: date | None
    done: bool
    tags: str | None
    who: str | None

    @property
    def same_as(self) -> Hashable:
        """What two faces share that are one to a person."""
        if self.kind.name == "contact" and self.who:
            return self.kind.name, self.account_id, self.who.casefold()
        return self.kind.name, self.id

    def is_tagged(self, tag: str) -> bool:
        """Whether one of its tags is this one, or begins with it."""
        wanted = fold(tag)
        return any(fold(one).startswith(wanted) for one in tags_of(self.tags))

    def is_by(self, person: str) -> bool:
        """Whether it is from a person, named by the beginning of a name or an address."""
        who, wanted = fold(self.who or ""), fold(person)
        return who.startswith(wanted) or any(word.startswith(wanted) for word in who.split())


def read(connection: Connection, kind: Kind, numbers: Sequence[int]) -> list[Face]:
    """The records with these numbers that may be shown, in that order."""
    if not numbers:
        return []
    by_id = {id_of(number): number for number in numbers}
    rows = connection.execute(f"{STATEMENTS[kind.name]}({', '.join(map(str, by_id))})").fetchall()
    faces = {by_id[row[0]]: _face(kind, by_id[row[0]], row) for row in rows}
    return [faces[number] for number in dict.fromkeys(numbers) if number in faces]


def _face(kind: Kind, number: int, row: tuple[Any, ...]) -> Face:
    home = AccountId(row[1]) if row[1] is not None else None
    is_account = kind.name == "account"
    own, name = row[3], row[2] or ""
    keys = row[4] or ""
    if is_account and own != name:
        keys = f"{own} {keys}".strip()  # another source's name for the customer is what was found
    return Face(
        kind=kind,
        number=number,
        id=int(home) if is_account and home is not None else row[0],
        account_id=home,
        account=name,
        title=name if is_account else own,
        keys=keys,
        body=row[5] or "",
        day=_day(row[6]),
        done=bool(row[7]),
        tags=row[8],
        who=row[9],
    )


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text[:10]) if text else None
    except ValueError:  # a source may write what is no day
        return None
