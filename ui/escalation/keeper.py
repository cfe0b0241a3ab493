"""Keeps the form being filled in on disk, at every pause; never lets its words go.

An escalation is begun with the first word typed. What cannot be saved stays on the page and is
tried again; what was written on elsewhere waits until the person has chosen.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

from book.errors import Busy, Refused, SatchelError
from book.escalation_form import EscalationForm
from book.escalation_writing import begin_escalation, keep_form
from book.escalations import Escalation, EscalationId, escalation
from book.records import AccountId, PointId
from book.rules import HouseRules
from book.short_wait import waiting_briefly
from book.store import Store
from ui.note.draft_keeper import BUSY_MS, LATEST_MS, PAUSE_MS, TROUBLE_MS
from ui.words import say

Read = Callable[[], EscalationForm]


class FormKeeper(QObject):
    """One form's memory; `read` gives what stands on the page now."""

    saved = Signal(object)
    """The moment of a save that succeeded."""
    troubled = Signal(str)
    """Why the words are not on disk, empty once they are."""
    conflicted = Signal(bool)
    """Whether other words were written elsewhere, so that the person has to choose."""
    waits = Signal(bool)
    """Whether words wait for a busy file."""
    made = Signal(object)
    """It was begun: what changed in the book."""

    def __init__(self, store: Store, rules: HouseRules, read: Read, parent: QObject) -> None:
        super().__init__(parent)
        self._store = store
        self.rules = rules
        """The house rules of the form that is open: its kind is one of theirs."""
        self._read = read
        self.one: Escalation | None = None
        """The escalation as it was read last; None before its first word."""
        self._account_id: AccountId | None = None
        self._point_id: PointId | None = None
        self._stands: EscalationForm | None = None
        """What is on disk, or what the page began with; None where no page is open."""
        self.trouble = ""
        self.in_conflict = False
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._latest = QTimer(self, singleShot=True, interval=LATEST_MS)
        self._pause.timeout.connect(self.save)
        self._latest.timeout.connect(self.save)

    def begin(
        self,
        account_id: AccountId,
        one: Escalation | None = None,
        point_id: PointId | None = None,
    ) -> None:
        """Take over a page that has just been filled: a new form, or one that was begun."""
        self._stop()
        self.one, self._account_id, self._point_id = one, account_id, point_id
        self._stands = self._read()
        self._settle()

    @property
    def number(self) -> EscalationId | None:
        """The escalation's id, once there is one."""
        return self.one.id if self.one is not None else None

    @property
    def unsaved(self) -> bool:
        """Whether the page holds words that are not on disk."""
        return self._stands is not None and self._read() != self._stands

    def touch(self) -> None:
        """Something was typed."""
        if self.in_conflict:
            return
        if not self._latest.isActive():
            self._latest.start()
        self._pause.start()

    def hold(self) -> bool:
        """Have an escalation in the book, though nobody typed yet; False while that fails."""
        return self.save(anyway=True)

    def save(self, *, anyway: bool = False) -> bool:
        """Put the words on disk now; False when they stay on the page only."""
        self._stop()
        if self._stands is None:
            return True
        if self.in_conflict:
            return False
        form = self._read()
        if form == self._stands and not (anyway and self.one is None):
            self._settle()
            return True
        try:
            with waiting_briefly(self._store):
                self._write(form)
        except Busy:
            self.waits.emit(True)
            self._pause.start(BUSY_MS)
            return False
        except Refused as gone:
            return self._refused(gone)
        except SatchelError as trouble:
            self._say(say("Not saved yet. {why} The text stays here.", why=trouble.title))
            self._pause.start(TROUBLE_MS)
            return False
        self._stands = form
        self._settle()
        if self.one is not None:
            self.saved.emit(self.one.saved_at)
        return True

    def keep_mine(self) -> bool:
        """After a conflict: what stands on the page replaces what was written elsewhere."""
        if self.one is not None:
            self.one = escalation(self._store, self.one.id)
        self._stands = self.one.form if self.one is not None else EscalationForm(kind="")
        self._set_conflict(False)
        return self.save(anyway=True)

    def let_go(self) -> None:
        """The page is put down: nothing on it is to be kept any more."""
        self._stop()
        self.one = self._stands = self._account_id = self._point_id = None
        self._settle()

    def _write(self, form: EscalationForm) -> None:
        if self.one is not None:
            self.one = keep_form(self._store, self.one, form)
            return
        if self._account_id is None:
            return
        number, changed = begin_escalation(
            self._store, self.rules, self._account_id, form, point_id=self._point_id
        )
        self.one = escalation(self._store, number)
        self.made.emit(changed)

    def _refused(self, gone: Refused) -> bool:
        """Deleted elsewhere: begun anew with the next save. Written on: the person chooses."""
        known = self.one is not None and escalation(self._store, self.one.id) is not None
        if known:
            self._set_conflict(True)
            self._say(say("{why} Your words are still here.", why=gone.title))
            return False
        begun, self.one = self.one is not None, None
        self._say(say("{why} The text stays here.", why=gone.title))
        if begun:  # an account that is gone takes nothing at a second try either
            self._pause.start(TROUBLE_MS)
        return False

    def _set_conflict(self, there: bool) -> None:
        if there != self.in_conflict:
            self.in_conflict = there
            self.conflicted.emit(there)

    def _settle(self) -> None:
        self._set_conflict(False)
        self.waits.emit(False)
        self._say("")

    def _stop(self) -> None:
        self._pause.stop()
        self._latest.stop()

    def _say(self, trouble: str) -> None:
        if trouble != self.trouble:
            self.trouble = trouble
            self.troubled.emit(trouble)
