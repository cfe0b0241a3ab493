"""The connector as the registry hands it out."""

from __future__ import annotations

import pytest

from book.errors import Auth
from book.living import HEIRS
from book.records import Source
from sync.connectors import connector, names
from sync.hubspot.connector import HubSpotConnector
from sync.hubspot.kinds import KINDS
from sync.hubspot.workspace import until_midnight
from sync.port import Setup


async def pause(seconds: float) -> None:
    """Waits for nothing."""


def test_it_is_built_in():
    assert "hubspot" in names()
    assert connector("hubspot").__name__ == HubSpotConnector.__name__
    assert HubSpotConnector.name == "hubspot"


def test_the_stages_stand_in_an_order_in_which_each_finds_what_it_needs():
    stages = HubSpotConnector.stages
    for earlier, later in (
        ("teammates", "accounts"),
        ("fields", "accounts"),
        ("pipelines", "accounts"),
        ("accounts", "older"),
        ("older", HEIRS),
        *((HEIRS, kind) for kind in KINDS),
    ):
        assert stages.index(earlier) < stages.index(later)


def test_what_the_connect_dialog_says():
    words = HubSpotConnector.connect_words
    for scope in ("companies.read", "contacts.read", "owners.read", "contacts.write", "tickets"):
        assert scope in words
    assert "key" in HubSpotConnector.secret_name
    assert {"renewal-pipeline", "csm-field"} <= HubSpotConnector.options


def test_without_a_key_there_is_no_connector():
    with pytest.raises(Auth):
        HubSpotConnector(Setup(source=Source(name="hubspot", url=""), secret=" ", pause=pause))


@pytest.mark.parametrize(
    ("capabilities", "hours"),
    [
        ({}, 15),
        ({"time_zone": "Etc/UTC"}, 15),
        ({"time_zone": "America/New_York"}, 19),
        ({"time_zone": "Nowhere/At-All", "utc_offset_minutes": 120}, 13),
        ({"time_zone": "../../etc/passwd"}, 15),
    ],
)
def test_the_account_s_midnight(clock, capabilities, hours):
    source = Source(name="hubspot", url="", capabilities=capabilities)
    assert until_midnight(source, clock) == hours * 3600
