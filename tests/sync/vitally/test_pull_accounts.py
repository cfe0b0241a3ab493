"""Accounts over real HTTP: sweeps, deltas, joining, leaving, deletion, odd answers."""

from __future__ import annotations

import pytest
from msgspec import structs

from book import cursors
from sync import field_mapping
from sync.simulator import Quirks
from sync.vitally.mapping import NATIVE
from sync.vitally.place import Place, place
from tests.sync.books import COLLEAGUE, ME, account, note, small_book, task, user
from tests.sync.conftest import Desk


def where(desk) -> Place:
    return place(cursors.cursor(desk.store, "vitally", "accounts"))


def put(desk, **fields):
    cursors.keep(desk.store, "vitally", {"accounts": structs.replace(where(desk), **fields).text()})


def status(desk, external_id):
    return desk.column("accounts", "status", f"external_id = '{external_id}'")[0]


@pytest.fixture
def many(store, simulate, clock) -> Desk:
    """950 accounts of mine: ten pages, which are two batches."""
    return Desk(store, simulate(small_book(clock, mine=950, others=0, notes_each=0)), clock)


def test_churned_accounts_are_part_of_the_book(desk):
    desk.service.change("accounts", "acc-0001", churnedAt="2026-06-01T00:00:00.000Z")
    desk.sync()
    assert status(desk, "acc-0001") == "churned"


def test_the_watermark_is_that_of_the_start_and_stored_only_at_the_end(many):
    many.stop_after = 3  # teammates, fields, one batch of accounts
    many.failing()
    broken = where(many)
    assert broken.unfinished
    assert broken.watermark is None
    assert broken.started is not None
    many.stop_after = None
    many.clock.move(minutes=30)
    many.service.change("accounts", "acc-0949", name="Changed meanwhile")
    many.sync()
    # The sweep ends with the watermark of its start, so what changed meanwhile comes next.
    assert where(many).watermark == broken.started
    assert not where(many).unfinished
    many.sync()
    assert many.column("accounts", "name", "external_id = 'acc-0949'") == ["Changed meanwhile"]


def test_a_first_sweep_goes_on_where_it_broke_off(many):
    many.stop_after = 3
    many.failing()
    had = many.column("accounts", "count(*)")[0]
    assert had % 100 == 0 and 0 < had < 950
    many.stop_after = None
    asked = [one for one in many.asked(many.sync) if "resources/accounts?" in one]
    assert all("from=" in one for one in asked)
    assert len(asked) == 10 - had // 100
    assert many.column("accounts", "count(*)") == [950]


def test_a_stored_cursor_the_service_takes_no_more_starts_over(many):
    many.stop_after = 3
    many.failing()
    many.stop_after = None
    put(many, next="stale")
    many.service.fault("status", "/resources/accounts", status=400)
    many.sync()
    assert many.column("accounts", "count(*)") == [950]


def test_a_delta_reads_down_to_its_line_and_no_further(many):
    many.sync()
    many.clock.move(minutes=30)
    for number in (3, 120, 240):
        many.service.change("accounts", f"acc-{number:04}", mrr=1)
    asked = many.asked(many.sync)
    assert sum("resources/accounts?" in one for one in asked) == 1
    assert many.column("accounts", "count(*)", "mrr_cents = 100") == [3]


def test_a_delta_goes_over_pages_while_rows_are_fresh(many):
    many.sync()
    many.clock.move(minutes=30)
    for number in range(150):
        many.service.change("accounts", f"acc-{number:04}", mrr=1)
        many.clock.move(seconds=1)
    report = many.sync()
    assert report.pulled["accounts"] == 150


def test_a_row_that_moves_while_paging_is_caught_by_the_next_run(many):
    many.sync()
    many.clock.move(minutes=30)
    for number in range(150):
        many.service.change("accounts", f"acc-{number:04}", mrr=1)
    many.clock.move(minutes=30)
    many.service.fault("moved", "/resources/accounts", skip=1)
    many.sync()
    many.clock.move(minutes=1)
    many.sync()
    assert many.column("accounts", "count(*)", "mrr_cents = 100") == [150]


def test_the_watermark_of_a_broken_delta_is_the_old_one(many):
    many.sync()
    before = where(many).watermark
    many.clock.move(minutes=30)
    for number in range(150):
        many.service.change("accounts", f"acc-{number:04}", mrr=1)
    many.service.fault("status", "/resources/accounts", status=401, skip=1)
    many.failing()
    assert where(many).watermark == before
    many.sync()
    assert where(many).watermark > before
    assert many.column("accounts", "count(*)", "mrr_cents = 100") == [150]


def test_rows_named_twice_are_one_account(desk):
    desk.service.fault("duplicates", "/resources/accounts", times=5)
    assert desk.sync().pulled["accounts"] == 3


def test_unknown_fields_change_nothing(desk):
    desk.service.fault("unknown_fields", times=50)
    assert desk.sync().bad == 0


def test_nulls_and_odd_dates_lose_no_account(desk):
    desk.service.fault("nulls", "/resources/accounts", times=2)
    desk.sync()
    desk.service.fault("odd_dates", "/resources/accounts", times=2)
    report = desk.sync(full=True)
    assert report.bad > 0
    assert len(desk.column("accounts", "id")) + len(desk.column("outsiders", "name")) >= 5


def test_an_empty_page_with_a_next_is_no_end(many):
    many.service.fault("empty_next", "/resources/accounts", skip=1)
    many.sync()
    # The rows of that page were never sent; those of the pages behind it were.
    assert many.column("accounts", "count(*)") == [850]
    assert many.sync(full=True).pulled["accounts"] == 100


@pytest.mark.parametrize("kind", ["loop", "empty_next"])
def test_a_list_that_leads_back_to_itself_ends_with_a_sentence(desk, kind):
    desk.service.fault(kind, "/resources/accounts", times=500)
    asked = desk.asked(desk.failing)
    assert len(asked) < 40
    assert desk.run().sources[0].error["kind"] == "bad_response"


@pytest.mark.parametrize("kind", ["html", "not_json", "wrong_host"])
def test_answers_that_are_none(desk, kind):
    desk.service.fault(kind, "/resources/accounts")
    report = desk.failing()
    assert report.error["kind"] == "bad_response"
    assert desk.column("accounts", "id") == []
    desk.sync()


@pytest.mark.parametrize("kind", ["truncate", "close", "lost"])
def test_a_broken_connection_is_made_again(desk, kind):
    desk.service.fault(kind, "/resources/accounts", times=2)
    assert desk.sync().pulled["accounts"] == 3


def test_trouble_at_the_service_is_sat_out_or_told(desk):
    desk.service.fault("status", "/resources/notes", status=503, times=2, html=True)
    desk.sync()
    desk.service.fault("status", "/resources/notes", status=500, times=9)
    assert desk.failing().error["kind"] == "server"


def test_a_page_that_is_too_large_is_asked_for_again_in_smaller_pieces(many):
    many.service.fault("huge", "/resources/accounts", skip=1, megabytes=40)
    asked = many.asked(many.sync)
    limits = [one.split("limit=")[1].split("&")[0] for one in asked if "/accounts?" in one]
    assert limits[:3] == ["1", "100", "20"]
    assert many.column("accounts", "count(*)") == [950]


def test_a_page_that_stays_too_large_is_one_sentence(desk):
    desk.service.fault("huge", "/resources/accounts", skip=1, times=2, megabytes=40)
    report = desk.failing()
    assert report.error["kind"] == "bad_response"
    assert "32 MB" in report.error["title"]


def test_an_account_that_leaves_keeps_only_its_name(desk):
    desk.sync()
    desk.clock.move(minutes=10)
    desk.service.change("accounts", "acc-0001", csmId=COLLEAGUE)
    report = desk.sync()
    assert status(desk, "acc-0001") == "left"
    assert report.removed["accounts"] == 1
    assert "Customer 0001" in desk.column("outsiders", "name")


def test_an_account_that_joins_brings_its_past(desk):
    desk.sync()
    assert desk.column("notes", "count(*)") == [6]
    desk.clock.move(minutes=10)
    desk.service.change("accounts", "acc-0003", csmId=ME)
    asked = desk.asked(desk.sync)
    assert desk.column("notes", "count(*)") == [8]
    assert desk.column("contacts", "count(*)") == [4]
    assert desk.column("tasks", "count(*)") == [4]
    assert sum("/accounts/acc-0003/" in one for one in asked) == 3
    assert where(desk).pending == ()
    assert not desk.sync().anything_new


def test_the_past_still_comes_when_the_run_ended_in_between(desk):
    desk.sync()
    desk.clock.move(minutes=10)
    desk.service.change("accounts", "acc-0003", csmId=ME)
    desk.service.fault("status", "/resources/accounts/acc-0003", status=401, skip=1)
    desk.failing()
    assert where(desk).pending == ("acc-0003",)
    desk.sync()
    assert desk.column("notes", "count(*)") == [8]
    assert where(desk).pending == ()


def test_many_that_join_at_once_are_read_from_the_lists_of_all(store, simulate, clock):
    desk = Desk(store, simulate(small_book(clock, mine=1, others=60, notes_each=1)), clock)
    desk.sync()
    desk.clock.move(minutes=10)
    desk.connect(options={"book": "all"})
    asked = desk.asked(desk.sync)
    assert not any("/resources/accounts/" in one for one in asked)
    assert desk.column("notes", "count(*)") == [61]
    assert not desk.sync().anything_new


def test_a_fact_that_is_switched_off_becomes_unknown_and_not_zero(desk):
    desk.service.change("accounts", "acc-0001", mrr=250, healthScore=0)
    desk.sync()
    assert desk.column("accounts", "arr_cents", "external_id = 'acc-0001'") == [300_000]
    assert desk.column("accounts", "health", "external_id = 'acc-0001'") == [0]
    off = {"health-field": "none", "arr-field": "none"}
    mapping, _ = field_mapping.mapped(off, (), NATIVE)
    desk.connect(options=off, mapping=mapping)
    desk.sync()
    assert set(desk.column("accounts", "health")) == {None}
    assert set(desk.column("accounts", "arr_cents")) == {None}
    assert desk.column("accounts", "mrr_cents", "external_id = 'acc-0001'") == [25_000]


def test_a_new_filter_or_mapping_reads_all_accounts_again(desk):
    desk.sync()
    desk.connect(options={"book": "all"}, mapping={"mrr_cents": "mrr", "plan": "plan"})
    desk.sync()
    assert desk.column("accounts", "count(*)") == [5]
    assert desk.column("outsiders", "name") == []
    assert desk.column("notes", "count(*)") == [10]


def test_a_small_book_in_a_large_workspace_is_read_account_by_account(store, simulate, clock):
    book = small_book(clock, mine=3, others=1197, notes_each=0)
    book.records["notes"] = [note(n, f"acc-{n:04}", clock) for n in range(1200)]
    desk = Desk(store, simulate(book), clock)
    asked = desk.asked(desk.sync)
    assert desk.column("notes", "count(*)") == [3]
    assert desk.column("contacts", "count(*)") == [3]
    assert sum("/resources/accounts/acc-" in one for one in asked) == 9
    assert sum("/resources/notes?" in one for one in asked) <= 4
    desk.clock.move(minutes=10)
    desk.service.change("notes", "note-0001", subject="Later")
    assert desk.sync().pulled["notes"] == 1


def test_the_daily_sweep_finds_what_moved_no_updated_at(store, simulate, clock):
    book = small_book(clock)
    desk = Desk(store, simulate(book, quirks=Quirks(health_moves_updated=False)), clock)
    desk.sync()
    desk.clock.move(hours=1)
    desk.service.change("accounts", "acc-0000", healthScore=3)
    assert not desk.sync().anything_new
    desk.clock.move(hours=20)
    assert desk.sync().pulled["accounts"] == 1
    assert desk.column("accounts", "health", "external_id = 'acc-0000'") == [3.0]


def test_an_account_deleted_there_is_removed_once_that_is_certain(desk):
    desk.sync()
    desk.service.remove("accounts", "acc-0001")
    desk.clock.move(hours=1)
    assert not desk.sync().removed["accounts"]
    desk.clock.move(hours=21)
    asked = desk.asked(desk.sync)
    assert status(desk, "acc-0001") == "removed"
    assert sum("/resources/accounts/acc-0001" in one for one in asked) == 1


def test_an_account_missing_from_the_list_but_still_there_stays(desk):
    desk.sync()
    desk.clock.move(hours=21)
    desk.service.fault("bad_record", "/resources/accounts", skip=1)
    desk.sync()
    assert set(desk.column("accounts", "status")) == {"active"}


def test_a_page_that_is_no_answer_removes_nobody(desk):
    desk.sync()
    desk.service.remove("accounts", "acc-0001")
    desk.clock.move(hours=21)
    desk.service.fault("wrong_host", "/resources/accounts/acc-0001")
    desk.failing()
    assert set(desk.column("accounts", "status")) == {"active"}


def test_another_workspace_is_refused_and_removes_nobody(desk, simulate, clock):
    desk.sync()
    others = [account(n, clock, csmId=COLLEAGUE) for n in range(10, 13)]
    desk.service = simulate(small_book(clock, accounts=others, users=[], notes=[], tasks=[]))
    desk.connect()
    desk.clock.move(hours=21)
    report = desk.failing()
    assert "same workspace" in report.error["advice"]
    assert set(desk.column("accounts", "status")) == {"active"}


def test_a_deleted_account_that_comes_back_under_a_new_id_is_the_same_one(desk):
    desk.sync()
    number = desk.column("accounts", "id", "external_id = 'acc-0001'")
    desk.service.remove("accounts", "acc-0001")
    desk.clock.move(hours=21)
    desk.sync()
    desk.service.add("accounts", **account(1, desk.clock, id="acc-new"))
    desk.service.add("notes", **note(77, "acc-new", desk.clock))
    desk.service.add("tasks", **task(77, "acc-new", desk.clock))
    desk.service.add("users", **user(77, ["acc-new"], desk.clock))
    desk.clock.move(minutes=10)
    desk.service.change("accounts", "acc-new", mrr=5)
    desk.sync()
    assert desk.column("accounts", "id", "external_id = 'acc-new'") == number
    assert status(desk, "acc-new") == "active"
    assert desk.column("notes", "count(*)", "external_id = 'note-0077'") == [1]


def test_a_new_teammate_is_learnt_in_the_run_that_meets_them(desk):
    desk.connect(options={"book": "all"})
    desk.sync()
    desk.service.add("admins", id="adm-new", name="Nia Vik", email="nia@pebble.example")
    desk.clock.move(minutes=10)
    desk.service.change("accounts", "acc-0000", csmId="adm-new")
    desk.sync()
    assert desk.column("accounts", "owner_name", "external_id = 'acc-0000'") == ["Nia Vik"]


def test_nothing_of_others_is_stored_but_id_and_name(desk):
    desk.sync()
    text = "".join(str(row) for row in desk.store.rows("SELECT * FROM outsiders"))
    assert "acc-0003" in text
    theirs = ("acc-0003", "Customer 0003", "note-0006", "Said 6", "task-0003", "Person 3")
    for table in ("notes", "tasks", "contacts", "accounts", "changes"):
        rows = "".join(str(row) for row in desk.store.rows(f"SELECT * FROM {table}"))
        assert not [word for word in theirs if word in rows], table
