"""Connecting from the window: a real engine process asks a real simulator, then all is kept."""

from __future__ import annotations

import asyncio
import threading
from typing import Any

import pytest
from msgspec import to_builtins
from msgspec.structs import replace

from book import sources
from book.errors import Auth, SatchelError
from book.profile import Profile
from book.records import Source
from book.store import Store
from desktop import tasks
from desktop.commands.connect import options_of_both
from desktop.connecting import Connecting, _found, _service, _with_file
from desktop.engine_child import EngineChild
from desktop.secrets import MemorySecrets
from sync.messages import Open
from sync.port import Choice, Connection, Question
from sync.simulator import Simulator
from tests.new_books import lay_plain
from ui.connect.asked import Given


@pytest.fixture
def store(tmp_path):
    profile = Profile(tmp_path / "book")
    lay_plain(profile)
    store = Store.open(profile, None)
    yield store
    store.close()


class Window:
    """Who asks to connect: an engine, the secrets, and what came back."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.secrets = MemorySecrets()
        self.connected = 0
        self.engine = EngineChild(self._make_open, progress=print, keep_secret=self._keep)
        self.connecting = Connecting(store, self.secrets, self.engine, self._count)

    async def ask(self, work: Any, given: Given) -> Any:
        """What one of the acts answers."""
        answer: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        work(given, answer.set_result)
        return await asyncio.wait_for(answer, 30)

    def run(self, coro: Any) -> Any:
        """Runs it on a loop, and ends the engine."""

        async def whole() -> Any:
            try:
                return await coro
            finally:
                await self.engine.stop()

        return asyncio.run(whole())

    async def _make_open(self) -> Open:
        names = [source.name for source in sources.sources(self.store)]
        folder = str(self.store.profile.folder)
        return Open(profile=folder, key=None, secrets=self.secrets.get(names))

    async def _keep(self, source: str, value: str) -> None:
        self.secrets.keep(source, value)

    def _count(self) -> None:
        self.connected += 1


def given(service: Simulator, **more: Any) -> Given:
    usual = {"service": "vitally", "me": service.email, "secret": service.key, "url": service.url}
    return Given(**{**usual, **more})


def test_a_test_tells_who_i_am_and_keeps_nothing(store):
    with Simulator(accounts=4) as service:
        window = Window(store)
        found = window.run(window.ask(window.connecting.test, given(service)))
    assert found.me_name and 4 <= found.in_book < found.looked_at and found.counted_all
    assert any(field.label for field in found.fields)
    assert sources.sources(store) == [] and window.secrets.get(["vitally"]) == {}


def test_what_is_kept_is_read_only_and_syncs_with_its_secret_at_once(store):
    with Simulator(accounts=4) as service:
        window = Window(store)

        async def both() -> Any:
            # The engine runs already, and knows of no secret.
            found = await window.ask(window.connecting.test, given(service))
            said = given(service, options={"plan-field": "none"})
            trouble = await window.ask(window.connecting.keep, said)
            return trouble, found, await window.engine.sync()

        trouble, found, report = window.run(both())
    assert trouble is None and window.connected == 1
    (source,) = sources.sources(store)
    assert source.options == {"read-only": "true", "plan-field": "none"}
    assert "plan" not in source.mapping
    assert window.secrets.get(["vitally"]) == {"vitally": service.key}
    assert report["ok"] and report["sources"][0]["pulled"]["accounts"] == found.in_book


def test_a_refused_key_comes_back_as_what_it_is(store):
    with Simulator(accounts=4) as service:
        window = Window(store)
        wrong = given(service, secret="sk_live_wrong")
        trouble = window.run(window.ask(window.connecting.test, wrong))
        assert isinstance(trouble, SatchelError) and trouble.kind == Auth.kind
        window = Window(store)
        assert isinstance(window.run(window.ask(window.connecting.keep, wrong)), SatchelError)
    assert sources.sources(store) == [] and window.connected == 0
    assert window.secrets.get(["vitally"]) == {}


class SlowSecrets(MemorySecrets):
    """A keyring that asks a person before it takes anything."""

    def __init__(self, values: dict[str, str] | None = None) -> None:
        super().__init__(values)
        self.asked, self.allowed = threading.Event(), threading.Event()

    def keep(self, name: str, value: str) -> None:
        """Keeps a secret once that is allowed."""
        self.asked.set()
        assert self.allowed.wait(30)
        super().keep(name, value)


@pytest.mark.parametrize("before", [{}, {"vitally": "sk_live_before"}])
def test_a_dialog_left_while_the_keyring_asks_leaves_no_secret_behind(store, before):
    with Simulator(accounts=4) as service:
        window = Window(store)
        secrets = window.secrets = SlowSecrets(before)
        window.connecting = Connecting(store, secrets, window.engine, window._count)

        async def left() -> None:
            window.connecting.keep(given(service), print)
            await asyncio.to_thread(secrets.asked.wait, 30)
            window.connecting.cancel()
            await asyncio.sleep(0)
            secrets.allowed.set()
            own = asyncio.current_task()
            keeping = [one for one in tasks.running() if one.get_name() == "Keeping a source"]
            assert keeping and own not in keeping
            await asyncio.wait_for(asyncio.gather(*keeping), 30)

        window.run(left())
    assert sources.sources(store) == [] and window.connected == 0
    assert secrets.get(["vitally"]) == before


def test_connecting_again_takes_nothing_back_that_was_said_before(store):
    with Simulator(accounts=4) as service:
        window = Window(store)

        async def twice() -> Any:
            said = given(service, options={"plan-field": "none", "book": "all"})
            first = await window.ask(window.connecting.keep, said)
            sources.set_option(store, "vitally", "read-only", "false")
            again = replace(given(service, options={"plan-field": "plan"}), url="")
            return first, await window.ask(window.connecting.keep, again)

        assert window.run(twice()) == (None, None)
    (source,) = sources.sources(store)
    assert source.options == {"plan-field": "plan", "book": "all", "read-only": "false"}
    assert source.url == service.url


def service_told(**more: Any) -> Any:
    """What the engine tells of a service that can be connected."""
    usual: dict[str, Any] = {
        "name": "ledger", "title": "Ledger", "words": "", "secret_name": "key", "options": (),
        "stages": ["contacts", "notes", "tasks"], "writes": [], "signs_in": False,
    }  # fmt: skip
    return _service({**usual, **more})


def test_what_is_fetched_is_said_as_a_sentence():
    assert service_told().reads[0] == (
        "The accounts of your book, with their people, notes, calls, meetings and tasks."
    )
    apart = service_told(stages=["contacts", "notes", "calls", "tasks", "deals", "tickets"])
    assert apart.reads[0] == (
        "The accounts of your book, with their people, notes, calls, tasks, deals and tickets."
    )
    assert service_told(stages=["notes"]).reads[0].endswith("notes, calls and meetings.")
    assert service_told(stages=["accounts"]).reads[0] == "The accounts of your book."
    # What has no stages only sends.
    (nothing,) = service_told(stages=[]).reads
    assert nothing.startswith("Nothing, but whether")


def test_questions_of_a_first_look_reach_the_dialog():
    question = Question(
        key="renewal-pipeline", label="Renewals", choices=(Choice(value="7", label="Kept"),),
        instead_of="renewal-field",
    )  # fmt: skip
    found = Connection(
        source="ledger", url="https://x.test", me_id="u", me_name="Kim", teammates=1,
        capabilities={}, fields=(), mapping={}, guessed=(), in_book=1, looked_at=1,
        counted_all=True, questions=(question,),
    )  # fmt: skip
    (asked,) = _found(to_builtins(found)).questions
    assert to_builtins(asked) == to_builtins(question)


def test_of_a_calendar_only_what_it_needs_is_asked():
    calendar = service_told(
        name="ics", title="Calendar", stages=["meetings"], options=("file",),
        secret_name="secret address",
    )  # fmt: skip
    assert [one.key for one in calendar.options] == ["file"]
    assert (calendar.needs_me, calendar.instead_of_secret) == (False, "file")
    assert "invitations" in calendar.me_label
    assert calendar.only_reads and calendar.facts == ()
    assert calendar.reads == (
        "Meetings with people of your accounts: title, times, people and join link.",
        "Of all other meetings only when they start and end.",
    )


def test_of_calendly_a_token_is_asked_and_nothing_of_accounts_is_said():
    calendly = service_told(
        name="calendly", title="Calendly", stages=["event types", "meetings"], options=(),
    )  # fmt: skip
    assert (calendly.options, calendly.facts, calendly.needs_me) == ((), (), True)
    assert not any("accounts of your book" in line for line in calendly.reads)
    assert calendly.reads[-1].startswith("The kinds of meeting you offer")


def test_of_a_ticket_system_its_address_is_asked_and_that_it_takes_escalations_is_said():
    desk = service_told(
        name="zendesk", title="Zendesk", stages=["choices", "organizations", "tickets"],
        options=("client-id",), writes=["handover"], signs_in=True,
    )  # fmt: skip
    assert [one.key for one in desk.options] == ["client-id", "url"]
    assert desk.options[-1].hint == "https://company.zendesk.com"
    assert desk.reads[0] == "The tickets of your accounts, with the last words on open ones."
    assert desk.writes == ("Escalations you send there, as they were shown to you.",)
    assert not desk.only_reads


def test_a_calendars_file_stands_in_for_its_address_and_an_address_for_the_file(tmp_path):
    file = tmp_path / "work.ics"
    said = _with_file(Given(service="ics", me="", secret="", options={"file": str(file)}), None)
    assert said.secret == f"file:{file}"
    known = Source(name="ics", url="work.ics", options={"file": str(file)})
    address = Given(service="ics", me="", secret="https://x.example/a.ics")
    assert options_of_both(known, _with_file(address, known).options) == {}
