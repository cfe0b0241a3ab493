"""Properties that are gone, or never were there: named, worked round, and nothing wiped by it."""

from __future__ import annotations

import pytest

from sync.simulator.hubspot import Property, Quirks
from tests.sync.hubspot.portals import Desk, add_company

BO = "61004724"


@pytest.fixture(params=["ignored", "refused"])
def desk(request, start, store, clock):
    """A book beside an account that passes over what it does not know, or refuses the question."""
    return Desk(store, start(quirks=Quirks(unknown_properties=request.param)), clock)


def names(desk):
    return desk.column("accounts", "name", "status = 'active'")


def test_a_property_that_vanished_is_named_and_the_run_goes_on_without_it(desk):
    add_company(desk.there, "Acorn", arr_eur="100", customer_health="7.5")
    desk.connect()
    desk.sync()
    assert desk.rows("accounts", "arr_cents, health") == [(10000, 7.5)]
    desk.there.drop_property("companies", "arr_eur")
    desk.clock.move(days=1)
    report = desk.sync()
    # A property is no record that could not be read: it is told in words, in every run, and what
    # was read of it stays (it was counted as one and wiped before).
    assert report.bad == 0
    assert ["arr_eur" in one for one in report.notices] == [True]
    assert "the ARR of accounts, is not in HubSpot any more" in report.notices[0]
    assert "what was read of it last stays, and gets old" in report.notices[0]
    assert "choose another, or none" in report.notices[0]
    assert report.notices[0] in desk.words()
    assert desk.column("sources", "detail") == [report.notices[0]]
    assert desk.rows("accounts", "arr_cents, health") == [(10000, 7.5)]
    desk.clock.move(hours=1)
    assert desk.sync().notices == report.notices


def test_a_property_that_vanished_within_the_day_is_noticed_by_its_absence(desk):
    acorn = add_company(desk.there, "Acorn", arr_eur="100")
    desk.connect()
    desk.sync()
    desk.clock.move(hours=1)
    desk.there.drop_property("companies", "arr_eur")
    desk.there.change("companies", acorn, {"name": "Acorn Ltd"})
    there = desk.there
    birch = add_company(there, "Birch", customer_health="5")
    report = desk.sync()
    assert ["arr_eur" in one for one in report.notices] == [True]
    # What was known of it stays; of what is new it is unknown.
    assert desk.rows("accounts", "name, arr_cents") == [("Acorn Ltd", 10000), ("Birch", None)]
    # It is known from now on, also to a run in which nothing is asked of companies.
    desk.clock.move(hours=1)
    desk.sync()
    assert desk.sync().notices == report.notices
    assert len(desk.asked(desk.sync)) == 7
    assert desk.column("sources", "detail") == report.notices
    there.change("companies", birch, {"hubspot_owner_id": BO})
    desk.clock.move(hours=1)
    desk.sync()
    assert names(desk) == ["Acorn Ltd"]


def test_once_a_property_is_back_or_another_chosen_everything_is_taken(desk):
    acorn = add_company(desk.there, "Acorn", arr_eur="100")
    desk.connect()
    desk.sync()
    desk.there.drop_property("companies", "arr_eur")
    desk.clock.move(days=1)
    assert desk.sync().notices
    desk.clock.move(hours=1)
    # As long as it is gone nobody can see that it changes; values stay with what is archived.
    desk.there.change("companies", acorn, {"name": "Acorn Ltd"})
    assert desk.sync().notices
    assert desk.rows("accounts", "name, arr_cents") == [("Acorn Ltd", 10000)]
    desk.there.define("companies", Property(name="arr_eur", label="ARR", type="number"))
    desk.clock.move(days=1)
    assert not desk.sync().notices
    assert desk.rows("accounts", "name, arr_cents") == [("Acorn Ltd", 10000)]
    desk.there.drop_property("companies", "arr_eur")
    desk.clock.move(days=1)
    assert desk.sync().notices
    desk.there.change("companies", acorn, {"name": "Acorn plc"})
    desk.connect(arr_field="none")
    assert not desk.sync().notices
    assert desk.rows("accounts", "name, arr_cents") == [("Acorn plc", None)]


def test_without_the_property_that_says_whose_a_company_is_nothing_is_changed(desk):
    acorn = desk.there.add("companies", {"name": "Acorn", "csm": desk.there.me})
    desk.connect(csm_field="Customer success manager")
    desk.sync()
    assert names(desk) == ["Acorn"]
    desk.clock.move(hours=1)
    desk.there.drop_property("companies", "csm")
    desk.there.change("companies", acorn, {"name": "Acorn Ltd"})
    error = desk.failing()
    assert "csm" in error["title"]
    assert "csm-field" in error["advice"]
    assert names(desk) == ["Acorn"]


def test_an_account_that_knows_no_currency_of_deals_still_has_its_deals_read(desk):
    desk.there.drop_property("deals", "deal_currency_code")
    acorn = add_company(desk.there)
    made = {"dealname": "Seats", "pipeline": "default", "dealstage": "contractsent"}
    deal = desk.there.add("deals", made, associations={"companies": [acorn]})
    desk.connect()
    desk.sync()
    desk.clock.move(hours=1)
    desk.there.change("deals", deal, {"dealname": "Fewer"})
    desk.sync()
    assert desk.rows("deals", "name, currency") == [("Fewer", None)]


def test_a_property_that_joins_systems_may_vanish_too(desk):
    acorn = add_company(desk.there, "Acorn", org_id="org-1")
    desk.connect()
    desk.sync()
    desk.there.drop_property("companies", "org_id")
    desk.there.change("companies", acorn, {"name": "Acorn Ltd"})
    desk.clock.move(hours=1)
    assert ["org_id" in one for one in desk.sync().notices] == [True]
    assert desk.rows("accounts", "name, org_id") == [("Acorn Ltd", "org-1")]
