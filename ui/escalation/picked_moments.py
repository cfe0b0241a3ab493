"""The moments of recordings that go along with a form: picked, shown, taken off again."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Signal

from book.escalation_form import PickedMoment
from ui.escalation.listed import Item, ItemList
from ui.escalation.moments import moment_options, moment_words
from ui.escalation.sheet import Sheet
from ui.words import say
from ui.writing.pick_list import PickDialog


class PickedMoments(QObject):
    """Drives the list of them on the page."""

    changed = Signal()

    def __init__(self, shown: ItemList) -> None:
        super().__init__(shown)
        self._list = shown
        self._sheet: Sheet | None = None
        self.picked: tuple[PickedMoment, ...] = ()
        self.asked: PickDialog | None = None
        shown.add_asked.connect(self.ask)
        shown.remove_asked.connect(self._remove)

    def show_sheet(self, sheet: Sheet, picked: tuple[PickedMoment, ...]) -> None:
        """Those of another form; nobody is told."""
        self._sheet, self.picked = sheet, picked
        self._show()

    def ask(self) -> None:
        """Ask which moment of which recording goes along."""
        if self._sheet is None:
            return
        none = say("No recording of this account is logged. Paste a link.")
        self.asked = PickDialog(
            self._list.window(),
            say("Which moment shows it"),
            moment_options(self._sheet.recordings, self._sheet.today),
            self._add,
            placeholder=say("Part of its words, or paste a link"),
            hint="" if self._sheet.recordings else none,
        )
        self.asked.open()

    def _add(self, picked: PickedMoment) -> None:
        if picked not in self.picked:
            self._take((*self.picked, picked))

    def _remove(self, at: int) -> None:
        self._take((*self.picked[:at], *self.picked[at + 1 :]))

    def _take(self, picked: tuple[PickedMoment, ...]) -> None:
        self.picked = picked
        self._show()
        self._list.add.setFocus(Qt.FocusReason.OtherFocusReason)
        self.changed.emit()

    def _show(self) -> None:
        self._list.tell([Item(at, moment_words(one)) for at, one in enumerate(self.picked)])
