"""The sheet of keys: every command that has one, by menu, made from the registry."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from ui.commands import MENUS, Commands, Menu
from ui.look import theme
from ui.look.buttons import Button
from ui.look.labels import Label, Paragraph
from ui.note.line_signs import line_signs
from ui.window.menus import menu_words
from ui.words import say

WIDTH_U = 780
MOST_HEIGHT_U = 560


class CheatSheet(QDialog):
    """Opened with `open()`; Esc closes it."""

    def __init__(self, parent: QWidget, commands: Commands, *, letters: bool) -> None:
        super().__init__(parent)
        self.setWindowTitle(say("Keyboard shortcuts"))
        self.setAccessibleName(say("Keyboard shortcuts"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        look = theme.current()
        column = QVBoxLayout(self)
        edge = look.px(16)
        column.setContentsMargins(edge, edge, edge, edge)
        column.setSpacing(look.px(12))
        column.addWidget(Label(say("Keyboard shortcuts"), "heading"))
        if not letters:
            column.addWidget(Paragraph(say("Single-letter keys are off (View menu).")))
        column.addWidget(self._scrolled(_columns(commands)), 1)
        close = Button(say("Close"), kind="primary")
        close.setDefault(True)
        close.clicked.connect(self.reject)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(close)
        column.addLayout(row)
        self.resize(look.px(WIDTH_U), look.px(MOST_HEIGHT_U))

    def _scrolled(self, contents: QWidget) -> QScrollArea:
        area = QScrollArea()
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setWidget(contents)
        area.setAccessibleName(say("Keys by menu"))
        return area


def lines(commands: Commands, menu: Menu) -> list[tuple[str, str]]:
    """The commands of a menu that have a key: words and keys."""
    told = []
    for command in commands.of_menu(menu):
        keys = commands.all_key_words(command.id)
        if keys:
            told.append((command.words.rstrip("…"), say(", ").join(keys)))
    return told


def _columns(commands: Commands) -> QWidget:
    """Two columns of menus, the shorter one always taking the next."""
    look = theme.current()
    page = QWidget()
    row = QHBoxLayout(page)
    row.setContentsMargins(0, 0, look.px(8), 0)
    row.setSpacing(look.px(24))
    columns = (QVBoxLayout(), QVBoxLayout())
    signs = line_signs()
    columns[1].addLayout(_section(say("Lines of a note"), signs))
    filled = [0, len(signs) + 1]
    for menu in MENUS:
        told = lines(commands, menu)
        if not told:
            continue
        side = filled.index(min(filled))
        filled[side] += len(told) + 1
        columns[side].addLayout(_section(menu_words(menu).replace("&", ""), told))
    for column in columns:
        column.setSpacing(look.px(16))
        column.addStretch(1)
        row.addLayout(column, 1)
    return page


def _section(title: str, told: list[tuple[str, str]]) -> QGridLayout:
    grid = QGridLayout()
    grid.setVerticalSpacing(theme.current().px(4))
    grid.setColumnStretch(0, 1)
    grid.addWidget(Label(title, "caption_strong", "ink2"), 0, 0, 1, 2)
    for line, (words, keys) in enumerate(told, start=1):
        grid.addWidget(Label(words), line, 0)
        grid.addWidget(Label(keys, "body", "ink2"), line, 1, Qt.AlignmentFlag.AlignRight)
    return grid
