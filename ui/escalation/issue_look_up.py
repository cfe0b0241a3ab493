"""Asking GitHub in place, from the homework log: what is known there already, chosen by one key.

Nothing is asked but what the person typed and sent off with Enter. Answers are kept ten minutes,
and shown with their age where GitHub cannot be reached.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Final

import shiboken6

from book.clock import local_day
from book.errors import SatchelError
from book.escalation_issue import repository
from book.issues import FoundIssues, Issue
from ui import days
from ui.escalation.homework import PlaceRow
from ui.look.naming import identify
from ui.words import plural, say
from ui.writing.pick_list import Option, PickDialog

if TYPE_CHECKING:
    from ui.escalation.page import EscalationPage
    from ui.writing.desk_writer import DeskWriter

FRESH: Final = timedelta(minutes=10)
Answered = Callable[[FoundIssues | None, SatchelError | None], None]
AskIssues = Callable[[str, Sequence[str], Answered], None]
"""Asks for issues by words in repositories; told what was found, or why nothing was."""


class IssueLookUp:
    """One question at a time; `asker` gives what asks, or None where nothing runs that could."""

    def __init__(self, writer: DeskWriter, asker: Callable[[], AskIssues | None]) -> None:
        self._writer = writer
        self._asker = asker
        self._kept: dict[str, tuple[FoundIssues, datetime]] = {}
        self._asking: PlaceRow | None = None
        self.asked: PickDialog | None = None

    def wire(self, page: EscalationPage) -> None:
        """Answers the page's rows."""
        page.aside.look_up_asked.connect(self.look_up)

    def look_up(self, row: PlaceRow) -> None:
        """Ask the question of a row."""
        text = " ".join(row.query.text().split())
        kept, now = self._kept.get(text), self._writer.reading.now
        if kept is not None and now - kept[1] < FRESH:
            self._offer(row, kept[0], "")
            return
        ask = self._asker()
        if ask is None or self._asking is not None:
            return
        self._asking = row
        row.tell_looking(say("Asking GitHub…"))
        named = repository(self._writer.reading.rules)
        ask(text, [named] if named else [], lambda found, error: self._answered(text, found, error))

    def _answered(self, text: str, found: FoundIssues | None, error: SatchelError | None) -> None:
        row, self._asking = self._asking, None
        if row is None or not shiboken6.isValid(row):
            return  # another form stands there by now
        row.tell_looking("")
        if found is not None:
            self._kept[text] = (found, self._writer.reading.now)
            self._offer(row, found, "" if found.is_whole else say("GitHub did not look everywhere"))
            return
        words = str(error) if error is not None else ""
        kept = self._kept.get(text)
        if kept is None:
            row.tell_looking(words)
            return
        self._offer(row, kept[0], say("As of {time}: {why}", time=f"{kept[1]:%H:%M}", why=words))

    def _offer(self, row: PlaceRow, found: FoundIssues, beside: str) -> None:
        if not found.issues:
            row.tell_looking(beside)
            row.take(say("nothing found"), "")
            return
        today = self._writer.reading.day
        options = [
            Option(value=one, words=one.title, beside=issue_words(one), below=_below(one, today))
            for one in found.issues
        ]
        title = plural(found.total, "{n} on GitHub", "{n} on GitHub")
        self.asked = PickDialog(
            row.window(),
            f"{title} · {beside}" if beside else title,
            lambda text: [one for one in options if text.casefold() in one.words.casefold()],
            lambda one: row.take(found_words(one), one.url),
            placeholder=say("Choose the one that fits; Esc takes none"),
        )
        identify(self.asked, "issues-found")
        self.asked.open()


def issue_words(one: Issue) -> str:
    """`open, 4 comments`: how it stands, short."""
    kind = say("pull request") if one.is_pull else ""
    state = {
        "open": say("open"),
        "closed": say("closed, not planned") if one.reason == "not_planned" else say("closed"),
    }[one.state]
    said = plural(one.comments, "{n} comment", "{n} comments") if one.comments else ""
    return ", ".join(part for part in (kind, state, said) if part)


def found_words(one: Issue) -> str:
    """What the log keeps of it: `#7 Funnels time out (open)`."""
    return say("#{n} {title} ({state})", n=one.number, title=one.title, state=issue_words(one))


def _below(one: Issue, today: date) -> str:
    where = f"{one.repository} #{one.number}"
    if one.updated_at is None:
        return where
    day = days.near_day(local_day(one.updated_at), today)
    return say("{where} · changed {day}", where=where, day=day)
