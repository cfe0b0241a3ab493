"""Long answers over real HTTP: pages, what breaks off and goes on, what is forgotten half-way."""

from __future__ import annotations

from datetime import timedelta

import pytest

from book.clock import stamp
from sync.port import Known
from sync.salesforce.place import place
from sync.simulator.salesforce import Quirks, blank_org, bulk_org
from tests.sync.salesforce.hands import Hand
from tests.sync.salesforce.orgs import account, call, task
from tests.sync.scripted import Said, Scripted

MORE = "/services/data/v64.0/query/"
"""Where a long answer goes on."""


def cursor(desk, name):
    found = desk.store.row("SELECT value FROM cursors WHERE resource = ?", (name,))
    return place(found[0] if found else None)


def names(desk):
    return desk.column("accounts", "name")


@pytest.mark.parametrize("pages", [2, 60])
def test_all_pages_of_a_long_answer_are_read(start_org, clock, make_desk, pages):
    org = start_org(bulk_org(20 * pages - 5, tied=7), quirks=Quirks(page_size=20))
    desk = make_desk(org)
    desk.connect(csm_field="CSM__c")
    desk.sync()
    assert names(desk) == sorted(row["Name"] for row in org.records("Account"))


def test_a_long_page_is_handed_over_in_parts(start_org, clock):
    """A person who saves waits for one page of ours, and Salesforce's have 2,000 rows."""
    org = start_org(bulk_org(1_200, tied=50))
    hand = Hand(org, clock, csm_field="CSM__c")

    async def read(opened):
        known = Known(accounts=set(), cursors={})
        pages = [page async for page in opened.pages("fields", known)]
        pages += [page async for page in opened.pages("accounts", known)]
        return [page for page in pages if page.accounts]

    pages = hand.do(read)
    assert [len(page.accounts) for page in pages] == [500, 500, 200]
    marks = [place(page.cursor).next for page in pages]
    assert [mark.id for mark in marks] == [page.accounts[-1].external_id for page in pages]


def test_what_changes_during_a_long_reading_is_neither_missed_nor_doubled(
    start_org, clock, make_desk
):
    org = start_org(bulk_org(200, tied=5), quirks=Quirks(page_size=20))
    made = [row["Id"] for row in org.records("Account")]
    desk = make_desk(org)
    desk.connect(csm_field="CSM__c")
    touched = iter(made)

    def meddle(progress):
        if progress.resource == "accounts" and progress.done:
            for _ in range(5):
                org.change("Account", next(touched), Name=f"Changed {progress.done}")
            org.add("Account", Name=f"New {progress.done}", CSM__c=org.me)

    desk.sync(progress=meddle)
    clock.move(minutes=5)
    desk.sync()
    assert names(desk) == sorted(row["Name"] for row in org.records("Account"))


def test_a_reading_that_broke_off_goes_on_where_it_stopped(start_org, clock, make_desk):
    org = start_org(bulk_org(400, tied=3), quirks=Quirks(page_size=20))
    desk = make_desk(org)
    desk.connect(csm_field="CSM__c")
    org.fault("status", MORE, skip=9, status=503, times=4)
    desk.failing()
    half = len(names(desk))
    assert 0 < half < 400
    assert cursor(desk, "accounts").next is not None
    asked = [one for one in desk.asked(desk.sync) if "queryAll" in one and "Account" in one]
    assert len(names(desk)) == 400
    assert "SystemModstamp >" in asked[0]
    assert cursor(desk, "accounts").next is None


def test_so_does_one_that_was_stopped_by_hand(start_org, clock, make_desk):
    org = start_org(bulk_org(200), quirks=Quirks(page_size=10))
    desk = make_desk(org)
    desk.connect(csm_field="CSM__c")
    desk.stop_after = 3
    desk.run()
    half = len(names(desk))
    assert 0 < half < 200
    desk.stop_after = None
    desk.sync()
    assert len(names(desk)) == 200


def test_records_of_accounts_go_on_too_and_what_joined_meanwhile_is_read(
    start_org, clock, make_desk
):
    org = start_org(blank_org(), quirks=Quirks(page_size=10))
    homes = [account(org, clock, n) for n in range(3)]
    for number in range(60):
        task(org, clock, homes[number % 3], Subject=f"T{number}")
    desk = make_desk(org)
    desk.connect(csm_field="OwnerId")
    org.fault("status", MORE, skip=3, status=503, times=9)
    desk.failing()
    assert 0 < len(desk.alive("tasks")) < 60
    late = account(org, clock, 3)
    task(org, clock, late)
    org.faults.clear()
    clock.move(minutes=1)
    desk.sync()
    assert len(desk.alive("tasks")) == 61


def test_a_forgotten_locator_is_no_end(start_org, clock, make_desk):
    org = start_org(bulk_org(100), quirks=Quirks(page_size=10))
    desk = make_desk(org)
    desk.connect(csm_field="CSM__c")
    org.refuse("INVALID_QUERY_LOCATOR", path=MORE, skip=3)
    desk.sync()
    assert len(names(desk)) == 100


def test_one_that_is_forgotten_at_every_page_still_comes_to_its_end(start_org, clock, make_desk):
    org = start_org(bulk_org(100), quirks=Quirks(page_size=10))
    desk = make_desk(org)
    desk.connect(csm_field="CSM__c")
    org.refuse("INVALID_QUERY_LOCATOR", path=MORE, times=9)
    desk.sync()
    assert len(names(desk)) == 100


def test_an_answer_that_is_too_large_is_asked_for_in_smaller_pages(start_org, clock, make_desk):
    org = start_org()
    home = account(org, clock)
    made = {call(org, clock, home, Description="x" * 30_000) for _ in range(3)}
    desk = make_desk(org)
    desk.connect(csm_field="OwnerId")
    org.fault("huge", "/services/data/v64.0/queryAll", skip=4, megabytes=40)
    desk.sync()
    assert desk.alive("notes") == made


def test_a_locator_that_leads_elsewhere_is_not_followed(desk, org, clock):
    account(org, clock)
    desk.connect(csm_field="OwnerId")
    desk.sync()
    page = b'{"done":false,"nextRecordsUrl":"@evil.example/x","records":[]}'
    with Scripted(Said(body=page)) as strange:
        sources_to(desk, strange.url)
        report = desk.failing()
    assert "strange address" in report.error["title"]
    assert all(one.path.startswith("/services/") for one in strange.asked)


@pytest.mark.parametrize(
    ("body", "title"),
    [
        (b"[]", "documented shape"),
        (b"{", "documented shape"),
        (b'{"done":true}', "documented shape"),
        (b"<html>", "web page"),
    ],
)
def test_an_answer_of_another_shape_ends_the_run(desk, org, clock, body, title):
    account(org, clock)
    desk.connect(csm_field="OwnerId")
    desk.sync()
    with Scripted(Said(body=body)) as strange:
        sources_to(desk, strange.url)
        report = desk.failing()
    assert title in report.error["title"]


@pytest.mark.parametrize(
    "kind", ["unknown_fields", "nulls", "odd_dates", "duplicates", "bad_record"]
)
def test_spoilt_records_cost_no_others(desk, org, clock, kind):
    home = account(org, clock)
    todo = task(org, clock, home)
    desk.connect(csm_field="OwnerId")
    desk.sync()
    clock.move(hours=1)
    org.fault(kind, times=20)
    desk.run()
    org.faults.clear()
    clock.move(minutes=20)
    desk.sync()
    assert desk.alive("tasks") == {todo}
    assert names(desk) == ["Customer 0000"]


def test_a_clock_that_is_wrong_does_no_harm(desk, org, clock):
    home = account(org, clock)
    desk.connect(csm_field="OwnerId")
    behind, ahead = (clock() + timedelta(hours=by) for by in (-30, 30))
    for wrong in (behind, ahead):
        desk.sync(clock=lambda wrong=wrong: wrong)
        at = stamp(clock())
        made = task(org, clock, home, SystemModstamp=at, CreatedDate=at, LastModifiedDate=at)
        clock.move(minutes=1)
        desk.sync()
        assert made in desk.alive("tasks")


def sources_to(desk, url):
    """Leads the connector elsewhere."""
    with desk.store.writing() as connection:
        connection.execute("UPDATE sources SET url = ?", (url,))
