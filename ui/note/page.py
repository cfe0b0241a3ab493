"""The page a note is written on: account and day, subject, tags, the text, and how it is kept."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from book.drafts import Draft
from book.records import AccountId, NoteId, TouchKind
from book.store import Store
from book.working_days import NO_HOLIDAYS
from ui import days
from ui.look import theme
from ui.look.buttons import RING_ROOM, Button
from ui.look.fields import LineField
from ui.look.labels import ElidedLabel
from ui.look.page import rule
from ui.look.tokens import Density
from ui.note.bar import NoteBar
from ui.note.draft_keeper import DraftKeeper, Words
from ui.note.edge_bar import EdgeBar
from ui.note.margin import LEAST_PAGE_U, WIDTH_U, NoteMargin, line_spans
from ui.note.notice import NoticeRow
from ui.note.state_chip import StateChip, second_words
from ui.note.text_edit import BareField, NoteTextEdit, column_width
from ui.queue.words import touch_words
from ui.words import plural, say

if TYPE_CHECKING:
    from book.margin import MarginLine

_ACCOUNT_U: Final = 280
"""A longer name ends in … in the button; it stands whole in the tooltip."""
_TALLY_FROM_U: Final = 1_060
"""On a narrower page the row of buttons has no room for what the note makes."""
_TEMPLATE_U: Final = 160
_PEOPLE_U: Final = 260
_TAGS_U: Final = 240
_LEAST_TAGS_U: Final = 90


class NotePage(QWidget):
    """Shows one note at a time; what its buttons ask for is done by who listens."""

    end_asked = Signal()
    private_asked = Signal()
    account_asked = Signal()
    day_asked = Signal()
    kind_asked = Signal()
    template_asked = Signal()
    versions_asked = Signal()
    link_asked = Signal()
    named = Signal()
    """It is called something else now: of another kind, or another account's."""
    rested = Signal()
    """The words were looked at anew: another number of them may stand here."""

    def __init__(self, store: Store, today: date, answer_in: int = 2) -> None:
        """`answer_in` is how many working days a question may stay open."""
        super().__init__()
        self.setProperty("ground", "surface")
        self.density: Density = "comfortable"
        self.account_id: AccountId | None = None
        self.day = self.today = today
        self.kind: TouchKind = "call"
        self.private = False
        self.answer_in = answer_in
        self.holidays = NO_HOLIDAYS
        """What working days keep clear of."""
        self.template = ""
        """The code of the template it began with; empty for a note that was begun before."""
        self._name = ""
        """The account's."""
        self.whose: str | None = None
        """Who else wrote it, empty where nobody knows who; None for a note of mine."""
        self.bar = NoteBar()
        self.notice = NoticeRow()
        self.title, self.chip, self.saved = self.bar.title, self.bar.chip, self.bar.saved
        self.trouble = self.bar.trouble
        self.keep_private, self.end = self.bar.keep_private, self.bar.end
        self.template_button = Button("", trailing="chevron-down", most_u=_TEMPLATE_U)
        self.account = Button("", icon="building-2", trailing="chevron-down", most_u=_ACCOUNT_U)
        self.people = StateChip()
        """Who was invited to the meeting of that day, where a calendar told."""
        self.people.tell("")
        self.kind_button = Button("", trailing="chevron-down")
        self.day_button = Button("", icon="calendar-range", trailing="chevron-down")
        self.versions = Button(say("Versions"), kind="plain", icon="history")
        self.tags = LineField(say("Tags, with commas between"), width_u=_TAGS_U)
        self.tags.setToolTip(say("Tags, with commas between"))
        self.subject = BareField(say("Subject"), "heading")
        self.text = NoteTextEdit()
        self.text.tints_line = True
        self.scroll_bar = EdgeBar(self.text)
        self.main = self.text
        self.keeper = DraftKeeper(store, self.words, self)
        self._store = store
        self.margin = NoteMargin(self.text, self._margin_of)
        self.tally = ElidedLabel("", "caption", "ink2")
        self.text.styling.more = lambda line: line_spans(line, self.today)
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
        whose: str | None = None,
    ) -> None:
        """A new note, with `draft` one that was begun, with `note_id` an old one.

        `whose` is who else wrote it; it can be read then, and not be written.
        """
        self.today, self.whose = today, whose
        self.notice.tell("")
        _close(self, closed=whose is not None)
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
        self.margin.look()
        self._name = name
        self._tell_state()
        if draft is None:
            self.bar.tell_saved("")
            self.rested.emit()
        else:
            self._tell_saved(draft.saved_at)

    def tell_template(self, code: str, title: str, *, offered: bool = False) -> None:
        """Which template stands here; nothing for a note that was begun before.

        `offered`: nobody knows which one stands here any more, and another can be taken.
        """
        self.template = code
        self.template_button.setText(say("Template") if offered else title)
        name = say("Take a template") if offered else say("Template: {title}", title=title)
        self.template_button.setAccessibleName(name)
        self.template_button.setVisible(bool(code) or offered)
        self.template_button.updateGeometry()

    def _margin_of(self, text: str) -> list[MarginLine]:
        from book.line_links import links_of
        from book.margin import preview

        links = links_of(
            self._store,
            note_id=self.keeper.note_id,
            account_id=self.account_id,
            private=self.private,
            since=self.keeper.draft.begun_at if self.keeper.draft is not None else None,
        )
        lines = preview(text, links, self.today, answer_in=self.answer_in, holidays=self.holidays)
        if "://" not in text:
            return lines
        from book.recordings import recordings_of
        from ui.note.link_lines import with_links

        there = recordings_of(self._store, self.account_id) if self.account_id is not None else []
        return with_links(text, lines, {one.key for one in there})

    def put(self, subject: str, body: str) -> None:
        """A template's words in place of those that stand here; undo in the text takes it back."""
        self.subject.setText(subject)
        cursor = self.text.textCursor()
        cursor.select(cursor.SelectionType.Document)
        cursor.insertText(body)

    def set_account(self, account_id: AccountId, name: str) -> None:
        """It belongs to this account from now on."""
        self.account_id = account_id
        self._name = name
        self._tell_state()
        self._changed_now()
        self.margin.look()
        self.named.emit()

    def rename(self, name: str) -> None:
        """Its account is called something else now."""
        if name != self._name:
            self._name = name
            self._tell_state()
            self.named.emit()

    def lose_account(self) -> None:
        """Its account is not in the book any more: what was written needs another."""
        self.account_id, self._name = None, ""
        self._tell_state()
        self._changed_now()
        self.margin.look()
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
        if kind is not None:
            self.named.emit()

    def count_words(self) -> str:
        """How many words the text has, for the status bar."""
        n = len(self.text.toPlainText().split())
        return plural(n, "{n} word", "{n} words")

    def set_density(self, density: Density) -> None:
        """Comfortable or compact."""
        self.density = density
        self._measure()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A narrow page keeps its room for the text."""
        super().resizeEvent(event)
        look = theme.current()
        self.margin.setVisible(self.width() >= look.px(LEAST_PAGE_U))
        self.tally.setVisible(self.width() >= look.px(_TALLY_FROM_U))
        # Beside the text there is no empty room: the margin takes what its lines leave.
        room = self.width() - self.scroll_bar.sizeHint().width()
        taken = column_width() + 2 * look.px(24)
        self.margin.setFixedWidth(max(look.px(WIDTH_U), room - taken))

    def _changed_now(self) -> None:
        if self.keeper.unsaved:
            self.keeper.touch()

    def _tell_state(self) -> None:
        """Account, kind and day in their buttons and in the title, and how it is kept."""
        kind = {"call": say("Call"), "meeting": say("Meeting")}.get(self.kind)
        kind = kind or touch_words(self.kind).capitalize()
        day = days.day_words(self.day, self.today)
        name = self._name
        self.account.setText(name or say("Choose an account"))
        self.account.setAccessibleName(say("Account: {name}", name=name or say("none yet")))
        self.kind_button.setText(kind)
        self.kind_button.setAccessibleName(say("Kind: {kind}", kind=kind))
        self.day_button.setText(day)
        self.day_button.setAccessibleName(say("Day: {day}", day=day))
        self.title.set_whole(_title(self.kind, name))
        for button in (self.account, self.kind_button, self.day_button):
            button.updateGeometry()
        self.versions.setVisible(self.keeper.note_id is not None)
        editing = self.keeper.note_id is not None
        self.bar.tell_state(
            private=self.private,
            editing=editing,
            begun=not editing or self.keeper.draft is not None,
            whose=self.whose,
        )

    def _tell_saved(self, at: datetime) -> None:
        self.bar.tell_saved(say("saved here {time}", time=second_words(at)))
        self.rested.emit()

    def _wire(self) -> None:
        for changed in (self.subject.textChanged, self.tags.textChanged, self.text.textChanged):
            changed.connect(self.keeper.touch)
        self.subject.returnPressed.connect(self.text.setFocus)
        self.tags.returnPressed.connect(self.text.setFocus)
        self.keeper.saved.connect(self._tell_saved)
        self.keeper.made.connect(lambda _: self._tell_state())
        self.notice.asked.connect(
            lambda way: (self.versions_asked if way == "versions" else self.account_asked).emit()
        )
        self.margin.counted.connect(lambda: self.tally.set_whole(self.margin.tally()))
        self.keeper.troubled.connect(self.bar.tell_trouble)
        self.end.clicked.connect(self.end_asked)
        self.keep_private.clicked.connect(self.private_asked)
        self.account.clicked.connect(self.account_asked)
        self.day_button.clicked.connect(self.day_asked)
        self.kind_button.clicked.connect(self.kind_asked)
        self.template_button.clicked.connect(self.template_asked)
        self.versions.clicked.connect(self.versions_asked)
        self.bar.add_link.clicked.connect(self.link_asked)

    def _arrange(self) -> None:
        self._row = QHBoxLayout()
        for part in (
            self.template_button, self.account, self.people, self.kind_button, self.day_button
        ):  # fmt: skip
            self._row.addWidget(part)
        self.tags.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._row.addWidget(self.tags)
        self._row.addStretch(1)
        self._row.addWidget(self.tally)
        self._row.addWidget(self.versions)
        self._fields = QVBoxLayout()
        self._fields.addWidget(self.subject)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.bar)
        column.addWidget(rule())
        column.addWidget(self.notice)
        column.addLayout(self._row)
        self._beside = QHBoxLayout()
        self._beside.setContentsMargins(0, 0, 0, 0)
        self._beside.setSpacing(0)
        self._beside.addWidget(self.text, 1)
        self.aside = QVBoxLayout()  # what its lines make, then the marks of a call
        self.aside.addWidget(self.margin, 1)
        self._beside.addLayout(self.aside)
        self._beside.addWidget(self.scroll_bar)
        column.addLayout(self._fields)
        column.addLayout(self._beside, 1)
        self.foot = QVBoxLayout()  # the clock of a call
        column.addLayout(self.foot)

    def _measure(self) -> None:
        look = theme.current()
        edge = look.px(24)
        self.bar.measure(self.density)
        self.people.setMaximumWidth(look.px(_PEOPLE_U))
        self.tags.setMinimumWidth(look.px(_LEAST_TAGS_U))
        self._row.setContentsMargins(edge - RING_ROOM, look.px(8), edge, 0)
        self._row.setSpacing(max(0, look.px(8) - 2 * RING_ROOM))
        self._fields.setContentsMargins(edge, look.px(8), edge, 0)


def _close(page: NotePage, *, closed: bool) -> None:
    """What only a writer needs goes; the words can be read, copied and searched."""
    for field in (page.subject, page.tags, page.text):
        field.setReadOnly(closed)
    for button in (page.account, page.kind_button, page.day_button):
        button.setEnabled(not closed)
    page.bar.close_writing(closed)


def _title(kind: TouchKind, name: str) -> str:
    """What stands above the page: `Call with Alder Works`."""
    if not name:
        return say("New note")
    if kind == "call":
        return say("Call with {name}", name=name)
    if kind == "meeting":
        return say("Meeting with {name}", name=name)
    return say("Note on {name}", name=name)


def _tags(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))
