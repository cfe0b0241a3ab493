"""What can be done with an entry, by its state and why it stopped."""

from __future__ import annotations

import pytest

from tests.ui.outbox_samples import note, parked, sent, stage
from ui.outbox.acts import Acts, acts_of, discard_question
from ui.outbox.shown import ShownEntry


def moved_task(reason: str) -> ShownEntry:
    """A stopped change of a task that its source has."""
    changed = {"record": "task", "action": "update", "intent": {"due": "2026-12-01"}}
    return parked(1, reason, **changed)


@pytest.mark.parametrize(
    ("one", "word", "way_out"),
    [
        (parked(1), "Send again", "retry"),
        (parked(1, "broken"), "Send again", "retry"),
        (parked(1, "gone"), "Send as new", "retry"),
        (parked(1, "account_back"), "Send there", "retry"),
        # What was never sent can go to another account now: that is the way out, and trying
        # again is called what it is, as nothing is sent before the account is back.
        (parked(1, "account_gone"), "Try again", "move"),
        (moved_task("account_gone"), "Try again", ""),
        (parked(1, "forbidden"), "Send again", ""),
        (stage(1, state="parked", reason="gone"), "Send again", ""),
        (note(1, attempts=2), "Send again", ""),
        (note(1), "", ""),
        (note(1, state="held", attempts=2), "", ""),
    ],
)
def test_the_way_out_by_reason(one: ShownEntry, word: str, way_out: str) -> None:
    acts = acts_of(one.entry)
    assert (acts.retry, acts.way_out) == (word, way_out)


@pytest.mark.parametrize(
    ("one", "move"),
    [
        (parked(1, "account_gone"), True),
        (parked(1, "account_back"), True),
        (parked(1, "refused"), False),
        (moved_task("account_back"), False),
        (stage(1, state="parked", reason="account_gone"), False),
        (note(1, state="held"), False),
    ],
)
def test_only_what_was_never_sent_can_go_to_another_account(one: ShownEntry, move: bool) -> None:
    assert acts_of(one.entry).move is move


def test_what_is_on_its_way_or_gone_is_left_alone() -> None:
    assert acts_of(note(1, state="sending").entry) == Acts()
    assert acts_of(sent(1).entry) == Acts()


def test_held_and_released() -> None:
    waiting, held = acts_of(note(1).entry), acts_of(note(1, state="held").entry)
    assert (waiting.hold, waiting.release) == (True, False)
    assert (held.hold, held.release) == (False, True)


def test_what_may_have_arrived_is_not_discarded() -> None:
    assert acts_of(note(1).entry).no_discard == ""
    acts = acts_of(note(1, uncertain=True).entry)
    assert acts.no_discard.startswith("Vitally has not said yet whether this one arrived.")


def test_a_deletion_is_not_edited() -> None:
    gone = note(1, action="update", intent={"archived_at": "2026-11-24T09:00:00.000Z"})
    assert not acts_of(gone.entry).edit
    assert acts_of(note(1).entry).edit


@pytest.mark.parametrize(
    ("one", "title", "words"),
    [
        (note(1), "Discard the unsent note?", "It exists only on this laptop."),
        (
            note(1, record="task", intent={"title": "x"}),
            "Discard the unsent task?",
            "It exists only on this laptop.",
        ),
        (
            stage(1),
            "Discard the unsent change of the account?",
            "It exists only on this laptop. What stood before comes back.",
        ),
        (
            note(1, action="update", intent={"archived_at": "2026-11-24T09:00:00.000Z"}),
            "Keep the note after all?",
            "It was not deleted in Vitally yet.",
        ),
    ],
)
def test_the_question_before_it_is_given_up(one: ShownEntry, title: str, words: str) -> None:
    assert discard_question(one.entry) == (title, words)
