"""The pages of the window: made when first shown, filled when stale."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Final, Protocol

from msgspec import Struct
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QWidget

from book import view_filters
from book.errors import SatchelError
from book.records import AccountId, Point, Task
from ui.book_reading import BookReading
from ui.look.naming import identify
from ui.look.tokens import Density
from ui.settings import Choices, Settings
from ui.words import count, plural, say

if TYPE_CHECKING:
    from ui.writing.owed_acts import OwedActs

NOTE_PAGE: Final = "note"
MAIL_PAGE: Final = "mail"
PREP_PAGE: Final = "prep"
ESCALATION_PAGE: Final = "escalation"
NOTICES_PAGE: Final = "notices"
WRITTEN_PAGES: Final = (NOTE_PAGE, MAIL_PAGE, ESCALATION_PAGE)
"""Pages on which something is written."""
PASSING_PAGES: Final = (*WRITTEN_PAGES, PREP_PAGE, NOTICES_PAGE)
"""Pages that no line of the sidebar leads to; they end where the person came from."""
SYNC_LOG_PAGE: Final = "sync-log"
OWED_PAGES: Final = ("outbox", "conflicts", SYNC_LOG_PAGE)
"""The pages of what the sources are owed."""
WITH_PANE: Final = {
    "today": True, "accounts": False, "tasks": False, "recordings": False, "escalations": False
}  # fmt: skip
"""Pages with accounts in them → whether the pane stands open there at first."""

_SHOWN_BY: Final = {
    "rows": "today",
    "accounts": "accounts",
    "tasks": "tasks",
    "recordings": "recordings",
}
"""A list of the reading → the page that shows it."""
_ALWAYS_STALE: Final = frozenset(
    {*OWED_PAGES, "week", "escalations", ESCALATION_PAGE, NOTICES_PAGE}
)
"""Pages of what the engine, another window or a save moves without a word in the change log."""


class AccountList(Protocol):
    """What the window asks of a page whose rows are, or lead to, accounts."""

    def next_row(self) -> object:
        """One row down."""

    def previous_row(self) -> object:
        """One row up."""

    def focus_filter(self) -> None:
        """Give the keyboard to the filter."""

    def current_account(self) -> AccountId | None:
        """The account of the current row."""

    def set_density(self, density: Density) -> None:
        """Comfortable or compact."""


class Shown(Struct, frozen=True, kw_only=True):
    """A page that was made: what to show, to focus, to fill, and what it says of itself."""

    page: QWidget
    main: QWidget
    fill: Callable[[], None]
    status: Callable[[], str]
    dress: Callable[[Choices], None]
    hint: Callable[[bool], str] = lambda _: ""
    """The keys that act here, for the status bar; told whether single letters are on."""
    title: Callable[[], str] | None = None
    """What the window is called with it, where no line of the sidebar leads here."""
    rows: AccountList | None = None
    filter_text: Callable[[], str] | None = None
    ask_columns: Callable[[], None] | None = None
    """Open the choice of columns; None where they are what they are."""
    picks: Callable[[], list[AccountId]] | None = None
    """The accounts of the selected rows; None where only one row can be selected."""
    picked_tasks: Callable[[], list[Task]] | None = None
    """The tasks of the selected rows; None where rows are no tasks."""
    picked_points: Callable[[], list[Point]] | None = None
    """The points of the selected rows likewise."""
    turn_view: Callable[[], None] | None = None
    """Show the next of the page's lists."""
    pass_on: Callable[[], None] | None = None
    """Stand on the row after the selected ones."""
    select_all: Callable[[], None] | None = None


class Hearing(Struct, frozen=True, kw_only=True):
    """Who hears what happens on a page."""

    chosen: Callable[[AccountId | None], None]
    opened: Callable[[AccountId], None]
    sync_asked: Callable[[], None]
    counted: Callable[[], None]
    """Another number of rows is shown."""
    told: Callable[[str], None]
    """A sentence for a toast."""
    asked: Callable[[str], None]
    """A command was asked for by a key of the list's own."""
    menu_asked: Callable[[QPoint], None]
    """The menu of the current row is wanted there on the screen."""


class Pages:
    """Every page by its key."""

    def __init__(self, reading: BookReading, settings: Settings, hearing: Hearing) -> None:
        self._reading = reading
        self._settings = settings
        self._hearing = hearing
        self._shown: dict[str, Shown] = {}
        self._stale: set[str] = set()
        self.owed: Callable[[], OwedActs] | None = None
        """What can be done with what is owed to the sources; set by the window."""
        self.exact_request: Callable[[int], str] = str
        """The request an entry of the outbox makes, as text."""

    def of(self, key: str) -> Shown:
        """The page of that key, made now if it was not yet and filled if it is stale."""
        if key not in self._shown:
            made = self._made(key)
            made.dress(self._settings.choices)
            identify(made.page, f"page-{key}")
            if made.rows is not None:
                identify(made.main, f"rows-{key}")
            self._shown[key] = made
            self._stale.add(key)
        shown = self._shown[key]
        if key in self._stale:
            self._stale.discard(key)
            shown.fill()
        return shown

    def _made(self, key: str) -> Shown:
        if key not in OWED_PAGES:
            return _MAKERS[key](self._reading, self._settings, self._hearing)
        from ui.window import owed_pages

        if self.owed is None:
            raise ValueError(f"nobody said what can be done on the page {key}")
        acts, counted = self.owed(), self._hearing.counted
        if key == "outbox":
            return owed_pages.outbox_page(self._reading, acts, self.exact_request, counted)
        if key == "conflicts":
            return owed_pages.conflicts_page(self._reading, acts, counted)
        return owed_pages.sync_log_page(self._reading, acts, counted)

    def spoil(self, dropped: frozenset[str]) -> None:
        """These lists of the reading were dropped: fill what shows them when next it is seen."""
        self._stale.update(_SHOWN_BY[name] for name in dropped)
        self._stale |= _ALWAYS_STALE & self._shown.keys()

    def dress(self) -> None:
        """Bring every page to the density and keys the person chose."""
        for shown in self._shown.values():
            shown.dress(self._settings.choices)

    def keep_filters(self) -> None:
        """Remember what stands in the filters."""
        kept = dict(self._settings.choices.filters)
        for key, shown in self._shown.items():
            if shown.filter_text is not None:
                kept[key] = shown.filter_text()
        self._settings.know_filters({key: text for key, text in kept.items() if text})
        with suppress(SatchelError):  # a book that takes no writes now keeps the older ones
            view_filters.keep(self._reading.store, self._settings.choices.filters)


def _today(reading: BookReading, settings: Settings, hearing: Hearing) -> Shown:
    from ui.queue.page import QueuePage

    def set_choice(name: str, value: str | list[str]) -> None:
        settings.change(**{f"queue_{name}": value})

    page = QueuePage(on_setting=set_choice)
    page.set_filter(settings.choices.filters.get("today", ""))
    dressed: list[object] = []
    matching = 0

    def count_shown(shown: int, _total: int) -> None:
        nonlocal matching
        matching = shown
        hearing.counted()

    page.account_chosen.connect(hearing.chosen)
    page.account_opened.connect(hearing.opened)
    page.sync_asked.connect(hearing.sync_asked)
    page.told.connect(hearing.told)
    page.counted.connect(count_shown)
    page.account_menu_asked.connect(lambda _, where: hearing.menu_asked(where))
    page.main.picked.connect(hearing.counted)

    def picks() -> list[AccountId]:
        return [] if page.current_account() is None else page.main.picks()

    def fill() -> None:
        sources = reading.sources
        page.show_rows(
            reading.rows,
            reading.day,
            fetched=any(source.baseline_at is not None for source in sources),
            connected=bool(sources),
            mapped={source.name: source.mapping for source in sources},
        )

    def dress(choices: Choices) -> None:
        page.set_density(choices.density)
        page.use_letters(choices.letter_keys)
        wanted = [choices.queue_sort, choices.queue_columns]
        if dressed != wanted:  # ordering anew moves the list: only when it was asked for
            dressed[:] = wanted
            page.set_sort(choices.queue_sort)
            page.set_columns(choices.queue_columns)

    def status() -> str:
        words = _queue_words(reading, matching if page.filter_text().strip() else None)
        return words + _selected(len(picks()))

    return Shown(
        page=page,
        main=page.main,
        fill=fill,
        status=status,
        dress=dress,
        hint=_work_hint,
        rows=page,
        filter_text=page.filter_text,
        ask_columns=page.ask_columns,
        picks=picks,
        pass_on=page.main.pass_on,
        select_all=page.main.select_all,
    )


def _queue_words(reading: BookReading, matching: int | None) -> str:
    """How many rows there are; how many fit the filter where there is one."""
    total = len(reading.rows)
    if not total:
        return say("No accounts yet")
    if matching is not None:
        return say("{shown} of {total} match", shown=count(matching), total=count(total))
    # Not "accounts": those that left or churned stand in the book, but not in the queue.
    wait = count(reading.to_contact)
    return say("{wait} to contact of {n} in the queue", wait=wait, n=count(total))


def move_hint(letters: bool) -> str:
    """How to get from row to row."""
    return say("J K move") if letters else say("Alt+Up Alt+Down move")


def _work_hint(letters: bool) -> str:
    """The same, and what is done most with a row."""
    return say("J K move · E done · H snooze") if letters else move_hint(letters)


def _task_hint(letters: bool) -> str:
    """The same, and how one comes to the other lists."""
    return say("J K move · E done · H snooze · L next list") if letters else move_hint(letters)


def _selected(n: int) -> str:
    """What the status bar adds where several rows are selected."""
    return f" · {plural(n, '{n} selected', '{n} selected')}" if n > 1 else ""


def _accounts(reading: BookReading, settings: Settings, hearing: Hearing) -> Shown:
    from ui.tables.accounts_page import AccountsPage

    page = AccountsPage(reading.day)
    page.account_chosen.connect(hearing.chosen)
    page.account_opened.connect(hearing.opened)
    page.filter.setText(settings.choices.filters.get("accounts", ""))
    page.filter_changed.connect(lambda _: hearing.counted())
    return Shown(
        page=page,
        main=page.main,
        fill=lambda: page.show_accounts(reading.accounts, reading.day),
        status=lambda: (
            page.matching() or plural(len(reading.accounts), "{n} account", "{n} accounts")
        ),
        dress=lambda choices: page.set_density(choices.density),
        hint=move_hint,
        rows=page,
        filter_text=page.filter.text,
    )


def _tasks(reading: BookReading, settings: Settings, hearing: Hearing) -> Shown:
    from book.done_lately import done_lately
    from book.points import open_points
    from ui.tables.tasks_page import TasksPage

    page = TasksPage(reading.day)
    page.done_asked.connect(lambda: hearing.asked("done"))
    page.picked_changed.connect(hearing.counted)
    page.account_chosen.connect(hearing.chosen)
    page.account_opened.connect(hearing.opened)
    page.filter.setText(settings.choices.filters.get("tasks", ""))
    page.filter_changed.connect(lambda _: hearing.counted())
    return Shown(
        page=page,
        main=page.main,
        fill=lambda: page.show_tasks(
            reading.tasks,
            reading.day,
            open_points(reading.store),
            done_lately(reading.store, reading.now),
        ),
        status=lambda: page.status() + _selected(len(page.picked()) + len(page.picked_points())),
        dress=lambda choices: page.set_density(choices.density),
        hint=_task_hint,
        rows=page,
        filter_text=page.filter.text,
        picked_tasks=page.picked,
        picked_points=page.picked_points,
        turn_view=page.turn_view,
        pass_on=page.pass_on,
        select_all=page.table.selectAll,
    )


def _note(reading: BookReading, _settings: Settings, hearing: Hearing) -> Shown:
    from ui.note.line_signs import signs_in_short
    from ui.note.page import NotePage

    page = NotePage(reading.store, reading.day, reading.rules.notes.answer_days)
    page.holidays = reading.rules.tasks.no_work
    page.rested.connect(hearing.counted)
    return Shown(
        page=page,
        main=page.text,
        fill=lambda: None,
        status=page.count_words,
        dress=lambda choices: page.set_density(choices.density),
        hint=lambda _: signs_in_short(),
        title=lambda: page.title.whole,
    )


def _mail(_reading: BookReading, _settings: Settings, hearing: Hearing) -> Shown:
    from ui.mail.page import MailPage

    page = MailPage()
    page.changed.connect(hearing.counted)
    return Shown(
        page=page,
        main=page.text,
        fill=lambda: None,
        status=page.count_words,
        dress=lambda choices: page.set_density(choices.density),
        hint=lambda _: say("Ctrl+Enter hands it over · Esc keeps it for later"),
        title=lambda: page.title.whole,
    )


def _prep(_reading: BookReading, _settings: Settings, _hearing: Hearing) -> Shown:
    from ui.prep.page import PrepPage

    page = PrepPage()
    return Shown(
        page=page,
        main=page.lines,
        fill=lambda: None,
        status=lambda: "",
        dress=lambda choices: page.set_density(choices.density),
        hint=lambda _: say("N starts the note · Esc goes back"),
        title=lambda: say("Prep: {name}", name=page.bar.beside.whole),
    )


def _escalations(reading: BookReading, settings: Settings, hearing: Hearing) -> Shown:
    from ui.window.escalation_pages import list_page

    return list_page(reading, settings, hearing)


def _escalation(reading: BookReading, settings: Settings, hearing: Hearing) -> Shown:
    from ui.window.escalation_pages import form_page

    return form_page(reading, settings, hearing)


def _notices(reading: BookReading, settings: Settings, hearing: Hearing) -> Shown:
    from ui.window.notice_pages import notices_page

    return notices_page(reading, settings, hearing)


def _recordings(reading: BookReading, settings: Settings, hearing: Hearing) -> Shown:
    from ui.recordings.page import RecordingsPage

    def hangs_on(record: str, number: int) -> str:
        from book.recordings import attachment_name
        from ui.recordings.columns import hung_words

        return hung_words(record, attachment_name(reading.store, record, number))

    def fill() -> None:
        logged = reading.recordings
        page.show_recordings(logged, reading.day)
        open_question = not settings.choices.ask_loom
        page.strip.setVisible(open_question and any(one.is_loom_video for one, _ in logged))

    page = RecordingsPage(reading.day, hangs_on)
    page.strip.answered.connect(lambda yes: settings.change(ask_loom="yes" if yes else "no"))
    page.asked.connect(hearing.asked)
    page.account_chosen.connect(hearing.chosen)
    page.account_opened.connect(hearing.opened)
    page.filter.setText(settings.choices.filters.get("recordings", ""))
    page.filter_changed.connect(lambda _: hearing.counted())
    return Shown(
        page=page,
        main=page.main,
        fill=fill,
        status=lambda: (
            page.matching() or plural(len(reading.recordings), "{n} recording", "{n} recordings")
        ),
        dress=lambda choices: page.set_density(choices.density),
        hint=lambda letters: page.hint(move_hint(letters)),
        rows=page,
        filter_text=page.filter.text,
    )


def _week(reading: BookReading, _settings: Settings, hearing: Hearing) -> Shown:
    from ui.look.empty_state import EmptyPage

    page = EmptyPage(say("Week"), "", "")

    def fill() -> None:
        from book.meetings import has_calendar

        coming = say(
            "Meetings, contact windows that open and tasks that fall due will stand here day by "
            "day. This version does not draw the week yet; Today has your next meeting."
        )
        connected = has_calendar(reading.store)
        proxy = None if connected else page.state.button
        page.setFocusProxy(proxy)  # type: ignore[arg-type]  # None takes it away
        if connected:
            page.state.tell(say("No plan for the week"), coming)
        else:
            page.state.tell(
                say("No calendar is connected"),
                coming,
                say("Connect a calendar"),
                lambda: hearing.asked("sources"),
            )

    return Shown(
        page=page,
        main=page,
        fill=fill,
        status=lambda: "",
        dress=lambda choices: page.set_density(choices.density),
    )


_MAKERS: Final = {
    "today": _today,
    "accounts": _accounts,
    "tasks": _tasks,
    "escalations": _escalations,
    "recordings": _recordings,
    "week": _week,
    NOTE_PAGE: _note,
    MAIL_PAGE: _mail,
    PREP_PAGE: _prep,
    ESCALATION_PAGE: _escalation,
    NOTICES_PAGE: _notices,
}
KEYS: Final = (*(key for key in _MAKERS if key not in PASSING_PAGES), "outbox", "conflicts")
"""The pages that the sidebar leads to."""
