"""The capture window: whose it is, the text, what its lines make, and two ways to leave it."""

from __future__ import annotations

from datetime import date, datetime
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import msgspec
from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from book.drafts import Draft
from book.records import AccountId, TouchKind
from book.store import Store
from book.working_days import NO_HOLIDAYS, Holidays
from ui.capture.foot import CaptureFoot
from ui.capture.frame import Frame
from ui.capture.made_row import MadeRow
from ui.look import theme
from ui.look.buttons import RING_ROOM, Button
from ui.look.labels import ElidedLabel, Label
from ui.look.page import rule
from ui.note.draft_keeper import DraftKeeper, Words
from ui.note.margin import line_spans
from ui.note.text_edit import NoteTextEdit
from ui.queue.words import touch_words
from ui.words import say

if TYPE_CHECKING:
    from book.margin import MarginLine

WIDTH_U, HEIGHT_U = 560, 302
_EDGE_U: Final = 16
_ACCOUNT_U: Final = 220
_PLAIN: Final = (
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.KeypadModifier,
)


class CaptureText(NoteTextEdit):
    """The note editor in a small window: it begins at the window's own edge."""

    def _lay(self) -> None:
        edge = theme.current().px(_EDGE_U)
        self.setViewportMargins(edge, theme.current().px(4), edge, 0)


class AccountButton(Button):
    """Whose it is; a letter begins to look for another account, as Enter and Down do."""

    looked_for = Signal(str)

    def __init__(self) -> None:
        super().__init__("", icon="building-2", trailing="chevron-down", most_u=_ACCOUNT_U)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A letter, Enter or Down; Space and all else are a button's."""
        plain = event.modifiers() in _PLAIN
        opens = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down)
        typed = event.text()
        if plain and (opens or (typed.isprintable() and typed.strip())):
            self.looked_for.emit("" if opens else typed)
        else:
            super().keyPressEvent(event)


class CaptureWindow(Frame):
    """Shows one capture at a time; what its keys ask for is done by who listens."""

    file_asked = Signal()
    account_asked = Signal(str)
    """With what was typed so far of the account's name."""
    kind_asked = Signal()

    def __init__(self, store: Store, today: date, answer_in: int = 2) -> None:
        """`answer_in` is how many working days a question may stay open."""
        super().__init__()
        self.setWindowTitle(say("Quick capture"))
        self.setAccessibleName(say("Quick capture"))
        self.setObjectName("capture")
        self._store = store
        self.today = today
        self.answer_in = answer_in
        self.holidays: Holidays = NO_HOLIDAYS
        """What working days keep clear of."""
        self.held = Words(account_id=None, day=today, kind="note")
        """What a capture has besides its text; a draft of the note page has more than we show."""
        self.account = AccountButton()
        self.whence = ElidedLabel("", "body", "ink2")
        self.hint = Label(say("Tab to change"), "caption", "ink2")
        self.text = CaptureText()
        self.text.setAccessibleName(say("Text of the capture"))
        self.text.setPlaceholderText(say("What came up"))
        self.text.styling.more = lambda line: line_spans(line, self.today)
        self.made = MadeRow(self.text, self._margin_of, lambda: self.today)
        self.foot = CaptureFoot()
        self.kind_button = self.foot.kind
        self.keeper = DraftKeeper(store, self.words, self)
        self._arrange()
        self._wire()
        theme.watch(self._measure)
        self._measure()

    def words(self) -> Words:
        """What stands here."""
        return msgspec.structs.replace(self.held, body=self.text.toPlainText())

    def begin(self, today: date) -> None:
        """An empty capture; nothing of it is on disk until something is typed."""
        self._fill(Words(account_id=None, day=today, kind="note"), "", "", today)
        self.keeper.begin()
        self.foot.tell_saved(None)
        self.foot.tell_leave(says_draft=False)

    def go_on(self, draft: Draft, words: Words, name: str, today: date) -> None:
        """Take up one that was begun before."""
        self._fill(words, name, say("begun before"), today)
        self.keeper.begin(draft=draft)
        self.foot.tell_saved(draft.saved_at)
        self.foot.tell_leave(says_draft=True)
        self.text.moveCursor(self.text.textCursor().MoveOperation.End)

    def offer(self, text: str) -> None:
        """A text from outside: it stands here, and is kept only once the person does something."""
        self.text.blockSignals(True)
        self.text.setPlainText(text)
        self.text.blockSignals(False)
        self.text.moveCursor(self.text.textCursor().MoveOperation.End)
        self.made.look()

    def set_account(self, account_id: AccountId | None, name: str, whence: str = "") -> None:
        """It belongs to this account from now on; `whence` says what told so."""
        self.held = msgspec.structs.replace(self.held, account_id=account_id)
        self._tell_account(name, whence)
        self.made.look()
        self._keep_what_is_begun()

    def set_kind(self, kind: TouchKind) -> None:
        """It is a note of this kind."""
        self.held = msgspec.structs.replace(self.held, kind=kind)
        self._tell_kind()
        self._keep_what_is_begun()

    def come(self) -> None:
        """Onto the screen, with the keyboard in the text."""
        super().come()
        self.text.setFocus(Qt.FocusReason.ActiveWindowFocusReason)

    def warm(self) -> None:
        """Do all that a first showing would have to do, without being seen."""
        self.ensurePolished()
        self.winId()
        self.begin(self.today)
        self.grab()  # lays everything out, and draws the letters and signs once

    def _fill(self, words: Words, name: str, whence: str, today: date) -> None:
        self.today = today
        self.held = words
        self.text.blockSignals(True)
        self.text.setPlainText(words.body)
        self.text.blockSignals(False)
        self._tell_account(name, whence)
        self._tell_kind()
        self.foot.tell_trouble("")
        self.made.look()

    def _keep_what_is_begun(self) -> None:
        """An account or a kind alone is nothing to keep; beside words it is."""
        if self.keeper.draft is not None and self.keeper.unsaved:
            self.keeper.touch()

    def _tell_account(self, name: str, whence: str) -> None:
        self.account.setText(name or say("Choose an account"))
        self.account.setAccessibleName(say("Account: {name}", name=name or say("none yet")))
        self.account.setAccessibleDescription(whence)
        self.account.updateGeometry()
        self.whence.set_whole(whence)

    def _tell_kind(self) -> None:
        named: dict[TouchKind, str] = {"call": say("Call"), "meeting": say("Meeting")}
        kind = self.held.kind
        words = named.get(kind) or touch_words(kind).capitalize()
        self.kind_button.setText(words)
        self.kind_button.setAccessibleName(say("Kind: {kind}", kind=words))
        self.kind_button.updateGeometry()

    def _margin_of(self, text: str) -> list[MarginLine]:
        from book.line_links import links_of
        from book.margin import preview

        links = links_of(
            self._store,
            note_id=self.keeper.note_id,
            account_id=self.held.account_id,
            private=self.held.private,
            since=self.keeper.draft.begun_at if self.keeper.draft is not None else None,
        )
        return preview(text, links, self.today, answer_in=self.answer_in, holidays=self.holidays)

    def _typed(self) -> None:
        self.keeper.touch()
        self.foot.tell_leave(says_draft=bool(self.text.toPlainText().strip()))

    def _tell_saved(self, at: datetime) -> None:
        self.foot.tell_saved(at)
        self.foot.tell_leave(says_draft=True)

    def _wire(self) -> None:
        self.account.looked_for.connect(self.account_asked)
        self.text.textChanged.connect(self._typed)
        self.keeper.saved.connect(self._tell_saved)
        self.keeper.troubled.connect(self.foot.tell_trouble)
        self.text.refused.connect(self.foot.tell_trouble)
        self.account.clicked.connect(lambda: self.account_asked.emit(""))
        self.kind_button.clicked.connect(self.kind_asked)
        self.foot.leave.clicked.connect(self.leave_asked)
        self.foot.file.clicked.connect(self.file_asked)
        for keys, act in (
            ("Ctrl+Return", self.file_asked.emit),
            ("Ctrl+Enter", self.file_asked.emit),
            ("Ctrl+S", self.keeper.save),
        ):
            QShortcut(QKeySequence(keys), self).activated.connect(act)

    def _arrange(self) -> None:
        self._head = QHBoxLayout()
        self._head.addWidget(self.account)
        self._head.addWidget(self.whence, 1)
        self._head.addWidget(self.hint)
        self.ends_at = self.foot
        self._column = QVBoxLayout(self)
        self._column.setSpacing(0)
        self._column.addLayout(self._head)
        self._column.addWidget(self.text, 1)
        for part in (rule(), self.made, rule(), self.foot):
            self._column.addWidget(part)
        # Tab leads from the text to the account: that is what one changes most.
        order = (self.text, self.account, self.kind_button, self.foot.leave, self.foot.file)
        for before, after in pairwise(order):
            QWidget.setTabOrder(before, after)

    def _measure(self) -> None:
        look = theme.current()
        edge = look.px(_EDGE_U)
        self._head.setContentsMargins(edge - RING_ROOM, look.px(12), edge, look.px(8))
        self._head.setSpacing(look.px(6))
        self._column.setContentsMargins(1, 0, 1, 1)
        self.setFixedSize(QSize(look.px(WIDTH_U), look.px(HEIGHT_U)))
        self.text.setStyleSheet("background: transparent;")
        self.update()
