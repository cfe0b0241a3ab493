"""The dialog of a channel: three texts to copy, the steps to tick, the channel's name."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from functools import partial
from itertools import pairwise
from typing import Final

from msgspec import Struct
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QShowEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from book.checklists import Item
from book.errors import SatchelError
from ui.channel.sheet import ChannelSheet
from ui.look import theme
from ui.look.buttons import RING_ROOM, Button
from ui.look.fields import LineField
from ui.look.labels import Label, Paragraph
from ui.look.naming import identify
from ui.look.page import rule
from ui.words import say

WIDTH_U: Final = 640
_STEPS_U: Final = 230
_LEAST_STEPS_U: Final = 84
_FRAME_U: Final = 56
_STEP_SIGNS: Final = 84
"""Where a long step breaks."""
_COPY_U: Final = 92


class ChannelHearing(Struct, frozen=True):
    """Who hears what is done in the dialog."""

    tick: Callable[[Item, bool], None]
    keep: Callable[[], None]
    """Make the steps a task without ticking one."""
    write: Callable[[str], None]
    """The channel's name goes into the CRM."""


class CopyRow(QWidget):
    """One text and the button that copies it, which says so once it has."""

    def __init__(self, title: str, text: str) -> None:
        super().__init__()
        self.text = text
        self._title = title
        look = theme.current()
        self.copy = Button(say("Copy"), name=say("Copy the {text}", text=title.lower()))
        self.copy.setMinimumWidth(look.px(_COPY_U))
        self.words = Paragraph(text, "body", "ink")
        self.words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        words = QVBoxLayout()
        words.setSpacing(look.px(2))
        words.addWidget(Label(title, "caption_strong", "ink2"))
        words.addWidget(self.words)
        row = QHBoxLayout(self)
        row.setContentsMargins(RING_ROOM, 0, 0, 0)
        row.setSpacing(look.px(12))
        row.addLayout(words, 1)
        row.addWidget(self.copy, 0, Qt.AlignmentFlag.AlignTop)

    def tell_copied(self, on: bool) -> None:
        """Say whether this text is the one on the clipboard."""
        self.copy.setText(say("Copied") if on else say("Copy"))
        text = self._title.lower()
        name = say("Copied the {text}", text=text) if on else say("Copy the {text}", text=text)
        self.copy.setAccessibleName(name)


class ChannelDialog(QDialog):
    """Opened with `open()`; every tick is kept at once, Esc closes."""

    def __init__(self, parent: QWidget, sheet: ChannelSheet, hearing: ChannelHearing) -> None:
        super().__init__(parent)
        self.sheet = sheet
        self._hearing = hearing
        title = say("Channel with {name}", name=sheet.account.name)
        self.setWindowTitle(title)
        self.setAccessibleName(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.rows = {
            "name": CopyRow(say("Channel name"), sheet.words.name),
            "description": CopyRow(say("Description"), sheet.words.description),
            "welcome": CopyRow(say("Welcome text"), sheet.words.welcome),
        }
        self.lacks = Paragraph(sheet.lacks, "caption", "amber")
        self.lacks.setVisible(bool(sheet.lacks))
        self.progress = Label("", "caption", "ink3")
        self.ticks: list[QCheckBox] = []
        self.field = LineField(say("Channel"), width_u=260)
        self.field.setText(sheet.account.slack_channel or "")
        self.write = Button(say("Write it into the CRM"))
        self.told = Paragraph("", "caption", "ink3")
        self.trouble = Paragraph("", "caption", "red")
        self.trouble.hide()
        self.keep = Button(say("Make it a task"))
        self.away = Button(say("Close"), kind="primary", key="Esc")
        self._arrange(title)
        self._wire()
        self.show_sheet(sheet)
        self.rows["name"].copy.setFocus()

    def show_sheet(self, sheet: ChannelSheet) -> None:
        """Show how the steps and the channel stand now; the keyboard stays where it is."""
        self.sheet = sheet
        if len(self.ticks) != len(sheet.steps):
            self._fill_steps(len(sheet.steps))
        for tick, step in zip(self.ticks, sheet.steps, strict=True):
            tick.blockSignals(True)
            tick.setText("\n".join(textwrap.wrap(step.text, _STEP_SIGNS)).replace("&", "&&"))
            tick.setAccessibleName(step.text)
            tick.setChecked(step.done)
            tick.blockSignals(False)
        self.progress.setText(sheet.progress)
        self.keep.setVisible(sheet.task is None and bool(sheet.steps))
        self.field.setVisible(sheet.writable)
        self.write.setVisible(sheet.writable)
        self.told.tell(sheet.told)
        self.field.setAccessibleDescription(sheet.told)
        self._tell_write()
        self._fit()

    def showEvent(self, event: QShowEvent) -> None:
        """As tall as its texts are at the width it has."""
        super().showEvent(event)
        self._fit()

    def refuse(self, error: SatchelError) -> None:
        """The book did not take it: what stands there is shown again."""
        self.trouble.tell(str(error))
        self.trouble.show()
        self.show_sheet(self.sheet)  # which makes room for the words too

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter in the field writes; elsewhere it closes nothing by mistake."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            focus = self.focusWidget()
            if focus is self.field and self.write.isEnabled():
                self.write.click()
            elif isinstance(focus, Button | QCheckBox):
                focus.click()
            return
        super().keyPressEvent(event)

    def _fit(self) -> None:
        """As tall as the texts need; on a low screen the steps give way and scroll."""
        layout, look = self.layout(), theme.current()
        if layout is None:
            return
        steps = look.px(_STEPS_U)
        self.area.setFixedHeight(steps)
        layout.activate()
        over = layout.totalHeightForWidth(self.width()) - self._room()
        if over > 0:
            self.area.setFixedHeight(max(look.px(_LEAST_STEPS_U), steps - over))
            layout.activate()
        self.resize(self.width(), layout.totalHeightForWidth(self.width()))

    def _room(self) -> int:
        """How tall it may be: the frame that a desktop puts around it left out."""
        return self.screen().availableGeometry().height() - theme.current().px(_FRAME_U)

    def _copy(self, key: str) -> None:
        QGuiApplication.clipboard().setText(self.rows[key].text)
        for name, row in self.rows.items():
            row.tell_copied(name == key)

    def _tick(self, at: int, done: bool) -> None:
        self.trouble.hide()
        self._hearing.tick(self.sheet.steps[at], done)

    def _tell_write(self) -> None:
        text = self.field.text().strip()
        self.write.setEnabled(bool(text) and text != (self.sheet.account.slack_channel or ""))

    def _wire(self) -> None:
        for key, row in self.rows.items():
            row.copy.clicked.connect(partial(self._copy, key))
        self.field.textChanged.connect(lambda _: self._tell_write())
        self.write.clicked.connect(lambda: self._hearing.write(self.field.text().strip()))
        self.keep.clicked.connect(lambda _: self._hearing.keep())
        self.away.clicked.connect(self.reject)

    def _fill_steps(self, many: int) -> None:
        for tick in self.ticks:
            tick.deleteLater()
        self.ticks = []
        for at in range(many):
            tick = QCheckBox()
            tick.toggled.connect(partial(self._tick, at))
            identify(tick, f"channel-step-{at + 1}")
            self.ticks.append(tick)
            self._column.insertWidget(at, tick)
        line: list[QWidget] = [*(row.copy for row in self.rows.values()), *self.ticks]
        line += [self.field, self.write, self.keep, self.away]
        for one, other in pairwise(line):
            QWidget.setTabOrder(one, other)

    def _arrange(self, title: str) -> None:
        look = theme.current()
        edge = look.px(16)
        column = QVBoxLayout(self)
        column.setContentsMargins(edge - RING_ROOM, edge, edge - RING_ROOM, edge - RING_ROOM)
        column.setSpacing(look.px(8))
        column.addWidget(Label(title, "heading", wrap=True))
        for row in self.rows.values():
            column.addWidget(row)
            column.addSpacing(look.px(2))
        column.addWidget(self.lacks)
        column.addWidget(rule())
        head = QHBoxLayout()
        head.addWidget(Label(say("Steps"), "caption_strong", "ink2"))
        head.addSpacing(look.px(8))
        head.addWidget(self.progress, 1)
        column.addLayout(head)
        self.area = self._steps()
        column.addWidget(self.area, 1)
        column.addWidget(rule())
        column.addWidget(Label(say("Channel in the CRM"), "caption_strong", "ink2"))
        place = QHBoxLayout()
        place.setSpacing(0)
        place.addWidget(self.field, 1)
        place.addWidget(self.write)
        column.addLayout(place)
        column.addWidget(self.told)
        column.addWidget(self.trouble)
        buttons = QHBoxLayout()
        buttons.setSpacing(0)
        buttons.addWidget(self.keep)
        buttons.addStretch(1)
        buttons.addWidget(self.away)
        column.addLayout(buttons)
        for label in [*self.findChildren(Label), self.lacks, self.told, self.trouble]:
            if label.parent() is self:
                label.setContentsMargins(RING_ROOM, 0, RING_ROOM, 0)
        identify(self.field, "channel-field", say("Channel in the CRM"))
        identify(self.write, "channel-write")
        identify(self.keep, "channel-keep")
        self.setFixedWidth(look.px(WIDTH_U))

    def _steps(self) -> QScrollArea:
        look = theme.current()
        page = QWidget()
        self._column = QVBoxLayout(page)
        self._column.setContentsMargins(RING_ROOM, RING_ROOM, look.px(8), RING_ROOM)
        self._column.setSpacing(look.px(8))
        self._column.addStretch(1)
        area = QScrollArea()
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(page)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setAccessibleName(say("Steps"))
        return area
