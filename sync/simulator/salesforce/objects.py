"""The standard objects this org has, with the fields a customer success manager meets."""

from __future__ import annotations

from typing import Final

from sync.simulator.salesforce.fields import (
    Field,
    area,
    flag,
    link,
    ours,
    pick,
    plain,
    text,
)
from sync.simulator.salesforce.kinds import CASE_STATES, SETTINGS, STAGES, TASK_STATES, kind

PRIORITIES: Final = ("High", "Normal", "Low")


def _activity(children: str) -> tuple[Field, ...]:
    return (
        text("Subject"),
        link("WhoId", "Contact", "Lead", children=children),
        link("WhatId", "Account", "Opportunity", "Case", children=children),
        *ours(link("AccountId", "Account")),
        link("OwnerId", "User", required=True),
        area("Description"),
        flag("IsReminderSet"),
        plain("ReminderDateTime", "datetime"),
        *ours(flag("IsArchived")),
    )


_ACCOUNT: Final = kind(
    "Account",
    "001",
    *ours(link("MasterRecordId", "Account")),
    text("Name", required=True),
    pick("Type", "Customer", "Prospect", "Partner"),
    link("ParentId", "Account", children="ChildAccounts"),
    pick("Industry", "Energy", "Finance", "Retail", "Technology", "Transport"),
    plain("AnnualRevenue", "currency"),
    plain("NumberOfEmployees", "int"),
    plain("Phone", "phone"),
    plain("Website", "url"),
    text("BillingCity", 40),
    text("BillingCountry", 80),
    area("Description"),
    link("OwnerId", "User", required=True),
    *ours(plain("LastActivityDate", "date")),
)
_CONTACT: Final = kind(
    "Contact",
    "003",
    *ours(link("MasterRecordId", "Contact")),
    link("AccountId", "Account", children="Contacts"),
    text("LastName", 80, required=True),
    text("FirstName", 40),
    *ours(text("Name", 121)),
    text("Title", 128),
    plain("Email", "email"),
    plain("Phone", "phone"),
    plain("MobilePhone", "phone"),
    area("Description"),
    link("OwnerId", "User", required=True),
    *ours(plain("LastActivityDate", "date")),
)
_OPPORTUNITY: Final = kind(
    "Opportunity",
    "006",
    link("AccountId", "Account", children="Opportunities"),
    link("RecordTypeId", "RecordType"),
    text("Name", 120, required=True),
    area("Description"),
    pick("StageName", *STAGES, required=True),
    plain("Amount", "currency"),
    plain("Probability", "percent"),
    plain("CloseDate", "date", required=True),
    pick("Type", "New Business", "Renewal", "Upsell"),
    *ours(flag("IsClosed"), flag("IsWon")),
    pick("ForecastCategoryName", "Pipeline", "Best Case", "Commit", "Closed", "Omitted"),
    link("OwnerId", "User", required=True),
    plural="Opportunities",
)
_CASE: Final = kind(
    "Case",
    "500",
    *ours(link("MasterRecordId", "Case"), text("CaseNumber", 30)),
    link("ContactId", "Contact", children="Cases"),
    link("AccountId", "Account", children="Cases"),
    text("Subject"),
    area("Description"),
    pick("Status", *CASE_STATES, default="New"),
    pick("Priority", "High", "Medium", "Low", default="Medium"),
    pick("Origin", "Phone", "Email", "Web"),
    pick("Type", "Problem", "Question"),
    *ours(flag("IsClosed"), plain("ClosedDate", "datetime")),
    flag("IsEscalated"),
    link("OwnerId", "User", required=True),
    name_field="CaseNumber",
)
_TASK: Final = kind(
    "Task",
    "00T",
    *_activity("Tasks"),
    plain("ActivityDate", "date"),
    pick("Status", *TASK_STATES, required=True, default="Not Started"),
    pick("Priority", *PRIORITIES, required=True, default="Normal"),
    *ours(flag("IsClosed"), flag("IsHighPriority"), plain("CompletedDateTime", "datetime")),
    pick("TaskSubtype", "Task", "Call", "Email", restricted=True, updateable=False, default="Task"),
    pick("CallType", "Internal", "Inbound", "Outbound"),
    plain("CallDurationInSeconds", "int"),
    text("CallDisposition"),
    text("CallObject"),
    flag("IsRecurrence", updateable=False),
    name_field="Subject",
    archives=True,
)
_EVENT: Final = kind(
    "Event",
    "00U",
    *_activity("Events"),
    text("Location"),
    plain("StartDateTime", "datetime"),
    plain("EndDateTime", "datetime"),
    plain("ActivityDate", "date"),
    plain("DurationInMinutes", "int"),
    flag("IsAllDayEvent"),
    flag("IsPrivate"),
    name_field="Subject",
    archives=True,
)
_USER: Final = kind(
    "User",
    "005",
    text("Username", 80, required=True),
    text("LastName", 80, required=True),
    text("FirstName", 40),
    *ours(text("Name", 121)),
    plain("Email", "email", required=True),
    text("Alias", 8),
    text("Title", 80),
    flag("IsActive"),
    pick("UserType", "Standard", "PowerPartner", default="Standard"),
    text("TimeZoneSidKey", 40, default="Europe/Lisbon"),
    text("LanguageLocaleKey", 40, default="en_US"),
    text("LocaleSidKey", 40, default="en_US"),
    writable=False,
)
_TEAM: Final = kind(
    "AccountTeamMember",
    "01M",
    link("AccountId", "Account", required=True, children="AccountTeamMembers"),
    link("UserId", "User", required=True),
    pick("TeamMemberRole", "Account Manager", "CSM", "Executive Sponsor"),
    name_field="Id",
)
_NOTE: Final = kind(
    "ContentNote",
    "069",
    text("Title", required=True),
    plain("Content", "base64", filterable=False),
    *ours(
        area("TextPreview", 255),
        link("LatestPublishedVersionId", "ContentVersion", relationship=None),
        link("OwnerId", "User"),
    ),
    name_field="Title",
)
_DOCUMENT: Final = kind(
    "ContentDocument",
    "069",
    *ours(
        text("Title"),
        text("FileType", 20),
        plain("ContentSize", "int"),
        link("LatestPublishedVersionId", "ContentVersion", relationship=None),
        link("OwnerId", "User"),
    ),
    name_field="Title",
    writable=False,
)
_DOCUMENT_LINK: Final = kind(
    "ContentDocumentLink",
    "06A",
    link("ContentDocumentId", "ContentDocument", required=True, children="ContentDocumentLinks"),
    link("LinkedEntityId", "Account", "Contact", "Opportunity", "Case", "Task", "User",
         required=True, children="ContentDocumentLinks"),
    pick("ShareType", "V", "C", "I", restricted=True, default="V"),
    pick("Visibility", "AllUsers", "InternalUsers", restricted=True, default="AllUsers"),
    name_field="Id",
)  # fmt: skip


STANDARD: Final = (
    _ACCOUNT,
    _CONTACT,
    _OPPORTUNITY,
    _CASE,
    _TASK,
    _EVENT,
    _USER,
    _TEAM,
    _NOTE,
    _DOCUMENT,
    _DOCUMENT_LINK,
    *SETTINGS,
)
"""Every standard object."""
