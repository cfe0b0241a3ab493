"""A book that would be empty after a run is not emptied without a word."""

from __future__ import annotations

import pytest

from sync.simulator.hubspot import Property
from tests.sync.hubspot.portals import Desk, add_company

BO = "61004724"
REGION = Property(name="region", label="Region", type="string")
"""What a team made, and may hold anything."""


@pytest.fixture
def book(desk):
    """Four accounts of mine by the CSM's property, and one of somebody else's."""
    desk.there.define("companies", REGION)
    for name in ("Acorn", "Birch", "Cedar", "Dogwood"):
        desk.there.add("companies", {"name": name, "csm": desk.there.me, "region": "Ulm"})
    desk.there.add("companies", {"name": "Elm", "csm": BO})
    desk.connect(csm_field="csm")
    desk.sync()
    desk.clock.move(hours=1)
    assert len(names(desk)) == 4
    return desk


def names(desk):
    return desk.column("accounts", "name", "status = 'active'")


def ids(desk):
    return dict(desk.rows("accounts", "name, external_id"))


def set_all(desk, value):
    for one in ids(desk).values():
        desk.there.change("companies", one, {"csm": value})


@pytest.mark.parametrize("full", [False, True])
@pytest.mark.parametrize("value", [None, "99999", BO])
def test_values_that_are_all_emptied_remove_nothing_and_are_told(book, value, full):
    set_all(book, value)
    for _ in range(3):
        error = book.failing(full=full)
        assert error["title"].startswith("None of the 4 accounts of this book is in it any more")
        assert "the property csm" in error["title"]
        assert error["advice"].startswith("Nothing was removed.")
        assert "csm-field" in error["advice"]
        assert len(names(book)) == 4
        book.clock.move(hours=9)
    set_all(book, book.there.me)
    book.sync()
    assert len(names(book)) == 4


def test_a_wrong_csm_field_removes_nothing_and_is_told(book):
    book.connect(csm_field="region")
    error = book.failing()
    assert "the property region" in error["title"]
    assert len(names(book)) == 4
    book.connect(csm_field="csm")
    book.sync()
    assert len(names(book)) == 4


def test_as_long_as_one_stays_the_others_may_leave(book):
    for name, one in ids(book).items():
        if name != "Acorn":
            book.there.change("companies", one, {"csm": BO})
    book.sync()
    assert names(book) == ["Acorn"]


def test_a_book_that_is_exchanged_as_a_whole_is_taken(book):
    for one in book.there.records("companies"):
        other = BO if one["properties"]["csm"] == book.there.me else book.there.me
        book.there.change("companies", one["id"], {"csm": other})
    book.sync()
    assert names(book) == ["Elm"]


@pytest.mark.parametrize("way", ["people", "segments"])
def test_a_book_whose_new_accounts_come_pages_after_the_old_ones_is_taken(desk, way):
    desk.there.define("companies", REGION)
    for n in range(130):
        mine = "csm" if n < 120 else "region"
        desk.there.add("companies", {"name": f"Company {n}", mine: desk.there.me})
    desk.connect(csm_field="csm")
    desk.sync()
    assert len(names(desk)) == 120
    if way == "people":
        desk.connect(csm_field="region")
    else:
        segment = f"segment:{desk.there.me}"
        desk.connect(csm_field="csm", segment_field="region", book=segment)
    desk.sync()
    assert len(names(desk)) == 10


def test_the_index_of_a_search_that_runs_late_is_not_believed(start, store, clock):
    desk = Desk(store, start(search_lag=5.0), clock)
    for name in ("Acorn", "Birch", "Cedar"):
        desk.there.add("companies", {"name": name, "csm": desk.there.me})
    desk.connect(csm_field="csm")
    desk.sync()
    desk.clock.move(hours=30)
    for one in desk.there.records("companies"):
        desk.there.change("companies", one["id"], {"csm": None})
    assert "None of the 3 accounts" in desk.failing()["title"]
    assert len(names(desk)) == 3


def test_another_segment_for_the_book_is_found_though_none_of_the_old_is_in_it(book):
    for one in book.there.records("companies"):
        kind = "partner" if one["properties"]["name"] == "Elm" else "customer"
        book.there.change("companies", one["id"], {"city": kind})
    book.connect(csm_field="csm", segment_field="city", book="segment:partner")
    book.sync()
    assert names(book) == ["Elm"]
    book.connect(csm_field="csm", segment_field="city", book="segment:customer")
    book.sync()
    assert len(names(book)) == 4
    book.connect(csm_field="csm", segment_field="city", book="unassigned:other")
    assert "the properties csm and city" in book.failing()["title"]


def test_a_book_of_nobody_says_so(desk):
    desk.there.define("companies", REGION)
    add_company(desk.there, "Acorn", region="Ulm")
    desk.connect(csm_field="region")
    for _ in range(2):
        (words,) = desk.sync().notices
        assert "No company in HubSpot is in your book: the property region" in words
        desk.clock.move(hours=1)
    desk.connect(book="all")
    assert desk.sync().notices == []
