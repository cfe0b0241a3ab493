"""Whose meeting it is by its people's addresses."""

from __future__ import annotations

import pytest

from book.meeting_matching import Addresses, bare_domain, domain_of, match, parts_of

KNOWN = Addresses(
    people={
        "ana@oak.example": frozenset({1}),
        "bo@gmail.com": frozenset({2}),
        "both@oak.example": frozenset({1, 2}),
    },
    domains={
        "oak.example": frozenset({1}),
        "elm.example": frozenset({2}),
        "shared.example": frozenset({3, 4}),
        "gmail.com": frozenset({5}),
        "pebble.example": frozenset({6}),
    },
    ours=frozenset({"pebble.example"}),
)


@pytest.mark.parametrize(
    ("emails", "expected"),
    [
        (["Ana@Oak.example"], (1, "email")),
        (["new@oak.example", "ida@pebble.example"], (1, "domain")),
        (["bo@gmail.com"], (2, "email")),
        (["who@gmail.com"], (None, None)),
        (["ida@pebble.example"], (None, None)),
        (["x@shared.example"], (None, "several")),
        (["x@oak.example", "y@elm.example"], (None, "several")),
        (["both@oak.example"], (None, "several")),
        (["ana@oak.example", "y@elm.example"], (1, "email")),
        (["x@sub.oak.example", "oak.example", "@oak.example", ""], (None, None)),
        ([], (None, None)),
    ],
)
def test_whose_meeting_it_is(emails, expected):
    assert match(emails, KNOWN) == expected


def test_domains_are_spelt_alike():
    assert bare_domain("https://www.Oak.Example/about") == "oak.example"
    assert bare_domain("oak.example:443") == "oak.example"
    assert domain_of("Ana@OAK.example.") == "oak.example"
    assert domain_of("ana@localhost") == ""


def test_an_event_that_strangers_share_falls_into_the_parts_of_accounts():
    known = Addresses(
        people={"tom@gmail.com": frozenset({2})},
        domains={"oak.example": frozenset({1}), "twin.example": frozenset({3, 4})},
        ours=frozenset({"us.example"}),
    )
    people = [
        ("ana@oak.example", "Ana"),
        ("ida@us.example", "Ida"),
        ("TOM@gmail.com", "Tom"),
        ("x@stranger.example", "X"),
        ("bo@oak.example", ""),
        ("kim@twin.example", "Kim"),
    ]
    assert parts_of(people, known) == [
        (1, "domain", (people[0], people[4], people[1])),
        (2, "email", (people[2], people[1])),
    ]
    assert parts_of(people[3:4], known) == [(None, None, ())]
    assert parts_of(people[5:], known) == [(None, "several", ())]
