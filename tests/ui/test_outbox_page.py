"""The outbox page under real keys and clicks: the choice stays, and every act is said once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.outbox_samples import (
    Heard,
    make_page,
    note,
    parked,
    press,
    sent,
    stage,
    usual,
)
from tests.ui.shell_book import NOON
from ui.outbox.bar import SEND_KEY
from ui.words import time_words

NARROW = (700, 700)
CONTROL = Qt.KeyboardModifier.ControlModifier
LEFT = Qt.MouseButton.LeftButton
Key = Qt.Key


def test_the_first_that_needs_a_person_is_opened(qtbot: QtBot) -> None:
    page = make_page(qtbot, *usual())
    assert page.current() == 1
    assert page.bar.beside.whole == "3 waiting, 1 stopped"
    assert page.detail.strip.isVisible()
    assert page.detail.buttons["retry"].text() == "Send again"
    assert page.detail.buttons["retry"].kind == "primary"
    assert page.status() == "4 entries"


def test_letters_are_kept_from_the_window_and_can_be_turned_off(qtbot: QtBot) -> None:
    page = make_page(qtbot, *usual())
    heard = Heard(page)
    page.use_letters(False)
    for key in (Key.Key_J, Key.Key_H, Key.Key_R, Key.Key_E):
        press(key)
    assert (page.current(), heard.said) == (1, [])
    assert page.detail.buttons["retry"].key == ""
    page.use_letters(True)
    press(Key.Key_J)
    assert page.current() == 2
    assert page.detail.buttons["retry"].key == "R"


@pytest.mark.parametrize(
    ("number", "key", "said"),
    [
        (1, Key.Key_R, ("retried", 1)),
        (1, Key.Key_Return, ("retried", 1)),
        (1, Key.Key_E, ("edit_asked", 1)),
        (1, Key.Key_H, ("held", 1)),
        (2, Key.Key_H, ("held", 2)),
        (4, Key.Key_H, ("released", 4)),
        (3, Key.Key_E, ("edit_asked", 3)),
    ],
)
def test_keys_act_on_the_chosen_entry(
    qtbot: QtBot, number: int, key: Qt.Key, said: tuple[str, object]
) -> None:
    page = make_page(qtbot, *usual())
    heard = Heard(page)
    page.select(number)
    press(key)
    assert heard.said == [said]


@pytest.mark.parametrize(
    ("number", "key"),
    [
        (2, Key.Key_R),
        (5, Key.Key_R),
        (5, Key.Key_H),
        (5, Key.Key_E),
        (5, Key.Key_Delete),
        (5, Key.Key_Return),
    ],
)
def test_keys_do_nothing_where_there_is_nothing_to_do(
    qtbot: QtBot, number: int, key: Qt.Key
) -> None:
    page = make_page(qtbot, *usual())
    heard = Heard(page)
    page.select(number)
    press(key)
    assert heard.said == []
    assert page.question is None


@pytest.mark.parametrize(
    ("number", "act", "said"),
    [
        (1, "retry", "retried"),
        (1, "edit", "edit_asked"),
        (1, "hold", "held"),
        (4, "release", "released"),
    ],
)
def test_the_buttons_say_the_same(qtbot: QtBot, number: int, act: str, said: str) -> None:
    page = make_page(qtbot, *usual())
    heard = Heard(page)
    page.select(number)
    button = page.detail.buttons[act]  # type: ignore[index]
    assert button.isVisible()
    QTest.mouseClick(button, LEFT)
    assert heard.said == [(said, number)]


def test_a_button_with_the_keyboard_does_its_own_act_only(qtbot: QtBot) -> None:
    page = make_page(qtbot, *usual())
    heard = Heard(page)
    page.detail.buttons["hold"].setFocus(Qt.FocusReason.TabFocusReason)
    press(Key.Key_Return)  # some platforms press a button with it, none sends again
    assert heard.said in ([], [("held", 1)])
    heard.said.clear()
    press(Key.Key_Space)
    assert heard.said == [("held", 1)]


def test_discarding_asks_first_and_keeping_is_the_answer_of_enter(qtbot: QtBot) -> None:
    page = make_page(qtbot, *usual())
    heard = Heard(page)
    press(Key.Key_Delete)
    asked = page.question
    assert asked is not None
    assert asked.isVisible()
    assert asked.windowTitle() == "Discard the unsent note?"
    assert asked.accessibleDescription() == "It exists only on this laptop."
    assert (asked.keep.text(), asked.verb.text()) == ("Keep", "Discard")
    QTest.keyClick(asked, Key.Key_Return)
    assert heard.said == []
    QTest.mouseClick(page.detail.buttons["discard"], LEFT)
    again = page.question
    assert again is not None
    QTest.mouseClick(again.verb, LEFT)
    assert heard.said == [("discarded", 1)]


def test_what_was_sent_while_the_question_stood_is_not_discarded(qtbot: QtBot) -> None:
    page = make_page(qtbot, *usual())
    heard = Heard(page)
    press(Key.Key_Delete)
    asked = page.question
    assert asked is not None
    page.show_entries([sent(1)], now=NOON)
    QTest.mouseClick(asked.verb, LEFT)
    assert heard.said == []


def test_what_may_have_arrived_cannot_be_discarded(qtbot: QtBot) -> None:
    page = make_page(qtbot, note(1, uncertain=True, attempts=1))
    press(Key.Key_Delete)
    assert page.question is None
    button = page.detail.buttons["discard"]
    assert not button.isEnabled()
    assert "whether this one arrived" in button.toolTip()


def test_everything_is_held_let_go_and_sent(qtbot: QtBot) -> None:
    page = make_page(qtbot, *usual())
    heard = Heard(page)
    QTest.mouseClick(page.bar.hold_all, LEFT)
    press(Key.Key_F5 if SEND_KEY == "F5" else Key.Key_R, _send_modifier())
    held = [note(number, state="held") for number in (2, 3)]
    page.show_entries(held, now=NOON)
    assert page.bar.hold_all.text() == "Release all"
    QTest.mouseClick(page.bar.hold_all, LEFT)
    press(Key.Key_F5 if SEND_KEY == "F5" else Key.Key_R, _send_modifier())
    assert [name for name, _ in heard.said] == [
        "hold_all_asked",
        "send_asked",
        "release_all_asked",
    ]
    assert not page.bar.send_now.isEnabled()


def _send_modifier() -> Qt.KeyboardModifier:
    return Qt.KeyboardModifier.NoModifier if SEND_KEY == "F5" else CONTROL


def test_the_choice_stays_with_its_entry(qtbot: QtBot) -> None:
    page = make_page(qtbot, *usual())
    page.select(4)
    page.show_entries([note(9), *usual()[1:]], now=NOON)
    assert page.current() == 4
    assert page.list.currentIndex().row() == page.model.place(4)
    page.show_entries([parked(4), note(9)], now=NOON)
    assert page.current() == 4
    assert page.detail.strip.isVisible()


def test_where_the_chosen_one_is_gone_the_next_takes_its_place(qtbot: QtBot) -> None:
    page = make_page(qtbot, note(1), note(2), note(3))
    page.select(2)
    page.show_entries([note(1), note(3)], now=NOON)
    assert page.current() == 3
    page.show_entries([note(1)], now=NOON)
    assert page.current() == 1
    page.show_entries([], now=NOON)
    assert page.current() is None
    assert not page.detail.isVisible()
    page.show_entries([note(7)], now=NOON)
    assert page.current() == 7


def test_nothing_waits(qtbot: QtBot) -> None:
    page = make_page(qtbot)
    assert page.empty.isVisible()
    assert page.empty.accessibleName() == "Nothing waits. Nothing was sent yet."
    assert page.empty.words.words == "Nothing was sent yet."
    assert not page.bar.hold_all.isEnabled()
    at = NOON - timedelta(minutes=20)
    page.show_entries([], now=NOON, last_sent=at)
    assert page.empty.words.words == f"Last sent {time_words(at)}."
    page.show_entries([sent(1)], now=NOON, last_sent=at)
    assert page.list.isVisible()
    assert page.bar.beside.whole == f"Nothing waits. Last sent {time_words(at)}."


def test_writing_is_turned_on_by_source(qtbot: QtBot) -> None:
    shown = [note(1), note(2, source="hubspot"), note(3, state="held")]
    page = make_page(qtbot, *shown, read_only=frozenset({"vitally", "zendesk"}))
    heard = Heard(page)
    strip = page.notices.strips["vitally"]
    assert strip.words.text() == ("Writing to Vitally is off. 2 entries wait here until it is on.")
    assert list(page.notices.strips) == ["vitally"]
    QTest.mouseClick(strip.button, LEFT)
    assert heard.said == [("writing_asked", "vitally")]
    page.show_entries(shown, now=NOON)
    assert not page.notices.isVisible()


def test_an_entry_held_as_it_is_shown_offers_release(qtbot: QtBot) -> None:
    page = make_page(qtbot, stage(3))
    assert page.detail.buttons["hold"].isVisible()
    page.show_entries([stage(3, state="held")], now=NOON)
    assert not page.detail.buttons["hold"].isVisible()
    assert page.detail.buttons["release"].isVisible()
    page.show_entries([stage(3, state="sending")], now=NOON)
    assert not page.detail.row.isVisible()
    assert QApplication.focusWidget() is not None


def test_what_lost_its_account_is_moved_by_key_button_and_enter(qtbot: QtBot) -> None:
    page = make_page(qtbot, parked(1, "account_gone"), parked(2, "account_back"), parked(3))
    heard = Heard(page)
    move, retry = page.detail.buttons["move"], page.detail.buttons["retry"]
    assert (move.kind, retry.kind, retry.text()) == ("primary", "default", "Try again")
    assert move.x() < retry.x()  # the way out stands first
    press(Key.Key_M)
    press(Key.Key_Return)
    move.click()
    assert heard.said == [("move_asked", 1)] * 3
    press(Key.Key_J)
    assert (move.kind, retry.kind, retry.text()) == ("default", "primary", "Send there")
    assert retry.x() < move.x() or retry.y() < move.y()
    press(Key.Key_M)
    press(Key.Key_J)
    press(Key.Key_M)  # refused: moving it would not help
    assert not move.isVisible()
    assert heard.said[3:] == [("move_asked", 2)]


def test_a_source_that_rests_says_why_nothing_leaves(qtbot: QtBot) -> None:
    waits = {"vitally": "waits: Vitally is paused"}
    page = make_page(qtbot, note(1), note(2, state="held"), waits=waits)
    first, second = (page.model.text(page.model.place(number) or 0) for number in (1, 2))
    assert first is not None and first.when == "waits: Vitally is paused"
    assert second is not None and second.when == "held by you"


def test_beneath_the_list_is_the_way_to_the_sync_log(qtbot: QtBot) -> None:
    page = make_page(qtbot, *usual())
    wanted: list[int] = []
    page.foot.log.clicked.connect(lambda: wanted.append(1))
    assert page.foot.log.isVisible()
    QTest.mouseClick(page.foot.log, LEFT)
    assert wanted == [1]
