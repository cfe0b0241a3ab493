"""Where HubSpot is found from what was typed."""

from __future__ import annotations

import pytest

from book.errors import Usage
from sync.hubspot.hosts import ADDRESS, address


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("", ADDRESS),
        ("https://app.hubspot.com/contacts/1234", ADDRESS),
        ("app-eu1.hubspot.com", ADDRESS),
        ("https://api.hubapi.com/crm/", ADDRESS),
        ("http://127.0.0.1:8080/", "http://127.0.0.1:8080"),
        ("proxy.pebble.example/hub", "https://proxy.pebble.example/hub"),
    ],
)
def test_an_address(typed, expected):
    assert address(typed, {}) == expected


@pytest.mark.parametrize("typed", ["http://api.hubapi.com", "https://me:pw@host.example", "a b"])
def test_an_address_that_is_none(typed):
    with pytest.raises(Usage):
        address(typed, {})
