"""The kinds of record that are read here, and what of each: HubSpot's names beside the book's.

Only properties that become something in the book are asked for.
"""

from __future__ import annotations

from typing import Final

from msgspec import Struct

COMPANIES: Final = "companies"
COMPANY_CHANGED: Final = "hs_lastmodifieddate"
OWNER: Final = "hubspot_owner_id"
MERGED: Final = "hs_merged_object_ids"
"""On the company that is left after a merger: the ids of those that went into it."""
CREATION_KEY: Final = "hs_unique_creation_key"


CURRENCY: Final = "deal_currency_code"
"""Not every account has it."""


class Kind(Struct, frozen=True, kw_only=True):
    """One kind of record that hangs on companies."""

    name: str
    """What HubSpot calls it; also the stage that reads it, and the cursor of that stage."""
    table: str
    """The book's table."""
    properties: tuple[str, ...]
    to_company: int
    """The link to a company that HubSpot defines, by its type."""
    primary: int | None = None
    """The link to the one company among several that counts."""
    changed: str = "hs_lastmodifieddate"
    """The property that says when a record was changed."""
    prefix: str = ""
    """Stands before ids in the book, where two kinds share a table: ids are unique per kind."""
    scope: str = "crm.objects.contacts.read"

    def known_as(self, number: str) -> str:
        """A record's id in the book."""
        return self.prefix + number

    def numbers(self, external_ids: frozenset[str]) -> frozenset[str]:
        """Those of the book's ids that are of this kind, as HubSpot has them."""
        cut = len(self.prefix)
        return frozenset(one[cut:] for one in external_ids if one.startswith(self.prefix))


CONTACTS: Final = Kind(
    name="contacts",
    table="contacts",
    properties=(
        "firstname",
        "lastname",
        "email",
        "jobtitle",
        "phone",
        "mobilephone",
        "lastmodifieddate",
    ),
    to_company=279,
    primary=1,
    # Of all kinds, this one has its own name for it.
    changed="lastmodifieddate",
)
NOTES: Final = Kind(
    name="notes",
    table="notes",
    properties=("hs_timestamp", "hs_note_body", OWNER, "hs_lastmodifieddate"),
    to_company=190,
    prefix="note:",
)
CALLS: Final = Kind(
    name="calls",
    table="notes",
    properties=("hs_timestamp", "hs_call_title", "hs_call_body", OWNER, "hs_lastmodifieddate"),
    to_company=182,
    prefix="call:",
)
TASKS: Final = Kind(
    name="tasks",
    table="tasks",
    properties=(
        "hs_timestamp",
        "hs_task_subject",
        "hs_task_body",
        "hs_task_status",
        "hs_task_completion_date",
        OWNER,
        "hs_lastmodifieddate",
    ),
    to_company=192,
)
DEALS: Final = Kind(
    name="deals",
    table="deals",
    properties=(
        "dealname",
        "amount",
        CURRENCY,
        "closedate",
        "pipeline",
        "dealstage",
        "hs_lastmodifieddate",
    ),
    to_company=341,
    primary=5,
    scope="crm.objects.deals.read",
)
TICKETS: Final = Kind(
    name="tickets",
    table="tickets",
    properties=(
        "subject",
        "hs_pipeline",
        "hs_pipeline_stage",
        "hs_ticket_priority",
        "createdate",
        "closed_date",
        "hs_lastmodifieddate",
    ),
    to_company=339,
    primary=26,
    scope="tickets",
)
KINDS: Final = {kind.name: kind for kind in (CONTACTS, NOTES, CALLS, TASKS, DEALS, TICKETS)}
"""All of them by name, in the order they are read in; those a key may lack come last."""
WRITTEN: Final = {"notes": NOTES, "calls": CALLS, "tasks": TASKS}
"""Those that are written here."""
MAY_BE_MISSING: Final = frozenset(("deals", "tickets"))
"""A key without the rights to these still makes a book."""


def kind_of(record: str, external_id: str | None, *, as_call: bool = False) -> Kind:
    """The kind of a note or task: by its id in the book, or, for one to be made, by the wish."""
    if record == "task":
        return TASKS
    if external_id is None:
        return CALLS if as_call else NOTES
    return CALLS if external_id.startswith(CALLS.prefix) else NOTES


def bare(external_id: str) -> str:
    """An id of the book as HubSpot has it."""
    return external_id.rpartition(":")[2]
