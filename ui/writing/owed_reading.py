"""What the outbox and conflicts screens show, read from the book."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Final

from msgspec.structs import replace

from book import accounts, changes, conflicts, named, outbox
from book.clock import local_day
from book.conflicts import Conflict
from book.records import Account, AccountId
from book.store import Store
from ui import days
from ui.conflict.shown import ShownConflict
from ui.outbox.shown import ShownEntry
from ui.words import moment_words, say, source_name

_SENT_SHOWN: Final = 200
_DAYS: Final = frozenset(("day", "due"))


def shown_entries(store: Store) -> list[ShownEntry]:
    """What waits, oldest first, then what was confirmed today, newest first."""
    today = local_day(store.clock())
    found = [
        entry
        for entry in outbox.entries(store, sent=_SENT_SHOWN)
        if entry.sent_at is None or local_day(entry.sent_at) == today
    ]
    names = named.account_names(store, (entry.account_id for entry in found))
    titles = named.titles(store, {(entry.record, entry.record_id) for entry in found})
    return [
        ShownEntry(
            entry=entry,
            account=names.get(entry.account_id, ""),
            title=titles.get((entry.record, entry.record_id), ""),
        )
        for entry in found
    ]


def shown_conflicts(
    store: Store, now: datetime, trouble: Mapping[int, str] | None = None
) -> list[ShownConflict]:
    """What waits for a decision; `trouble` says why the last one was not taken, by conflict."""
    found = conflicts.open_conflicts(store)
    names = named.account_names(store, (one.account_id for one in found))
    titles = named.titles(store, {(one.record, one.record_id) for one in found})
    return [
        ShownConflict(
            id=one.id,
            kind=one.record,
            title=titles.get((one.record, one.record_id), ""),
            account=names.get(one.account_id, ""),
            source=source_name(one.source),
            field=one.field,
            base=one.base,
            mine=one.mine,
            theirs=one.theirs,
            mine_words=_read(store, one, one.mine, now),
            theirs_words=_read(store, one, one.theirs, now),
            base_at=_base_at(store, one, now),
            mine_at=_mine_at(store, one, now),
            theirs_at=say(
                "{source}, seen {when}",
                source=source_name(one.source),
                when=moment_words(one.at, now),
            ),
            trouble=(trouble or {}).get(one.id, ""),
        )
        for one in found
    ]


def move_targets(
    known: Sequence[Account], source: str, but: AccountId, *, anywhere: bool = False
) -> list[Account]:
    """The accounts that an entry for a source can go to, as customers are shown; not its own.

    With `anywhere` the entry is one that no source can have yet: of a customer that its source
    does not know, it may go to the account that another source has.
    """
    found = []
    for one in known:
        if one.status not in ("active", "churned"):
            continue
        all_of_it = [(one.id, one.source), *((twin.id, twin.source) for twin in one.twins)]
        there = [number for number, name in all_of_it if name == source and number != but]
        if not there and anywhere:
            there = [number for number, _ in all_of_it if number != but][:1]
        found += [replace(one, id=number) for number in there]
    return found


def _read(store: Store, one: Conflict, stored: str | None, now: datetime) -> str:
    """A value as a person reads it, where that is not what is stored."""
    if stored is None:
        return say("none")
    if one.field in _DAYS:
        return days.day_words(date.fromisoformat(stored), local_day(now))
    if one.field == "account_id":
        found = accounts.account(store, AccountId(int(stored)))
        return found.name if found else stored
    return ""


def _base_at(store: Store, one: Conflict, now: datetime) -> str:
    """When the version both began from came to be, as far as this laptop saw it."""
    past = changes.of_record(store, one.record, one.record_id)
    began = next((row for row in past if row.field == one.field and row.new == one.base), None)
    return moment_words(began.at, now) if began is not None else ""


def _mine_at(store: Store, one: Conflict, now: datetime) -> str:
    past = changes.of_record(store, one.record, one.record_id)
    mine = next((row for row in past if row.by == "me" and row.field == one.field), None)
    if mine is None:
        return say("this laptop")
    return say("this laptop, {when}", when=moment_words(mine.at, now))
