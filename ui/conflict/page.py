"""The conflicts page: one in view, the others in a list, and the keys that decide."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Final

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QStackedLayout, QWidget

from ui.conflict import words
from ui.conflict.alignment import Keep
from ui.conflict.choice import ResultField
from ui.conflict.column import Column
from ui.conflict.listing import ConflictList
from ui.conflict.shown import ShownConflict
from ui.conflict.view import ConflictView, Work
from ui.look import theme
from ui.look.empty_state import EmptyState
from ui.look.naming import identify
from ui.look.page import rule
from ui.look.tokens import Density
from ui.words import say

LIST_WIDTH_U: Final = 220
_LIST_FROM_U: Final = 980
"""A page narrower than this shows no list: the head steps from one to the next."""
_ENTER: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class ConflictPage(QWidget):
    """Shows conflicts and hands in decisions; what was begun stays while it is not handed in."""

    resolved = Signal(int, str, object)
    """Conflict id, `mine`, `theirs` or `both`, and the text made of both or None."""
    later = Signal()
    """Not now: the person wants to leave."""
    counted = Signal()
    """What `status` says may be another."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("ground", "surface")
        self.setAccessibleName(say("Conflicts"))
        self.main: QWidget = self
        self.letter_keys = True
        self._shown: list[ShownConflict] = []
        self._at = 0
        self._work: dict[int, Work] = {}
        self._handed_in: set[int] = set()
        self.list = ConflictList()
        self.view = ConflictView()
        self.empty = EmptyState(say("No conflicts"), say("Everything merged by itself."))
        identify(self.list, "conflict-list", say("Conflicts"))
        self._edge = rule(upright=True)
        self._content = QWidget()
        across = QHBoxLayout(self._content)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(0)
        across.addWidget(self.list)
        across.addWidget(self._edge)
        across.addWidget(self.view, 1)
        self._layers = QStackedLayout(self)
        self._layers.addWidget(self._content)
        self._layers.addWidget(self.empty)
        self.list.chosen.connect(self._go)
        self.view.head.stepped.connect(lambda by: self._go(self._at + by))
        self.view.footer.later.clicked.connect(self.later)
        self.view.footer.both.clicked.connect(lambda: self.take("both"))
        self.view.footer.use.clicked.connect(self.use_result)
        theme.watch(self._share)
        self._show()

    def show_conflicts(self, shown: Sequence[ShownConflict]) -> None:
        """Show these. The one in view stays in view, with what was made of it so far."""
        here = self._one()
        if here is not None:
            self.view.keep_work(self._work[here.id])
        self._shown = list(shown)
        self._handed_in.clear()
        ids = [one.id for one in self._shown]
        self._work = {number: work for number, work in self._work.items() if number in ids}
        if here is not None and here.id in ids:
            self._at = ids.index(here.id)
        self._at = min(self._at, max(0, len(ids) - 1))
        if here is None or self._one() != here:
            self._show()
        else:
            self._share()

    def current(self) -> int | None:
        """The id of the conflict in view."""
        one = self._one()
        return None if one is None else one.id

    def select(self, conflict_id: int) -> bool:
        """Go to a conflict; False when it is not there."""
        ids = [one.id for one in self._shown]
        if conflict_id in ids:
            self._go(ids.index(conflict_id))
        return conflict_id in ids

    def take(self, keep: Keep) -> None:
        """Take mine, theirs or both, for the line or the value in hand."""
        if self._one() is not None:
            self.view.take(keep)

    def go_on(self, by: int) -> None:
        """To the next or previous place to decide, then to the next or previous conflict."""
        if self._one() is None or self.view.step(by):
            return
        self._go((self._at + by) % len(self._shown))
        self.view.go_to_end(by)

    def use_result(self) -> None:
        """Hand in what stands in the result; once, until conflicts are shown anew."""
        one, answer = self._one(), self.view.answer()
        if one is None or answer is None or one.id in self._handed_in:
            return
        self._handed_in.add(one.id)
        self.view.hand_in(True)
        self.resolved.emit(one.id, *answer)

    def status(self) -> str:
        """What the status bar says of this page."""
        return words.status(len(self._shown))

    def set_density(self, density: Density) -> None:
        """Comfortable or compact."""
        self.view.table.set_density(density)

    def use_letters(self, on: bool) -> None:
        """Whether 1, 2, 3, N and P act; the buttons show only keys that do."""
        self.letter_keys = on
        self.view.use_letters(on)
        self.counted.emit()

    def event(self, event: QEvent) -> bool:
        """The keys of this page are no command's while it has the keyboard."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and self._act_of(event) is not None
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """What the keys in the buttons say, N and P, and Esc one level back."""
        act = self._act_of(event)
        if act is None:
            super().keyPressEvent(event)
        else:
            act()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Who gives the page the keyboard means what it begins with. Tab never stops here."""
        super().focusInEvent(event)
        if self._one() is not None:
            self.view.start.setFocus(event.reason())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The list needs room."""
        super().resizeEvent(event)
        self._share()

    def _act_of(self, event: QKeyEvent) -> Callable[[], None] | None:
        if self._one() is None:
            return None
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if modifiers == Qt.KeyboardModifier.ControlModifier:
            return self.use_result if event.key() in _ENTER else None
        acts: dict[int, Callable[[], None]] = {}
        if modifiers == Qt.KeyboardModifier.AltModifier:
            acts = {
                Qt.Key.Key_Down: partial(self.go_on, 1),
                Qt.Key.Key_Up: partial(self.go_on, -1),
            }
        elif modifiers == Qt.KeyboardModifier.NoModifier:
            # Out of the result first, then out of the page.
            acts = {Qt.Key.Key_Escape: self.setFocus if _typing() else self.later.emit}
            if self.letter_keys:
                acts |= {
                    Qt.Key.Key_1: partial(self.take, "mine"),
                    Qt.Key.Key_2: partial(self.take, "theirs"),
                    Qt.Key.Key_3: partial(self.take, "both"),
                    Qt.Key.Key_N: partial(self.go_on, 1),
                    Qt.Key.Key_P: partial(self.go_on, -1),
                }
        return acts.get(event.key())

    def _one(self) -> ShownConflict | None:
        return self._shown[self._at] if self._at < len(self._shown) else None

    def _go(self, number: int) -> None:
        here = self._one()
        if here is None or number == self._at or not 0 <= number < len(self._shown):
            return
        self.view.keep_work(self._work[here.id])
        self._at = number
        self._show()

    def _show(self) -> None:
        one = self._one()
        self._layers.setCurrentWidget(self.empty if one is None else self._content)
        if one is not None:
            self.view.show_conflict(one, self._work.setdefault(one.id, Work()))
        self._share()

    def _share(self) -> None:
        """The list stands where there are several and the page is wide enough for it."""
        look = theme.current()
        several = len(self._shown) > 1
        wide = self.width() >= look.px(_LIST_FROM_U)
        self.list.setFixedWidth(look.px(LIST_WIDTH_U))
        self.list.setVisible(several and wide)
        self._edge.setVisible(several and wide)
        one = self._one()
        if one is not None:
            self.list.show_conflicts(self._shown, self._at)
            self.view.head.tell(one, self._at + 1, len(self._shown))
            self.view.head.show_steps(several and not wide)
            self.view.hand_in(one.id in self._handed_in)
        self.counted.emit()


def _typing() -> bool:
    """Whether the keyboard is where a result is typed."""
    focus = QApplication.focusWidget()
    return isinstance(focus, ResultField) or (isinstance(focus, Column) and not focus.isReadOnly())
