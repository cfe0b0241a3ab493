"""`satchel conflicts` and `resolve`: what both sides changed, and which of it stays."""

from __future__ import annotations

from argparse import Namespace
from typing import Final

from book import conflicts as book_conflicts
from book import ids
from book.conflicts import Conflict
from book.named import account_names, conflict_number, titles
from book.source_titles import title
from desktop.commands.opened import opened, opened_to_write
from desktop.commands.outbox import waiting_ids
from desktop.json_shapes import conflict_shape
from desktop.output import one_line, plural, print_json

_SHOWN_LINES: Final = 12


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
    with opened_to_write(said) as (store, rules):
        number = conflict_number(store, said.id)
        one = book_conflicts.conflict(store, number)
        changed = book_conflicts.resolve(store, rules, number, said.keep)
        queued = waiting_ids(store, changed)
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


def _print_conflict(one: Conflict, account: str, what: str) -> None:
    spelt = ids.spell(one.record, one.record_id)
    of = f" of the {one.record} “{what}”" if what else f" of the {one.record}"
    since = one.at.astimezone().date().isoformat()
    home = f"{account} ({ids.spell('account', one.account_id)})".strip()
    head = f"{home}: {one.field.replace('_', ' ')}{of} ({spelt})"
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
