"""How the sources stand, in words with a mark."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any, get_args

import pytest

from book.records import Source, SourceState, SyncProgress
from ui.source_words import (
    Owed,
    Standing,
    fetching,
    last_success,
    needing,
    not_saved,
    nothing_leaves,
    overall,
    refusals,
    saved,
    saving,
    standing,
    waiting,
)
from ui.words import time_words

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
BEFORE = NOW - timedelta(minutes=8)
AT = time_words(BEFORE)


def source(state: SourceState = "up_to_date", name: str = "vitally", **given: Any) -> Source:
    given.setdefault("last_success", BEFORE)
    return Source(name=name, url="https://crm.test", state=state, **given)


@pytest.mark.parametrize(
    ("state", "given", "words", "tone"),
    [
        ("up_to_date", {}, f"Up to date {AT}", "plain"),
        ("up_to_date", {"last_success": None}, "Not fetched yet", "plain"),
        (
            "up_to_date",
            {"last_success": NOW - timedelta(days=1)},
            "Up to date Mon 23 Nov ",
            "plain",
        ),
        ("syncing", {}, "Fetching from Vitally", "plain"),
        ("offline", {}, f"Offline since {AT}", "plain"),
        ("offline", {"last_success": None}, "Offline", "plain"),
        ("rate_limited", {"detail": "Vitally asks to wait."}, "Vitally asks to wait", "plain"),
        ("needs_sign_in", {}, "Vitally: sign in again", "amber"),
        ("error", {}, "Vitally: the last fetch failed", "red"),
        ("error", {"detail": "The answer was cut."}, "Vitally: The answer was cut.", "red"),
        ("error", {"detail": "Vitally has a fault."}, "Vitally has a fault.", "red"),
        ("paused", {}, "Vitally: paused", "plain"),
    ],
)
def test_each_state_has_its_words(
    state: SourceState, given: dict[str, Any], words: str, tone: str
) -> None:
    told = standing(source(state, **given), NOW)
    assert told.words.startswith(words)
    assert told.tone == tone


# The engine keeps the end of a wait as a moment, not the seconds in the source's detail as was
# once thought: what is left is told from that moment, in minutes.
@pytest.mark.parametrize(
    ("left", "words"),
    [
        (timedelta(seconds=95), "Vitally asks to wait 2 min"),
        (timedelta(seconds=60), "Vitally asks to wait 1 min"),
        (timedelta(seconds=12), "Vitally asks to wait 1 min"),
        (timedelta(minutes=119), "Vitally asks to wait 119 min"),
        (timedelta(minutes=121), "Vitally asks to wait 3 h"),
        (timedelta(seconds=-1), "Vitally goes on with the next run"),
    ],
)
def test_a_wait_is_told_in_minutes(left: timedelta, words: str) -> None:
    assert standing(source("rate_limited"), NOW, NOW + left).words == words
    assert (
        overall([source("rate_limited")], None, NOW, None, {"vitally": NOW + left}).words == words
    )


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("paused", "waits: Vitally is paused"),
        ("needs_sign_in", "waits until you sign in again"),
        ("rate_limited", "waits: Vitally asked for a pause"),
        ("offline", ""),
        ("up_to_date", ""),
    ],
)
def test_why_nothing_leaves(state: SourceState, words: str) -> None:
    assert nothing_leaves(source(state)) == words


@pytest.mark.parametrize("state", get_args(SourceState))
def test_no_state_is_without_words_and_a_mark(state: SourceState) -> None:
    told = standing(source(state), NOW)
    assert told.words
    assert told.mark


def test_nothing_is_connected() -> None:
    assert overall([], None, NOW).words == "Nothing is connected"


def test_a_fetch_in_hand_goes_before_every_state() -> None:
    progress = SyncProgress(source="vitally", resource="accounts", done=40, total=104)
    assert overall([source("offline")], progress, NOW).words == "Fetching 40 of 104"


def test_a_fetch_without_a_known_end_says_how_many() -> None:
    progress = SyncProgress(source="vitally", resource="notes", done=1200)
    told = fetching(progress)
    assert told.words == "Fetching 1,200"
    assert told.detail == "Vitally: notes"


def test_at_its_start_a_fetch_says_only_from_where() -> None:
    progress = SyncProgress(source="vitally", resource="notes", done=0)
    assert fetching(progress).words == "Fetching from Vitally"


def test_a_run_that_waits_for_another_fetches_nothing_yet() -> None:
    """The engine names no source then: a count would be a lie."""
    told = fetching(SyncProgress(source="", resource="waiting", done=0))
    assert told.words == "Another sync is running"
    assert told.mark == "clock"


def test_all_is_as_new_as_its_oldest_part() -> None:
    older = NOW - timedelta(minutes=40)
    told = overall([source(), source(name="hubspot", last_success=older)], None, NOW)
    assert told == Standing(f"Up to date {time_words(older)}", "")


def test_one_that_was_never_fetched_is_not_up_to_date() -> None:
    told = overall([source(), source(name="hubspot", last_success=None)], None, NOW)
    assert told.words == "Not fetched yet"


@pytest.mark.parametrize(
    ("states", "words"),
    [
        (("offline", "needs_sign_in"), "Hubspot"),
        (("paused", "error"), "the last fetch failed"),
        (("up_to_date", "offline"), "Offline since"),
        (("paused", "rate_limited"), "asks to wait"),
    ],
)
def test_the_worst_is_told(states: tuple[SourceState, SourceState], words: str) -> None:
    told = overall([source(states[0]), source(states[1], name="hubspot")], None, NOW)
    assert words.casefold() in told.words.casefold()


def test_two_that_want_a_person_are_counted() -> None:
    told = overall([source("needs_sign_in"), source("needs_sign_in", "hubspot")], None, NOW)
    assert told.words == "Vitally: sign in again (and 1 more)"


def test_the_strip_says_what_was_refused_and_what_stands() -> None:
    told = refusals([source(), source("needs_sign_in", "hubspot")], 104, NOW)
    assert told == [f"HubSpot refused the key. Your 104 accounts are as of {AT}."]
    assert refusals([source("needs_sign_in")], 1, NOW)[0].endswith(f"Your 1 account is as of {AT}.")
    never = refusals([source("needs_sign_in", last_success=None)], 0, NOW)
    assert never == ["Vitally refused the key. Nothing was fetched yet."]


def test_the_last_success_is_told_in_full() -> None:
    assert last_success(source(), NOW) == f"Last fetched today {AT}"
    assert last_success(source(last_success=None), NOW) == "Never fetched"


# --- saving and sending --------------------------------------------------------------------

SENT = NOW - timedelta(minutes=80)


def test_sent_is_told_today_with_the_fetch_behind_it() -> None:
    told = overall([source()], None, NOW, Owed(last_sent=SENT))
    exact = f"Confirmed by the source today {SENT.astimezone():%H:%M:%S}"
    behind = f"{exact}\nUp to date {AT}"
    assert told == Standing(f"Sent {time_words(SENT)}", "", "plain", behind, "outbox")


def test_what_was_sent_on_another_day_is_told_while_something_waits() -> None:
    long_ago = NOW - timedelta(days=2)
    calm = overall([source()], None, NOW, Owed(last_sent=long_ago))
    assert calm.words == f"Up to date {AT}"
    told = overall([source()], None, NOW, Owed(last_sent=long_ago, going=1))
    assert told.words == f"Sent Sun 22 Nov {time_words(long_ago)}"


def test_while_something_waits_nobody_says_up_to_date() -> None:
    told = overall([source()], None, NOW, Owed(held=1))
    assert told.words == "Nothing sent yet"
    assert told.detail == f"Up to date {AT}"


@pytest.mark.parametrize(
    ("owed", "words", "detail"),
    [
        (Owed(), None, None),
        (Owed(stopped=3, conflicts=2), None, None),
        (Owed(going=1), "1 waiting", "1 leaves by itself"),
        (Owed(going=2, held=1), "3 waiting", "2 leave by themselves\n1 held by you"),
        (Owed(held=1204), "1,204 waiting", "1,204 held by you"),
        (
            Owed(going=1, read_only=("vitally",)),
            "1 waiting",
            "1 leaves by itself\nwriting to Vitally is off",
        ),
    ],
)
def test_what_waits(owed: Owed, words: str | None, detail: str | None) -> None:
    told = waiting(owed)
    assert (told.words if told else None) == words
    assert (told.detail if told else None) == detail
    assert told is None or (told.tone, told.leads) == ("plain", "outbox")


@pytest.mark.parametrize(
    ("owed", "words", "mark", "leads"),
    [
        (Owed(stopped=1), "1 needs you", "circle-pause", "outbox"),
        (Owed(conflicts=1), "1 needs you", "git-merge", "conflicts"),
        (Owed(stopped=1, conflicts=1), "2 need you", "git-merge", "outbox"),
    ],
)
def test_what_needs_a_person(owed: Owed, words: str, mark: str, leads: str) -> None:
    told = needing(owed)
    assert told is not None
    assert (told.words, told.mark, told.tone, told.leads) == (words, mark, "amber", leads)
    assert needing(Owed(held=3, going=4)) is None


def test_offline_says_what_waits() -> None:
    told = overall([source("offline")], None, NOW, Owed(going=1, held=1, stopped=1))
    assert told.words == f"Offline since {AT}, 2 waiting"
    assert told.says_waiting
    calm = overall([source("offline")], None, NOW, Owed(stopped=1))
    assert calm.words == f"Offline since {AT}"
    assert not calm.says_waiting


@pytest.mark.parametrize("state", ["rate_limited", "needs_sign_in", "error", "paused"])
def test_other_trouble_leaves_what_waits_to_its_own_words(state: SourceState) -> None:
    told = overall([source(state)], None, NOW, Owed(going=2))
    assert not told.says_waiting
    assert told == overall([source(state)], None, NOW)


def test_saving_has_three_states() -> None:
    assert [saved().words, saving().words] == ["Saved here", "saving…"]
    assert saved().tone == saving().tone == "plain"
    failed = not_saved("Not saved yet: disk is full. The text stays here.")
    assert (failed.tone, failed.mark) == ("red", "circle-alert")
