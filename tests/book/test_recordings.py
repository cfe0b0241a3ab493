"""The log of recordings: once per customer, with moments, undone like any edit, never sent."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from book import (
    changes,
    departures,
    intake,
    moment_writing,
    outbox,
    recordings,
    sources,
    twins,
    undo,
)
from book import recording_writing as writing
from book.editing import editing
from book.errors import Refused, Usage
from book.facts import AccountFacts, Page
from book.moments import Mark, MomentId, NewMoment, moments_from_marks
from book.recording_links import recognise
from book.recordings import Recording, RecordingId
from book.records import AccountId
from book.store import Store
from tests.book.two_sources import shown
from tests.book.writing_book import RULES, SOURCE, begin
from tests.clocks import HandClock

ACORN, BIRCH = AccountId(1), AccountId(2)
DAY = date(2026, 6, 10)
HEX = "0123456789abcdef0123456789abcdef"
LOOM = f"https://www.loom.com/share/{HEX}"
OTHER = "https://videos.pebble.example/w/7"
ERROR = NewMoment(at_s=725, label="error shown")


@pytest.fixture
def book(store: Store) -> Store:
    begin(store)
    return store


def log(store: Store, account: int = ACORN, link: str = LOOM, **more: Any) -> writing.Logged:
    return writing.log_recording(store, RULES, AccountId(account), recognise(link), day=DAY, **more)


def only(store: Store, account: int = ACORN) -> Recording:
    (one,) = recordings.recordings_of(store, AccountId(account))
    return one


def told(one: Recording) -> list[tuple[int, str]]:
    return [(moment.at_s, moment.label) for moment in one.moments]


def everything(store: Store) -> dict[str, list[Any]]:
    """All rows of the log of recordings."""
    return {
        table: store.rows(f"SELECT * FROM {table} ORDER BY id")
        for table in ("recordings", "moments", "attachments")
    }


def test_a_link_is_logged_with_all_that_is_known_of_it(book: Store) -> None:
    made = log(book, link=f"{LOOM}?t=90&sid=1", title=" The  funnel\n", moments=[ERROR])
    assert (made.id, made.is_new, made.moments_added) == (1, True, 2)
    assert made.changed.ids == {"recording": {1}, "moment": {1, 2}}
    one = only(book)
    assert (one.url, one.url_raw, one.provider, one.provider_id, one.key, one.kind) == (
        LOOM, f"{LOOM}?t=90&sid=1", "loom", HEX, f"loom:{HEX}", "recording",
    )  # fmt: skip
    assert (one.title, one.words, one.day) == ("The funnel", "The funnel", DAY)
    assert (one.duration_s, one.thumb_url, one.meta_state, one.meta_fetched_at) == (
        None, None, "none", None,
    )  # fmt: skip
    assert told(one) == [(90, ""), (725, "error shown")]
    assert (one.folder, one.shared_on, one.attached, one.copies) == (None, None, (), ())
    assert recordings.recording(book, made.id) == one
    assert recordings.all_recordings(book) == [(one, "Acorn")]


def test_the_same_recording_is_logged_once_however_its_link_is_spelt(book: Store) -> None:
    log(book, title="First")
    again = log(book, link=f"http://loom.com/embed/{HEX}?t=725")
    assert (again.id, again.is_new, again.moments_added) == (1, False, 1)
    assert (only(book).title, told(only(book))) == ("First", [(725, "")])
    third = log(book, title="Second", moments=[ERROR])
    assert (third.moments_added, only(book).title) == (0, "Second")
    assert told(only(book)) == [(725, "error shown")]
    assert not log(book, link=f"{LOOM}?t=725", moments=[ERROR]).changed


def test_two_accounts_have_the_same_recording_each_with_its_own_title(book: Store) -> None:
    log(book, title="For Acorn")
    log(book, BIRCH, title="For Birch", moments=[ERROR])
    assert (only(book).title, only(book, BIRCH).title) == ("For Acorn", "For Birch")
    assert (told(only(book)), told(only(book, BIRCH))) == ([], [(725, "error shown")])
    assert [name for _, name in recordings.all_recordings(book)] == ["Birch", "Acorn"]


def test_nothing_of_it_is_ever_sent(book: Store) -> None:
    made = log(book, title="T", moments=[ERROR])
    writing.set_shared(book, RULES, made.id, DAY)
    writing.attach(book, RULES, made.id, "note", 1)
    writing.delete_recording(book, RULES, made.id)
    undo.undo(book, RULES)
    assert outbox.entries(book) == []


def test_a_link_to_join_a_meeting_is_no_recording(book: Store) -> None:
    with pytest.raises(Usage) as caught:
        log(book, link="https://us02web.zoom.us/j/12345678901?pwd=x")
    assert caught.value.title == "That link joins a Zoom meeting; it is no recording."
    assert everything(book)["recordings"] == []


def test_a_folder_is_logged_but_has_no_moments(book: Store) -> None:
    folder = "https://app.buildbetter.app/folders/14593"
    log(book, link=folder)
    assert (only(book).kind, only(book).provider) == ("folder", "buildbetter")
    with pytest.raises(Usage, match="folder"):
        log(book, link=folder, moments=[ERROR])
    with pytest.raises(Usage, match="folder"):
        moment_writing.add_moments(book, RULES, only(book).id, [ERROR])


def test_a_passcode_agreed_to_later_is_taken_up(book: Store) -> None:
    share = "https://us02web.zoom.us/rec/share/abc.d"
    log(book, link=f"{share}?pwd=s3cret")
    assert "s3cret" not in str(everything(book)) + str(book.rows("SELECT * FROM changes"))
    agreed = recognise(f"{share}?pwd=s3cret", keep_passcode=True)
    writing.log_recording(book, RULES, ACORN, agreed, day=DAY)
    assert only(book).url == f"{share}?pwd=s3cret"
    log(book, link=share)
    assert only(book).url == f"{share}?pwd=s3cret"


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"title": "x" * 1_001}, "1,001 characters"),
        ({"moments": [NewMoment(at_s=-1)]}, "No recording has a second -1."),
        ({"moments": [NewMoment(at_s=360_000)]}, "No recording has a second 360,000."),
        ({"moments": [NewMoment(at_s=1, label="x" * 501)]}, "501 characters"),
    ],
)
def test_what_is_too_much_is_refused_whole(book: Store, more: dict[str, Any], words: str) -> None:
    with pytest.raises(Usage, match=words):
        log(book, **more)
    assert everything(book) == {"recordings": [], "moments": [], "attachments": []}


def test_an_account_that_is_not_there_takes_none(book: Store) -> None:
    with pytest.raises(Refused, match="not in the book"):
        log(book, 99)


def test_every_field_a_person_changes_is_logged_and_taken_back(book: Store) -> None:
    made = log(book, moments=[ERROR])
    (moment,) = only(book).moments
    stood = everything(book)
    acts = {
        "Name recording": lambda: writing.set_title(book, RULES, made.id, "New"),
        "Mark recording as shared": lambda: writing.set_shared(book, RULES, made.id, DAY),
        "Edit recording": lambda: writing.set_folder(book, RULES, made.id, "Troubleshooting"),
        "Add moment": lambda: moment_writing.add_moments(book, RULES, made.id, [NewMoment(at_s=3)]),
        "Edit moment": lambda: moment_writing.edit_moment(
            book, RULES, moment.id, at_s=726, label="crash", kind="bug"
        ),
        "Delete moment": lambda: moment_writing.delete_moment(book, RULES, moment.id),
        "Attach recording": lambda: writing.attach(book, RULES, made.id, "note", 1),
        "Delete recording": lambda: writing.delete_recording(book, RULES, made.id),
    }
    for words, act in acts.items():
        assert act()
        after = everything(book)
        assert after != stood, words
        found = undo.next_undo(book)
        assert found is not None and (found.words, found.was_sent) == (words, False)
        assert undo.undo(book, RULES).kept == ()
        assert everything(book) == stood, words
        assert undo.redo(book, RULES).kept == ()
        assert everything(book) == after, words
        undo.undo(book, RULES)
    undo.undo(book, RULES)
    assert everything(book) == {"recordings": [], "moments": [], "attachments": []}
    undo.redo(book, RULES)
    assert everything(book) == stood


def test_the_past_of_a_recording_is_in_the_change_log(book: Store) -> None:
    made = log(book)
    writing.set_shared(book, RULES, made.id, DAY)
    writing.set_shared(book, RULES, made.id, None)
    past = changes.of_record(book, "recording", made.id)
    assert [(one.field, one.old, one.new, one.by) for one in past] == [
        ("shared_on", "2026-06-10", None, "me"),
        ("shared_on", None, "2026-06-10", "me"),
        ("created", None, None, "me"),
    ]


def test_an_undo_that_finds_the_link_logged_anew_keeps_what_stands(book: Store) -> None:
    made = log(book, title="Mine", moments=[ERROR])
    writing.delete_recording(book, RULES, made.id)
    with book.writing(person=False) as connection:  # as an engine would, not as an edit
        connection.execute(
            "INSERT INTO recordings (account_id, key, url_raw, url, provider, day, added_at)"
            " VALUES (1, ?, ?, ?, 'loom', '2026-06-10', '')",
            (f"loom:{HEX}", LOOM, LOOM),
        )
    assert set(undo.undo(book, RULES).kept) == {"recording", "moment"}
    assert only(book).title == ""


def test_marks_of_a_call_are_moments_that_can_be_aligned_again_and_again(book: Store) -> None:
    made = log(book, moments=[ERROR])
    marks = [Mark(clock_s=30, kind="risk"), Mark(clock_s=800.6, kind="promise", words="docs")]
    moment_writing.add_moments(
        book, RULES, made.id, moments_from_marks(marks, 73), clock_shift_s=73
    )
    assert told(only(book)) == [(0, ""), (725, "error shown"), (728, "docs")]
    assert only(book).clock_shift_s == 73
    moment_writing.align(book, RULES, made.id, 20)
    assert told(only(book)) == [(10, ""), (725, "error shown"), (781, "docs")]
    undo.undo(book, RULES)
    assert told(only(book)) == [(0, ""), (725, "error shown"), (728, "docs")]
    assert only(book).clock_shift_s == 73


def test_what_a_recording_hangs_on(book: Store) -> None:
    made = log(book, attach=("note", 1))
    writing.attach(book, RULES, made.id, "ticket", 4)
    assert not writing.attach(book, RULES, made.id, "note", 1)
    assert only(book).attached == (("note", 1), ("ticket", 4))
    assert recordings.attached_to(book, "note", 1) == [only(book)]
    writing.detach(book, RULES, made.id, "note", 1)
    assert recordings.attached_to(book, "note", 1) == []
    with pytest.raises(Refused, match="cannot hang on a account"):
        writing.attach(book, RULES, made.id, "account", 1)


def test_the_links_of_a_note_are_filed_once_however_often_it_is_edited(book: Store) -> None:
    text = f"[The funnel]({LOOM}?t=725) and {OTHER} and https://zoom.us/j/12345678901"
    for _ in range(3):
        with editing(book, RULES, "End note") as edit:
            assert writing.file_recordings(edit, ACORN, 1, text, DAY) == [1]
    assert (only(book).title, told(only(book))) == ("The funnel", [(725, "")])
    assert only(book).attached == (("note", 1),)
    writing.set_title(book, RULES, RecordingId(1), "My own")
    with editing(book, RULES, "End note") as edit:
        writing.file_recordings(edit, ACORN, 1, text, DAY)
    assert only(book).title == "My own"


def test_a_recording_that_is_gone_cannot_be_written(book: Store) -> None:
    for act in (
        lambda: writing.set_title(book, RULES, RecordingId(9), "x"),
        lambda: writing.delete_recording(book, RULES, RecordingId(9)),
        lambda: moment_writing.add_moments(book, RULES, RecordingId(9), [ERROR]),
        lambda: moment_writing.edit_moment(book, RULES, MomentId(9), label="x"),
        lambda: moment_writing.align(book, RULES, RecordingId(9), 1),
    ):
        with pytest.raises(Refused, match="not in the book any more"):
            act()


# One customer, several sources


@pytest.fixture
def both(two: Store) -> tuple[Store, AccountId, AccountId]:
    """A recording logged at each account of a customer before they were matched."""
    ids = {one.source: one.id for one in shown(two).values() if one.name != "Customer 2"}
    vitally, hubspot = ids["vitally"], ids["hubspot"]
    log(two, vitally, title="At the leader", moments=[ERROR])
    log(two, hubspot, moments=[NewMoment(at_s=3, label="hello"), ERROR])
    log(two, hubspot, OTHER)
    twins.match(two)
    return two, vitally, hubspot


def test_a_customers_recordings_stand_together_each_once(
    both: tuple[Store, AccountId, AccountId],
) -> None:
    store, vitally, _ = both
    found = recordings.recordings_of(store, vitally)
    assert {one.title for one in found} == {"At the leader", ""}
    one = next(one for one in found if one.title)
    assert (one.account_id, len(one.copies)) == (vitally, 1)
    assert told(one) == [(3, "hello"), (725, "error shown")]
    assert len(recordings.all_recordings(store)) == 2
    assert recordings.recording(store, one.copies[0]) == one


def test_what_is_done_to_a_recording_is_done_to_its_copies(
    both: tuple[Store, AccountId, AccountId],
) -> None:
    store, vitally, hubspot = both
    one = next(one for one in recordings.recordings_of(store, vitally) if one.title)
    assert not log(store, hubspot, moments=[ERROR]).is_new
    writing.set_shared(store, RULES, one.id, DAY)
    twice = next(each for each in one.moments if each.label == "error shown")
    moment_writing.delete_moment(store, RULES, twice.id)
    writing.delete_recording(store, RULES, one.id)
    assert [each.title for each in recordings.recordings_of(store, vitally)] == [""]
    for _ in range(3):
        undo.undo(store, RULES)
    assert next(e for e in recordings.recordings_of(store, vitally) if e.title) == one
    twins.separate(store, vitally)
    assert [len(recordings.recordings_of(store, each)) for each in (vitally, hubspot)] == [1, 2]


def test_forgetting_a_source_leaves_its_recordings_with_the_twin(
    both: tuple[Store, AccountId, AccountId],
) -> None:
    store, _, hubspot = both
    sources.forget(store, "vitally", rows=True)
    found = recordings.recordings_of(store, hubspot)
    assert len(found) == 2
    one = next(each for each in found if each.key == f"loom:{HEX}")
    assert {moment.at_s for moment in one.moments} == {3, 725}
    assert store.rows("SELECT 1 FROM accounts WHERE source = 'vitally'") == []


def test_forgetting_the_only_source_keeps_what_i_logged(book: Store) -> None:
    log(book)
    sources.forget(book, SOURCE, rows=True)
    assert told(only(book)) == []
    assert [row[0] for row in book.rows("SELECT name FROM accounts")] == ["Acorn"]


def test_a_forgotten_account_takes_the_past_of_deleted_recordings_along(book: Store) -> None:
    made = log(book, title="Secret plans", moments=[ERROR])
    writing.set_title(book, RULES, made.id, "Secret plans, again")
    (moment,) = only(book).moments
    moment_writing.edit_moment(book, RULES, moment.id, label="secret words")
    writing.delete_recording(book, RULES, made.id)
    assert "secret" in str(book.rows("SELECT * FROM changes")).lower()
    sources.forget(book, SOURCE, rows=True)
    left = str(book.rows("SELECT * FROM changes")).lower()
    assert "secret" not in left and "error shown" not in left and HEX not in left


def test_an_account_made_again_under_another_id_keeps_its_recordings(
    store: Store, clock: HandClock
) -> None:
    def take(*accounts: AccountFacts, complete: bool = False) -> None:
        intake.apply(store, Page(source=SOURCE, resource="accounts", accounts=accounts))

    take(AccountFacts(external_id="A1", name="Acorn", org_id="o-1"))
    log(store, moments=[ERROR])
    take(AccountFacts(external_id="A9", name="Acorn", org_id="o-1"))
    with store.writing(person=False) as connection:
        connection.execute("UPDATE accounts SET status = 'removed' WHERE id = 1")
        departures.hand_over(connection, {1: False}, [])
    assert told(only(store, 2)) == [(725, "error shown")]


def test_an_account_that_left_is_kept_while_a_recording_hangs_on_it(
    book: Store, clock: HandClock
) -> None:
    log(book, BIRCH)
    with book.writing(person=False) as connection:
        connection.execute("UPDATE accounts SET status = 'left', status_since = '2026-01-01'")
        connection.execute("DELETE FROM notes")
        connection.execute("DELETE FROM tasks")
    departures.purge_left(book, 30)
    assert [row[0] for row in book.rows("SELECT name FROM accounts")] == ["Birch"]
    assert recordings.all_recordings(book) == []
    assert len(recordings.recordings_of(book, BIRCH)) == 1
