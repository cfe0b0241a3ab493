"""The org's requests: shown, spared in the background, waited for when they are used up."""

from __future__ import annotations

import pytest

from book import note_writing
from book.rules import load
from sync.salesforce.usage import Usage, said, usage
from tests.sync.salesforce.orgs import account, task
from tests.sync.salesforce.test_pull_records import now

RULES = load()


@pytest.fixture
def connected(desk, org, clock):
    account(org, clock)
    desk.connect(csm_field="OwnerId")
    desk.sync()
    return desk


def kept(desk):
    return usage(desk.store.row("SELECT value FROM cursors WHERE resource = 'usage'")[0])


def test_what_is_used_up_is_kept_for_the_status(connected, org):
    now_used = org.usage.used
    assert (kept(connected).used, kept(connected).most) == (now_used, 100_000)
    assert kept(connected).at
    connected.sync()
    assert kept(connected).used == org.usage.used > now_used


def test_the_background_leaves_the_last_fifth_to_others(connected, org, clock):
    org.usage.add(80_000)
    asked = len(org.requests())
    report = connected.failing()
    assert (report.error["kind"], report.error["wait_seconds"]) == ("rate_limited", 1800)
    assert "has used 80,0" in report.error["title"]
    assert len(org.requests()) - asked == 1
    clock.move(minutes=10)
    asked = len(org.requests())
    connected.failing()
    assert len(org.requests()) == asked, "it is left alone for half an hour"
    clock.move(hours=25)
    connected.sync()


def test_one_request_less_is_not_spared(connected, org):
    connected.sync()
    before = org.usage.used
    connected.sync()
    asked = org.usage.used - before
    assert asked > 1
    # The last request of the next run is one below the fifth that is left to others.
    org.use_up(20_000 + 1 + asked)
    report = connected.sync()
    assert (report.error, report.requests) == (None, asked)
    assert (kept(connected).used, kept(connected).most) == (79_999, 100_000)
    error = connected.failing().error
    assert error["title"].startswith("Your company has used 80,000 of its 100,000")


def test_when_none_is_left_each_wait_is_longer_than_the_last(connected, org, clock):
    home = account(org, clock, 1, **now(clock))
    task(org, clock, home, **now(clock))
    waits = []
    for _ in range(4):
        org.refuse("REQUEST_LIMIT_EXCEEDED", status=403)
        report = connected.failing()
        assert report.error["kind"] == "rate_limited"
        waits.append(report.error["wait_seconds"])
        clock.move(seconds=waits[-1] + 1)
    assert waits == [900, 1800, 3600, 3600]
    connected.sync()
    assert kept(connected).strikes == 0
    assert len(connected.column("tasks", "id")) == 1
    org.refuse("REQUEST_LIMIT_EXCEEDED", status=403)
    assert connected.failing().error["wait_seconds"] == 900


def test_when_none_is_left_the_count_says_so_too(connected, org):
    # The refusal is newer than the count: “101 of 100,000” beside “used up” is no use to anybody.
    org.refuse("REQUEST_LIMIT_EXCEEDED", status=403)
    connected.failing()
    assert (kept(connected).used, kept(connected).most) == (100_000, 100_000)


def test_so_it_does_when_that_is_learnt_while_something_is_sent(connected, org, clock):
    # The pull was not begun, and the status went on to show the count of the run before.
    home = connected.one("accounts", connected.column("accounts", "external_id")[0])["id"]
    day = clock().date()
    note_writing.add_note(
        *(connected.store, RULES, home),
        subject="Intro",
        body="Said yes",
        day=day,
        kind="call",
        hold_seconds=0,
    )
    clock.move(minutes=2)
    org.refuse("REQUEST_LIMIT_EXCEEDED", status=403)
    assert "has used up its Salesforce requests" in connected.failing(rules=RULES).error["title"]
    assert (kept(connected).used, kept(connected).most) == (100_000, 100_000)
    clock.move(hours=2)
    connected.sync(rules=RULES)
    assert kept(connected).used < 1_000


def test_a_limit_on_what_runs_at_once_is_none_of_the_day(connected, org, clock):
    org.refuse(
        "REQUEST_LIMIT_EXCEEDED",
        text="ConcurrentRequests Limit exceeded.",
        status=403,
        path="query",
    )
    report = connected.failing()
    assert (report.error["kind"], report.error["title"]) == (
        *("server", "Salesforce works on too many long requests of your company at once."),
    )
    assert kept(connected).used < 1_000
    connected.sync()


@pytest.mark.parametrize("path", ["describe", "query"])
def test_a_single_refusal_without_a_reason_is_asked_once_more(connected, org, clock, path):
    home = account(org, clock, 1, **now(clock))
    task(org, clock, home, **now(clock))
    clock.move(hours=21)
    org.fault(
        "status", f"/services/data/v64.0/{'sobjects' if path == 'describe' else path}", status=403
    )
    report = connected.sync()
    assert report.notices == []
    assert len(connected.column("tasks", "id")) == 1


def test_one_that_is_repeated_or_says_why_is_believed(connected, org, clock):
    org.fault("status", "/services/data/v64.0/query", status=403, times=2)
    assert connected.failing().error["title"] == "Salesforce does not let you see Account (403)."
    org.refuse("INSUFFICIENT_ACCESS", status=403, path="query")
    said = connected.failing().error["title"]
    assert said == "Salesforce does not let you see Account (INSUFFICIENT_ACCESS)."


def test_one_used_up_half_way_keeps_what_came_before(connected, org, clock):
    home = account(org, clock, 1, **now(clock))
    task(org, clock, home, **now(clock))
    org.refuse("REQUEST_LIMIT_EXCEEDED", status=403, path="queryAll", skip=2)
    connected.failing()
    assert len(connected.column("accounts", "id")) == 2
    assert connected.column("tasks", "id") == []
    clock.move(minutes=16)
    connected.sync()
    assert len(connected.column("tasks", "id")) == 1


@pytest.mark.parametrize(
    ("header", "found"),
    [
        ("api-usage=18/5000", (18, 5000)),
        ("api-usage=25/5000; per-app-api-usage=17/250(appName=x)", (25, 5000)),
        ("per-app-api-usage=17/250(appName=x); api-usage=25/5000", (25, 5000)),
        ("per-app-api-usage=17/250(appName=x)", None),
        ("api-usage=x/y", None),
        ("", None),
    ],
)
def test_reading_the_header(header, found):
    assert said({"sforce-limit-info": header}) == found


def test_a_cursor_that_cannot_be_read_is_a_fresh_one():
    assert usage("{") == usage(None) == Usage()
    assert Usage().share == 0
    assert Usage(used=1, strikes=9).wait_seconds == 3600
