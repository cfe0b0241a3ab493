"""What went wrong once, cut down to its smallest schedule: it goes right ever since."""

from __future__ import annotations

import asyncio
from typing import Any, Final

import pytest

from sync.simulator.hubspot import Quirks
from tests.laptops.crms import CRMS
from tests.laptops.hubspot_crm import HubSpotWays
from tests.laptops.machine import machine
from tests.laptops.replay import played
from tests.laptops.salesforce_crm import SalesforceWays
from tests.laptops.service import Ways
from tests.laptops.world import Step, prepare


def _begun(ways: Ways, skew: int = 0) -> Step:
    return "begin", {"skews": (0, skew), "ways": ways}


def _unanswered(kind: str, lost: str = "plug pulled after") -> Step:
    """Laptop b makes a record; the service takes it, and the laptop does not hear of it."""
    given = {"who": "b", "kind": kind, "form": 0, "lost": lost, "at": 0, "send_only": True}
    return "new_record_without_an_answer", given


def _in_browser(kind: str, what: str, **more: Any) -> Step:
    """Somebody does something to the newest record."""
    usual = {"kind": kind, "pick": 0, "form": 0, "at": 0, "how": "add", "what": what}
    return "browser_edits", usual | more


_NOTE: Final[Step] = (
    "add_note",
    {"who": "b", "pick": 0, "form": 0, "lines": 1, "private": False},
)
_SYNC: Final[Step] = ("sync_by_hand", {"who": "b"})
_QUICKER: Final[Step] = (
    "browser_is_quicker",
    {"who": "b", "kind": "task", "pick": 0, "form": 0, "at": 0, "how": "add", "what": "body"},
)
_AHEAD: Final[Step] = ("clock_is_set", {"who": "b", "hours": 25})
_MERGED: Final[Step] = ("accounts_are_merged", {"pick": 0, "rare": 2})
_BARE: Final = SalesforceWays(keyed=False)

HUBSPOT: Final[dict[str, list[Step]]] = {
    "a new note whose link does not show yet stays in the book": [
        _begun(HubSpotWays(links_lag=20.0)),
        _NOTE,
        _SYNC,
        _in_browser("note", "body", at=2, how="replace"),
    ],
    "a note that was deleted before anybody knew of it is not made again": [
        _begun(HubSpotWays()),
        _unanswered("note"),
        _in_browser("note", "archive"),
        _SYNC,
    ],
    "a note that was moved before anybody knew of it is not made again": [
        _begun(HubSpotWays()),
        _unanswered("note"),
        _in_browser("note", "move", at=2),
        ("time_passes", {"minutes": 30}),
        _SYNC,
    ],
    "a task that was moved before anybody knew of it is not made again": [
        _begun(HubSpotWays(search_lag=25.0, links_lag=20.0)),
        _unanswered("task"),
        _in_browser("task", "move", at=2),
        _SYNC,
    ],
    "notes of a company that is back under a new id stay in the book": [
        _begun(HubSpotWays()),
        _NOTE,
        _SYNC,
        ("account_comes_back_under_a_new_id", {"pick": 0, "rare": 2}),
    ],
    "a clock that is put ahead does not make a new task older": [
        _begun(HubSpotWays(search_lag=25.0, links_lag=20.0)),
        _unanswered("task", "500 done"),
        _AHEAD,
        _SYNC,
    ],
    "a note at a company of mine that no search shows yet stays in the book": [
        _begun(HubSpotWays(search_lag=25.0)),
        _NOTE,
        _SYNC,
        ("time_passes", {"minutes": 2}),
        ("account_comes_back_under_a_new_id", {"pick": 0, "rare": 2}),
        _in_browser("note", "move"),
        _SYNC,
        _in_browser("note", "title", form=9),
    ],
    "companies merged twice are not missed": [
        _begun(HubSpotWays(quirks=Quirks(merge_makes_new_id=True)), skew=-20),
        _MERGED,
        ("accounts_are_merged", {"pick": 1, "rare": 2}),
    ],
}
SALESFORCE: Final[dict[str, list[Step]]] = {
    "what somebody wrote between a look and a write is not written over": [
        _begun(SalesforceWays()),
        _QUICKER,
        _QUICKER,
    ],
    "what is written below the line that names a key stays text, and the key a key": [
        _begun(_BARE),
        _NOTE,
        _SYNC,
        _in_browser("note", "body", at=11),
        _SYNC,
        ("edit_note", {"who": "b", "pick": 0, "form": 0, "at": 0, "how": "add", "field": "body"}),
    ],
    "a clock that is put ahead does not make a new call older": [
        _begun(SalesforceWays(keyed=False, late=20.0)),
        _unanswered("task"),
        _unanswered("note", "500 done"),
        _AHEAD,
        _SYNC,
    ],
    "a call that is not committed yet when it is looked for is not made again": [
        _begun(SalesforceWays(keyed=False, late=20.0)),
        _unanswered("task"),
        _unanswered("note"),
        _SYNC,
    ],
}


@pytest.mark.parametrize(
    ("crm", "steps"),
    [
        pytest.param(crm, steps, id=f"{crm}: {name}")
        for crm, found in (("hubspot", HUBSPOT), ("salesforce", SALESFORCE))
        for name, steps in found.items()
    ],
)
def test_it_goes_right_ever_since(crm, steps, home):
    laptops = machine()
    with asyncio.Runner() as runner:
        prepare(laptops, CRMS[crm], home, runner)
        wrong = played(laptops, steps)
    assert wrong is None, wrong
    assert laptops.tally.schedules == 1
