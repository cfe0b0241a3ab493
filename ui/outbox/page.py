"""The outbox page: the list, the chosen entry beside or over it, and the keys that act."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import Final

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QKeySequence, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from book.clock import Clock
from ui.commands import platform_keys
from ui.look import theme
from ui.look.buttons import Button
from ui.look.empty_state import EmptyState
from ui.look.naming import identify
from ui.look.page import PageBar, rule
from ui.look.tokens import Density
from ui.outbox import words
from ui.outbox.acts import acts_of, discard_question
from ui.outbox.detail import EntryDetail, EventsOf, RequestOf
from ui.outbox.model import OutboxModel
from ui.outbox.notice import WritingNotices
from ui.outbox.shown import ShownEntry, Standing, behind
from ui.outbox.view import OutboxList
from ui.words import say
from ui.writing.question import Question, ask

PANE_U: Final = 340
WIDE_PANE_U: Final = 400
_BESIDE_FROM_U: Final = 780
"""A page narrower than this shows the list or the entry, not both."""
_PANE_PART: Final = 0.32
_SEND_KEYS: Final = platform_keys(("F5",), mac=("Ctrl+R",))
_SECOND: Final = 1_000


class OutboxPage(QWidget):
    """Shows the outbox and says what the person wants done; it writes nothing itself."""

    held = Signal(int)
    released = Signal(int)
    retried = Signal(int)
    discarded = Signal(int)
    """The person gave the entry up, asked and answered."""
    edit_asked = Signal(int)
    hold_all_asked = Signal()
    release_all_asked = Signal()
    send_asked = Signal()
    writing_asked = Signal(str)
    """The source that is to be written to."""
    copied = Signal(str)
    """Something is on the clipboard; the text is a sentence for a toast."""
    counted = Signal()
    """What `status` says may be another."""

    def __init__(
        self,
        exact_request: RequestOf,
        events: EventsOf,
        *,
        clock: Clock | None = None,
        parent: QWidget | None = None,
    ) -> None:
        """With a `clock` what counts down does so while it is looked at."""
        super().__init__(parent)
        self.letter_keys = True
        self._clock = clock
        self._shown: list[ShownEntry] = []
        self._standing: Standing | None = None
        self._last_sent: datetime | None = None
        self._opened = False
        self._question: Question | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("ground", "surface")
        self.setAccessibleName(say("Outbox"))
        self.bar = PageBar(say("Outbox"))
        self.hold_all = Button(say("Hold all"))
        self.send_now = Button(say("Send now"), key=_SEND_KEYS[0])
        self.notices = WritingNotices(say("Turn on writing"))
        self.model = OutboxModel(self)
        self.list = OutboxList(self.model)
        self.main: QWidget = self.list
        self.empty = EmptyState()
        self.detail = EntryDetail(exact_request, events)
        self._tick = QTimer(self, interval=_SECOND)
        self._arrange()
        self._connect()
        theme.watch(self._share)
        self._tell()

    def show_entries(
        self,
        shown: Sequence[ShownEntry],
        *,
        now: datetime,
        last_sent: datetime | None = None,
        offline: frozenset[str] = frozenset(),
        read_only: frozenset[str] = frozenset(),
    ) -> None:
        """Show these: unsent ones oldest first, then sent ones newest first. The choice stays."""
        place = self.list.place()
        scrolled = self.list.verticalScrollBar().value()
        self._shown = list(shown)
        self._last_sent = last_sent
        self._standing = Standing(
            now=now, offline=offline, read_only=read_only, behind=behind(self._shown)
        )
        if self.model.show(self._shown, self._standing):
            self.list.verticalScrollBar().setValue(scrolled)
            self.list.keep(place)
        self._show_chosen()
        self._tell()

    def current(self) -> int | None:
        """The id of the chosen entry."""
        return self.list.chosen_id

    def select(self, entry_id: int) -> bool:
        """Go to an entry; False when it is not there."""
        return self.list.choose(entry_id)

    def act(self, act: str) -> None:
        """Do something with the chosen entry, if it may be done."""
        one = self._one()
        if one is None:
            return
        acts = acts_of(one.entry)
        if act == "retry" and acts.retry:
            self.retried.emit(one.id)
        elif act == "edit" and acts.edit:
            self.edit_asked.emit(one.id)
        elif act in ("hold", "release") and (acts.hold or acts.release):
            (self.held if acts.hold else self.released).emit(one.id)
        elif act == "discard" and acts.discard and not acts.no_discard:
            self._ask_to_discard(one)

    def status(self) -> str:
        """What the status bar says of this page."""
        return words.status(self._shown)

    def set_density(self, density: Density) -> None:
        """Comfortable or compact."""
        self.bar.set_density(density)
        self.list.set_density(density)

    def use_letters(self, on: bool) -> None:
        """Whether J, K, H, R and E act; the buttons show only keys that do."""
        self.letter_keys = on
        self.detail.show_keys(on)

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
        """What the keys of this page do, wherever on it the keyboard stands."""
        act = self._act_of(event)
        if act is None:
            super().keyPressEvent(event)
        else:
            act()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The entry stands beside the list where there is room for both."""
        super().resizeEvent(event)
        self._share()

    def showEvent(self, event: QShowEvent) -> None:
        """Time passes only where somebody looks."""
        super().showEvent(event)
        self._pass_time()
        self._run_clock()

    def hideEvent(self, event: QHideEvent) -> None:
        """Nobody looks."""
        super().hideEvent(event)
        self._tick.stop()

    def _arrange(self) -> None:
        identify(self.list, "outbox-list", say("Outbox"))
        identify(self.detail, "outbox-entry")
        identify(self.hold_all, "hold-all")
        identify(self.send_now, "send-now")
        self.bar.add(self.hold_all)
        self.bar.add(self.send_now)
        self._left = QWidget()
        column = QVBoxLayout(self._left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.bar)
        column.addWidget(rule())
        column.addWidget(self.notices)
        self._layers = QStackedLayout()
        self._layers.addWidget(self.list)
        self._layers.addWidget(self.empty)
        column.addLayout(self._layers, 1)
        self._edge = rule(upright=True)
        across = QHBoxLayout(self)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(0)
        across.addWidget(self._left, 1)
        across.addWidget(self._edge)
        across.addWidget(self.detail)

    def _connect(self) -> None:
        self.list.chosen.connect(lambda _: self._show_chosen())
        self.list.opened.connect(lambda _: self._open())
        self.detail.asked.connect(self.act)
        self.detail.copied.connect(self.copied)
        self.detail.left.connect(self._leave)
        self.notices.asked.connect(self.writing_asked)
        self.hold_all.clicked.connect(self._hold_or_release_all)
        self.send_now.clicked.connect(self.send_asked)
        self._tick.timeout.connect(self._pass_time)

    def _act_of(self, event: QKeyEvent) -> Callable[[], object] | None:
        keys = QKeySequence(event.keyCombination())
        if keys == QKeySequence(_SEND_KEYS[0]):
            return self.send_now.click if self.send_now.isEnabled() else None
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if event.matches(QKeySequence.StandardKey.Copy) and self._one() is not None:
            return self.detail.copy_request
        if modifiers != Qt.KeyboardModifier.NoModifier or self._one() is None:
            return None
        acts: dict[int, Callable[[], object]] = {Qt.Key.Key_Delete: partial(self.act, "discard")}
        if self._can_leave():
            acts[Qt.Key.Key_Escape] = self._leave
        if self.letter_keys:
            acts |= {
                Qt.Key.Key_J: partial(self._step, 1),
                Qt.Key.Key_K: partial(self._step, -1),
                Qt.Key.Key_H: partial(self.act, "hold"),
                Qt.Key.Key_R: partial(self.act, "retry"),
                Qt.Key.Key_E: partial(self.act, "edit"),
            }
        return acts.get(event.key())

    def _step(self, by: int) -> None:
        self.list.show_ring()
        self.list.step(by)

    def _one(self) -> ShownEntry | None:
        at = self.list.place()
        return None if at is None else self.model.entry(at)

    def _open(self) -> None:
        """Enter: the entry comes over the list, or what it most likely needs is done."""
        if not self._wide:
            self._opened = True
            self._share()
            self.detail.head.setFocus(Qt.FocusReason.OtherFocusReason)
        elif self.detail.acts.way_out:
            self.act("retry")
        else:
            self.detail.head.setFocus(Qt.FocusReason.OtherFocusReason)

    def _can_leave(self) -> bool:
        focus = QApplication.focusWidget()
        inside = focus is not None and self.detail.isAncestorOf(focus)
        return inside or (self._opened and not self._wide)

    def _leave(self) -> None:
        self._opened = False
        self._share()
        self.list.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _ask_to_discard(self, one: ShownEntry) -> None:
        title, said = discard_question(one.entry)

        def discard() -> None:
            now = next((each for each in self._shown if each.id == one.id), None)
            if now is not None and acts_of(now.entry).discard:
                self.discarded.emit(one.id)

        self._question = ask(self, title, said, say("Discard"), discard)

    def _hold_or_release_all(self) -> None:
        if self._something("queued"):
            self.hold_all_asked.emit()
        else:
            self.release_all_asked.emit()

    def _something(self, *states: str) -> bool:
        return any(one.entry.state in states for one in self._shown)

    def _show_chosen(self) -> None:
        if self._standing is not None:
            self.detail.show_entry(self._one(), self._standing)
        self._share()

    def _tell(self) -> None:
        standing = self._standing
        if standing is not None:
            self.bar.set_beside(words.summary(self._shown, self._last_sent, standing.now))
            self.notices.tell(self._shown, standing.read_only)
            self.empty.tell(say("Nothing waits."), words.last_words(self._last_sent, standing.now))
        all_held = self._something("held") and not self._something("queued")
        self.hold_all.setText(say("Release all") if all_held else say("Hold all"))
        self.hold_all.setAccessibleName(self.hold_all.text())
        self.hold_all.setEnabled(self._something("queued", "held"))
        self.send_now.setEnabled(self._something("queued"))
        self._layers.setCurrentWidget(self.list if self._shown else self.empty)
        self.main = self.list
        self._run_clock()
        self.counted.emit()

    @property
    def _wide(self) -> bool:
        return self.width() >= theme.current().px(_BESIDE_FROM_U)

    def _share(self) -> None:
        look = theme.current()
        there = self._one() is not None
        wide = self._wide
        over = there and self._opened and not wide
        part = int(self.width() * _PANE_PART)
        least, most = look.px(PANE_U), look.px(WIDE_PANE_U)
        self.detail.setMinimumWidth(least if wide else 0)
        self.detail.setMaximumWidth(min(max(part, least), most) if wide else 16_777_215)
        self._left.setVisible(not over)
        self._edge.setVisible(there and wide)
        self.detail.show_back(over)
        self.detail.setVisible(there and (wide or over))

    def _run_clock(self) -> None:
        counting = any(
            one.entry.state == "queued" and one.entry.not_before is not None for one in self._shown
        )
        if counting and self._clock is not None and self.isVisible():
            self._tick.start()
        else:
            self._tick.stop()

    def _pass_time(self) -> None:
        if self._clock is None or self._standing is None:
            return
        old = self._standing
        self._standing = Standing(
            now=self._clock(), offline=old.offline, read_only=old.read_only, behind=old.behind
        )
        self.model.pass_time(self._standing)
        self.detail.pass_time(self._standing)
