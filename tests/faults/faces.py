"""The services these tests run against, and which part of a set each of them gets."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import product
from typing import Any, Final

import pytest

from tests.conftest import DEEP
from tests.faults.crm_hubspot import HubSpot, KeyedHubSpot
from tests.faults.crm_salesforce import PlainSalesforce, Salesforce
from tests.faults.crm_vitally import Vitally
from tests.faults.crms import Crm

FACES: Final[dict[str, type[Crm]]] = {
    "vitally": Vitally,
    "hubspot": HubSpot,
    "salesforce": Salesforce,
    "hubspot, keyed": KeyedHubSpot,
    "salesforce, no key field": PlainSalesforce,
}
"""Each service, and behind them those that differ by how a new record is found again."""
MAIN: Final = ("vitally", "hubspot", "salesforce")
CREATIONS: Final = ("a new note", "a new task")
"""The operations at which the last two differ."""


def each(*sets: Iterable[str], share: int = 6, always: Iterable[tuple[str, ...]] = ()) -> list[Any]:
    """Service by name together with one of each set, as parameters of a test.

    Vitally meets every combination, and with --deep so does every service. Without, the others
    meet one in `share`, spread so that each member of each set comes up, and those of `always`;
    the two special ones one in twice as many, and only of those that make a record.
    """
    chosen, always = [], set(always)
    for place, face in enumerate(FACES):
        for ones in product(*map(list, sets)):
            special = face not in MAIN
            if special and not set(ones) & set(CREATIONS):
                continue
            step = 2 * share if special else share
            turn = _turn(sets, ones) % step == place % step
            if DEEP or face == "vitally" or turn or ones in always:
                chosen.append(pytest.param(face, *ones, id="-".join((face, *ones))))
    return chosen


def _turn(sets: tuple[Iterable[str], ...], ones: tuple[str, ...]) -> int:
    return sum(list(some).index(one) for some, one in zip(sets, ones, strict=True))
