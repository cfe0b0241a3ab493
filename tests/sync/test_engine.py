"""A run as a whole: reports, isolation, locks, cancel, and what is written where nothing is new."""

from __future__ import annotations

import asyncio
import threading
from datetime import timedelta

import pytest

from book import cursors, sources, sync_log
from book.clock import stamp
from book.errors import Busy, Usage
from book.locks import FileLock
from book.rules import load
from sync.report import as_builtins
from tests.sync.books import ME

# Vitally has neither deals nor tickets; a report counts them for every source.
# Recordings are counted since a source has them.
KINDS = ("accounts", "contacts", "notes", "tasks", "deals", "tickets", "recordings", "meetings")
NOTHING = dict.fromkeys(KINDS, 0)


def changed_rows(desk):
    """A count that moves with every row written by this connection."""
    return desk.store.connection.total_changes


def test_a_first_run_brings_the_book_and_nothing_of_others(desk):
    report = desk.sync()
    assert report.pulled == NOTHING | {"accounts": 3, "contacts": 3, "notes": 6, "tasks": 3}
    assert report.homeless == 0  # what is others' was not even handed over
    assert desk.column("accounts", "external_id") == ["acc-0000", "acc-0001", "acc-0002"]
    assert desk.column("outsiders", "name") == ["Customer 0003", "Customer 0004"]
    assert set(desk.column("accounts", "owner_name")) == {"Ida Berg"}
    assert sources.source(desk.store, "vitally").baseline_at == desk.clock()
    assert sources.source(desk.store, "vitally").last_success == desk.clock()


def test_the_report_has_the_shape_the_command_line_prints(desk):
    shape = as_builtins(desk.run())
    assert set(shape) == {"ok", "sources"}
    fixed = {
        "source", "ok", "pulled", "removed", "pushed", "parked", "conflicts", "requests",
        "seconds", "error", "notices",
    }  # fmt: skip
    assert fixed <= set(shape["sources"][0])
    assert shape["sources"][0]["error"] is None


def test_nothing_new_costs_few_requests_and_three_rows(desk):
    desk.sync()
    desk.clock.move(minutes=5)
    before = changed_rows(desk)
    asked = desk.asked(desk.sync)
    assert len(asked) <= 8
    # Last success and one line of the sync log.
    assert changed_rows(desk) - before <= 2
    assert sync_log.lines(desk.store)[0].text.startswith("nothing new")
    assert len(sync_log.lines(desk.store)) == 2


def test_cursors_come_to_rest_after_a_change(desk):
    desk.sync()
    desk.clock.move(minutes=30)
    desk.service.change("accounts", "acc-0001", mrr=250)
    desk.service.change("notes", "note-0000", subject="Renamed")
    written = []
    for _ in range(5):
        before = changed_rows(desk)
        desk.sync()
        written.append(changed_rows(desk) - before)
        desk.clock.move(minutes=5)
    # Once more when the minutes are over in which a row may still turn up late, then never.
    assert written[0] > 4
    assert written[1] <= 4
    assert written[2:] == [2, 2, 2]


def test_a_change_there_is_a_change_here(desk):
    desk.sync()
    desk.clock.move(minutes=20)
    desk.service.change("accounts", "acc-0001", mrr=250)
    desk.service.change("notes", "note-0000", subject="Renamed")
    report = desk.sync()
    assert report.pulled == NOTHING | {"accounts": 1, "notes": 1}
    assert desk.column("accounts", "arr_cents", "external_id = 'acc-0001'") == [300_000]


def test_a_source_that_fails_stops_nobody_else(desk, simulate):
    other = simulate()
    desk.service.stop()
    desk.connect(name="vitally", url="http://127.0.0.1:9")
    report = desk.run()
    assert report.sources[0].error["kind"] == "offline"
    assert sources.source(desk.store, "vitally").state == "offline"
    desk.connect(name="vitally", url=other.url)
    assert desk.sync().ok


def test_without_a_secret_the_source_asks_for_signing_in(desk):
    report = desk.failing(secrets={})
    assert report.error["kind"] == "auth"
    assert report.requests == 0
    assert sources.source(desk.store, "vitally").state == "needs_sign_in"


def test_a_refused_key_is_told_once_and_nothing_is_asked_again(desk):
    asked = desk.asked(lambda: desk.failing(secrets={"vitally": "sk_live_wrong"}))
    assert len(asked) == 1
    assert sources.source(desk.store, "vitally").state == "needs_sign_in"


def test_no_secret_and_no_name_reaches_the_log(desk):
    desk.failing(secrets={"vitally": "sk_live_secret_word"})
    desk.sync()
    log = " ".join(line.text for line in sync_log.lines(desk.store))
    assert "secret_word" not in log
    assert "Customer" not in log


def test_a_source_that_could_be_connected_is_told_from_one_that_is_none(desk):
    with pytest.raises(Usage) as caught:
        desk.run(sources=("vitaly",))
    assert caught.value.title == "There is no connector for “vitaly”."
    assert "Vitally" in caught.value.advice
    assert "satchel connect" not in caught.value.advice  # that would not help
    sources.forget(desk.store, "vitally", rows=True)
    with pytest.raises(Usage) as caught:
        desk.run(sources=("vitally",))
    assert caught.value.title == "Vitally is not connected."
    assert caught.value.advice == "Connect it with “satchel connect vitally”."


def test_a_paused_source_runs_only_when_named(desk):
    desk.connect(state="paused")
    assert desk.run().sources == []
    assert desk.run(sources=("vitally",)).sources[0].ok


def test_a_second_run_ends_at_once_when_it_may_not_wait(desk):
    lock = FileLock(desk.store.profile.sync_lock)
    assert lock.acquire()
    try:
        with pytest.raises(Busy):
            desk.run(wait=False)
    finally:
        lock.release()
    assert desk.run(wait=False).ok


def test_a_second_run_waits_says_so_and_then_does_its_own(desk):
    lock = FileLock(desk.store.profile.sync_lock)
    assert lock.acquire()
    timer = threading.Timer(0.15, lock.release)
    timer.start()
    assert desk.run(sleep=asyncio.sleep).ok
    timer.join()
    assert [one.resource for one in desk.shown if one.source == ""] == ["waiting"]


def test_waiting_for_the_lock_can_be_cancelled(desk):
    lock = FileLock(desk.store.profile.sync_lock)
    assert lock.acquire()
    try:
        report = desk.run(cancel=lambda: True)
    finally:
        lock.release()
    assert not report.ok
    assert report.sources == []


def test_a_cancelled_run_keeps_what_it_has_and_the_next_goes_on(desk):
    desk.stop_after = 3  # teammates, fields and the accounts have come by then
    report = desk.failing()
    assert report.cancelled
    assert report.error is None
    assert desk.column("accounts", "count(*)") == [3]
    assert desk.column("notes", "count(*)") == [0]
    assert sources.source(desk.store, "vitally").last_success is None
    desk.stop_after = None
    asked = desk.asked(desk.sync)
    assert desk.column("notes", "count(*)") == [6]
    assert not any("accounts" in line and "createdAt" in line for line in asked)


def test_a_long_wait_the_service_asked_for_is_kept_across_runs(desk):
    desk.service.fault("status", status=429, retry_after="120")
    report = desk.failing()
    assert report.error["kind"] == "rate_limited"
    assert report.error["wait_seconds"] >= 120
    desk.clock.move(seconds=30)
    assert desk.asked(desk.failing) == []
    desk.clock.move(seconds=95)
    assert desk.sync().pulled["accounts"] == 3


def test_a_wait_stands_in_the_sources_state_in_words_a_person_reads(desk):
    desk.service.fault("status", status=429, retry_after="720")
    over = (desk.clock() + timedelta(seconds=720)).astimezone()
    desk.failing()
    assert sources.source(desk.store, "vitally").detail == (
        f"Vitally asks to wait until {over:%H:%M} before the next request."
    )
    desk.clock.move(seconds=30)
    assert desk.failing().error["wait_seconds"] == 690
    # What is kept is read later: “another 12 minutes” stood there ten minutes later as well.
    detail = sources.source(desk.store, "vitally").detail
    assert detail == f"Vitally asks to wait until {over:%H:%M}."


def test_a_wait_of_years_is_asked_about_by_the_next_run(desk):
    desk.service.fault("status", status=429, retry_after="90000")
    assert desk.failing().error["wait_seconds"] == 86_400
    assert "more than a day" in sources.source(desk.store, "vitally").detail
    assert desk.sync().pulled["accounts"] == 3


def test_a_short_wait_the_service_asked_for_is_sat_out(desk):
    desk.service.fault("status", status=429, retry_after="3")
    desk.sync()
    assert 3.0 <= sum(desk.slept) <= 5.0


def test_records_that_cannot_be_read_are_counted_and_named_by_id_only(desk):
    desk.service.fault("bad_record", "/resources/notes", times=2)
    report = desk.sync()
    assert report.bad == 1
    warning = next(line for line in sync_log.lines(desk.store) if line.level == "warning")
    assert "note-" in warning.text
    assert "Said" not in warning.text
    assert desk.column("notes", "count(*)") == [5]


def test_progress_names_the_stage_and_the_rows(desk):
    desk.sync()
    stages = list(dict.fromkeys(one.resource for one in desk.shown))
    assert stages == [
        "teammates", "fields", "accounts", "older", "heirs", "contacts", "notes", "tasks",
        "archived_notes", "archived_tasks",
    ]  # fmt: skip
    assert max(one.done for one in desk.shown if one.resource == "accounts") == 5


def test_cached_data_of_accounts_that_left_goes_after_the_rules_days(desk):
    rules = load()
    desk.sync()
    desk.clock.move(hours=1)
    desk.service.change("accounts", "acc-0000", csmId="adm-bo")
    desk.sync(rules=rules)
    assert desk.column("accounts", "status", "external_id = 'acc-0000'") == ["left"]
    desk.clock.move(days=rules.retention.left_account_days + 1)
    desk.sync(rules=rules)
    assert desk.column("accounts", "count(*)", "external_id = 'acc-0000'") == [0]


def test_a_full_run_reads_everything_again(desk):
    desk.sync()
    asked = desk.asked(lambda: desk.sync(full=True))
    for path in ("admins", "accounts", "users", "notes", "tasks"):
        assert any(line.startswith(f"/resources/{path}") and "createdAt" in line for line in asked)
    assert desk.sync(full=True).pulled == NOTHING


def test_the_cursors_are_cleared_without_harm(desk):
    desk.sync()
    cursors.clear(desk.store, "vitally")
    assert not desk.sync().anything_new


def test_mine_is_decided_by_the_person_of_the_connection(desk):
    desk.connect(me_id="adm-bo", me_email="bo@pebble.example")
    desk.sync()
    assert desk.column("accounts", "external_id") == ["acc-0003", "acc-0004"]
    assert ME not in desk.column("accounts", "owner_id")


def test_a_wait_of_our_own_making_is_kept_in_the_background_and_not_by_hand(desk):
    desk.sync()
    until = stamp(desk.clock() + timedelta(hours=1))
    cursors.keep(desk.store, "vitally", {cursors.OWN_WAIT: until})
    error = desk.failing().error
    assert error is not None and error["kind"] == "rate_limited"
    assert desk.sync(by_hand=True).ok
