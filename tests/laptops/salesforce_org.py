"""The Salesforce org that schedules begin with: accounts, and what hangs on them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from book.clock import stamp
from sync.simulator.salesforce import KEY_FIELD, blank_org
from sync.simulator.salesforce import moments as service_moments
from sync.simulator.salesforce.fields import text
from sync.simulator.salesforce.filling import Filler, Later, users
from sync.simulator.salesforce.org import Org
from tests.laptops.service import MINE

PLAN: Final = "Plan__c"
SLACK: Final = "Slack__c"
ORG_ID: Final = "Product_Id__c"
STAGE: Final = "Onboarding_Stage__c"


def filled(*, keyed: bool) -> Filler:
    """Three accounts of mine, one of a colleague's, with a call and a task each, and a meeting.

    `keyed` says whether an admin made the field that keeps our keys.
    """

    def fill(org: Org) -> list[Later]:
        blank_org()(org)
        for name in (PLAN, SLACK):
            org.schema.add_field("Account", text(name))
        if not keyed:
            for name in ("Task", "Event"):
                org.schema.remove_field(name, KEY_FIELD.name)
        mate = users(org)[1]
        for number in range(MINE + 1):
            _account(org, number, org.me if number < MINE else mate)
        return []

    return fill


def _account(org: Org, number: int, owner: str) -> None:
    def ago(days: int) -> dict[str, Any]:
        at = service_moments.written(org.clock() - timedelta(days=days, minutes=number))
        return {"CreatedDate": at, "LastModifiedDate": at, "SystemModstamp": at}

    account = {
        "Name": f"Customer {number:04}",
        "OwnerId": owner,
        ORG_ID: f"org-{number:04}",
        STAGE: "2. Onboarding Initiated",
        PLAN: "Scale",
        **ago(10),
    }
    home = org.insert("Account", account, org.me)
    call = {
        "WhatId": home,
        "OwnerId": org.me,
        "Subject": f"Call {number}",
        "Description": f"Said {number}",
        "Status": "Completed",
        "TaskSubtype": "Call",
        "ActivityDate": "2026-06-02",
        **ago(5),
    }
    org.insert("Task", call, org.me)
    task = {
        "WhatId": home,
        "OwnerId": org.me,
        "Subject": f"Send {number}",
        "Status": "Not Started",
        "ActivityDate": "2026-06-20",
        **ago(4),
    }
    org.insert("Task", task, org.me)
    if not number:
        start = org.clock() - timedelta(days=3)
        meeting = {
            "WhatId": home,
            "OwnerId": org.me,
            "Subject": "Review",
            "StartDateTime": _moment(start),
            "EndDateTime": _moment(start + timedelta(hours=1)),
            **ago(3),
        }
        org.insert("Event", meeting, org.me)


def _moment(at: Any) -> str:
    return service_moments.from_literal(stamp(at))
