"""What is done to the marks of a call: other words, another kind, away; words from their line."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QPlainTextEdit

from book import call_writing
from book.calls import MarkId, SetMark
from book.errors import SatchelError
from book.moments import MARK_KINDS
from book.short_wait import waiting_briefly
from ui.call.words import mark_title, time_of
from ui.words import say
from ui.writing.pick_list import Option, PickDialog

if TYPE_CHECKING:
    from ui.window.desk import Desk
    from ui.writing.desk_writer import DeskWriter


class MarkActs:
    """Changes single marks; `changed` is called when the list is another."""

    def __init__(self, desk: Desk, writer: DeskWriter, changed: Callable[[], None]) -> None:
        self._desk = desk
        self._writer = writer
        self._changed = changed

    def delete(self, mark: SetMark) -> None:
        """Take a mark away, and the moment that it became."""
        reading = self._writer.reading
        self._writer.do(
            lambda: call_writing.delete_mark(reading.store, reading.rules, mark.id),
            say("Mark at {time} deleted.", time=time_of(mark)),
            undo=True,
            then=lambda _: self._changed(),
        )

    def ask_words(self, mark: SetMark) -> PickDialog:
        """Ask for other words, or another kind."""

        def options(text: str) -> Sequence[Option]:
            kinds = sorted(MARK_KINDS, key=lambda kind: kind != mark.kind)
            return [
                Option(
                    value=(kind, text),
                    words=mark_title(kind),
                    beside=text.strip(),
                    now=kind == mark.kind,
                )
                for kind in kinds
            ]

        asked = PickDialog(
            self._desk.area.window(),
            say("What was it at {time}", time=time_of(mark)),
            options,
            lambda picked: self._change(mark, *picked),
            placeholder=say("Words"),
            hint=say("Type the words, choose what it is, Enter."),
        )
        asked.field.setText(mark.words)
        asked.field.selectAll()
        asked.open()
        return asked

    def _change(self, mark: SetMark, kind: str, words: str) -> None:
        reading = self._writer.reading
        self._writer.do(
            lambda: call_writing.edit_mark(
                reading.store, reading.rules, mark.id, kind=kind, words=words
            ),
            then=lambda _: self._changed(),
        )


class _Followed(Struct):
    """A mark that still takes the words of the line it was set on."""

    mark: MarkId
    cursor: QTextCursor
    words: str


class LineOfMark:
    """The line on which a mark was set last: what is typed on it becomes the mark's words."""

    def __init__(
        self, text: QPlainTextEdit, writer: DeskWriter, changed: Callable[[], None]
    ) -> None:
        self._text = text
        self._writer = writer
        self._changed = changed
        self._followed: _Followed | None = None
        text.cursorPositionChanged.connect(self._caret_moved)

    def words(self) -> str:
        """What the caret's line says without its signs."""
        return self._words_at(self._text.textCursor())

    def place(self) -> QTextCursor:
        """Where the caret's line begins, whatever is typed there next."""
        cursor = self._text.textCursor()
        cursor.movePosition(QTextCursor.MoveOperation.StartOfBlock)
        cursor.setKeepPositionOnInsert(True)
        return cursor

    def follow(self, mark: MarkId, place: QTextCursor, words: str) -> None:
        """Let a mark take the words of the line at a place, as long as the caret stays there."""
        self._followed = _Followed(mark, place, words)

    def let_go(self) -> None:
        """No mark takes words any more."""
        self._followed = None

    def take(self) -> None:
        """What stands on the line by now becomes the words of its mark."""
        followed = self._followed
        if followed is None:
            return
        words = self._words_at(followed.cursor)
        if words == followed.words:
            return
        store = self._writer.reading.store
        try:
            with waiting_briefly(store):
                call_writing.follow_line(store, followed.mark, words)
        except SatchelError:
            return  # the words stand in the note, and come along at the next rest of the hands
        followed.words = words
        self._changed()

    def _caret_moved(self) -> None:
        followed = self._followed
        if followed is None:
            return
        if self._text.textCursor().blockNumber() != followed.cursor.blockNumber():
            self.take()
            self._followed = None

    def _words_at(self, cursor: QTextCursor) -> str:
        from book.mark_words import words_of_line  # the grammar, with the first mark

        return words_of_line(cursor.block().text(), self._writer.reading.day)
