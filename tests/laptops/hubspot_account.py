"""The HubSpot account that schedules begin with: companies, and what hangs on them."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from book.clock import Clock, stamp
from sync.simulator.hubspot import Portal, Property, blank_portal
from sync.simulator.hubspot.seed import Seeded
from tests.laptops.service import MINE

COLLEAGUES_COMPANY: Final = f"company {MINE}"
"""What the seed calls the company that is a colleague's from the start."""


def portal(clock: Clock) -> Portal:
    """Three companies of mine, one of a colleague's, with a note and a task each, and a call."""
    made = blank_portal(now=clock())
    made.properties["companies"] += [
        Property(name="plan", label="Plan"),
        Property(name="slack_channel", label="Slack channel"),
    ]
    mate = next(one.id for one in made.owners if one.id != made.me)
    for number in range(MINE + 1):
        made.records += _company(clock, number, made.me if number < MINE else mate, made.me)
    return made


def _company(clock: Clock, number: int, owner: str, me: str) -> list[Seeded]:
    def ago(days: int) -> str:
        return stamp(clock() - timedelta(days=days, minutes=number))

    def mine(days: int) -> dict[str, str]:
        at = ago(days)
        return {"hs_createdate": at, "hs_lastmodifieddate": at, "hubspot_owner_id": me}

    key = f"company {number}"
    home = (("companies", key),)
    company = {
        "name": f"Customer {number:04}",
        "org_id": f"org-{number:04}",
        "hubspot_owner_id": owner,
        "onboarding_stage": "2. Onboarding Initiated",
        "plan": "Scale",
        "createdate": ago(10),
        "hs_lastmodifieddate": ago(10),
    }
    note = {"hs_timestamp": ago(5), "hs_note_body": f"<p>Said {number}</p>", **mine(5)}
    task = {
        "hs_timestamp": "2026-06-20T09:00:00.000Z",
        "hs_task_subject": f"Send {number}",
        "hs_task_status": "NOT_STARTED",
        **mine(4),
    }
    call = {"hs_timestamp": ago(3), "hs_call_title": "Intro", "hs_call_body": "", **mine(3)}
    found = [
        Seeded(kind="companies", key=key, values=company),
        Seeded(kind="notes", key=f"note {number}", values=note, to=home),
        Seeded(kind="tasks", key=f"task {number}", values=task, to=home),
    ]
    return found + ([Seeded(kind="calls", key="call", values=call, to=home)] if not number else [])
