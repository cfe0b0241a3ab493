"""`satchel undo` and `redo`: the newest edit is taken back, or brought back."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Sequence

from book import undo as book_undo
from desktop.commands.opened import opened_to_write
from desktop.commands.outbox import waiting_ids
from desktop.output import one_line, print_json


def undo(said: Namespace) -> int:
    """Takes the newest edit back."""
    with opened_to_write(said) as (store, rules):
        was_sent = (known := book_undo.next_undo(store)) is not None and known.was_sent
        undone = book_undo.undo(store, rules)
        queued = waiting_ids(store, undone.changed)
    return _say_undone("undo", "Undone", undone, queued, was_sent=was_sent, as_json=said.json)


def redo(said: Namespace) -> int:
    """Brings the edit that was taken back last again."""
    with opened_to_write(said) as (store, rules):
        was_sent = (known := book_undo.next_redo(store)) is not None and known.was_sent
        undone = book_undo.redo(store, rules)
        queued = waiting_ids(store, undone.changed)
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
