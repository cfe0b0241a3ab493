"""What the outbox's rows, bar and pane say."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, get_args

import pytest

from book.outbox_entry import EntryEvent, ParkReason
from tests.ui.outbox_samples import note, parked, sent, stage, usual
from tests.ui.shell_book import NOON
from ui.outbox.pane_words import (
    EVENTS_SHOWN,
    event_lines,
    event_words,
    head_lines,
    since_words,
    strip_words,
)
from ui.outbox.shown import ShownEntry, Standing
from ui.outbox.words import hint, row_text, status, summary
from ui.words import time_words

NOW = Standing(now=NOON)


def plain(text: str) -> str:
    """Without the invisible fences around names."""
    return text.replace("\u2068", "").replace("\u2069", "")


def test_a_row_speaks_as_one_sentence() -> None:
    one = note(2, not_before=NOON + timedelta(seconds=41))
    since = time_words(one.entry.created_at)
    assert plain(row_text(one, NOW).heard) == (
        f"Add the note “Call 2” to Alder Works in Vitally, 2 lines, 3 words, in 41 s, since {since}"
    )


def test_old_and_new_are_told_apart_for_who_sees_no_stroke() -> None:
    told = row_text(stage(3), NOW)
    assert (told.old, told.new) == ("2. Open", "3. Won")
    assert "2. Open, from now on 3. Won" in plain(told.heard)


def test_foreign_names_are_fenced_off() -> None:
    told = row_text(note(1, "شركة"), NOW)
    assert "\u2068شركة\u2069" in told.sentence
    assert "\u2068Call 1\u2069" in told.sentence


@pytest.mark.parametrize("title", ["He said “yes” today", "A “", "”"])
def test_a_title_with_quotes_is_told_from_the_words_around_it(title: str) -> None:
    told = row_text(note(1, intent={"subject": title, "body": ""}), NOW)
    assert told.parts == ("Add the note “", title, "” to ")


def test_a_sentence_without_a_title_is_one_part() -> None:
    assert row_text(stage(1), NOW).parts == ("Set the stage of ", "", "")


def test_a_stopped_entry_says_what_stopped_it_and_the_way_out() -> None:
    told = row_text(parked(1, "account_back"), NOW)
    assert told.change == (
        "Vitally refused it: a field is gone."
        # The book's own words: since what was never sent can be moved, they name that too.
        " Send it to the account as it is there now, or move it to another."
    )
    assert (told.when, told.aside) == ("stopped", "tried 1 time")
    assert row_text(parked(1, "forbidden", attempts=0, error=None), NOW).aside == "not sent"


@pytest.mark.parametrize(
    ("changed", "standing", "when"),
    [
        ({}, {}, "leaves with the next run"),
        ({}, {"offline": frozenset({"vitally"})}, "leaves when the network is back"),
        ({}, {"offline": frozenset({"hubspot"})}, "leaves with the next run"),
        ({}, {"read_only": frozenset({"vitally"})}, "waits: writing to Vitally is off"),
        ({}, {"behind": frozenset({1})}, "after the one before it"),
        ({"state": "held"}, {"read_only": frozenset({"vitally"})}, "held by you"),
    ],
)
def test_when_it_leaves(changed: dict[str, Any], standing: dict[str, Any], when: str) -> None:
    assert row_text(note(1, **changed), Standing(now=NOON, **standing)).when == when


def test_how_often_it_was_tried_stands_small() -> None:
    again = NOON + timedelta(minutes=9)
    told = row_text(note(1, attempts=3, not_before=again), NOW)
    assert (told.when, told.aside) == (f"again at {time_words(again)}", "tried 3 times")


def test_what_was_sent_says_when_and_how_it_was_confirmed() -> None:
    told = row_text(sent(1), NOW)
    assert (told.when, told.aside) == (f"sent {time_words(NOON - timedelta(minutes=20))}", "")
    assert row_text(sent(1, outcome="found there"), NOW).aside == "found there"
    assert row_text(sent(1, attempts=2), NOW).aside == "tried 2 times"
    assert row_text(sent(1, minutes=60 * 24 * 3), NOW).when.startswith("sent Sat 21 Nov ")


def test_the_bar_counts_what_waits_and_what_stopped() -> None:
    assert summary(usual(), None, NOON) == "3 waiting, 1 stopped"
    assert summary([parked(1)], None, NOON) == "1 stopped"
    at = NOON - timedelta(minutes=20)
    assert summary([sent(5)], at, NOON) == f"Nothing waits. Last sent {time_words(at)}."
    assert status(usual()) == "4 entries"
    assert status([sent(5)]) == "Nothing waits"


def test_the_tooltip_says_all_that_compact_rows_leave_out() -> None:
    lines = plain(row_text(stage(3), NOW).tip).split("\n")
    assert lines[0] == "Set the stage of Birch & Sons in Vitally"
    assert lines[1] == "2. Open → 3. Won"


@pytest.mark.parametrize(
    ("one", "not_done"),
    [
        (parked(1), "Nothing was created there. "),
        (stage(1, state="parked", reason="refused"), "Nothing was changed there."),
        (
            parked(1, action="update", intent={"archived_at": "2026-11-24T09:00:00.000Z"}),
            "Nothing was deleted there. ",
        ),
        (parked(1, "broken", uncertain=True), "Vitally is asked first whether it arrived"),
        (parked(1, "gone"), "Take it out"),
        (parked(1, action="update", key="k:1:rest"), "Take it out"),
    ],
)
def test_the_strip_claims_only_what_is_known(one: ShownEntry, not_done: str) -> None:
    title, words = strip_words(one.entry)
    assert title
    assert words.startswith(not_done)


def test_no_strip_where_nothing_went_wrong() -> None:
    assert strip_words(note(1).entry) == ("", "")
    assert strip_words(sent(1, error=parked(1).entry.error).entry) == ("", "")
    tried = note(1, attempts=1, error=parked(1).entry.error)
    assert strip_words(tried.entry)[0] == "Vitally refused it: a field is gone."


def test_since_when_it_waits() -> None:
    one = note(1)
    at = time_words(one.entry.created_at)
    assert since_words(one, NOON) == f"In the outbox since today {at}"
    earlier = one.entry.created_at - timedelta(minutes=2)
    written = ShownEntry(entry=one.entry, account="Alder Works", written=earlier)
    assert since_words(written, NOON) == (
        f"Written today {time_words(earlier)}, in the outbox since {at}"
    )
    at_once = ShownEntry(entry=one.entry, account="Alder Works", written=one.entry.created_at)
    assert since_words(at_once, NOON) == f"In the outbox since today {at}"


def test_the_pane_names_each_field_with_what_stood_there() -> None:
    spoken = [plain(line.spoken) for line in head_lines(stage(3), NOW)]
    assert "Birch & Sons" in spoken
    assert "Set the stage of Birch & Sons in Vitally." in spoken
    assert "Leaves with the next run." in spoken
    assert "Stage, 3. Won, before: 2. Open" in spoken


def test_a_long_course_of_events_leaves_its_beginning_out() -> None:
    events = [EntryEvent(NOON + timedelta(minutes=n), f"step {n}") for n in range(EVENTS_SHOWN + 4)]
    lines = event_lines(events, NOON)
    assert lines[0].spoken == "4 earlier ones"
    assert lines[1].spoken.endswith("step 4")
    assert lines[-1].spoken.endswith(f"step {EVENTS_SHOWN + 3}")
    assert len(event_lines(events[:2], NOON)) == 2


@pytest.mark.parametrize(
    ("one", "hold", "letters", "words"),
    [
        (note(1), 60, True, "Sends 60 s after an edit · J K move · H hold · E edit"),
        (
            note(1, state="held"),
            10,
            True,
            "Sends 10 s after an edit · J K move · H release · E edit",
        ),
        (sent(1), 0, True, "Sends at once · J K move"),
        (note(1), 60, False, "Sends 60 s after an edit"),
        (None, 60, True, "Sends 60 s after an edit"),
    ],
)
def test_the_hint_names_what_can_be_done(
    one: ShownEntry | None, hold: int, letters: bool, words: str
) -> None:
    assert hint(one, hold, letters=letters) == words


@pytest.mark.parametrize("reason", [one for one in get_args(ParkReason) if one])
def test_why_it_stopped_is_no_word_of_the_program(reason: str) -> None:
    told = event_words(f"stopped ({reason})")
    assert told.startswith("stopped: ")
    assert "_" not in told
    assert event_words("sending (again)") == "sending (again)"
