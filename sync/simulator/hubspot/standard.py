"""HubSpot's own properties, as far as a client of ours could meet them.

`name | type | field | label | flags`; `fixed` is read-only, `calculated` too, `unique` is a value
that no two records share, `owners`, `pipelines` and `stages` say where the options come from.
"""

from __future__ import annotations

from typing import Final

_EVERY: Final = """
hs_object_id | number | number | Record ID | fixed
hubspot_owner_id | enumeration | select | Owner | owners
hubspot_owner_assigneddate | datetime | date | Owner assigned date | fixed
hs_object_source_label | string | text | Record source | fixed
hs_created_by_user_id | number | number | Created by user | fixed hidden
hs_merged_object_ids | enumeration | checkbox | Merged record IDs | fixed hidden
"""
_DATED: Final = """
createdate | datetime | date | Create date | fixed
hs_lastmodifieddate | datetime | date | Last modified date | fixed
notes_last_updated | datetime | date | Last activity date | fixed
notes_last_contacted | datetime | date | Last contacted | fixed
num_notes | number | number | Number of sales activities | fixed
"""
_ACTIVITY: Final = """
hs_createdate | datetime | date | Create date | fixed
hs_lastmodifieddate | datetime | date | Last modified date | fixed
hs_timestamp | datetime | date | Activity date
hs_attachment_ids | string | text | Attached files
"""
STANDARD: Final[dict[str, str]] = {
    "companies": _EVERY
    + _DATED
    + """
name | string | text | Company name
domain | string | text | Company domain name
website | string | text | Website URL
phone | string | phonenumber | Phone number
industry | enumeration | select | Industry
city | string | text | City
state | string | text | State or region
country | string | text | Country
description | string | textarea | Description
annualrevenue | number | number | Annual revenue
numberofemployees | number | number | Number of employees
lifecyclestage | enumeration | radio | Lifecycle stage
hs_csm_sentiment | enumeration | select | CSM sentiment
num_associated_contacts | number | number | Number of associated contacts | calculated
num_associated_deals | number | number | Number of associated deals | calculated
hs_num_open_deals | number | calculation_rollup | Open deals | calculated
""",
    "contacts": _EVERY
    + _DATED.replace("hs_lastmodifieddate", "lastmodifieddate")
    + """
email | string | text | Email | unique
firstname | string | text | First name
lastname | string | text | Last name
phone | string | phonenumber | Phone number
mobilephone | string | phonenumber | Mobile phone number
jobtitle | string | text | Job title
company | string | text | Company name
lifecyclestage | enumeration | radio | Lifecycle stage
associatedcompanyid | number | number | Primary company | fixed
hs_unique_creation_key | string | text | Unique creation key | fixed unique hidden
""",
    "deals": _EVERY
    + _DATED
    + """
dealname | string | text | Deal name
amount | number | number | Amount
deal_currency_code | string | text | Currency
closedate | datetime | date | Close date
pipeline | enumeration | select | Pipeline | pipelines
dealstage | enumeration | radio | Deal stage | stages
dealtype | enumeration | radio | Deal type
hs_arr | number | calculation_equation | Annual recurring revenue | calculated
hs_is_closed | bool | calculation_read_time | Is closed | calculated
hs_is_closed_won | bool | calculation_read_time | Is closed won | calculated
""",
    "tickets": _EVERY
    + _DATED
    + """
subject | string | text | Ticket name
content | string | textarea | Ticket description
hs_pipeline | enumeration | select | Pipeline | pipelines
hs_pipeline_stage | enumeration | select | Ticket status | stages
hs_ticket_category | enumeration | select | Category
hs_ticket_priority | enumeration | select | Priority
closed_date | datetime | date | Close date | fixed
hs_unique_creation_key | string | text | Unique creation key | fixed unique hidden
""",
    "notes": _EVERY
    + _ACTIVITY
    + """
hs_note_body | string | html | Note body
""",
    "tasks": _EVERY
    + _ACTIVITY
    + """
hs_task_subject | string | text | Task title
hs_task_body | string | html | Notes
hs_task_status | enumeration | select | Task status
hs_task_priority | enumeration | select | Priority
hs_task_type | enumeration | select | Task type
hs_task_reminders | string | text | Reminder date
hs_task_completion_date | datetime | date | Completed at | fixed
hs_task_is_completed | number | number | Is completed | calculated
""",
    "calls": _EVERY
    + _ACTIVITY
    + """
hs_call_title | string | text | Call title
hs_call_body | string | html | Call notes
hs_call_duration | number | number | Call duration
hs_call_direction | enumeration | select | Call direction
hs_call_status | enumeration | select | Call status
hs_call_disposition | enumeration | select | Call outcome
hs_call_recording_url | string | text | Recording URL
hs_call_from_number | string | text | Caller's number
hs_call_to_number | string | text | Called number
""",
}
"""Kind → its properties."""

GROUPS: Final[dict[str, str]] = {
    "companies": "companyinformation",
    "contacts": "contactinformation",
    "deals": "dealinformation",
    "tickets": "ticketinformation",
    "notes": "note_information",
    "tasks": "task_information",
    "calls": "call_information",
}
"""Kind → the group its properties stand in."""

OPTIONS: Final[dict[str, tuple[str, ...]]] = {
    "industry": (
        "COMPUTER_SOFTWARE",
        "INFORMATION_TECHNOLOGY_AND_SERVICES",
        "FINANCIAL_SERVICES",
        "LOGISTICS_AND_SUPPLY_CHAIN",
        "RETAIL",
        "FOOD_PRODUCTION",
    ),
    "lifecyclestage": ("subscriber", "lead", "opportunity", "customer", "evangelist", "other"),
    "hs_csm_sentiment": ("at_risk", "neutral", "healthy"),
    "dealtype": ("newbusiness", "existingbusiness"),
    "hs_ticket_category": ("PRODUCT_ISSUE", "BILLING_ISSUE", "FEATURE_REQUEST", "GENERAL_INQUIRY"),
    "hs_ticket_priority": ("LOW", "MEDIUM", "HIGH", "URGENT"),
    "hs_task_status": ("NOT_STARTED", "IN_PROGRESS", "WAITING", "COMPLETED", "DEFERRED"),
    "hs_task_priority": ("NONE", "LOW", "MEDIUM", "HIGH"),
    "hs_task_type": ("EMAIL", "CALL", "TODO"),
    "hs_call_direction": ("INBOUND", "OUTBOUND"),
    "hs_call_status": (
        "BUSY",
        "CALLING_CRM_USER",
        "CANCELED",
        "COMPLETED",
        "CONNECTING",
        "FAILED",
        "IN_PROGRESS",
        "MISSED",
        "NO_ANSWER",
        "QUEUED",
        "RINGING",
    ),
}
"""Property → the values it takes; those of a disposition are GUIDs of the account's own."""
