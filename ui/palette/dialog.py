"""The palette's window: says what of a question was not understood, and knows commands' keys."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from PySide6.QtCore import QEvent, QKeyCombination, QObject, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QWidget

from ui.commands import Command, Commands, is_letter
from ui.words import say
from ui.writing.pick_list import Options, PickDialog

PALETTE: Final = "palette"
"""The command that opens it, and closes it by the same key."""
_CLOSING: Final = (PALETTE, "close")
_OWN_KEYS: Final = frozenset(
    (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown, Qt.Key.Key_Return,
     Qt.Key.Key_Enter, Qt.Key.Key_Escape, Qt.Key.Key_Tab, Qt.Key.Key_Backtab,
     Qt.Key.Key_Delete, Qt.Key.Key_Backspace)
)  # fmt: skip
"""They move, take and leave here, whatever is held with them."""


class PaletteDialog(PickDialog):
    """A pick list in which a command's key closes it and gives the command."""

    def __init__(
        self,
        parent: QWidget,
        commands: Commands,
        options: Options,
        picked: Callable[[Any], None],
        unread: Callable[[str], str],
    ) -> None:
        super().__init__(
            parent,
            say("Search or do"),
            options,
            picked,
            placeholder=say("An account, a person, a word of a note, or what to do"),
            hint=say("Narrow with acct: is:open due:fri tag: from:"),
        )
        self._commands = commands
        self._unread = unread
        self.field.textChanged.connect(self._tell_unread)
        self.field.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The key that opened it closes it, before the field takes it for one of its own."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            command = self._command_of(event)
            if command is not None and command.id == PALETTE:
                self.reject()
                return True
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """What the field left over: the list's keys, then those of the commands."""
        command = self._command_of(event)
        if command is None:
            super().keyPressEvent(event)
        elif command.id in _CLOSING:
            self.reject()
        elif not command.enabled():
            words = command.words.rstrip("…")
            self.tell(say("“{command}” cannot be done where you are.", command=words))
        else:
            self.accept()
            self._commands.run(command.id)

    def tell(self, words: str) -> None:
        """Says something beneath the list, until something else is typed."""
        self.hint.tell(words)
        self.hint.setVisible(bool(words))
        self.adjustSize()

    def _tell_unread(self, text: str) -> None:
        words = self._unread(text.strip())
        if words:
            self.tell(words)

    def _command_of(self, event: QKeyEvent) -> Command | None:
        if event.key() in _OWN_KEYS:
            return None
        pressed = QKeySequence(QKeyCombination(event.modifiers(), Qt.Key(event.key())))
        for command in self._commands:
            for key in command.keys:
                if not is_letter(key) and QKeySequence(key) == pressed:
                    return command
        return None
