"""`satchel search` and `script-filter`: answers to what was typed, for people and for launchers."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final

from book import ids
from book.clock import system_clock
from book.errors import SatchelError, Usage
from book.keys import read_key_file
from book.search import Hit, search
from book.search_operators import unread_words
from book.snippets import Marked
from book.store import Store
from desktop.commands.opened import named_profile, opened, today
from desktop.links import link_to
from desktop.output import day_text, one_line, print_json, print_table
from desktop.unlock import ask_at_terminal, database_key, secrets_of

LAUNCHER_LIMIT: Final = 12
"""A launcher shows no more without scrolling."""
_MOST: Final = 500
_KINDS: Final = {
    "account": "Account",
    "contact": "Person",
    "note": "Note",
    "task": "Task",
    "draft": "Draft",
    "deal": "Deal",
    "ticket": "Ticket",
    "recording": "Recording",
    "point": "Point",
    "escalation": "Escalation",
}
_BOLD: Final = ("\x1b[1m", "\x1b[0m")


def find(said: Namespace) -> int:
    """Prints the best answers to what was typed."""
    if not 1 <= said.limit <= _MOST:
        raise Usage(f"{said.limit} is no number of answers.", f"Say 1 to {_MOST}.")
    with opened(said) as store:
        hits = search(store, " ".join(said.text), today=today(), limit=said.limit)
    unread = unread_words(" ".join(said.text), today())
    if unread:  # beside the answers: a document of JSON stays one
        print(one_line(unread), file=sys.stderr)
    if said.json:
        print_json([hit_shape(hit) for hit in hits])
        return 0
    if not hits:
        print("Nothing fits that.")
        return 0
    bold = _BOLD if sys.stdout.isatty() else ("", "")
    lines = [(_KINDS[hit.kind].lower(), _spelt(hit), hit.title.text, _detail(hit)) for hit in hits]
    if bold == ("", ""):
        print_table(lines)
    else:
        _print_marked(hits, bold)
    return 0


def script_filter(said: Namespace) -> int:
    """Prints the answers as a document of Alfred's, from a book that is only opened to be read."""
    text = " ".join(said.text).strip()
    if not text:
        print_json(_document([_message("Search your book", "Type a few letters")]))
        return 0
    try:
        with _opened_to_read(said) as store:
            hits = search(store, text, today=today(), limit=LAUNCHER_LIMIT)
    except SatchelError as error:
        # A launcher shows what stands here, and nobody sees its standard error.
        print_json(_document([_message(error.title, error.advice)]))
        raise
    items = [_item(hit) for hit in hits]
    advice = unread_words(text, today()) or "Fewer letters may find more"
    print_json(_document(items or [_message("Nothing fits that", advice)]))
    return 0


def hit_shape(hit: Hit) -> dict[str, Any]:
    """One answer, as `search --json` lists it; `marks` are where the snippet has what was typed."""
    return {
        "kind": hit.kind,
        "id": _spelt(hit),
        "account_id": _home(hit),
        "account": hit.account or None,
        "title": hit.title.text,
        "title_marks": [list(place) for place in hit.title.hits],
        "snippet": hit.snippet.text,
        "marks": [list(place) for place in hit.snippet.hits],
        "date": day_text(hit.day),
        "done": hit.done,
        "score": hit.score,
    }


@contextmanager
def _opened_to_read(said: Namespace) -> Iterator[Store]:
    profile = named_profile(said)
    key_file = read_key_file(profile)
    secrets = secrets_of(key_file)
    try:
        key = database_key(profile, key_file, secrets, ask_at_terminal)
    finally:
        secrets.close()
    store = Store.open_to_read(profile, key, clock=system_clock)
    try:
        yield store
    finally:
        store.close()


def _document(items: Sequence[dict[str, Any]]) -> dict[str, Any]:
    # Its own order and its own choice: Alfred would sort by what was opened last.
    return {"skipknowledge": True, "items": list(items)}


def _item(hit: Hit) -> dict[str, Any]:
    title = _titled(hit)
    item: dict[str, Any] = {
        "uid": _spelt(hit),
        "title": title,
        "subtitle": _detail(hit, kind=True),
        "arg": link_to(hit.kind, hit.id, hit.account_id),
        "autocomplete": title,
        "valid": True,
        "icon": {"path": "icon.png"},
        "text": {"copy": title, "largetype": title},
    }
    address = hit.snippet.text
    if hit.kind == "contact" and "@" in address and " " not in address:
        item["text"] = {"copy": address, "largetype": address}
        item["mods"] = {
            "cmd": {"arg": f"mailto:{address}", "subtitle": f"Write to {address}", "valid": True}
        }
    return item


def _message(title: str, subtitle: str) -> dict[str, Any]:
    return {"title": one_line(title), "subtitle": one_line(subtitle), "valid": False}


def _titled(hit: Hit) -> str:
    return one_line(hit.title.text) or one_line(hit.snippet.text) or _KINDS[hit.kind]


def _detail(hit: Hit, *, kind: bool = False) -> str:
    own = hit.kind == "account"
    parts = [
        _KINDS[hit.kind] if kind else "",
        "" if own else one_line(hit.account),
        hit.day.isoformat() if hit.day else "",
        one_line(hit.snippet.text),
    ]
    return " · ".join(part for part in parts if part)


def _print_marked(hits: Sequence[Hit], bold: tuple[str, str]) -> None:
    for hit in hits:
        head = f"{_KINDS[hit.kind].lower():<10} {_spelt(hit):<8}"
        print(f"{head} {_bold(hit.title, bold)}")
        rest = " · ".join(
            part
            for part in (
                "" if hit.kind == "account" else one_line(hit.account),
                hit.day.isoformat() if hit.day else "",
                _bold(hit.snippet, bold),
            )
            if part
        )
        if rest:
            print(f"{'':<20}{rest}")


def _bold(marked: Marked, bold: tuple[str, str]) -> str:
    shown, at = "", 0
    for start, end in marked.hits:
        shown += one_line(marked.text[at:start]) + bold[0]
        shown += one_line(marked.text[start:end]) + bold[1]
        at = end
    return shown + one_line(marked.text[at:])


def _spelt(hit: Hit) -> str:
    return ids.spell(hit.kind, hit.id)


def _home(hit: Hit) -> str | None:
    return ids.spell("account", hit.account_id) if hit.account_id is not None else None
