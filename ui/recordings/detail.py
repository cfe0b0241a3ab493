"""One recording below the table: what is known of it, its moments, what can be done with it."""

from __future__ import annotations

from datetime import date
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from book.moments import Moment
from book.recordings import Recording
from ui import days
from ui.look import theme
from ui.look.buttons import RING_ROOM, Button
from ui.look.labels import ElidedLabel, Paragraph
from ui.look.naming import identify
from ui.look.page import rule
from ui.look.tokens import Density
from ui.queue.words import isolated
from ui.recordings.align import AlignStrip, can_align, preview
from ui.recordings.columns import (
    asked_words,
    length_words,
    moment_columns,
    provider_words,
    shared_words,
)
from ui.tables.record_model import RecordModel
from ui.tables.row_table import RowTable
from ui.words import say

HEIGHT_U: Final = 200
FACTS_U: Final = 400
NARROW_U: Final = 700
"""Under this width the facts get half of the room."""


class RecordingDetail(QWidget):
    """Shows what it is given; says what was asked for by the id of a command."""

    asked = Signal(str)
    """A command, by its id."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("ground", "window")
        self.setAccessibleName(say("The recording"))
        self._shown: Recording | None = None
        self.title = ElidedLabel("", "heading", "ink")
        self.facts = ElidedLabel("", "body", "ink2")
        self.link = ElidedLabel("", "caption", "ink3")
        self.shared = QCheckBox(say("The customer has it"))
        self.since = ElidedLabel("", "caption", "ink3")
        self.beside = ElidedLabel("", "caption", "ink2")
        """Its folder, what it hangs on, and why its title is not known."""
        self.align = AlignStrip()
        self.copy = Button(say("Copy link"), kind="primary", key="Ctrl+C")
        self.add = Button(say("Add moment…"), key="+")
        self.model: RecordModel[Moment] = RecordModel(moment_columns(), lambda one: one.label, self)
        self.table = RowTable(say("Moments"))
        self.table.setModel(self.model)
        identify(self.table, "recording-moments", say("Moments"))
        self.none = Paragraph()
        self._arrange()
        self.copy.clicked.connect(lambda: self.asked.emit("copy_recording"))
        self.add.clicked.connect(lambda: self.asked.emit("add_moment"))
        self.shared.clicked.connect(lambda: self.asked.emit("share_recording"))
        self.table.chosen.connect(lambda _: self._tell_copy())
        self.table.opened.connect(lambda _: self.asked.emit("copy_recording"))
        self.align.moved.connect(self._preview)
        self.align.settled.connect(lambda shift: self.asked.emit(f"align {shift}"))
        theme.watch(self._measure)
        self._measure()

    @property
    def shown(self) -> Recording | None:
        """The recording in view."""
        return self._shown

    def show_recording(self, one: Recording, account: str, today: date, hangs_on: str = "") -> None:
        """Show a recording; of the one in view the chosen moment stays.

        `hangs_on` names the notes and tickets it is attached to.
        """
        same = self._shown is not None and self._shown.id == one.id
        kept = self.moment() if same else None
        self._shown = one
        self.title.set_whole(one.words)
        parts = [isolated(account), provider_words(one), days.day_words(one.day, today)]
        if one.duration_s is not None:
            parts.append(length_words(one))
        self.facts.set_whole(" · ".join(parts))
        self.link.set_whole(one.url)
        self.shared.setChecked(one.shared_on is not None)
        self.since.set_whole(shared_words(one, today) if one.shared_on else "")
        folder = say("in {folder}", folder=one.folder) if one.folder else ""
        self.beside.set_whole(" · ".join(filter(None, (folder, hangs_on, asked_words(one)))))
        self.beside.setVisible(bool(self.beside.whole))
        if not (same and self.align.waits):
            self.align.show_shift(one.clock_shift_s)
            self.model.show(one.moments)
        self.align.setVisible(can_align(one.moments))
        self._choose(kept)
        self._tell_none(one)
        self._layers.setCurrentIndex(0 if one.moments else 1)
        self.add.setVisible(one.kind == "recording")
        self._tell_copy()

    def moment(self) -> Moment | None:
        """The chosen moment."""
        row = self.table.currentIndex().row()
        return self.model.record(row) if 0 <= row < self.model.rowCount() else None

    def step(self, by: int) -> None:
        """To the next moment (1) or the one before (-1); before the first none is chosen."""
        row = self.table.currentIndex().row()
        if by < 0 and row <= 0:
            self.table.setCurrentIndex(self.model.index(-1, 0))
            self.table.clearSelection()
            self._tell_copy()
        elif self.model.rowCount():
            self.table.step(by)

    def set_density(self, density: Density) -> None:
        """Comfortable or compact."""
        self.table.set_density(density)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the room between the facts and the moments."""
        super().resizeEvent(event)
        self._share_room()

    def _choose(self, kept: Moment | None) -> None:
        for row, one in enumerate(self.model.shown):
            if kept is not None and one.id == kept.id:
                self.table.selectRow(row)

    def _preview(self, shift_s: int) -> None:
        kept = self.moment()
        if self._shown is not None:
            self.model.show(preview(self._shown.moments, shift_s))
            self._choose(kept)

    def _tell_copy(self) -> None:
        words = say("Copy link") if self.moment() is None else say("Copy link at this moment")
        self.copy.setText(words)
        self.copy.setAccessibleName(words)
        self.copy.updateGeometry()

    def _tell_none(self, one: Recording) -> None:
        self.none.tell(
            say("A folder has no moments; log the link of one recording for that.")
            if one.kind == "folder"
            else say("No moments yet. Write one as 12:05 and what is there.")
        )

    def _arrange(self) -> None:
        self._facts = QWidget()
        left = QVBoxLayout(self._facts)
        left.setContentsMargins(0, 0, 0, 0)
        self._left = left
        for label in (self.title, self.facts, self.link, self.beside):
            label.setContentsMargins(RING_ROOM, 0, 0, 0)
            left.addWidget(label)
        row = QHBoxLayout()
        row.setContentsMargins(RING_ROOM, 0, 0, 0)
        row.addWidget(self.shared)
        row.addWidget(self.since, 1)
        left.addLayout(row)
        left.addStretch(1)
        buttons = QHBoxLayout()
        buttons.setSpacing(0)
        buttons.addWidget(self.copy)
        buttons.addWidget(self.add)
        buttons.addStretch(1)
        left.addLayout(buttons)
        right = QWidget()
        self._layers = QStackedLayout(right)
        self._layers.addWidget(self.table)
        room = QWidget()
        inside = QVBoxLayout(room)
        inside.addWidget(self.none)
        inside.addStretch(1)
        self._layers.addWidget(room)
        across = QHBoxLayout()
        across.setSpacing(0)
        across.addWidget(self._facts)
        across.addWidget(rule(upright=True))
        beside = QVBoxLayout()
        beside.setSpacing(0)
        beside.addWidget(right, 1)
        beside.addWidget(self.align)
        across.addLayout(beside, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(rule())
        column.addLayout(across, 1)

    def _share_room(self) -> None:
        look = theme.current()
        wide = self.width()
        half = wide < look.px(NARROW_U)
        self._facts.setFixedWidth(wide // 2 if half else look.px(FACTS_U))
        at, label, kind = (look.px(column.width_u) for column in self.model.columns)
        if half:
            label = at
        self.table.set_widths([at, label, kind], [0, wide, 0])

    def _measure(self) -> None:
        look = theme.current()
        self.setFixedHeight(look.px(HEIGHT_U))
        edge = look.px(16)
        self._left.setContentsMargins(
            edge - RING_ROOM, look.px(12), look.px(8), look.px(12) - RING_ROOM
        )
        self._left.setSpacing(look.px(4))
        self._share_room()
