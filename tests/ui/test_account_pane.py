"""The pane with one account in it, as a person meets it: reading, copying, opening, leaving."""

from __future__ import annotations

import statistics
import time
from datetime import date, timedelta

import pytest
from PySide6.QtCore import QEvent, Qt, QUrl, Slot
from PySide6.QtGui import QAccessible, QAction, QDesktopServices, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from book.proposals import Proposal
from book.records import SyncState
from book.sentiment import Sentiment
from tests.ui.account_samples import (
    NOTES,
    NOW,
    TODAY,
    account,
    contact,
    note,
    row,
    source,
    task,
    view,
)
from ui.account.lines import MORE_NOTES, MORE_PEOPLE, lines_of
from ui.account.pane import AccountPane
from ui.account.view import AccountView
from ui.facts.layout import Line, Ruler, Span
from ui.look import theme


@pytest.fixture
def pane(qtbot: QtBot) -> AccountPane:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    theme.apply(app, "light")
    shown = AccountPane()
    qtbot.addWidget(shown)
    shown.resize(theme.current().px(334), theme.current().px(840))
    with qtbot.waitActive(shown):
        shown.show()
    shown.show_account(view())
    shown.clearFocus()
    return shown


def line(of: AccountPane | list[Line], key: str) -> Line:
    """The line of that key."""
    lines = of if isinstance(of, list) else of.lines.lines
    return next(one for one in lines if one.key == key)


def texts(of: AccountPane) -> list[str]:
    """Every text the list paints, top to bottom."""
    return [run.text for one in of.lines.placed() for run in one.runs]


def click(qtbot: QtBot, of: AccountPane, key: str) -> None:
    """A click on the line of that key."""
    inside = of.lines.line_rect(of.lines.number_of(key)).center()
    QTest.mouseClick(of.lines, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, inside)


def test_the_sections_stand_in_order(pane: AccountPane) -> None:
    headings = [one.spans[0].text for one in pane.lines.lines if one.kind == "heading"]
    assert headings == [
        "Why it is here", "Facts", "People", "Open with them", "Last note", "Notes before it",
    ]  # fmt: skip


def test_the_score_stands_under_a_thin_line(pane: AccountPane) -> None:
    score = line(pane, "score")
    assert score.rule
    assert score.right is not None
    assert (score.right.text, score.right.font) == ("55", "strong")


def test_stale_facts_are_amber_with_a_clock_and_a_word(pane: AccountPane) -> None:
    fresh = line(pane, "fact 0")
    assert fresh.right is not None
    assert (fresh.right.tone, fresh.right_icon) == ("ink3", "")
    old = lines_of(view(source=source(last_success=None)))
    assert not any(one.right_icon for one in old)
    gone = line(lines_of(view(source=None)), "fact 0")
    assert gone.right is not None
    assert (gone.right.tone, gone.right_icon) == ("amber", "clock")
    assert gone.spoken.endswith("stale")


def test_a_fall_in_health_is_amber_and_said_in_words() -> None:
    health = next(one for one in lines_of(view()) if one.label == "Health")
    assert (health.spans[1].text, health.spans[1].tone) == ("↓ 1.3", "amber")
    assert "down 1.3" in health.spoken
    assert "↓" not in health.spoken


def test_a_click_on_a_fact_copies_it_and_says_what_was_copied(
    qtbot: QtBot, pane: AccountPane
) -> None:
    with qtbot.waitSignal(pane.copied) as told:
        click(qtbot, pane, "fact 0")
    assert told.args == ["Copied \u2068Mon 30 Nov\u2069"]
    assert QGuiApplication.clipboard().text() == "Mon 30 Nov"


def test_enter_copies_the_person_the_keyboard_is_at(qtbot: QtBot, pane: AccountPane) -> None:
    pane.lines.setFocus(Qt.FocusReason.ShortcutFocusReason)
    assert pane.lines.hasFocus()
    while pane.lines.lines[pane.lines.current].key != "person 0":
        QTest.keyClick(pane.lines, Qt.Key.Key_Down)
    with qtbot.waitSignal(pane.copied):
        QTest.keyClick(pane.lines, Qt.Key.Key_Return)
    assert QGuiApplication.clipboard().text() == "nora@rydberg.test"


def more(pane: AccountPane) -> dict[str, QAction]:
    """What stands behind the three dots, by its words."""
    return {action.text(): action for action in pane.head.open_more().actions() if action.text()}


def test_the_first_address_is_copied_from_behind_the_dots(qtbot: QtBot, pane: AccountPane) -> None:
    with qtbot.waitSignal(pane.copied) as told:
        more(pane)["Copy the e-mail address of Nora Vikander"].trigger()
    assert QGuiApplication.clipboard().text() == "nora@rydberg.test"
    assert told.args == ["Copied \u2068nora@rydberg.test\u2069"]


def test_nothing_is_offered_that_does_nothing(qtbot: QtBot, pane: AccountPane) -> None:
    pane.show_account(view(account(domain=None), contacts=()))
    offered = more(pane)
    assert list(offered) == [
        "Copy name", "Watch a ticketed thread…", "Set up the channel…", "Move to stage…",
        "My sentiment…",
    ]  # fmt: skip
    offered["Copy name"].trigger()
    assert QGuiApplication.clipboard().text() == "Rydberg & Töchter Optik"


def test_the_buttons_ask_for_a_note_and_a_task(qtbot: QtBot, pane: AccountPane) -> None:
    asked: list[str] = []
    pane.asked.connect(asked.append)
    QTest.mouseClick(pane.head.note, Qt.MouseButton.LeftButton)
    QTest.mouseClick(pane.head.task, Qt.MouseButton.LeftButton)
    more(pane)["Move to stage…"].trigger()
    assert asked == ["new_note", "new_task", "stage"]
    assert (pane.head.note.key, pane.head.task.key) == ("N", "T")
    pane.head.use_letters(False)
    assert (pane.head.note.key, pane.head.task.key) == ("Ctrl+N", "Ctrl+T")


class Browser(QWidget):
    """Stands in for the system's browser: Qt hands addresses of one scheme to it."""

    def __init__(self) -> None:
        super().__init__()
        self.opened: list[str] = []

    @Slot(QUrl)
    def take(self, address: QUrl) -> None:
        """Remembers the address."""
        self.opened.append(address.toString())


def test_behind_the_dots_are_the_links_of_the_house_rules(qtbot: QtBot, pane: AccountPane) -> None:
    browser = Browser()
    qtbot.addWidget(browser)
    # PySide6 wants the slot's name as text, whatever its types say.
    QDesktopServices.setUrlHandler("https", browser, "take")  # type: ignore[arg-type]
    more(pane)["Open website"].trigger()
    QDesktopServices.unsetUrlHandler("https")
    assert browser.opened == ["https://rydberg.test"]


def test_my_task_is_turned_by_a_click_and_somebody_elses_is_not(
    qtbot: QtBot, pane: AccountPane
) -> None:
    asked: list[str] = []
    pane.asked.connect(asked.append)
    mine = next(one for one in lines_of(view()) if one.sign == "square")
    click(qtbot, pane, mine.key)
    assert asked == [mine.key]
    theirs = next(one for one in lines_of(view()) if one.key.startswith("task ") and one.below)
    assert (theirs.sign, theirs.act) == ("dot", False)


def test_what_was_just_done_can_be_opened_again() -> None:
    done = [
        task(40 + days, f"Done {days} days ago", None, completed_at=NOW - timedelta(days=days))
        for days in (0, 1, 9)
    ]
    lines = [one for one in lines_of(view(tasks=done)) if one.sign == "square-check"]
    assert [one.spoken for one in lines] == [
        "\u2068Done 0 days ago\u2069, done today",
        "\u2068Done 1 days ago\u2069, done yesterday",
    ]
    assert all(one.act for one in lines)


def test_a_proposed_stage_is_a_quiet_question_on_top(qtbot: QtBot, pane: AccountPane) -> None:
    answered = Proposal("4b. Second Call Completed", "They answered.", NOW, "answered")
    pane.show_account(view(proposal=answered))
    first = next(one for one in pane.lines.lines if one.kind == "heading")
    assert first.spoken == "Next stage"
    asked: list[str] = []
    pane.asked.connect(asked.append)
    assert line(pane, "accept").spoken == (
        "Move to \u20684b. Second Call Completed\u2069? They answered today."
    )
    click(qtbot, pane, "accept")
    click(qtbot, pane, "leave_stage")
    assert asked == ["accept", "leave_stage"]


def test_my_sentiment_stands_among_the_facts(qtbot: QtBot, pane: AccountPane) -> None:
    assert line(pane, "sentiment").spoken == "My sentiment, not said"
    pane.show_account(view(sentiment=Sentiment(3, NOW - timedelta(days=12))))
    assert line(pane, "sentiment").spoken == "My sentiment, 3, reactive, me · 12 Nov"
    asked: list[str] = []
    pane.asked.connect(asked.append)
    click(qtbot, pane, "sentiment")
    assert asked == ["sentiment"]


@pytest.mark.parametrize(
    ("state", "private", "words", "sign"),
    [
        ("queued", False, "waits to be sent", "lock"),
        ("local", True, "only on this laptop", "lock"),
        ("conflict", False, "edited here and there", "circle-alert"),
        ("parked", False, "needs you", "circle-alert"),
    ],
)
def test_a_note_says_where_it_is_until_it_is_where_it_belongs(
    state: SyncState, private: bool, words: str, sign: str
) -> None:
    lines = lines_of(view(notes=[note(5, TODAY, sync=state, private=private, mine=True)]))
    told = next(one for one in lines if one.key == "standing note 5")
    assert (told.spoken, told.sign) == (words, sign)
    sent = lines_of(view(notes=[note(5, TODAY, sync="synced", mine=True)]))
    assert not any(one.key.startswith("standing") for one in sent)


def test_my_own_note_can_be_edited_once_it_is_open(qtbot: QtBot, pane: AccountPane) -> None:
    pane.show_account(
        view(notes=[note(5, TODAY, mine=True), note(6, date(2026, 11, 3), mine=False)])
    )
    asked: list[str] = []
    pane.asked.connect(asked.append)
    assert pane.lines.number_of("edit 5") == -1
    click(qtbot, pane, "note 5")
    click(qtbot, pane, "edit 5")
    assert asked == ["edit 5"]
    click(qtbot, pane, "note 6")
    assert pane.lines.number_of("edit 6") == -1


def test_a_note_opens_whole_below_its_line_and_closes_again(
    qtbot: QtBot, pane: AccountPane
) -> None:
    click(qtbot, pane, "note 1")
    assert pane.note_text.isVisible()
    assert pane.note_text.toPlainText() == "All set."
    assert pane.note_text.y() > pane.lines.line_rect(pane.lines.number_of("note 1")).y()
    click(qtbot, pane, "note 1")
    assert not pane.note_text.isVisible()


def test_the_last_note_opens_in_place_of_its_excerpt(qtbot: QtBot, pane: AccountPane) -> None:
    assert "Call · Wants funnels per plant." in texts(pane)
    for key in ("note 2", "note 2", "subject note 2"):
        click(qtbot, pane, key)
    assert pane.note_text.toPlainText() == "Call\n\nWants funnels per plant."
    assert "Call · Wants funnels per plant." not in texts(pane)


def test_one_note_is_open_at_a_time_and_another_account_closes_it(
    qtbot: QtBot, pane: AccountPane
) -> None:
    click(qtbot, pane, "note 1")
    click(qtbot, pane, "note 2")
    assert pane.note_text.toPlainText().startswith("Call")
    pane.show_account(view())
    assert pane.note_text.isVisible()
    pane.show_account(view(account(id=8, name="Somebody else")))
    assert not pane.note_text.isVisible()
    assert "Call · Wants funnels per plant." in texts(pane)


def test_an_open_note_shows_its_newer_text_and_closes_when_it_is_gone(
    qtbot: QtBot, pane: AccountPane
) -> None:
    click(qtbot, pane, "note 1")
    newer = note(1, date(2026, 11, 2), "Channel opened", "All set, twice.")
    pane.show_account(view(notes=(NOTES[0], newer)))
    assert pane.note_text.toPlainText() == "All set, twice."
    pane.show_account(view(notes=NOTES[:1]))
    assert not pane.note_text.isVisible()


def test_escape_closes_the_note_first_and_then_the_pane(qtbot: QtBot, pane: AccountPane) -> None:
    click(qtbot, pane, "note 1")
    pane.note_text.setFocus()
    with qtbot.assertNotEmitted(pane.closed):
        QTest.keyClick(pane.note_text, Qt.Key.Key_Escape)
    assert not pane.note_text.isVisible()
    assert pane.lines.hasFocus()
    with qtbot.waitSignal(pane.closed):
        QTest.keyClick(pane.lines, Qt.Key.Key_Escape)


def test_the_closing_button_closes(qtbot: QtBot, pane: AccountPane) -> None:
    assert pane.head.close_button.accessibleName() == "Close the account pane"
    with qtbot.waitSignal(pane.closed):
        QTest.mouseClick(pane.head.close_button, Qt.MouseButton.LeftButton)


def test_more_people_and_notes_unfold(qtbot: QtBot, pane: AccountPane) -> None:
    people = [contact(n, f"Person {n}") for n in range(9)]
    notes = [note(n, date(2026, 10, 1), f"Note {n}") for n in range(20)]
    pane.show_account(view(contacts=people, notes=notes))
    assert line(pane, MORE_PEOPLE).spans[0].text == "4 more"
    assert line(pane, MORE_NOTES).spans[0].text == "14 more"
    click(qtbot, pane, MORE_PEOPLE)
    click(qtbot, pane, MORE_NOTES)
    shown = texts(pane)
    assert "Person 8" in shown
    assert "Note 19" in shown
    assert "4 more" not in shown


def test_nothing_chosen_and_gone_accounts_say_so(pane: AccountPane) -> None:
    pane.show_account(None)
    assert pane.empty.isVisible()
    assert pane.empty.heading.text() == "Choose an account"
    assert pane.view is None
    pane.show_account(view(account(status="left"), row=None))
    assert pane.head.gone.isVisible()
    assert pane.head.gone.text() == "Left the book"
    pane.show_account(view())
    assert not pane.head.gone.isVisible()


def test_a_long_name_stands_on_two_rows_and_whole_in_the_tooltip(
    qtbot: QtBot, pane: AccountPane
) -> None:
    look = theme.current()
    long = "Gesellschaft für " * 8 + "Optik"
    pane.show_account(view(account(name=long)))
    name = pane.head.name
    qtbot.waitUntil(lambda: name.height() == 2 * look.line_height("heading"))
    assert name.rows(name.width())[0][1].endswith("…")
    assert (name.toolTip(), name.accessibleName()) == (long, long)
    pane.show_account(view(account(name="Short")))
    qtbot.waitUntil(lambda: name.height() == look.line_height("heading"))
    assert name.toolTip() == ""


def test_a_name_that_looks_like_markup_stays_a_name(pane: AccountPane) -> None:
    pane.show_account(view(account(name="<img src=x> " * 30)))
    assert "&lt;img" in pane.head.name.toolTip()


def test_names_are_isolated_where_words_stand_beside_them() -> None:
    person = next(one for one in lines_of(view()) if one.key == "person 1")
    assert person.spans[0].text == "سامي حداد"
    assert person.spoken.startswith("\u2068سامي حداد\u2069, ")
    theirs = next(one for one in lines_of(view()) if one.key == "task 2")
    assert theirs.below[0].text == "for \u2068Petra Holm\u2069"


def test_as_a_page_it_has_a_way_back_and_any_width(qtbot: QtBot, pane: AccountPane) -> None:
    look = theme.current()
    assert (pane.minimumWidth(), pane.maximumWidth()) == (look.px(280), look.px(420))
    assert pane.sizeHint().width() == look.px(334)
    assert not pane.head.back.isVisible()
    pane.set_page_mode(True)
    pane.resize(look.px(900), look.px(700))
    assert pane.width() == look.px(900)
    assert pane.lines.width() <= look.px(720)
    assert not pane.head.close_button.isVisible()
    with qtbot.waitSignal(pane.closed):
        QTest.mouseClick(pane.head.back, Qt.MouseButton.LeftButton)
    pane.set_page_mode(False)
    assert pane.head.close_button.isVisible()


@pytest.mark.parametrize("width", [280, 334, 420])
def test_nothing_reaches_over_the_edge_at_any_width(pane: AccountPane, width: int) -> None:
    look = theme.current()
    pane.resize(look.px(width), look.px(840))
    rich = account(credit_balance_cents=3_000_000, run_out=date(2026, 12, 18))
    pane.show_account(view(rich))
    ruler = Ruler(look)
    edge = pane.lines.width()
    for one in pane.lines.placed():
        for run in one.runs:
            assert run.x >= 0
            assert run.x + ruler.width(Span(run.text, font=run.font)) <= edge + 0.5
    assert pane.scroller.horizontalScrollBar().maximum() == 0


def test_screen_readers_find_the_name_and_every_line(pane: AccountPane) -> None:
    assert pane.accessibleName() == "Account \u2068Rydberg & Töchter Optik\u2069"
    tree = QAccessible.queryAccessibleInterface(pane.lines)
    assert tree is not None
    said = [tree.child(n).text(QAccessible.Text.Name) for n in range(tree.childCount())]
    assert "Bill renews in 6 days, 40 points" in said
    assert "Next renewal, \u2068Mon 30 Nov\u2069, Vitally · 12 min" in said
    assert "\u2068Send the naming guide\u2069, 3 d late" in said
    assert all(one.strip() for one in said)


def test_the_tab_key_goes_from_the_buttons_to_the_lines(qtbot: QtBot, pane: AccountPane) -> None:
    pane.head.note.setFocus(Qt.FocusReason.TabFocusReason)
    visited = []
    for _ in range(4):
        focus = QApplication.focusWidget()
        assert focus is not None
        QTest.keyClick(focus, Qt.Key.Key_Tab)
        visited.append(QApplication.focusWidget())
    assert visited == [pane.head.task, pane.head.more, pane.head.close_button, pane.lines]


def test_another_scheme_repaints_everything(qtbot: QtBot, pane: AccountPane) -> None:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    theme.apply(app, "dark")
    image = pane.grab().toImage()
    theme.apply(app, "light")
    assert (
        image.pixelColor(3, image.height() - 3).name()
        == theme.Theme("dark").color("surface").name()
    )


def test_a_note_of_ten_thousand_characters_opens_whole(qtbot: QtBot, pane: AccountPane) -> None:
    body = "Every word of it is here. " * 400
    pane.show_account(view(notes=[note(5, date(2026, 11, 1), "Long", body)]))
    click(qtbot, pane, "note 5")
    assert len(pane.note_text.toPlainText()) > 10_000
    assert pane.note_text.height() > 2_000
    assert pane.lines.height() > pane.note_text.height()


def test_changing_between_accounts_with_500_notes_is_quick(pane: AccountPane) -> None:
    notes = [note(n, date(2026, 10, 1), f"Note {n}", "words " * 300) for n in range(500)]
    views: list[AccountView] = []
    for number in range(12):
        of = account(id=number + 1, name=f"Account {number}")
        views.append(view(of, row=row(of), notes=notes))
    took = []
    for one in views:
        start = time.perf_counter()
        pane.show_account(one)
        QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
        pane.grab()
        took.append(time.perf_counter() - start)
    # Some 6 ms on a small machine; the bound only catches work that grows with the notes.
    assert statistics.median(took) < 0.06
