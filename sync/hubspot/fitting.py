"""Whether what a person named when connecting can hold what it was named for: the kind of value of
a property, the segments and people of the book. Where it cannot, what there is instead is said."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final

from msgspec import Struct

from book.errors import Usage
from book.facts import Teammate
from sync import values
from sync.book_filter import BookFilter
from sync.hubspot.kinds import OWNER
from sync.hubspot.shapes import Property

OF_OWNERS: Final = "OWNER"
MOST_NAMED: Final = 8
"""So many that would do are named."""
_KINDS: Final = {
    "string": "text",
    "phone_number": "text",
    "enumeration": "a choice from a list",
    "number": "a number",
    "date": "a date",
    "datetime": "a date",
    "bool": "yes or no",
}


class _Need(Struct, frozen=True):
    """What a fact has to be."""

    words: str
    types: frozenset[str]


_NUMBER: Final = _Need("a number", frozenset(("number",)))
_DAY: Final = _Need("a date", frozenset(("date", "datetime")))
_TEXT: Final = _Need("text or a choice from a list", frozenset(("string", "enumeration", "bool")))
_NEEDS: Final = {
    "arr_cents": _NUMBER,
    "forecast_cents": _NUMBER,
    "credit_balance_cents": _NUMBER,
    "health": _NUMBER,
    "renewal_date": _DAY,
    "contract_end": _DAY,
    "credit_expiry": _DAY,
    "run_out": _DAY,
    "segments": _TEXT,
}


def check_kinds(
    said: Mapping[str, str], mapping: Mapping[str, str], catalogue: Sequence[Property]
) -> None:
    """Raises Usage for a property that cannot hold the fact an option says it does.

    `said` is the option each fact was named with, for those that were. What nobody knows the kind
    of is let be.
    """
    there = {one.name: one for one in catalogue}
    for fact, option in said.items():
        found, need = there.get(mapping.get(fact, "")), _NEEDS.get(fact)
        if found is None:
            continue
        if fact == "owner_id":
            _check_people(option, found, catalogue)
        elif need is not None and not _fits(found, need):
            held = _KINDS.get(str(found.type), str(found.type))
            raise Usage(
                f"{option}: the company property {spelt(found)} holds {held}, where"
                f" {need.words} is needed.",
                _instead([one for one in catalogue if _fits(one, need)]),
            )


def _check_people(option: str, found: Property, catalogue: Sequence[Property]) -> None:
    """Whose a company is: an owner, or, in a property of the team's own, an e-mail address."""
    if names_people(found):
        return
    raise Usage(
        f"{option}: the company property {spelt(found)} does not say who looks after a company.",
        _instead([one for one in catalogue if one.referenced_object_type == OF_OWNERS]),
    )


def names_people(one: Property) -> bool:
    """Whether a property may tell who looks after a company."""
    if one.referenced_object_type == OF_OWNERS:
        return True
    return not one.hubspot_defined and str(one.type) in ("string", "enumeration")


def check_book(
    book: BookFilter,
    mapping: Mapping[str, str],
    catalogue: Sequence[Property],
    team: Iterable[Teammate],
) -> None:
    """Raises Usage where the book is to be of somebody or some segment that is not there.

    A property that may hold any text is let be: nobody knows what stands in it.
    """
    there = {one.name: one for one in catalogue}
    people = there.get(mapping.get("owner_id", ""))
    by_owner = people is not None and people.referenced_object_type == OF_OWNERS
    if by_owner:
        known = {(mate.email or "").casefold() for mate in team}
        for one in sorted(book.owners - known):
            raise Usage(
                f"book=owner:{one}: no owner in HubSpot has that address.",
                _closest(one, known - {""}) or "Give one as it stands in HubSpot's settings.",
            )
    segments = there.get(mapping.get("segments", ""))
    if segments is None or segments.type != "enumeration":
        return
    named = [values.line(one.label, "", []) or str(one.value) for one in segments.options or ()]
    known = {name.casefold() for name in named}
    for word, wanted in (("segment", book.segments), ("unassigned", book.unassigned)):
        for one in sorted(wanted - known):
            raise Usage(
                f"book={word}:{one}: the company property {spelt(segments)} has no such value.",
                f"It has {listed(named)}." if named else "It has none.",
            )


def no_such(option: str, wanted: str, catalogue: Iterable[Property]) -> Usage:
    """What is said of a property that is not there."""
    each = list(catalogue)
    names = {one.name for one in each} | {label(one) for one in each}
    return Usage(
        f"{option}: HubSpot has no company property called “{wanted}”.",
        f"{_closest(wanted, names)} Give its label as it stands in HubSpot's settings, or its"
        " internal name; none keeps it unmapped.".strip(),
    )


def label(one: Property) -> str:
    """A property as people call it."""
    return values.line(one.label, "", []) or one.name


def spelt(one: Property) -> str:
    """A property as people call it, and as HubSpot does."""
    return one.name if label(one) == one.name else f"{label(one)} ({one.name})"


def listed(names: Sequence[str]) -> str:
    """The first of some names, and how many more there are."""
    first, more = names[:MOST_NAMED], len(names) - MOST_NAMED
    return ", ".join(first) + (f", and {more} more" if more > 0 else "")


def _fits(one: Property, need: _Need) -> bool:
    if need is _NUMBER and one.type == "enumeration":
        # A score that is chosen from a list is a number all the same.
        held = [str(choice.value) for choice in one.options or ()]
        return bool(held) and all(values.number(value, "", []) is not None for value in held)
    return str(one.type) in need.types or one.type is None


def _instead(fitting: Iterable[Property]) -> str:
    """The properties that would do: HubSpot's own, which mean something else, only where the team
    made none."""
    found = sorted(fitting, key=lambda one: (bool(one.hubspot_defined), label(one).casefold()))
    made = [one for one in found if not one.hubspot_defined or one.name == OWNER]
    named = [spelt(one) for one in made or found]
    return f"These would do: {listed(named)}." if named else "HubSpot has none that would do."


def _closest(wanted: str, names: Collection[str]) -> str:
    by_case = {one.casefold(): one for one in sorted(names)}
    near = difflib.get_close_matches(wanted.casefold(), list(by_case), n=3)
    return f"Did you mean {' or '.join(by_case[one] for one in near)}?" if near else ""
