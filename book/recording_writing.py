"""Writing the log of recordings: links logged once per customer, moments, who was told, and undo.

None of it ever leaves this laptop; it is logged and taken back like every other edit.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct

from book.call_writing import give_marks
from book.clock import stamp
from book.editing import Edit, editing
from book.errors import Refused, Usage
from book.moment_writing import check_moments, leading, put_moments, together
from book.moments import NewMoment
from book.recording_links import TITLES, Link, recordings_in
from book.recordings import RecordingId
from book.records import AccountId, Changed
from book.store import Store

if TYPE_CHECKING:
    from book.rules import HouseRules

LONGEST_TITLE: Final = 1_000
_ATTACHED_TO: Final = ("note", "ticket", "task", "escalation")


class Logged(Struct, frozen=True, kw_only=True):
    """What became of a link: its recording, whether that is new here, and what changed."""

    id: RecordingId
    is_new: bool
    moments_added: int
    changed: Changed


def log_recording(
    store: Store,
    rules: HouseRules | None,
    account_id: AccountId,
    link: Link,
    *,
    day: date,
    title: str = "",
    moments: Sequence[NewMoment] = (),
    attach: tuple[str, int] | None = None,
) -> Logged:
    """Logs a link at a customer, once; what is given with a known one is added to it.

    The second that the link points at becomes a moment. Raises Usage for a link to join a
    meeting, and for moments of a folder; Refused for an account that is not in the book.
    """
    with editing(store, rules, "Log recording") as edit:
        number, is_new, added = insert_recording(
            edit, account_id, link, day=day, title=title, moments=moments, attach=attach
        )
    return Logged(id=number, is_new=is_new, moments_added=added, changed=edit.changed)


def insert_recording(
    edit: Edit,
    account_id: AccountId | int,
    link: Link,
    *,
    day: date,
    title: str = "",
    moments: Sequence[NewMoment] = (),
    attach: tuple[str, int] | None = None,
) -> tuple[RecordingId, bool, int]:
    """Logs a link as part of an act; returns its recording, whether it is new, moments added."""
    wanted = [*moments]
    if link.at_s is not None and all(one.at_s != link.at_s for one in wanted):
        wanted.append(NewMoment(at_s=link.at_s))
    _check(link, wanted)
    name = checked_title(title)
    edit.row("account", account_id)  # refuses where it is gone
    (home,) = edit.connection.execute(
        "SELECT coalesce(shown_with, id) FROM accounts WHERE id = ?", (account_id,)
    ).fetchone()
    standing = _standing(edit, home, link.key)
    if standing is None:
        number = edit.insert("recording", _values(link, home, day, name, stamp(edit.at)))
    else:
        number = int(standing["id"])
        edit.set("recording", number, _news(standing, link, name))
    added = put_moments(edit, number, wanted)
    if attach is not None:
        _attach(edit, number, *attach)
    return RecordingId(number), standing is None, added


def file_recordings(
    edit: Edit,
    account_id: AccountId | int,
    note_id: int,
    text: str,
    day: date,
    *,
    before: str = "",
) -> list[RecordingId]:
    """Logs the recordings whose links stand in a note's text, and hangs them on the note.

    Part of the act that ends or edits the note; a link that is logged already makes no second one.
    The marks of the note's call become moments of its recording.
    What stood in the text `before` was filed then, or taken out of the log since.
    """
    logged: list[RecordingId] = []
    known = {(one.link.key, one.link.at_s) for one in recordings_in(before)}
    for found in recordings_in(text):
        link = found.link
        if (link.key, link.at_s) in known:
            continue
        title = found.title[:LONGEST_TITLE]
        standing = _standing(edit, leading(edit, account_id), link.key)
        if standing is not None and standing["title"]:
            title = ""  # what a person called it stays
        number, _, _ = insert_recording(
            edit, account_id, link, day=day, title=title, attach=("note", note_id)
        )
        logged.append(number)
    give_marks(edit, note_id)
    return list(dict.fromkeys(logged))


def set_title(
    store: Store, rules: HouseRules | None, recording_id: RecordingId, title: str
) -> Changed:
    """Calls a recording something else; nothing goes back to what its link says."""
    return _set(store, rules, recording_id, "Name recording", {"title": checked_title(title)})


def set_day(
    store: Store, rules: HouseRules | None, recording_id: RecordingId, day: date
) -> Changed:
    """Says on which day it was recorded."""
    return _set(store, rules, recording_id, "Edit recording", {"day": day.isoformat()})


def set_folder(
    store: Store, rules: HouseRules | None, recording_id: RecordingId, folder: str | None
) -> Changed:
    """Says in which folder it is kept, by name or link."""
    name = checked_title(folder or "") or None
    return _set(store, rules, recording_id, "Edit recording", {"folder": name})


def set_shared(
    store: Store, rules: HouseRules | None, recording_id: RecordingId, day: date | None
) -> Changed:
    """Says since when the customer has it; None where they do not."""
    words = "Mark recording as shared" if day else "Mark recording as not shared"
    value = day.isoformat() if day else None
    return _set(store, rules, recording_id, words, {"shared_on": value})


def delete_recording(store: Store, rules: HouseRules | None, recording_id: RecordingId) -> Changed:
    """Takes a recording out of the log, with its moments; undo brings all of it back."""
    with editing(store, rules, "Delete recording") as edit:
        for number in together(edit, recording_id):
            for kind, table in (("moment", "moments"), ("attachment", "attachments")):
                for part in _numbers(edit, table, number):
                    edit.remove(kind, part)
            edit.remove("recording", number)
    return edit.changed


def attach(
    store: Store,
    rules: HouseRules | None,
    recording_id: RecordingId,
    record: str,
    record_id: int,
) -> Changed:
    """Hangs a recording on a note, a ticket, a task or an escalation."""
    with editing(store, rules, "Attach recording") as edit:
        edit.row("recording", recording_id)
        _attach(edit, recording_id, record, record_id)
    return edit.changed


def detach(
    store: Store,
    rules: HouseRules | None,
    recording_id: RecordingId,
    record: str,
    record_id: int,
) -> Changed:
    """Takes a recording off a record; it stays at its account."""
    with editing(store, rules, "Detach recording") as edit:
        for number in together(edit, recording_id):
            rows = edit.connection.execute(
                "SELECT id FROM attachments"
                " WHERE recording_id = ? AND record = ? AND record_id = ?",
                (number, record, record_id),
            ).fetchall()
            for (attachment,) in rows:
                edit.remove("attachment", attachment)
    return edit.changed


def checked_title(title: str) -> str:
    """A title on one line; raises Usage for one that is far too long."""
    name = " ".join(title.split())
    if len(name) > LONGEST_TITLE:
        raise Usage(
            f"The recording's title has {len(name):,} characters; {LONGEST_TITLE:,} are the most.",
            "Put the rest into a note.",
        )
    return name


def _check(link: Link, moments: Sequence[NewMoment]) -> None:
    if link.kind == "meeting":
        raise Usage(
            f"That link joins a {TITLES[link.provider]} meeting; it is no recording.",
            "Log the link of the recording once there is one.",
        )
    check_moments(link.kind, moments)


def _values(link: Link, account: int, day: date, title: str, at: str) -> dict[str, Any]:
    return {
        "account_id": account,
        "key": link.key,
        "url_raw": link.raw,
        "url": link.url,
        "provider": link.provider,
        "provider_id": link.provider_id,
        "kind": link.kind,
        "day": day.isoformat(),
        "title": title,
        "added_at": at,
    }


def _news(standing: Mapping[str, Any], link: Link, title: str) -> dict[str, Any]:
    """What a link that is logged already adds to its recording."""
    news: dict[str, Any] = {"title": title} if title else {}
    # A passcode that the person agreed to keep is worth more than the link without it.
    if link.had_passcode and "?" in link.url and "?" not in standing["url"]:
        news |= {"url": link.url, "url_raw": link.raw}
    return news


def _standing(edit: Edit, home: int, key: str) -> dict[str, Any] | None:
    """The recording of that key at a customer, whichever of its accounts it was logged at."""
    found = edit.connection.execute(
        "SELECT r.id FROM recordings r JOIN accounts a ON a.id = r.account_id"
        " WHERE r.key = ? AND (a.id = ? OR a.shown_with = ?)"
        " ORDER BY a.shown_with IS NOT NULL, r.id DESC",
        (key, home, home),
    ).fetchone()
    return edit.row("recording", int(found[0])) if found else None


def _numbers(edit: Edit, table: str, recording_id: int) -> list[int]:
    rows = edit.connection.execute(
        f"SELECT id FROM {table} WHERE recording_id = ? ORDER BY id", (recording_id,)
    ).fetchall()
    return [int(row[0]) for row in rows]


def _attach(edit: Edit, recording_id: int, record: str, record_id: int) -> None:
    if record not in _ATTACHED_TO:
        raise Refused(
            f"A recording cannot hang on a {record}.", f"It can on {', '.join(_ATTACHED_TO)}."
        )
    found = edit.connection.execute(
        "SELECT 1 FROM attachments WHERE recording_id = ? AND record = ? AND record_id = ?",
        (recording_id, record, record_id),
    ).fetchone()
    if found is None:
        edit.insert(
            "attachment",
            {"recording_id": recording_id, "record": record, "record_id": record_id},
        )
    if record == "note":
        give_marks(edit, record_id)


def _set(
    store: Store,
    rules: HouseRules | None,
    recording_id: RecordingId,
    words: str,
    values: Mapping[str, Any],
) -> Changed:
    with editing(store, rules, words) as edit:
        for number in together(edit, recording_id):
            edit.set("recording", number, values)
    return edit.changed
