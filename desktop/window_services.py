"""What runs beside a window once it is painted: engine, schedule, watch and doorbell."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from typing import Final

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QGuiApplication

from book import changes, outbox_sending, sources, sync_log
from book.capture_links import CaptureAsked
from book.errors import SatchelError
from book.profile import Profile
from book.records import Changed, LogLine, SyncProgress
from book.store import Store
from desktop.book_watch import BookWatch
from desktop.connecting import Connecting
from desktop.engine_child import EngineChild
from desktop.instance import Doorbell
from desktop.issue_questions import IssueQuestions
from desktop.links import read_link
from desktop.recording_titles import RecordingTitles
from desktop.reminding import Reminding
from desktop.secrets import Secrets
from desktop.sync_schedule import SyncSchedule
from desktop.waking import Waking
from sync.messages import Open
from ui.window.main_window import MainWindow

_QUEUE_PAGE: Final = "today"


class WindowServices(QObject):
    """Everything that needs the running asyncio loop; `start` once, `stop` once."""

    def __init__(
        self,
        profile: Profile,
        key: bytes | None,
        secrets: Secrets,
        store: Store,
        window: MainWindow,
        *,
        engine_command: Sequence[str] | None = None,
    ) -> None:
        super().__init__()
        self._profile = profile
        self._key = key
        self._secrets = secrets
        self._store = store
        self._window = window
        self._seen = changes.latest(store)
        self._engine = EngineChild(
            self._make_open,
            progress=self._progressed,
            keep_secret=self._keep_secret,
            fresh_secret=self._fresh_secret,
            command=engine_command,
        )
        self._schedule = SyncSchedule(
            self._engine,
            self._connected,
            sends=self._sends,
            began=self._began,
            ended=self._ended,
        )
        self._titles = RecordingTitles(
            store,
            self._engine,
            allowed=lambda: window.settings.choices.ask_loom == "yes",
            told=window.refresh,
        )
        schedule, titles = self._schedule, self._titles
        stirred = _both(schedule.look_at_the_clock, titles.look)
        self._watch = BookWatch(store, self._changed, written=stirred, parent=self)
        self._waking = Waking(
            woke=self._woke,
            network_is_back=_both(schedule.network_is_back, titles.look),
            parent=self,
        )
        self._doorbell = Doorbell(profile, self.ring)
        self._connecting = Connecting(store, secrets, self._engine, self._schedule.sync_now)
        self.reminding = Reminding(window, raise_window=lambda: self.ring(None))

    @property
    def engine(self) -> EngineChild:
        """The engine's process."""
        return self._engine

    def start(self) -> None:
        """Begins to sync and to listen to the desktop."""
        app = QGuiApplication.instance()
        if isinstance(app, QGuiApplication):
            app.applicationStateChanged.connect(self._state_changed)
        if not self._connected():
            self._secrets.close()  # nothing more to ask the keyring
        self._schedule.start()
        self._waking.start()
        self.reminding.start()
        self._titles.look()
        self._window.settings.watch(self._titles.look)
        connect = partial(self._connecting.open, self._window)
        self._window.on_connect = connect
        self._window.ask_issues = IssueQuestions(self._engine).ask
        self._window.teller.offer_connecting(connect)
        self._window.commands.refresh()

    async def stop(self) -> None:
        """Ends all of it; the engine gets two seconds."""
        app = QGuiApplication.instance()
        if isinstance(app, QGuiApplication):
            app.applicationStateChanged.disconnect(self._state_changed)
        self._schedule.stop()
        self._waking.close()
        self._titles.stop()
        self.reminding.stop()
        self._doorbell.close()
        self._watch.close()
        await self._engine.stop()

    def abandon(self) -> None:
        """Ends the engine without waiting, when the loop is gone already."""
        self._engine.kill()

    def sync_now(self) -> None:
        """Runs the engine as soon as it is free."""
        self._schedule.sync_now()

    def ring(self, uri: str | None) -> None:
        """A second start: come to the front, and go where its link leads.

        A link to the capture window opens that alone: one stays in the program one is in.
        """
        window = self._window
        asked = _capture_asked(uri)
        if asked is not None:
            window.acts.capture.open(asked)
            return
        window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
        window.show()
        window.raise_()
        window.activateWindow()
        if uri is not None:
            self._follow(uri)

    def _woke(self) -> None:
        self._schedule.look_at_the_clock()
        self.reminding.woke()

    def _follow(self, uri: str) -> None:
        try:
            link = read_link(uri)
        except SatchelError:
            return  # a stranger's link that leads nowhere opens nothing
        if link.to is None or link.to.kind == "account":
            self._window.go(_QUEUE_PAGE)
        if link.to is None:
            return
        from ui.palette.ways import open_record  # with the first link, not with the window

        open_record(self._window, *link.to)

    def _connected(self) -> dict[str, dict[str, str]]:
        return {
            source.name: source.options
            for source in sources.sources(self._store)
            if source.state != "paused"
        }

    def _sends(self) -> dict[str, float]:
        """When something may next be sent, for sources that writing is switched on for."""
        now = self._store.clock()
        found: dict[str, float] = {}
        for name, options in self._connected().items():
            when = outbox_sending.next_due(self._store, name, now)
            if when is not None and options.get("read-only") != "true":
                found[name] = (when - now).total_seconds()
        return found

    async def _make_open(self) -> Open:
        names = list(self._connected())
        # Asked anew each time: `satchel connect` may have changed them meanwhile.
        found = await asyncio.to_thread(self._secrets.get, names)
        await asyncio.to_thread(self._secrets.close)
        key = self._key.hex() if self._key is not None else None
        return Open(profile=str(self._profile.folder), key=key, secrets=found)

    async def _keep_secret(self, source: str, value: str) -> None:
        await asyncio.to_thread(self._secrets.keep, source, value)
        await asyncio.to_thread(self._secrets.close)

    async def _fresh_secret(self, source: str) -> str:
        found = await asyncio.to_thread(self._secrets.get, [source])
        await asyncio.to_thread(self._secrets.close)
        return found.get(source, "")

    def _progressed(self, progress: SyncProgress) -> None:
        self._window.show_progress(progress)

    def _began(self) -> None:
        pass

    def _ended(self, error: SatchelError | None) -> None:
        self._window.show_progress(None)
        if error is not None:
            line = LogLine(at=self._store.clock(), source="", level="error", text=str(error))
            with suppress(SatchelError):
                # A full disk takes no line about a full disk; the window says it all the same.
                sync_log.append(self._store, [line])
            self._window.show_status(error.title, error.advice)
        self._watch.look()

    def _changed(self) -> None:
        newest = changes.latest(self._store)
        touched = changes.touched(self._store, self._seen)
        self._seen = newest
        # The engine moves entries of the outbox without a word in the change log.
        moved = {"outbox": frozenset({0}), "conflict": frozenset({0})}
        self._window.refresh(Changed({**moved, **touched.ids}))
        self._schedule.look_at_the_clock()

    def _state_changed(self, state: Qt.ApplicationState) -> None:
        if state == Qt.ApplicationState.ApplicationActive:
            self._watch.look()
            self._schedule.look_at_the_clock()


def _both(one: Callable[[], None], other: Callable[[], None]) -> Callable[[], None]:
    """Does the one, then the other."""

    def both() -> None:
        one()
        other()

    return both


def _capture_asked(uri: str | None) -> CaptureAsked | None:
    """What a link wants the capture window to be filled with; None for any other link."""
    if uri is None:
        return None
    with suppress(SatchelError):
        return read_link(uri).capture
    return None
