"""What an object is, and the objects that hold an org's own settings."""

from __future__ import annotations

from typing import Final

from msgspec import Struct

from sync.simulator.salesforce.fields import SYSTEM, Field, flag, ours, plain, text


class Kind(Struct, frozen=True, kw_only=True):
    """One kind of object: its fields in order, and what may be done with its records."""

    name: str
    prefix: str
    fields: tuple[Field, ...]
    plural: str = ""
    name_field: str = "Name"
    writable: bool = True
    custom: bool = False
    archives: bool = False
    """Old activities leave its plain lists."""

    @property
    def many(self) -> str:
        """Its name in the plural."""
        return self.plural or self.name + "s"


def kind(name: str, prefix: str, *fields: Field, **more: object) -> Kind:
    """An object with the fields that every one has, and these."""
    return Kind(name=name, prefix=prefix, fields=(*SYSTEM, *fields), **more)  # type: ignore[arg-type]


STAGES: Final = {
    "Prospecting": (10.0, "Pipeline", False, False),
    "Proposal": (40.0, "Best Case", False, False),
    "Negotiation": (80.0, "Commit", False, False),
    "Closed Won": (100.0, "Closed", True, True),
    "Closed Lost": (0.0, "Omitted", True, False),
}
"""Stage → probability, forecast category, whether it is closed, whether it is won."""

TASK_STATES: Final = {
    "Not Started": False,
    "In Progress": False,
    "Completed": True,
    "Waiting on someone else": False,
    "Deferred": False,
}
"""Status of a task → whether it is closed; an org may call them otherwise."""

CASE_STATES: Final = {"New": False, "Working": False, "Escalated": False, "Closed": True}
"""Status of a case → whether it is closed."""


def _setting(name: str, prefix: str, *fields: Field, **more: object) -> Kind:
    return kind(name, prefix, *ours(*fields), writable=False, **more)


_STATUS_FIELDS: Final = (
    text("ApiName"),
    text("MasterLabel"),
    plain("SortOrder", "int"),
    flag("IsClosed"),
    flag("IsDefault"),
)
SETTINGS: Final = (
    _setting("TaskStatus", "01J", *_STATUS_FIELDS, plural="TaskStatuses", name_field="MasterLabel"),
    _setting("CaseStatus", "01K", *_STATUS_FIELDS, plural="CaseStatuses", name_field="MasterLabel"),
    _setting(
        "OpportunityStage",
        "01S",
        text("ApiName"),
        text("MasterLabel"),
        plain("SortOrder", "int"),
        flag("IsActive", default=True),
        flag("IsClosed"),
        flag("IsWon"),
        plain("DefaultProbability", "percent"),
        text("ForecastCategoryName"),
        name_field="MasterLabel",
    ),
    _setting(
        "RecordType",
        "012",
        text("Name", 80),
        text("DeveloperName", 80),
        text("SobjectType", 40),
        flag("IsActive", default=True),
    ),
    _setting(
        "Organization",
        "00D",
        text("Name", 80),
        flag("IsSandbox"),
        text("InstanceName", 5),
        text("OrganizationType", 40),
    ),
)
