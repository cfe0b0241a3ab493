"""Invented records for the pane and the Today column, at one fixed moment."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any

from book.queue import QueueRow
from book.reasons import Reason
from book.records import (
    Account,
    AccountId,
    Change,
    ChangeId,
    Contact,
    ContactId,
    Note,
    NoteId,
    Source,
    Task,
    TaskId,
    Touch,
)
from book.rules import HouseRules, load
from ui.account.facts import MAPPED_FIELDS
from ui.account.view import AccountView, build_view

# Noon: the local day is the same one in every time zone a build machine is likely to have.
NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
TODAY = date(2026, 11, 24)
ID = AccountId(7)


@cache
def rules() -> HouseRules:
    """The shipped house rules."""
    return load()


def source(**other: Any) -> Source:
    """A source that answered twelve minutes ago and has everything mapped."""
    plain: dict[str, Any] = {
        "name": "vitally",
        "url": "https://crm.test",
        "mapping": {name: f"traits.{name}" for name in MAPPED_FIELDS},
        "last_success": NOW - timedelta(minutes=12),
        "baseline_at": NOW - timedelta(days=30),
    }
    return Source(**{**plain, **other})


def account(**other: Any) -> Account:
    """An account with every fact known."""
    plain: dict[str, Any] = {
        "id": ID,
        "source": "vitally",
        "external_id": "ext-7",
        "name": "Rydberg & Töchter Optik",
        "domain": "rydberg.test",
        "owner_name": "Ines Okafor",
        "arr_cents": 6_408_000,
        "forecast_cents": 534_000,
        "health": 5.8,
        "health_drop": 1.3,
        "renewal_date": date(2026, 11, 30),
        "contract_end": date(2027, 2, 28),
        "stage": "4a. Intro Call Completed",
        "stage_since": NOW - timedelta(days=12),
        "plan": "Teams",
        "slack_channel": "#ext-rydberg",
        "segments": ("Onboarding Lead", "EU cloud"),
        "users_count": 41,
        "last_seen": NOW - timedelta(days=1),
        "first_seen": NOW - timedelta(days=90),
        "touch": Touch(date(2026, 11, 12), "call"),
        "notes_count": 2,
        "next_task_due": date(2026, 11, 27),
    }
    return Account(**{**plain, **other})


def bare_account(**other: Any) -> Account:
    """An account of which the source told the name and nothing else."""
    return Account(
        id=ID,
        source="vitally",
        external_id="ext-7",
        name="ひかり計測",
        first_seen=NOW - timedelta(hours=3),
        **other,
    )


def row(of: Account, **other: Any) -> QueueRow:
    """A queue row with two reasons."""
    plain: dict[str, Any] = {
        "account": of,
        "kind": "monthly",
        "renewal_date": of.renewal_date,
        "contract_end": of.contract_end,
        "act_by": date(2026, 11, 16),
        "overdue": True,
        "band": "act",
        "state": "to_contact",
        "last_state": None,
        "reasons": (
            Reason("contact_window", "bill renews in 6 days", "Bill in 6 days", 40, "red"),
            Reason("health_drop", "health fell 1.3 in 14 days", "Health −1.3", 15),
        ),
        "score": 55,
        "renewal_mapped": True,
        "snoozed_until": None,
    }
    return QueueRow(**{**plain, **other})


def contact(number: int, name: str, **other: Any) -> Contact:
    """A person at the account."""
    return Contact(
        id=ContactId(number),
        account_id=ID,
        source="vitally",
        external_id=f"c{number}",
        name=name,
        **other,
    )


def note(number: int, day: date, subject: str = "", body: str = "", **other: Any) -> Note:
    """A note on the account."""
    return Note(id=NoteId(number), account_id=ID, subject=subject, body=body, day=day, **other)


def task(number: int, title: str, due: date | None, **other: Any) -> Task:
    """A task on the account, mine unless said otherwise."""
    plain: dict[str, Any] = {"account_id": ID, "mine": True}
    return Task(id=TaskId(number), title=title, due=due, **{**plain, **other})


def change(number: int, record_id: int, field: str, old: str | None, new: str | None) -> Change:
    """A row of the change log, two hours old."""
    return Change(
        id=ChangeId(number),
        record="account",
        record_id=record_id,
        field=field,
        old=old,
        new=new,
        by="vitally",
        at=NOW - timedelta(hours=2),
    )


PEOPLE = (
    contact(1, "Nora Vikander", role="champion", email="nora@rydberg.test",
            last_seen=NOW - timedelta(days=2)),
    contact(2, "سامي حداد"),
)  # fmt: skip
TASKS = (
    task(1, "Send the naming guide", date(2026, 11, 21)),
    task(2, "They send a list", date(2026, 11, 27), mine=False, assignee="Petra Holm"),
)
NOTES = (
    note(2, date(2026, 11, 12), "Intro call", "## Call\n\nWants **funnels** per plant.",
         kind="call", mine=True),
    note(1, date(2026, 11, 2), "Channel opened", "All set.", author="Petra Holm"),
)  # fmt: skip


def view(of: Account | None = None, **other: Any) -> AccountView:
    """The pane's record of an account with people, tasks and notes."""
    shown = account() if of is None else of
    plain: dict[str, Any] = {
        "row": row(shown),
        "contacts": PEOPLE,
        "notes": NOTES,
        "tasks": TASKS,
        "source": source(),
        "rules": rules(),
        "now": NOW,
    }
    return build_view(shown, **{**plain, **other})
