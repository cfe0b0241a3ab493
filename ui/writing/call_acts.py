"""What a person does in a call: starts and ends its clock, sets marks."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer

from book import call_writing, calls
from book.calls import Call, CallClock, MarkId, SetMark, steady_through_sleep
from book.clock import Steady
from book.errors import SatchelError
from book.offsets import spell_offset
from book.records import Changed
from book.short_wait import waiting_briefly
from book.store import Store
from ui.call.bar import CallBar
from ui.call.marks import MarkList
from ui.call.words import mark_title
from ui.source_words import Standing
from ui.words import say
from ui.writing.mark_acts import LineOfMark, MarkActs
from ui.writing.running_call import RunningCall

if TYPE_CHECKING:
    from ui.note.page import NotePage
    from ui.window.desk import Desk
    from ui.writing.desk_writer import DeskWriter
    from ui.writing.note_acts import NoteActs

_NOTE_PAGE: Final = "note"
_TICK_MS: Final = 250
"""How often the clock is looked at: a second never seems to last two."""
_BY_MISTAKE_S: Final = 10.0
"""A call without a mark or a word that ended so soon was none."""


class CallActs(QObject):
    """Drives the call bar of the note page; it is put there when it is first needed."""

    def __init__(
        self,
        desk: Desk,
        writer: DeskWriter,
        notes: NoteActs,
        new_note: Callable[[], None],
        steady: Steady | None = None,
        show: Callable[[Standing | None], None] = lambda _: None,
    ) -> None:
        """`steady` counts the seconds, by default this machine's own counter; `show` tells of a
        call that runs while its note is not in view."""
        super().__init__(desk)
        self._desk = desk
        self._writer = writer
        self._notes = notes
        self._new_note = new_note
        self._steady = steady or steady_through_sleep(writer.reading.clock)
        self._call: Call | None = None
        self._clock: CallClock | None = None
        self._marks: list[SetMark] = []
        self.marks = MarkActs(desk, writer, self.look)
        self.running = RunningCall(desk, writer, notes, show, self._steady)
        self._ticking = QTimer(self, interval=_TICK_MS)
        self._ticking.timeout.connect(self._tick)
        desk.moved.connect(self.look)

    @property
    def runs(self) -> bool:
        """Whether the clock of the note in view goes on."""
        return self._call is not None and self._clock is not None and self._notes.open_here

    @property
    def has_marks(self) -> bool:
        """Whether there are any beside the note in view."""
        return bool(self._marks) and self._notes.open_here

    @cached_property
    def bar(self) -> CallBar:
        """The bar, beneath the note's text."""
        page, bar = self._page, CallBar()
        page.foot.addWidget(bar)
        bar.asked.connect(self._desk.asked)
        bar.resized.connect(self._seat_list)
        page.rested.connect(self.look)
        page.keeper.saved.connect(lambda _: self._line.take())
        return bar

    @cached_property
    def list(self) -> MarkList:
        """The marks, beside the note's text."""
        found = MarkList()
        self._page.aside.addWidget(found)
        found.opened.connect(self.marks.ask_words)
        found.deleted.connect(self.marks.delete)
        found.table.left.connect(self._page.text.setFocus)
        return found

    @cached_property
    def _line(self) -> LineOfMark:
        return LineOfMark(self._page.text, self._writer, self.look)

    def turn(self) -> None:
        """Start the clock, in a new note where none is open; or stop the one that runs."""
        if self.runs:
            self.end()
        else:
            self.start()

    def start(self) -> None:
        """Let the clock of the note in view run, from now or from where it began.

        A call that runs elsewhere is gone back to, where it is with the same account; otherwise
        the person says whether it is over.
        """
        self.running.look()
        if self.running.elsewhere is None:
            self._start()
        elif not self._notes.open_here and self.running.is_with(self._desk.account):
            self.running.go_back()
        else:
            self.running.ask_first(self._start)

    def _start(self) -> None:
        if not self._notes.open_here:
            self._new_note()
        if not self._notes.open_here:
            return  # a note that could not be put down keeps the page
        keeper, page = self._page.keeper, self._page
        if not keeper.hold():
            self._writer.tell(say("The note is not saved yet; start the clock once it is."))
            return
        draft = keeper.draft.id if keeper.draft is not None else None
        try:
            with waiting_briefly(self._store):
                call_writing.begin(
                    self._store, account_id=page.account_id, draft_id=draft, note_id=keeper.note_id
                )
        except SatchelError as trouble:
            self._writer.tell(str(trouble))
            return
        self.look()

    def end(self) -> None:
        """Stop the clock; the marks stay."""
        if self._call is None or self._clock is None:
            return
        self._line.take()
        self._line.let_go()
        try:
            with waiting_briefly(self._store):
                call_writing.end(self._store, self._call.id, self._clock.seconds())
            self._forget_if_none(self._call, self._clock.seconds())
        except SatchelError as trouble:
            self._writer.tell(str(trouble))
        self.look()

    def _forget_if_none(self, call: Call, seconds: float) -> None:
        """A clock that was started by mistake leaves no call, and no draft without words."""
        if seconds >= _BY_MISTAKE_S or self._marks or not self._page.keeper.rests_on_words:
            return
        call_writing.forget(self._store, call.id)
        self._page.keeper.held = False

    def mark(self, kind: str) -> None:
        """Set a mark at this second, with the words of the line; what is typed next comes along."""
        if not self.runs or self._call is None or self._clock is None:
            self._writer.tell(say("No call runs here. The call clock starts one."))
            return
        self._line.take()
        seconds, call = self._clock.seconds(), self._call.id
        place = self._line.place()
        words = self._line.words(place)
        set_now: list[MarkId] = []

        def act() -> Changed:
            number, changed = call_writing.add_mark(
                self._store, self._writer.reading.rules, call, seconds, kind, words
            )
            set_now.append(number)
            return changed

        def follow(_: Changed) -> None:
            self._line.follow(set_now[-1], place, words)
            self.look()
            time = spell_offset(int(seconds))
            self.bar.announce(say("{kind} marked at {time}", kind=mark_title(kind), time=time))

        self._writer.do(act, then=follow)

    def take_back(self) -> None:
        """Take the mark back that was set last."""
        if self._marks:
            self.marks.delete(max(self._marks, key=lambda mark: mark.id))

    def focus_marks(self) -> None:
        """Give the keyboard to the list of marks."""
        if self.has_marks:
            self.list.take_focus()

    def look(self) -> None:
        """Show the call of the note in view, as the book has it, and the one that runs."""
        self.running.look()
        if not self._notes.open_here:
            self._ticking.stop()
            if "_line" in self.__dict__:
                self._line.let_go()
            return
        keeper = self._page.keeper
        draft = keeper.draft.id if keeper.draft is not None else None
        found = calls.call_of(self._store, draft_id=draft, note_id=keeper.note_id)
        now = self._writer.reading.now
        runs = found is not None and found.runs(now)
        if found is None or not runs:
            self._clock = None
        elif self._clock is None or self._call is None or self._call.id != found.id:
            self._clock = CallClock(found.began_at, now, self._steady)
        if runs or (found is not None and keeper.draft is not None):
            keeper.held = True  # marks are worth a draft, whatever was typed
        self._call = found
        self._marks = calls.marks_beside(self._store, draft_id=draft, note_id=keeper.note_id)
        if found is None and "bar" not in self.__dict__:
            return
        self.bar.setVisible(found is not None and (runs or bool(self._marks)))
        self.list.show_marks(self._marks)
        self._seat_list()
        self._tick()
        if runs != self._ticking.isActive():
            (self._ticking.start if runs else self._ticking.stop)()

    @property
    def _page(self) -> NotePage:
        return self._notes.page

    @property
    def _store(self) -> Store:
        return self._writer.reading.store

    def _seat_list(self) -> None:
        """Under what the lines make; above the bar where there is no room beside the text."""
        page = self._page
        wanted = page.foot if page.margin.isHidden() else page.aside
        if wanted.indexOf(self.list) < 0:
            for layout in (page.foot, page.aside):
                layout.removeWidget(self.list)
            if wanted is page.foot:
                wanted.insertWidget(0, self.list)
            else:
                wanted.addWidget(self.list)

    def _tick(self) -> None:
        if self._clock is not None:
            seconds = self._clock.seconds()
        else:
            seconds = (self._call.seconds or 0.0) if self._call is not None else 0.0
        self.bar.show_call(self._marks, seconds, runs=self._clock is not None)
