"""`satchel outbox`, `conflicts`, `resolve`, `undo`, `redo`: what leaves, and what is taken back."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Sequence
from datetime import datetime
from typing import Final, NamedTuple

from book import conflicts as book_conflicts
from book import ids, outbox_words
from book import outbox as book_outbox
from book import undo as book_undo
from book.conflicts import Conflict
from book.errors import Refused, Usage
from book.named import account_names, conflict_number, entry_number, titles
from book.outbox_entry import OutboxEntry
from book.outbox_sending import LONGEST_WAIT
from book.records import Changed, Source
from book.source_titles import title
from book.sources import sources
from book.store import Store
from desktop.commands.opened import house_rules, opened
from desktop.json_shapes import conflict_shape, entry_shape, is_read_only
from desktop.output import one_line, plural, print_json, time_text

_ACTS: Final = ("hold", "release", "retry", "discard")
_ALL: Final = 1_000_000
_SHOWN_LINES: Final = 12
_MINUTE: Final = 60


class _Told(NamedTuple):
    """One entry as people read it."""

    entry: OutboxEntry
    words: outbox_words.EntryWords
    detail: str


def outbox(said: Namespace) -> int:
    """Lists what has not left yet, or does something with one entry of it."""
    if said.do is not None:
        return _act(said)
    with opened(said) as store:
        found = _told(store, book_outbox.entries(store, sent=_ALL if said.all else 0))
    if said.json:
        print_json([_shape(each) for each in found])
        return 0
    for each in found:
        _print_entry(each)
    if not any(each.entry.state != "sent" for each in found):
        print("Nothing waits to leave this laptop.")
    return 0


def _act(said: Namespace) -> int:
    if said.do not in _ACTS:
        raise Usage(
            f"“{said.do}” is nothing that can be done with an entry of the outbox.",
            f"Say {', '.join(_ACTS[:-1])} or {_ACTS[-1]}, and the entry's id.",
        )
    if said.id is None:
        raise Usage(
            f"Which entry is there to {said.do}?", f"Say “satchel outbox {said.do} ID”, such as o3."
        )
    if said.all:
        raise Usage("--all is for the list alone.", f"Say “satchel outbox {said.do} {said.id}”.")
    with opened(said) as store:
        number = entry_number(store, said.id)
        was = _told(store, _entries(store, frozenset({number})))
        changed = _done(store, said.do, number)
        touched = changed.ids.get("outbox", frozenset()) | {number}
        # What is sent as new has become another entry, the last one touched.
        told = was if said.do == "discard" else _told(store, _entries(store, touched))
    if not told:
        raise Refused("That entry left the outbox meanwhile.", "“satchel outbox --all” shows it.")
    if said.do == "discard":
        one = told[-1]._replace(detail="Discarded. “satchel undo” brings it back.")
    else:
        one = told[-1]
    if said.json:
        print_json({**_shape(one), **({"state": "discarded"} if said.do == "discard" else {})})
    else:
        _print_entry(one)
    return 0


def _done(store: Store, act: str, number: int) -> Changed:
    if act == "discard":
        return book_outbox.discard(store, house_rules(store.profile), number)
    if act == "hold":
        return book_outbox.hold(store, number)
    return (book_outbox.release if act == "release" else book_outbox.retry)(store, number)


def conflicts(said: Namespace) -> int:
    """Lists what both sides changed and nobody has decided."""
    with opened(said) as store:
        found = book_conflicts.open_conflicts(store)
        names = account_names(store, (each.account_id for each in found))
        called = titles(store, ((each.record, each.record_id) for each in found))
    if said.json:
        print_json([conflict_shape(each, names.get(each.account_id, "")) for each in found])
        return 0
    for each in found:
        what = called.get((each.record, each.record_id), "")
        _print_conflict(each, names.get(each.account_id, ""), what)
    if not found:
        print("No conflicts.")
    else:
        print("“satchel resolve ID --keep mine” (or theirs, or both) settles one.")
    return 0


def resolve(said: Namespace) -> int:
    """Settles a conflict; both sides stay in the history."""
    with opened(said) as store:
        rules = house_rules(store.profile)
        number = conflict_number(store, said.id)
        one = book_conflicts.conflict(store, number)
        changed = book_conflicts.resolve(store, rules, number, said.keep)
        queued = _waiting(store, changed)
    spelt = ids.spell("conflict", number)
    if said.json:
        shape: dict[str, object] = {"id": spelt, "kept": said.keep, "outbox": queued}
        if one is not None:
            record = {"record": one.record, "record_id": ids.spell(one.record, one.record_id)}
            shape |= {**record, "field": one.field}
        print_json(shape)
        return 0
    kept = {"mine": "yours is kept", "theirs": "theirs is kept", "both": "both are kept"}
    queue = f" To be sent: {', '.join(queued)}." if queued else ""
    print(f"Settled {spelt}: {kept[said.keep]}; the history has both.{queue}")
    return 0


def undo(said: Namespace) -> int:
    """Takes the newest edit back."""
    with opened(said) as store:
        rules = house_rules(store.profile)
        was_sent = (known := book_undo.next_undo(store)) is not None and known.was_sent
        undone = book_undo.undo(store, rules)
        queued = _waiting(store, undone.changed)
    return _say_undone("undo", "Undone", undone, queued, was_sent=was_sent, as_json=said.json)


def redo(said: Namespace) -> int:
    """Brings the edit that was taken back last again."""
    with opened(said) as store:
        rules = house_rules(store.profile)
        was_sent = (known := book_undo.next_redo(store)) is not None and known.was_sent
        undone = book_undo.redo(store, rules)
        queued = _waiting(store, undone.changed)
    return _say_undone("redo", "Done again", undone, queued, was_sent=was_sent, as_json=said.json)


def _say_undone(
    act: str,
    words: str,
    undone: book_undo.Undone,
    queued: Sequence[str],
    *,
    was_sent: bool,
    as_json: bool,
) -> int:
    if as_json:
        shape = {"did": act, "words": undone.words, "was_sent": was_sent, "outbox": queued}
        print_json({**shape, "left_alone": list(undone.kept)})
        return 0
    print(f"{words}: {one_line(undone.words)}.")
    if was_sent and queued:
        print(f"It had been sent already; a reversal is queued ({', '.join(queued)}).")
    if undone.kept:
        fields = ", ".join(name.replace("_", " ") for name in undone.kept)
        print(f"Left alone, because it changed since: {fields}.")
    return 0


def _waiting(store: Store, changed: Changed) -> list[str]:
    """The spelt ids of entries that an act left in the outbox."""
    found = _entries(store, changed.ids.get("outbox", frozenset()))
    return [ids.spell("outbox", each.id) for each in found if each.state != "sent"]


def _entries(store: Store, numbers: frozenset[int]) -> list[OutboxEntry]:
    found = (book_outbox.entry(store, number) for number in sorted(numbers))
    return [each for each in found if each is not None]


def _print_entry(told: _Told) -> None:
    old, new = told.words.old, told.words.new
    change = f": {old} → {new}" if old and new else f" ({new})" if new else ""
    print(f"{ids.spell('outbox', told.entry.id)}  {one_line(told.words.sentence + change)}")
    print(f"    {one_line(told.detail)}")


def _shape(told: _Told) -> dict[str, object]:
    return entry_shape(told.entry, told.words, told.detail)


def _told(store: Store, entries: Sequence[OutboxEntry]) -> list[_Told]:
    names = account_names(store, (each.account_id for each in entries))
    called = titles(store, ((each.record, each.record_id) for each in entries))
    connected = {each.name: each for each in sources(store)}
    first: dict[tuple[str, int], int] = {}
    for each in book_outbox.entries(store):
        first.setdefault((each.record, each.record_id), each.id)
    now = store.clock()
    found = []
    for each in entries:
        account = names.get(each.account_id, "")
        what = called.get((each.record, each.record_id), "")
        words = outbox_words.words(each, account, title=what)
        ahead = first.get((each.record, each.record_id), each.id)
        detail = _detail(each, connected.get(each.source), ahead, now)
        found.append(_Told(each, words, detail))
    return found


def _detail(entry: OutboxEntry, home: Source | None, ahead: int, now: datetime) -> str:
    """When an entry leaves, or why it does not."""
    spelt = ids.spell("outbox", entry.id)
    error = entry.error or {}
    why = f"{error.get('title', '')} {error.get('advice', '')}".strip()
    if entry.state == "sent":
        how = f": {entry.outcome}" if entry.outcome else ""
        return f"Sent {time_text(entry.sent_at) or ''}{how}."
    if entry.state == "parked":
        return f"Stopped. {why or outbox_words.wait_words(entry, now).capitalize() + '.'}"
    if entry.state == "sending":
        return "Being sent now."
    if entry.state == "held":
        return f"Held by you. “satchel outbox release {spelt}” lets it go."
    name = title(entry.source)
    if home is None:
        return f"Waits: {name} is not connected."
    if is_read_only(home):
        return f"Waits: {name} is read only here."
    if home.state == "paused":
        return f"Waits: {name} is paused."
    if ahead < entry.id:
        return f"Waits for {ids.spell('outbox', ahead)}, of the same record."
    return _next_try(entry, why, now)


def _next_try(entry: OutboxEntry, why: str, now: datetime) -> str:
    left = (entry.not_before - now) if entry.not_before else None
    if left is None or not 0 < left.total_seconds() <= LONGEST_WAIT.total_seconds():
        when = "with the next sync"
    else:
        when = f"in {_span(left.total_seconds())} while a window is open, or with “satchel sync”"
    if not entry.attempts:
        return f"Leaves {when}."
    tries = plural(entry.attempts, "attempt", "attempts")
    asked = f" {title(entry.source)} is asked first whether it arrived." if entry.uncertain else ""
    return f"Not confirmed after {tries}. {why} Next try {when}.{asked}".replace("  ", " ")


def _span(seconds: float) -> str:
    whole = max(1, round(seconds))
    return f"{whole} s" if whole < 2 * _MINUTE else f"{round(whole / _MINUTE)} min"


def _print_conflict(one: Conflict, account: str, what: str) -> None:
    spelt = ids.spell(one.record, one.record_id)
    of = f" of the {one.record} “{what}”" if what else f" of the {one.record}"
    since = one.at.astimezone().date().isoformat()
    head = f"{account}: {one.field.replace('_', ' ')}{of} ({spelt})"
    where = f"changed here and in {title(one.source)}, seen {since}"
    print(f"{ids.spell('conflict', one.id)}  {one_line(head)}, {where}")
    shape = conflict_shape(one, account)
    for side in ("mine", "theirs"):
        _print_side(side, shape[side])


def _print_side(side: str, value: str | list[str] | None) -> None:
    text = ", ".join(value) if isinstance(value, list) else value
    lines = (text or "(nothing)").split("\n")
    for at, line in enumerate(lines[:_SHOWN_LINES]):
        print(f"    {side if at == 0 else '':<8}{one_line(line)}".rstrip())
    if len(lines) > _SHOWN_LINES:
        more = plural(len(lines) - _SHOWN_LINES, "more line", "more lines")
        print(f"    {'':<8}… {more}; --json prints all")
