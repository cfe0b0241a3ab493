"""Where a workspace is."""

from __future__ import annotations

import pytest

from book.errors import Usage
from sync.vitally.hosts import address


@pytest.mark.parametrize(
    ("url", "options", "expected"),
    [
        ("", {"subdomain": "pebble"}, "https://pebble.rest.vitally.io"),
        ("", {"subdomain": "pebble", "region": "us"}, "https://pebble.rest.vitally.io"),
        ("", {"subdomain": " Pebble ", "region": "US"}, "https://pebble.rest.vitally.io"),
        ("", {"subdomain": "pebble.vitally.io"}, "https://pebble.rest.vitally.io"),
        ("", {"subdomain": "https://pebble.vitally.io/home"}, "https://pebble.rest.vitally.io"),
        ("", {"subdomain": "pebble.rest.vitally.io"}, "https://pebble.rest.vitally.io"),
        ("", {"region": "eu"}, "https://rest.vitally-eu.io"),
        ("", {"region": "eu", "subdomain": "pebble"}, "https://rest.vitally-eu.io"),
        ("https://rest.vitally.io", {}, "https://rest.vitally.io"),
        ("https://pebble.vitally.io/accounts", {}, "https://pebble.rest.vitally.io"),
        ("pebble.rest.vitally.io", {}, "https://pebble.rest.vitally.io"),
        ("https://proxy.example/vitally/", {}, "https://proxy.example/vitally"),
        ("https://proxy.example/x/resources", {}, "https://proxy.example/x"),
        ("http://127.0.0.1:8123/x", {"region": "us"}, "http://127.0.0.1:8123/x"),
    ],
)
def test_the_address(url, options, expected):
    assert address(url, options) == expected


@pytest.mark.parametrize(
    ("url", "options"),
    [
        ("", {}),
        ("", {"region": "us"}),
        ("", {"region": "us", "subdomain": " "}),
        ("", {"region": "asia", "subdomain": "pebble"}),
        ("", {"subdomain": "pebble.evil.example"}),
        ("", {"subdomain": "-x"}),
        ("", {"subdomain": "a b"}),
        ("", {"subdomain": "rest"}),
        ("", {"subdomain": "evil.example/x?"}),
        ("http://pebble.rest.vitally.io", {}),
        ("http://proxy.example", {}),
    ],
)
def test_what_names_no_workspace_is_refused_with_advice(url, options):
    with pytest.raises(Usage) as caught:
        address(url, options)
    assert caught.value.title.endswith(".")
    assert caught.value.advice


@pytest.mark.parametrize("options", [{"subdomain": "pebble"}, {"region": "eu"}])
def test_an_address_once_found_stays(options):
    found = address("", options)
    assert address(found, options) == found
