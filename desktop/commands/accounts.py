"""`satchel accounts` and `satchel account`: reading the book."""

from __future__ import annotations

from argparse import Namespace

from book import accounts as book_accounts
from book import ids
from book.contacts import contacts_of
from book.notes import notes_of
from book.records import Account, Contact, Note, Task
from book.tasks import tasks_of
from desktop.commands.opened import opened
from desktop.json_shapes import account_shape, whole_account_shape
from desktop.output import money_text, plural, print_json, print_table

_ALL = 1_000_000
_SHOWN_NOTES = 5


def accounts(said: Namespace) -> int:
    """Lists the accounts of the book by name."""
    with opened(said) as store:
        found = book_accounts.all_accounts(store)
    if said.json:
        print_json([account_shape(each) for each in found])
        return 0
    print_table([_line(each) for each in found], right=frozenset({2}))
    print(plural(len(found), "account", "accounts"))
    return 0


def account(said: Namespace) -> int:
    """Shows one account with its people, notes and tasks."""
    with opened(said) as store:
        one = book_accounts.find_account(store, said.account)
        people = contacts_of(store, one.id)
        notes = notes_of(store, one.id, _ALL if said.json else _SHOWN_NOTES)
        tasks = tasks_of(store, one.id)
    if said.json:
        print_json(whole_account_shape(one, people, notes, tasks))
    else:
        _print_account(one, people, notes, tasks)
    return 0


def _line(one: Account) -> tuple[str, ...]:
    return (
        ids.spell("account", one.id),
        one.name,
        money_text(one.arr_cents, one.currency),
        one.renewal_date.isoformat() if one.renewal_date else "no renewal date",
        one.stage or "",
    )


def _print_account(
    one: Account, people: list[Contact], notes: list[Note], tasks: list[Task]
) -> None:
    facts = [
        ("Account", f"{one.name} ({ids.spell('account', one.id)}, {one.status})"),
        ("ARR", money_text(one.arr_cents, one.currency)),
        ("Health", "-" if one.health is None else f"{one.health:g}"),
        ("Next renewal", one.renewal_date.isoformat() if one.renewal_date else "-"),
        ("Contract end", one.contract_end.isoformat() if one.contract_end else "-"),
        ("Stage", one.stage or "-"),
        ("Segments", ", ".join(one.segments) or "-"),
        ("Last touch", f"{one.touch.day.isoformat()} ({one.touch.kind})" if one.touch else "never"),
    ]
    print_table(facts)
    if people:
        print(f"\nPeople ({len(people)})")
        print_table([("", each.name, each.email or "", each.role or "") for each in people])
    if tasks:
        print(f"\nTasks ({len(tasks)})")
        print_table([("", *_task_line(each)) for each in tasks])
    if notes:
        print("\nNewest notes" if one.notes_count > len(notes) else f"\nNotes ({len(notes)})")
        print_table(
            [
                (
                    "",
                    ids.spell("note", each.id),
                    each.day.isoformat(),
                    each.author or "",
                    _sync_words(each),
                    each.subject or "-",
                )
                for each in notes
            ]
        )


def _task_line(task: Task) -> tuple[str, ...]:
    state = "done" if task.completed_at else "open"
    due = task.due.isoformat() if task.due else "no day"
    return (ids.spell("task", task.id), state, due, _sync_words(task), task.title)


def _sync_words(record: Note | Task) -> str:
    """How a record stands with its source, where that is not as usual."""
    return "" if record.sync == "synced" else "only here" if record.sync == "local" else record.sync
