"""Properties that are gone, or never were there: named, worked round, and nothing wiped by it."""

from __future__ import annotations

import pytest

from sync.simulator.hubspot import Property, Quirks
from tests.sync.hubspot.portals import QUIET, Desk, add_company

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
    again = desk.there.state.quirks.unknown_properties == "refused"
    assert len(desk.asked(desk.sync)) == QUIET + again
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


def given_back(desk, name):
    """An archived property, back with its values."""
    desk.there.state.catalogues["companies"].restore(name)


def test_a_property_that_vanished_is_named_in_a_run_in_which_no_company_changed(desk):
    add_company(desk.there, "Acorn", arr_eur="100")
    desk.connect()
    desk.sync()
    desk.clock.move(hours=1)
    desk.sync()
    desk.there.drop_property("companies", "arr_eur")
    for _ in range(3):
        desk.clock.move(minutes=10)
        report = desk.sync()
        assert ["arr_eur" in one for one in report.notices] == [True]
        assert desk.column("sources", "detail") == report.notices
    # Once it is back nothing is said, in the very next run.
    given_back(desk, "arr_eur")
    desk.clock.move(minutes=10)
    assert desk.sync().notices == []
    assert desk.column("sources", "detail") == [""]
    assert desk.rows("accounts", "arr_cents") == [(10000,)]


@pytest.mark.parametrize("runs", [1, 2, 3])
@pytest.mark.parametrize("noticed", ["by a change", "by itself"])
def test_what_changed_while_a_property_was_gone_is_read_once_it_is_back(desk, runs, noticed):
    acorn = add_company(desk.there, "Acorn", customer_health="7.5")
    desk.connect()
    desk.sync()
    desk.clock.move(hours=1)
    if noticed == "by a change":
        desk.there.change("companies", acorn, {"customer_health": "2.2"})
    desk.there.drop_property("companies", "customer_health")
    for _ in range(runs):
        desk.clock.move(minutes=10)
        assert desk.sync().notices
    assert desk.rows("accounts", "health") == [(7.5,)]
    if noticed == "by itself":
        # Without a moment of change: by the search alone it would never be seen.
        desk.there.state.shelves["companies"].live[acorn].values["customer_health"] = "2.2"
    given_back(desk, "customer_health")
    desk.clock.move(minutes=10)
    assert desk.sync().notices == []
    assert desk.rows("accounts", "health") == [(2.2,)]
    desk.clock.move(minutes=10)
    assert len(desk.asked(desk.sync)) == QUIET


def test_without_the_property_that_says_whose_a_company_is_the_book_stays_and_the_rest_is_read(
    desk,
):
    # It ended the whole run before; the accounts were left alone then, too.
    acorn = desk.there.add("companies", {"name": "Acorn", "csm": desk.there.me})
    desk.connect(csm_field="Customer success manager")
    desk.sync()
    assert names(desk) == ["Acorn"]
    desk.clock.move(hours=1)
    desk.there.drop_property("companies", "csm")
    desk.there.change("companies", acorn, {"name": "Acorn Ltd"})
    text = {"hs_note_body": "<p>hello</p>", "hs_timestamp": desk.clock().isoformat()}
    desk.there.add("notes", text, associations={"companies": [acorn]})
    for full in (False, True):
        desk.clock.move(hours=1)
        report = desk.sync(full=full)
        (words,) = report.notices
        assert words.startswith("The property csm, which tells whose companies these are, is not")
        assert "your accounts stay as they were read last" in words
        assert names(desk) == ["Acorn"]
        assert desk.column("notes", "body") == ["hello"]
    given_back(desk, "csm")
    desk.clock.move(minutes=10)
    assert desk.sync().notices == []
    assert names(desk) == ["Acorn Ltd"]


def test_a_property_that_vanishes_while_it_is_read_by_leaves_the_book_alone(desk):
    acorn = desk.there.add("companies", {"name": "Acorn", "csm": desk.there.me})
    desk.connect(csm_field="csm")
    desk.sync()
    desk.clock.move(hours=1)
    desk.there.change("companies", acorn, {"name": "Acorn Ltd"})

    def meddle(progress):
        if progress.resource == "accounts" and not progress.done:
            desk.there.drop_property("companies", "csm")

    report = desk.run(progress=meddle)
    assert report.ok
    assert ["csm" in one for one in report.sources[0].notices] == [True]
    assert names(desk) == ["Acorn"]
    given_back(desk, "csm")
    desk.clock.move(minutes=10)
    assert desk.sync().notices == []
    assert names(desk) == ["Acorn Ltd"]


def test_a_book_that_never_was_read_cannot_stay_without_it(desk):
    desk.there.add("companies", {"name": "Acorn", "csm": desk.there.me})
    desk.connect(csm_field="csm")
    desk.there.drop_property("companies", "csm")
    error = desk.failing()
    assert "csm" in error["title"]
    assert "csm-field" in error["advice"]
    assert names(desk) == []


def test_a_book_of_all_companies_needs_nobody_to_say_whose_they_are(desk):
    acorn = desk.there.add("companies", {"name": "Acorn", "csm": desk.there.me})
    desk.connect(csm_field="csm", book="all")
    desk.sync()
    owner = desk.rows("accounts", "owner_id, owner_name, owner_email")
    assert owner[0][0] == desk.there.me
    desk.clock.move(hours=1)
    desk.there.drop_property("companies", "csm")
    desk.there.change("companies", acorn, {"name": "Acorn Ltd", "hubspot_owner_id": BO})
    (words,) = desk.sync().notices
    assert "which holds the CSM of accounts" in words
    assert names(desk) == ["Acorn Ltd"]
    # The owner in sales is not taken for the CSM meanwhile.
    assert desk.rows("accounts", "owner_id, owner_name, owner_email") == owner


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
