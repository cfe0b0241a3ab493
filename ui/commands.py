"""The registry of commands: each has an id, words, keys, a menu, a rule and what it does.

Menus, shortcuts, tooltips and the sheet of keys are all made from here, so that nothing can
be reached by key alone and no two commands can share a key.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from typing import Final, Literal

from msgspec import Struct
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from ui.words import say

Menu = Literal["file", "edit", "view", "go", "account", "note", "help"]
Role = Literal["", "quit", "about", "preferences"]

MENUS: Final[tuple[Menu, ...]] = ("file", "edit", "view", "go", "account", "note", "help")


def always() -> bool:
    """The rule of a command that can be given at any time."""
    return True


def platform_keys(common: tuple[str, ...], mac: tuple[str, ...]) -> tuple[str, ...]:
    """Keys that differ on macOS; Qt itself turns Ctrl into Cmd there."""
    return mac if sys.platform == "darwin" else common


class Command(Struct, frozen=True, kw_only=True):
    """One thing the person can tell the program to do.

    `keys` are portable key texts such as `Ctrl+1` or `J`; the first is the one shown.
    `enabled` is asked when a menu opens and on `Commands.refresh()`. `checked` makes it a
    switch. `group` starts a new section of its menu wherever it changes. `list_keys` are keys
    that the lists act on by themselves: shown and kept free here, but not bound.
    """

    id: str
    words: str
    menu: Menu
    run: Callable[[], object]
    keys: tuple[str, ...] = ()
    list_keys: tuple[str, ...] = ()
    enabled: Callable[[], bool] = always
    checked: Callable[[], bool] | None = None
    group: str = ""
    role: Role = ""


class Commands(QObject):
    """All commands of one window, in the order they were added."""

    changed = Signal()
    """A command came or went: menus are made anew."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._commands: dict[str, Command] = {}
        self._actions: dict[str, QAction] = {}
        self._by_key: dict[str, str] = {}
        self._letters = True
        self._window: QWidget | None = None

    def add(self, *commands: Command) -> None:
        """Take commands in; a taken id or key is a mistake of ours and raises ValueError."""
        for command in commands:
            if command.id in self._commands:
                raise ValueError(f"two commands are called {command.id}")
            for key in command.keys + command.list_keys:
                other = self._by_key.get(_normal(key))
                if other is not None:
                    raise ValueError(f"{key} belongs to {other}, {command.id} cannot have it")
            self._commands[command.id] = command
            taken = command.keys + command.list_keys
            self._by_key.update({_normal(key): command.id for key in taken})
            self._actions[command.id] = self._make_action(command)
        self.refresh()
        self.changed.emit()

    def attach(self, window: QWidget) -> None:
        """Make every command's keys work in that window."""
        self._window = window
        window.addActions(list(self._actions.values()))

    def __iter__(self) -> Iterator[Command]:
        return iter(self._commands.values())

    def __contains__(self, command_id: object) -> bool:
        return command_id in self._commands

    def of_menu(self, menu: Menu) -> list[Command]:
        """The commands of a menu, in order."""
        return [command for command in self if command.menu == menu]

    def action(self, command_id: str) -> QAction:
        """The Qt action of a command, the same one everywhere it is shown."""
        return self._actions[command_id]

    def rename(self, command_id: str, words: str) -> None:
        """Call a command something else for now, in every menu it stands in."""
        self._actions[command_id].setText(_no_mnemonic(words))

    def run(self, command_id: str) -> bool:
        """Give the command as a key or menu would; False when its rule does not allow it now."""
        command = self._commands[command_id]
        if not command.enabled():
            return False
        self._actions[command_id].setEnabled(True)  # its rule may have changed since it was asked
        self._actions[command_id].trigger()
        return True

    def key_words(self, command_id: str) -> str:
        """The first key as this platform names it, or nothing."""
        keys = self.all_key_words(command_id)
        return keys[0] if keys else ""

    def all_key_words(self, command_id: str) -> list[str]:
        """Every key of a command as this platform names it."""
        command = self._commands[command_id]
        return [_native(key) for key in (*self._active_keys(command), *command.list_keys)]

    def tooltip(self, command_id: str) -> str:
        """Name and key, for the tooltip of a button that gives this command."""
        words, key = self._commands[command_id].words.rstrip("…"), self.key_words(command_id)
        return f"{words}  {key}" if key else words

    def use_letters(self, on: bool) -> None:
        """Switch the single-letter keys on or off."""
        self._letters = on
        for command in self:
            self._set_keys(command)

    def refresh(self) -> None:
        """Ask every rule again; call it when what can be done may have changed."""
        if self._window is not None and not isValid(self._window):
            return  # a window on its way out still moves the focus
        for command in self:
            action = self._actions[command.id]
            action.setEnabled(command.enabled())
            if command.checked is not None:
                action.setChecked(command.checked())

    def _make_action(self, command: Command) -> QAction:
        action = QAction(_no_mnemonic(command.words), self)
        action.setObjectName(command.id)
        action.setMenuRole(_ROLES[command.role])
        action.setCheckable(command.checked is not None)
        action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        action.triggered.connect(lambda: self._triggered(command))
        self._actions[command.id] = action
        self._set_keys(command)
        if self._window is not None:
            self._window.addAction(action)
        return action

    def _triggered(self, command: Command) -> None:
        if command.enabled():
            command.run()
        self.refresh()

    def _active_keys(self, command: Command) -> list[str]:
        return [key for key in command.keys if self._letters or not is_letter(key)]

    def _set_keys(self, command: Command) -> None:
        action = self._actions[command.id]
        active = self._active_keys(command)
        action.setShortcuts([QKeySequence(key) for key in active])
        if not active and command.list_keys:
            # What follows the tab is only shown in the menu's column of keys.
            words = _no_mnemonic(command.words)
            action.setText(f"{words}\t{_native(command.list_keys[0])}")


_ROLES: Final = {
    "": QAction.MenuRole.NoRole,
    "quit": QAction.MenuRole.QuitRole,
    "about": QAction.MenuRole.AboutRole,
    "preferences": QAction.MenuRole.PreferencesRole,
}


def is_letter(key: str) -> bool:
    """Whether a key text is one printable sign without Ctrl, Alt or Cmd, as `J`, `/`, `Shift+D`."""
    return len(key.removeprefix("Shift+")) == 1


def _no_mnemonic(words: str) -> str:
    """A menu takes a single & for the mark of a key and leaves it out."""
    return words.replace("&", "&&")


def _normal(key: str) -> str:
    return QKeySequence(key).toString(QKeySequence.SequenceFormat.PortableText)


def _native(key: str) -> str:
    words = QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)
    # Qt calls the big key what only Apple prints on it.
    return words if sys.platform == "darwin" else words.replace("Return", say("Enter"))
