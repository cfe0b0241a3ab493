"""`satchel status`: the sources, the counts, and what waits."""

from __future__ import annotations

from argparse import Namespace

from book import status as book_status
from book.records import Source
from desktop.commands.opened import opened
from desktop.json_shapes import status_shape
from desktop.output import plural, print_json, print_table, time_text


def status(said: Namespace) -> int:
    """Prints how the profile stands."""
    with opened(said) as store:
        found = book_status.read(store)
        folder = store.profile.folder
    if said.json:
        print_json(status_shape(folder, found))
        return 0
    kept = "encrypted" if found.encrypted else "not encrypted"
    print(f"{folder} ({kept})")
    print(
        f"{plural(found.accounts, 'account', 'accounts')}, {plural(found.notes, 'note', 'notes')},"
        f" {plural(found.tasks, 'open task', 'open tasks')}"
    )
    if not found.sources:
        print(
            "No source is connected."
            " “satchel connect vitally --me EMAIL --option subdomain=NAME” connects one."
        )
    print_table(
        [
            (
                source.name,
                source.state.replace("_", " ") if _was_tried(source) else "not synced yet",
                f"last success {time_text(source.last_success) or 'never'}",
                source.detail,
            )
            for source in found.sources
        ]
    )
    return 0


def _was_tried(source: Source) -> bool:
    """Whether a sync has ended yet: a source just connected has no state of its own."""
    return source.last_success is not None or source.state != "up_to_date"
