"""The page of all escalations: what needs me, drafts, what waits, what was closed lately."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QStackedLayout

from book.records import AccountId
from book.rules_escalations import EscalationRules
from ui.escalation.listing import EscalationList, EscalationModel
from ui.escalation.rows import ListedEscalation, arrange, fits
from ui.look.buttons import Button
from ui.look.empty_state import EmptyState
from ui.look.naming import identify
from ui.look.page import Page, rule
from ui.look.tokens import Density
from ui.queue.controls import FilterField
from ui.words import plural, say


class EscalationsPage(Page):
    """Shows the list and says what the person wants done; it writes nothing itself."""

    opened = Signal(int)
    """The id of an escalation."""
    begin_asked = Signal(int)
    """The id of the line of a note that asks for one."""
    done_asked = Signal(int)
    """The same line is done without an escalation."""
    new_asked = Signal()
    thread_asked = Signal()
    nudge_asked = Signal(int)
    close_asked = Signal(int)
    reopen_asked = Signal(int)
    delete_asked = Signal(int)
    account_chosen = Signal(object)
    counted = Signal()

    def __init__(self, rules: EscalationRules) -> None:
        super().__init__(say("Escalations"))
        self.letter_keys = True
        self._listed: list[ListedEscalation] = []
        self._now: datetime | None = None
        self.model = EscalationModel(rules, self)
        self.list = EscalationList(self.model)
        self.main = self.list
        self.filter = FilterField()
        self.filter.setAccessibleName(say("Filter the escalations"))
        self.filter.setAccessibleDescription(say("By account, subject or kind"))
        self.new = Button(say("New escalation"), key="Ctrl+E")
        self.of_thread = Button(say("Watch a thread…"))
        self.of_thread.setToolTip(say("Watch the ticket that :ticket: made of a thread"))
        self.of_thread.clicked.connect(self.thread_asked)
        self.empty = EmptyState(ruled=False)
        self.bar.add(self.filter)
        self.bar.add(self.of_thread)
        self.bar.add(self.new)
        self._layers = QStackedLayout()
        self._layers.addWidget(self.list)
        self._layers.addWidget(self.empty)
        self.body.addWidget(rule())
        self.body.addLayout(self._layers, 1)
        identify(self.list, "escalations-list", say("Escalations"))
        identify(self.new, "escalations-new")
        self.list.opened.connect(self._open)
        self.list.chosen.connect(lambda: self.account_chosen.emit(self.current_account()))
        self.new.clicked.connect(self.new_asked)
        self.filter.textChanged.connect(lambda _: self._show())
        self.filter.left.connect(lambda: self.list.setFocus(Qt.FocusReason.TabFocusReason))

    def show_list(self, listed: Sequence[ListedEscalation], now: datetime) -> None:
        """Show these; the choice stays."""
        self._listed, self._now = list(listed), now
        self._show()

    def current_account(self) -> AccountId | None:
        """The account of the chosen line."""
        one = self.list.current
        return one.one.account_id if one is not None else None

    def next_row(self) -> object:
        """One line down."""
        return self._step(1)

    def previous_row(self) -> object:
        """One line up."""
        return self._step(-1)

    def focus_filter(self) -> None:
        """Give the keyboard to the filter."""
        self.filter.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.filter.selectAll()

    def status(self) -> str:
        """What the status bar says of this page."""
        still = sum(one.band not in ("closed", "wish") for one in self._listed)
        mine = sum(one.band == "me" for one in self._listed)
        words = plural(still, "{n} escalation", "{n} escalations")
        return words + (f" · {plural(mine, '{n} needs you', '{n} need you')}" if mine else "")

    def set_density(self, density: Density) -> None:
        """Comfortable or compact."""
        super().set_density(density)
        self.list.set_density(density)

    def use_letters(self, on: bool) -> None:
        """Whether J, K and E act."""
        self.letter_keys = on

    def event(self, event: QEvent) -> bool:
        """The keys of this page are no command's while its list has the keyboard."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and self._act_of(event) is not None
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """What the keys of this page do."""
        act = self._act_of(event)
        if act is None:
            super().keyPressEvent(event)
        else:
            act()

    def _act_of(self, event: QKeyEvent) -> Callable[[], object] | None:
        one = self.list.current
        if one is None or not self.list.hasFocus():
            return None
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            return None
        acts: dict[int, Callable[[], object]] = {}
        if one.wish is None:
            acts[Qt.Key.Key_Delete] = partial(self.delete_asked.emit, one.id)
        turn = self.reopen_asked if one.band == "closed" else self.close_asked
        if one.wish is not None:
            turn = self.done_asked
        if self.letter_keys:
            acts |= {
                Qt.Key.Key_J: partial(self._step, 1),
                Qt.Key.Key_K: partial(self._step, -1),
                Qt.Key.Key_E: partial(turn.emit, abs(one.id)),
            }
            if any(need.code in ("quiet", "unheard") for need in one.needs):
                acts[Qt.Key.Key_C] = partial(self.nudge_asked.emit, one.id)
        return acts.get(event.key())

    def _open(self, number: int) -> None:
        if number < 0:
            self.begin_asked.emit(-number)
        else:
            self.opened.emit(number)

    def _step(self, by: int) -> bool:
        self.list.ringed = True
        return self.list.step(by)

    def _show(self) -> None:
        if self._now is None:
            return
        typed = self.filter.text().strip()
        fitting = [one for one in self._listed if fits(one, typed)]
        place, scrolled = self.list.place(), self.list.verticalScrollBar().value()
        self.model.show(arrange(fitting), self._now)
        self.list.verticalScrollBar().setValue(scrolled)
        self.list.keep(place)
        if self._listed:
            self.empty.tell(say("Nothing for “{text}”", text=typed), say("No escalation fits."))
        else:
            self.empty.tell(
                say("No escalations"),
                say("What you hand over to support or engineering stands here, with who has it "
                    "and when they last answered."),
                say("New escalation"),
                self.new_asked.emit,
            )  # fmt: skip
        self._layers.setCurrentWidget(self.list if fitting else self.empty)
        proxy = None if self._listed else self.empty.button
        self.list.setFocusProxy(proxy)  # type: ignore[arg-type]  # None takes it away
        self.counted.emit()
