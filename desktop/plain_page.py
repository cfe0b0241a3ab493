"""A window without a book: nothing here yet, cannot be opened, waiting, or a passphrase to type."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent, QFontDatabase, QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from ui.look import icons, theme
from ui.look.buttons import Button
from ui.look.labels import Label
from ui.words import say

BLOCK_WIDTH_U = 560
WINDOW_U = (760, 480)
_MARK_U = 42


class PlainPage(QWidget):
    """One block of text in the middle; `closed` is called when the person closes the window."""

    def __init__(self, heading: str, words: str, closed: Callable[[], None]) -> None:
        super().__init__()
        self._closed = closed
        self.setWindowTitle("Satchel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("ground", "surface")
        self.setAccessibleName(f"{heading}. {words}")
        self._mark = QLabel()
        self._mark.setAccessibleName(say("Satchel"))
        self._heading = Label(heading, "title", wrap=True)
        self.words = Label(words, "body", "ink2", wrap=True)
        self._block = QWidget()
        self.column = QVBoxLayout(self._block)
        self.column.setContentsMargins(0, 0, 0, 0)
        for part in (self._mark, self._heading, self.words):
            self.column.addWidget(part)
        outer = QVBoxLayout(self)
        outer.addStretch(1)
        outer.addWidget(self._block, 0, Qt.AlignmentFlag.AlignHCenter)
        outer.addStretch(1)
        theme.watch(self._measure)
        self._measure()
        look = theme.current()
        self.resize(look.px(WINDOW_U[0]), look.px(WINDOW_U[1]))

    def closeEvent(self, event: QCloseEvent) -> None:
        """Tells that the person closed it."""
        event.accept()
        self._closed()

    def _measure(self) -> None:
        look = theme.current()
        self._block.setFixedWidth(look.px(BLOCK_WIDTH_U))
        self.column.setSpacing(look.px(8))
        self._mark.setPixmap(icons.mark(look.px(_MARK_U), self.devicePixelRatioF()))


def first_run(folder: str, closed: Callable[[], None]) -> PlainPage:
    """What stands there before a book was made: what to run, ready to copy."""
    page = PlainPage(
        say("No book here yet"),
        say("Satchel looked in {folder}. Make a book in a terminal, then start it again.",
            folder=folder),
        closed,
    )  # fmt: skip
    _add_commands(page, say("Look around with a sample; nothing leaves this machine:"),
                  ["satchel demo"])  # fmt: skip
    _add_commands(page, say("Or make your own and connect it:"),
                  ["satchel init",
                   "satchel connect vitally --me EMAIL --option subdomain=NAME"])  # fmt: skip
    return page


def trouble(title: str, advice: str, closed: Callable[[], None]) -> PlainPage:
    """Why the book does not open, and what to do about it."""
    page = PlainPage(say("The book does not open"), title, closed)
    page.column.addWidget(Label(advice, "body", wrap=True))
    row = QHBoxLayout()
    button = Button(say("Close"), kind="primary")
    button.clicked.connect(page.close)
    row.addWidget(button)
    row.addStretch(1)
    page.column.addLayout(row)
    return page


def waiting(closed: Callable[[], None]) -> PlainPage:
    """While the keyring asks the person to unlock it."""
    return PlainPage(
        say("Waiting for the keyring"),
        say("The key of your book is in this system's keyring. Unlock it to go on."),
        closed,
    )


def passphrase(problem: str, given: Callable[[str], None], closed: Callable[[], None]) -> PlainPage:
    """Asks for the passphrase; `problem` says why it asks again."""
    page = PlainPage(say("This book opens with a passphrase"), problem, closed)
    page.words.setVisible(bool(problem))
    page.words.set_ink("red")
    field = QLineEdit()
    field.setEchoMode(QLineEdit.EchoMode.Password)
    field.setAccessibleName(say("Passphrase"))
    label = Label(say("Passphrase"), "strong", "ink2")
    label.setBuddy(field)
    button = Button(say("Open"), kind="primary")

    def done() -> None:
        if field.text():
            given(field.text())

    field.returnPressed.connect(done)
    button.clicked.connect(done)
    page.column.addWidget(label)
    page.column.addWidget(field)
    row = QHBoxLayout()
    row.addWidget(button)
    row.addStretch(1)
    page.column.addLayout(row)
    field.setFocus()
    return page


def _add_commands(page: PlainPage, words: str, commands: Sequence[str]) -> None:
    page.column.addSpacing(theme.current().px(8))
    page.column.addWidget(Label(words, "body", wrap=True))
    for command in commands:
        row = QHBoxLayout()
        text = QLabel(command)
        text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        text.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        copy = Button(say("Copy"), name=say("Copy “{command}”", command=command))
        copy.clicked.connect(lambda *_, c=command: QGuiApplication.clipboard().setText(c))
        row.addWidget(text, 1)
        row.addWidget(copy)
        page.column.addLayout(row)
