"""The start of the window, in the order that gets the queue on screen first.

1. who is first (a lock), and the keyring's helper started, before Qt is imported;
2. Qt, the theme, the key, the book, the window: painted from local rows alone;
3. after the first paint everything else: asyncio, the engine, the watch, the doorbell.
"""

from __future__ import annotations

import gc
import os
import sys
from typing import TYPE_CHECKING, Final

from desktop.start_trace import StartTrace

if TYPE_CHECKING:
    from book.errors import SatchelError
    from book.profile import Profile
    from desktop.secrets import Asker, Secrets

APP_ID: Final = "satchel"
_UNLOCKING_SECONDS: Final = 120.0
_UNSEEN: Final = ("offscreen", "minimal")


def open_window(
    said_profile: str | None, uri: str | None, *, debug: bool = False, background: bool = False
) -> int:
    """Opens the window on a profile, or hands over to the one that runs.

    In the background it shows itself only where it could not be reached otherwise.
    """
    trace = StartTrace()
    trace.reach("main")
    asker = _early_asker(said_profile)
    try:
        return _open(said_profile, uri, asker, trace, debug=debug, background=background)
    finally:
        if asker is not None:
            asker.close()


def show_book(
    profile: Profile,
    secrets: Secrets,
    *,
    uri: str | None = None,
    trace: StartTrace | None = None,
    debug: bool = False,
    background: bool = False,
) -> int:
    """Shows the book of a profile until the window is closed; this process is its first."""
    # What is made until the first paint stays: collecting in between finds nothing.
    gc.disable()
    # Before Qt: once it is loaded, PySide reads the source of every module imported after it.
    from desktop import before_qt  # noqa: F401
    from desktop.window_life import WindowLife

    life = WindowLife(
        profile, secrets, uri, trace or StartTrace(), debug=debug, background=background
    )
    return life.run()


def refuse_without_screen() -> None:
    """Raises Usage where Qt would abort the process for want of a screen."""
    if not sys.platform.startswith("linux") or os.environ.get("QT_QPA_PLATFORM"):
        return
    if not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        from book.errors import Usage

        raise Usage(
            "There is no screen to open a window on.",
            "Commands work without one: “satchel queue”, “satchel --help”.",
        )


def nobody_sees(platform_name: str) -> bool:
    """Whether what is shown on that Qt platform reaches no eye."""
    return platform_name in _UNSEEN


def _early_asker(said_profile: str | None) -> Asker | None:
    """The keyring's helper, started before anything else is loaded, where it is needed."""
    from desktop.places import folder_at

    try:
        kept = (folder_at(said_profile) / "key.toml").read_bytes()
    except OSError:
        return None  # told properly when the profile is opened
    if b'mode = "keyring"' not in kept:
        return None
    from desktop.secrets import Asker

    asker = Asker(_UNLOCKING_SECONDS)
    asker.start()
    return asker


def _open(
    said_profile: str | None,
    uri: str | None,
    asker: Asker | None,
    trace: StartTrace,
    *,
    debug: bool,
    background: bool,
) -> int:
    from desktop.places import profile_at

    profile = profile_at(said_profile)
    if uri is not None:
        from desktop.links import read_link

        read_link(uri)  # a wrong link is said here, before anything is opened
    if not profile.is_made:
        refuse_without_screen()
        return _show_first_run(profile)
    from desktop.instance import first_in, hand_over

    lock = first_in(profile)
    if lock is None:
        if not background:
            hand_over(profile, uri)
        return 0
    try:
        refuse_without_screen()
        from book.keys import read_key_file
        from desktop.secrets import Asker
        from desktop.unlock import secrets_of

        secrets = secrets_of(read_key_file(profile), asker or Asker(_UNLOCKING_SECONDS))
        return show_book(profile, secrets, uri=uri, trace=trace, debug=debug, background=background)
    finally:
        lock.release()


def _show_first_run(profile: Profile) -> int:
    from desktop import event_loop, plain_page
    from desktop.application import make_application

    app = make_application()
    page = plain_page.first_run(str(profile.folder), app.exit)
    page.show()
    return event_loop.run(app)


def tell_trouble(error: SatchelError) -> None:
    """Shows why the book does not open, where somebody can see it; returns when it is closed."""
    from PySide6.QtWidgets import QApplication

    from desktop import event_loop, plain_page
    from desktop.application import make_application

    app = QApplication.instance()
    app = app if isinstance(app, QApplication) else make_application()
    if nobody_sees(app.platformName()):
        return
    page = plain_page.trouble(error.title, error.advice, app.exit)
    page.show()
    event_loop.run(app)
