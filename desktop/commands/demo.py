"""`satchel demo`: the real program on an invented book; nothing leaves this machine."""

from __future__ import annotations

import os
import signal
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Final

from book.clock import system_clock
from book.errors import SatchelError
from book.profile import Profile
from book.queue_reading import read_queue
from book.records import SyncProgress
from book.store import Store
from desktop import breaking_off, sample_day
from desktop.commands.connect import connect_source
from desktop.commands.opened import house_rules, today
from desktop.commands.profile import make_profile
from desktop.commands.queue import print_queue
from desktop.engine_child import EngineChild
from desktop.errors_from_json import error_from
from desktop.places import VARIABLE
from desktop.sample import SERVICE_FILE, SampleService, sample_profile, sample_service
from desktop.secrets import MemorySecrets
from sync.messages import Open

SOURCE: Final = "vitally"
_SOURCES: Final = (SOURCE, sample_day.SOURCE)


def demo(said: Namespace) -> int:
    """Opens the sample in a window, or prints its queue."""
    if not said.headless:
        from desktop.app import refuse_without_screen

        refuse_without_screen()
    with (
        _ended_politely(),
        sample_profile(said.profile or os.environ.get(VARIABLE)) as profile,
        sample_service("--kept", str(profile.folder / SERVICE_FILE)) as service,
    ):
        secrets = fill(profile, service)
        if said.headless:
            store = Store.open(profile, None)
            try:
                rows = read_queue(store, house_rules(store.profile), today())
            finally:
                store.close()
            print_queue(rows, as_json=said.json)
            return 0
        return _show(profile, secrets, debug=said.debug)


def fill(profile: Profile, service: SampleService) -> MemorySecrets:
    """Makes the sample's profile where there is none, connects CRM and calendar, syncs once."""
    if not profile.is_made:
        make_profile(profile, "none", sample=True)
    secrets = MemorySecrets()
    store = Store.open(profile, None)
    try:
        options = {"book": "mine", "read-only": "false"}
        connect_source(
            store,
            secrets,
            SOURCE,
            url=service.url,
            me=service.email,
            options=options,
            secret=service.key,
        )
        sample_day.connect_calendar(store, secrets, service.email, system_clock())
    finally:
        store.close()
    breaking_off.run(_sync(profile, secrets))
    sample_day.furnish(profile)
    return secrets


async def _sync(profile: Profile, secrets: MemorySecrets) -> None:
    async def make_open() -> Open:
        return Open(profile=str(profile.folder), key=None, secrets=secrets.get(_SOURCES))

    async def keep(source: str, value: str) -> None:
        secrets.keep(source, value)

    engine = EngineChild(make_open, progress=_unseen, keep_secret=keep)
    try:
        # The calendar after the CRM: its meetings find their accounts by the people in them.
        reports = [await engine.sync([source]) for source in _SOURCES]
    finally:
        await engine.stop()
    for report in reports:
        for each in report.get("sources", ()):
            if each.get("error"):
                raise error_from(each["error"])


def _show(profile: Profile, secrets: MemorySecrets, *, debug: bool) -> int:
    from desktop.app import show_book
    from desktop.instance import first_in

    lock = first_in(profile)
    if lock is None:
        raise SatchelError(f"A window shows {profile.folder} already.", "Close it first.")
    try:
        sample_day.keep_to_itself(profile)
        return show_book(profile, secrets, debug=debug)
    finally:
        lock.release()


def _unseen(_progress: SyncProgress) -> None:
    pass


@contextmanager
def _ended_politely() -> Iterator[None]:
    """Lets SIGTERM and SIGHUP unwind the blocks, so that the passing folder goes away."""

    def leave(number: int, _frame: FrameType | None) -> None:
        raise SystemExit(128 + number)

    before = {}
    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        if number is not None:
            before[number] = signal.signal(number, leave)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
