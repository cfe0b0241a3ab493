"""What only the person can tell of an org: whose accounts these are, what a renewal is called."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from sync import values
from sync.port import Choice, Question
from sync.salesforce import objects
from sync.salesforce.book_scope import CSM, OWNER, TEAM
from sync.salesforce.mapping import RENEWAL_TYPE
from sync.salesforce.objects import Described

CSM_FIELD: Final = "csm-field"
RENEWALS: Final = "renewal-type"
_OWNER_WORDS: Final = "Account owner"
_TEAM_WORDS: Final = "Account team"


def questions(
    kinds: Mapping[str, Described], mapping: Mapping[str, str], options: Mapping[str, str]
) -> tuple[Question, ...]:
    """The questions of a first look, with what the org has to choose from."""
    asked = [_csm(kinds["Account"], mapping, options)]
    deals = kinds.get("Opportunity")
    if deals is not None:
        asked.append(_renewal(deals, options))
    return tuple(one for one in asked if one.choices)


def _csm(account: Described, mapping: Mapping[str, str], options: Mapping[str, str]) -> Question:
    lookups = objects.lookups_of_people(account)
    own = sorted(lookups.items(), key=lambda one: (one[1].casefold(), one[0]))
    said = options.get(CSM_FIELD, "").strip()
    guess = mapping.get(CSM, "")
    team = said.partition(":")[0].strip().casefold() == TEAM
    return Question(
        key=CSM_FIELD,
        label="Who looks after an account",
        why="It decides which accounts are yours.",
        choices=(
            Choice(value=OWNER, label=_OWNER_WORDS),
            *(Choice(value=name, label=label) for name, label in own if name != OWNER),
            Choice(value=said if team else TEAM, label=_TEAM_WORDS),
        ),
        answer=said if team else guess or OWNER,
        guessed=not said and bool(guess),
    )


def _renewal(deals: Described, options: Mapping[str, str]) -> Question:
    """The types and record types of opportunities; one that has the word in it is a guess."""
    choices = renewal_choices(deals)
    said = options.get(RENEWALS, "").strip().casefold()
    guess = next((one for key, one in choices.items() if RENEWAL_TYPE in key), None)
    held = choices.get(said) if said else guess
    return Question(
        key=RENEWALS,
        label="Type of an opportunity that is a renewal",
        why="Without it no opportunity is known to be the renewal of a contract.",
        choices=tuple(choices.values()),
        answer=held.value if held is not None else "",
        guessed=not said and held is not None,
    )


def renewal_choices(deals: Described) -> dict[str, Choice]:
    """What an opportunity can be, by its name in small letters."""
    choices: dict[str, Choice] = {}
    for one in (*_types(deals), *_record_types(deals)):
        choices.setdefault(one.value.strip().casefold(), one)
    return choices


def _types(deals: Described) -> list[Choice]:
    field = deals.field("Type")
    listed = (field.picklist_values if field is not None else None) or []
    return [
        Choice(value=one.value, label=values.line(one.label, "", []) or one.value, detail="type")
        for one in listed
        if one.active and one.value.strip()
    ]


def _record_types(deals: Described) -> list[Choice]:
    return [
        Choice(value=one.name, label=one.name, detail="record type")
        for one in deals.record_type_infos or []
        if one.active and one.available and not one.master and one.name.strip()
    ]
