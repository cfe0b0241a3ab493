"""`satchel status`: the sources, the counts, and what waits."""

from __future__ import annotations

from argparse import Namespace

from book import status as book_status
from book.records import Source
from book.status import Status
from desktop.api_usage import Used, api_usage
from desktop.commands.opened import opened, rules_trouble
from desktop.json_shapes import is_read_only, status_shape
from desktop.output import one_line, plural, print_json, print_table, time_text


def status(said: Namespace) -> int:
    """Prints how the profile stands."""
    with opened(said) as store:
        found = book_status.read(store)
        folder = store.profile.folder
        told = ((each.name, api_usage(store, each)) for each in found.sources)
        used = {name: one for name, one in told if one is not None}
        read_only = store.read_only
        rules = rules_trouble(store.profile)
    if said.json:
        print_json({**status_shape(folder, found, used), "read_only": read_only, "rules": rules})
        return 0
    kept = "encrypted" if found.encrypted else "not encrypted"
    kept += ", can only be read here" if read_only else ""
    print(f"{folder} ({kept})")
    print(
        f"{plural(found.accounts, 'account', 'accounts')}, {plural(found.notes, 'note', 'notes')},"
        f" {plural(found.tasks, 'open task', 'open tasks')}"
    )
    print(_waiting_line(found))
    if rules is not None:
        print(f"House rules: {one_line(rules)}")
    if not found.sources:
        print(
            "No source is connected."
            " “satchel connect vitally --me EMAIL --option subdomain=NAME” connects one."
        )
    print_table(
        [
            (
                source.name,
                _state_words(source),
                f"last success {time_text(source.last_success) or 'never'}",
                _used_words(used.get(source.name)),
                source.detail,
            )
            for source in found.sources
        ]
    )
    return 0


def _waiting_line(found: Status) -> str:
    """What has not left, by state, and what wants the person."""
    words = {"queued": "queued", "held": "held", "sending": "being sent", "parked": "stopped"}
    counted = {word: found.outbox.get(state, 0) for state, word in words.items()}
    waiting = [f"{count:,} {word}" for word, count in counted.items() if count]
    parts = [f"Outbox: {', '.join(waiting) or 'empty'}"]
    if found.conflicts:
        parts.append(plural(found.conflicts, "conflict", "conflicts"))
    if found.drafts:
        parts.append(plural(found.drafts, "unfinished note", "unfinished notes"))
    return "; ".join(parts)


def _used_words(used: Used | None) -> str:
    return f"{used.used:,} of {used.most:,} requests used" if used is not None else ""


def _state_words(source: Source) -> str:
    # A source just connected has no state of its own.
    tried = source.last_success is not None or source.state != "up_to_date"
    state = source.state.replace("_", " ") if tried else "not synced yet"
    return f"{state}, read only" if is_read_only(source) else state
