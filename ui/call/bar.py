"""The bar beneath a note while its call runs: clock, thread of marks, a button per kind of mark."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLayout, QSpacerItem, QWidget

from book.calls import SetMark
from book.moments import MARK_KINDS
from book.offsets import spell_offset
from ui.call.thread import CallThread
from ui.call.words import MARK_KEY, mark_title
from ui.look import theme
from ui.look.buttons import RING_ROOM, Button
from ui.look.labels import Label
from ui.look.naming import identify
from ui.words import say

HEIGHT_U: Final = 53
_EDGE_U: Final = 24
_THREAD_FROM_U: Final = 760
"""On a narrower page there is no room for the thread."""
_WORDS_FROM_U: Final = 900
_BUTTONS_FROM_U: Final = 600
_STRETCH_AT: Final = 7
"""Where in the row the room goes that no thread takes."""
_GAPS_U: Final = (10, 8, 14, 14, 2)


class CallBar(QWidget):
    """Shows a call; no button of it takes the keyboard from the text."""

    asked = Signal(str)
    """A command, by its id."""
    resized = Signal()
    """There is another width to share."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("ground", "status")
        self.setAccessibleName(say("Call"))
        self.sign = QLabel()
        self.clock = Label("", "title")
        self.turn = Button(say("Pause"), name=say("Pause the call's clock"))
        self.thread_view = CallThread()
        self.before = Label(say("Mark"), "caption", "ink2")
        self.buttons = {
            kind: Button(mark_title(kind), name=say("Mark: {kind}", kind=mark_title(kind)))
            for kind in MARK_KINDS
        }
        self.after = Label(
            say("with {key}", key="Ctrl" if MARK_KEY == "Meta" else MARK_KEY), "caption", "ink3"
        )
        self._row = QHBoxLayout(self)
        self._row.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        self._arrange()
        self.turn.clicked.connect(lambda: self.asked.emit("call_clock"))
        for kind, button in self.buttons.items():
            button.clicked.connect(lambda _=False, kind=kind: self.asked.emit(f"mark_{kind}"))
        theme.watch(self._measure)
        self._measure()
        self.hide()

    def show_call(self, marks: Sequence[SetMark], seconds: float, *, runs: bool) -> None:
        """The clock as it stands, the marks, and whether it goes on."""
        words = spell_offset(int(seconds))
        self.clock.setText(words)
        self.clock.set_ink("ink" if runs else "ink2")
        told = say("The call's clock: {time}", time=words)
        self.clock.setAccessibleName(told if runs else say("The call took {time}", time=words))
        self.thread_view.show_call(marks, seconds, runs=runs)
        if self.turn.property("runs") != runs:
            self.turn.setProperty("runs", runs)
            self.turn.setText(say("Pause") if runs else say("Go on"))
            # A recording does not pause: where the clock goes on, the pause has counted.
            name = say("Let the call's clock go on; the pause counts")
            name = say("Pause the call's clock") if runs else name
            self.turn.setAccessibleName(name)
            self.turn.setToolTip(name)
            self.turn.updateGeometry()
            for button in self.buttons.values():
                button.setEnabled(runs)
            self._sign(runs=runs)

    def announce(self, words: str) -> None:
        """Say to a screen reader what only the eye would see."""
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, words))

    def minimumSizeHint(self) -> QSize:
        """It makes no page wider: what has no room goes, and the keys act all the same."""
        return QSize(0, theme.current().px(HEIGHT_U))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A narrow page keeps clock and buttons."""
        super().resizeEvent(event)
        self._make_room()
        self.resized.emit()

    def _arrange(self) -> None:
        # Each gap but the buttons' own is a strip of its own, as they are of different widths.
        self._gaps = [QSpacerItem(0, 0) for _ in range(5)]
        self._row.addWidget(self.sign)
        self._row.addSpacerItem(self._gaps[0])
        self._row.addWidget(self.clock)
        self._row.addSpacerItem(self._gaps[1])
        self._row.addWidget(self.turn)
        self._row.addSpacerItem(self._gaps[2])
        self._row.addWidget(self.thread_view, 1)
        self._row.addStretch(0)
        self._row.addSpacerItem(self._gaps[3])
        self._row.addWidget(self.before)
        self._row.addSpacerItem(self._gaps[4])
        for digit, (kind, button) in enumerate(self.buttons.items(), start=1):
            button.key = str(digit)
            identify(button, f"mark-{kind}")
            self._row.addWidget(button)
        self._row.addWidget(self.after)
        for button in (self.turn, *self.buttons.values()):
            button.setFocusPolicy(
                Qt.FocusPolicy.TabFocus
            )  # a click leaves the keyboard in the text
        identify(self.turn, "call-clock")

    def _make_room(self) -> None:
        look = theme.current()
        for button in self.buttons.values():
            button.setVisible(self.width() >= look.px(_BUTTONS_FROM_U))
        self.thread_view.setVisible(self.width() >= look.px(_THREAD_FROM_U))
        for label in (self.before, self.after):
            label.setVisible(self.width() >= look.px(_WORDS_FROM_U))
        self._row.setStretch(_STRETCH_AT, int(self.width() < look.px(_THREAD_FROM_U)))

    def _sign(self, *, runs: bool) -> None:
        look = theme.current()
        ink = "accent" if runs else "ink3"
        self.sign.setPixmap(look.pixmap("phone", ink, 16, self.devicePixelRatioF()))

    def _measure(self) -> None:
        look = theme.current()
        edge = look.px(_EDGE_U)
        self.setFixedHeight(look.px(HEIGHT_U))
        self._row.setContentsMargins(edge, 0, edge - RING_ROOM, 0)
        self._row.setSpacing(0)
        for gap, wide in zip(self._gaps, _GAPS_U, strict=True):
            gap.changeSize(look.px(wide), 0)
        self._row.invalidate()
        self._sign(runs=bool(self.turn.property("runs")))
        self._make_room()
