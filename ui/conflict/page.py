"""The conflicts page: one conflict at a time, what both say, and the result to be made of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from msgspec import Struct
from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from book.merge_text import merge
from ui.conflict import words
from ui.conflict.alignment import Keep
from ui.conflict.choice import Choice
from ui.conflict.column import Column
from ui.conflict.difference import Difference
from ui.conflict.field_table import FieldTable
from ui.conflict.footer import Footer
from ui.conflict.head import Head
from ui.conflict.listing import ConflictList
from ui.conflict.shown import ShownConflict
from ui.look import theme
from ui.look.empty_state import EmptyState
from ui.look.naming import identify
from ui.look.page import rule
from ui.look.tokens import Density
from ui.words import say

LIST_WIDTH_U = 220
_LIST_FROM_U = 980
"""A page narrower than this shows no list: the head steps from one to the next."""
_BREAKS = str.maketrans({"\r": "\n", "\u2028": "\n", "\u2029": "\n", "\ufdd0": "\n", "\ufdd1": "\n"})


class _Work(Struct):
    """What a person did to a conflict and has not handed in."""

    sides: tuple[str | None, str | None, str | None]
    start: str = ""
    """The result as the merge left it."""
    result: str | None = None
    kept: dict[int, Keep] = {}
    keep: Keep | None = None
    typed: str | None = None


class ConflictPage(QWidget):
    """Shows conflicts and hands in decisions; what was begun stays while it is not handed in."""

    resolved = Signal(int, str, object)
    """Conflict id, `mine`, `theirs` or `both`, and the text made of both or None."""
    later = Signal()
    """Not now: the person wants to leave."""
    counted = Signal()
    """Another conflict is shown, or another number of lines is settled."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("ground", "surface")
        self.setAccessibleName(say("Conflicts"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.main: QWidget = self
        self.letter_keys = True
        self._shown: list[ShownConflict] = []
        self._at = 0
        self._work: dict[int, _Work] = {}
        self._handed_in: set[int] = set()
        self._choice: Choice | None = None
        self.list = ConflictList()
        self.head = Head()
        self.table = FieldTable()
        self.difference = Difference()
        self.footer = Footer()
        self.empty = EmptyState(say("No conflicts"), say("Everything merged by itself."))
        identify(self.list, "conflict-list", say("Conflicts"))
        self._arrange()
        self.list.chosen.connect(self._go)
        self.head.stepped.connect(self._step)
        self.difference.changed.connect(self._changed)
        self.footer.later.clicked.connect(self.later)
        self.footer.both.clicked.connect(lambda: self.take("both"))
        self.footer.use.clicked.connect(self.use_result)
        theme.watch(self._measure)
        self._measure()
        self._show()

    def show_conflicts(self, shown: Sequence[ShownConflict]) -> None:
        """Show these. The one in view stays in view, with what was made of it so far."""
        self._keep_work()
        here = self._one()
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
            self._tell()

    def current(self) -> int | None:
        """The id of the conflict in view."""
        one = self._one()
        return None if one is None else one.id

    def select(self, conflict_id: int) -> bool:
        """Go to a conflict; False when it is not there."""
        for number, one in enumerate(self._shown):
            if one.id == conflict_id:
                self._go(number)
                return True
        return False

    def take(self, keep: Keep) -> None:
        """Take mine, theirs or both, for the line or the value in hand."""
        if self._choice is not None:
            self._choice.take(keep)
        elif self._one() is not None:
            self.difference.take(keep)

    def go_on(self, by: int) -> None:
        """To the next or previous place to decide, then to the next or previous conflict."""
        one = self._one()
        if one is None or (one.way == "text" and self.difference.step(by)):
            return
        if len(self._shown) > 1:
            self._go((self._at + by) % len(self._shown))
        if self._choice is None:
            self.difference.go_to_end(by)

    def use_result(self) -> None:
        """Hand in what stands in the result; once, until other conflicts are shown."""
        one, answer = self._one(), self._answer()
        if one is None or answer is None or one.id in self._handed_in:
            return
        self._handed_in.add(one.id)
        self._tell()
        self.resolved.emit(one.id, *answer)

    def status(self) -> str:
        """What the status bar says of this page."""
        return words.status(len(self._shown))

    def set_density(self, density: Density) -> None:
        """Comfortable or compact."""
        self.table.set_density(density)

    # --- keys -----------------------------------------------------------------------------

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

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The list needs room."""
        super().resizeEvent(event)
        self._share()
