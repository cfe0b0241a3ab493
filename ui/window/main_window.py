"""The window: menu bar, sidebar, pages with the account pane, status bar, and nothing more.

It reads through the book's functions only. The program that owns it tells it what changed
(`refresh`), how a fetch gets on (`show_progress`) and what went wrong (`show_status`).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QIcon, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget

from book import changes, view_filters
from book.clock import Clock, stamp, system_clock
from book.records import Changed, SyncProgress
from book.rules import HouseRules
from book.store import Store
from ui.book_reading import BookReading
from ui.commands import Commands
from ui.look import icons, theme
from ui.look.naming import identify
from ui.settings import Settings
from ui.source_words import Tone
from ui.window import menus, tab_order, window_commands, window_dialogs, window_state
from ui.window.day_turn import DayTurn
from ui.window.desk import FIRST_PAGE, Desk, sidebar_places
from ui.window.focus_walk import FocusWalk
from ui.window.refresh_pace import RefreshPace
from ui.window.shell import Shell
from ui.window.sidebar import KEY_ROLE, Sidebar
from ui.window.status_bar import StatusBar
from ui.window.status_teller import StatusTeller
from ui.words import say

if TYPE_CHECKING:
    from ui.escalation.issue_look_up import AskIssues
    from ui.window.toast import Toast
    from ui.writing.acts import Acts


class StartsWithSession(Protocol):
    """An entry that starts the program with the session, on or off."""

    def is_on(self) -> bool:
        """Whether it does."""

    def turn_on(self) -> None:
        """From the next sign-in on."""

    def turn_off(self) -> None:
        """No more."""


class MainWindow(QMainWindow):
    """One open book on the screen."""

    closing = Signal()
    """The person closed the window; what it had to remember is on disk."""
    told_anew = Signal()
    """What the window says was read from the book anew."""

    def __init__(
        self,
        store: Store,
        rules: HouseRules,
        settings: Settings,
        clock: Clock = system_clock,
        *,
        commands: Commands | None = None,
        on_sync: Callable[[], None],
        exact_request: Callable[[int], str] = str,
        sample: bool = False,
    ) -> None:
        super().__init__()
        self.settings = settings
        settings.know_filters(view_filters.kept(store))
        self.on_sync = on_sync
        self.on_connect: Callable[[], None] | None = None
        """Opens the dialog that connects a source; set once there is an engine to ask."""
        self.may_go: Callable[[], bool] | None = None
        """Asked before the window closes: whether it may, or something is said first."""
        self.ask_issues: AskIssues | None = None
        """Asks GitHub for issues; set once there is an engine to ask."""
        self.quitting = False
        """Whether the person said that the program is to end, not only its window."""
        self.autostart: StartsWithSession | None = None
        """The switch of the system that starts Satchel with the session, where there is one."""
        self._title = store.profile.folder.name + (say(" (SAMPLE)") if sample else "")
        self.reading = BookReading(store, rules, clock)
        self.desk = Desk(self.reading, settings, on_sync, self)
        self.sidebar = Sidebar(store.profile.folder.name, sidebar_places())
        self.status = StatusBar()
        self.shell = Shell(
            self.sidebar, self.desk.area, self.status, settings.choices.sidebar_width
        )
        self.setCentralWidget(self.shell)
        for part, identifier in (
            (self.sidebar.view, "sidebar"),
            (self.status.saved, "status-saved"),
            (self.status.sync, "status-sync"),
            (self.desk.seat, "account-pane"),
            (self.desk.today, "today-column"),
        ):
            identify(part, identifier)
        self._toast: Toast | None = None
        self.teller = StatusTeller(self.reading, self.desk, self.status, self.sidebar)
        self.walk = FocusWalk(self._parts)
        self.awake = False
        """Whether the first paint is over: until then nothing is read that it can do without."""
        self._tabbed: list[QWidget] = []
        self._pace = RefreshPace(self._refresh, self)
        self._day_turn = DayTurn(clock, self)
        self.commands = commands if commands is not None else Commands(self)
        window_commands.add_all(self.commands, self)
        self.commands.attach(self)
        self.desk.pages.owed = lambda: self.acts.owed
        self.desk.pages.exact_request = exact_request
        self._wire()
        self._settings_changed()
        window_state.restore(self, settings)
        self.go(settings.choices.page)

    @cached_property
    def acts(self) -> Acts:
        """What the person can do to the book; loaded after the first paint."""
        from ui.writing.acts import Acts

        return Acts(self)

    def go(self, key: str) -> None:
        """Show a page; an unknown key shows the first."""
        known = {place.key for place in sidebar_places()}
        key = key if key in known else FIRST_PAGE
        self.sidebar.go(key)
        if self.desk.area.key != key:
            self.desk.go(key)  # from a page that is no line of the sidebar

    def refresh(self, changed: Changed | None = None) -> None:
        """Something was written, None for anything: re-read what is in view, soon."""
        self._pace.ask(changed)

    def show_progress(self, progress: SyncProgress | None) -> None:
        """How far a fetch has come; None when it is over. A new fetch ends what was wrong."""
        self.teller.progress = progress
        if progress is not None:
            self.teller.tell_trouble()
        self.teller.tell_sync()

    def show_status(self, words: str = "", detail: str = "", tone: Tone = "red") -> None:
        """Something the sources' own states do not say, until it is taken back with nothing."""
        self.teller.tell_trouble(words, detail, tone)

    def tell(self, words: str, button: str = "", act: Callable[[], None] | None = None) -> None:
        """Say something in a toast, with one thing to do about it at most.

        Without words a toast that offers something is taken away: its time is over.
        """
        if not words:
            if self._toast is not None and self._toast.offers:
                self._toast.hide()
            return
        if self._toast is None:
            from ui.window.toast import Toast

            self._toast = Toast(self.desk.area, self.desk.area.left)
        self._toast.tell(words, button, act)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Remember where everything stood; words that are not on disk keep the window open."""
        kept = "acts" in self.__dict__ and not self.acts.may_close()
        if kept or (self.may_go is not None and not self.may_go()):
            event.ignore()
            self.quitting = False
            return
        self.desk.pages.keep_filters()
        self.settings.change(
            page=self.desk.area.key or FIRST_PAGE,
            pane_width=self.desk.area.pane_width_u,
            pane_open=self.desk.area.stands_open(FIRST_PAGE),
            sidebar_width=self.shell.sidebar_u,
            seen_change=changes.latest(self.reading.store),
            seen_at=stamp(self.reading.now),
        )
        window_state.keep(self, self.settings)
        super().closeEvent(event)
        self.closing.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fold what no longer fits."""
        super().resizeEvent(event)
        self.desk.set_room(self.shell.fit(self.width()))

    def showEvent(self, event: QShowEvent) -> None:
        """The keyboard starts in the list."""
        super().showEvent(event)
        if self.focusWidget() is None:
            self.desk.focus_list(Qt.FocusReason.OtherFocusReason)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The parts are painted right after the window itself, then comes what could wait."""
        super().paintEvent(event)
        if not self.awake:
            self.awake = True
            QTimer.singleShot(0, self._after_first_paint)

    def changeEvent(self, event: QEvent) -> None:
        """Coming to the front, look whether it is another day."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and self.isActiveWindow():
            self._day_turn.look()

    def _wire(self) -> None:
        menus.keep(
            self.menuBar(),
            self.commands,
            lambda menu: window_commands.name_what_changes(self, menu),
        )
        self.sidebar.went.connect(self.desk.go)
        self.sidebar.search.asked.connect(lambda: self.commands.run("palette"))
        self.sidebar.view.clicked.connect(lambda index: self.go(index.data(KEY_ROLE)))
        self.desk.menu_asked.connect(lambda where: window_dialogs.show_row_menu(self, where))
        self.desk.moved.connect(self._moved)
        self.desk.today.source_chosen.connect(lambda _: self.commands.run("sources"))
        self.desk.told.connect(self.tell)
        self.desk.counted.connect(self.teller.tell_left)
        self.status.asked.connect(lambda: self.commands.run("sources"))
        self.status.place_asked.connect(self.go)
        self._day_turn.turned.connect(self.refresh)
        self.settings.watch(self._settings_changed)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self.commands.refresh)

    def _parts(self) -> list[tuple[QWidget, QWidget]]:
        return [
            (self.sidebar, self.sidebar.view),
            *self.desk.parts(),
            (self.status, self.status.sync),
        ]

    def _refresh(self, changed: Changed | None) -> None:
        dropped = self.reading.forget(changed)
        if "acts" in self.__dict__:
            self.acts.past.spoil()
            self.acts.look_again()
        self.desk.refill(dropped)
        self.teller.tell_all()
        self.told_anew.emit()

    def _moved(self) -> None:
        names = {place.key: place.words for place in sidebar_places()}
        shown = self.desk.shown
        own = shown.title() if shown is not None and shown.title is not None else ""
        page = own or names.get(self.desk.area.key, "")
        self.setWindowTitle(say("{page}: {profile}", page=page, profile=self._title))
        self.teller.tell_left()
        self.commands.refresh()
        self._order_tabs()

    def _order_tabs(self) -> None:
        """After the first paint, and whenever other parts are in view."""
        if not self.awake:
            return
        parts = self._parts()
        mains = [main for _, main in parts]
        if mains != self._tabbed:
            self._tabbed = mains
            tab_order.arrange(self, [part for part, _ in parts])

    def _settings_changed(self) -> None:
        choices = self.settings.choices
        self.commands.use_letters(choices.letter_keys)
        self.teller.letters = choices.letter_keys
        self.desk.seat.use_letters(choices.letter_keys)
        self.shell.set_density(choices.density)
        self.desk.pages.dress()
        theme.choose(self.settings.scheme, less_motion=choices.less_motion)
        self.commands.refresh()
        self.teller.tell_left()

    def _after_first_paint(self) -> None:
        self.desk.seat.wake()
        self.desk.today.wake()
        self.desk.asked.connect(self.acts.carry_out)
        self.commands.refresh()
        self._order_tabs()
        self.setWindowIcon(QIcon(icons.mark(64, self.devicePixelRatioF())))
        self.teller.tell_all()
        trouble = self.settings.take_trouble()
        if trouble:
            self.tell(trouble)
