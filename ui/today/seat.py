"""The room of the Today column: kept from the first paint on, filled a moment later."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from book import changes, mails_begun, twins
from book.records import AccountId, Change, ChangeId
from ui.book_reading import BookReading
from ui.look import theme
from ui.look.page import rule
from ui.words import say

if TYPE_CHECKING:
    from ui.today.column import TodayColumn
    from ui.today.view import Part

WIDTH_U: Final = 214
MOST_CHANGES: Final = 5_000
"""More than this happened to nobody overnight; the first fetch of a book is not counted."""


class TodaySeat(QWidget):
    """Holds the column and fills it, but only while it is in view."""

    account_chosen = Signal(int)
    """An AccountId: of a due task, or one something happened to."""
    source_chosen = Signal(str)
    """A source that needs the person."""
    asked = Signal(str)
    """Something was asked for: what, and of which record."""

    def __init__(
        self, reading: BookReading, last_change: ChangeId | None, last_looked: datetime | None
    ) -> None:
        """`last_change` is the newest row of the change log the person has seen before."""
        super().__init__()
        self._reading = reading
        self._last_change = last_change
        self._last_looked = last_looked
        self._column: TodayColumn | None = None
        self._stale = True
        self._awake = False
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("ground", "window")
        self.setAccessibleName(say("Today"))
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        self._row.addWidget(rule(upright=True))
        self._row.addStretch(1)
        theme.watch(self._measure)
        self._measure()

    def wake(self) -> None:
        """The first paint is over: from now on the column is made when it is in view."""
        self._awake = True
        self._fill()

    def spoil(self) -> None:
        """What is shown may be another now: read it again, now or when it comes into view."""
        self._stale = True
        self._fill()

    def showEvent(self, event: QShowEvent) -> None:
        """Coming into view, be true."""
        super().showEvent(event)
        self._fill()

    @property
    def main(self) -> QWidget:
        """What takes the keyboard here."""
        return self._column.lines if self._column is not None else self

    @property
    def column(self) -> TodayColumn:
        """The column, made when it is first asked for."""
        if self._column is None:
            from ui.today.column import TodayColumn

            self._column = TodayColumn()
            self._column.task_chosen.connect(self.account_chosen)
            self._column.account_chosen.connect(self.account_chosen)
            self._column.source_chosen.connect(self.source_chosen)
            self._column.asked.connect(self.asked)
            self._column.meeting.turned.connect(self._show_meeting)
            self._row.takeAt(1)
            self._row.addWidget(self._column, 1)
        return self._column

    def _fill(self) -> None:
        if not self._stale or not self._awake or not self.isVisible():
            return
        from ui.today.view import build_today

        self._stale = False
        self._show_meeting()
        reading = self._reading
        names: dict[int, str] = {
            number: one.name
            for one in reading.accounts
            for number in (one.id, *(twin.id for twin in one.twins))
        }
        news = self._news()
        parts = self._parts(news)
        self.column.show_today(
            build_today(
                reading.tasks,
                news,
                reading.sources,
                reading.day,
                since=self._last_looked,
                names=names | self._names_of_gone(news, names),
                drafts=reading.drafts,
                mails=mails_begun.all_begun(reading.store),
                conflicts=self._conflicts(names),
                stopped=[
                    (entry.record, names.get(entry.account_id) or say("an account that left"))
                    for entry in (reading.entries if reading.outbox_counts["parked"] else ())
                    if entry.state == "parked"
                ],
                parts=parts,
                escalations=self._escalations(),
                doubtful=[
                    (one.id, one.name, twin.source)
                    for one in reading.accounts
                    for twin in one.twins
                    if twin.doubtful
                ],
            )
        )

    def _escalations(self) -> list[tuple[int, str, str]]:
        """Those that wait for me, who is waited for first: id, account, what is due."""
        mine = list(self._reading.escalations.mine)
        if not mine:
            return []
        from ui.escalation.rows import short_need

        now = self._reading.now.astimezone()
        mine.sort(key=lambda one: not any(need.is_urgent for need in one.needs))
        return [(one.one.id, one.account, short_need(one, now)) for one in mine]

    def _show_meeting(self) -> None:
        """What to go to next, read from the book as it stands now: minutes pass without news."""
        from book import meetings
        from ui.today.meeting_view import build_next_meeting

        store, now = self._reading.store, self._reading.now
        self.column.show_meeting(
            build_next_meeting(
                meetings.next_meeting(store, now),
                now,
                has_calendar=meetings.has_calendar(store),
                unclear=meetings.unclear(store, now),
            )
        )

    def _parts(self, news: list[Change]) -> dict[int, Part]:
        """The changed accounts that are shown as part of another one, and what they tell there."""
        from ui.today.view import Part

        found = twins.parts(self._reading.store, _accounts_of(news))
        if not found:
            return {}
        customers = set(found.values())
        tells = {
            twin.id: frozenset(fact for fact, who in one.told_by.items() if who == twin.source)
            for one in self._reading.accounts
            if one.id in customers
            for twin in one.twins
        }
        return {
            number: Part(customer, tells.get(AccountId(number), frozenset()))
            for number, customer in found.items()
        }

    def _names_of_gone(self, news: list[Change], names: dict[int, str]) -> dict[int, str]:
        """What accounts were called that are in no list any more."""
        gone = _accounts_of(news) - names.keys()
        if not gone:
            return {}
        from book.named import account_names

        return {
            int(number): name for number, name in account_names(self._reading.store, gone).items()
        }

    def _conflicts(self, names: dict[int, str]) -> list[tuple[str, str, str]]:
        if not self._reading.conflicts:
            return []
        from book.conflicts import open_conflicts

        return [
            (one.record, names.get(one.account_id) or say("an account that left"), one.source)
            for one in open_conflicts(self._reading.store)
        ]

    def _news(self) -> list[Change]:
        """What happened since; nothing is news while a book is being fetched for the first time."""
        store = self._reading.store
        fetched = all(source.baseline_at is not None for source in self._reading.sources)
        if self._last_change is None or not fetched:
            self._last_change = changes.latest(store)
        return changes.since(store, self._last_change, MOST_CHANGES)

    def _measure(self) -> None:
        self.setFixedWidth(theme.current().px(WIDTH_U))


def _accounts_of(news: list[Change]) -> set[int]:
    return {change.record_id for change in news if change.record == "account"}
