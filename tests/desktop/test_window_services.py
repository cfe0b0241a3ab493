"""The engine, the watch and the doorbell under a real window, on Qt's loop, in this process."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
import qasync

from book import note_writing, outbox, rules, sources, sync_log
from book.accounts import all_accounts
from book.profile import Profile
from book.records import Source
from book.store import Store
from desktop.commands.connect import connect_source
from desktop.event_loop import watch_children_without_threads
from desktop.secrets import MemorySecrets
from desktop.window_services import WindowServices
from sync.simulator import DEMO_EMAIL, DEMO_KEY, Simulator
from tests.desktop.book_at_hand import fill
from tests.new_books import lay_plain
from ui.commands import Commands
from ui.settings import Settings
from ui.window.main_window import MainWindow

ENGINE = Path(__file__).with_name("pretend_engine.py")


@pytest.fixture
def profile(tmp_path: Path, monkeypatch) -> Profile:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    profile = Profile(tmp_path / "book")
    lay_plain(profile)
    return profile


@pytest.fixture
def store(profile) -> Iterator[Store]:
    store = Store.open(profile, None)
    yield store
    store.close()


@pytest.fixture
def secrets() -> MemorySecrets:
    return MemorySecrets()


@pytest.fixture
def window(profile, store, qtbot) -> MainWindow:
    settings = Settings.of_profile(profile.folder)
    made = MainWindow(store, rules.load(), settings, commands=Commands(), on_sync=lambda: None)
    qtbot.addWidget(made)
    made.show()
    return made


def play(qapp, scene) -> None:
    watch_children_without_threads()
    loop = qasync.QEventLoop(qapp)
    asyncio.set_event_loop(loop)
    try:
        loop.run_until_complete(scene())
    finally:
        loop.close()
        asyncio.set_event_loop(None)


async def until(true, seconds: float = 20.0) -> None:
    async with asyncio.timeout(seconds):
        while not true():
            await asyncio.sleep(0.02)


def test_a_sync_brings_rows_into_the_window(qapp, profile, store, secrets, window):
    with Simulator(accounts=12) as crm:
        connect_source(
            store, secrets, "vitally", url=crm.url, me=DEMO_EMAIL, options={}, secret=DEMO_KEY
        )

        async def scene() -> None:
            services = WindowServices(profile, None, secrets, store, window)
            services.start()
            assert len(window.reading.rows) == 0
            await until(lambda: len(window.reading.rows) == 12)
            await until(lambda: sources.sources(store)[0].last_success is not None)
            assert services.engine.pid is not None
            await services.stop()
            assert services.engine.pid is None

        play(qapp, scene)


def test_what_is_written_leaves_by_itself_as_soon_as_it_may(qapp, profile, store, secrets, window):
    with Simulator(accounts=12) as crm:
        connect_source(
            store, secrets, "vitally", url=crm.url, me=DEMO_EMAIL, options={}, secret=DEMO_KEY
        )

        async def scene() -> None:
            services = WindowServices(profile, None, secrets, store, window)
            services.start()
            await until(lambda: sources.sources(store)[0].last_success is not None)
            account = all_accounts(store)[0]
            note_writing.add_note(
                store, rules.load(), account.id, body="They renew.", day=date(2026, 11, 20),
                hold_seconds=1,
            )  # fmt: skip
            await until(lambda: outbox.entries(store) == [])
            await services.stop()

        play(qapp, scene)
        assert len(crm.requests("/resources/notes", "POST")) == 1


def test_what_the_command_line_writes_is_shown_within_two_seconds(
    qapp, profile, store, secrets, window
):
    with Simulator(accounts=12) as crm:
        other = Store.open(profile, None)

        async def scene() -> None:
            services = WindowServices(profile, None, secrets, store, window)
            services.start()
            await asyncio.sleep(0.05)
            assert all_accounts(store) == []
            source = Source(name="vitally", url=crm.url, me_email=DEMO_EMAIL, state="paused")
            sources.save(other, source)
            await until(lambda: [one.name for one in window.reading.sources] == ["vitally"], 2.0)
            await services.stop()

        play(qapp, scene)
        other.close()


@pytest.mark.parametrize("manner", ["crashes", "mumbles"])
def test_an_engine_that_breaks_never_takes_the_window_along(
    qapp, profile, store, secrets, window, manner, monkeypatch
):
    monkeypatch.setenv("PYTHONPATH", str(ENGINE.parents[2]))
    sources.save(store, Source(name="vitally", url="http://127.0.0.1:9"))

    async def scene() -> None:
        services = WindowServices(
            profile, None, secrets, store, window,
            engine_command=[sys.executable, str(ENGINE), manner],
        )  # fmt: skip
        services.start()
        await until(lambda: any(line.level == "error" for line in sync_log.lines(store)))
        assert window.isVisible()
        await services.stop()

    play(qapp, scene)
    (line,) = [line for line in sync_log.lines(store) if line.level == "error"]
    assert "engine ended" in line.text


def test_a_link_opens_its_account_and_a_wrong_one_opens_nothing(
    qapp, profile, store, secrets, window
):
    with Simulator(accounts=12) as crm:
        connect_source(
            store, secrets, "vitally", url=crm.url, me=DEMO_EMAIL, options={}, secret=DEMO_KEY
        )

        async def scene() -> None:
            services = WindowServices(profile, None, secrets, store, window)
            services.start()
            await until(lambda: len(window.reading.rows) == 12)
            wanted = window.reading.rows[5].account.id
            services.ring(f"satchel://account/a{wanted}")
            assert window.desk.account == wanted
            services.ring("satchel://account/a999999")
            assert window.desk.account != 999999
            services.ring("https://elsewhere.test/")
            services.ring(None)
            await services.stop()

        play(qapp, scene)


def test_a_link_opens_the_task_itself(qapp, profile, store, secrets, window):
    fill(store)
    sources.pause(store, "vitally", paused=True)  # no engine is wanted here

    async def scene() -> None:
        services = WindowServices(profile, None, secrets, store, window)
        services.start()
        services.ring("satchel://task/t1")  # what a start with a link does too, once it is painted
        form = qapp.activeModalWidget()
        assert form.title.text() == "Send docs"
        form.reject()
        await services.stop()

    play(qapp, scene)


def test_a_link_to_the_capture_window_opens_that_alone(qapp, profile, store, secrets, window):
    async def scene() -> None:
        services = WindowServices(profile, None, secrets, store, window)
        services.start()
        window.hide()
        services.ring("satchel://note?text=from%20afar")
        capture = window.acts.capture.window
        assert capture.isVisible()
        assert capture.text.toPlainText() == "from afar"
        services.ring("satchel://note?text=" + "x" * 5000)
        assert capture.text.toPlainText() == "from afar"
        window.acts.capture.close()
        await services.stop()

    play(qapp, scene)
