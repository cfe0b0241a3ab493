"""`satchel accounts` and `satchel account`: reading the book."""

from __future__ import annotations

from argparse import Namespace
from datetime import date

from book import accounts as book_accounts
from book import ids
from book.contacts import contacts_of
from book.deals import deals_of
from book.escalation_standing import standing
from book.escalations import escalations_of
from book.notes import notes_of
from book.offsets import spell_offset
from book.points import points_of_account
from book.recording_links import provider_title
from book.recordings import Recording, recordings_of
from book.records import Account, Contact, Deal, Note, Point, Task, Ticket
from book.source_titles import title
from book.tasks import tasks_of
from book.tickets import tickets_of
from desktop.commands.opened import opened
from desktop.json_shapes import account_shape, whole_account_shape
from desktop.output import money_text, plural, print_json, print_table

_ALL = 1_000_000
_SHOWN_NOTES = 5
_SHOWN_TICKETS = 10
_MATCHED = {
    "id": "an id of one in the other",
    "domain": "e-mail domain",
    "name": "name",
    "hand": "you",
}
"""What told that two accounts are the same customer."""


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
        deals = deals_of(store, one.id, _ALL)
        tickets = tickets_of(store, one.id, _ALL if said.json else _SHOWN_TICKETS)
        recordings = recordings_of(store, one.id)
        points = points_of_account(store, one.id) if said.json else []
        escalations = [(each, standing(store, each)) for each in escalations_of(store, one.id)]
    if said.json:
        shape = whole_account_shape(
            one,
            contacts=people,
            notes=notes,
            tasks=tasks,
            deals=deals,
            tickets=tickets,
            recordings=recordings,
            escalations=escalations,
        )
        print_json({**shape, "points": [_point_shape(each) for each in points]})
        return 0
    _print_account(one)
    _print_people(people)
    _print_deals(one, deals)
    _print_tasks(tasks)
    _print_tickets(tickets)
    _print_recordings(recordings)
    _print_notes(one, notes)
    return 0


def _point_shape(one: Point) -> dict[str, object]:
    """What a line of a note left at the account, as `account --json` prints it."""
    return {
        "id": ids.spell("point", one.id),
        "kind": one.kind,
        "text": one.text,
        "due": one.due.isoformat() if one.due else None,
        "done": one.done_at is not None,
        "since": one.since.isoformat(),
        "note_id": ids.spell("note", one.note_id) if one.note_id is not None else None,
    }


def _line(one: Account) -> tuple[str, ...]:
    return (
        ids.spell("account", one.id),
        one.name,
        money_text(one.arr_cents, one.currency),
        one.renewal_date.isoformat() if one.renewal_date else "no renewal date",
        one.stage or "",
    )


def _print_account(one: Account) -> None:
    facts = [
        ("Account", f"{one.name} ({ids.spell('account', one.id)}, {one.status})", ""),
        ("ARR", money_text(one.arr_cents, one.currency), "arr_cents"),
        ("Health", "-" if one.health is None else f"{one.health:g}", "health"),
        ("Next renewal", _day(one.renewal_date), "renewal_date"),
        ("Contract end", _day(one.contract_end), "contract_end"),
        ("Stage", one.stage or "-", "stage"),
        ("Segments", ", ".join(one.segments) or "-", "segments"),
        ("Last touch", f"{_day(one.touch.day)} ({one.touch.kind})" if one.touch else "never", ""),
    ]
    print_table(
        [
            (label, f"{words} (from {title(one.told_by[fact])})" if fact in one.told_by else words)
            for label, words, fact in facts
        ]
    )
    for twin in one.twins:
        spelt, how = ids.spell("account", twin.id), _MATCHED.get(twin.how, twin.how)
        print(f"Also in {title(twin.source)} as {spelt}, matched by {how}.")


def _print_people(people: list[Contact]) -> None:
    if people:
        print(f"\nPeople ({len(people)})")
        print_table([("", each.name, each.email or "", each.role or "") for each in people])


def _print_deals(one: Account, deals: list[Deal]) -> None:
    if not deals:
        return
    print(f"\nDeals ({len(deals)})")
    rows = []
    for each in deals:
        state = "open" if each.is_open else "won" if each.is_won else "lost"
        kind = "renewal" if each.is_renewal else ""
        money = money_text(each.amount_cents, one.currency)
        rows.append(("", state, kind, _day(each.close_day), money, each.stage or "", each.name))
    print_table(rows, right=frozenset({4}))


def _print_tasks(tasks: list[Task]) -> None:
    if tasks:
        print(f"\nTasks ({len(tasks)})")
        print_table([("", *_task_line(each)) for each in tasks])


def _print_tickets(tickets: list[Ticket]) -> None:
    if not tickets:
        return
    print("\nNewest tickets" if len(tickets) == _SHOWN_TICKETS else f"\nTickets ({len(tickets)})")
    rows = [
        (
            "",
            each.number or each.external_id,
            each.status or ("open" if each.is_open else "closed"),
            each.priority or "",
            each.subject or "-",
        )
        for each in tickets
    ]
    print_table(rows)


def _print_recordings(recordings: list[Recording]) -> None:
    if not recordings:
        return
    print(f"\nRecordings ({len(recordings)})")
    rows = []
    for each in recordings:
        length = spell_offset(each.duration_s) if each.duration_s is not None else ""
        moments = plural(len(each.moments), "moment", "moments") if each.moments else ""
        kind = "folder" if each.kind == "folder" else length
        rows.append(
            (
                "",
                ids.spell("recording", each.id),
                each.day.isoformat(),
                provider_title(each.provider),
                kind,
                moments,
                "shared" if each.shared_on else "",
                each.words,
            )
        )
    print_table(rows)


def _print_notes(one: Account, notes: list[Note]) -> None:
    if not notes:
        return
    print("\nNewest notes" if one.notes_count > len(notes) else f"\nNotes ({len(notes)})")
    rows = [
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
    print_table(rows)


def _day(day: date | None) -> str:
    return day.isoformat() if day else "-"


def _task_line(task: Task) -> tuple[str, ...]:
    state = "done" if task.completed_at else "open"
    due = task.due.isoformat() if task.due else "no day"
    return (ids.spell("task", task.id), state, due, _sync_words(task), task.title)


def _sync_words(record: Note | Task) -> str:
    """How a record stands with its source, where that is not as usual."""
    return "" if record.sync == "synced" else "only here" if record.sync == "local" else record.sync
