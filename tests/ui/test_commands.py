"""The registry: one entry a command, no key twice, letters only where nobody types."""

from __future__ import annotations

import sys

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QLineEdit,
    QListWidget,
    QPlainTextEdit,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from ui.commands import Command, Commands, platform_keys

pytestmark = pytest.mark.usefixtures("qapp")


def command(name: str, *keys: str, **more: object) -> Command:
    given: dict[str, object] = {"words": name.title(), "menu": "go", "run": lambda: None, **more}
    return Command(id=name, keys=keys, **given)  # type: ignore[arg-type]


def test_an_id_belongs_to_one_command() -> None:
    all_of_them = Commands()
    all_of_them.add(command("filter"))
    with pytest.raises(ValueError, match="two commands are called filter"):
        all_of_them.add(command("filter"))


@pytest.mark.parametrize(("one", "other"), [("Ctrl+K", "ctrl+k"), ("J", "j"), ("Return", "Return")])
def test_a_key_belongs_to_one_command(one: str, other: str) -> None:
    all_of_them = Commands()
    all_of_them.add(command("first", one))
    with pytest.raises(ValueError, match="belongs to first"):
        all_of_them.add(command("second", other))


def test_a_key_of_the_lists_is_taken_too() -> None:
    all_of_them = Commands()
    all_of_them.add(command("open", list_keys=("Return",)))
    with pytest.raises(ValueError, match="belongs to open"):
        all_of_them.add(command("other", "Return"))
    assert all_of_them.action("open").shortcuts() == []
    enter = "Return" if sys.platform == "darwin" else "Enter"
    assert all_of_them.key_words("open") == enter
    assert all_of_them.action("open").text() == f"Open\t{enter}"


def test_a_rule_is_asked_when_the_command_is_given() -> None:
    may, ran = [False], []
    all_of_them = Commands()
    all_of_them.add(command("send", enabled=lambda: may[0], run=lambda: ran.append(1)))
    assert not all_of_them.action("send").isEnabled()
    assert not all_of_them.run("send")
    may[0] = True
    assert all_of_them.run("send")
    assert ran == [1]
    may[0] = False
    all_of_them.action("send").trigger()
    assert ran == [1]


def test_a_switch_shows_how_it_stands() -> None:
    on = [False]
    all_of_them = Commands()
    all_of_them.add(
        command("less", checked=lambda: on[0], run=lambda: on.__setitem__(0, not on[0]))
    )
    assert not all_of_them.action("less").isChecked()
    all_of_them.run("less")
    assert on == [True]
    assert all_of_them.action("less").isChecked()


def test_letters_can_be_switched_off_and_the_other_keys_stay() -> None:
    all_of_them = Commands()
    all_of_them.add(command("next", "J", "Alt+Down"), command("help", "?"))
    assert all_of_them.all_key_words("next") == ["J", "Alt+Down"]
    all_of_them.use_letters(False)
    assert all_of_them.all_key_words("next") == ["Alt+Down"]
    assert all_of_them.key_words("help") == ""
    assert [keys.toString() for keys in all_of_them.action("next").shortcuts()] == ["Alt+Down"]
    all_of_them.use_letters(True)
    assert all_of_them.key_words("help") == "?"


def test_a_tooltip_names_the_command_and_its_key() -> None:
    all_of_them = Commands()
    all_of_them.add(command("connect", "Ctrl+L", words="Connect…"), command("plain"))
    assert all_of_them.tooltip("connect") == "Connect  Ctrl+L"
    assert all_of_them.tooltip("plain") == "Plain"


@pytest.mark.parametrize(
    ("platform", "key"), [("linux", "F5"), ("win32", "F5"), ("darwin", "Ctrl+R")]
)
def test_keys_differ_where_the_platforms_differ(
    monkeypatch: pytest.MonkeyPatch, platform: str, key: str
) -> None:
    monkeypatch.setattr(sys, "platform", platform)
    assert platform_keys(("F5",), mac=("Ctrl+R",)) == (key,)


def test_who_shows_commands_hears_when_one_comes(qtbot: QtBot) -> None:
    all_of_them = Commands()
    with qtbot.waitSignal(all_of_them.changed, timeout=500):
        all_of_them.add(command("late"))
    assert "late" in all_of_them
    assert [one.id for one in all_of_them.of_menu("go")] == ["late"]
    assert all_of_them.of_menu("file") == []


class Desk(QWidget):
    """A window with every kind of editor, and two things that are none."""

    def __init__(self, all_of_them: Commands) -> None:
        super().__init__()
        self.line = QLineEdit()
        self.text = QPlainTextEdit()
        self.number = QSpinBox()
        self.choice = QComboBox()
        self.choice.setEditable(True)
        self.list = QListWidget()
        self.list.addItems(["jay", "kay"])
        self.button = QPushButton("Send")
        column = QVBoxLayout(self)
        for widget in (self.line, self.text, self.number, self.choice, self.list, self.button):
            column.addWidget(widget)
        all_of_them.attach(self)


@pytest.mark.parametrize("editor", ["line", "text", "number", "choice"])
def test_a_letter_typed_into_an_editor_is_text_and_no_command(qtbot: QtBot, editor: str) -> None:
    ran: list[str] = []
    all_of_them = Commands()
    all_of_them.add(
        command("next", "J", "Alt+Down", run=lambda: ran.append("next")),
        command("filter", "/", run=lambda: ran.append("filter")),
    )
    desk = Desk(all_of_them)
    qtbot.addWidget(desk)
    with qtbot.waitActive(desk):
        desk.show()
        desk.activateWindow()
    widget = getattr(desk, editor)
    widget.setFocus()
    target = widget.lineEdit() if editor in ("number", "choice") else widget
    qtbot.keyClick(target, Qt.Key.Key_J)
    qtbot.keyClick(target, Qt.Key.Key_Slash)
    assert ran == []
    qtbot.keyClick(target, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert ran == ["next"]


@pytest.mark.parametrize("place", ["list", "button"])
def test_a_letter_pressed_anywhere_else_is_a_command(qtbot: QtBot, place: str) -> None:
    ran: list[str] = []
    all_of_them = Commands()
    all_of_them.add(command("next", "J", run=lambda: ran.append("next")))
    desk = Desk(all_of_them)
    qtbot.addWidget(desk)
    with qtbot.waitActive(desk):
        desk.show()
        desk.activateWindow()
    getattr(desk, place).setFocus()
    qtbot.keyClick(getattr(desk, place), Qt.Key.Key_J)
    assert ran == ["next"]


def test_a_command_added_after_the_window_works_in_it(qtbot: QtBot) -> None:
    ran: list[int] = []
    all_of_them = Commands()
    desk = Desk(all_of_them)
    qtbot.addWidget(desk)
    all_of_them.add(command("late", "Ctrl+J", run=lambda: ran.append(1)))
    with qtbot.waitActive(desk):
        desk.show()
        desk.activateWindow()
    qtbot.keyClick(desk, Qt.Key.Key_J, Qt.KeyboardModifier.ControlModifier)
    assert ran == [1]


def test_a_window_that_is_gone_is_asked_nothing(qtbot: QtBot) -> None:
    import shiboken6

    asked: list[int] = []
    all_of_them = Commands()
    desk = QWidget()

    def wide() -> bool:
        asked.append(1)
        return desk.width() > 0

    all_of_them.add(command("wide", enabled=wide))
    all_of_them.attach(desk)
    all_of_them.refresh()
    assert asked, "the rule is asked while the window stands"
    asked.clear()
    shiboken6.delete(desk)
    all_of_them.refresh()
    assert asked == []


def test_an_and_sign_is_no_mark_of_a_key() -> None:
    all_of_them = Commands()
    all_of_them.add(
        command("tasks", words="Tasks & promises"),
        command("open", words="Open A & B", list_keys=("Return",)),
    )
    assert all_of_them.action("tasks").text() == "Tasks && promises"
    assert all_of_them.action("open").text().startswith("Open A && B\t")
    all_of_them.rename("tasks", "Undo “R & D”")
    assert all_of_them.action("tasks").text() == "Undo “R && D”"
