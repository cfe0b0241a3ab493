"""The text difference: what is settled of it, and the result that a person makes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, Literal

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent

from book.merge_text import Chunk
from book.merge_text import chunks as cut
from ui.conflict import alignment, words
from ui.conflict.alignment import EQUAL, Keep, Row
from ui.conflict.column_layout import BOTTOM_U, TOP_U
from ui.conflict.placing import SIDES, Placed, Side, State, placed
from ui.conflict.three_columns import ThreeColumns
from ui.look import theme
from ui.look.buttons import Button
from ui.look.labels import Label
from ui.look.naming import identify
from ui.words import say

_WHOLE_LINES: Final = 3_000
_WHOLE_SIGNS: Final = 400_000
"""Both sides together; a longer text is shown around its differences and not typed into."""


class Difference(ThreeColumns):
    """Two versions of a text and what is made of them; holds the result until it is asked for."""

    changed = Signal()
    """The result, or what is settled of it, is another."""

    def __init__(self) -> None:
        self.take_mine = Button(say("Take mine"), key="1")
        self.take_theirs = Button(say("Take theirs"), key="2")
        self._typing = Label("", "caption", "ink3")
        super().__init__(
            {
                "mine": (say("Mine"), self.take_mine),
                "theirs": (say("Theirs"), self.take_theirs),
                "result": (say("Result"), self._typing),
            }
        )
        self.kept: dict[int, Keep] = {}
        """The choices made, by number of the difference."""
        self.at = -1
        """The difference that choices are about."""
        self._chunks: list[Chunk] = []
        self._whole: list[Chunk] = []
        """All there is; what is shown is less in a text too long to show whole."""
        self._rows: list[Row] = []
        self._open: frozenset[int] = frozenset()
        self._placed = Placed({}, 0, [])
        self._told: object = None
        self._busy = False
        self._afresh = False
        """Nobody moved yet: the first place to decide is kept in view as room comes and goes."""
        identify(self.take_mine, "take-mine")
        identify(self.take_theirs, "take-theirs")
        self.take_mine.clicked.connect(lambda: self.take("mine"))
        self.take_theirs.clicked.connect(lambda: self.take("theirs"))
        self.relaid.connect(self._align)
        self.stood_on.connect(self._stand_on)
        self.scrolled.connect(self._move)

    @property
    def shortened(self) -> bool:
        """Whether the text is too long to be shown whole and typed into."""
        return self._whole is not self._chunks

    @property
    def result(self) -> str:
        """The text as it stands now."""
        if self.shortened:
            return _text(self._kept(self._whole))
        return self.columns["result"].text

    def show_texts(
        self, base: str, mine: str, theirs: str, result: str | None, kept: dict[int, Keep]
    ) -> None:
        """Show three texts. `result` and `kept` are what somebody made of them already."""
        self._whole = self._chunks = cut(base, mine, theirs)
        self.kept = dict(kept)
        lines = sum(len(chunk.mine) + len(chunk.theirs) for chunk in self._whole)
        if lines > _WHOLE_LINES or len(mine) + len(theirs) > _WHOLE_SIGNS:
            self._chunks = alignment.shortened(self._whole, words.lines_left_out)
            result = None
        if result is None:
            result = _text(self._kept(self._chunks))
        typed = not self.shortened
        self._typing.setText(say("you can type here") if typed else say("too long to type here"))
        self._busy = True
        self.columns["mine"].set_text(_text(chunk.mine for chunk in self._chunks))
        self.columns["theirs"].set_text(_text(chunk.theirs for chunk in self._chunks))
        self.columns["result"].allow_typing(typed)
        self.columns["result"].set_text(result)
        self._busy = False
        self.at = next(iter(self._stops()), -1)
        self._align()
        self._afresh = True
        self._show(stand=True)

    def take(self, keep: Keep) -> None:
        """Settle the difference in hand: mine, theirs or both. It can be undone."""
        row = self._row()
        if row is None:
            return
        self._move()
        self.kept[self.at] = keep
        lines = alignment.kept_lines(self._chunks[self.at], keep)
        column = self.columns["result"]
        if tuple(column.lines[slice(*row.result)]) != lines:
            self._busy = True
            column.replace_lines(*row.result, lines)
            self._busy = False
        self._align()
        self._show()

    def step(self, by: int) -> bool:
        """Go to the next or previous place to decide; False where there is none further."""
        stops = [stop for stop in self._stops() if (stop > self.at if by > 0 else stop < self.at)]
        if stops:
            self._choose(stops[0] if by > 0 else stops[-1])
        return bool(stops)

    def go_to_end(self, by: int) -> None:
        """Go to the first place to decide, or with -1 to the last one."""
        stops = self._stops()
        if stops:
            self._choose(stops[0] if by > 0 else stops[-1])

    def lines_open(self) -> int:
        """How many lines are not settled."""
        found = [self._whole[number] for number in self._open]
        return sum(max(len(chunk.mine), len(chunk.theirs)) for chunk in found)

    def lines_changed(self, side: Literal["mine", "theirs"]) -> int:
        """How many lines a side changed, took away or added."""
        found = 0
        for chunk in self._whole:
            if chunk.kind in {side, "both", "overlap"}:
                lines = chunk.mine if side == "mine" else chunk.theirs
                found += max(len(lines), len(chunk.base))
        return found

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Until somebody moved, the place to begin with stays in view."""
        super().resizeEvent(event)
        if self._afresh:
            self._show()

    # --- where everything stands ----------------------------------------------------------

    def _align(self) -> None:
        if self._busy:
            return
        self._busy = True
        look = theme.current()
        result = self.columns["result"].lines
        self._rows = alignment.rows(self._chunks, result, self.kept)
        self._open = alignment.undecided(self._chunks, self._rows, result, self.kept)
        self._placed = placed(
            self._chunks,
            self._rows,
            State(result, self._open, self.at if len(self._stops()) > 1 else -1),
            {side: self.columns[side].placed.heights() for side in SIDES},
            (look.px(TOP_U), look.px(BOTTOM_U)),
        )
        self.place(self._placed)
        self._busy = False
        told = result, self._open, dict(self.kept)
        if told != self._told:
            self._told = told
            self.changed.emit()

    def _stops(self) -> list[int]:
        """Where N and P stop: overlaps; without any, every difference."""
        found = [n for n, chunk in enumerate(self._chunks) if chunk.kind == "overlap"]
        return found or [n for n, chunk in enumerate(self._chunks) if chunk.kind not in EQUAL]

    def _stand_on(self, side: Side, line: int) -> None:
        """The caret chooses the difference it is in."""
        for row in self._rows:
            start, end = row.side(side)
            differs = self._chunks[row.chunk].kind not in EQUAL
            if start <= line < end and differs and row.chunk != self.at:
                self.at = row.chunk
                self._align()
                self._tell_place()

    def _choose(self, number: int) -> None:
        self._move()
        self.at = number
        self._align()
        self._show(stand=True)

    def _show(self, *, stand: bool = False) -> None:
        """Bring the difference in hand into view; `stand` puts every caret where it begins."""
        for number, row in enumerate(self._rows):
            if row.chunk != self.at:
                continue
            for side in SIDES if stand else ():
                start, end = row.side(side)
                if start < end:
                    self.columns[side].stand_on(start)
            self.show_row(*self._placed.rows[number], afresh=self._afresh)
        self._tell_place()

    def _move(self) -> None:
        self._afresh = False

    def _tell_place(self) -> None:
        stops = self._stops()
        told = ""
        if self.at in stops:
            told = say("difference {n} of {total}", n=stops.index(self.at) + 1, total=len(stops))
        for column in self.columns.values():
            column.setAccessibleDescription(told)

    def _row(self) -> Row | None:
        return next((row for row in self._rows if row.chunk == self.at), None)

    def _kept(self, chunks: Sequence[Chunk]) -> Iterable[tuple[str, ...]]:
        for number, chunk in enumerate(chunks):
            kept = self.kept.get(number)
            yield chunk.result if kept is None else alignment.kept_lines(chunk, kept)


def _text(parts: Iterable[tuple[str, ...]]) -> str:
    return "\n".join(line for lines in parts for line in lines)
