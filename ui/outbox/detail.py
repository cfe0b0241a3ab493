"""One entry of the outbox opened: what happened, the ways out, the exact request."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import QEvent, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from book.outbox_entry import EntryEvent
from ui.facts.lines import FactLines
from ui.look import theme
from ui.look.buttons import RING_ROOM, Button, Kind
from ui.look.labels import Label, restyle
from ui.look.naming import identify
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
    """An act: retry, move, edit, hold, release, discard."""
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
            "move": Button(say("Move to another account…")),
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
        self._measure()
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
        """Whether the buttons that lead on show their letters."""
        self.buttons["retry"].key = "R" if shown else ""
        self.buttons["move"].key = "M" if shown else ""
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

    def showEvent(self, event: QShowEvent) -> None:
        """What was left out while nobody looked is asked for now."""
        super().showEvent(event)
        self._later.start()

    def _show_acts(self) -> None:
        acts, buttons = self.acts, self.buttons
        shown = {
            "retry": bool(acts.retry),
            "move": acts.move,
            "edit": acts.edit,
            "hold": acts.hold,
            "release": acts.release,
            "discard": acts.discard,
        }
        retry = buttons["retry"]
        retry.setText(acts.retry)
        retry.setAccessibleName(acts.retry)
        for act, button in buttons.items():
            button.setVisible(shown[act])
            if act != "discard":
                _set_kind(button, "primary" if acts.way_out == act else "default")
        led = [retry, buttons["move"]]
        if acts.way_out == "move":
            led.reverse()
        QWidget.setTabOrder(led[0], led[1])
        QWidget.setTabOrder(led[1], buttons["edit"])
        buttons["discard"].setEnabled(not acts.no_discard)
        buttons["discard"].setToolTip(acts.no_discard)
        self.row.setVisible(any(shown.values()))
        self.row.lay_out()

    def _arrange(self) -> None:
        identify(self.head, "entry-head")
        identify(self.request, "exact-request", say("The exact request"))
        identify(self.happened, "entry-events")
        for act, button in self.buttons.items():
            identify(button, f"entry-{act}")
        self._box = Ground(self.request, "chip", "line", above_u=8, beside_u=10)
        self._back_row = QHBoxLayout()
        self._back_row.addWidget(self.back)
        self._back_row.addStretch(1)
        self._request_row = QHBoxLayout()
        self._request_row.addWidget(Label(say("The exact request"), "caption_strong", "ink2"))
        self._request_row.addStretch(1)
        self._request_row.addWidget(self.copy)
        self._happened_heading = Label(say("What happened"), "caption_strong", "ink2")
        self._happened_row = QHBoxLayout()
        self._happened_row.addWidget(self._happened_heading)
        self._happened_row.addStretch(1)
        self._strip_row, self._acts_row, self._inner = QHBoxLayout(), QHBoxLayout(), QVBoxLayout()
        self._strip_row.addWidget(self.strip)
        self._acts_row.addWidget(self.row)
        self._inner.addLayout(self._request_row)
        self._inner.addWidget(self._box)
        self._inner.addLayout(self._happened_row)
        self._inner.setSpacing(0)
        content = QWidget()
        self._content = QVBoxLayout(content)
        self._content.setContentsMargins(0, 0, 0, 0)
        self._content.setSpacing(0)
        self._content.addLayout(self._back_row)
        self._content.addWidget(self.head)
        self._content.addLayout(self._strip_row)
        self._content.addLayout(self._acts_row)
        self._content.addLayout(self._inner)
        self._content.addWidget(self.happened)
        self._content.addStretch(1)
        self.scroller = _Scroller(content)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.scroller)
        self.back.hide()
        self.scroller.hide()

    def _connect(self) -> None:
        self.back.clicked.connect(self.left)
        self.copy.clicked.connect(self.copy_request)
        self.scroller.narrowed.connect(self._measure)
        for act, button in self.buttons.items():
            button.clicked.connect(lambda _=False, act=act: self.asked.emit(act))
        for lines in (self.head, self.trouble, self.happened):
            lines.copied.connect(self._tell_copied)
            lines.walked.connect(lambda place, of=lines: self.scroller.reveal(of, place))

    def _measure(self) -> None:
        look = theme.current()
        inset, taken = look.px(_INSET_U), self.scroller.taken
        after = max(look.px(4), inset - taken)
        sides = (after, inset) if self.isRightToLeft() else (inset, after)
        first, last = sides
        above_strip = 0 if self.strip.isHidden() else look.px(10)
        above_acts = 0 if self.row.isHidden() else look.px(14) - RING_ROOM
        self._strip_row.setContentsMargins(first, above_strip, last, 0)
        # The boxes of buttons stand in line with the texts, their rings reach out.
        beside = (first - RING_ROOM, last - RING_ROOM)
        self._acts_row.setContentsMargins(beside[0], above_acts, beside[1], 0)
        self._back_row.setContentsMargins(inset - look.px(8), 0, inset, look.px(4))
        self._inner.setContentsMargins(first, look.px(14), last, look.px(4))
        self._request_row.setContentsMargins(0, 0, 0, look.px(4))
        self._happened_row.setContentsMargins(0, look.px(16), 0, 0)
        self._content.setContentsMargins(0, look.px(14), 0, look.px(16))
        for lines in (self.head, self.happened):
            lines.keep_free(inset_u=_INSET_U, taken=taken)

    def _tell_copied(self, text: str) -> None:
        self.copied.emit(say("Copied {text}", text=isolated(text)))


def _set_kind(button: Button, kind: Kind) -> None:
    if button.kind != kind:
        button.kind = kind
        button.setProperty("kind", kind)
        restyle(button)


class _Scroller(QScrollArea):
    """Scrolls the pane; its bar stands in the inset, so that no text moves for it."""

    narrowed = Signal()
    """The bar came or went."""

    def __init__(self, content: QWidget) -> None:
        super().__init__()
        self._inside = content
        self.taken = 0
        """How many pixels the scroll bar takes."""
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(content)
        self.viewport().setAutoFillBackground(False)
        content.setAutoFillBackground(False)

    def reveal(self, part: QWidget, place: QRect) -> None:
        """Scroll so far that a line of a part is in sight."""
        middle = part.mapTo(self._inside, place.center())
        self.ensureVisible(0, middle.y(), 0, place.height() // 2 + theme.current().px(24))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Tell what the bar takes."""
        taken = self.width() - self.viewport().width()
        if taken != self.taken:
            self.taken = taken
            self.narrowed.emit()
        super().resizeEvent(event)
