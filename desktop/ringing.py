"""Rings what came due: looks at the wall clock again and again, so that neither sleep nor a new
zone makes it miss anything, and shows each thing once however often the program starts.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta, tzinfo
from typing import TYPE_CHECKING, Final, Protocol

from PySide6.QtCore import QObject, QTimer

from book import meetings, reminders, rung
from book.coming_due import coming_due
from book.errors import ProfileTrouble, SatchelError
from book.reminders import Hours, Reminder
from desktop.notices import Notice
from desktop.tasks import spawn
from ui import notice_words

if TYPE_CHECKING:
    from ui.book_reading import BookReading

TICK_SECONDS: Final = 20
"""How often the clock is looked at. Nothing is late by more, also after sleep."""
_SEVERAL: Final = "several"


class Showing(Protocol):
    """What shows a notice; False where nothing took it."""

    async def show(self, notice: Notice) -> bool:
        """Shows one."""


class Ringing(QObject):
    """`start` once; `look_again` after every change of the book or of the choices."""

    def __init__(
        self,
        reading: BookReading,
        notices: Showing,
        *,
        hours: Callable[[], Hours],
        redacted: Callable[[], bool],
        rang: Callable[[], None],
        zone: tzinfo | None = None,
        parent: QObject | None = None,
    ) -> None:
        """`rang` is told whenever the list of what rang has changed."""
        super().__init__(parent)
        self._reading = reading
        self._notices = notices
        self._hours = hours
        self._redacted = redacted
        self._rang = rang
        self._zone = zone
        self._wanted: list[Reminder] | None = None
        self._day: date | None = None
        self._unkept: set[str] = set()
        """What was shown although the book takes no writes; not a second time while this runs."""
        self._timer = QTimer(self, interval=TICK_SECONDS * 1000)
        self._timer.timeout.connect(self.look)

    def start(self) -> None:
        """Looks now, and from now on."""
        self._timer.start()
        self.look()

    def stop(self) -> None:
        """Rings no more."""
        self._timer.stop()

    def look_again(self) -> None:
        """Something may ring at another time than before."""
        self._wanted = None
        self.look()

    def look(self) -> None:
        """What came due by now rings."""
        now = self._reading.store.clock()
        try:
            self._look(now)
        except SatchelError:
            return  # the book is busy, or takes no writes just now: at the next look

    def put_off(self, key: str) -> None:
        """An hour later it rings again."""
        until = self._reading.store.clock() + timedelta(hours=notice_words.LATER_HOURS)
        rung.put_off(self._reading.store, key, until)
        self._rang()

    def _look(self, now: datetime) -> None:
        store, hours = self._reading.store, self._hours()
        found = reminders.ring(
            wanted := self._read(now),
            rung.keys(store, [one.key for one in wanted]),
            hours,
            meetings.busy(store, now, now + timedelta(minutes=1)),
            now,
            put_off=rung.all_put_off(store),
            zone=self._zone,
        )
        silent = self._note(found.silent, now, aloud=False) if found.silent else ()
        mine = self._note(found.now, now) if found.now else ()
        if mine:
            self._show(mine)
        if mine or silent:
            self._rang()

    def _note(
        self, found: Sequence[Reminder], now: datetime, *, aloud: bool = True
    ) -> Sequence[Reminder]:
        """Keeps that these ring; returns those nobody showed yet. A full disk silences none."""
        seen = self._unkept
        try:
            mine = rung.note_rung(self._reading.store, found, now, aloud=aloud)
        except ProfileTrouble:
            mine = tuple(one for one in found if one.key not in seen)
            self._unkept = seen | {one.key for one in mine}
            return mine
        # Kept by now: one that is put off may ring again.
        self._unkept = seen - {one.key for one in found}
        return tuple(one for one in mine if one.key not in seen)

    def _read(self, now: datetime) -> list[Reminder]:
        today = now.astimezone(self._zone).date()
        if self._wanted is None or today != self._day:
            reading = self._reading
            self._wanted = coming_due(reading.store, reading.rules, self._hours(), now, self._zone)
            self._day = today
        return self._wanted

    def _show(self, found: Sequence[Reminder]) -> None:
        redacted, reading = self._redacted(), self._reading
        if len(found) > reminders.MOST_SINGLY:
            text = notice_words.text_of_several(found, reading, redacted=redacted)
            told = [] if text is None else [(_SEVERAL, text)]
        else:
            told = [
                (one.key, text)
                for one in found
                if (text := notice_words.text_of(one, reading, redacted=redacted)) is not None
            ]
        for key, text in told:
            acts = tuple((act, notice_words.act_words(act)) for act in text.acts)
            notice = Notice(key=key, title=text.title, body=text.body, acts=acts)
            spawn("Showing a notice", self._shown(notice))

    async def _shown(self, notice: Notice) -> None:
        await self._notices.show(notice)
