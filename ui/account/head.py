"""The head of the account pane: the name, one plain line, what can be done, the way out."""

from __future__ import annotations

from functools import partial
from typing import Final

from PySide6.QtCore import QPointF, QSize, Qt, QUrl, Signal
from PySide6.QtGui import (
    QDesktopServices,
    QFontMetricsF,
    QGuiApplication,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QSizePolicy, QVBoxLayout, QWidget

from ui.account.view import AccountView
from ui.facts.layout import Ruler, Span
from ui.look import theme
from ui.look.buttons import RING_ROOM, Button
from ui.look.labels import Label
from ui.look.tokens import Role
from ui.look.tooltip_text import plain_tooltip
from ui.queue.words import isolated
from ui.words import say

_NAME_ROWS: Final = 2
_CLOSE_U: Final = 24
"""What the name leaves free for the button in the corner."""


class NameLabel(QLabel):
    """A name on at most two rows; what does not fit is elided and stands whole in the tooltip."""

    def __init__(self, role: Role = "heading", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._role: Role = role
        self._whole = ""
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        theme.watch(self._fit)

    @property
    def whole(self) -> str:
        """The name as it was given."""
        return self._whole

    def set_name(self, name: str) -> None:
        """Shows another name."""
        self._whole = name
        self.setAccessibleName(name)
        self._fit()

    def set_role(self, role: Role) -> None:
        """Changes the size of the type."""
        self._role = role
        self._fit()

    def rows(self, width: int) -> tuple[list[str], bool]:
        """The rows at a width, and whether the name had to be cut."""
        span = Span(self._whole, font=self._role)
        return Ruler(theme.current()).rows(span, width, _NAME_ROWS)

    def heightForWidth(self, width: int) -> int:
        """One row or two."""
        return len(self.rows(width)[0]) * theme.current().line_height(self._role)

    def sizeHint(self) -> QSize:
        """As tall as the name stands at the present width."""
        return QSize(self.width(), self.heightForWidth(max(1, self.width())))

    def minimumSizeHint(self) -> QSize:
        """As tall as the hint: a name is never cut in height."""
        return QSize(0, self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Asks for another height where the width changed the number of rows."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._fit()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draws the rows, at the interface's leading edge whatever the script."""
        look = theme.current()
        painter = QPainter(self)
        painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)
        painter.setFont(look.font(self._role))
        painter.setPen(look.color("ink"))
        metrics = QFontMetricsF(look.font(self._role))
        row = look.line_height(self._role)
        air = (row - metrics.ascent() - metrics.descent()) / 2
        for number, text in enumerate(self.rows(self.width())[0]):
            x = 0.0
            if self.layoutDirection() == Qt.LayoutDirection.RightToLeft:
                x = self.width() - metrics.horizontalAdvance(text)
            painter.drawText(QPointF(x, round(number * row + air + metrics.ascent())), text)

    def _fit(self) -> None:
        cut = self.rows(self.width())[1]
        self.setToolTip(plain_tooltip(self._whole) if cut else "")
        self.updateGeometry()
        self.update()


class AccountHead(QWidget):
    """Name, plain line, what can be written about the account, and the rest behind three dots."""

    closed = Signal()
    copied = Signal(str)
    """A sentence for the person: what is on the clipboard now."""
    asked = Signal(str)
    """A command of the window, by its id."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view: AccountView | None = None
        self.name = NameLabel()
        self.plain = Label("", "body", "ink2")
        self.plain.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.gone = Label("", "strong", "ink", wrap=True)
        self.back = Button(say("Back"), kind="plain", icon="chevron-left", key="Esc")
        self.close_button = Button(
            "", kind="plain", icon="panel-right-open", name=say("Close the account pane")
        )
        self.close_button.setToolTip(say("Close the account pane  Esc"))
        self.mail = Button(say("Write mail"), kind="primary", key="M")
        self.note = Button(say("Note"), key="N")
        self.task = Button(say("Task"), key="T")
        self.more = Button("", icon="ellipsis", name=say("More"))
        self.more.setToolTip(say("More"))
        self.mail.clicked.connect(lambda: self.asked.emit("write_mail"))
        self.note.clicked.connect(lambda: self.asked.emit("new_note"))
        self.task.clicked.connect(lambda: self.asked.emit("new_task"))
        self.more.clicked.connect(self.open_more)
        self.back.clicked.connect(self.closed)
        self.close_button.clicked.connect(self.closed)
        self._arrange()
        self.set_page_mode(False)
        theme.watch(self._measure)

    def show_account(self, view: AccountView) -> None:
        """Shows another account's head."""
        self._view = view
        self.name.set_name(view.name)
        self.plain.setText(view.plain)
        self.plain.setVisible(bool(view.plain))
        self.gone.setText(view.gone)
        self.gone.setVisible(bool(view.gone))

    def use_letters(self, on: bool) -> None:
        """Name the keys that work: single letters, or those with Ctrl."""
        for button, letter, otherwise in (
            (self.mail, "M", "Ctrl+Shift+M"),
            (self.note, "N", "Ctrl+N"),
            (self.task, "T", "Ctrl+T"),
        ):
            keys = QKeySequence(letter if on else otherwise)
            button.key = keys.toString(QKeySequence.SequenceFormat.NativeText)
            button.updateGeometry()
            button.update()
        self._fit_buttons()

    def set_page_mode(self, on: bool) -> None:
        """As a page of its own: a way back on top, the name larger."""
        self._page_mode = on
        self.back.setVisible(on)
        self.close_button.setVisible(not on)
        self.name.set_role("title" if on else "heading")
        self._measure()

    def open_more(self) -> QMenu:
        """Open the menu of what else can be done; nothing stands in it that does nothing."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        view = self._view
        if view is not None:
            if view.email:
                words = say("Copy the e-mail address of {name}", name=view.email_of)
                menu.addAction(_plain(words)).triggered.connect(self.copy_email)
            menu.addAction(say("Copy name")).triggered.connect(self.copy_name)
            for link in view.links:
                action = menu.addAction(_plain(say("Open {page}", page=link.name)))
                action.setToolTip(plain_tooltip(link.address))
                action.triggered.connect(partial(self.open_page, link.address))
            menu.addSeparator()
        asked = [
            (say("Watch a ticketed thread…"), "watch_thread"),
            (say("Set up the channel…"), "set_up_channel"),
            (say("Move to stage…"), "stage"),
            (say("My sentiment…"), "sentiment"),
        ]
        writable = view.writable if view is not None else frozenset()
        if "plan" in writable:
            asked.append((say("Plan…"), "plan"))
        if "slack_channel" in writable:
            asked.append((say("Slack channel…"), "slack_channel"))
        for words, command in asked:
            menu.addAction(words).triggered.connect(partial(self._ask, command))
        under = self.more.rect().adjusted(RING_ROOM, 0, -RING_ROOM, 0)
        menu.popup(self.more.mapToGlobal(under.bottomLeft()))
        return menu

    def copy_email(self) -> None:
        """Puts the address of the first person who has one on the clipboard."""
        if self._view is not None and self._view.email:
            self._put(self._view.email)

    def copy_name(self) -> None:
        """Puts the account's name on the clipboard."""
        if self._view is not None:
            self._put(self._view.name)

    def open_page(self, address: str, _checked: bool = False) -> None:
        """Opens a page of the house rules in the person's browser."""
        if not QDesktopServices.openUrl(QUrl(address)):
            QGuiApplication.clipboard().setText(address)
            self.copied.emit(say("No program here opens it. The address is on the clipboard."))

    def _ask(self, command: str, _checked: bool = False) -> None:
        self.asked.emit(command)

    def _put(self, text: str) -> None:
        QGuiApplication.clipboard().setText(text)
        self.copied.emit(say("Copied {text}", text=isolated(text)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keeps the button that closes in its corner, and every verb whole."""
        super().resizeEvent(event)
        self._fit_buttons()
        self._seat_close()

    def _fit_buttons(self) -> None:
        """Where the row is too narrow the keys go first; the verbs stay whole."""
        row, buttons = self._rows[-1], (self.mail, self.note, self.task, self.more)
        edges = row.contentsMargins()
        room = self.width() - edges.left() - edges.right() - (len(buttons) - 1) * row.spacing()
        fits = sum(button.whole_width for button in buttons) <= room
        for button in buttons:
            button.tell_key(fits)

    def _arrange(self) -> None:
        self._rows: list[QHBoxLayout] = []
        self._column = QVBoxLayout(self)
        for widgets in ([self.back], [self.name], [self.plain], [self.gone],
                        [self.mail, self.note, self.task, self.more]):  # fmt: skip
            row = QHBoxLayout()
            for widget in widgets:
                row.addWidget(widget)
            if isinstance(widgets[0], Button):
                row.addStretch(1)
            self._rows.append(row)
            self._column.addLayout(row)
        self.close_button.setParent(self)
        QWidget.setTabOrder(self.more, self.close_button)

    def _measure(self) -> None:
        look = theme.current()
        inset = look.px(24 if self._page_mode else 16)
        corner = 0 if self._page_mode else look.px(_CLOSE_U)
        self._column.setContentsMargins(0, look.px(14), 0, look.px(12) - RING_ROOM)
        self._column.setSpacing(look.px(3))
        back, name, plain, gone, buttons = self._rows
        self._indent(name, inset, inset + corner)
        for row in (plain, gone):
            self._indent(row, inset, inset)
        # A button keeps room around it for its ring: its edge, not its room, stands at the inset.
        self._indent(buttons, inset - RING_ROOM, inset, look.px(9) - RING_ROOM)
        buttons.setSpacing(max(0, look.px(6) - 2 * RING_ROOM))
        self._indent(back, inset - RING_ROOM - look.px(8), 0)
        # Latin words keep to the leading edge of a right-to-left interface too.
        side = Qt.AlignmentFlag.AlignRight if self._mirrored() else Qt.AlignmentFlag.AlignLeft
        for label in (self.plain, self.gone):
            label.setAlignment(side | Qt.AlignmentFlag.AlignAbsolute)
        self._seat_close()

    def _indent(self, row: QHBoxLayout, before: int, after: int, above: int = 0) -> None:
        if self._mirrored():
            before, after = after, before
        row.setContentsMargins(before, above, after, 0)

    def _mirrored(self) -> bool:
        return self.layoutDirection() == Qt.LayoutDirection.RightToLeft

    def _seat_close(self) -> None:
        look = theme.current()
        size = self.close_button.sizeHint()
        out = look.px(16 - 7) - RING_ROOM
        left = self.width() - size.width() - out
        if self._mirrored():
            left = out
        self.close_button.setGeometry(left, look.px(7), size.width(), size.height())


def _plain(words: str) -> str:
    """A menu takes & for the mark of a key."""
    return words.replace("&", "&&")
