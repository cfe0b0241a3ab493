"""The sample's deals, tickets, notes, tasks and calls: what was sold, asked, said and promised."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random
from typing import Any

from book.clock import stamp
from sync.simulator import prose
from sync.simulator.hubspot.account import RENEWALS
from sync.simulator.hubspot.seed import Seeded
from sync.simulator.seed import Book, Record

People = dict[str, list[tuple[str, str]]]
"""Account → (key, name) of its people."""

_ASKED = (
    ("The export stops at midnight", "PRODUCT_ISSUE"),
    ("Two invoices for one project", "BILLING_ISSUE"),
    ("Can we have alerts by e-mail", "FEATURE_REQUEST"),
)


def deals(random: Random, book: Book, owner: dict[str, str]) -> Iterator[Seeded]:
    """A renewal for each account with a contract, and now and then something sold besides."""
    for at, one in enumerate(book.records["accounts"]):
        made = _moment(book.now, random.uniform(5, 60))
        frame: dict[str, Any] = {
            "createdate": made,
            "hs_lastmodifieddate": made,
            "hubspot_owner_id": owner.get(one["csmId"] or ""),
        }
        end = one["traits"].get("vitally.custom.contractEnd")
        if end is not None:
            amount = None if at % 9 == 4 else f"{(one['mrr'] or 0) * 12:.2f}"
            values = frame | {
                "dealname": f"{one['name']}: renewal",
                "amount": amount,
                "closedate": f"{end}T00:00:00.000Z",
                "pipeline": RENEWALS,
                "dealstage": "renewal_open" if at % 2 else "renewal_talks",
                "dealtype": "existingbusiness",
                "renewal_kind": "signed",
            }
            yield _deal(f"renewal {one['id']}", values, one)
        if at % 5 == 1:
            values = frame | {
                "dealname": f"{one['name']}: second project",
                "amount": f"{random.randint(8, 90) * 100}.00",
                "closedate": _moment(book.now, -random.randint(5, 90)),
                "pipeline": "default",
                "dealstage": random.choice(("appointmentscheduled", "contractsent", "closedwon")),
                "dealtype": "existingbusiness",
            }
            yield _deal(f"project {one['id']}", values, one)


def tickets(random: Random, book: Book, people: People) -> Iterator[Seeded]:
    """A question here and there, most of them answered."""
    for at, one in enumerate(book.records["accounts"][::4]):
        subject, category = _ASKED[at % len(_ASKED)]
        made = _moment(book.now, random.uniform(0.5, 40))
        values = {
            "subject": subject,
            "content": "It began last week, for all of us.",
            "hs_pipeline": "0",
            "hs_pipeline_stage": random.choice(("1", "2", "4", "4")),
            "hs_ticket_category": category,
            "hs_ticket_priority": random.choice(("LOW", "MEDIUM", "HIGH", None)),
            "createdate": made,
            "hs_lastmodifieddate": made,
        }
        to = [("companies", one["id"])]
        to += [("contacts", key) for key, _ in people.get(one["id"], [])[:1]]
        yield Seeded(kind="tickets", key=f"ticket {at}", values=values, to=tuple(to))


def activities(
    random: Random, book: Book, owner: dict[str, str], people: People
) -> Iterator[Seeded]:
    """Notes, tasks and calls. What Vitally has from HubSpot, and every ninth task, are the same."""
    for note in book.records["notes"]:
        if note["source"] == "hubspot" and note["archivedAt"] is None:
            yield _same_note(note, owner)
    for task in book.records["tasks"][::9]:
        if task["archivedAt"] is None and task["dueDate"]:
            yield _same_task(task, owner)
    for at, one in enumerate(book.records["accounts"]):
        holder = owner.get(one["csmId"] or "")
        known = people.get(one["id"], [])
        person = known[0][1] if known else "their lead"
        to = (("companies", one["id"]), *(("contacts", key) for key, _ in known[:1]))
        if at % 2 == 0:
            body = prose.call_note(random, person, random.randint(2, 5))
            yield _activity(random, book, "notes", at, {"hs_note_body": body}, holder, to)
        if at % 3 == 0:
            yield _activity(random, book, "calls", at, _call(random, person), holder, to)
        if at % 4 == 0:
            yield _activity(random, book, "tasks", at, _task(random, person), holder, to)


def _call(random: Random, person: str) -> dict[str, Any]:
    return {
        "hs_call_title": f"Call with {person}",
        "hs_call_body": prose.call_note(random, person, 3),
        "hs_call_duration": random.randint(3, 50) * 60_000,
        "hs_call_direction": "OUTBOUND",
        "hs_call_status": "COMPLETED",
        "hs_call_recording_url": f"https://app.buildbetter.example/call/{random.randint(1, 9999)}",
    }


def _task(random: Random, person: str) -> dict[str, Any]:
    return {
        "hs_task_subject": prose.task_title(random, person),
        "hs_task_body": prose.mail_note(random) if random.random() < 0.3 else None,
        "hs_task_status": random.choice(("NOT_STARTED", "WAITING", "COMPLETED")),
        "hs_task_priority": random.choice(("NONE", "LOW", "MEDIUM", "HIGH")),
        "hs_task_type": random.choice(("TODO", "EMAIL", "CALL")),
    }


def _activity(
    random: Random,
    book: Book,
    kind: str,
    at: int,
    values: dict[str, Any],
    holder: str | None,
    to: tuple[tuple[str, str], ...],
) -> Seeded:
    made = _moment(book.now, random.uniform(1, 90))
    ahead = random.uniform(-4, 12)
    when = _moment(book.now, -ahead) if kind == "tasks" else made
    frame = {
        "hs_timestamp": when,
        "hubspot_owner_id": holder,
        "hs_createdate": made,
        "hs_lastmodifieddate": made,
    }
    return Seeded(kind=kind, key=f"{kind} {at}", values=values | frame, to=to)


def _same_note(note: Record, owner: dict[str, str]) -> Seeded:
    values = {
        "hs_timestamp": note["noteDate"],
        "hs_note_body": note["note"],
        "hubspot_owner_id": owner.get(note["authorId"]),
        "hs_createdate": note["createdAt"],
        "hs_lastmodifieddate": note["updatedAt"],
    }
    to = (("companies", note["accountId"]),)
    return Seeded(kind="notes", key=note["id"], values=values, to=to)


def _same_task(task: Record, owner: dict[str, str]) -> Seeded:
    values = {
        "hs_timestamp": f"{task['dueDate'][:10]}T00:00:00.000Z",
        "hs_task_subject": task["name"],
        "hs_task_body": task["description"],
        "hs_task_status": "COMPLETED" if task["completedAt"] else "NOT_STARTED",
        "hs_task_completion_date": task["completedAt"],
        "hs_task_priority": "NONE",
        "hs_task_type": "TODO",
        "hubspot_owner_id": owner.get(task["assignedToId"] or ""),
        "hs_createdate": task["createdAt"],
        "hs_lastmodifieddate": task["updatedAt"],
    }
    to = (("companies", task["accountId"]),)
    return Seeded(kind="tasks", key=task["id"], values=values, to=to)


def _deal(key: str, values: dict[str, Any], one: Record) -> Seeded:
    return Seeded(kind="deals", key=key, values=values, to=(("companies", one["id"]),))


def _moment(now: datetime, days_ago: float) -> str:
    return stamp(now - timedelta(days=days_ago))
