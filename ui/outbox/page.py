"""The outbox page: the list, the chosen entry beside or over it, and the keys that act."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial

import msgspec
from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QStackedLayout, QVBoxLayout, QWidget

from book.clock import Clock
from ui.look.empty_state import EmptyState
from ui.look.naming import identify
from ui.look.page import rule
from ui.look.tokens import Density
from ui.outbox import words
from ui.outbox.acts import acts_of, discard_question
from ui.outbox.bar import SEND_KEY, OutboxBar
from ui.outbox.countdown import Countdown
from ui.outbox.detail import EntryDetail, EventsOf, RequestOf
from ui.outbox.foot import OutboxFoot
from ui.outbox.model import OutboxModel
from ui.outbox.notice import WritingNotices
from ui.outbox.placing import ListAndEntry
from ui.outbox.shown import ShownEntry, Standing, behind
from ui.outbox.view import OutboxList
from ui.words import say
from ui.writing.question import Question, ask


class OutboxPage(QWidget):
    """Shows the outbox and says what the person wants done; it writes nothing itself."""

    held = Signal(int)
    released = Signal(int)
    retried = Signal(int)
    discarded = Signal(int)
    """The person gave the entry up, asked and answered."""
    edit_asked = Signal(int)
    move_asked = Signal(int)
    """The entry is to go to another account, which is still to be chosen."""
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
        self.question: Question | None = None
        """The question asked last, whether it is still open or not."""
        self._shown: list[ShownEntry] = []
        self._standing: Standing | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("ground", "surface")
        self.setAccessibleName(say("Outbox"))
        self.bar = OutboxBar()
        self.notices = WritingNotices(say("Turn on writing"))
        self.model = OutboxModel(self)
        self.list = OutboxList(self.model)
        self.main: QWidget = self.list
        self.empty = EmptyState()
        self.foot = OutboxFoot()
        self.detail = EntryDetail(exact_request, events)
        self.countdown = Countdown(self, clock, self._pass_time)
        self._arrange()
        self._connect()

    def show_entries(
        self,
        shown: Sequence[ShownEntry],
        *,
        now: datetime,
        last_sent: datetime | None = None,
        offline: frozenset[str] = frozenset(),
        read_only: frozenset[str] = frozenset(),
        waits: Mapping[str, str] | None = None,
    ) -> None:
        """Show these: unsent ones oldest first, then sent ones newest first. The choice stays.

        `waits` says by source why nothing leaves for it at present, where that is not the network.
        """
        place, scrolled = self.list.place(), self.list.verticalScrollBar().value()
        self._shown = list(shown)
        self._standing = Standing(
            now=now,
            offline=offline,
            read_only=read_only,
            behind=behind(self._shown),
            waits=waits or {},
        )
        if self.model.show(self._shown, self._standing):
            self.list.verticalScrollBar().setValue(scrolled)
            self.list.keep(place)
        self.bar.tell(self._shown, last_sent, now)
        self.notices.tell(self._shown, read_only)
        self.empty.tell(say("Nothing waits"), words.last_words(last_sent, now))
        self._layers.setCurrentWidget(self.list if self._shown else self.empty)
        self._show_chosen()
        self.countdown.follow(self._shown)

    def current(self) -> int | None:
        """The id of the chosen entry."""
        return self.list.chosen_id

    def select(self, entry_id: int) -> bool:
        """Go to an entry; False when it is not there."""
        return self.list.choose(entry_id)

    def act(self, act: str) -> None:
        """Do something with the chosen entry, if it may be done; `hold` turns round."""
        one = self.list.chosen_entry
        if one is None:
            return
        acts = acts_of(one.entry)
        if act == "retry" and acts.retry:
            self.retried.emit(one.id)
        elif act == "move" and acts.move:
            self.move_asked.emit(one.id)
        elif act == "edit" and acts.edit:
            self.edit_asked.emit(one.id)
        elif act in ("hold", "release") and acts.hold:
            self.held.emit(one.id)
        elif act in ("hold", "release") and acts.release:
            self.released.emit(one.id)
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
        """Whether J, K, H, R, E and M act; buttons show only keys that do."""
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

    def _arrange(self) -> None:
        identify(self.list, "outbox-list", say("Outbox"))
        identify(self.detail, "outbox-entry")
        listed = QWidget()
        column = QVBoxLayout(listed)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.bar)
        column.addWidget(rule())
        column.addWidget(self.notices)
        self._layers = QStackedLayout()
        self._layers.addWidget(self.list)
        self._layers.addWidget(self.empty)
        self._layers.setCurrentWidget(self.empty)
        column.addLayout(self._layers, 1)
        column.addWidget(self.foot)
        self.placing = ListAndEntry(listed, self.detail)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.placing)

    def _connect(self) -> None:
        self.bar.hold_all_asked.connect(self.hold_all_asked)
        self.bar.release_all_asked.connect(self.release_all_asked)
        self.bar.send_asked.connect(self.send_asked)
        self.notices.asked.connect(self.writing_asked)
        self.list.chosen.connect(lambda _: self._show_chosen())
        self.list.opened.connect(lambda _: self.open_entry())
        self.detail.asked.connect(self.act)
        self.detail.copied.connect(self.copied)
        self.detail.left.connect(self.leave_entry)

    def open_entry(self) -> None:
        """The entry comes over the list; where it stands beside it, its way out is taken."""
        if self.placing.wide and self.detail.acts.way_out:
            self.act(self.detail.acts.way_out)
            return
        self.placing.set_opened(True)
        self.detail.head.setFocus(Qt.FocusReason.OtherFocusReason)

    def leave_entry(self) -> None:
        """Back to the list."""
        self.placing.set_opened(False)
        self.list.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _act_of(self, event: QKeyEvent) -> Callable[[], object] | None:
        """What a key does here now."""
        if QKeySequence(event.keyCombination()) == QKeySequence(SEND_KEY):
            return self.bar.send_now.click if self.bar.send_now.isEnabled() else None
        if self.list.chosen_entry is None:
            return None
        if event.matches(QKeySequence.StandardKey.Copy):
            return self.detail.copy_request
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            return None
        acts: dict[int, Callable[[], object]] = {Qt.Key.Key_Delete: partial(self.act, "discard")}
        focus = QApplication.focusWidget()
        inside = focus is not None and self.detail.isAncestorOf(focus)
        if inside or self.placing.covered:
            acts[Qt.Key.Key_Escape] = self.leave_entry
        if self.letter_keys:
            acts |= {
                Qt.Key.Key_J: partial(self._step, 1),
                Qt.Key.Key_K: partial(self._step, -1),
                Qt.Key.Key_H: partial(self.act, "hold"),
                Qt.Key.Key_R: partial(self.act, "retry"),
                Qt.Key.Key_E: partial(self.act, "edit"),
                Qt.Key.Key_M: partial(self.act, "move"),
            }
        return acts.get(event.key())

    def _step(self, by: int) -> None:
        self.list.show_ring()
        self.list.step(by)

    def _ask_to_discard(self, one: ShownEntry) -> None:
        def discard() -> None:
            now = next((each for each in self._shown if each.id == one.id), None)
            if now is not None and acts_of(now.entry).discard:
                self.discarded.emit(one.id)

        title, said = discard_question(one.entry)
        self.question = ask(self, title, said, say("Discard"), discard)

    def _show_chosen(self) -> None:
        if self._standing is not None:
            self.detail.show_entry(self.list.chosen_entry, self._standing)
        self.placing.share()
        self.counted.emit()

    def _pass_time(self, now: datetime) -> None:
        if self._standing is not None:
            self._standing = msgspec.structs.replace(self._standing, now=now)
            self.model.pass_time(self._standing)
            self.detail.pass_time(self._standing)
