"""`satchel outbox`: what will leave this laptop, when, or why not; and what is done about it."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Sequence
from datetime import datetime
from typing import Final, NamedTuple

from book import ids, outbox_words
from book import outbox as book_outbox
from book.errors import Refused, Usage
from book.named import account_names, account_to_write, entry_number, titles
from book.outbox_entry import OutboxEntry
from book.records import AccountId, Changed, Source
from book.rules import HouseRules
from book.source_titles import title
from book.sources import sources
from book.store import Store
from desktop.commands.opened import opened, opened_to_write
from desktop.json_shapes import entry_shape, is_read_only
from desktop.output import one_line, plural, print_json, time_text

_ACTS: Final = ("hold", "release", "retry", "move", "discard")
_BY_RULES: Final = ("move", "discard")
"""Acts that change a record, which the house rules have a say in."""
_MOVABLE: Final = ("account_gone", "account_back")
_ALL: Final = 1_000_000
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


def waiting_ids(store: Store, changed: Changed) -> list[str]:
    """The spelt ids of entries that an act left in the outbox."""
    found = _entries(store, changed.ids.get("outbox", frozenset()))
    return [ids.spell("outbox", each.id) for each in found if each.state != "sent"]


def _act(said: Namespace) -> int:
    _check_words(said)
    if said.do in _BY_RULES:
        with opened_to_write(said) as (store, rules):
            one = _acted(store, said, rules)
    else:
        # Held back or let go it may be also where nothing may be written.
        with opened(said) as store:
            one = _acted(store, said, None)
    if said.json:
        print_json({**_shape(one), **({"state": "discarded"} if said.do == "discard" else {})})
    else:
        _print_entry(one)
    return 0


def _check_words(said: Namespace) -> None:
    if said.do not in _ACTS:
        raise Usage(
            f"“{said.do}” is nothing that can be done with an entry of the outbox.",
            f"Say {', '.join(_ACTS[:-1])} or {_ACTS[-1]}, and the entry's id.",
        )
    if said.id is None:
        more = " ACCOUNT" if said.do == "move" else ""
        raise Usage(
            f"Which entry is there to {said.do}?",
            f"Say “satchel outbox {said.do} ID{more}”; an ID is such as o3.",
        )
    if said.all:
        raise Usage("--all is for the list alone.", f"Say “satchel outbox {said.do} {said.id}”.")
    if said.do == "move" and said.account is None:
        raise Usage(
            f"To which account is {said.id} to be moved?",
            f"Say “satchel outbox move {said.id} ACCOUNT”.",
        )
    if said.do != "move" and said.account is not None:
        raise Usage(
            f"“{said.account}” is one word too many for {said.do}.",
            f"Say “satchel outbox {said.do} {said.id}”.",
        )


def _acted(store: Store, said: Namespace, rules: HouseRules | None) -> _Told:
    """Does it; returns the entry as it stands then, or as it was where it is discarded."""
    number = entry_number(store, said.id)
    if said.do == "discard":
        was = _told(store, _entries(store, frozenset({number})))
        assert rules is not None
        book_outbox.discard(store, rules, number)
        told = [one._replace(detail="Discarded. “satchel undo” brings it back.") for one in was]
    else:
        changed = _done(store, said, rules, number)
        # What is sent as new has become another entry, the last one touched.
        touched = changed.ids.get("outbox", frozenset()) | {number}
        told = _told(store, _entries(store, touched))
    if not told:
        raise Refused("That entry left the outbox meanwhile.", "“satchel outbox --all” shows it.")
    return told[-1]


def _done(store: Store, said: Namespace, rules: HouseRules | None, number: int) -> Changed:
    if said.do == "move":
        assert rules is not None
        return book_outbox.move_entry_to(store, rules, number, _target(store, said, number))
    if said.do == "hold":
        return book_outbox.hold(store, number)
    return (book_outbox.release if said.do == "release" else book_outbox.retry)(store, number)


def _target(store: Store, said: Namespace, number: int) -> AccountId:
    """The account that is meant, as the source of the entry has it; a twin's id means that one.

    Of a customer whose account there was called gone, it is the one that another source has.
    """
    named = account_to_write(store, said.account)
    entry = book_outbox.entry(store, number)
    known = {named.id: named.source} | {one.id: one.source for one in named.twins}
    spelt = ids.parse("account", said.account.strip().lower())
    if entry is None:
        return named.id
    if spelt in known and (spelt != named.id or spelt == entry.account_id):
        return AccountId(spelt)
    if entry.state == "parked" and entry.reason == "account_gone":
        living = {one: source for one, source in known.items() if one != entry.account_id}
        known = living or known
    return next((one for one, source in known.items() if source == entry.source), min(known))


def _entries(store: Store, numbers: frozenset[int]) -> list[OutboxEntry]:
    found = (book_outbox.entry(store, number) for number in sorted(numbers))
    return [each for each in found if each is not None]


def _print_entry(told: _Told) -> None:
    old, new = told.words.old, told.words.new
    change = f": {old} → {new}" if old and new else f" ({new})" if new else ""
    spelt = ids.spell("account", told.entry.account_id)
    account = f"{told.words.account} ({spelt})".strip()
    sentence = f"{told.words.lead}{account}{told.words.tail}{change}"
    print(f"{ids.spell('outbox', told.entry.id)}  {one_line(sentence)}")
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
        out = f"“satchel outbox move {spelt} ACCOUNT” moves it to another account."
        words = why or outbox_words.wait_words(entry, now).capitalize() + "."
        movable = entry.reason in _MOVABLE and entry.record != "account"
        return f"Stopped. {words}{f' {out}' if movable else ''}"
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
    left = entry.wait(now)
    when = "with the next sync"
    if left:
        when = f"in {_span(left.total_seconds())} while a window is open, or with “satchel sync”"
    if not entry.attempts:
        return f"Leaves {when}."
    tries = plural(entry.attempts, "attempt", "attempts")
    asked = f" {title(entry.source)} is asked first whether it arrived." if entry.uncertain else ""
    return f"Not confirmed after {tries}. {why} Next try {when}.{asked}".replace("  ", " ")


def _span(seconds: float) -> str:
    whole = max(1, round(seconds))
    return f"{whole} s" if whole < 2 * _MINUTE else f"{round(whole / _MINUTE)} min"
