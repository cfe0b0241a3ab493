"""The conflicts page under real keys: what is chosen or typed is what is handed in, once."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.conflict_samples import (
    BASE,
    BUDGET_MINE,
    BUDGET_THEIRS,
    CONTROL,
    MERGED,
    MINE,
    THEIRS,
    Heard,
    due_conflict,
    head,
    make_page,
    many_overlaps,
    press,
    result,
    text_conflict,
    title_conflict,
    use,
    write_in_result,
)
from ui.look.buttons import Button


def test_the_page_says_what_was_edited_where(qtbot: QtBot) -> None:
    page = make_page(qtbot, text_conflict())
    assert "Alder Works" in page.view.head.heading.whole
    assert page.view.head.heading.whole.endswith("edited here and in Vitally")
    assert page.view.head.promise.words == (
        "Both began from the version of Thu 19 Nov 16:20. "
        "Nothing is lost: whatever you choose, both texts stay in the history."
    )
    assert page.view.head.place.text() == "1 of 1"
    assert result(page) == MERGED
    assert head(page) == "1 line to settle"
    assert page.status().startswith("1 conflict")


def test_nothing_to_decide_is_said(qtbot: QtBot) -> None:
    page = make_page(qtbot)
    assert page.empty.isVisible()
    assert page.empty.accessibleName() == "No conflicts. Everything merged by itself."
    heard = Heard(page)
    for key in (Qt.Key.Key_1, Qt.Key.Key_N, Qt.Key.Key_Escape):
        QTest.keyClick(page, key)
    QTest.keyClick(page, Qt.Key.Key_Return, CONTROL)
    assert (heard.resolved, heard.later) == ([], 0)
    page.show_conflicts([text_conflict()])
    assert not page.empty.isVisible()
    page.show_conflicts([])
    assert page.empty.isVisible()


@pytest.mark.parametrize(
    ("key", "kept"),
    [
        (Qt.Key.Key_1, BUDGET_MINE),
        (Qt.Key.Key_2, BUDGET_THEIRS),
        (Qt.Key.Key_3, f"{BUDGET_MINE}\n{BUDGET_THEIRS}"),
    ],
)
def test_a_digit_settles_the_line(qtbot: QtBot, key: Qt.Key, kept: str) -> None:
    page = make_page(qtbot, text_conflict())
    heard = Heard(page)
    press(key)
    expected = MERGED.replace(f"{BUDGET_MINE}\n{BUDGET_THEIRS}", kept)
    assert result(page) == expected
    assert head(page) == "all settled"
    use()
    assert heard.resolved == [(1, "both", expected)]


def test_a_choice_can_be_changed_and_undone(qtbot: QtBot) -> None:
    page = make_page(qtbot, text_conflict())
    press(Qt.Key.Key_1)
    press(Qt.Key.Key_2)
    assert BUDGET_MINE not in result(page)
    assert BUDGET_THEIRS in result(page)
    column = write_in_result(page, 0)
    QTest.keySequence(column, QKeySequence(QKeySequence.StandardKey.Undo))
    QTest.keySequence(column, QKeySequence(QKeySequence.StandardKey.Undo))
    assert result(page) == MERGED
    assert head(page) == "1 line to settle"


def test_what_is_typed_is_what_is_handed_in(qtbot: QtBot) -> None:
    page = make_page(qtbot, text_conflict())
    heard = Heard(page)
    column = write_in_result(page, 1)
    QTest.keyClicks(column, "12n3p ")
    press(Qt.Key.Key_Return)
    use()
    lines = MERGED.split("\n")
    typed = "\n".join([lines[0], "12n3p ", *lines[1:]])
    assert heard.resolved == [(1, "both", typed)]
    assert head(page) == "1 line to settle"


def test_a_hard_blank_and_an_emoji_survive(qtbot: QtBot) -> None:
    odd = "5\N{NO-BREAK SPACE}km 😀 \u202ab"
    mine = MINE.replace("# Next step", odd)
    page = make_page(qtbot, text_conflict(mine=mine))
    heard = Heard(page)
    press(Qt.Key.Key_2)
    use()
    assert odd in str(heard.resolved[0][2])


def test_shift_enter_begins_a_line_like_any_other(qtbot: QtBot) -> None:
    page = make_page(qtbot, text_conflict())
    column = write_in_result(page, 0)
    QTest.keyClick(column, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert result(page) == f"\n{MERGED}"


@pytest.mark.parametrize(("side", "text"), [("mine", MINE), ("theirs", THEIRS)])
def test_a_result_that_is_one_side_is_that_side(qtbot: QtBot, side: str, text: str) -> None:
    page = make_page(qtbot, text_conflict())
    heard = Heard(page)
    column = page.view.difference.columns["result"]
    column.selectAll()
    column.insertPlainText(text)
    column.setFocus()
    use()
    assert heard.resolved == [(1, side, None)]


def test_an_emptied_result_is_an_empty_text(qtbot: QtBot) -> None:
    page = make_page(qtbot, text_conflict())
    heard = Heard(page)
    column = write_in_result(page, 0)
    QTest.keySequence(column, QKeySequence(QKeySequence.StandardKey.SelectAll))
    press(Qt.Key.Key_Delete)
    use()
    assert heard.resolved == [(1, "both", "")]


def test_nothing_is_handed_in_twice(qtbot: QtBot) -> None:
    page = make_page(qtbot, text_conflict())
    heard = Heard(page)
    button = page.view.footer.use
    assert button.isEnabled()
    use()
    page.setFocus()
    use()
    button.click()
    assert len(heard.resolved) == 1
    assert not button.isEnabled()
    page.show_conflicts([text_conflict(trouble="Vitally refused the result.")])
    assert page.view.head.trouble.words == "Vitally refused the result."
    assert button.isEnabled()
    page.setFocus()
    use()
    assert len(heard.resolved) == 2


def test_escape_leaves_the_editor_then_the_page(qtbot: QtBot) -> None:
    page = make_page(qtbot, text_conflict())
    heard = Heard(page)
    column = write_in_result(page, 0)
    QTest.keyClicks(column, "x")
    press(Qt.Key.Key_Escape)
    assert heard.later == 0
    assert not column.hasFocus()
    assert page.view.difference.columns["mine"].hasFocus()
    assert result(page) == f"x{MERGED}"
    press(Qt.Key.Key_Escape)
    assert heard.later == 1
    page.view.footer.later.click()
    assert heard.later == 2
    assert heard.resolved == []


def test_n_and_p_step_through_overlaps_and_then_through_conflicts(qtbot: QtBot) -> None:
    page = make_page(qtbot, many_overlaps(1, 3), due_conflict(2))
    difference = page.view.difference
    places = []
    for _ in range(3):
        places.append(difference.at)
        press(Qt.Key.Key_N)
    assert len(set(places)) == 3
    assert places == sorted(places)
    assert page.current() == 2
    press(Qt.Key.Key_P)
    assert page.current() == 1
    assert difference.at == places[-1]
    press(Qt.Key.Key_P)
    assert difference.at == places[1]
    press(Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert difference.at == places[2]


def test_with_one_conflict_n_goes_round(qtbot: QtBot) -> None:
    page = make_page(qtbot, many_overlaps(1, 2))
    first = page.view.difference.at
    press(Qt.Key.Key_N)
    assert page.view.difference.at != first
    press(Qt.Key.Key_N)
    assert page.view.difference.at == first


def test_sixty_places_are_settled_one_by_one(qtbot: QtBot) -> None:
    page = make_page(qtbot, many_overlaps(1, 60))
    heard = Heard(page)
    assert head(page) == "60 lines to settle"
    for number in range(60):
        press(Qt.Key.Key_1 if number % 2 else Qt.Key.Key_2)
        press(Qt.Key.Key_N)
    assert head(page) == "all settled"
    use()
    lines = str(heard.resolved[0][2]).split("\n")
    assert [line for line in lines if " " in line and line.endswith(("mine", "theirs"))] == [
        f"line {n * 3 + 1} {'mine' if n % 2 else 'theirs'}" for n in range(60)
    ]
    assert len(lines) == 180


def test_the_place_in_hand_is_scrolled_into_view(qtbot: QtBot) -> None:
    page = make_page(qtbot, many_overlaps(1, 60))
    bar = page.view.difference.columns["result"].verticalScrollBar()
    assert bar.value() == 0
    for _ in range(40):
        press(Qt.Key.Key_N)
    assert bar.value() > 0
    others = {
        column.verticalScrollBar().value() for column in page.view.difference.columns.values()
    }
    assert others == {bar.value()}


def test_the_caret_chooses_the_difference(qtbot: QtBot) -> None:
    page = make_page(qtbot, text_conflict())
    column = page.view.difference.columns["mine"]
    lines = MINE.split("\n")
    for _ in range(lines.index("Left a recording.") - lines.index(BUDGET_MINE)):
        QTest.keyClick(column, Qt.Key.Key_Down)
    QTest.keyClick(column, Qt.Key.Key_Home)
    press(Qt.Key.Key_2)
    assert "Left a recording." not in result(page)
    assert "They want the paper." in result(page)
    assert head(page) == "1 line to settle"
    press(Qt.Key.Key_1)
    assert result(page) == MERGED


def test_what_was_begun_stays_through_a_refresh_and_through_other_conflicts(
    qtbot: QtBot,
) -> None:
    page = make_page(qtbot, text_conflict(1), text_conflict(5, account="Fir Foods"))
    column = write_in_result(page, 0)
    QTest.keyClicks(column, "typed ")
    page.show_conflicts([text_conflict(1), text_conflict(5, account="Fir Foods"), due_conflict()])
    assert result(page) == f"typed {MERGED}"
    assert column.hasFocus()
    assert page.select(5)
    assert result(page) == MERGED
    press(Qt.Key.Key_1)
    settled = result(page)
    page.select(1)
    assert result(page) == f"typed {MERGED}"
    page.select(5)
    assert result(page) == settled
    assert head(page) == "all settled"
    assert not page.select(99)


def test_a_refresh_leaves_the_caret_where_somebody_types(qtbot: QtBot) -> None:
    page = make_page(qtbot, text_conflict())
    column = write_in_result(page, 4)
    QTest.keyClicks(column, "one ")
    newer = THEIRS.replace("Rana mails", "Rana has mailed")
    page.show_conflicts([text_conflict(theirs=newer, trouble="Vitally does not answer.")])
    assert column.hasFocus()
    QTest.keyClicks(column, "two ")
    lines = MERGED.replace("Rana mails", "Rana has mailed").split("\n")
    assert result(page).split("\n") == [*lines[:4], f"one two {lines[4]}", *lines[5:]]


def test_their_newer_text_joins_what_was_typed(qtbot: QtBot) -> None:
    page = make_page(qtbot, text_conflict())
    heard = Heard(page)
    QTest.keyClicks(write_in_result(page, 0), "typed ")
    newer = THEIRS.replace("Rana mails", "Rana has mailed")
    page.show_conflicts([text_conflict(theirs=newer)])
    expected = f"typed {MERGED}".replace("Rana mails", "Rana has mailed")
    assert result(page) == expected
    page.setFocus()
    use()
    assert heard.resolved == [(1, "both", expected)]


def test_a_settled_conflict_that_left_makes_room_for_the_next(qtbot: QtBot) -> None:
    page = make_page(qtbot, text_conflict(1), due_conflict(2), title_conflict(3))
    page.select(2)
    page.show_conflicts([text_conflict(1), title_conflict(3)])
    assert page.current() == 3
    page.show_conflicts([text_conflict(1)])
    assert page.current() == 1


def test_letters_can_be_switched_off(qtbot: QtBot) -> None:
    page = make_page(qtbot, text_conflict())
    heard = Heard(page)
    page.use_letters(False)
    press(Qt.Key.Key_1)
    assert result(page) == MERGED
    assert [page.view.footer.both.key, page.view.difference.take_mine.key] == ["", ""]
    assert "1 mine" not in page.status()
    use()
    assert len(heard.resolved) == 1
    page.use_letters(True)
    assert page.view.difference.take_mine.key == "1"


def test_the_buttons_do_what_their_keys_do(qtbot: QtBot) -> None:
    page = make_page(qtbot, text_conflict())
    page.view.difference.take_theirs.click()
    assert BUDGET_MINE not in result(page)
    page.view.footer.both.click()
    assert result(page) == MERGED
    assert head(page) == "all settled"
    page.view.difference.take_mine.click()
    assert BUDGET_THEIRS not in result(page)


def test_tab_goes_through_everything(qtbot: QtBot) -> None:
    make_page(qtbot, text_conflict(), due_conflict())
    wanted = {
        "conflict-list",
        "take-mine",
        "take-theirs",
        "text-mine",
        "text-theirs",
        "text-result",
        "decide-later",
        "keep-both",
        "use-result",
    }
    met = set()
    for _ in range(20):
        press(Qt.Key.Key_Tab)
        met.add(QApplication.focusWidget().objectName())
    assert wanted <= met
    met.clear()
    for _ in range(20):
        press(Qt.Key.Key_Backtab)
        met.add(QApplication.focusWidget().objectName())
    assert wanted <= met


def test_the_list_chooses_and_leaves_letters_to_the_page(qtbot: QtBot) -> None:
    page = make_page(qtbot, text_conflict(1), due_conflict(2), title_conflict(3))
    assert page.list.isVisible()
    page.list.setFocus(Qt.FocusReason.TabFocusReason)
    press(Qt.Key.Key_Down)
    assert page.current() == 2
    assert page.list.hasFocus()
    press(Qt.Key.Key_2)
    assert page.view.answer() == ("theirs", None)
    press(Qt.Key.Key_N)
    assert page.current() == 3
    assert page.list.currentIndex().row() == 2
    spoken = page.list.model().index(1, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken.startswith("Birch & Sons, Task")


def test_everything_has_a_name(qtbot: QtBot) -> None:
    page = make_page(qtbot, text_conflict(), title_conflict())
    for conflict in (1, 3):
        page.select(conflict)
        for part in page.findChildren(QWidget):
            if part.isVisible() and part.focusPolicy() & Qt.FocusPolicy.TabFocus:
                assert part.accessibleName(), part
        for button in page.findChildren(Button):
            assert button.accessibleName() or button.isHidden()
    page.select(1)
    assert page.view.difference.columns["mine"].accessibleDescription() == "difference 1 of 1"


def test_lines_that_end_in_another_way_are_the_same_lines(qtbot: QtBot) -> None:
    page = make_page(
        qtbot,
        text_conflict(
            base=BASE.replace("\n", "\r\n"), mine=MINE, theirs=THEIRS.replace("\n", "\r\n")
        ),
    )
    heard = Heard(page)
    assert result(page) == MERGED
    press(Qt.Key.Key_2)
    column = page.view.difference.columns["result"]
    column.setPlainText(THEIRS)
    page.setFocus()
    use()
    assert heard.resolved == [(1, "theirs", None)]


def test_a_text_new_on_both_sides(qtbot: QtBot) -> None:
    page = make_page(qtbot, text_conflict(base=None, mine="one\ntwo", theirs="three"))
    heard = Heard(page)
    assert head(page) == "2 lines to settle"
    press(Qt.Key.Key_2)
    use()
    assert heard.resolved == [(1, "theirs", None)]


@pytest.mark.parametrize("key", [Qt.Key.Key_1, Qt.Key.Key_2])
def test_a_text_taken_away_on_one_side(qtbot: QtBot, key: Qt.Key) -> None:
    page = make_page(qtbot, text_conflict(base="one\ntwo", mine="", theirs="one\nTWO"))
    heard = Heard(page)
    press(key)
    use()
    if key == Qt.Key.Key_1:
        assert heard.resolved[0][1:] in (("mine", None), ("both", "one"))
    else:
        assert heard.resolved == [(1, "theirs", None)]
