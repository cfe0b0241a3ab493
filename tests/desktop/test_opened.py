"""What commands begin with: house rules that break give way to the last good ones, and say so."""

from __future__ import annotations

import pytest

from book import outbox
from book.rules_place import PERSONAL
from book.store import Store
from sync.simulator import Simulator
from tests.desktop.book_at_hand import InProcess
from tests.desktop.conftest import Satchel

BROKEN = '[contact]\nwindow_days = "soon"\n'
LAST_GOOD = "satchel: The rules that last held together are used until this is mended: "
SHIPPED = "satchel: The rules that come with Satchel are used until this is mended: "
PLACE = "house-rules.toml, line 2: contact.window_days"
READING = ["accounts", "account a1", "queue", "due", "outbox", "conflicts", "status"]
WRITING = [
    "note a1 Words",
    "note a1 Words --private",
    "edit n1 Words",
    "task a1 Call --due fri",
    "done t1",
    "snooze t1 2026-12-09",
    "stage a1 3a",
    "mark a1 booked",
]


@pytest.fixture
def broken(satchel_here: InProcess, store: Store) -> InProcess:
    """A book whose rules were good once, and are broken now."""
    own = store.profile.folder / PERSONAL
    own.write_text('[never_write]\nfields = ["note.tags", "plan"]\n')
    assert satchel_here("status").status == 0
    own.write_text(BROKEN)
    return satchel_here


@pytest.mark.parametrize("words", READING)
def test_every_reading_command_says_what_is_wrong(broken: InProcess, words: str) -> None:
    for more in ([], ["--json"]):
        done = broken(*words.split(), *more)
        assert done.status == 0, done
        assert done.err.startswith(LAST_GOOD)
        assert PLACE in done.err
        assert done.err.count("\n") == 1


@pytest.mark.parametrize("words", WRITING)
def test_what_is_written_goes_on_and_that_is_said(broken: InProcess, words: str) -> None:
    done = broken(*words.split())
    assert done.status == 0, done
    assert done.err.startswith(LAST_GOOD)
    assert PLACE in done.err
    assert done.err.count("\n") == 1


def test_what_the_last_good_rules_never_write_is_still_refused(
    broken: InProcess, store: Store
) -> None:
    done = broken("note", "a1", "Words", "--tag", "call")
    assert done.status == 1
    assert "The house rules never write a note's tags." in done.err
    assert outbox.entries(store) == []


def test_taking_back_and_discarding_go_on_too(broken: InProcess) -> None:
    assert broken("note", "a1", "Words").status == 0
    for words in (["undo"], ["redo"], ["outbox", "hold", "o2"], ["outbox", "discard", "o2"]):
        done = broken(*words)
        assert (done.status, PLACE in done.err) == (0, True), done


def test_status_and_check_have_it_in_what_they_print(broken: InProcess) -> None:
    assert f"House rules: {LAST_GOOD.removeprefix('satchel: ')}{PLACE}" in broken("status").out
    assert PLACE in broken("status", "--json").json["rules"]
    done = broken("check", "--json")
    assert (done.status, done.json["ok"], done.json["problems"]) == (1, False, [])
    assert PLACE in done.json["rules"]
    plain = broken("check")
    assert (plain.status, PLACE in plain.err, plain.out.startswith("ok: ")) == (1, True, True)
    assert plain.err.count("\n") == 1


def test_rules_that_are_good_are_nothing_to_talk_about(satchel_here: InProcess) -> None:
    assert satchel_here.json("status")["rules"] is None
    assert satchel_here.json("check")["rules"] is None
    assert "House rules" not in satchel_here("status").out


def test_without_good_ones_the_book_is_read_by_the_shipped_and_not_written(
    satchel_here: InProcess, store: Store
) -> None:
    (store.profile.folder / PERSONAL).write_text(BROKEN)
    for words in READING:
        done = satchel_here(*words.split(), "--json")
        assert (done.status, done.err.startswith(f"{SHIPPED}{PLACE}")) == (0, True), done
    assert PLACE in satchel_here("status", "--json").json["rules"]
    for words in (*WRITING[:-1], "undo", "redo", "outbox discard o1", "resolve x1 --keep mine"):
        done = satchel_here(*words.split(), "--json")
        assert (done.status, done.json["kind"]) == (4, "profile"), done
        assert (PLACE in done.err, done.err.count("\n")) == (True, 1), done
    assert outbox.entries(store) == []


def connected(plain: Satchel, crm: Simulator) -> None:
    words = ["connect", "vitally", "--url", crm.url, "--me", crm.email, "--secret-stdin"]
    assert plain(*words, said=crm.key).status == 0


def test_a_sync_without_good_rules_is_refused_and_asks_the_service_nothing(plain, one_line):
    (plain.profile / PERSONAL).write_text(BROKEN)
    with Simulator(accounts=12) as crm:
        connected(plain, crm)
        crm.log.clear()
        assert PLACE in one_line(plain("sync"), 4)
        assert crm.log.lines() == []


def test_a_sync_by_the_last_good_rules_sends_what_those_allow(plain):
    with Simulator(accounts=12) as crm:
        connected(plain, crm)
        assert plain("sync").status == 0
        home = plain("accounts", "--json").json[0]["id"]
        plain("note", home, "Words", "--subject", "Planted")
        plain("task", home, "Forbidden", "--due", "fri")
        own = plain.profile / PERSONAL
        own.write_text('[never_write]\nfields = ["task"]\n')
        assert plain("status").status == 0  # whatever reads them keeps them
        own.write_text(BROKEN)
        done = plain("sync", "--json")
        assert (done.status, PLACE in done.err) == (1, True), done
        assert done.json["sources"][0]["pushed"] == 1
        assert [one["subject"] for one in crm.records("notes")].count("Planted") == 1
        assert [one["name"] for one in crm.records("tasks")].count("Forbidden") == 0
        (stopped,) = plain("outbox", "--json").json
        assert (stopped["state"], stopped["reason"]) == ("parked", "forbidden")
