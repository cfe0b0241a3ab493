"""Which of an account's properties mean what here: the person's options, then what labels tell."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from book.errors import Usage
from sync import field_mapping, values
from sync.field_mapping import NOT_MAPPED, OPTION_FACTS
from sync.hubspot import fitting
from sync.hubspot.companies import NATIVE, OF_DEALS
from sync.hubspot.shapes import PipelineRow, Property
from sync.hubspot.workspace import field

CSM: Final = "csm-field"
SEGMENTS: Final = "segment-field"
RENEWALS: Final = "renewal-pipeline"
CALLS: Final = "calls"
IDS: Final = "id-field"
OPTIONS: Final = frozenset((CSM, SEGMENTS, RENEWALS, CALLS, IDS))
"""The options this source has beside those of all sources."""
_OWN_LABELS: Final = {
    "arr_cents": re.compile(r"((current|total) )?arr( (in )?[a-z]{3})?"),
    "renewal_date": re.compile(r"((next|contract|subscription) )?renewal( date)?"),
    "health": re.compile(r"((customer|account) )?health( score)?"),
    "segments": re.compile(r"(customer )?segments?"),
    "users_count": re.compile(r"((product|active) )?users( count)?"),
    "last_seen_at": re.compile(r"last (seen|log ?in|active)( in (the )?product)?"),
    "org_id": re.compile(r"(organi[sz]ation|org|workspace|external) id"),
}
"""Facts whose properties are guessed here: other sources have a field of their own for them, or
say the currency beside the number."""
_NOT_IF_GIVEN: Final = {
    "arr_cents": ("arr-field",),
    "renewal_date": ("renewal-field", RENEWALS),
    "health": ("health-field",),
    "segments": (SEGMENTS,),
    "org_id": (IDS,),
}
"""Fact → the options that settle it, whatever labels say."""
_OF_OPTION: Final = {CSM: "owner_id", SEGMENTS: "segments", IDS: "org_id"}
_FACTS: Final = {**OPTION_FACTS, **_OF_OPTION}
_APART: Final = re.compile(r"[^a-z0-9]+")


def chosen(
    options: Mapping[str, str], catalogue: Sequence[Property], deals: Sequence[PipelineRow]
) -> tuple[dict[str, str], tuple[str, ...]]:
    """The mapping, and which of its facts were guessed.

    Only properties that somebody made are guessed: HubSpot's own, such as the lifecycle stage of
    its sales funnel, mean something else. Raises Usage for an option that names nothing there.
    """
    _check(options)
    named = {value.strip().casefold() for value in options.values()}
    usable = [
        field(one)
        for one in catalogue
        if not one.hubspot_defined or {one.name.casefold(), _label(one)} & named
    ]
    found, guessed = field_mapping.mapped(options, usable, {})
    guesses = set(guessed) - {"domain"}
    for fact in _OWN_LABELS:
        # No pipeline is no word on a property: that question was about deals alone.
        said = {one for one in options if one != RENEWALS or given(options, one)}
        if said.isdisjoint(_NOT_IF_GIVEN.get(fact, ())):
            guesses |= _guess(fact, catalogue, found)
    found |= NATIVE
    for option, fact in _OF_OPTION.items():
        wanted = given(options, option)
        if wanted:
            found[fact] = _named(option, wanted, catalogue)
    pipeline = given(options, RENEWALS)
    if pipeline:
        found["renewal_date"] = OF_DEALS + _pipeline(pipeline, deals)
    named_by = {fact: option for option, fact in _FACTS.items() if given(options, option)}
    if pipeline:
        named_by.pop("renewal_date", None)
    _all_there(named_by, found, catalogue)
    fitting.check_kinds(named_by, found, catalogue)
    return found, tuple(sorted(guesses))


def given(options: Mapping[str, str], option: str) -> str:
    """What an option says; empty where it is not given, or says `none`."""
    said = options.get(option, "").strip()
    return "" if said.casefold() == NOT_MAPPED else said


def choices(mapping: Mapping[str, str], catalogue: Iterable[Property]) -> dict[str, dict[str, str]]:
    """How people read the values of mapped picklists, where they read something else."""
    mapped = set(mapping.values())
    found: dict[str, dict[str, str]] = {}
    for one in catalogue:
        if one.name not in mapped or one.name == mapping.get("owner_id"):
            continue
        read = {
            str(choice.value): values.line(choice.label, "", []) or str(choice.value)
            for choice in one.options or ()
            if choice.value is not None
        }
        if any(value != label for value, label in read.items()):
            found[one.name] = read
    return found


def _check(options: Mapping[str, str]) -> None:
    wish = options.get(CALLS, "notes").strip().lower()
    if wish not in ("notes", "calls"):
        raise Usage(
            f"{CALLS} is notes or calls, not “{wish}”.",
            "It says what a note of a call becomes in HubSpot.",
        )
    if given(options, RENEWALS) and given(options, "renewal-field"):
        raise Usage(
            "The renewal date is told by a property or by deals, not by both.",
            f"Give either renewal-field or {RENEWALS}.",
        )


def _guess(fact: str, catalogue: Iterable[Property], found: dict[str, str]) -> set[str]:
    """Maps a fact by its label where one fits and nothing stands there; names it if so."""
    for one in sorted(catalogue, key=lambda one: one.name):
        words = _APART.sub(" ", _label(one)).strip()
        fits = not one.hubspot_defined and _OWN_LABELS[fact].fullmatch(words)
        if fits and fact not in found and one.name not in found.values():
            found[fact] = one.name
            return {fact}
    return set()


def _named(option: str, wanted: str, catalogue: Sequence[Property]) -> str:
    """The name of the property an option means, by its name or its label."""
    if any(one.name == wanted for one in catalogue) or not catalogue:
        return wanted
    for one in catalogue:
        if _label(one) == wanted.casefold():
            return one.name
    raise fitting.no_such(option, wanted, catalogue)


def _pipeline(wanted: str, deals: Sequence[PipelineRow]) -> str:
    named = [values.line(one.label, "", []) or one.id for one in deals]
    if any(one.id == wanted for one in deals):
        return wanted
    for one in deals:
        if (values.line(one.label, "", []) or "").casefold() == wanted.casefold():
            return one.id
    raise Usage(
        f"{RENEWALS}: HubSpot has no pipeline of deals called “{wanted}”.",
        f"It has {fitting.listed(named)}." if named else "It has none that this key may see.",
    )


def _all_there(
    named_by: Mapping[str, str], mapping: Mapping[str, str], catalogue: Sequence[Property]
) -> None:
    """Raises Usage for a property that was named and is not there; nobody knows without a list."""
    names = {one.name for one in catalogue}
    for fact, option in named_by.items():
        at = mapping.get(fact, "")
        if catalogue and at and at not in names:
            raise fitting.no_such(option, at, catalogue)


def _label(one: Property) -> str:
    return (values.line(one.label, "", []) or "").casefold()
