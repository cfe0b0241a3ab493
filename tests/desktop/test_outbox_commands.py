"""The outbox, conflicts, undo and the counts of `status`, through the real command line."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from book import accounts, intake, notes, outbox, outbox_sending, sources, twins
from book.errors import Offline, Refused
from book.facts import AccountFacts, Page
from book.locks import FileLock
from book.records import AccountId, NoteId, Source
from desktop.commands.sync import print_report
from sync.report import SourceReport, SyncReport
from sync.simulator import DEMO_EMAIL, Simulator
from tests.desktop.book_at_hand import (
    STAGE_2,
    newest_note,
    send_all,
)
from tests.desktop.done import Done

SECRET = "sk_live_pretend_0123456789abcdef"
ENTRY_KEYS = {
    "id", "source", "kind", "account_id", "account", "record_id", "summary", "old", "new", "state",
    "detail", "reason", "attempts", "not_before", "last_error", "created_at", "sent_at",
}  # fmt: skip
CONFLICT_KEYS = {
    "id", "account_id", "account", "record", "record_id", "field", "base", "mine", "theirs",
    "since", "source",
}  # fmt: skip


# The outbox


def test_the_outbox_as_json(satchel_here):
    assert satchel_here.json("outbox") == []
    satchel_here.json("note", "a1", "Words", "--subject", "Call with Kim")
    (entry,) = satchel_here.json("outbox")
    assert set(entry) == ENTRY_KEYS
    assert datetime.fromisoformat(entry.pop("created_at")).tzinfo is not None
    left = datetime.fromisoformat(entry.pop("not_before")) - datetime.now().astimezone()
    assert timedelta(seconds=30) < left <= timedelta(seconds=61)
    assert "or with “satchel sync”" in entry.pop("detail")
    assert entry == {
        "id": "o1", "source": "vitally", "kind": "note.create", "account_id": "a1",
        "account": "Alder Robotics", "record_id": "n3",
        "summary": "Add the note “Call with Kim” to Alder Robotics", "old": None,
        "new": "1 line, 1 word", "state": "queued",
        "reason": None, "attempts": 0, "last_error": None, "sent_at": None,
    }  # fmt: skip


def test_every_kind_of_entry_has_its_name(satchel_here):
    satchel_here("task", "a1", "New", "--due", "fri")
    satchel_here("done", "t1")
    satchel_here("edit", "n1", "Words")
    satchel_here("stage", "a1", "3a")
    found = satchel_here.json("outbox")
    assert [one["kind"] for one in found] == [
        "task.create", "task.complete", "note.update", "account.update",
    ]  # fmt: skip
    assert [one["record_id"] for one in found] == ["t2", "t1", "n1", "a1"]
    for one in found:
        assert "Alder Robotics" in one["summary"]
        assert "\n" not in one["summary"]
    assert (found[3]["old"], found[3]["new"]) == (STAGE_2, "3a. Engaged — Email")
    human = satchel_here("outbox").out
    assert f"Alder Robotics (a1): {STAGE_2} → 3a. Engaged — Email\n" in human
    assert "Alder Robotics (a1): open → done\n" in human


def test_an_entry_is_held_released_tried_again_and_discarded(satchel_here, store):
    satchel_here("edit", "n1", "Words")
    held = satchel_here.json("outbox", "hold", "o1")
    assert set(held) == ENTRY_KEYS
    assert (held["id"], held["state"], held["not_before"]) == ("o1", "held", None)
    assert "outbox release o1" in satchel_here("outbox").out
    assert satchel_here.json("outbox", "hold", "O1")["state"] == "held"
    released = satchel_here.json("outbox", "release", "o1")
    assert (released["state"], released["detail"]) == ("queued", "Leaves with the next sync.")
    satchel_here("outbox", "hold", "o1")
    assert satchel_here.json("outbox", "retry", "o1")["state"] == "queued"
    gone = satchel_here("outbox", "discard", "o1")
    assert (gone.status, "“satchel undo” brings it back" in gone.out) == (0, True)
    assert outbox.entries(store) == []
    assert newest_note(satchel_here)["id"] == "n2"
    assert satchel_here.json("account", "a1")["notes"][-1]["body"] == "One\n\nTwo"
    assert satchel_here("undo").status == 0
    assert [one["kind"] for one in satchel_here.json("outbox")] == ["note.update"]


def test_a_discarded_entry_as_json_is_told_as_it_was(satchel_here, store):
    satchel_here("note", "a1", "Words", "--subject", "Brief")
    gone = satchel_here.json("outbox", "discard", "o1")
    assert set(gone) == ENTRY_KEYS
    assert (gone["state"], gone["kind"], gone["record_id"]) == ("discarded", "note.create", "n3")
    assert "Brief" in gone["summary"]
    assert notes.note(store, NoteId(3)) is None


def test_why_an_entry_does_not_leave(satchel_here, store):
    def detail() -> str:
        (one,) = satchel_here.json("outbox")
        assert f"    {one['detail']}" in satchel_here("outbox").out
        return str(one["detail"])

    satchel_here("edit", "n1", "Words")
    (entry,) = outbox.entries(store)
    later = store.clock() + timedelta(minutes=5)
    outbox_sending.claim(store, entry)
    assert detail() == "Being sent now."
    offline = Offline("Vitally does not answer.", "Check the network.")
    outbox_sending.put_back(store, entry, offline, later, uncertain=True)
    assert detail().startswith("Not confirmed after 1 attempt. Vitally does not answer. Check the")
    assert "Next try in 5 min" in detail()
    assert "asked first whether it arrived" in detail()
    far = store.clock() + timedelta(days=2)  # written by a clock that was wrong
    outbox_sending.put_back(store, entry, offline, far, uncertain=False)
    assert "Next try with the next sync." in detail()
    outbox_sending.park(store, entry, "refused", Refused("Vitally refused it.", "Change it."))
    assert detail() == "Stopped. Vitally refused it. Change it."
    (parked,) = satchel_here.json("outbox")
    assert (parked["state"], parked["reason"], parked["attempts"]) == ("parked", "refused", 2)
    assert parked["last_error"] == {
        "kind": "refused", "title": "Vitally refused it.", "advice": "Change it.",
    }  # fmt: skip
    satchel_here("outbox", "retry", "o1")
    sources.pause(store, "vitally", paused=True)
    assert detail() == "Waits: Vitally is paused."
    sources.forget(store, "vitally", rows=False)
    assert detail() == "Waits: Vitally is not connected."


def test_an_entry_waits_for_the_one_before_it(satchel_here, store):
    satchel_here("edit", "n1", "Words")
    (entry,) = outbox.entries(store)
    outbox_sending.claim(store, entry)
    satchel_here("edit", "n1", "More words")
    assert [one["detail"] for one in satchel_here.json("outbox")] == [
        "Being sent now.", "Waits for o1, of the same record.",
    ]  # fmt: skip


def test_a_read_only_source_makes_it_wait(satchel_here, store):
    sources.set_option(store, "vitally", "read-only", "true")
    for words in (["note", "a1", "Words"], ["done", "t1"], ["stage", "a1", "3a"]):
        assert satchel_here(*words).status == 0
    found = satchel_here.json("outbox")
    assert [one["state"] for one in found] == ["queued"] * 3
    assert {one["detail"] for one in found} == {"Waits: Vitally is read only here."}
    assert "read only" in satchel_here("status").out
    assert satchel_here.json("status")["sources"][0]["read_only"] is True


def test_what_was_sent_is_shown_when_asked_for(satchel_here, store, told):
    satchel_here("edit", "n1", "Words")
    send_all(store)
    assert satchel_here("outbox").out == "Nothing waits to leave this laptop.\n"
    assert satchel_here.json("outbox") == []
    (sent,) = satchel_here.json("outbox", "--all")
    assert sent["state"] == "sent"
    assert datetime.fromisoformat(sent["sent_at"]).tzinfo is not None
    assert sent["detail"].startswith("Sent 20")
    assert newest_note(satchel_here)["id"] == "n2"
    for act in ("hold", "release", "retry", "discard"):
        assert "has been sent" in told(1, "outbox", act, "o1")


def test_words_that_name_no_entry(told, satchel_here, store):
    satchel_here("edit", "n1", "Words")
    for word in ("o9", "1", "n1", "", "\udcff"):
        assert "is no entry of the outbox" in told(2, "outbox", "hold", word)
    assert "Which entry" in told(2, "outbox", "hold")
    assert "“burn” is nothing that can be done" in told(2, "outbox", "burn", "o1")
    assert "--all is for the list" in told(2, "outbox", "hold", "o1", "--all")
    (entry,) = outbox.entries(store)
    outbox_sending.claim(store, entry)
    syncing = FileLock(store.profile.sync_lock)
    assert syncing.acquire()
    assert "being sent right now" in told(1, "outbox", "discard", "o1")
    syncing.release()
    # Nobody syncs, so it was cut off: whether it arrived is not known.
    assert "Nobody knows yet" in told(1, "outbox", "discard", "o1")


def test_an_entry_whose_account_is_gone_is_moved_to_another(satchel_here, store):
    satchel_here("note", "a1", "Words", "--subject", "Brief")
    (entry,) = outbox.entries(store)
    gone = Refused("Its account is gone.", "Wait.")
    outbox_sending.park(store, entry, "account_gone", gone)
    told = satchel_here("outbox").out
    assert "Stopped. Its account is gone. Wait. “satchel outbox move o1 ACCOUNT” moves it" in told
    moved = satchel_here.json("outbox", "move", "O1", "birch labs")
    assert set(moved) == ENTRY_KEYS
    assert (moved["id"], moved["state"], moved["account_id"]) == ("o1", "queued", "a2")
    assert moved["summary"] == "Add the note “Brief” to Birch Labs"
    assert [one["subject"] for one in satchel_here.json("account", "a2")["notes"]] == ["Brief"]
    assert "to Birch Works (a3) (1 line, 1 word)" in satchel_here("outbox", "move", "o1", "a3").out
    assert satchel_here("undo").status == 0
    assert satchel_here.json("outbox")[0]["account_id"] == "a2"


def test_an_entry_that_cannot_be_moved_there(told, satchel_here, store):
    satchel_here("note", "a1", "Words")
    satchel_here("edit", "n1", "Words")
    assert "To which account is o1" in told(2, "outbox", "move", "o1")
    assert "Which entry" in told(2, "outbox", "move")
    assert "“a2” is one word too many for hold" in told(2, "outbox", "hold", "o1", "a2")
    assert "is no entry of the outbox" in told(2, "outbox", "move", "n1", "a2")
    assert "No account" in told(2, "outbox", "move", "o1", "Nobody")
    assert "fits 2 accounts" in told(2, "outbox", "move", "o1", "birch")
    assert "not in your book any more" in told(1, "outbox", "move", "o1", "a4")
    assert "belongs to that account already" in told(1, "outbox", "move", "o1", "a1")
    assert "has been sent to its account before" in told(1, "outbox", "move", "o2", "a2")
    assert [one["account_id"] for one in satchel_here.json("outbox")] == ["a1", "a1"]


def test_what_goes_to_one_customer_goes_to_its_account_in_that_source(satchel_here, store):
    sources.save(store, Source(name="hubspot", url="https://other.test"))
    trees = tuple(AccountFacts(external_id=f"h-{n}", name=f"Elm {n}") for n in (1, 2))
    intake.apply(store, Page(source="hubspot", resource="accounts", accounts=trees))
    one, two = (accounts.find_account(store, tree.external_id).id for tree in trees)
    twins.join(store, AccountId(2), two)
    satchel_here("note", f"a{one}", "Words")
    assert satchel_here.json("outbox")[0]["source"] == "hubspot"
    # The customer is called by its account in Vitally, which leads.
    assert satchel_here.json("outbox", "move", "o1", "a2")["account_id"] == f"a{two}"


@pytest.mark.parametrize("called", ["a{twin}", "Alder"])
def test_what_a_gone_account_would_have_got_goes_to_its_twin_elsewhere(
    satchel_here, told, store, called
):
    sources.save(store, Source(name="hubspot", url="https://other.test"))
    tree = AccountFacts(external_id="h-1", name="Elm")
    intake.apply(store, Page(source="hubspot", resource="accounts", accounts=(tree,)))
    twin = accounts.find_account(store, "h-1").id
    satchel_here("note", "a1", "Words")
    twins.join(store, AccountId(1), twin)
    (entry,) = outbox.entries(store)
    outbox_sending.park(store, entry, "account_gone", Refused("Its account is gone.", "Wait."))
    assert "the one that is gone from Vitally" in told(1, "outbox", "move", "o1", "a1")
    moved = satchel_here.json("outbox", "move", "o1", called.format(twin=twin))
    assert (moved["source"], moved["account_id"]) == ("hubspot", f"a{twin}")


def test_check_finds_what_no_way_of_working_leaves_in_an_outbox(satchel_here, store):
    satchel_here("note", "a1", "Words")
    satchel_here("edit", "n1", "Words")
    assert satchel_here.json("check")["problems"] == []
    with store.writing() as connection:
        connection.execute("UPDATE notes SET private = 1 WHERE id = 3")
        connection.execute("UPDATE outbox SET record_id = 77 WHERE id = 2")
    done = satchel_here("check", "--json")
    assert (done.status, done.json["ok"]) == (1, False)
    assert done.json["problems"] == [
        "o1 would send a note that stays on this laptop",
        "o2 is about a note that is not there",
    ]
    plain = satchel_here("check")
    assert (plain.status, plain.out) == (1, "")
    assert plain.err.startswith("satchel: The outbox does not hold together: o1 would send")


def test_a_mark_names_its_account(satchel_here):
    assert satchel_here("mark", "alder", "booked").out == "Alder Robotics (a1): booked.\n"


# Status


def test_status_counts_what_waits(satchel_here, store):
    for words in (["note", "a1", "Words"], ["done", "t1"], ["edit", "n1", "Words"]):
        assert satchel_here(*words).status == 0
    satchel_here("outbox", "hold", "o1")
    shape = satchel_here.json("status")
    assert shape["outbox"] == {"held": 1, "queued": 2, "sending": 0, "parked": 0}
    assert (shape["conflicts"], shape["drafts"], shape["notes"]) == (0, 0, 3)
    assert shape["sources"][0]["detail"] == ""
    assert "Outbox: 2 queued, 1 held" in satchel_here("status").out


def test_a_source_that_never_synced_says_so(satchel_here, store):
    assert "Outbox: empty" in satchel_here("status").out
    sources.save(store, Source(name="vitally", url="https://crm.test"))
    (one,) = satchel_here.json("status")["sources"]
    assert (one["state"], one["last_success"], one["detail"]) == (
        "up_to_date", None, "never fetched",
    )  # fmt: skip
    sources.note_state(store, "vitally", "offline", "No answer.")
    assert satchel_here.json("status")["sources"][0]["detail"] == "No answer."


def test_an_account_shows_the_ids_one_writes_with(satchel_here):
    satchel_here("note", "a1", "Words", "--subject", "Fresh")
    out = satchel_here("account", "a1").out
    for word in ("n1", "n3", "t1", "queued", "Fresh"):
        assert word in out


@pytest.mark.parametrize("notes", [1, 2])
def test_a_disconnect_says_what_still_waits(satchel_here, notes):
    for number in range(notes):
        assert satchel_here("note", "a1", f"Words {number}").status == 0
    out = satchel_here("disconnect", "vitally").out
    expected = {
        1: "1 entry of the outbox waits for it and stays here; “satchel outbox” lists it.",
        2: "2 entries of the outbox wait for it and stay here; “satchel outbox” lists them.",
    }
    assert expected[notes] in out.splitlines()


# The report of a sync


def reported(capsys, *, as_json: bool = False, **fields: Any) -> Done:
    one = SourceReport.of("vitally")
    for name, value in fields.items():
        setattr(one, name, value)
    capsys.readouterr()
    status = print_report(SyncReport(ok=one.ok, sources=[one]), as_json=as_json)
    return Done(status, *capsys.readouterr())


def test_a_sync_says_what_became_of_the_outbox(capsys):
    done = reported(capsys, ok=True, pushed=2, conflicts=1, requests=9, seconds=1.24)
    assert (done.status, done.err) == (0, "")
    assert done.out == (
        "Vitally: 2 sent; 1 conflict (see “satchel conflicts”); nothing new (9 requests, 1.2 s)\n"
    )
    assert reported(capsys, ok=True, requests=1).out == "Vitally: nothing new (1 request, 0.0 s)\n"
    said = reported(capsys, ok=True, homeless=147).out
    assert "nothing new; 147 records of nobody in your book (" in said


def test_what_a_connector_says_of_a_run_is_told_beneath_it(capsys):
    words = ["The field “Tier” is gone from Vitally.", "So is\x1b[31m “Plan”."]
    done = reported(capsys, ok=True, notices=words)
    assert done.out.splitlines()[1:] == [
        "  The field “Tier” is gone from Vitally.",
        "  So is [31m “Plan”.",
    ]
    assert (done.status, done.err) == (0, "")
    shape = reported(capsys, as_json=True, ok=True, notices=words)
    assert shape.json["sources"][0]["notices"] == words


def test_an_entry_that_stopped_means_that_something_fell_short(capsys):
    done = reported(capsys, parked=1)
    assert (done.status, done.err) == (1, "")
    assert done.out == (
        "Vitally: 1 stopped (see “satchel outbox”); nothing new (0 requests, 0.0 s)\n"
    )
    shape = reported(capsys, as_json=True, parked=1)
    assert (shape.status, shape.json["sources"][0]["parked"]) == (1, 1)


def test_what_was_sent_before_a_source_failed_is_said(capsys):
    error = {"kind": "offline", "title": "Vitally does not answer.", "advice": ""}
    done = reported(capsys, pushed=1, error=error)
    assert (done.status, done.out) == (1, "Vitally: 1 sent (0 requests, 0.0 s)\n")
    assert done.err == "satchel: Vitally does not answer.\n"
    assert reported(capsys, error=error).out == ""


def test_what_was_written_arrives_with_the_next_sync_or_says_why_not(plain):
    with Simulator(accounts=12, key=SECRET) as crm:
        words = ["connect", "vitally", "--url", crm.url, "--me", DEMO_EMAIL, "--secret-stdin"]
        assert plain(*words, said=SECRET).status == 0
        assert plain("status", "--json").json["sources"][0]["detail"] == "never fetched"
        assert plain("sync").status == 0
        home = plain("accounts", "--json").json[0]["id"]
        assert plain("note", home, "Sent", "--subject", "Planted").out
        done = plain("sync")
        assert (done.status, "Vitally: 1 sent; " in done.out) == (0, True), done
        assert [one["subject"] for one in crm.records("notes")].count("Planted") == 1
        assert plain("outbox", "--json").json == []
        found = plain("account", home, "--json").json["notes"]
        assert [one["sync"] for one in found if one["subject"] == "Planted"] == ["synced"]
        plain("note", home, "Refused", "--subject", "Unwanted")
        crm.fault("status", status=422, method="POST", path="/resources/notes")
        done = plain("sync", "--json")
        assert (done.status, done.json["ok"]) == (1, False)
        assert (done.json["sources"][0]["parked"], done.json["sources"][0]["pushed"]) == (1, 0)
        (stopped,) = plain("outbox", "--json").json
        assert (stopped["state"], stopped["reason"]) == ("parked", "refused")
        assert stopped["last_error"]["kind"] == "refused"
        assert "1 stopped" in plain("status").out
        assert plain("outbox", "retry", stopped["id"]).status == 0
        assert plain("sync").status == 0
        assert [one["subject"] for one in crm.records("notes")].count("Unwanted") == 1
