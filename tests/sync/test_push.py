"""What a push does when the source, an edit or the person gets in between."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from datetime import date
from itertools import pairwise
from pathlib import Path

import httpx
import msgspec
import pytest

from book import (
    account_writing,
    conflicts,
    intake,
    note_writing,
    notes,
    outbox,
    sources,
    undo,
)
from book.errors import Offline, RateLimited, Refused, ServerTrouble
from book.facts import AccountFacts, NoteFacts, Page
from book.locks import FileLock
from book.outbox_entry import OutboxEntry
from book.records import AccountId, NoteId
from book.rules import HouseRules
from book.store import Store
from sync.push import Push, Pushed
from sync.refusals import Overtaken
from tests.book.writing_book import RULES, SOURCE, STAGES, begin
from tests.clocks import HandClock
from tests.faults.desks import Desk, desk
from tests.sync.stand_in_writer import StandInWriter

ACORN, KICK_OFF = AccountId(1), NoteId(1)
DAY = date(2026, 6, 10)
BODY = "first\nsecond\nthird"
THERE = NoteFacts(
    external_id="N0",
    account_external_id="A1",
    subject="Kick-off",
    body=BODY,
    day="2026-06-01",
    mine=1,
)
BROKEN = ServerTrouble("The service broke.")
AWAY = Offline("The answer was lost.")


@pytest.fixture
def book(store: Store) -> Store:
    begin(store)
    return store


@pytest.fixture
def writer() -> StandInWriter:
    """A source that has the one note of the book."""
    return StandInWriter(THERE)


@pytest.fixture
def real(tmp_path: Path) -> Iterator[Desk]:
    """A book beside the real engine and a simulator."""
    with desk(tmp_path / "real") as one:
        yield one


def _push(
    store: Store, writer: StandInWriter, *, by_hand: bool = True, rules: HouseRules = RULES
) -> Pushed:
    source = sources.source(store, SOURCE)
    assert source is not None
    push = Push(store, source, writer, rules, by_hand=by_hand, chance=lambda: 0.5)
    return asyncio.run(push.run())


def _pull(store: Store, note: NoteFacts) -> NoteId:
    intake.apply(store, Page(source=SOURCE, resource="notes", notes=(note,)))
    found = store.row("SELECT id FROM notes WHERE external_id = ?", (note.external_id,))
    assert found is not None
    return NoteId(found[0])


def _there(external: str = "N0", **changes: str) -> NoteFacts:
    return msgspec.structs.replace(THERE, external_id=external, **changes)


def _add(store: Store, body: str = "words") -> NoteId:
    return note_writing.add_note(store, RULES, ACORN, body=body, day=DAY)[0]


def _only(store: Store) -> OutboxEntry:
    (entry,) = outbox.entries(store)
    return entry


# --- answers that were lost ---------------------------------------------------------------


@pytest.mark.parametrize("arrived", [True, False], ids=["arrived", "lost"])
def test_a_deletion_of_unknown_end_can_be_undone(
    book: Store, writer: StandInWriter, arrived: bool
) -> None:
    note_writing.delete_note(book, RULES, KICK_OFF)
    writer.loses_answers = arrived
    writer.failure = None if arrived else AWAY
    _push(book, writer)
    assert _only(book).uncertain
    writer.loses_answers, writer.failure = False, None
    undo.undo(book, RULES)
    _push(book, writer)
    assert outbox.entries(book) == []
    assert notes.note(book, KICK_OFF).sync == "synced"
    living = [one.body for one in writer.records.values() if one.archived_at is None]
    assert living == [BODY]


def test_a_stopped_entry_that_may_have_arrived_is_looked_for_before_it_goes_again(
    book: Store, writer: StandInWriter
) -> None:
    _add(book)
    writer.loses_answers = True
    _push(book, writer)
    writer.loses_answers = False
    intake.apply(book, Page(source=SOURCE, resource="accounts", gone=("A1",)))
    _push(book, writer)
    entry = _only(book)
    assert (entry.state, entry.reason, entry.uncertain) == ("parked", "account_gone", True)
    again = AccountFacts(external_id="A1", name="Acorn", stage=STAGES[1])
    intake.apply(book, Page(source=SOURCE, resource="accounts", accounts=(again,)))
    outbox.retry(book, entry.id)
    _push(book, writer)
    assert writer.searched == [entry.key]
    assert len(writer.written) == 1
    assert outbox.entries(book) == []


def test_what_may_have_arrived_is_looked_for_again_after_a_refusal_that_passes(
    book: Store, writer: StandInWriter
) -> None:
    """What an earlier attempt made may come to light late, after a look that did not find it."""
    _add(book)
    writer.loses_answers = True
    _push(book, writer)
    (late,) = (number for number, one in writer.records.items() if one != THERE)
    hidden = writer.records.pop(late)
    writer.loses_answers, writer.failure = False, RateLimited("Too much.", "Wait.", 1.0)
    _push(book, writer)
    assert _only(book).uncertain
    writer.records[late], writer.failure = hidden, None
    _push(book, writer)
    assert len(writer.records) == 2, "the note is there once"
    assert outbox.entries(book) == []


def test_a_change_in_conflict_is_not_called_sent(book: Store, writer: StandInWriter) -> None:
    note_writing.edit_note(book, RULES, KICK_OFF, body="mine\nsecond\nthird")
    writer.failure = AWAY
    _push(book, writer)
    writer.failure = None
    writer.records["N0"] = _there(body="theirs\nsecond\nthird")
    assert _push(book, writer).sent == 0
    assert conflicts.count(book) == 1
    assert outbox.last_sent(book) is None


def test_a_new_note_found_there_with_other_words_is_in_conflict(
    book: Store, writer: StandInWriter
) -> None:
    number = _add(book, "one\ntwo")
    writer.loses_answers = True
    _push(book, writer)
    writer.loses_answers = False
    note_writing.edit_note(book, RULES, number, body="one\nmine")
    made = writer.records["made-1"]
    writer.records["made-1"] = msgspec.structs.replace(made, body="one\ntheirs")
    _push(book, writer)
    assert conflicts.count(book) == 1
    assert len(writer.written) == 1


def test_a_stopped_change_that_may_have_arrived_can_be_discarded(
    book: Store, writer: StandInWriter, clock: HandClock
) -> None:
    note_writing.edit_note(book, RULES, KICK_OFF, body="mine")
    writer.failure = BROKEN
    entry = _stopped(book, writer, clock)
    assert (entry.reason, entry.uncertain) == ("broken", True)
    outbox.discard(book, RULES, entry.id)
    assert notes.note(book, KICK_OFF).body == BODY
    # It may stand there: one entry tells it to go back.
    back = _only(book)
    assert (back.base, back.intent) == ({"body": "mine"}, {"body": BODY})


@pytest.mark.parametrize("arrived", [True, False], ids=["arrived", "lost"])
def test_a_stopped_new_note_that_may_have_arrived_goes_once_the_advice_is_followed(
    book: Store, writer: StandInWriter, clock: HandClock, arrived: bool
) -> None:
    _add(book)
    if arrived:
        writer.loses_answers = True
        _push(book, writer)
        writer.failing_searches = BROKEN
    else:
        writer.failure = BROKEN
    entry = _stopped(book, writer, clock)
    writer.loses_answers, writer.failure, writer.failing_searches = False, None, None
    with pytest.raises(Refused, match="Send it again"):
        outbox.discard(book, RULES, entry.id)
    outbox.retry(book, entry.id)
    _push(book, writer)
    assert outbox.entries(book) == []
    made = [one for one in writer.records.values() if one.external_key == entry.key]
    assert [one.body for one in made] == ["words"]


# --- sources that break -------------------------------------------------------------------


def _stopped(store: Store, writer: StandInWriter, clock: HandClock) -> OutboxEntry:
    """The only entry once the engine has given it up."""
    for _ in range(12):
        clock.move(hours=3)
        _push(store, writer, by_hand=False)
    assert _only(store).state == "parked"
    return _only(store)


def test_an_entry_whose_look_keeps_failing_waits_longer_each_time_and_then_stops(
    book: Store, writer: StandInWriter, clock: HandClock
) -> None:
    note_writing.edit_note(book, RULES, KICK_OFF, body="mine")
    writer.failing_looks["N0"] = BROKEN
    waits = []
    clock.move(hours=3)
    _push(book, writer, by_hand=False)
    while (until := _only(book).not_before) is not None and len(waits) < 12:
        waits.append(until - clock())
        clock.move(hours=3)
        _push(book, writer, by_hand=False)
    assert len(waits) > 2
    assert all(later > sooner for sooner, later in pairwise(waits))
    assert (_only(book).state, _only(book).reason) == ("parked", "broken")


@pytest.mark.parametrize("by_hand", [True, False], ids=["by hand", "by itself"])
def test_three_stuck_records_keep_no_other_back(
    book: Store, clock: HandClock, by_hand: bool
) -> None:
    writer = StandInWriter()
    for external in ("S1", "S2", "S3", "fine"):
        number = _pull(book, _there(external))
        note_writing.edit_note(book, RULES, number, body="mine")
        writer.records[external] = _there(external)
        writer.failing_looks[external] = BROKEN
    del writer.failing_looks["fine"]
    for _ in range(20):
        clock.move(hours=3)
        _push(book, writer, by_hand=by_hand)
    assert [sending.external_id for sending in writer.written] == ["fine"]


def test_stuck_records_that_were_tried_as_often_take_turns_with_the_others(book: Store) -> None:
    writer = StandInWriter()
    for external in ("S1", "S2", "S3", "fine"):
        number = _pull(book, _there(external))
        note_writing.edit_note(book, RULES, number, body="mine")
        writer.records[external] = _there(external)
        writer.failing_looks[external] = BROKEN
    for _ in range(4):
        _push(book, writer)
    assert {entry.attempts for entry in outbox.entries(book)} == {3}
    del writer.failing_looks["fine"]
    for _ in range(2):
        _push(book, writer)
    assert [sending.external_id for sending in writer.written] == ["fine"]


def test_an_entry_that_is_always_overtaken_is_told_to_a_person(
    book: Store, writer: StandInWriter, clock: HandClock
) -> None:
    note_writing.edit_note(book, RULES, KICK_OFF, body="mine")
    writer.failure = Overtaken("The note was changed meanwhile.")
    assert _push(book, writer).error is writer.failure
    assert not _only(book).uncertain
    assert _stopped(book, writer, clock).reason == "broken"


def test_a_field_that_is_never_written_does_not_stop_a_note_without_it(
    book: Store, writer: StandInWriter
) -> None:
    fields = (*RULES.never_write.fields, "note.tags")
    strict = msgspec.structs.replace(
        RULES, never_write=msgspec.structs.replace(RULES.never_write, fields=fields)
    )
    note_writing.add_note(book, strict, ACORN, body="words", day=DAY)
    _push(book, writer, rules=strict)
    assert outbox.entries(book) == []
    assert len(writer.written) == 1


# --- records that moved or went -----------------------------------------------------------


@pytest.mark.parametrize("times", [1, 2], ids=["asked once", "asked twice"])
def test_a_note_gone_there_is_sent_as_new_by_the_run_after_trying_again(
    book: Store, times: int
) -> None:
    writer = StandInWriter()
    note_writing.edit_note(book, RULES, KICK_OFF, body="mine")
    _push(book, writer)
    entry = _only(book)
    assert (entry.state, entry.reason) == ("parked", "gone")
    for _ in range(times):
        outbox.retry(book, entry.id)
    _push(book, writer)
    assert [sending.action for sending in writer.written] == ["create"]
    assert outbox.entries(book) == []


def test_a_note_handed_over_to_the_account_as_it_is_there_now_is_sent_whole(
    book: Store, writer: StandInWriter
) -> None:
    def pulled(external: str) -> None:
        facts = AccountFacts(external_id=external, name="Acorn", org_id="O1", stage=STAGES[1])
        intake.apply(book, Page(source=SOURCE, resource="accounts", accounts=(facts,)))

    pulled("A1")
    _add(book)
    pulled("A9")
    intake.apply(book, Page(source=SOURCE, resource="accounts", gone=("A1",)))
    entry = _only(book)
    assert entry.reason == "account_back"
    outbox.retry(book, entry.id)
    _push(book, writer)
    assert [sending.account for sending in writer.written] == ["A9"]
    assert outbox.entries(book) == []


def test_figures_follow_a_note_that_a_push_finds_at_another_account(
    book: Store, writer: StandInWriter
) -> None:
    note_writing.edit_note(book, RULES, KICK_OFF, body="mine")
    writer.records["N0"] = _there(account_external_id="A2")
    _push(book, writer)
    assert book.row("SELECT account_id FROM notes WHERE id = ?", (KICK_OFF,)) == (2,)
    counted = book.rows("SELECT account_id, notes_count FROM account_figures WHERE notes_count > 0")
    assert counted == [(2, 1)]


def test_the_days_in_a_stage_begin_when_a_push_finds_it_moved(
    book: Store, clock: HandClock
) -> None:
    source = sources.source(book, SOURCE)
    assert source is not None
    mapping = {**source.mapping, "slack_channel": "vitally.custom.slack"}
    sources.save(book, msgspec.structs.replace(source, mapping=mapping))
    account_writing.write_field(book, RULES, [ACORN], "slack_channel", "#acorn")
    writer = StandInWriter(AccountFacts(external_id="A1", name="Acorn", stage=STAGES[3]))
    clock.move(hours=1)
    _push(book, writer)
    since = book.row("SELECT stage, stage_since FROM accounts WHERE id = ?", (ACORN,))
    assert since == (STAGES[3], "2026-06-10T10:00:00.000Z")


# --- a person who goes on meanwhile -------------------------------------------------------


def _two_edits(store: Store, writer: StandInWriter) -> tuple[NoteId, OutboxEntry]:
    """Two notes that were edited and may go; the second of them, and its entry."""
    second = _pull(store, _there("N2"))
    writer.records["N2"] = _there("N2")
    note_writing.edit_note(store, RULES, KICK_OFF, body="one", hold_seconds=0)
    note_writing.edit_note(store, RULES, second, body="two", hold_seconds=0)
    return second, outbox.entries(store)[1]


def test_an_edit_made_during_a_run_keeps_its_minute(book: Store, writer: StandInWriter) -> None:
    second, _ = _two_edits(book, writer)
    writer.meanwhile["N0"] = lambda: note_writing.edit_note(book, RULES, second, body="two, oops")
    _push(book, writer, by_hand=False)
    assert [sending.fields["body"] for sending in writer.written] == ["one"]


def test_what_is_held_during_a_run_stays_held(book: Store, writer: StandInWriter) -> None:
    _, entry = _two_edits(book, writer)
    del writer.records["N2"]
    writer.meanwhile["N2"] = lambda: outbox.hold(book, entry.id)
    _push(book, writer, by_hand=False)
    assert _only(book).state == "held"


def test_a_change_discarded_while_its_note_is_found_gone_is_simply_gone(book: Store) -> None:
    note_writing.edit_note(book, RULES, KICK_OFF, body="mine")
    writer = StandInWriter()
    number = _only(book).id
    writer.meanwhile["N0"] = lambda: outbox.discard(book, RULES, number)
    pushed = _push(book, writer)
    assert (pushed.error, outbox.entries(book), writer.written) == (None, [], [])
    assert pushed.parked == 0


def test_a_new_note_undone_while_it_is_looked_for_is_deleted_there(
    book: Store, writer: StandInWriter
) -> None:
    _add(book)
    writer.loses_answers = True
    _push(book, writer)
    writer.loses_answers = False
    writer.meanwhile[_only(book).key] = lambda: undo.undo(book, RULES)
    _push(book, writer)
    _push(book, writer)
    assert outbox.entries(book) == []
    assert [bool(sending.fields.get("archived_at")) for sending in writer.written] == [False, True]


def test_a_deletion_undone_while_its_note_is_looked_at_does_not_go(
    book: Store, writer: StandInWriter
) -> None:
    note_writing.delete_note(book, RULES, KICK_OFF)
    writer.meanwhile["N0"] = lambda: undo.undo(book, RULES)
    _push(book, writer)
    assert writer.written == []
    assert outbox.entries(book) == []


# --- the whole engine ---------------------------------------------------------------------


class CutOff(httpx.AsyncBaseTransport):
    """No network; somebody does something while that turns out."""

    def __init__(self, meanwhile: Callable[[], object]) -> None:
        self._meanwhile: Callable[[], object] | None = meanwhile

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        meanwhile, self._meanwhile = self._meanwhile, None
        if meanwhile is not None:
            meanwhile()
        raise httpx.ConnectError("no route", request=request)


def test_an_undo_while_the_network_turns_out_to_be_away_does_not_break_the_run(real: Desk) -> None:
    number = NoteId(real.number("notes", "note-0000"))
    note_writing.edit_note(real.store, RULES, number, body="mine")
    report = real.send(transport=CutOff(lambda: undo.undo(real.store, RULES)))
    error = report.sources[0].error
    assert error is not None
    assert error["kind"] == "offline"
    assert real.waiting() == []


def test_writing_switched_off_while_a_run_waits_for_its_turn_is_off(real: Desk) -> None:
    note_writing.add_note(real.store, RULES, ACORN, body="words", day=DAY, hold_seconds=0)
    turn = FileLock(real.store.profile.sync_lock)
    assert turn.acquire()

    async def switch_off_meanwhile() -> None:
        waits = asyncio.create_task(real.running(send_only=True, by_hand=True))
        await asyncio.sleep(0.05)
        sources.set_option(real.store, SOURCE, "read-only", "true")
        turn.release()
        await waits

    asyncio.run(switch_off_meanwhile())
    assert real.done_there("POST", "/resources/notes") == 0
    assert outbox.counts(real.store)["queued"] == 1


def test_a_pause_during_a_run_holds(real: Desk) -> None:
    real.run(progress=lambda _: sources.pause(real.store, SOURCE, paused=True))
    assert sources.source(real.store, SOURCE).state == "paused"


def test_a_deletion_does_not_take_words_away_that_nobody_here_has_seen(book: Store) -> None:
    note_writing.delete_note(book, RULES, KICK_OFF)
    writer = StandInWriter(_there(body="first\nsecond\nthird\nfrom a colleague"))
    assert (_push(book, writer).parked, writer.written) == (1, [])
    entry = _only(book)
    assert entry.error is not None
    assert "changed in Vitally since you saw it" in entry.error["title"]
    outbox.retry(book, entry.id)
    _push(book, writer)
    assert [set(one.fields) for one in writer.written] == [{"archived_at"}]
