"""The account pane: one account at a glance, beside the queue or as a page of its own."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QStackedLayout, QVBoxLayout, QWidget

from ui.account.escalations import ESCALATION, WATCH
from ui.account.head import AccountHead
from ui.account.lines import (
    ACCEPT,
    DELETE,
    EDIT,
    FACT,
    LEAVE,
    MORE,
    PIN,
    SENTIMENT,
    SET_UP_CHANNEL,
    TASK,
    VERSIONS,
    lines_of,
)
from ui.account.note_excerpt import NoteText
from ui.account.note_lines import NoteLine
from ui.account.points import ESCALATE, POINT
from ui.account.view import AccountView
from ui.facts.layout import NO_LINE
from ui.facts.lines import FactLines, LineScroller
from ui.look import theme
from ui.look.labels import Label
from ui.look.page import rule
from ui.queue.words import isolated
from ui.words import say

WIDTH_U: Final = 334
LEAST_WIDTH_U: Final = 280
MOST_WIDTH_U: Final = 420
PAGE_WIDTH_U: Final = 720
_NO_LIMIT: Final = 16_777_215  # Qt's own "as wide as you like"


class AccountPane(QWidget):
    """Shows one `AccountView`. It writes nothing itself: what is asked for here others do."""

    closed = Signal()
    """Esc, or the button that closes."""
    copied = Signal(str)
    """Something is on the clipboard; the text is a sentence for a toast."""
    asked = Signal(str)
    """Something was asked for: what, and of which record."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view: AccountView | None = None
        self._unfolded: set[str] = set()
        self._open_note = self._open_body = ""
        self._page_mode = False
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("ground", "surface")
        self.setAccessibleName(say("Account"))
        self.head = AccountHead()
        self.lines = FactLines(say("About the account"))
        self.note_text = NoteText(self)
        self.note_text.hide()
        self.empty = _Empty()
        self._arrange()
        self.head.closed.connect(self.closed)
        self.head.copied.connect(self.copied)
        self.head.asked.connect(self.asked)
        self.lines.copied.connect(self._tell_copied)
        self.lines.chosen.connect(self._choose)
        self.set_page_mode(False)
        theme.watch(self._measure)

    @property
    def view(self) -> AccountView | None:
        """What is shown; None when no account is chosen."""
        return self._view

    def show_account(self, view: AccountView | None) -> None:
        """Shows another account, or the same one with newer facts, which keeps its place."""
        same = (
            view is not None
            and self._view is not None
            and (view.account_id == self._view.account_id)
        )
        self._view = view
        if view is None:
            self._close_note()
            self._stack.setCurrentWidget(self.empty)
            return
        if not same:
            self._unfolded.clear()
        note = self._note(self._open_note) if same else None
        if note is None:
            self._close_note()
        elif note.body != self._open_body:
            self._open(note)
        self.head.show_account(view)
        self.setAccessibleName(say("Account {name}", name=isolated(view.name)))
        self._show_lines(keep_place=same)
        if not same:
            self.scroller.verticalScrollBar().setValue(0)
        self._stack.setCurrentWidget(self._filled)

    def set_page_mode(self, on: bool) -> None:
        """As a page: any width, the text in a column of readable width."""
        self._page_mode = on
        self.head.set_page_mode(on)
        self.lines.keep_free(inset_u=24 if on else 16)
        self._measure()

    def sizeHint(self) -> QSize:
        """As wide as the pane likes to be."""
        look = theme.current()
        return QSize(look.px(PAGE_WIDTH_U if self._page_mode else WIDTH_U), look.px(600))

    @property
    def note_at_hand(self) -> int | None:
        """The id of my note at whose line the keyboard is, else of the one that is open."""
        note = self.at_hand
        return note.number if note is not None and note.mine else None

    @property
    def at_hand(self) -> NoteLine | None:
        """The same note, whoever wrote it."""
        at = self.lines.current
        here = self.lines.lines[at].key if at != NO_LINE and self.lines.hasFocus() else ""
        return self._note(here.removeprefix("subject ")) or self._note(self._open_note)

    def event(self, event: QEvent) -> bool:
        """F2 and Del are the pane's where they mean one of its lines, and no command's."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and self._asked_by(event)
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """F2 changes a fact, Del deletes a note; Esc closes the open note when the keyboard is in
        it, else the pane."""
        asked = self._asked_by(event)
        if asked:
            self.asked.emit(asked)
        elif event.key() != Qt.Key.Key_Escape:
            super().keyPressEvent(event)
        elif self.note_text.hasFocus():
            self._choose(self._open_note)
            self.lines.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.closed.emit()

    def _arrange(self) -> None:
        self._filled = QWidget()
        column = QVBoxLayout(self._filled)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.scroller = LineScroller(self.lines)
        column.addWidget(self.head)
        column.addWidget(rule())
        column.addWidget(self.scroller, 1)
        self._stack = QStackedLayout(self)
        self._stack.setContentsMargins(0, 0, 0, 0)
        self._stack.addWidget(self.empty)
        self._stack.addWidget(self._filled)

    def _measure(self) -> None:
        look = theme.current()
        self.setMinimumWidth(look.px(LEAST_WIDTH_U))
        self.setMaximumWidth(_NO_LIMIT if self._page_mode else look.px(MOST_WIDTH_U))
        widest = look.px(PAGE_WIDTH_U) if self._page_mode else _NO_LIMIT
        self.lines.setMaximumWidth(widest)
        self.head.setMaximumWidth(widest)
        self.updateGeometry()

    def _show_lines(self, *, keep_place: bool) -> None:
        if self._view is None:
            return
        unfolded = self._unfolded | {self._open_note}
        self.lines.set_lines(lines_of(self._view, unfolded), keep_place=keep_place)

    def _choose(self, key: str) -> None:
        if key.startswith(MORE):
            at = self.lines.current
            self._unfolded.add(key)
            self._show_lines(keep_place=True)
            self.lines.stand_at(at)
            return
        if key in (ACCEPT, LEAVE, SENTIMENT, SET_UP_CHANNEL, WATCH) or key.startswith(
            (TASK, POINT, ESCALATE, ESCALATION, EDIT, DELETE, VERSIONS, PIN)
        ):
            self.asked.emit(key)
            return
        if key.startswith(FACT):
            self.asked.emit(self._field_of(key))
            return
        note = self._note(key.removeprefix("subject "))
        if note is None:
            return
        if note.key == self._open_note:
            self._close_note()
        else:
            self._open(note)
        self._show_lines(keep_place=True)
        self.lines.stand_at(self.lines.number_of(note.key))
        # The list is only as tall as it needs to be once the layout has heard of it.
        QTimer.singleShot(0, self.scroller, self.scroller.show_open_text)

    def _asked_by(self, event: QKeyEvent) -> str:
        """What a key asks for at the line where the keyboard is, if anything."""
        at = self.lines.current
        if event.modifiers() or at == NO_LINE or not self.lines.hasFocus():
            return ""
        key = self.lines.lines[at].key
        if event.key() == Qt.Key.Key_F2:
            return self._field_of(key)
        if event.key() == Qt.Key.Key_Delete and self._note(key.removeprefix("subject ")):
            number = self.note_at_hand
            return f"{DELETE}{number}" if number is not None else ""
        return ""

    def _field_of(self, key: str) -> str:
        """The column behind the line of a fact that can be written."""
        if self._view is None or not key.startswith(FACT):
            return ""
        field = self._view.facts[int(key.removeprefix(FACT))].field
        return field if field in self._view.writable else ""

    def _open(self, note: NoteLine) -> None:
        self._open_note, self._open_body = note.key, note.body
        self.note_text.show_body(note.body, f"{note.about}, {isolated(note.subject)}")
        self.lines.put_text(note.key, self.note_text)

    def _close_note(self) -> None:
        if self._open_note:
            self._open_note = self._open_body = ""
            self.lines.put_text("", None)

    def _note(self, key: str) -> NoteLine | None:
        if self._view is None:
            return None
        view = self._view
        notes = (view.last_note, *view.pinned_notes, *view.older_notes)
        return next((note for note in notes if note is not None and note.key == key), None)

    def _tell_copied(self, text: str) -> None:
        self.copied.emit(say("Copied {text}", text=isolated(text)))


class _Empty(QWidget):
    """What stands in the pane while no account is chosen."""

    def __init__(self) -> None:
        super().__init__()
        self.heading = Label(say("Choose an account"), "heading", wrap=True)
        self.words = Label(
            say("Its facts, people and notes then stand here."), "body", "ink2", wrap=True
        )
        self._column = QVBoxLayout(self)
        self._column.addStretch(1)
        self._column.addWidget(self.heading)
        self._column.addWidget(self.words)
        self._column.addStretch(1)
        theme.watch(self._measure)
        self._measure()

    def _measure(self) -> None:
        look = theme.current()
        self._column.setContentsMargins(look.px(16), look.px(16), look.px(16), look.px(16))
        self._column.setSpacing(look.px(6))
