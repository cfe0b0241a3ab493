"""What only the person can tell of a HubSpot account: whose companies these are, and which deals
are renewals."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from sync import values
from sync.hubspot import kinds
from sync.hubspot.choosing import CSM, RENEWALS
from sync.hubspot.companies import OF_DEALS
from sync.hubspot.shapes import PipelineRow, Property
from sync.port import Choice, Question

_OWNER_WORDS: Final = "Company owner"
_OF_OWNERS: Final = "OWNER"
_SUCCESS: Final = re.compile(r"\b(csm|customer success|success manager)\b", re.IGNORECASE)


def questions(
    mapping: Mapping[str, str], catalogue: Sequence[Property], deals: Sequence[PipelineRow]
) -> tuple[Question, ...]:
    """The questions of a first look, with what the account has to choose from."""
    asked = (_csm(mapping, catalogue), _renewals(mapping, deals))
    return tuple(one for one in asked if one.choices)


def _csm(mapping: Mapping[str, str], catalogue: Sequence[Property]) -> Question:
    held = mapping.get("owner_id", kinds.OWNER)
    found = {
        one.name: Choice(value=one.name, label=_label(one), detail=one.name)
        for one in sorted(catalogue, key=lambda one: (_label(one).casefold(), one.name))
        if one.name != kinds.OWNER and (_names_people(one) or one.name == held)
    }
    if held != kinds.OWNER and held not in found:
        found[held] = Choice(value=held, label=held)
    return Question(
        key=CSM,
        label="Who looks after a company",
        why="It decides which companies are yours.",
        choices=(Choice(value=kinds.OWNER, label=_OWNER_WORDS), *found.values()),
        answer=held,
    )


def _names_people(one: Property) -> bool:
    """Whether a property holds an owner, or, by its label, the address of one."""
    if one.referenced_object_type == _OF_OWNERS:
        return True
    return one.type == "string" and not one.hubspot_defined and bool(_SUCCESS.search(_label(one)))


def _renewals(mapping: Mapping[str, str], deals: Sequence[PipelineRow]) -> Question:
    at = mapping.get("renewal_date", "")
    return Question(
        key=RENEWALS,
        label="Pipeline of deals that are renewals",
        why=(
            "Where no property holds the renewal date, it is the first close date among the open"
            " deals of this pipeline."
        ),
        choices=tuple(
            Choice(value=one.id, label=values.line(one.label, "", []) or one.id) for one in deals
        ),
        answer=at.removeprefix(OF_DEALS) if at.startswith(OF_DEALS) else "",
        instead_of="renewal-field",
    )


def _label(one: Property) -> str:
    return values.line(one.label, "", []) or one.name
