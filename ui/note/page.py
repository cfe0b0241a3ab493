"""The page a note is written on: account and day, subject, tags, the text, and how it is kept."""

from __future__ import annotations

from datetime import date, datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from book.drafts import Draft
from book.records import AccountId, NoteId, TouchKind
from book.store import Store
from ui import days
from ui.look import theme
from ui.look.buttons import RING_ROOM, Button
from ui.look.labels import ElidedLabel, restyle
from ui.look.page import rule
from ui.look.tokens import Density, height
from ui.note.draft_keeper import DraftKeeper, Words
from ui.note.state_chip import StateChip
from ui.note.text_edit import BareField, NoteTextEdit
from ui.queue.words import touch_words
from ui.words import plural, say, time_words


class NotePage(QWidget):
    """Shows one note at a time; what its buttons ask for is done by who listens."""

    end_asked = Signal()
    private_asked = Signal()
    account_asked = Signal()
    day_asked = Signal()
    kind_asked = Signal()
    named = Signal()
    """It belongs to another account now."""
    rested = Signal()
    """The words were looked at anew: another number of them may stand here."""

    def __init__(self, store: Store, today: date) -> None:
        super().__init__()
        self.setProperty("ground", "surface")
        self.density: Density = "comfortable"
        self.account_id: AccountId | None = None
        self.day = self.today = today
        self.kind: TouchKind = "call"
        self.private = False
        self.title = ElidedLabel("", "heading")
        self.chip = StateChip()
        self.trouble = ElidedLabel("", "button", "red")
        self.saved = ElidedLabel("", "body", "ink3")
        self.keep_private = Button(say("Keep on this laptop"), kind="plain", icon="lock")
        self.keep_private.setCheckable(True)
        self.end = Button(say("End note"), kind="primary", key="Ctrl+Enter")
        self.account = Button("", icon="building-2", trailing="chevron-down")
        self.kind_button = Button("", trailing="chevron-down")
        self.day_button = Button("", icon="calendar-range", trailing="chevron-down")
        self.subject = BareField(say("Subject"), "heading")
        self.tags = BareField(say("Tags, with commas between"), "body")
        self.text = NoteTextEdit()
        self.main = self.text
        self.keeper = DraftKeeper(store, self.words, self)
        self._arrange()
        self._wire()
        theme.watch(self._measure)
        self._measure()

    def words(self) -> Words:
        """What stands here."""
        return Words(
            account_id=self.account_id,
            subject=self.subject.text(),
            body=self.text.toPlainText(),
            day=self.day,
            kind=self.kind,
            tags=_tags(self.tags.text()),
            private=self.private,
        )

    def open(
        self,
        words: Words,
        name: str,
        today: date,
        *,
        draft: Draft | None = None,
        note_id: NoteId | None = None,
    ) -> None:
        """A new note, with `draft` one that was begun, with `note_id` an old one."""
        self.today = today
        for field in (self.subject, self.tags, self.text):
            field.blockSignals(True)
        self.account_id, self.day, self.kind = words.account_id, words.day, words.kind
        self.private = words.private
        self.subject.setText(words.subject)
        self.tags.setText(", ".join(words.tags))
        self.text.setPlainText(words.body)
        for field in (self.subject, self.tags, self.text):
            field.blockSignals(False)
        self.keeper.begin(draft=draft, note_id=note_id)
        self._name_account(name)
        self._tell_state()
        if draft is None:
            self.saved.set_whole("")
            self.rested.emit()
        else:
            self._tell_saved(draft.saved_at)

    def set_account(self, account_id: AccountId, name: str) -> None:
        """It belongs to this account from now on."""
        self.account_id = account_id
        self._name_account(name)
        self._changed_now()
        self.named.emit()

    def change(
        self,
        *,
        day: date | None = None,
        kind: TouchKind | None = None,
        private: bool | None = None,
    ) -> None:
        """Another day, another kind, or it never leaves this laptop; None leaves it."""
        self.day = day or self.day
        self.kind = kind or self.kind
        self.private = self.private if private is None else private
        self._tell_state()
        self._changed_now()

    def count_words(self) -> str:
        """How many words the text has, for the status bar."""
        n = len(self.text.toPlainText().split())
        return plural(n, "{n} word", "{n} words")

    def set_density(self, density: Density) -> None:
        """Comfortable or compact."""
        self.density = density
        self._measure()

    def _changed_now(self) -> None:
        if self.keeper.unsaved:
            self.keeper.touch()

    def _name_account(self, name: str) -> None:
        self.account.setText(name or say("Choose an account"))
        self.account.setAccessibleName(say("Account: {name}", name=name or say("none yet")))
        self.title.set_whole(name or say("New note"))
        self.account.updateGeometry()

    def _tell_state(self) -> None:
        kind = {"call": say("Call"), "meeting": say("Meeting")}.get(self.kind)
        kind = kind or touch_words(self.kind).capitalize()
        day = days.day_words(self.day, self.today)
        self.kind_button.setText(kind)
        self.kind_button.setAccessibleName(say("Kind: {kind}", kind=kind))
        self.day_button.setText(day)
        self.day_button.setAccessibleName(say("Day: {day}", day=day))
        editing = self.keeper.note_id is not None
        if self.private:
            self.chip.tell(say("Draft, only on this laptop for good"), "lock")
        elif editing:
            self.chip.tell(say("Draft of other words, only here until you end it"), "lock")
        else:
            self.chip.tell(say("Draft, only on this laptop until you end it"), "lock")
        self.keep_private.setText(
            say("Only on this laptop") if self.private else say("Keep on this laptop")
        )
        self.keep_private.setChecked(self.private)
        self.keep_private.setProperty("kind", "default" if self.private else "plain")
        self.keep_private.kind = "default" if self.private else "plain"
        restyle(self.keep_private)
        self.end.setText(say("End edit") if editing else say("End note"))
        for button in (self.kind_button, self.day_button, self.keep_private, self.end):
            button.updateGeometry()

    def _tell_saved(self, at: datetime) -> None:
        self.saved.set_whole(say("saved here {time}", time=time_words(at)))
        self.rested.emit()

    def _tell_trouble(self, words: str) -> None:
        self.trouble.set_whole(words)
        self.trouble.setVisible(bool(words))
        self.saved.setVisible(not words)

    def _wire(self) -> None:
        for changed in (self.subject.textChanged, self.tags.textChanged, self.text.textChanged):
            changed.connect(self.keeper.touch)
        self.subject.returnPressed.connect(self.tags.setFocus)
        self.tags.returnPressed.connect(self.text.setFocus)
        self.keeper.saved.connect(self._tell_saved)
        self.keeper.troubled.connect(self._tell_trouble)
        self.end.clicked.connect(self.end_asked)
        self.keep_private.clicked.connect(self.private_asked)
        self.account.clicked.connect(self.account_asked)
        self.day_button.clicked.connect(self.day_asked)
        self.kind_button.clicked.connect(self.kind_asked)

    def _arrange(self) -> None:
        self.bar = QWidget()
        self._top = QHBoxLayout(self.bar)
        for widget, stretch in (
            (self.title, 0), (self.chip, 0), (self.trouble, 1), (self.saved, 0),
            (self.keep_private, 0), (self.end, 0),
        ):  # fmt: skip
            self._top.addWidget(widget, stretch)
        self._top.insertStretch(3, 1)
        self._row = QHBoxLayout()
        for button in (self.account, self.kind_button, self.day_button):
            self._row.addWidget(button)
        self._row.addStretch(1)
        self._fields = QVBoxLayout()
        self._fields.addWidget(self.subject)
        self._fields.addWidget(self.tags)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.bar)
        column.addWidget(rule())
        column.addLayout(self._row)
        column.addLayout(self._fields)
        column.addWidget(self.text, 1)
        self.trouble.hide()

    def _measure(self) -> None:
        look = theme.current()
        edge = look.px(24)
        self.bar.setFixedHeight(look.px(height("page_bar", self.density)))
        self._top.setContentsMargins(edge, 0, edge - RING_ROOM, 0)
        self._top.setSpacing(look.px(8))
        self._row.setContentsMargins(edge - RING_ROOM, look.px(8), edge, 0)
        self._row.setSpacing(max(0, look.px(8) - 2 * RING_ROOM))
        self._fields.setContentsMargins(edge, look.px(8), edge, 0)
        self._fields.setSpacing(look.px(4))


def _tags(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))
