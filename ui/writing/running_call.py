"""The call that runs, wherever one is: its clock in the status bar, and a way back to its note."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer

from book import call_writing, calls
from book.calls import LONGEST, Call, CallClock
from book.clock import Steady
from book.drafts import DraftId
from book.errors import SatchelError
from book.offsets import spell_offset
from book.records import AccountId, NoteId
from book.short_wait import waiting_briefly
from ui.queue.words import isolated
from ui.source_words import Standing
from ui.words import say, time_words
from ui.writing.question import ask

if TYPE_CHECKING:
    from ui.window.desk import Desk
    from ui.writing.desk_writer import DeskWriter
    from ui.writing.note_acts import NoteActs

_TICK_MS: Final = 1_000


class RunningCall(QObject):
    """Shows the call that runs while its note is not in view; `show` takes None for no call."""

    def __init__(
        self,
        desk: Desk,
        writer: DeskWriter,
        notes: NoteActs,
        show: Callable[[Standing | None], None],
        steady: Steady,
    ) -> None:
        super().__init__(desk)
        self._desk = desk
        self._writer = writer
        self._notes = notes
        self._show = show
        self._steady = steady
        self.call: Call | None = None
        """The one whose clock goes on, wherever its note is."""
        self._clock: CallClock | None = None
        self._ticking = QTimer(self, interval=_TICK_MS)
        self._ticking.timeout.connect(self._tick)

    @property
    def elsewhere(self) -> Call | None:
        """The call that runs, where its note is not in view."""
        return self.call if self.call is not None and not self._in_view(self.call) else None

    def look(self) -> None:
        """Ask the book again, after anything that may have begun or ended a call."""
        now = self._writer.reading.now
        found = calls.running_call(self._writer.reading.store, now)
        if found is None:
            self._clock = None
        elif self.call is None or self.call.id != found.id or self._clock is None:
            self._clock = CallClock(found.began_at, now, self._steady)
        self.call = found
        self._tick()

    def account_name(self) -> str:
        """Whose call it is, in a person's words."""
        found = self.call.account_id if self.call is not None else None
        name = next((one.name for one in self._writer.reading.accounts if one.id == found), "")
        return isolated(name) if name else say("an account not chosen yet")

    def began_words(self) -> str:
        """Since when it goes on."""
        return time_words(self.call.began_at) if self.call is not None else ""

    def go_back(self) -> None:
        """Open the note of the call that runs."""
        if self.call is None:
            return
        if self.call.draft_id is not None:
            self._notes.open_draft(DraftId(self.call.draft_id))
        elif self.call.note_id is not None:
            self._notes.edit(NoteId(self.call.note_id))

    def tell(self) -> None:
        """A window that starts while a call runs says so, and leads to its note."""
        self.look()
        if self.elsewhere is not None:
            words = say("A call goes on since {time}.", time=self.began_words())
            self._writer.tell(words, say("To its note"), self.go_back)

    def ask_first(self, act: Callable[[], None]) -> None:
        """Ask whether the call is over before another begins."""
        ask(
            self._desk.area.window(),
            say("A call with {account} goes on", account=self.account_name()),
            say(
                "It began at {time}. When it ends, its note and marks stay.",
                time=self.began_words(),
            ),
            say("End it, start here"),
            act,
            keep=say("Keep that call"),
        )

    def goes_on_with(self, account_id: AccountId | None) -> bool:
        """Whether a call with that account runs, and its note is not in view."""
        self.look()
        return self.elsewhere is not None and self.is_with(account_id)

    def is_with(self, account_id: AccountId | None) -> bool:
        """Whether the call that runs is with that account."""
        return (
            account_id is not None
            and self.call is not None
            and (self.call.account_id == account_id)
        )

    def _in_view(self, call: Call) -> bool:
        if not self._notes.open_here:
            return False
        keeper = self._notes.page.keeper
        draft = keeper.draft.id if keeper.draft is not None else None
        if call.draft_id is not None:
            return call.draft_id == draft
        return call.note_id is not None and call.note_id == keeper.note_id

    def _tick(self) -> None:
        elsewhere, clock = self.elsewhere, self._clock
        if (
            self.call is not None
            and clock is not None
            and clock.seconds() >= LONGEST.total_seconds()
        ):
            self._give_up(self.call)
            elsewhere = None
        if elsewhere is None or clock is None:
            self._ticking.stop()
            self._show(None)
            return
        time = spell_offset(int(clock.seconds()))
        words = say("Call with {account} {time}", account=self.account_name(), time=time)
        detail = say("It goes on since {time}. Back to its note.", time=self.began_words())
        self._show(Standing(words, "phone", "amber", detail, leads="call"))
        if not self._ticking.isActive():
            self._ticking.start()

    def _give_up(self, call: Call) -> None:
        """Nobody talks that long: it was left running, and ends where a call may end at last."""
        try:
            with waiting_briefly(self._writer.reading.store):
                call_writing.end(self._writer.reading.store, call.id, LONGEST.total_seconds())
        except SatchelError:
            return  # the book is busy; the next look ends it
        self.call = self._clock = None
