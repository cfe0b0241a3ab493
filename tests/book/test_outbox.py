"""What an edit owes: entries made, coalesced, held, taken back; never the same thing twice."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from book import (
    account_writing,
    departures,
    drafts,
    intake,
    note_writing,
    notes,
    outbox,
    outbox_sending,
    sources,
    task_writing,
    tasks,
    undo,
)
from book.errors import Offline, Refused, SatchelError, Usage
from book.facts import AccountFacts, NoteFacts, Page
from book.locks import FileLock
from book.records import AccountId, NoteId, Source, TaskId
from book.store import Store
from tests.book.writing_book import RULES, SOURCE, STAGES, StandIn, begin
from tests.clocks import HandClock

ACORN, BIRCH, KICK_OFF, PLAN = AccountId(1), AccountId(2), NoteId(1), TaskId(1)
DAY = date(2026, 6, 10)


@pytest.fixture
def book(store: Store) -> Store:
    begin(store)
    return store


def _add(store: Store, body: str = "words", *, private: bool = False) -> NoteId:
    return note_writing.add_note(store, RULES, ACORN, body=body, day=DAY, private=private)[0]


def test_a_note_is_queued_with_a_key_of_its_own_and_waits_a_minute(book: Store) -> None:
    number = _add(book)
    (entry,) = outbox.entries(book)
    assert (entry.record, entry.record_id, entry.verb) == ("note", number, "create")
    assert entry.key.startswith("satchel:note:")
    assert entry.not_before == book.clock() + timedelta(seconds=60)
    assert book.row("SELECT external_key FROM notes WHERE id = ?", (number,)) == (entry.key,)
    assert outbox_sending.ready(book, SOURCE, book.clock(), by_hand=False) == []
    assert [e.id for e in outbox_sending.ready(book, SOURCE, book.clock(), by_hand=True)] == [
        entry.id
    ]


def test_edits_of_what_was_not_sent_become_part_of_it(book: Store, clock: HandClock) -> None:
    number = _add(book, "one")
    (first,) = outbox.entries(book)
    clock.move(seconds=50)
    note_writing.edit_note(book, RULES, number, body="two", tags=["call"])
    (entry,) = outbox.entries(book)
    assert (entry.id, entry.key, entry.intent["body"]) == (first.id, first.key, "two")
    assert entry.not_before == clock() + timedelta(seconds=60)
    task_writing.snooze(book, RULES, [PLAN], date(2026, 7, 1))
    task_writing.edit_task(book, RULES, PLAN, title="Other")
    entry = outbox.entries(book)[1]
    assert entry.intent == {"due": "2026-07-01", "title": "Other"}
    assert entry.base == {"due": "2026-06-20", "title": "Send the plan"}


def test_a_wish_that_equals_what_stands_there_is_gone_again(book: Store) -> None:
    task_writing.snooze(book, RULES, [PLAN], date(2026, 7, 1))
    task_writing.snooze(book, RULES, [PLAN], date(2026, 6, 20))
    assert outbox.entries(book) == []


def test_a_private_note_is_never_queued_until_it_is_let_go(book: Store) -> None:
    number = _add(book, private=True)
    note_writing.edit_note(book, RULES, number, body="still mine")
    assert outbox.entries(book) == []
    assert notes.note(book, number).sync == "local"
    note_writing.make_public(book, RULES, number)
    assert [entry.intent["body"] for entry in outbox.entries(book)] == ["still mine"]
    note_writing.make_private(book, RULES, number)
    assert outbox.entries(book) == []


def test_what_has_been_sent_cannot_become_private(book: Store) -> None:
    number = _add(book)
    StandIn(book).take_all()
    with pytest.raises(Refused, match="has been sent"):
        note_writing.make_private(book, RULES, number)


def test_a_draft_queues_nothing_until_it_is_ended(book: Store) -> None:
    draft = drafts.begin(book, account_id=ACORN, day=DAY, body="h")
    for text in ("he", "hello"):
        import msgspec

        draft = drafts.save(book, msgspec.structs.replace(draft, body=text))
    assert outbox.entries(book) == []
    log = book.row("SELECT count(*) FROM changes WHERE record = 'draft'")
    assert log == (0,)
    number, _ = drafts.end(book, RULES, draft.id)
    assert [entry.intent["body"] for entry in outbox.entries(book)] == ["hello"]
    assert notes.note(book, number).sync == "queued"
    with pytest.raises(Refused, match="ended or discarded"):
        drafts.save(book, draft)


def test_a_draft_without_an_account_or_words_stays_a_draft(book: Store) -> None:
    lost = drafts.begin(book, day=DAY, body="whose?")
    blank = drafts.begin(book, account_id=ACORN, day=DAY, body="  \n")
    with pytest.raises(Refused, match="no account"):
        drafts.end(book, RULES, lost.id)
    with pytest.raises(Usage, match="no words"):
        drafts.end(book, RULES, blank.id)
    assert len(drafts.drafts(book)) == 2


def test_what_is_on_its_way_is_followed_by_another_entry(book: Store) -> None:
    number = _add(book, "one")
    (entry,) = outbox.entries(book)
    assert outbox_sending.claim(book, entry)
    note_writing.edit_note(book, RULES, number, body="two")
    waiting = outbox.entries(book)
    assert [one.state for one in waiting] == ["sending", "queued"]
    assert (waiting[1].base, waiting[1].intent) == ({"body": "one"}, {"body": "two"})
    assert outbox_sending.ready(book, SOURCE, book.clock(), by_hand=True) == []
    # It did not go after all: both are one again.
    outbox_sending.put_back(book, entry, Offline("away"), None, uncertain=False)
    (again,) = outbox.entries(book)
    assert (again.key, again.intent["body"], again.action) == (entry.key, "two", "create")


def test_what_may_have_arrived_is_not_edited_but_followed(book: Store) -> None:
    number = _add(book, "one")
    (entry,) = outbox.entries(book)
    outbox_sending.claim(book, entry)
    outbox_sending.put_back(book, entry, Offline("away"), None, uncertain=True)
    note_writing.edit_note(book, RULES, number, body="two")
    assert [one.intent.get("body") for one in outbox.entries(book)] == ["one", "two"]
    with pytest.raises(Refused, match="arrived"):
        outbox.discard(book, RULES, entry.id)


def test_a_crash_while_sending_is_asked_about(book: Store) -> None:
    _add(book)
    (entry,) = outbox.entries(book)
    outbox_sending.claim(book, entry)
    assert [one.id for one in outbox_sending.recover(book, SOURCE)] == [entry.id]
    (again,) = outbox.entries(book)
    assert (again.state, again.uncertain) == ("queued", True)
    assert outbox_sending.recover(book, SOURCE) == []


def test_an_entry_that_changed_since_it_was_looked_at_is_not_claimed(book: Store) -> None:
    number = _add(book, "one")
    (entry,) = outbox.entries(book)
    note_writing.edit_note(book, RULES, number, body="two")
    assert not outbox_sending.claim(book, entry)


def test_hold_release_and_take_back(book: Store) -> None:
    number = _add(book)
    (entry,) = outbox.entries(book)
    outbox.hold(book, entry.id)
    note_writing.edit_note(book, RULES, number, body="more")
    assert [one.state for one in outbox.entries(book)] == ["held"]
    assert outbox_sending.ready(book, SOURCE, book.clock(), by_hand=True) == []
    outbox.release(book, entry.id)
    assert len(outbox_sending.ready(book, SOURCE, book.clock(), by_hand=False)) == 1
    assert [event.words for event in outbox.events(book, entry.id)] == [
        "queued",
        "held by you",
        "released",
    ]


def test_what_may_go_is_due_at_the_moment_that_was_asked_for(book: Store) -> None:
    # Asked by a clock that goes on, a moment later would be a wait that never ends.
    _add(book)
    later = book.clock() + timedelta(hours=1)
    assert outbox_sending.next_due(book, SOURCE, later) == later


def test_one_stuck_record_keeps_only_itself_back(book: Store) -> None:
    task_writing.finish(book, RULES, [PLAN])
    number = _add(book)
    stuck = outbox.entries(book)[0]
    outbox_sending.park(book, stuck, "refused", Refused("No."))
    assert [
        e.record_id for e in outbox_sending.ready(book, SOURCE, book.clock(), by_hand=True)
    ] == [number]
    assert tasks.task(book, PLAN).sync == "parked"
    assert outbox_sending.next_due(book, SOURCE, book.clock()) is not None
    # Another edit is a new try, in the same entry.
    task_writing.reopen(book, RULES, [PLAN])
    assert [one.record for one in outbox.entries(book)] == ["note"]


def test_a_wait_that_a_wrong_clock_wrote_is_not_sat_out(book: Store, clock: HandClock) -> None:
    clock.move(days=2)
    _add(book)
    clock.move(days=-2)
    assert len(outbox_sending.ready(book, SOURCE, clock(), by_hand=False)) == 1


def test_discarding_goes_back_to_what_the_source_has_and_can_be_undone(book: Store) -> None:
    number = _add(book, "precious")
    note_writing.edit_note(book, RULES, KICK_OFF, body="changed")
    creation, change = outbox.entries(book)
    outbox.discard(book, RULES, change.id)
    outbox.discard(book, RULES, creation.id)
    assert outbox.entries(book) == []
    assert notes.note(book, KICK_OFF).body == "first\nsecond\nthird"
    assert notes.note(book, number) is None
    undo.undo(book, RULES)
    assert notes.note(book, number).body == "precious"
    assert [one.key for one in outbox.entries(book)] == [creation.key]


def test_sent_things_refuse_to_be_handled(book: Store) -> None:
    _add(book)
    (entry,) = outbox.entries(book)
    StandIn(book).take_all()
    for act in (outbox.hold, outbox.release, outbox.retry):
        with pytest.raises(Refused, match="has been sent"):
            act(book, entry.id)
    with pytest.raises(Refused, match="no such entry"):
        outbox.hold(book, 999)
    assert outbox.entries(book) == []
    assert [one.id for one in outbox.entries(book, sent=5)] == [entry.id]
    assert outbox.last_sent(book) == book.clock()


def test_a_record_that_is_gone_there_is_sent_as_new_when_asked(book: Store) -> None:
    note_writing.edit_note(book, RULES, KICK_OFF, body="my unsent words")
    (entry,) = outbox.entries(book)
    outbox_sending.park(book, entry, "gone", Refused("Deleted there."))
    intake.apply(book, Page(source=SOURCE, resource="notes", gone=("N0",)))
    assert outbox.entries(book)[0].intent == {"body": "my unsent words"}
    outbox.retry(book, entry.id)
    (again,) = outbox.entries(book)
    assert (again.action, again.intent["body"]) == ("create", "my unsent words")
    assert notes.note(book, KICK_OFF).external_id is None


def test_work_for_an_account_that_came_back_is_offered_not_sent(book: Store) -> None:
    with book.writing() as connection:
        connection.execute("UPDATE accounts SET org_id = 'org-1' WHERE id = 1")
    _add(book, "unsent")
    intake.apply(book, Page(source=SOURCE, resource="accounts", gone=("A1",)))
    assert departures.purge_left(book, 0).ids == {}
    back = AccountFacts(external_id="A9", org_id="org-1", name="Acorn", stage=STAGES[1])
    intake.apply(book, Page(source=SOURCE, resource="accounts", accounts=(back,)))
    (entry,) = outbox.entries(book)
    assert (entry.state, entry.reason) == ("parked", "account_back")
    outbox.retry(book, entry.id)
    assert outbox_sending.home(book, outbox.entries(book)[0]).account == "A9"


@pytest.mark.parametrize("way", ["retry", "move"])
def test_what_was_to_be_written_to_an_account_goes_to_the_one_it_was_merged_into(
    book: Store, way: str
) -> None:
    with book.writing() as connection:
        connection.execute("UPDATE accounts SET org_id = external_id")
    note_writing.add_note(book, RULES, BIRCH, body="the winner's own", day=DAY)
    account_writing.move_stage(book, RULES, [ACORN], STAGES[2])
    (own, mine) = outbox.entries(book)
    outbox_sending.park(book, mine, "gone", Refused("Gone there."))
    old = AccountFacts(external_id="A1", org_id="A2", name="Acorn", stage=STAGES[1])
    page = Page(source=SOURCE, resource="accounts", accounts=(old,), gone=("A1",))
    assert intake.apply(book, page).conflicts == 0
    stands, entry = outbox.entries(book)
    # What the other was owed itself goes on, without a word.
    assert (stands.id, stands.state, stands.error) == (own.id, "queued", None)
    assert (entry.id, entry.record_id, entry.account_id) == (mine.id, BIRCH, BIRCH)
    assert (entry.intent, entry.base) == ({"stage": STAGES[2]}, {"stage": STAGES[1]})
    assert (entry.state, entry.reason) == ("parked", "account_back")
    assert entry.error is not None
    assert entry.error["title"].startswith("The account was merged into Birch in ")
    assert entry.error["advice"] == "Try again to send it there, or discard it."
    stage = "SELECT stage FROM accounts WHERE id = 2"
    assert book.row(stage) == (STAGES[2],)
    if way == "retry":
        outbox.retry(book, entry.id)
    else:
        outbox.move_entry_to(book, RULES, entry.id, BIRCH)
    again = outbox.entry(book, entry.id)
    assert again is not None
    assert (again.state, again.intent) == ("queued", {"stage": STAGES[2]})
    outbox.discard(book, RULES, entry.id)
    assert book.row(stage) == (STAGES[1],)
    assert [one.id for one in outbox.entries(book)] == [own.id]


def test_forgetting_a_source_keeps_unsent_work_and_what_it_hangs_on(book: Store) -> None:
    number = _add(book, "mine")
    note_writing.edit_note(book, RULES, KICK_OFF, body="changed")
    sources.forget(book, SOURCE, rows=True)
    assert notes.note(book, number) is not None
    assert notes.note(book, KICK_OFF) is not None
    assert tasks.task(book, PLAN) is None
    assert len(outbox.entries(book)) == 2


def test_nothing_is_sent_for_an_edit_that_failed_half_way(book: Store) -> None:
    before = book.rows("SELECT * FROM tasks")
    with pytest.raises(Refused):
        task_writing.snooze(book, RULES, [PLAN, TaskId(77)], DAY)
    assert book.rows("SELECT * FROM tasks") == before
    assert outbox.entries(book) == []
    assert undo.next_undo(book) is None


def test_words_that_are_none_are_refused(book: Store) -> None:
    with pytest.raises(Usage):
        note_writing.add_note(book, RULES, ACORN, body=" ", day=DAY)
    with pytest.raises(Usage):
        note_writing.edit_note(book, RULES, KICK_OFF, subject="", body="")
    with pytest.raises(Usage):
        task_writing.add_task(book, RULES, ACORN, " \n", due=None)
    with pytest.raises(Usage):
        account_writing.set_sentiment(book, RULES, [ACORN], 6)
    assert outbox.entries(book) == []


def test_what_is_my_own_never_leaves(book: Store) -> None:
    account_writing.set_sentiment(book, RULES, [ACORN], 4)
    assert outbox.entries(book) == []
    assert book.row("SELECT sentiment FROM accounts WHERE id = 1") == (4,)


def test_a_refused_stage_says_why_and_moves_nobody(book: Store) -> None:
    with pytest.raises(SatchelError):
        account_writing.move_stage(book, RULES, [ACORN, AccountId(2)], STAGES[0])
    assert book.rows("SELECT DISTINCT stage FROM accounts") == [(STAGES[1],)]


def test_a_note_that_moves_outside_the_book_keeps_my_unsent_words(book: Store) -> None:
    note_writing.edit_note(book, RULES, KICK_OFF, body="unsent")
    moved = NoteFacts(external_id="N0", account_external_id="elsewhere", day="2026-06-01")
    intake.apply(book, Page(source=SOURCE, resource="notes", notes=(moved,)))
    assert notes.note(book, KICK_OFF).body == "unsent"


def _gone(store: Store) -> None:
    """Acorn is deleted there, and the push has seen it."""
    intake.apply(store, Page(source=SOURCE, resource="accounts_gone", gone=("A1",)))
    for entry in outbox.entries(store):
        gone = Refused("The account is gone.", "Wait.")
        outbox_sending.park(store, entry, "account_gone", gone, uncertain=entry.uncertain)


def test_a_note_whose_account_is_gone_moves_to_another_and_back(
    book: Store, clock: HandClock
) -> None:
    number = _add(book)
    _gone(book)
    (entry,) = outbox.entries(book)
    assert entry.state == "parked"
    changed = outbox.move_entry_to(book, RULES, entry.id, BIRCH)
    assert changed.ids == {"note": {number}, "outbox": {entry.id}}
    (entry,) = outbox.entries(book)
    assert (entry.state, entry.reason, entry.error) == ("queued", "", None)
    assert (entry.account_id, entry.intent["account_id"]) == (BIRCH, BIRCH)
    assert entry.not_before == clock() + timedelta(seconds=60)
    assert [one.words for one in outbox.events(book, entry.id)][-1] == "moved to another account"
    assert [one.id for one in notes.notes_of(book, BIRCH)] == [number]
    undone = undo.undo(book, RULES)
    assert (undone.words, undone.kept, undone.refused) == ("Move to another account", (), ())
    (entry,) = outbox.entries(book)
    assert (entry.account_id, entry.intent["account_id"]) == (ACORN, ACORN)
    undo.redo(book, RULES)
    there = StandIn(book)
    there.take_all()
    assert there.records["note"][f"made-{entry.key}"]["account_id"] == BIRCH


def test_a_task_whose_account_is_back_goes_to_another_all_the_same(book: Store) -> None:
    number, _ = task_writing.add_task(book, RULES, ACORN, "Call them", due=DAY)
    _gone(book)
    with book.writing() as connection:
        connection.execute("UPDATE outbox SET reason = 'account_back'")
    (entry,) = outbox.entries(book)
    outbox.move_entry_to(book, RULES, entry.id, BIRCH)
    (entry,) = outbox.entries(book)
    assert (entry.state, entry.intent["account_id"]) == ("queued", BIRCH)
    assert [one.id for one in tasks.tasks_of(book, BIRCH)] == [number]


def test_what_is_held_stays_held_where_it_is_moved_to(book: Store) -> None:
    _add(book)
    (entry,) = outbox.entries(book)
    outbox.hold(book, entry.id)
    outbox.move_entry_to(book, RULES, entry.id, BIRCH)
    assert [(one.state, one.account_id) for one in outbox.entries(book)] == [("held", BIRCH)]


def test_only_what_was_never_sent_moves_and_only_where_it_can_go(book: Store) -> None:
    _add(book)
    note_writing.edit_note(book, RULES, KICK_OFF, body="other")
    sources.save(book, Source(name="hubspot", url="https://other.test"))
    other = AccountFacts(external_id="H1", name="Acorn")
    intake.apply(book, Page(source="hubspot", resource="accounts", accounts=(other,)))
    intake.apply(
        book,
        Page(
            source=SOURCE,
            resource="accounts",
            accounts=(AccountFacts(external_id="A3", name="Cedar"),),
        ),
    )
    intake.apply(book, Page(source=SOURCE, resource="accounts", left=("A3",)))
    new, change = outbox.entries(book)
    cedar = book.row("SELECT id FROM accounts WHERE external_id = 'A3'")
    assert cedar is not None
    for entry, account, words in (
        (change.id, BIRCH, "has been sent to its account before"),
        (new.id, AccountId(cedar[0]), "not in your book any more"),
        (new.id, AccountId(77), "not in the book any more"),
        (new.id, ACORN, "belongs to that account already"),
        (99, BIRCH, "no such entry"),
    ):
        with pytest.raises(Refused, match=words):
            outbox.move_entry_to(book, RULES, entry, account)
    assert outbox.entries(book) == [new, change]
    # What may have arrived in one source is never written to another as well.
    outbox_sending.claim(book, new)
    outbox_sending.put_back(book, new, Offline("Away."), None, uncertain=True)
    with pytest.raises(Refused, match="is in HubSpot, the note goes to Vitally"):
        outbox.move_entry_to(book, RULES, new.id, AccountId(3))
    outbox_sending.claim(book, outbox.entries(book)[0])
    with (
        FileLock(book.profile.sync_lock),
        pytest.raises(Refused, match="being sent right now"),
    ):
        outbox.move_entry_to(book, RULES, new.id, BIRCH)


def test_a_note_that_may_have_arrived_at_a_gone_account_can_be_given_up(book: Store) -> None:
    """Nobody can be asked about it any more: “send it again” led nowhere."""
    number = _add(book)
    (entry,) = outbox.entries(book)
    outbox_sending.claim(book, entry)
    outbox_sending.put_back(book, entry, Offline("Away."), None, uncertain=True)
    with pytest.raises(Refused, match="whether this one arrived"):
        outbox.discard(book, RULES, entry.id)
    _gone(book)
    outbox.discard(book, RULES, entry.id)
    assert (outbox.entries(book), notes.note(book, number)) == ([], None)
    undo.undo(book, RULES)
    assert notes.note(book, number) is not None
