"""The command line against a simulator, in real processes: connect, sync, read, offline, again."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest

from sync.simulator import DEMO_EMAIL, DEMO_KEY, Simulator

SECRET = "sk_live_pretend_0123456789abcdef"
IN_QUEUE = 12
IN_BOOK = 14  # with two that churned
FAR_AWAY = "http://127.0.0.1:9"  # a port nobody listens on


@pytest.fixture
def crm() -> Iterator[Simulator]:
    with Simulator(accounts=12, key=SECRET) as simulator:
        yield simulator


def connect(satchel, crm, *more, secret=SECRET, **environment):
    words = ["connect", "vitally", "--url", crm.url, "--me", DEMO_EMAIL, "--secret-stdin", *more]
    return satchel(*words, said=secret + "\n", **environment)


@pytest.fixture
def connected(plain, crm):
    """A book without encryption, which asks the keyring for less and is quicker."""
    done = connect(plain, crm, "--json")
    assert done.status == 0, done
    return plain


@pytest.fixture
def synced(connected):
    done = connected("sync", "--json")
    assert done.status == 0, done
    return connected


@pytest.fixture(scope="module")
def read_only(satchel_in, tmp_path_factory):
    """A synced book for tests that only read; its service is gone."""
    reader = satchel_in(tmp_path_factory.mktemp("read"))
    assert reader("init", "--encryption", "none").status == 0
    with Simulator(accounts=12, key=SECRET) as crm:
        assert connect(reader, crm).status == 0
        assert reader("sync").status == 0
    return reader


def test_connect_says_what_it_will_read(plain, crm):
    done = connect(plain, crm, "--json", "--option", "book=mine", "--option", "read-only=true")
    assert done.status == 0, done
    assert done.err == ""
    found = done.json
    assert (found["source"], found["ok"]) == ("vitally", True)
    assert found["me"]["email"] == DEMO_EMAIL
    assert found["in_book"] == IN_BOOK
    assert set(found) >= {"capabilities", "mapping", "fields"}
    assert crm.log.lines(method="POST") == []
    human = connect(plain, crm)
    assert "14 accounts" in human.out
    assert "satchel sync" in human.out


def test_the_queue_is_the_same_when_the_service_is_gone(satchel):
    with Simulator(accounts=12, key=SECRET) as crm:
        satchel("init")
        assert connect(satchel, crm).status == 0
        report = satchel("sync", "--json").json
    assert report["ok"] is True
    (one,) = report["sources"]
    assert one["pulled"]["accounts"] == IN_BOOK
    assert one["error"] is None
    with_service = satchel("queue", "--json")
    offline = satchel("sync", "--json")
    assert offline.status == 1
    assert offline.json["sources"][0]["error"]["kind"] == "offline"
    assert satchel("queue", "--json").out == with_service.out
    assert len(with_service.json) == IN_QUEUE
    status = satchel("status", "--json").json
    assert status["accounts"] == IN_BOOK
    assert status["encrypted"] is True
    assert status["outbox"] == {"held": 0, "queued": 0, "sending": 0, "parked": 0}
    assert status["sources"][0]["state"] == "offline"
    assert datetime.fromisoformat(status["sources"][0]["last_success"]).tzinfo is not None


def test_shapes_of_accounts_account_queue_and_due(read_only):
    listed = read_only("accounts", "--json").json
    assert len(listed) == IN_BOOK
    assert set(listed[0]) >= {
        "id", "source", "external_id", "name", "domain", "owner", "mrr", "arr", "currency",
        "health", "renewal_date", "contract_end", "stage", "segments", "users_count",
        "notes_count", "next_task_due", "last_touch", "first_seen", "status",
    }  # fmt: skip
    noted = max(listed, key=lambda one: one["notes_count"])
    whole = read_only("account", noted["id"], "--json").json
    assert {key: whole[key] for key in noted} == noted
    assert set(whole) >= {"contacts", "notes", "tasks", "links", "tickets", "escalations"}
    assert len(whole["notes"]) == noted["notes_count"] > 0
    assert set(whole["notes"][0]) >= {
        "id", "external_id", "subject", "body", "date", "tags", "author", "sync",
    }  # fmt: skip
    assert whole["notes"][0]["sync"] == "synced"
    row = read_only("queue", "--json").json[0]
    assert set(row) >= {
        "account_id", "name", "renewal_date", "kind", "act_by", "band", "arr", "state",
        "reasons", "score",
    }  # fmt: skip
    assert row["score"] == sum(reason["points"] for reason in row["reasons"])
    due = read_only("due", "--on", "+4w", "--json").json
    assert due
    assert set(due[0]) >= {
        "id", "account_id", "account", "title", "due", "overdue_days", "source", "external_id",
    }  # fmt: skip


def test_due_counts_days_late_and_keeps_to_its_day(read_only):
    def until(day: str) -> list[dict]:
        return read_only("due", "--on", day, "--json").json

    far = until("+8w")
    assert [each["due"] for each in far] == sorted(each["due"] for each in far)
    last = date.fromisoformat(far[-1]["due"])
    assert all(date.fromisoformat(each["due"]) <= last for each in until(last.isoformat()))
    for each in until("2030-01-01")[:3]:
        assert each["overdue_days"] == (date(2030, 1, 1) - date.fromisoformat(each["due"])).days


def test_people_can_read_the_output(read_only):
    name = read_only("accounts", "--json").json[0]["name"]
    assert name in read_only("accounts").out
    assert "14 accounts" in read_only("accounts").out
    assert name in read_only("account", name).out
    assert "Act now" in read_only("queue", "--on", "+4w").out
    assert "up to date" in read_only("status").out
    assert "\x1b" not in read_only("queue").out


def test_a_mark_moves_the_queue_and_a_day_snoozes(synced, one_line):
    first = synced("queue", "--json").json[0]
    assert synced("mark", first["account_id"], "booked").status == 0
    states = {row["account_id"]: row["state"] for row in synced("queue", "--json").json}
    assert states[first["account_id"]] == "booked"
    done = synced("mark", first["name"], "+1w", "--json")
    assert done.json["state"] == "snoozed"
    assert first["account_id"] not in {r["account_id"] for r in synced("queue", "--json").json}
    back = synced("queue", "--on", done.json["snoozed_until"], "--json").json
    assert first["account_id"] in {row["account_id"] for row in back}
    assert "neither a state nor a day" in one_line(synced("mark", first["name"], "later"), 2)
    assert "after today" in one_line(synced("mark", first["name"], "yesterday"), 2)


def test_an_account_that_is_not_one_lists_the_candidates(read_only, one_line):
    assert "No account" in one_line(read_only("account", "Nobody Ever Ltd"), 2)
    done = read_only("account", "", "--json")
    assert done.status == 2
    assert done.json["kind"] == "usage"


def test_a_second_sync_finds_nothing_new(synced):
    (one,) = synced("sync", "--json").json["sources"]
    assert not any(one["pulled"].values())
    human = synced("sync")
    assert "nothing new" in human.out


def test_connecting_again_keeps_what_is_not_said_again(synced, crm):
    before = synced("status", "--json").json["sources"]
    done = synced("connect", "vitally", "--secret-stdin", "--json", said=SECRET + "\n")
    assert done.status == 0, done
    assert done.json["me"]["email"] == DEMO_EMAIL
    assert synced("status", "--json").json["sources"] == before
    report = synced("sync", "--json").json
    assert report["ok"] and report["sources"][0]["pulled"]["accounts"] == 0


def test_connecting_again_replaces_and_a_changed_book_starts_over(synced, crm):
    assert connect(synced, crm, "--option", "book=all").status == 0
    (one,) = synced("sync", "--json").json["sources"]
    assert one["pulled"]["accounts"] > 0
    assert synced("status", "--json").json["accounts"] > IN_BOOK
    assert connect(synced, crm, "--option", "book=all", "--option", "poll=60").status == 0
    assert not any(synced("sync", "--json").json["sources"][0]["pulled"].values())


def test_disconnect_takes_the_secret_and_with_forget_the_rows(synced, one_line):
    assert "vitally" in synced.keyring.read_text()
    done = synced("disconnect", "vitally", "--json")
    assert done.status == 0
    assert done.json["ok"] is True
    assert SECRET not in synced.keyring.read_text()
    assert len(synced("accounts", "--json").json) == IN_BOOK
    assert "not connected" in one_line(synced("sync", "vitally"), 2)
    assert "No source" in one_line(synced("sync"), 2)
    assert "not connected" in one_line(synced("disconnect", "vitally"), 2)


def test_disconnect_with_forget_leaves_no_account(synced):
    assert synced("disconnect", "vitally", "--forget").status == 0
    assert synced("accounts", "--json").json == []
    assert synced("status", "--json").json["notes"] == 0


def test_a_refused_key_is_status_3_and_keeps_nothing(plain, crm, one_line):
    done = connect(plain, crm, secret="sk_live_wrong_0000000000")
    line = one_line(done, 3)
    assert "sk_live_wrong" not in line
    assert plain("status", "--json").json["sources"] == []
    assert not plain.keyring.exists()
    assert "empty" in one_line(connect(plain, crm, secret=""), 3)


def test_a_key_that_is_refused_later_is_status_3_and_the_rows_stay(synced, crm):
    crm.fault("status", status=401, times=99)
    done = synced("sync", "--json")
    assert done.status == 3
    assert done.json["sources"][0]["error"]["kind"] == "auth"
    assert synced("status", "--json").json["sources"][0]["state"] == "needs_sign_in"
    assert len(synced("accounts", "--json").json) == IN_BOOK


def test_somebody_who_is_no_teammate_is_refused(plain, crm, one_line):
    words = ["connect", "vitally", "--url", crm.url, "--me", "stranger@x.test", "--secret-stdin"]
    assert "stranger@x.test" in one_line(plain(*words, said=SECRET), 1)
    assert plain("status", "--json").json["sources"] == []


def test_words_that_make_no_sense(satchel, plain, one_line):
    for words in (
        ["connect", "gainsight", "--secret-stdin"],
        ["connect", "vitaly", "--secret-stdin"],
        ["connect", "vitally", "--me", "a@b.test", "--option", "buk=mine", "--secret-stdin"],
        ["connect", "vitally", "--me", "a@b.test"],
        ["queue", "--on", "someday"],
        ["sync", "vitally"],
        ["mark", "nobody", "done"],
        ["frobnicate"],
        [""],
        ["x" * 5000],
        ["status", "x" * 5000],
        ["account", "x" * 5000],
        ["queue", "--on", "0001-01-01"],
        ["due", "--on", "9999-12-31"],
        ["sync", ""],
        ["sync", "nobody"],
        ["sync", "--no-such-option"],
        ["init", "--encryption", "rot13"],
        ["open", "https://example.test/"],
    ):
        done = satchel(*words)
        assert len(one_line(done, 2)) < 500
        assert done.out == ""
        done = satchel(*words, "--json") if words[0] != "open" else satchel("status", "--json")
        if words[0] != "open":
            assert set(done.json) == {"kind", "title", "advice"}
    assert "no source “nobody”" in satchel("sync", "nobody").err
    assert "Did you mean “status”" in satchel("statsu").err
    assert "Did you mean vitally" in satchel("connect", "vitaly").err
    assert (
        "Did you mean book"
        in satchel("connect", "vitally", "--me", "a@b.test", "--option", "buk=mine").err
    )


def test_nobody_at_home_is_offline_and_quick(plain, one_line):
    words = ["connect", "vitally", "--url", FAR_AWAY, "--me", DEMO_EMAIL, "--secret-stdin"]
    done = plain(*words, "--json", said=DEMO_KEY)
    assert done.status == 1
    assert done.json["kind"] == "offline"


def test_the_secret_is_nowhere_but_in_the_keyring(satchel, crm):
    satchel("init")
    connect(satchel, crm)
    everything = satchel("sync", "--debug")
    status = satchel("status", "--json")
    for text in (everything.out, everything.err, status.out):
        assert SECRET not in text
    for path in satchel.profile.rglob("*"):
        if path.is_file():
            assert SECRET.encode() not in path.read_bytes(), path
            key = json.loads(satchel.keyring.read_text())
            (database_key,) = (v for k, v in key.items() if k.endswith("/database-key"))
            assert database_key.encode() not in path.read_bytes(), path
            assert bytes.fromhex(database_key) not in path.read_bytes(), path
    assert b"SQLite format" not in (satchel.profile / "book.db").read_bytes()[:100]


def test_what_was_left_after_a_disconnect_can_still_be_forgotten(synced, one_line):
    assert synced("disconnect", "vitally").status == 0
    done = synced("disconnect", "vitally", "--forget", "--json")
    assert done.json["removed"]["account"] == IN_BOOK
    assert synced("accounts", "--json").json == []
    assert "not connected" in one_line(synced("disconnect", "vitally", "--forget"), 2)


def test_a_book_that_cannot_be_written_keeps_its_credentials(synced, one_line):
    connection = sqlite3.connect(synced.profile / "book.db", isolation_level=None)
    try:
        connection.execute("BEGIN EXCLUSIVE")
        assert "Nothing was changed" in one_line(synced("disconnect", "vitally"), 1)
    finally:
        connection.close()
    assert SECRET in synced.keyring.read_text()
    assert synced("sync").status == 0


def test_a_failed_sync_does_not_say_that_nothing_is_new(synced, crm, one_line):
    crm.fault("status", status=401, times=99)
    done = synced("sync")
    assert "refused the key" in one_line(done, 3)
    assert done.out == ""


def test_a_source_just_connected_is_not_called_up_to_date(connected):
    assert "not synced yet" in connected("status").out
    assert connected("sync").status == 0
    assert "up to date" in connected("status").out


def test_output_without_signs_for_a_name_still_comes(synced):
    done = synced("accounts", PYTHONIOENCODING="ascii")
    assert done.status == 0, done
    assert "?" in done.out
    assert "\nA" in f"\n{synced('queue', PYTHONIOENCODING='ascii').out}"


@pytest.mark.skipif(sys.platform == "win32", reason="words are bytes elsewhere")
def test_words_that_are_no_text_or_give_orders_to_a_terminal(read_only, one_line):
    for word in ("\udcff\udcfe", "\x1b[31mred\u202e"):
        done = read_only("account", word, "--json")
        line = one_line(done, 2)
        assert line.isprintable()
        assert done.json["title"].isprintable()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
@pytest.mark.parametrize("words", [["queue"], ["queue", "--json"], ["account", "nobody", "--json"]])
def test_output_that_finds_no_room_is_one_line(read_only, words):
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            read_only.command(*words),
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            env=read_only.environment,
        )
    assert done.returncode in (1, 2)
    assert done.stderr.count("\n") == 1
    assert "Traceback" not in done.stderr
