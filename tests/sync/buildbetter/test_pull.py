"""Calls into the log: whose they are, what is joined, what a quiet run costs, what ends."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from book import intake, recording_writing, recordings, sources
from book.facts import NoteFacts, Page
from book.recording_links import recognise
from book.records import AccountId
from tests.sync.buildbetter.conftest import CRM, ME, NAME, Desk

Desks = Callable[..., Desk]


def test_a_call_with_a_customers_person_is_logged(desk: Desk):
    made = desk.call("Acorn weekly", "BEA@acorn.example", minutes=25)
    desk.connect()
    report = desk.sync()
    ((name, one),) = desk.log()
    assert (name, one.title, one.duration_s) == ("Acorn", "Acorn weekly", 1500)
    assert (one.provider, one.provider_id, one.meta_state) == ("buildbetter", made, "ok")
    assert one.day == date(2026, 6, 9)
    assert one.url == f"https://app.buildbetter.app/call/{made}"
    assert report.pulled["recordings"] == 1


def test_whose_a_call_is(desk: Desk):
    desk.account("free", "One Person", "gmail.com")
    desk.call("known address", "tom@elsewhere.example")
    desk.call("domain alone", "new.person@birch.example")
    desk.call("free mail, unknown", "bea@gmail.com")
    desk.call("free mail, known", "old@gmail.com")
    desk.call("lookalike", "bea@notacorn.example")
    desk.call("below the domain", "bea@eu.acorn.example")
    desk.call("two customers", "bea@acorn.example", "x@birch.example")
    desk.call("nobody but me")
    desk.connect()
    report = desk.sync()
    assert desk.titles() == [
        ("Birch", "domain alone"),
        ("Acorn", "free mail, known"),
        ("Birch", "known address"),
        ("Acorn", "two customers"),
        ("Birch", "two customers"),
    ]
    assert report.homeless == 4


def test_a_domain_of_two_customers_says_nothing(desk: Desk):
    desk.account("twin", "Acorn South", "acorn.example")
    desk.call("whose", "new@acorn.example")
    desk.connect()
    desk.sync()
    assert desk.titles() == []


def test_my_own_company_is_no_customer(desk: Desk):
    desk.account("us", "Pebblemark", "pebblemark.example", ME)
    desk.call("stand-up", "kim@pebblemark.example")
    desk.connect()
    desk.sync()
    assert desk.titles() == []


def test_nothing_of_who_took_part_is_kept(desk: Desk):
    desk.call("Acorn weekly", "secret.guest@acorn.example", "stranger@far.example")
    desk.connect()
    desk.sync()
    kept = "".join(
        str(row)
        for table in ("recordings", "recordings_told", "cursors", "sync_log", "changes", "contacts")
        for row in desk.store.rows(f"SELECT * FROM {table}")
    )
    assert "Acorn weekly" in kept
    assert "secret.guest" not in kept
    assert "far.example" not in kept
    assert "What was said" not in kept
    assert "media.buildbetter" not in kept


@pytest.mark.parametrize("key", ["email", "emails", "email_address"])
def test_an_address_is_found_under_each_of_its_names(desks: Desks, key: str):
    desk = desks(person_key=key)
    desk.call("Acorn weekly", "bea@acorn.example")
    desk.connect()
    desk.sync()
    assert desk.titles() == [("Acorn", "Acorn weekly")]


def test_no_call_is_opened_where_the_list_says_who_took_part(desks: Desks):
    desk = desks(people_in_list=True)
    for number in range(5):
        desk.call(f"call {number}", "bea@acorn.example")
    assert desk.connect().capabilities["participants"] == "list"
    assert desk.sync().requests == 1
    assert len(desk.titles()) == 5


@pytest.mark.parametrize("order", ["newest", "oldest", "none"])
def test_a_quiet_run_is_cheap_and_a_new_call_comes(desks: Desks, order: str):
    desk = desks(order=order)
    for number in range(250):
        desk.call(f"call {number:03}", "bea@acorn.example", days=1 + number)
    desk.connect()
    assert desk.sync().pulled["recordings"] == 250
    desk.clock.move(minutes=20)
    quiet = desk.sync()
    assert quiet.requests <= (1 if order == "newest" else 3)
    assert not quiet.anything_new
    desk.call("fresh", "tom@elsewhere.example", days=0.01)
    later = desk.sync()
    assert later.pulled["recordings"] == 1
    assert later.requests <= 8
    assert ("Birch", "fresh") in desk.titles()


def test_a_long_list_is_not_read_through_for_news(desks: Desks):
    desk = desks(largest_page=20)
    for number in range(300):
        desk.call(f"call {number:03}", "x@nobody.example", days=1 + number)
    desk.connect()
    desk.sync()
    desk.clock.move(minutes=20)
    assert desk.sync().requests == 1


def test_a_call_of_nobodys_is_opened_once(desk: Desk):
    desk.call("of others", "x@nobody.example")
    desk.connect()
    desk.sync()
    before = len(desk.there.requests("/v3/rest/recordings/"))
    desk.clock.move(days=1)
    desk.sync()
    assert len(desk.there.requests("/v3/rest/recordings/")) == before


def test_a_first_fetch_that_was_cut_off_goes_on(desk: Desk):
    for number in range(130):
        desk.call(f"call {number:03}", "bea@acorn.example", days=1 + number / 10)
    desk.connect()
    desk.there.log.clear()
    desk.stop_after = 40
    assert desk.run().sources[0].cancelled
    first = {one.provider_id for _, one in desk.log()}
    assert 40 <= len(first) < 100
    desk.stop_after = None
    desk.there.log.clear()
    desk.sync()
    assert len(desk.log()) == 130
    opened = desk.there.requests("/v3/rest/recordings/")
    assert not first & {one.path.rpartition("/")[2] for one in opened}
    assert len(opened) == 130 - len(first)


def test_a_failure_in_the_middle_keeps_what_came(desk: Desk):
    for number in range(50):
        desk.call(f"call {number:03}", "bea@acorn.example", days=1 + number)
    desk.connect()
    desk.there.fault("status", status=500, skip=31, times=50)
    error = desk.failing()
    assert error["kind"] == "server"
    assert len(desk.log()) == 20
    desk.there.faults.clear()
    desk.sync()
    assert len(desk.log()) == 50


def test_calls_before_the_window_stay_away(desk: Desk):
    desk.call("old", "bea@acorn.example", days=31)
    desk.call("new", "bea@acorn.example", days=29)
    desk.connect(days="30")
    desk.sync()
    assert desk.titles() == [("Acorn", "new")]


def test_a_customer_that_joins_gets_its_calls(desk: Desk):
    desk.call("with cedar", "z@cedar.example", days=60)
    desk.connect()
    desk.sync()
    desk.account("cedar", "Cedar", "cedar.example")
    desk.clock.move(days=1)
    desk.sync()
    assert desk.titles() == [("Cedar", "with cedar")]


def test_a_customer_that_joins_gets_its_calls_with_the_next_run(desk: Desk):
    desk.call("with cedar", "z@cedar.example", days=60)
    desk.connect()
    desk.sync()
    desk.account("cedar", "Cedar", "cedar.example")
    desk.clock.move(minutes=5)
    desk.sync()
    assert desk.titles() == [("Cedar", "with cedar")]


def test_a_long_list_is_read_for_new_customers_once_an_hour(desk: Desk):
    for days in range(60, 67):
        desk.call("with cedar", "z@cedar.example", days=days)
    desk.connect()
    desk.told(page_size=1)
    desk.sync()
    desk.account("cedar", "Cedar", "cedar.example")
    desk.clock.move(minutes=5)
    desk.sync()
    assert desk.titles() == []
    desk.clock.move(hours=1)
    desk.sync()
    assert desk.titles() == [("Cedar", "with cedar")] * 7


# What changes and what ends


def test_a_new_title_arrives_and_the_persons_own_stays(desk: Desk):
    mine = desk.call("First", "bea@acorn.example")
    other = desk.call("Second", "bea@acorn.example")
    desk.connect()
    desk.sync()
    by_title = {one.title: one for _, one in desk.log()}
    recording_writing.set_title(desk.store, None, by_title["First"].id, "What I call it")
    desk.there.change(mine, title="First, renamed")
    desk.there.change(other, title="Second, renamed")
    desk.clock.move(minutes=20)
    report = desk.sync()
    assert [title for _, title in desk.titles()] == ["Second, renamed", "What I call it"]
    assert report.pulled["recordings"] == 1


def test_an_old_call_is_renamed_within_a_day(desk: Desk):
    old = desk.call("Kick-off", "bea@acorn.example", days=100)
    desk.connect()
    desk.sync()
    desk.there.change(old, title="Kick-off with Bea")
    desk.clock.move(days=1)
    desk.sync()
    assert desk.titles() == [("Acorn", "Kick-off with Bea")]


def test_a_deleted_call_stays_and_says_so(desk: Desk):
    made = desk.call("Acorn weekly", "bea@acorn.example")
    stays = desk.call("Other", "bea@acorn.example", days=2)
    desk.connect()
    desk.sync()
    desk.there.delete(made)
    desk.clock.move(days=1)
    report = desk.sync()
    states = {one.provider_id: one.meta_state for _, one in desk.log()}
    assert states == {made: "gone", stays: "ok"}
    assert report.removed["recordings"] == 1
    desk.clock.move(days=1)
    assert desk.sync().removed["recordings"] == 0


def test_a_call_missing_from_the_list_is_asked_for_first(desk: Desk):
    made = desk.call("Acorn weekly", "bea@acorn.example")
    desk.connect()
    desk.sync()
    held = desk.there.calls
    living = held.living
    held.living = lambda: [one for one in living() if one.id != made]  # type: ignore[method-assign]
    desk.clock.move(days=1)
    desk.sync()
    ((_, one),) = desk.log()
    assert one.meta_state == "ok"


def test_what_a_person_took_out_of_the_log_stays_out(desk: Desk):
    desk.call("Acorn weekly", "bea@acorn.example")
    desk.connect()
    desk.sync()
    ((_, one),) = desk.log()
    recording_writing.delete_recording(desk.store, None, one.id)
    desk.clock.move(days=1)
    desk.sync(full=True)
    assert desk.titles() == []


# Joined, never logged twice


def acorn(desk: Desk) -> AccountId:
    ((number,),) = desk.store.rows("SELECT id FROM accounts WHERE external_id = 'acorn'")
    return AccountId(number)


def paste(desk: Desk, link: str, day: date, title: str = "") -> None:
    recording_writing.log_recording(
        desk.store, None, acorn(desk), recognise(link), day=day, title=title
    )


def test_a_link_that_was_pasted_is_filled_in(desk: Desk):
    made = desk.call("Acorn weekly", "bea@acorn.example")
    paste(desk, f"https://app.buildbetter.app/recordings/{made}?x=1", date(2026, 6, 10))
    desk.connect()
    desk.sync()
    ((_, one),) = desk.log()
    assert (one.title, one.duration_s, one.meta_state) == ("Acorn weekly", 1800, "ok")


def test_a_pasted_number_is_joined_by_day_and_title(desk: Desk):
    desk.call("Acorn weekly", "bea@acorn.example")
    desk.call("Another", "bea@acorn.example")
    paste(desk, "https://app.buildbetter.app/call/314774", date(2026, 6, 9), "acorn  WEEKLY")
    desk.connect()
    desk.sync()
    assert [one.provider_id for _, one in desk.log() if one.duration_s][-1] == "314774"
    assert len(desk.log()) == 2


def note(desk: Desk, key: str, **fields: Any) -> None:
    told = NoteFacts(external_id=key, account_external_id="acorn", **fields)
    intake.apply(desk.store, Page(source=CRM, resource="notes", notes=(told,)))


def test_a_note_with_the_link_gets_the_call(desk: Desk):
    made = desk.call("Acorn weekly", "bea@acorn.example")
    body = f"See https://app.buildbetter.app/call/{made} for all of it"
    note(desk, "n1", day="2026-05-01", subject="Something", body=body)
    note(desk, "n2", day="2026-06-09", subject="Something else", body="No link")
    desk.connect()
    desk.sync()
    ((_, one),) = desk.log()
    ((number,),) = desk.store.rows("SELECT id FROM notes WHERE external_id = 'n1'")
    assert one.attached == (("note", number),)


def test_a_note_that_comes_later_is_found_by_day_and_title(desk: Desk):
    desk.call("Acorn weekly", "bea@acorn.example")
    desk.connect()
    desk.sync()
    note(desk, "n1", day="2026-06-09", subject="Acorn Weekly", body="Written by an integration")
    note(desk, "n2", day="2026-06-08", subject="Acorn Weekly", body="Another day")
    desk.clock.move(hours=1)
    desk.sync()
    ((_, one),) = desk.log()
    ((number,),) = desk.store.rows("SELECT id FROM notes WHERE external_id = 'n1'")
    assert recordings.attached_to(desk.store, "note", number) == [one]
    assert one.attached == (("note", number),)


def test_nothing_is_ever_sent(desk: Desk):
    desk.call("Acorn weekly", "bea@acorn.example")
    desk.connect()
    desk.sync()
    assert {one.method for one in desk.there.requests()} == {"GET"}
    assert desk.store.rows("SELECT 1 FROM outbox") == []
    assert not any("transcript" in one.path for one in desk.there.requests())


def test_forgetting_takes_what_only_the_service_brought(desk: Desk):
    desk.call("Fetched", "bea@acorn.example")
    pasted = desk.call("Pasted", "bea@acorn.example", days=3)
    paste(desk, f"https://app.buildbetter.app/call/{pasted}", date(2026, 6, 7), "Pasted")
    desk.connect()
    desk.sync()
    sources.forget(desk.store, NAME, rows=True)
    assert desk.titles() == [("Acorn", "Pasted")]
