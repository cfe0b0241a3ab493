"""Gets the database key for the window: at once where it is at hand, else with a page that asks."""

from __future__ import annotations

from collections.abc import Callable
from threading import Thread
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer

from book.errors import KeyringTrouble, ProfileTrouble, SatchelError
from book.keys import KeyFile, unwrap
from book.profile import Profile
from desktop import redaction
from desktop.secrets import Secrets
from desktop.unlock import database_key, phrase_from_environment

if TYPE_CHECKING:
    from desktop.plain_page import PlainPage

PATIENCE_SECONDS: Final = 1.5
"""How long the start waits for the keyring before it says what it waits for."""
_LOOK_MS: Final = 50


class Opening(QObject):
    """Ends with exactly one call: `opened` with the key, or `failed` with the reason.

    `failed(None)` means that the person closed the page.
    """

    def __init__(
        self,
        profile: Profile,
        key_file: KeyFile,
        secrets: Secrets,
        *,
        opened: Callable[[bytes | None], None],
        failed: Callable[[SatchelError | None], None],
    ) -> None:
        super().__init__()
        self._profile = profile
        self._key_file = key_file
        self._secrets = secrets
        self._opened = opened
        self._failed = failed
        self._page: PlainPage | None = None
        self._thread: Thread | None = None
        self._found: bytes | None = None
        self._error: SatchelError | None = None
        self._over = False

    def begin(self) -> None:
        """Starts; calls back before it returns where nobody has to be asked."""
        if self._key_file.mode == "none":
            self._opened(None)
        elif self._key_file.mode == "passphrase":
            self._try_phrase(phrase_from_environment())
        else:
            self._ask_keyring()

    # -- keyring ------------------------------------------------------------------------

    def _ask_keyring(self) -> None:
        self._thread = Thread(target=self._fetch, name="keyring", daemon=True)
        self._thread.start()
        self._thread.join(PATIENCE_SECONDS)
        if not self._thread.is_alive():
            self._take_answer()
            return
        from desktop import plain_page  # most starts need no page

        self._show(plain_page.waiting(self._given_up))
        timer = QTimer(self)
        timer.timeout.connect(lambda: self._look(timer))
        timer.start(_LOOK_MS)

    def _fetch(self) -> None:
        try:
            self._found = database_key(self._profile, self._key_file, self._secrets, _nobody)
        except SatchelError as error:
            self._error = error

    def _look(self, timer: QTimer) -> None:
        if self._over:
            timer.stop()
        elif self._thread is not None and not self._thread.is_alive():
            timer.stop()
            self._take_answer()

    def _take_answer(self) -> None:
        if self._found is not None:
            self._opened(self._found)
            self._hide()
        else:
            self._hide()
            self._failed(self._error or KeyringTrouble("The keyring could not be asked.", ""))

    # -- passphrase ---------------------------------------------------------------------

    def _try_phrase(self, phrase: str | None, problem: str = "") -> None:
        if phrase:
            redaction.hide(phrase)
            try:
                key = unwrap(self._key_file, phrase)
            except ProfileTrouble as error:
                problem = f"{error.title} {error.advice}"
            else:
                self._opened(key)
                self._hide()
                return
        from desktop import plain_page

        self._show(plain_page.passphrase(problem, self._try_phrase, self._given_up))

    # -- pages --------------------------------------------------------------------------

    def _show(self, page: PlainPage) -> None:
        old, self._page = self._page, page
        page.show()
        if old is not None:
            _put_away(old)

    def _hide(self) -> None:
        if self._page is not None:
            page, self._page = self._page, None
            _put_away(page)

    def _given_up(self) -> None:
        if self._page is not None:
            self._page = None
            self._over = True  # a keyring that is unlocked only now opens nothing any more
            self._failed(None)


def _put_away(page: PlainPage) -> None:
    page.hide()
    page.deleteLater()


def _nobody(_question: str) -> str:
    raise ProfileTrouble("This book opens with a passphrase.", "")
