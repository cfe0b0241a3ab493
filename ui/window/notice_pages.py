"""The page of what rang, as a page of the window."""

from __future__ import annotations

from contextlib import suppress

from book import rung
from book.errors import SatchelError
from ui.book_reading import BookReading
from ui.notice_words import LATER_HOURS
from ui.settings import Choices, Settings
from ui.window.pages import Hearing, Shown
from ui.words import say


def notices_page(reading: BookReading, _settings: Settings, hearing: Hearing) -> Shown:
    """What rang, the last first; looked at, it is seen."""
    from ui.notices.page import NoticesPage
    from ui.notices.rows import NoticeRow, later_than, read_rows

    page = NoticesPage()

    def fill() -> None:
        page.show_rows(read_rows(reading), reading.now)
        with suppress(SatchelError):  # a book that can only be read keeps its marks
            rung.mark_seen(reading.store)

    def later(row: NoticeRow) -> None:
        if row.is_settled:
            hearing.told(say("Nothing is left to be done about it."))
            return
        try:
            rung.put_off(reading.store, row.one.key, later_than(reading.now, LATER_HOURS))
        except SatchelError as error:
            hearing.told(str(error))
            return
        fill()
        hearing.told(say("It rings again in an hour."))

    def done(row: NoticeRow) -> None:
        if row.one.record == "task" and not row.is_settled:
            hearing.asked(f"task {row.one.record_id}")

    def opened(row: NoticeRow) -> None:
        if row.one.record:
            kind = "open_task" if row.one.record == "task" else row.one.record
            hearing.asked(f"{kind} {row.one.record_id}")
        else:
            hearing.asked("go_today")

    def dress(choices: Choices) -> None:
        page.set_density(choices.density)
        page.use_letters(choices.letter_keys)

    page.opened.connect(opened)
    page.done_asked.connect(done)
    page.later_asked.connect(later)
    page.account_chosen.connect(lambda one: hearing.chosen(one) if one else None)
    return Shown(
        page=page,
        main=page.table,
        fill=fill,
        status=lambda: page.matching() or page.summary,
        dress=dress,
        hint=lambda letters: (
            say("J K move · Enter opens · E done · H in an hour") if letters else say("Enter opens")
        ),
        rows=page,
    )
