"""The one pen of the window: writes what the person did, in order, and says what came of it.

A write is done before the key's handler returns. Where the file is busy it waits in line and
goes on by itself; until then nothing shows as saved.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from msgspec import Struct
from PySide6.QtCore import QObject, QTimer, Signal

from book import outbox, undo
from book.errors import Busy, SatchelError
from book.records import Changed
from book.short_wait import waiting_briefly
from ui.book_reading import BookReading
from ui.words import say, source_name

if TYPE_CHECKING:
    from ui.settings import Settings

AGAIN_MS: Final = 50
"""How long after a busy file the next try is made."""

Act = Callable[[], Changed]
Tell = Callable[..., None]
"""Words for a toast, then the words of its button and what that does."""


class Job(Struct, frozen=True, kw_only=True):
    """Something to write: the act itself, the words when it is done, what follows either way."""

    act: Act
    words: Callable[[Changed], str] | None = None
    undo: bool = False
    """Whether the toast offers to take it back."""
    then: Callable[[Changed], None] | None = None
    failed: Callable[[SatchelError], None] | None = None
    """Told of a refusal in place of a toast."""


class DeskWriter(QObject):
    """Takes jobs; `saving` says whether one still waits for the file."""

    saving = Signal(bool)
    turn_on_asked = Signal(str)
    """Let what waits for that source leave from now on."""
    undo_asked = Signal(int, int)
    """Take back the edits after the first number, up to and with the second."""
    outdated = Signal()
    """Something was written without a word: what a toast offers to undo is not the newest now."""

    def __init__(
        self,
        reading: BookReading,
        settings: Settings,
        *,
        refresh: Callable[[Changed], None],
        tell: Tell,
        undo_key: str = "",
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.reading = reading
        self._settings = settings
        self._refresh = refresh
        self._tell = tell
        self._undo_key = undo_key
        self._line: list[Job] = []
        self._busy: set[str] = set()
        self._again = QTimer(self, singleShot=True, interval=AGAIN_MS)
        self._again.timeout.connect(self._go_on)

    @property
    def hold_seconds(self) -> float:
        """How long an edit can be taken back before it leaves."""
        return float(self._settings.choices.hold_seconds)

    @property
    def waits(self) -> bool:
        """Whether something is not written yet."""
        return bool(self._busy)

    def do(
        self,
        act: Act,
        words: Callable[[Changed], str] | str = "",
        *,
        undo: bool = False,
        then: Callable[[Changed], None] | None = None,
        failed: Callable[[SatchelError], None] | None = None,
    ) -> None:
        """Write now, or in turn once the file is free."""
        said = (lambda _: words) if isinstance(words, str) else words
        self._line.append(Job(act=act, words=said, undo=undo, then=then, failed=failed))
        if len(self._line) == 1:
            self._go_on()

    def announce(self, changed: Changed) -> None:
        """Something was written by another hand of this window."""
        self._refresh(changed)

    def mark_busy(self, who: str, busy: bool) -> None:
        """Somebody's words are not on disk yet, or now they are."""
        before = self.waits
        (self._busy.add if busy else self._busy.discard)(who)
        if self.waits != before:
            self.saving.emit(self.waits)

    def tell(self, words: str, button: str = "", act: Callable[[], None] | None = None) -> None:
        """Say something in a toast."""
        self._tell(words, button, act)

    def _go_on(self) -> None:
        while self._line:
            job = self._line[0]
            before = self._newest() if job.undo else 0
            try:
                with waiting_briefly(self.reading.store):
                    changed = job.act()
            except Busy:
                self.mark_busy("line", True)
                self._again.start()
                return
            except SatchelError as error:
                self._line.pop(0)
                (job.failed or self._say_error)(error)
            else:
                self._line.pop(0)
                self._wrote(job, changed, before)
        self.mark_busy("line", False)

    def _say_error(self, error: SatchelError) -> None:
        self._tell(error.title)

    def _wrote(self, job: Job, changed: Changed, before: int) -> None:
        self.reading.forget(changed)  # what follows must not be told of rows as they were
        self._refresh(changed)
        if job.then is not None:
            job.then(changed)
        words = job.words(changed) if job.words is not None else ""
        closed = self._closed_to(changed)
        if closed:
            name = source_name(closed)
            told = say("It waits here: writing to {source} is off.", source=name)
            self._tell(
                f"{words} {told}".strip(), say("Turn on"), lambda: self.turn_on_asked.emit(closed)
            )
        elif words and job.undo and changed:
            newest = self._newest()
            button = say("Undo  {key}", key=self._undo_key) if self._undo_key else say("Undo")
            self._tell(words, button, lambda: self.undo_asked.emit(before, newest))
        elif words:
            self._tell(words)
        elif changed:
            self.outdated.emit()

    def _newest(self) -> int:
        found = undo.next_undo(self.reading.store)
        return found.edit if found else 0

    def _closed_to(self, changed: Changed) -> str:
        """The source something waits for because writing to it is off; said once for each."""
        waiting = changed.ids.get("outbox")
        if not waiting:
            return ""
        entry = outbox.entry(self.reading.store, max(waiting))
        told = self._settings.choices.told_read_only
        if entry is None or entry.source in told:
            return ""
        options = next((s.options for s in self.reading.sources if s.name == entry.source), {})
        if options.get("read-only") != "true":
            return ""
        self._settings.change(told_read_only=(*told, entry.source))
        return entry.source
