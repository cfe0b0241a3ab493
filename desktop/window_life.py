"""One window from its key to its end: opens the book, shows it, and puts everything away again."""

from __future__ import annotations

import gc
import os
from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtCore import QObject, QTimer

from book.clock import Clock, system_clock
from book.errors import RulesTrouble, SatchelError
from book.keys import read_key_file
from book.last_good_rules import rules_to_read_by
from book.outbox_entry import EntryId
from book.profile import Profile
from book.store import Store
from desktop import event_loop, fault_log
from desktop.app import tell_trouble
from desktop.application import make_application
from desktop.exact_request import exact_request
from desktop.opening import Opening
from desktop.secrets import Secrets
from desktop.signals import QuitSignals
from desktop.start_trace import StartTrace
from ui.commands import Commands
from ui.settings import Settings
from ui.window.main_window import MainWindow
from ui.words import say

if TYPE_CHECKING:
    from qasync import QEventLoop

    from desktop.capture_service import CaptureService
    from desktop.staying import Staying
    from desktop.window_services import WindowServices


class WindowLife(QObject):
    """Runs the window of one profile. Use once: `run`."""

    def __init__(
        self,
        profile: Profile,
        secrets: Secrets,
        uri: str | None,
        trace: StartTrace,
        *,
        debug: bool = False,
        background: bool = False,
        clock: Clock = system_clock,
    ) -> None:
        super().__init__()
        self._background = background
        self._profile = profile
        self._secrets = secrets
        self._uri = uri
        self._trace = trace
        self._clock = clock
        self._key: bytes | None = None
        self._store: Store | None = None
        self._window: MainWindow | None = None
        self._loop: QEventLoop | None = None
        self._services: WindowServices | None = None
        self._capture: CaptureService | None = None
        self._staying: Staying | None = None
        self._error: SatchelError | None = None
        self._rules_trouble: RulesTrouble | None = None
        self._quitting = False
        self._sample = False
        fault_log.keep_in(profile.logs, debug=debug)
        fault_log.install()

    def run(self) -> int:
        """Shows the window until it is closed; raises what kept the book from opening."""
        self._settings = Settings.of_profile(self._profile.folder)
        choices = self._settings.choices
        self._app = make_application(self._settings.scheme, less_motion=choices.less_motion)
        self._trace.reach("application")
        signals = QuitSignals(self.quit)
        try:
            self._open()
            if not self._quitting:
                event_loop.run(self._app)
        finally:
            signals.close()
            self._put_away()
        if self._error is not None:
            tell_trouble(self._error)
            raise self._error
        return 0

    def quit(self) -> None:
        """Takes the window off the screen at once and ends when the engine has ended."""
        if self._quitting:
            return
        self._quitting = True
        if self._window is not None:
            self._window.hide()
        if self._capture is not None:
            self._capture.stop()
        if self._services is None:
            self._app.exit()
            return
        from desktop.tasks import spawn

        spawn("Closing", self._close_services(self._services))

    def _open(self) -> None:
        key_file = read_key_file(self._profile)
        self._sample = key_file.sample
        opening = Opening(
            self._profile, key_file, self._secrets, opened=self._show, failed=self._fail
        )
        opening.setParent(self)
        opening.begin()

    def _show(self, key: bytes | None) -> None:
        self._key = key
        self._trace.reach("key")
        try:
            self._store = Store.open(self._profile, key, made=True, clock=self._clock)
            self._trace.reach("book")
            self._window = self._make_window(self._store)
        except SatchelError as error:
            self._fail(error)
            return
        self._trace.reach("window")
        self._window.closing.connect(self._closed)
        if self._background and self._stay(self._window).starts_unseen():
            QTimer.singleShot(0, self._painted)
            return
        event_loop.FirstPaint(self._window, self._painted)
        if self._background:
            self._window.showMinimized()
        else:
            self._window.show()

    def _stay(self, window: MainWindow) -> Staying:
        from desktop.staying import Staying  # what a window costs before it is painted is counted

        if self._staying is None:
            self._staying = Staying(window, self._profile, sample=self._sample, leave=self.quit)
        return self._staying

    def _closed(self) -> None:
        if self._staying is None:
            self.quit()
        else:
            self._staying.closed()

    def _make_window(self, store: Store) -> MainWindow:
        rules, self._rules_trouble = rules_to_read_by(self._profile, os.environ)
        return MainWindow(
            store,
            rules,
            self._settings,
            self._clock,
            commands=Commands(self),
            on_sync=self._sync_now,
            exact_request=lambda entry_id: exact_request(store, EntryId(entry_id)),
            sample=self._sample,
        )

    def _painted(self) -> None:
        self._trace.reach("painted")
        self._trace.finish()
        gc.freeze()  # and none of it has to be looked at again
        gc.enable()
        if self._quitting or self._store is None or self._window is None:
            return
        self._loop = event_loop.attach_asyncio(self._app)
        from desktop.window_services import WindowServices

        self._services = WindowServices(
            self._profile, self._key, self._secrets, self._store, self._window
        )
        self._services.start()
        if self._rules_trouble is not None:
            words = say(
                "The rules that come with Satchel are used until this is mended: {trouble}",
                trouble=str(self._rules_trouble),
            )
            self._window.desk.area.strip.tell(words)
        from desktop.capture_service import CaptureService

        self._stay(self._window)
        self._capture = CaptureService(self._window, self._settings)
        self._capture.start()
        if self._uri is not None:
            self._services.ring(self._uri)

    def _sync_now(self) -> None:
        if self._services is not None:
            self._services.sync_now()

    async def _close_services(self, services: WindowServices) -> None:
        try:
            await services.stop()
        finally:
            if self._loop is not None:
                self._loop.stop()

    def _fail(self, error: SatchelError | None) -> None:
        self._error = error
        self._quitting = True
        self._app.exit()

    def _put_away(self) -> None:
        if self._services is not None:
            self._services.abandon()  # nothing to do, unless Qt ended the loop over our heads
        self._secrets.close()
        if self._loop is not None:
            event_loop.detach_asyncio(self._loop)
        if self._capture is not None:
            self._capture.close()
        if self._window is not None:
            # Now, while the application stands: left to the end of the interpreter, widgets go
            # in no particular order.
            shiboken6.delete(self._window)
            self._window = None
        if self._store is not None:
            self._store.close()
