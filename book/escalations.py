"""Reading escalations: the forms of an account, what is attached, how each was handed over."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, Final, NewType

import msgspec
from msgspec import Struct

from book import twins
from book.clock import moment
from book.escalation_form import LONGEST_LINE, EscalationForm
from book.living import IN_THE_BOOK
from book.records import AccountId, PointId
from book.rules_escalations import Way
from book.store import Store

if TYPE_CHECKING:
    from sqlite3 import Connection

EscalationId = NewType("EscalationId", int)
HandoverId = NewType("HandoverId", int)
_COLUMNS: Final = (
    "e.id, coalesce(a.shown_with, a.id), e.kind, e.subject, e.form, e.point_id, e.begun_at,"
    " e.saved_at, e.closed_at, e.outcome"
)
NUDGE: Final = "nudge"
"""What takes a nudge: words to those who have it already, which hand nothing over anew."""
PROMISED: Final = "Tell them where “"
"""What the titles of tasks begin with that keep a promise to the customer."""
_FORM: Final = msgspec.json.Decoder(EscalationForm)
_FROM: Final = "FROM escalations e JOIN accounts a ON a.id = e.account_id"
_NAMED: Final = f"{_FROM} LEFT JOIN accounts lead ON lead.id = a.shown_with"
_HERE: Final = f"(a.{IN_THE_BOOK} OR lead.{IN_THE_BOOK})"


class Escalation(Struct, frozen=True, kw_only=True):
    """One form, as far as it is filled in, and what became of it."""

    id: EscalationId
    account_id: AccountId
    kind: str
    subject: str
    form: EscalationForm
    point_id: PointId | None = None
    """The line of a note it was begun from."""
    begun_at: datetime
    saved_at: datetime
    closed_at: datetime | None = None
    outcome: str = ""
    """What came of it, in the person's words, once it is closed."""


class EscalationFile(Struct, frozen=True, kw_only=True):
    """A file that goes along; its bytes stand in the book under their digest."""

    id: int
    name: str
    media_type: str
    size: int
    """Bytes."""
    digest: str
    """SHA-256 of the bytes, in hexadecimal."""


class Handover(Struct, frozen=True, kw_only=True):
    """One way an escalation left, word for word; never changed once it is made."""

    id: HandoverId
    escalation_id: EscalationId
    account_id: AccountId
    way: Way
    via: str
    """The source it goes to; by hand, what took it: `clipboard`, `mail`, `browser`."""
    by_hand: bool
    title: str
    text: str
    made_at: datetime
    source: str | None = None
    external_id: str | None = None
    """Its id there, once it is known to have arrived; None for what goes by hand."""
    url: str | None = None


def escalation(store: Store, escalation_id: EscalationId) -> Escalation | None:
    """One escalation, or None; deleted ones are none."""
    row = store.row(
        f"SELECT {_COLUMNS} {_FROM} WHERE e.id = ? AND e.archived_at IS NULL", (escalation_id,)
    )
    return escalation_of(row) if row else None


def escalations_of(store: Store, account_id: AccountId) -> list[Escalation]:
    """The escalations of one customer: open ones first, the newest first in each."""
    homes = twins.together(store, account_id)
    rows = store.rows(
        f"SELECT {_COLUMNS} {_FROM} WHERE e.account_id IN ({', '.join('?' * len(homes))})"
        " AND e.archived_at IS NULL ORDER BY e.closed_at IS NOT NULL, e.begun_at DESC, e.id DESC",
        homes,
    )
    return [escalation_of(row) for row in rows]


def open_escalations(store: Store) -> list[tuple[Escalation, str]]:
    """All that are not closed with their account's name, the one written on last first."""
    rows = store.rows(
        f"SELECT {_COLUMNS}, coalesce(lead.name, a.name) {_NAMED}"
        f" WHERE e.closed_at IS NULL AND e.archived_at IS NULL AND {_HERE}"
        " ORDER BY e.saved_at DESC, e.id DESC"
    )
    return [(escalation_of(row), row[10]) for row in rows]


def closed_escalations(store: Store, limit: int = 100) -> list[tuple[Escalation, str]]:
    """Those that were closed with their account's name, the one closed last first."""
    rows = store.rows(
        f"SELECT {_COLUMNS}, coalesce(lead.name, a.name) {_NAMED}"
        f" WHERE e.closed_at IS NOT NULL AND e.archived_at IS NULL AND {_HERE}"
        " ORDER BY e.closed_at DESC, e.id DESC LIMIT ?",
        (limit,),
    )
    return [(escalation_of(row), row[10]) for row in rows]


def escalation_of_point(store: Store, point_id: PointId) -> Escalation | None:
    """The escalation that a line `^ …` of a note was made into, or None."""
    row = store.row(
        f"SELECT {_COLUMNS} {_FROM} WHERE e.point_id = ? AND e.archived_at IS NULL"
        " ORDER BY e.id DESC LIMIT 1",
        (point_id,),
    )
    return escalation_of(row) if row else None


def begun_of_words(
    connection: Connection, account_id: AccountId | int, words: str
) -> EscalationId | None:
    """The open escalation of that subject that no line of a note stands for yet, the newest.

    It was begun from the line of a note that was not ended, so that there was no point of it.
    """
    row = connection.execute(
        "SELECT id FROM escalations WHERE account_id = ? AND subject = ? AND point_id IS NULL"
        " AND closed_at IS NULL AND archived_at IS NULL ORDER BY id DESC LIMIT 1",
        (account_id, " ".join(words.split())[:LONGEST_LINE]),
    ).fetchone()
    return EscalationId(row[0]) if row else None


def files_of(store: Store, escalation_id: EscalationId) -> list[EscalationFile]:
    """What is attached, in the order it was attached."""
    rows = store.rows(
        "SELECT id, name, media_type, size, digest FROM escalation_files"
        " WHERE escalation_id = ? ORDER BY id",
        (escalation_id,),
    )
    return [
        EscalationFile(id=row[0], name=row[1], media_type=row[2], size=row[3], digest=row[4])
        for row in rows
    ]


def content(store: Store, digest: str) -> bytes | None:
    """The bytes of an attached file; None where they are not in the book."""
    found = store.row("SELECT content FROM file_contents WHERE digest = ?", (digest,))
    return bytes(found[0]) if found else None


def handovers_of(store: Store, escalation_id: EscalationId) -> list[Handover]:
    """How an escalation was handed over, the newest first."""
    rows = store.rows(
        "SELECT id, escalation_id, account_id, way, via, by_hand, title, text, made_at, source,"
        " external_id, url FROM handovers WHERE escalation_id = ? AND archived_at IS NULL"
        " ORDER BY id DESC",
        (escalation_id,),
    )
    return [
        Handover(
            id=HandoverId(row[0]),
            escalation_id=EscalationId(row[1]),
            account_id=AccountId(row[2]),
            way=row[3],
            via=row[4],
            by_hand=bool(row[5]),
            title=row[6],
            text=row[7],
            made_at=moment(row[8]),
            source=row[9],
            external_id=row[10],
            url=row[11],
        )
        for row in rows
    ]


def hand_on(connection: Connection, gone: int, heir: int) -> None:
    """Moves the escalations of an account that goes to the one that stands for the same customer.

    Inside the caller's transaction.
    """
    for table in ("escalations", "handovers"):
        connection.execute(f"UPDATE {table} SET account_id = ? WHERE account_id = ?", (heir, gone))
    connection.execute("UPDATE organizations SET account_id = ? WHERE account_id = ?", (heir, gone))


def escalation_of(row: tuple[Any, ...]) -> Escalation:
    """A row, in the order the statements here read it, as an escalation."""
    return Escalation(
        id=EscalationId(row[0]),
        account_id=AccountId(row[1]),
        kind=row[2],
        subject=row[3],
        form=_FORM.decode(row[4]),
        point_id=PointId(row[5]) if row[5] is not None else None,
        begun_at=moment(row[6]),
        saved_at=moment(row[7]),
        closed_at=moment(row[8]) if row[8] else None,
        outcome=row[9],
    )
