"""The section “Next meeting” on top of the Today column: how long until it, and what to do."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt, QTimer, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from ui.look import theme
from ui.look.buttons import RING_ROOM, Button
from ui.look.labels import ElidedLabel, Label, Paragraph
from ui.look.naming import identify
from ui.look.page import rule
from ui.look.tooltip_text import plain_tooltip
from ui.today.meeting_view import NextMeeting
from ui.words import say

_INSET_U: Final = 14
_TURN_MS: Final = 20_000
"""How often “in 24 min” is looked at again while it is in view."""


class MeetingSection(QWidget):
    """Shows one `NextMeeting`; its buttons act on that meeting's account."""

    asked = Signal(str, int)
    """`prep` or `note`, and the account's id."""
    connect_asked = Signal()
    """A calendar is to be connected."""
    turned = Signal()
    """Time went on: what is shown may be past."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view = NextMeeting()
        self.heading = Label(say("Next meeting"), "caption_strong", "ink2")
        self.away = Label("", "caption_strong", "accent")
        self.title = Paragraph("", "strong", "ink")
        self.below = ElidedLabel("", "body", "ink2")
        self.nothing = Paragraph("", "body", "ink2")
        self.unclear = Paragraph("", "caption", "ink3")
        self.prep = Button(say("Prep"), key="P", name=say("Prepare the next meeting"))
        self.join = Button(say("Join"), name=say("Join the next meeting"))
        self.note = Button(say("Note"), name=say("Start a note of the next meeting"))
        self.connect_link = Button(say("Connect a calendar"), kind="link")
        for widget, name in (
            (self.prep, "next_meeting_prep"),
            (self.join, "next_meeting_join"),
            (self.note, "next_meeting_note"),
            (self.connect_link, "connect_calendar"),
        ):
            identify(widget, name)
        self._top = QHBoxLayout()
        self._buttons = QHBoxLayout()
        self._words = QVBoxLayout()
        self._column = QVBoxLayout(self)
        self._lay_out()
        self.prep.clicked.connect(lambda: self._ask("prep"))
        self.note.clicked.connect(lambda: self._ask("note"))
        self.join.clicked.connect(self._join)
        self.connect_link.clicked.connect(self.connect_asked)
        self._turn = QTimer(self)
        self._turn.setInterval(_TURN_MS)
        self._turn.timeout.connect(self.turned)
        theme.watch(self._measure)
        self._measure()
        self.show_meeting(self._view)

    @property
    def view(self) -> NextMeeting:
        """What is shown."""
        return self._view

    def show_meeting(self, view: NextMeeting) -> None:
        """Shows another meeting, or the same one as it stands now."""
        self._view = view
        meets = view.account_id is not None
        self.away.setText(view.away)
        self.away.set_ink("accent" if view.soon else "ink3")
        self.title.tell(view.title)
        self.title.setToolTip(plain_tooltip(view.tip))
        self.below.set_whole(view.below)
        self.nothing.tell(view.nothing)
        self.unclear.tell(view.unclear)
        for widget in (self.away, self.title, self.below, self.prep, self.note):
            widget.setVisible(meets)
        self.join.setVisible(bool(view.join_url))
        self.nothing.setVisible(bool(view.nothing))
        self.connect_link.setVisible(view.connect)
        self.unclear.setVisible(bool(view.unclear))
        parts = (say("Next meeting"), view.away, view.title, view.below, view.nothing, view.unclear)
        self.setAccessibleName(", ".join(part for part in parts if part))

    def showEvent(self, event: QShowEvent) -> None:
        """In view, the minutes go on."""
        super().showEvent(event)
        self._turn.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Out of view, nothing has to be kept up."""
        super().hideEvent(event)
        self._turn.stop()

    def _ask(self, what: str) -> None:
        if self._view.account_id is not None:
            self.asked.emit(what, self._view.account_id)

    def _join(self) -> None:
        QDesktopServices.openUrl(QUrl(self._view.join_url))

    def _lay_out(self) -> None:
        self._top.addWidget(self.heading, 1)
        self._top.addWidget(self.away)
        self._buttons.addWidget(self.prep)
        self._buttons.addWidget(self.join)
        self._buttons.addWidget(self.note)
        self._buttons.addStretch(1)
        self._words.addLayout(self._top)
        for widget in (self.title, self.below, self.nothing):
            self._words.addWidget(widget)
        self._column.addLayout(self._words)
        self._column.addLayout(self._buttons)
        self._column.addWidget(self.connect_link, 0, Qt.AlignmentFlag.AlignLeading)
        self._last = QVBoxLayout()
        self._last.addWidget(self.unclear)
        self._last.addWidget(rule())
        self._column.addLayout(self._last)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)

    def _measure(self) -> None:
        look = theme.current()
        inset = look.px(_INSET_U)
        # A button keeps room for its ring, so what has none starts that much further in.
        self._column.setContentsMargins(inset - RING_ROOM, look.px(12), inset, 0)
        for part in (self._words, self._last):
            part.setContentsMargins(RING_ROOM, 0, 0, 0)
            part.setSpacing(look.px(2))
        self._column.setSpacing(look.px(2))
        self._buttons.setSpacing(look.px(8) - 2 * RING_ROOM)
