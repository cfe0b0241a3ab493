"""What the service works out by itself: names, states, the account of an activity, archives."""

from __future__ import annotations

import base64
import re
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from sync.simulator.salesforce.kinds import Kind
from sync.simulator.salesforce.table import Record

if TYPE_CHECKING:
    from sync.simulator.salesforce.org import Org

ARCHIVE_DAYS: Final = 365
"""An activity as old as this leaves the plain lists."""


def on_insert(org: Org, kind: Kind, row: Record, by: str) -> None:
    """Completes a new record in place."""
    if "OwnerId" not in row and any(one.name == "OwnerId" for one in kind.fields):
        row["OwnerId"] = by
    _derive(org, kind.name, {}, row)
    if kind.name == "Case" and not row.get("CaseNumber"):
        row["CaseNumber"] = f"{org.next_number('case') + 1000:08d}"
    if kind.name == "ContentNote":
        _note(org, row)
        link = {"ContentDocumentId": row["Id"], "LinkedEntityId": row["OwnerId"], "ShareType": "I"}
        org.insert("ContentDocumentLink", link, by)


def on_change(org: Org, kind: Kind, old: Record, row: Record) -> None:
    """Completes a changed record in place."""
    _derive(org, kind.name, old, row)
    if kind.name == "ContentNote":
        _note(org, row)


def archive_old(org: Org) -> None:
    """Marks the activities that have become old; no date of theirs moves."""
    for name in ("Task", "Event"):
        table = org.table(name)
        for row in [one for one in table.rows.values() if not one.get("IsArchived")]:
            if _old(org, name, row):
                org.put(name, row | {"IsArchived": True})


def _derive(org: Org, name: str, old: Record, row: Record) -> None:
    if name in ("Contact", "User"):
        parts = (row.get("FirstName"), row.get("LastName"))
        row["Name"] = " ".join(part for part in parts if part) or row.get("Name")
    elif name == "Opportunity":
        _stage(org, old, row)
    elif name == "Case":
        row["IsClosed"] = _closed(org, "CaseStatus", row)
        if row["IsClosed"] != old.get("IsClosed", False):
            row["ClosedDate"] = row["SystemModstamp"] if row["IsClosed"] else None
    elif name in ("Task", "Event"):
        row["AccountId"] = _account_of(org, row)
        if name == "Task":
            row["IsClosed"] = _closed(org, "TaskStatus", row)
            row["IsHighPriority"] = row.get("Priority") == "High"
            if row["IsClosed"] != old.get("IsClosed", False):
                at = row.get("CompletedDateTime") or row["SystemModstamp"]
                row["CompletedDateTime"] = at if row["IsClosed"] else None
        elif row.get("StartDateTime"):
            row["ActivityDate"] = row["StartDateTime"][:10]
        row["IsArchived"] = bool(row.get("IsArchived")) or _old(org, name, row)


def _stage(org: Org, old: Record, row: Record) -> None:
    stage = _setting(org, "OpportunityStage", row.get("StageName"))
    row["IsClosed"] = bool(stage.get("IsClosed"))
    row["IsWon"] = bool(stage.get("IsWon"))
    if row.get("StageName") != old.get("StageName"):
        for field, source in (
            ("Probability", "DefaultProbability"),
            ("ForecastCategoryName", "ForecastCategoryName"),
        ):
            if row.get(field) == old.get(field):
                row[field] = stage.get(source)


def _closed(org: Org, settings: str, row: Record) -> bool:
    return bool(_setting(org, settings, row.get("Status")).get("IsClosed"))


def _setting(org: Org, settings: str, name: str | None) -> Record:
    rows = org.table(settings).rows.values()
    return next((row for row in rows if row["ApiName"] == name), {})


def _account_of(org: Org, row: Record) -> str | None:
    """The account an activity counts for: that of what it is about, else of whom it is with.

    A case says nothing here: an activity on a case counts for its contact's account.
    """
    about = org.whose(row.get("WhatId") or "")
    if about is not None:
        name, record = about
        if name == "Account":
            return str(record["Id"])
        if name != "Case" and record.get("AccountId"):
            return str(record["AccountId"])
    whom = org.whose(row.get("WhoId") or "")
    account = whom[1].get("AccountId") if whom is not None else None
    return str(account) if account else None


def _old(org: Org, name: str, row: Record) -> bool:
    end = (org.clock() - timedelta(days=ARCHIVE_DAYS)).date().isoformat()
    if name == "Event":
        ends = row.get("EndDateTime") or row.get("StartDateTime") or row.get("ActivityDate")
        return ends is not None and ends[:10] <= end
    at = row.get("ActivityDate") or row["CreatedDate"]
    return bool(row.get("IsClosed") and at[:10] <= end)


def _note(org: Org, row: Record) -> None:
    """A note's document, which has the same id, and the first words of it."""
    raw = base64.b64decode(row.get("Content") or "")
    words = re.sub(r"<[^>]*>", " ", raw.decode("utf-8", "replace"))
    row["TextPreview"] = " ".join(words.split())[:255] or None
    if not row.get("LatestPublishedVersionId"):
        row["LatestPublishedVersionId"] = org.id_with("068")
    shared = ("Id", "IsDeleted", "Title", "OwnerId", "LatestPublishedVersionId")
    dates = ("CreatedDate", "CreatedById", "LastModifiedDate", "LastModifiedById", "SystemModstamp")
    document = {field: row.get(field) for field in (*shared, *dates)}
    org.put("ContentDocument", document | {"FileType": "SNOTE", "ContentSize": len(raw)})
