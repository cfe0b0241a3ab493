"""The slider that says when a recording began, by the clock of its call."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import msgspec
from PySide6.QtCore import QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QSlider, QWidget

from book.moments import EARLIEST_SHIFT_S, LATEST_SHIFT_S, Moment, second_of
from book.offsets import spell_offset
from ui.look import theme
from ui.look.buttons import LEAST_TARGET_PX
from ui.look.focus_ring import draw_ring
from ui.look.labels import Label
from ui.look.naming import identify
from ui.words import say

REST_MS: Final = 700
"""After so long a rest the place of the slider holds; releasing it, or Enter, does so at once."""
_PAGE_S: Final = 30
_WORDS_U: Final = 132


def shift_words(seconds: int) -> str:
    """When the recording began: `1:10 after the clock` of the call."""
    if seconds == 0:
        return say("with the clock")
    time = spell_offset(abs(seconds))
    late = seconds > 0
    if late:
        return say("{time} after the clock", time=time)
    return say("{time} before the clock", time=time)


def preview(moments: Sequence[Moment], shift_s: int) -> list[Moment]:
    """The moments as they would stand, in order; what no mark of a call became stays."""
    moved = [
        one
        if one.clock_s is None
        else msgspec.structs.replace(one, at_s=second_of(one.clock_s, shift_s))
        for one in moments
    ]
    return sorted(moved, key=lambda one: (one.at_s, one.id))


def can_align(moments: Sequence[Moment]) -> bool:
    """Whether marks of a call are among them."""
    return any(one.clock_s is not None for one in moments)


class ShiftSlider(QSlider):
    """Left and Right move it a second, Page Up and Page Down half a minute."""

    def __init__(self) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self.setRange(EARLIEST_SHIFT_S, LATEST_SHIFT_S)
        self.setSingleStep(1)
        self.setPageStep(_PAGE_S)
        self.setMinimumHeight(LEAST_TARGET_PX)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def paintEvent(self, event: QPaintEvent) -> None:
        """As ever, with the ring round it while it has the keyboard."""
        super().paintEvent(event)
        if self.hasFocus():
            look = theme.current()
            painter = QPainter(self)
            draw_ring(painter, QRectF(self.rect()), look.color("accent"), look.px(6))
            painter.end()


class AlignStrip(QWidget):
    """Label, slider, and in words where it stands."""

    moved = Signal(int)
    """It stands there now, in seconds; nothing is written yet."""
    settled = Signal(int)
    """It is to hold."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.label = Label(say("Recording began"), "caption", "ink2")
        self.slider = ShiftSlider()
        self.value = Label("", "caption_strong", "ink")
        self._rest = QTimer(self, singleShot=True, interval=REST_MS)
        self._row = QHBoxLayout(self)
        self._row.addWidget(self.label)
        self._row.addWidget(self.slider, 1)
        self._row.addWidget(self.value)
        self.value.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        self.slider.valueChanged.connect(self._moved)
        self.slider.sliderReleased.connect(self._settle)
        self._rest.timeout.connect(self._settle)
        identify(self.slider, "align-recording")
        theme.watch(self._measure)
        self._measure()
        self._tell(0)

    @property
    def shift_s(self) -> int:
        """Where it stands."""
        return self.slider.value()

    @property
    def waits(self) -> bool:
        """Whether it was moved and does not hold yet."""
        return self._rest.isActive() or self.slider.isSliderDown()

    def show_shift(self, seconds: int) -> None:
        """Stand where the book says; one beyond the ends stands at the end."""
        self._rest.stop()
        self.slider.blockSignals(True)
        self.slider.setValue(seconds)
        self.slider.blockSignals(False)
        self._tell(self.slider.value())

    def _moved(self, seconds: int) -> None:
        self._tell(seconds)
        self.moved.emit(seconds)
        if not self.slider.isSliderDown():
            self._rest.start()

    def _settle(self) -> None:
        self._rest.stop()
        self.settled.emit(self.slider.value())

    def _tell(self, seconds: int) -> None:
        words = shift_words(seconds)
        self.value.setText(words)
        name = say("The recording began {when}, by the call's clock", when=words)
        self.slider.setAccessibleName(name)
        self.slider.setAccessibleDescription(say("Moves the moments that marks became"))

    def _measure(self) -> None:
        look = theme.current()
        self._row.setContentsMargins(look.px(16), look.px(4), look.px(16), look.px(4))
        self._row.setSpacing(look.px(8))
        self.value.setFixedWidth(look.px(_WORDS_U))
