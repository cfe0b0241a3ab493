"""What an org is filled with: its people, its settings, the fields somebody there made."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from sync.simulator import cast
from sync.simulator.identity import DEMO_EMAIL, DEMO_NAME
from sync.simulator.names import COLLEAGUES
from sync.simulator.salesforce import moments
from sync.simulator.salesforce.fields import Field, link, pick, plain, text
from sync.simulator.salesforce.kinds import CASE_STATES, STAGES, TASK_STATES
from sync.simulator.salesforce.org import Org
from sync.simulator.salesforce.table import Record

Later = Callable[[Org], None]
"""One thing that happens to the org when it is moved on."""
Filler = Callable[[Org], list[Later]]
"""Fills an empty org, and says what happens later."""

KEY_FIELD: Final = text("Satchel_Id__c", 36, label="Satchel id", unique=True, external=True)
"""What an admin makes on activities, so that one is never created twice."""

ACCOUNT_FIELDS: Final[tuple[Field, ...]] = (
    text("Product_Id__c", 36, label="Product id", external=True, unique=True),
    plain("ARR__c", "currency", label="ARR"),
    plain("Health_Score__c", "double", label="Health score", formula=True),
    plain("Renewal_Date__c", "date", label="Renewal date"),
    pick("Segment__c", *cast.SEGMENTS, label="Segment"),
    pick("Onboarding_Stage__c", *cast.STAGES, label="Onboarding stage"),
    plain("Active_Users__c", "int", label="Active users"),
    plain("Last_Seen__c", "datetime", label="Last seen in the product"),
    link("CSM__c", "User", label="Customer success manager"),
)
RENEWAL: Final = "Renewal"
"""The record type of opportunities that renew a contract."""


def settings(org: Org) -> None:
    """People, states, stages, record types and custom fields; `org.me` is set."""
    known = (DEMO_NAME, DEMO_EMAIL.partition("@")[0], "active")
    for name, start, state in (known, *COLLEAGUES):
        first, _, last = name.rpartition(" ")
        email = f"{start}@{DEMO_EMAIL.partition('@')[2]}"
        user: Record = {
            "Id": org.new_id("User"),
            "FirstName": first,
            "LastName": last,
            "Email": email,
            "Username": f"{email}.crm",
            "Alias": start[:8],
            "IsActive": state == "active",
        }
        org.me = org.me or user["Id"]
        org.insert("User", user | _since(org), org.me)
    _states(org)
    for name in (RENEWAL, "New business"):
        row = {"Name": name, "DeveloperName": name.replace(" ", "_"), "SobjectType": "Opportunity"}
        org.insert("RecordType", row | _since(org), org.me)
    sandbox = {"Name": "Pebblemark", "IsSandbox": False, "InstanceName": "PB1"}
    edition = {"OrganizationType": "Enterprise Edition", "Id": org.id}
    org.insert("Organization", sandbox | edition | _since(org), org.me)
    for field in ACCOUNT_FIELDS:
        org.schema.add_field("Account", field)
    for name in ("Task", "Event"):
        org.schema.add_field(name, KEY_FIELD)


def users(org: Org) -> list[str]:
    """The ids of all users, me first."""
    return list(org.table("User").rows)


def renewal_type(org: Org) -> str:
    """The id of the record type of renewals."""
    rows = org.table("RecordType").rows.values()
    return next(str(row["Id"]) for row in rows if row["Name"] == RENEWAL)


def blank_org() -> Filler:
    """The team, the settings and the fields without one account: a test adds its own."""

    def fill(org: Org) -> list[Later]:
        settings(org)
        return []

    return fill


def _states(org: Org) -> None:
    for kind, states in (("TaskStatus", TASK_STATES), ("CaseStatus", CASE_STATES)):
        for at, (name, closed) in enumerate(states.items(), 1):
            row = {"ApiName": name, "MasterLabel": name, "SortOrder": at, "IsClosed": closed}
            org.insert(kind, row | {"IsDefault": at == 1} | _since(org), org.me)
    for at, (name, (likely, forecast, closed, won)) in enumerate(STAGES.items(), 1):
        row = {
            "ApiName": name,
            "MasterLabel": name,
            "SortOrder": at,
            "IsClosed": closed,
            "IsWon": won,
            "DefaultProbability": likely,
            "ForecastCategoryName": forecast,
        }
        org.insert("OpportunityStage", row | _since(org), org.me)


def _since(org: Org) -> dict[str, str]:
    """What was there two years before the first account."""
    at = moments.days_before(org.clock(), 1_500)
    return {"CreatedDate": at, "LastModifiedDate": at, "SystemModstamp": at}
