"""One entry of the outbox opened: what happened, the ways out, the exact request."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from book.outbox_entry import EntryEvent
from ui.facts.lines import FactLines
from ui.look import theme
from ui.look.buttons import Button
from ui.outbox.acts import Act, Acts, acts_of
from ui.outbox.button_row import ButtonRow
from ui.outbox.ground import Ground
from ui.outbox.pane_words import event_lines, head_lines, heading, strip_lines
from ui.outbox.request_text import RequestText
from ui.outbox.shown import ShownEntry, Standing
from ui.queue.words import isolated
from ui.words import say

_INSET_U: Final = 16
RequestOf = Callable[[int], str]
EventsOf = Callable[[int], Sequence[EntryEvent]]


class EntryDetail(QWidget):
    """Shows one entry. What takes long is asked for after it is painted."""

    asked = Signal(str)
    """An act: retry, edit, hold, release, discard."""
    copied = Signal(str)
    """Something is on the clipboard; the text is a sentence for a toast."""
    left = Signal()
    """Back to the list, where the pane covers it."""

    def __init__(self, request_of: RequestOf, events_of: EventsOf) -> None:
        super().__init__()
        self._request_of = request_of
        self._events_of = events_of
        self._one: ShownEntry | None = None
        self._standing: Standing | None = None
        self.acts = Acts()
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("ground", "surface")
        self.setAccessibleName(say("Entry"))
        self.back = Button(say("Outbox"), kind="plain", icon="chevron-left", name=say("Back"))
        self.head = FactLines(say("About this entry"))
        self.trouble = FactLines(say("What went wrong"), inset_u=12)
        self.strip = Ground(self.trouble, "amber_tint", above_u=10)
        self.buttons: dict[Act, Button] = {
            "retry": Button(""),
            "edit": Button(say("Edit")),
            "hold": Button(say("Hold")),
            "release": Button(say("Release")),
            "discard": Button(say("Discard…"), kind="plain"),
        }
        self.row = ButtonRow(list(self.buttons.values()))
        self.copy = Button(say("copy"), kind="link", name=say("Copy the request"))
        self.request = RequestText()
        self.happened = FactLines(say("What happened"))
        self._later = QTimer(self, singleShot=True, interval=0)
        self._later.timeout.connect(self._ask)
        self._arrange()
        self._connect()
        theme.watch(self._measure)
        self._measure()

    @property
    def one(self) -> ShownEntry | None:
        """The entry shown."""
        return self._one

    def show_entry(self, one: ShownEntry | None, standing: Standing) -> None:
        """Show an entry, or the same one as it is now; the slow parts follow."""
        before, self._one = self._one, one
        self._standing = standing
        self.scroller.setVisible(one is not None)
        self.acts = acts_of(one.entry) if one is not None else Acts()
        if one is None:
            return
        same = before is not None and before.id == one.id
        self.setAccessibleName(isolated(heading(one)))
        self.head.set_lines(head_lines(one, standing), keep_place=same)
        trouble = strip_lines(one.entry)
        self.strip.setVisible(bool(trouble))
        self.strip.tint = "amber_tint" if one.entry.state == "parked" else "chip"
        self.trouble.set_lines(trouble, keep_place=same)
        self._show_acts()
        if not same:
            self.request.tell("")
            self.happened.set_lines([])
            self.scroller.verticalScrollBar().setValue(0)
        self._later.start()

    def pass_time(self, standing: Standing) -> None:
        """Another moment: when it leaves is said anew."""
        self._standing = standing
        if self._one is not None and self._one.entry.state == "queued":
            lines = head_lines(self._one, standing)
            if tuple(lines) != self.head.lines:
                self.head.set_lines(lines, keep_place=True)

    def show_back(self, shown: bool) -> None:
        """Whether the pane covers the list, so that a button leads back."""
        self.back.setVisible(shown)

    def show_keys(self, shown: bool) -> None:
        """Whether the first button shows its letter."""
        self.buttons["retry"].key = "R" if shown else ""
        self.row.lay_out()

    def copy_request(self) -> None:
        """Put the whole request on the clipboard."""
        if self.request.whole:
            QGuiApplication.clipboard().setText(self.request.whole)
            self.copied.emit(say("Copied the request"))

    def changeEvent(self, event: QEvent) -> None:
        """Another reading direction: the scroll bar stands on the other side."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LayoutDirectionChange:
            self._measure()

    def _ask(self) -> None:
        if self._one is None or self._standing is None or not self.isVisible():
            return
        events = self._events_of(self._one.id)
        self.happened.set_lines(event_lines(events, self._standing.now), keep_place=True)
        self._happened_heading.setVisible(bool(events))
        self.request.tell(self._request_of(self._one.id))

    def showEvent(self, event: QEvent) -> None:
        """What was left out while nobody looked is asked for now."""
        super().showEvent(event)  # type: ignore[arg-type]
        self._later.start()

    def _show_acts(self) -> None:
        acts, buttons = self.acts, self.buttons
        shown = {
            "retry": bool(acts.retry),
            "edit": acts.edit,
            "hold": acts.hold,
            "release": acts.release,
            "discard": acts.discard,
        }
        retry = buttons["retry"]
        retry.setText(acts.retry)
        retry.setAccessibleName(acts.retry)
        retry.set_kind("primary" if acts.way_out else "default")
        for act, button in buttons.items():
            button.setVisible(shown[act])
        buttons["discard"].setEnabled(not acts.no_discard)
        buttons["discard"].setToolTip(acts.no_discard)
        self.row.setVisible(any(shown.values()))
        self.row.lay_out()
