"""The connect dialog in the pictures: what services answered once, and what a person does in it.

The services are asked while the books are made; the pictures are drawn from what they said then.
"""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

from book.errors import SatchelError
from desktop.engine_child import EngineChild
from desktop.errors_from_json import error_from

if TYPE_CHECKING:
    from book.store import Store
    from sync.messages import Open
    from sync.simulator.process import ServiceProcess
    from ui.connect.dialog import ConnectDialog
    from ui.window.main_window import MainWindow

Stand = Literal["form", "answer", "refused"]
"""How far the person has come: still telling, answered, or answered with a no."""

_FILE: Final = "answers.json"
_REFUSED: Final = " refused"
_TYPED: Final = {
    "hubspot": {"secret": "pat-eu1-pretend-service-key"},
    "salesforce": {
        "url": "https://pebblemark.my.salesforce.com",
        "client-id": "3MVG9pretend.consumer.key",
    },
}
"""Service → what the person puts into which field of its form."""


def record(folder: Path, hubspot: ServiceProcess, org: ServiceProcess) -> None:
    """Asks both services what a first look finds, and HubSpot with a key it does not take."""
    answers = {
        "hubspot": _answer("hubspot", hubspot, hubspot.key),
        "salesforce": _answer("salesforce", org, org.key),
        f"hubspot{_REFUSED}": _answer("hubspot", hubspot, "pat-eu1-of-last-year"),
    }
    (folder / _FILE).write_text(json.dumps(answers), encoding="utf-8")


def show(window: MainWindow, store: Store, folder: Path, service: str, stand: Stand) -> None:
    """Opens the dialog over a window and brings it as far as that."""
    answers = json.loads((folder / _FILE).read_text(encoding="utf-8"))
    engine = _Recorded(answers, refuses=stand == "refused")
    asyncio.run(_brought(window, store, engine, service, stand))


async def _brought(
    window: MainWindow, store: Store, engine: EngineChild, service: str, stand: Stand
) -> None:
    from PySide6.QtWidgets import QLineEdit

    from desktop.connecting import Connecting
    from desktop.secrets import MemorySecrets
    from ui.connect.dialog import ConnectDialog

    Connecting(store, MemorySecrets(), engine, lambda: None).open(window)
    await _answered()
    dialog: ConnectDialog = window.findChildren(ConnectDialog)[-1]
    form = dialog.form
    form.choose(service)
    for name, words in _TYPED[service].items():
        form.findChildren(QLineEdit, f"connect-{name}")[0].setText(words)
    if stand == "form":
        return
    if form.service.signs_in:
        form.sign_in_button.click()
    else:
        dialog.go_button.click()
    await _answered()


async def _answered() -> None:
    """Waits for what was asked, and for what that asked in turn."""
    from desktop.tasks import running

    while asking := running():
        await asyncio.gather(*asking)


class _Recorded(EngineChild):
    """An engine that says again what services said, and starts no process."""

    def __init__(self, answers: dict[str, dict[str, Any]], *, refuses: bool) -> None:
        super().__init__(_never_opened, progress=lambda _: None, keep_secret=_never_kept)
        self._answers = answers
        self._refuses = refuses

    async def ask(self, question: str, source: str, **more: Any) -> dict[str, Any]:
        """What the service said to a test; that the browser came back; which services there are."""
        if question == "services":
            from msgspec import to_builtins

            from sync.connectors import described

            return {"services": to_builtins(described())}
        if question == "sign_in":
            return {"secret": "pretend sign-in"}
        said = self._answers[source + (_REFUSED if self._refuses else "")]
        if "error" in said:
            raise error_from(said["error"])
        return said


def _answer(name: str, service: ServiceProcess, key: str) -> dict[str, Any]:
    """What the engine answers to a test of a service, or the error it ends in."""
    from msgspec import to_builtins

    from sync.connect import test_connection

    try:
        found = asyncio.run(test_connection(name, service.url, service.email, {}, key))
    except SatchelError as error:
        return {"error": error.as_json()}
    said: dict[str, Any] = to_builtins(found)
    return said


async def _never_opened() -> Open:
    raise AssertionError("no process is started for a picture")


async def _never_kept(_source: str, _value: str) -> None:
    raise AssertionError("nothing is kept for a picture")
