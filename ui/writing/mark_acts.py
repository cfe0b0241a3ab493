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


class Place(Struct):
    """The part of a line that a mark takes its words from; its end goes on with what is typed."""

    start: QTextCursor
    end: QTextCursor


class _Followed(Struct):
    """A mark that still takes the words of the line it was set on."""

    mark: MarkId
    place: Place
    words: str


class LineOfMark:
    """The line on which a mark was set last: what is typed there next becomes the mark's words."""

    def __init__(
        self, text: QPlainTextEdit, writer: DeskWriter, changed: Callable[[], None]
    ) -> None:
        self._text = text
        self._writer = writer
        self._changed = changed
        self._followed: _Followed | None = None
        text.cursorPositionChanged.connect(self._caret_moved)

    def place(self) -> Place:
        """The last words before the caret; the whole line where nothing stands before it."""
        from book.mark_words import words_begin  # the grammar, with the first mark

        start, end = self._text.textCursor(), self._text.textCursor()
        for cursor in (start, end):
            cursor.setPosition(self._text.textCursor().position())
        before = _between(end.block().position(), end)
        begins = words_begin(before, len(before))
        start.setPosition(end.position() - _units(before[begins:]))
        start.setKeepPositionOnInsert(True)
        place = Place(start, end)
        if not self.words(place):
            end.movePosition(QTextCursor.MoveOperation.EndOfBlock)
        return place

    def words(self, place: Place) -> str:
        """What a place says by now, without the signs of its line."""
        from book.mark_words import words_of_part

        block = place.start.block()
        end = place.end.position()
        if place.end.block() != block:  # Enter was pressed behind the words
            end = block.position() + block.length() - 1
        line = block.text().encode("utf-16-le")
        first, last = (2 * (at - block.position()) for at in (place.start.position(), end))
        before, said = (part.decode("utf-16-le") for part in (line[:first], line[first:last]))
        return words_of_part(
            f"{before}{said}", len(before), len(before) + len(said), self._writer.reading.day
        )

    def follow(self, mark: MarkId, place: Place, words: str) -> None:
        """Let a mark take the words of a place, as long as the caret stays on its line."""
        self._followed = _Followed(mark, place, words)

    def let_go(self) -> None:
        """No mark takes words any more."""
        self._followed = None

    def take(self) -> None:
        """What stands there by now becomes the words of its mark."""
        followed = self._followed
        if followed is None:
            return
        words = self.words(followed.place)
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
        if self._text.textCursor().blockNumber() != followed.place.start.blockNumber():
            self.take()
            self._followed = None


def _between(start: int, end: QTextCursor) -> str:
    """The text of a line from its beginning to a caret in it."""
    units = end.block().text().encode("utf-16-le")
    return units[: 2 * (end.position() - start)].decode("utf-16-le")


def _units(text: str) -> int:
    """How long a text is as Qt counts it."""
    return len(text.encode("utf-16-le")) // 2
