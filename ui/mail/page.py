"""The page a mail is read over on: to whom, about what, the words, and where it goes."""

from __future__ import annotations

from typing import Final

from msgspec import Struct
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from book.filling import places
from book.mail_links import MailWay
from book.mail_places import OF_MINE
from book.records import AccountId
from book.visible_text import fenced
from ui.look import theme
from ui.look.buttons import RING_ROOM, Button
from ui.look.fields import LineField
from ui.look.labels import ElidedLabel
from ui.look.page import rule
from ui.look.tokens import Density, height
from ui.note.state_chip import StateChip
from ui.note.text_edit import BareField, NoteTextEdit
from ui.words import list_words, plural, say

_TO_U: Final = 420
_GAPS_U: Final = 340


class MailWords(Struct, frozen=True, kw_only=True):
    """What stands on the page."""

    account_id: AccountId | None = None
    code: str = ""
    to: str = ""
    subject: str = ""
    body: str = ""

    @property
    def addresses(self) -> tuple[str, ...]:
        """The addresses, one by one."""
        return tuple(part.strip() for part in self.to.split(",") if part.strip())

    @property
    def gaps(self) -> tuple[str, ...]:
        """The names of places that nothing was put into."""
        return tuple(dict.fromkeys((*places(self.subject), *places(self.body))))


class MailPage(QWidget):
    """Shows one mail at a time; what its buttons ask for is done by who listens."""

    hand_asked = Signal()
    choose_asked = Signal()
    way_asked = Signal()
    mine_asked = Signal()
    """What every mail says of me is to be set: something of it is not filled in."""
    changed = Signal()
    """Something was typed."""

    def __init__(self) -> None:
        super().__init__()
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("ground", "surface")
        self.density: Density = "comfortable"
        self.account_id: AccountId | None = None
        self.code = ""
        self.title = ElidedLabel("", "heading")
        self.chip = StateChip()
        self.gaps = ElidedLabel("", "caption", "amber")
        self.fill_in = Button("", kind="link", most_u=_GAPS_U)
        self.way = Button("", kind="plain", trailing="chevron-down")
        self.hand = Button("", kind="primary", key="Ctrl+Enter")
        self.choose = Button("", icon="mail-check", trailing="chevron-down")
        self.to = LineField(say("To: addresses, with commas between"), width_u=_TO_U)
        self.subject = BareField(say("Subject"), "heading")
        self.text = NoteTextEdit()
        self.text.setAccessibleName(say("Text of the mail"))
        self.text.setPlaceholderText(say("What you write to them"))
        self.main = self.text
        for button in (self.choose, self.way):
            # What a click on it opens gives the keyboard back to where it was: the text.
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._arrange()
        self._wire()
        theme.watch(self._measure)
        self._measure()

    def words(self) -> MailWords:
        """What stands here."""
        return MailWords(
            account_id=self.account_id,
            code=self.code,
            to=self.to.text(),
            subject=self.subject.text(),
            body=self.text.toPlainText(),
        )

    def show_mail(self, words: MailWords, name: str, title: str) -> None:
        """Another mail, for the account of that name; `title` is what the house rules call it."""
        for field in (self.to, self.subject, self.text):
            field.blockSignals(True)
        self.account_id, self.code = words.account_id, words.code
        self.to.setText(words.to)
        self.to.setCursorPosition(0)
        self.subject.setText(words.subject)
        self.text.setPlainText(words.body)
        for field in (self.to, self.subject, self.text):
            field.blockSignals(False)
        self.title.set_whole(say("Mail to {name}", name=fenced(name)))
        self._name_choice(title)
        self._tell_gaps()

    def put(self, words: MailWords, title: str) -> None:
        """Other words for the same account, as if typed: undo in the text takes them back."""
        self.code = words.code
        self.to.setText(words.to)
        self.to.setCursorPosition(0)
        self.subject.setText(words.subject)
        cursor = self.text.textCursor()
        cursor.select(cursor.SelectionType.Document)
        cursor.insertText(words.body)
        cursor.movePosition(cursor.MoveOperation.Start)
        self.text.setTextCursor(cursor)
        self._name_choice(title)
        self._tell_gaps()

    def tell_way(self, way: MailWay) -> None:
        """Say which program it is handed to."""
        hand, short = {
            "gmail": (say("Open in Gmail"), say("Gmail")),
            "system": (say("Open in mail program"), say("Mail program")),
            "clipboard": (say("Copy it all"), say("Clipboard")),
        }[way]
        self.hand.setText(hand)
        self.hand.setAccessibleName(hand)
        self.way.setText(short)
        self.way.setAccessibleName(say("Mails go to: {way}", way=short))
        for button in (self.hand, self.way):
            button.updateGeometry()

    def tell_follow(self, position: str) -> None:
        """Which of the mails of its stage this is."""
        self.chip.tell(position)

    def set_density(self, density: Density) -> None:
        """Comfortable or compact."""
        self.density = density
        self._measure()

    def count_words(self) -> str:
        """How many words the text has, for the status bar."""
        n = len(self.text.toPlainText().split())
        return plural(n, "{n} word", "{n} words")

    def _name_choice(self, title: str) -> None:
        self.choose.setText(title)
        self.choose.setAccessibleName(say("Which mail: {title}", title=title))
        self.choose.updateGeometry()

    def _typed(self) -> None:
        self._tell_gaps()
        self.changed.emit()

    def _tell_gaps(self) -> None:
        gaps = self.words().gaps
        named = list_words([gap.replace("_", " ") for gap in gaps])
        words = say("Not filled in: {places}", places=named) if gaps else ""
        mine = any(gap in OF_MINE for gap in gaps)
        self.gaps.set_whole(words)
        self.gaps.setVisible(bool(gaps) and not mine)
        self.fill_in.setText(words)
        self.fill_in.setAccessibleName(say("{words}. Set them", words=words))
        self.fill_in.updateGeometry()
        self.fill_in.setVisible(mine)

    def _wire(self) -> None:
        for changed in (self.to.textChanged, self.subject.textChanged, self.text.textChanged):
            changed.connect(self._typed)
        self.to.returnPressed.connect(self.subject.setFocus)
        self.subject.returnPressed.connect(self.text.setFocus)
        self.hand.clicked.connect(self.hand_asked)
        self.choose.clicked.connect(self.choose_asked)
        self.way.clicked.connect(self.way_asked)
        self.fill_in.clicked.connect(self.mine_asked)

    def _arrange(self) -> None:
        self._bar = QWidget()
        self._bar_row = QHBoxLayout(self._bar)
        before: tuple[QWidget, ...] = (self.title, self.chip)
        after: tuple[QWidget, ...] = (self.gaps, self.fill_in, self.way, self.hand)
        for widget in before:
            self._bar_row.addWidget(widget)
        self._bar_row.addStretch(1)
        for widget in after:
            self._bar_row.addWidget(widget)
        self._row = QHBoxLayout()
        self._row.addWidget(self.choose)
        self._row.addWidget(self.to, 1)
        self._row.addStretch(1)
        self._fields = QVBoxLayout()
        self._fields.addWidget(self.subject)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._bar)
        column.addWidget(rule())
        column.addLayout(self._row)
        column.addLayout(self._fields)
        column.addWidget(self.text, 1)

    def _measure(self) -> None:
        look = theme.current()
        edge = look.px(24)
        self._bar.setFixedHeight(look.px(height("page_bar", self.density)))
        self._bar_row.setContentsMargins(edge, 0, edge - RING_ROOM, 0)
        self._bar_row.setSpacing(look.px(8))
        self._row.setContentsMargins(edge - RING_ROOM, look.px(8), edge, 0)
        self._row.setSpacing(max(0, look.px(8) - 2 * RING_ROOM))
        self._fields.setContentsMargins(edge, look.px(8), edge, 0)
