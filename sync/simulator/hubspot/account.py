"""The invented account: who works there, which pipelines it has, which properties it added."""

from __future__ import annotations

from typing import Final

from sync.simulator.cast import SEGMENTS, STAGES
from sync.simulator.hubspot.properties import Property
from sync.simulator.hubspot.seed import Owner, Pipeline, Stage
from sync.simulator.identity import DEMO_EMAIL, DEMO_NAME
from sync.simulator.names import COLLEAGUES

RENEWALS: Final = "renewals_2024"
"""The pipeline whose deals are renewals; their close date is the day of renewal."""

_FIRST_OWNER: Final = 61_004_711
_FIRST_USER: Final = 9_300_125


def owners() -> list[Owner]:
    """The person whose book it is first, then her colleagues; who has left is archived."""
    host = DEMO_EMAIL.partition("@")[2]
    people = [(DEMO_NAME, DEMO_EMAIL, "active")]
    people += [(name, f"{start}@{host}", state) for name, start, state in COLLEAGUES]
    made = []
    for at, (name, email, state) in enumerate(people):
        first, _, last = name.partition(" ")
        made.append(
            Owner(
                id=str(_FIRST_OWNER + 13 * at),
                user_id=_FIRST_USER + 7 * at,
                email=email,
                first=first,
                last=last or None,
                archived=state != "active" and at > 0,
            )
        )
    return made


def pipelines() -> dict[str, list[Pipeline]]:
    """Deals are sold, and renewed; tickets are answered."""
    sales = (
        ("appointmentscheduled", "Appointment scheduled", "0.2"),
        ("contractsent", "Contract sent", "0.9"),
        ("closedwon", "Closed won", "1.0"),
        ("closedlost", "Closed lost", "0.0"),
    )
    renewal = (
        ("renewal_open", "Renewal coming up", "0.7"),
        ("renewal_talks", "In talks", "0.8"),
        ("renewal_won", "Renewed", "1.0"),
        ("renewal_lost", "Not renewed", "0.0"),
    )
    tickets = ("1", "New", "OPEN"), ("2", "Waiting on contact", "OPEN"), ("4", "Closed", "CLOSED")
    return {
        "deals": [
            Pipeline(
                id="default",
                label="Sales Pipeline",
                stages=[
                    Stage(id=name, label=label, metadata=_chance(chance))
                    for name, label, chance in sales
                ],
            ),
            Pipeline(
                id=RENEWALS,
                label="Renewals",
                stages=[
                    Stage(id=name, label=label, metadata=_chance(chance))
                    for name, label, chance in renewal
                ],
            ),
        ],
        "tickets": [
            Pipeline(
                id="0",
                label="Support Pipeline",
                stages=[
                    Stage(id=name, label=label, metadata={"ticketState": state})
                    for name, label, state in tickets
                ],
            )
        ],
    }


def properties() -> dict[str, list[Property]]:
    """What the account keeps about its customers, as a customer success team would set it up."""
    return {
        "companies": [
            _own("arr_eur", "ARR (EUR)", "number", "number"),
            _own("customer_health", "Customer health", "number", "number"),
            _own("health_band", "Health band", "enumeration", "select", ("red", "amber", "green")),
            _own("contract_end", "Contract end", "date", "date"),
            _own("onboarding_stage", "Onboarding stage", "enumeration", "select", STAGES),
            _own("customer_segment", "Segment", "enumeration", "checkbox", SEGMENTS),
            _own("product_users", "Product users", "number", "number"),
            _own("product_last_seen", "Last seen in product", "datetime", "date"),
            _own("on_trial", "On trial", "bool", "booleancheckbox"),
            Property(
                name="csm",
                label="Customer success manager",
                type="enumeration",
                field_type="select",
                outside="owners",
            ),
            Property(name="org_id", label="Organisation id", unique=True),
            Property(
                name="arr_per_user",
                label="ARR per user",
                type="number",
                field_type="calculation_equation",
                calculated=True,
            ),
        ],
        "contacts": [_own("product_role", "Role in product", "string", "text")],
        "deals": [_own("renewal_kind", "Renewal kind", "enumeration", "radio", ("auto", "signed"))],
    }


def _own(name: str, label: str, type_: str, field: str, options: tuple[str, ...] = ()) -> Property:
    pairs = tuple((one, one) for one in options)
    return Property(name=name, label=label, type=type_, field_type=field, options=pairs)


def _chance(text: str) -> dict[str, str]:
    return {"probability": text, "isClosed": "true" if text in ("0.0", "1.0") else "false"}
