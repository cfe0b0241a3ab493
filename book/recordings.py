"""Reading the log of recordings: of one account, of the whole book, of what they hang on.

A customer that several sources know has its recordings together, and the same recording once.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Final, Literal, NewType

import msgspec
from msgspec import Struct

from book.clock import moment as at_moment
from book.living import IN_THE_BOOK
from book.moments import Moment, MomentId
from book.recording_links import link_text_at, link_words
from book.records import AccountId
from book.store import Store

if TYPE_CHECKING:
    from sqlite3 import Connection

RecordingId = NewType("RecordingId", int)
MetaState = Literal["none", "pending", "ok", "denied", "gone"]
"""Whether title and length were fetched: never asked for, asked for, told, refused, not there."""

_COLUMNS: Final = (
    "r.id, coalesce(a.shown_with, a.id), r.key, r.url_raw, r.url, r.provider, r.provider_id,"
    " r.kind, r.day, r.title, r.duration_s, r.thumb_url, r.meta_state, r.meta_fetched_at,"
    " r.folder, r.shared_on, r.clock_shift_s"
)
_FROM: Final = "FROM recordings r JOIN accounts a ON a.id = r.account_id"
# Of several rows of one recording the leading account's speaks first.
_ORDER: Final = "ORDER BY r.day DESC, a.shown_with IS NOT NULL, r.id DESC"


class Recording(Struct, frozen=True, kw_only=True):
    """A link to a recording, or to a folder of them, at one customer."""

    id: RecordingId
    account_id: AccountId
    key: str
    url_raw: str
    url: str
    provider: str
    provider_id: str | None = None
    kind: Literal["recording", "folder"] = "recording"
    day: date
    title: str = ""
    duration_s: int | None = None
    thumb_url: str | None = None
    meta_state: MetaState = "none"
    meta_fetched_at: datetime | None = None
    folder: str | None = None
    shared_on: date | None = None
    """Since when the customer has it; None where it was not shared with them."""
    clock_shift_s: int = 0
    """How long after the call's clock the recording began, in seconds."""
    moments: tuple[Moment, ...] = ()
    attached: tuple[tuple[str, int], ...] = ()
    """What it hangs on beside the account: kind of record and id."""
    copies: tuple[RecordingId, ...] = ()
    """Further rows of the same recording at the same customer, shown as this one."""

    @property
    def is_loom_video(self) -> bool:
        """Whether Loom could be asked for its title."""
        return self.provider == "loom" and self.kind == "recording"

    @property
    def words(self) -> str:
        """What it is called: its title, else what its link says."""
        return self.title or link_words(self.provider, self.provider_id, self.url)


def recordings_of(store: Store, account_id: AccountId) -> list[Recording]:
    """The recordings of one customer, newest first; each once."""
    rows = store.rows(
        f"SELECT {_COLUMNS} {_FROM} WHERE a.id = ?1 OR a.shown_with = ?1 {_ORDER}", (account_id,)
    )
    return _read(store, rows)


def all_recordings(store: Store) -> list[tuple[Recording, str]]:
    """The recordings of every customer in the book with its name, newest first."""
    rows = store.rows(
        f"SELECT {_COLUMNS}, coalesce(lead.name, a.name) {_FROM}"
        " LEFT JOIN accounts lead ON lead.id = a.shown_with"
        f" WHERE a.{IN_THE_BOOK} OR lead.{IN_THE_BOOK} {_ORDER}"
    )
    names = {row[1]: row[-1] for row in rows}
    return [(one, names[one.account_id]) for one in _read(store, [row[:-1] for row in rows])]


def recording(store: Store, recording_id: RecordingId) -> Recording | None:
    """One recording, or None; given a copy, the one it is shown as."""
    rows = store.rows(
        f"SELECT {_COLUMNS} {_FROM} JOIN recordings me ON me.key = r.key"
        " JOIN accounts mine ON mine.id = me.account_id"
        " WHERE me.id = ? AND coalesce(a.shown_with, a.id) = coalesce(mine.shown_with, mine.id)"
        f" {_ORDER}",
        (recording_id,),
    )
    return next(iter(_read(store, rows)), None)


def attached_to(store: Store, record: str, record_id: int) -> list[Recording]:
    """The recordings that hang on a note, a ticket or another record, newest first."""
    rows = store.rows(
        f"SELECT {_COLUMNS} {_FROM} JOIN attachments x ON x.recording_id = r.id"
        f" WHERE x.record = ? AND x.record_id = ? {_ORDER}",
        (record, record_id),
    )
    return _read(store, rows)


def attachment_name(store: Store, record: str, record_id: int) -> str:
    """What the note, ticket, task or escalation is called that a recording hangs on.

    Empty for what is gone.
    """
    column, table = {
        "note": ("coalesce(nullif(subject, ''), day)", "notes"),
        "ticket": ("trim(coalesce(number, '') || ' ' || subject)", "tickets"),
        "task": ("title", "tasks"),
        "escalation": ("subject", "escalations"),
    }.get(record, ("''", "notes"))
    row = store.row(
        f"SELECT {column} FROM {table} WHERE id = ? AND archived_at IS NULL", (record_id,)
    )
    return str(row[0]) if row else ""


def link_at(one: Recording, second: int) -> str:
    """The recording at a second, to paste for somebody else; in words where no link can say it."""
    return link_text_at(one.provider, one.url, second)


def hand_on(connection: Connection, gone: int, heir: int) -> None:
    """Moves the recordings of an account that goes to the one that stands for the same customer.

    Inside the caller's transaction. One that is logged there too takes moments and attachments in.
    """
    connection.execute(
        "UPDATE OR IGNORE recordings SET account_id = ? WHERE account_id = ?", (heir, gone)
    )
    both = connection.execute(
        "SELECT old.id, new.id FROM recordings old JOIN recordings new"
        " ON new.key = old.key AND new.account_id = ? WHERE old.account_id = ?",
        (heir, gone),
    ).fetchall()
    for old, new in both:
        for table in ("moments", "attachments"):
            connection.execute(
                f"UPDATE OR IGNORE {table} SET recording_id = ? WHERE recording_id = ?", (new, old)
            )
        connection.execute("DELETE FROM recordings WHERE id = ?", (old,))


def _read(store: Store, rows: Iterable[tuple[Any, ...]]) -> list[Recording]:
    """Rows as recordings, those of the same recording at the same customer as one."""
    together: dict[tuple[int, str], list[tuple[Any, ...]]] = {}
    for row in rows:
        together.setdefault((row[1], row[2]), []).append(row)
    numbers = msgspec.json.encode([row[0] for several in together.values() for row in several])
    moments = _moments(store, numbers.decode())
    hung = _attached(store, numbers.decode())
    return [_one(several, moments, hung) for several in together.values()]


def _moments(store: Store, numbers: str) -> dict[int, list[Moment]]:
    found: dict[int, list[Moment]] = {}
    for row in store.rows(
        "SELECT recording_id, id, at_s, label, kind, clock_s FROM moments"
        " WHERE recording_id IN (SELECT value FROM json_each(?)) ORDER BY at_s, id",
        (numbers,),
    ):
        made = Moment(id=MomentId(row[1]), at_s=row[2], label=row[3], kind=row[4], clock_s=row[5])
        found.setdefault(row[0], []).append(made)
    return found


def _attached(store: Store, numbers: str) -> dict[int, list[tuple[str, int]]]:
    found: dict[int, list[tuple[str, int]]] = {}
    for number, record, record_id in store.rows(
        "SELECT recording_id, record, record_id FROM attachments"
        " WHERE recording_id IN (SELECT value FROM json_each(?)) ORDER BY id",
        (numbers,),
    ):
        found.setdefault(number, []).append((record, record_id))
    return found


def _one(
    rows: list[tuple[Any, ...]],
    moments: dict[int, list[Moment]],
    hung: dict[int, list[tuple[str, int]]],
) -> Recording:
    def said(column: int) -> Any:
        """What the first row says that says anything."""
        return next((row[column] for row in rows if row[column] not in (None, "")), rows[0][column])

    own = rows[0]
    marked = {
        (each.at_s, each.label, each.kind): each
        for row in reversed(rows)
        for each in moments.get(row[0], [])
    }
    fetched, shared = said(13), said(15)
    return Recording(
        id=RecordingId(own[0]),
        account_id=AccountId(own[1]),
        key=own[2],
        url_raw=own[3],
        url=own[4],
        provider=own[5],
        provider_id=own[6],
        kind=own[7],
        day=date.fromisoformat(own[8]),
        title=said(9),
        duration_s=said(10),
        thumb_url=said(11),
        meta_state=own[12],
        meta_fetched_at=at_moment(fetched) if fetched else None,
        folder=said(14),
        shared_on=date.fromisoformat(shared) if shared else None,
        clock_shift_s=own[16],
        moments=tuple(sorted(marked.values(), key=lambda each: (each.at_s, each.id))),
        attached=tuple(dict.fromkeys(one for row in rows for one in hung.get(row[0], []))),
        copies=tuple(RecordingId(row[0]) for row in rows[1:]),
    )
