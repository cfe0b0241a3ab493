"""Small made-up workspaces for the simulator."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from book.clock import stamp
from sync.simulator import Book
from tests.clocks import HandClock

ME = "adm-me"
ME_EMAIL = "ida@pebble.example"
COLLEAGUE = "adm-bo"


def account(number: int, clock: HandClock, **fields: Any) -> dict[str, Any]:
    """An account of mine; the higher the number, the older it is."""
    at = stamp(clock() - timedelta(days=10, minutes=number))
    usual = {
        "id": f"acc-{number:04}",
        "externalId": f"org-{number:04}",
        "name": f"Customer {number:04}",
        "createdAt": at,
        "updatedAt": at,
        "csmId": ME,
        "mrr": 100.0,
        "nextRenewalDate": "2026-07-01T00:00:00.000Z",
    }
    return usual | fields


def note(number: int, home: str, clock: HandClock, **fields: Any) -> dict[str, Any]:
    """A note of mine on an account."""
    at = stamp(clock() - timedelta(days=5, minutes=number))
    usual = {
        "id": f"note-{number:04}",
        "createdAt": at,
        "updatedAt": at,
        "noteDate": at,
        "subject": f"Call {number}",
        "note": f"<p>Said {number}</p>",
        "authorId": ME,
        "accountId": home,
    }
    return usual | fields


def task(number: int, home: str, clock: HandClock, **fields: Any) -> dict[str, Any]:
    """A task of mine on an account."""
    at = stamp(clock() - timedelta(days=4, minutes=number))
    usual = {
        "id": f"task-{number:04}",
        "createdAt": at,
        "updatedAt": at,
        "name": f"Send {number}",
        "dueDate": "2026-06-20",
        "assignedToId": ME,
        "accountId": home,
    }
    return usual | fields


def user(number: int, homes: list[str], clock: HandClock, **fields: Any) -> dict[str, Any]:
    """A person at some accounts."""
    at = stamp(clock() - timedelta(days=3, minutes=number))
    usual = {
        "id": f"user-{number:04}",
        "externalId": f"person-{number}",
        "createdAt": at,
        "updatedAt": at,
        "name": f"Person {number}",
        "email": f"person{number}@customer.example",
        "accounts": homes,
    }
    return usual | fields


def small_book(
    clock: HandClock,
    *,
    mine: int = 3,
    others: int = 2,
    notes_each: int = 2,
    **records: list[dict[str, Any]],
) -> Book:
    """`mine` and `others` accounts; each of mine has a person, a task and some notes."""
    accounts = [account(n, clock) for n in range(mine)]
    accounts += [account(n, clock, csmId=COLLEAGUE) for n in range(mine, mine + others)]
    homes = [one["id"] for one in accounts]
    made: dict[str, list[dict[str, Any]]] = {
        "accounts": accounts,
        "users": [user(n, [home], clock) for n, home in enumerate(homes)],
        "notes": [
            note(n * notes_each + m, home, clock)
            for n, home in enumerate(homes)
            for m in range(notes_each)
        ],
        "tasks": [task(n, home, clock) for n, home in enumerate(homes)],
        "admins": [
            {"id": ME, "name": "Ida Berg", "email": ME_EMAIL},
            {"id": COLLEAGUE, "name": "Bo Lind", "email": "bo@pebble.example"},
        ],
        "noteCategories": [{"id": "cat-call", "name": "Call"}],
        "taskCategories": [],
    }
    fields = {
        "accounts": [
            {"label": "Onboarding Pipeline", "type": "string", "path": "vitally.custom.pipeline"},
            {"label": "Contract End", "type": "date", "path": "vitally.custom.contractEnd"},
        ]
    }
    return Book(now=clock(), me=ME, records=made | records, custom_fields=fields)
