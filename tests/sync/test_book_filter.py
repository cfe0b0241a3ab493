"""Which accounts are in the book."""

from __future__ import annotations

import pytest

from book.errors import Usage
from book.facts import Teammate
from sync.book_filter import BookFilter

TEAM = [
    Teammate(external_id="adm-me", name="Ida", email="Ida@pebble.example"),
    Teammate(external_id="adm-bo", name="Bo", email="bo@pebble.example"),
]


def fits(text, *, people=(), assigned=False, segments=()):
    book = BookFilter.parse(text).with_people("adm-me", "ida@pebble.example", TEAM)
    return book.fits(set(people), assigned, segments)


@pytest.mark.parametrize(
    ("text", "account", "inside"),
    [
        ("", {"people": ["adm-me"]}, True),
        ("mine", {"people": ["adm-me"]}, True),
        ("mine", {"people": ["ida@pebble.example"]}, True),
        ("mine", {"people": ["adm-bo"], "segments": ["CSM Managed"]}, False),
        ("mine", {}, False),
        ("owner:BO@pebble.example", {"people": ["adm-bo"]}, True),
        ("owner:bo@pebble.example", {"people": ["adm-me"]}, False),
        ("owner:gone@pebble.example", {"people": ["gone@pebble.example"]}, True),
        ("segment:csm managed", {"segments": ["CSM Managed"]}, True),
        ("segment:CSM Managed", {"segments": ["CSM"]}, False),
        ("unassigned:Leads", {"segments": ["leads"]}, True),
        ("unassigned:Leads", {"segments": ["leads"], "assigned": True}, False),
        ("unassigned:Leads", {"segments": ["other"]}, False),
        ("mine, unassigned:Leads", {"people": ["adm-me"], "assigned": True}, True),
        ("mine,segment:A,segment:B", {"segments": ["b"]}, True),
        ("all", {}, True),
    ],
)
def test_who_is_in(text, account, inside):
    assert fits(text, **account) is inside


@pytest.mark.parametrize(
    "text",
    ["mien", "owner:", "owner:kim", "owner:kim@", "owner:a b@x.test", "segment", "segment: ",
     "unassigned:", "all:x", "mine:me", "mine,,all", "mine,", "tag:x"],
)  # fmt: skip
def test_words_that_say_nothing(text):
    with pytest.raises(Usage, match="does not say which accounts") as told:
        BookFilter.parse(text)
    assert "owner:EMAIL" in told.value.advice


def test_nobody_is_mine_without_me():
    book = BookFilter.parse("mine").with_people(None, None, TEAM)
    assert not book.fits({"adm-me", ""}, True, ["CSM Managed"])
