"""What is changed from the pane: notes deleted, facts written, by click and by key."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.ui.account_samples import TODAY, account, note, view
from tests.ui.shell_book import application
from ui.account.pane import AccountPane
from ui.look import theme


@pytest.fixture
def pane(qtbot: QtBot) -> AccountPane:
    theme.apply(application(), "light")
    shown = AccountPane()
    qtbot.addWidget(shown)
    shown.resize(theme.current().px(334), theme.current().px(840))
    with qtbot.waitActive(shown):
        shown.show()
    shown.show_account(view())
    return shown


def click(of: AccountPane, key: str) -> None:
    """A click on the line of that key."""
    inside = of.lines.line_rect(of.lines.number_of(key)).center()
    QTest.mouseClick(of.lines, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, inside)


def test_my_own_note_can_be_deleted_by_click_and_by_key(qtbot: QtBot, pane: AccountPane) -> None:
    pane.show_account(
        view(notes=[note(5, TODAY, mine=True), note(6, date(2026, 11, 3), mine=False)])
    )
    asked: list[str] = []
    pane.asked.connect(asked.append)
    pane.lines.setFocus(Qt.FocusReason.TabFocusReason)
    pane.lines.stand_at(pane.lines.number_of("note 6"))
    assert pane.note_at_hand is None
    qtbot.keyClick(pane.lines, Qt.Key.Key_Delete)
    assert asked == []  # somebody else's
    pane.lines.stand_at(pane.lines.number_of("note 5"))
    assert pane.note_at_hand == 5
    qtbot.keyClick(pane.lines, Qt.Key.Key_Delete)
    assert asked == ["delete_note 5"]
    click(pane, "note 5")
    click(pane, "delete_note 5")
    assert asked == ["delete_note 5"] * 2


def test_a_fact_one_may_write_is_changed_by_f2_and_asked_for_where_it_is_missing(
    qtbot: QtBot, pane: AccountPane
) -> None:
    pane.show_account(
        view(account(slack_channel=None), writable=frozenset({"plan", "slack_channel"}))
    )
    asked: list[str] = []
    pane.asked.connect(asked.append)
    lines = {line.label: number for number, line in enumerate(pane.lines.lines) if line.label}
    pane.lines.setFocus(Qt.FocusReason.TabFocusReason)
    for label in ("Plan", "Owner"):
        pane.lines.stand_at(lines[label])
        qtbot.keyClick(pane.lines, Qt.Key.Key_F2)
    assert asked == ["plan"]
    pane.lines.act(lines["Slack channel"])
    assert asked == ["plan", "slack_channel"]
    copied: list[str] = []
    pane.copied.connect(copied.append)
    pane.lines.act(lines["Plan"])  # a click still copies what is known
    assert len(copied) == 1
    menu = pane.head.open_more()
    assert [one.text() for one in menu.actions()][-2:] == ["Plan…", "Slack channel…"]
    menu.close()


def test_a_fact_nobody_may_write_is_not_offered(qtbot: QtBot, pane: AccountPane) -> None:
    pane.show_account(view(account(slack_channel=None)))
    asked: list[str] = []
    pane.asked.connect(asked.append)
    lines = {line.label: number for number, line in enumerate(pane.lines.lines) if line.label}
    pane.lines.setFocus(Qt.FocusReason.TabFocusReason)
    pane.lines.stand_at(lines["Plan"])
    qtbot.keyClick(pane.lines, Qt.Key.Key_F2)
    pane.lines.act(lines["Slack channel"])
    assert asked == []
    menu = pane.head.open_more()
    assert "Plan…" not in [one.text() for one in menu.actions()]
    menu.close()
