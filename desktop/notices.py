"""Notices of the system with buttons, through `desktop-notifier`; whether there is a service is
found out when the first one is to be shown, and every time again while there is none.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING, Final

from msgspec import Struct

if TYPE_CHECKING:
    from desktop_notifier import DesktopNotifier

_APPLICATION: Final = "Satchel"
_ICON: Final = "satchel"
_NO_MARKUP: Final = str.maketrans("<>", "‹›")
"""Some services read the body as markup, others show what is escaped as it stands."""
_SERVICE_SECONDS: Final = 5.0
"""A service that takes longer to answer is none."""


class Notice(Struct, frozen=True, kw_only=True):
    """What is shown, and what can be done with it at once."""

    key: str
    title: str
    body: str
    acts: tuple[tuple[str, str], ...] = ()
    """Codes and words of the buttons, where the service has buttons at all."""


Acted = Callable[[str, str], None]
"""Told the key of a notice and the code of the button, or `open` for the notice itself."""
OPEN: Final = "open"


class Notices:
    """Shows notices and tells what a person did with them."""

    def __init__(self, acted: Acted) -> None:
        self._acted = acted
        self._notifier: DesktopNotifier | None = None
        self._shown: dict[str, str] = {}
        self.has_buttons: bool | None = None
        """Whether the service shows buttons; None until it was asked."""

    async def show(self, notice: Notice) -> bool:
        """Shows one; False where no service took it."""
        # 50 ms, with the first notice and beside the window.
        await asyncio.to_thread(import_module, "desktop_notifier")
        from desktop_notifier import Button, Icon

        notifier = self._made(Icon(name=_ICON))
        dispatched = False

        def took() -> None:
            nonlocal dispatched
            dispatched = True

        try:
            async with asyncio.timeout(_SERVICE_SECONDS):
                buttons = await self._buttons_there(notifier)
                number = await notifier.send(
                    notice.title,
                    notice.body.translate(_NO_MARKUP),
                    buttons=[Button(title=words, identifier=code) for code, words in notice.acts]
                    if buttons
                    else [],
                    on_dispatched=took,
                )
        except TimeoutError:
            return False
        if dispatched:
            self._shown[number] = notice.key
        return dispatched

    async def take_away(self, key: str) -> None:
        """Takes a notice away whose matter is settled."""
        for number, shown in list(self._shown.items()):
            if shown == key and self._notifier is not None:
                del self._shown[number]
                try:
                    await self._notifier.clear(number)
                except KeyError:
                    continue  # the person closed it already

    def _made(self, icon: object) -> DesktopNotifier:
        from desktop_notifier import DesktopNotifier

        if self._notifier is None:
            # It logs the whole notice in its finest level, and a traceback where there is no
            # service, which is told here by a value.
            logging.getLogger("desktop_notifier").setLevel(logging.CRITICAL)
            self._notifier = DesktopNotifier(app_name=_APPLICATION, app_icon=icon)  # type: ignore[arg-type]
            self._notifier.on_clicked = lambda number: self._heard(number, OPEN)
            self._notifier.on_button_pressed = self._heard
        return self._notifier

    async def _buttons_there(self, notifier: DesktopNotifier) -> bool:
        from desktop_notifier import Capability

        if self.has_buttons is None:
            try:
                self.has_buttons = Capability.BUTTONS in await notifier.get_capabilities()
            except _no_service():
                return False
        return self.has_buttons

    def _heard(self, number: str, code: str) -> None:
        key = self._shown.pop(number, None)
        if key is not None:
            self._acted(key, code)


def _no_service() -> tuple[type[Exception], ...]:
    """What asking a session without a notification service raises."""
    found: tuple[type[Exception], ...] = (OSError, EOFError)
    try:
        from dbus_fast.errors import AuthError, DBusError, InvalidAddressError
    except ImportError:  # only Linux has it
        return found
    return (*found, AuthError, DBusError, InvalidAddressError)
