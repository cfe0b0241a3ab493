"""Writing to a workspace over real HTTP: what is sent, what is stored, what is read back."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from html.parser import HTMLParser
from typing import Any, TypeVar

import httpx
import msgspec
import pytest

from book.errors import (
    Auth,
    BadResponse,
    Offline,
    RateLimited,
    Refused,
    SatchelError,
    ServerTrouble,
)
from book.facts import AccountFacts, NoteFacts, TaskFacts
from book.records import Source
from sync.connectors import connector
from sync.port import Request, Sending, Setup, Writer
from sync.refusals import AccountGone, Gone, NotAllowed, Overtaken
from sync.simulator import Quirks, Simulator
from sync.vitally.connector import VitallyConnector
from sync.vitally.mapping import NATIVE
from tests.sync.books import COLLEAGUE, ME, ME_EMAIL, small_book
from tests.sync.scripted import Said, Scripted

T = TypeVar("T")
HOME = "acc-0000"
DAY = "2026-06-09"
AT = "2026-06-10T09:00:00.000Z"


class Hand:
    """One person writing to one service."""

    def __init__(self, url: str, key: str, **source: Any) -> None:
        usual: dict[str, Any] = {
            "name": "vitally",
            "url": url,
            "me_email": ME_EMAIL,
            "me_id": ME,
            "mapping": {**NATIVE, "stage": "vitally.custom.pipeline", "plan": "plan"},
            "capabilities": {"note_categories": '{"Call":"cat-call"}'},
        }
        self._source = Source(**usual | source)
        self._key = key
        self.waits: list[float] = []

    def do(self, work: Callable[[VitallyConnector], Awaitable[T]]) -> T:
        """Does something with a connector that is opened for it and closed after it."""

        async def pause(seconds: float) -> None:
            self.waits.append(seconds)

        async def done() -> T:
            opened = VitallyConnector(Setup(source=self._source, secret=self._key, pause=pause))
            try:
                return await work(opened)
            finally:
                await opened.aclose()

        return asyncio.run(done())

    def write(self, entry: Sending, before: Any = None) -> Any:
        """One write."""
        return self.do(lambda opened: opened.write(entry, before))

    def update(self, entry: Sending) -> Any:
        """A look, and the write after it, as the engine does it."""

        async def both(opened: VitallyConnector) -> Any:
            before = await opened.read(entry.record, entry.external_id or "")
            return await opened.write(entry, before)

        return self.do(both)

    def read(self, record: str, external_id: str) -> Any:
        """One look."""
        return self.do(lambda opened: opened.read(record, external_id))

    def find(self, record: str, key: str, account: str = HOME) -> Any:
        """One search."""
        return self.do(lambda opened: opened.find(record, key, account))


def hand_at(service: Simulator, **source: Any) -> Hand:
    """Somebody with the right key."""
    return Hand(service.url, service.key, **source)


@pytest.fixture
def service(simulate):
    return simulate()


@pytest.fixture
def hand(service):
    return hand_at(service)


def new_note(key: str = "satchel:note:1", **fields: Any) -> Sending:
    """A note on its way for the first time."""
    usual = {"subject": "Intro", "body": "Said **yes**", "day": DAY, "tags": '["call"]'}
    return Sending(
        record="note", action="create", key=key, external_id=None, account=HOME,
        fields=usual | fields,
    )  # fmt: skip


def new_task(key: str = "satchel:task:1", **fields: Any) -> Sending:
    """A task on its way for the first time."""
    usual = {"title": "Send docs", "body": "- one", "due": "2026-06-20", "tags": '["promise"]'}
    return Sending(
        record="task", action="create", key=key, external_id=None, account=HOME,
        fields=usual | fields,
    )  # fmt: skip


def changed(record: str, external_id: str, **fields: Any) -> Sending:
    """A change of a record on its way."""
    return Sending(
        record=record,  # type: ignore[arg-type]
        action="update",
        key=f"satchel:{record}:9",
        external_id=external_id,
        account=HOME,
        fields=fields,
    )


def writes(service: Simulator) -> list[tuple[str, str, str]]:
    """What the service was asked to write, as it came over the wire."""
    return [(r.method, r.path, r.body) for r in service.requests() if r.method != "GET"]


class Page(HTMLParser):
    """A reader of its own: the words of a page line by line, and the tags it is made of."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.lines = [""]
        self.tags: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.tags.append(tag)
        if tag in ("p", "div", "br", "li"):
            self.lines.append("")

    def handle_data(self, data: str) -> None:
        self.lines[-1] += data

    @property
    def words(self) -> list[str]:
        """The lines with words on them."""
        return [line.replace("\u2060", "").strip() for line in self.lines if line.strip()]


# -- creating --------------------------------------------------------------------


def test_the_connector_is_a_writer(service, hand):
    writer: type[Writer] = VitallyConnector
    assert connector("vitally") is writer
    assert writer.writes == {"account", "note", "task"}


def test_a_new_note_stands_there_whole(service, hand):
    body = "# Summary\nKim said **yes** to 40 seats\n\n- send docs\n- ask Bo\n\n> later\n😀 שלום"
    made = hand.write(new_note(body=body, kind="call"))
    stored = service.record("notes", made.external_id)
    assert stored["externalId"] == "satchel:note:1"
    assert (stored["accountId"], stored["authorId"], stored["subject"]) == (HOME, ME, "Intro")
    assert (stored["noteDate"], stored["categoryId"]) == (f"{DAY}T00:00:00.000Z", "cat-call")
    assert stored["tags"] == ["call"]
    page = Page(stored["note"])
    assert page.words == [
        *("# Summary", "Kim said yes to 40 seats", "send docs", "ask Bo", "> later", "😀 שלום")
    ]
    assert page.tags.count("li") == 2
    assert page.tags.count("strong") == 1
    assert isinstance(made, NoteFacts)
    assert (made.body, made.day, made.kind, made.mine) == (body, DAY, "call", 1)
    assert (made.external_key, made.tags) == ("satchel:note:1", '["call"]')


def test_a_new_task_stands_there_whole(service, hand):
    made = hand.write(new_task(completed_at=AT))
    stored = service.record("tasks", made.external_id)
    assert (stored["name"], stored["dueDate"]) == ("Send docs", "2026-06-20")
    assert (stored["assignedToId"], stored["createdById"], stored["completedById"]) == (ME, ME, ME)
    assert Page(stored["description"]).words == ["one"]
    assert isinstance(made, TaskFacts)
    assert (made.body, made.due, made.completed_at, made.mine) == ("- one", "2026-06-20", AT, 1)


def test_braces_are_not_filled_in_there(service, hand):
    service.change("accounts", HOME, traits={"plan": "annual"})
    text = "use {{account.traits.plan}} or &#123;&#123;account.traits.plan}}"
    made = hand.write(new_note(body=text))
    assert made.body == text
    assert "annual" not in service.record("notes", made.external_id)["note"]


def test_an_entity_would_have_been_filled_in(service):
    """The simulator is no easier than a service that reads entities first."""
    service.change("accounts", HOME, traits={"plan": "annual"})
    body = {
        "accountId": HOME,
        "note": "<p>&#123;&#123;account.traits.plan}}</p>",
        "noteDate": f"{DAY}T00:00:00.000Z",
    }
    with httpx.Client(base_url=service.url, auth=(service.key, ""), trust_env=False) as client:
        made = client.post("/resources/notes", json=body).json()
    assert made["note"] == "<p>annual</p>"


# -- what goes out ---------------------------------------------------------------


def entries() -> list[Sending]:
    """One of each kind of write."""
    return [
        new_note(kind="call"),
        new_task(),
        changed("note", "note-0000", body="new *text*", subject="B"),
        changed("note", "note-0001", tags='["a","b"]'),
        changed("note", "note-0002", account_id="acc-0001"),
        changed("task", "task-0000", title="B", due=None),
        changed("task", "task-0000", completed_at=AT),
        changed("task", "task-0000", completed_at=None),
        changed("task", "task-0001", archived_at=AT),
        changed("account", HOME, stage="3. Trial"),
    ]


@pytest.mark.parametrize("entry", entries(), ids=lambda entry: f"{entry.record}-{entry.action}")
def test_what_arrives_is_what_was_shown(entry, service, hand):
    service.change("notes", "note-0000", tags=["kept"])

    async def both(opened: VitallyConnector) -> tuple[Request, ...]:
        known = entry.external_id
        before = await opened.read(entry.record, known) if known else None
        shown = opened.requests_for(entry, before)
        await opened.write(entry, before)
        return shown

    shown = hand.do(both)
    assert writes(service) == [(one.method, one.path, one.body) for one in shown]
    assert service.key not in "".join(one.body for one in shown)


@pytest.mark.parametrize("wiped", [True, False])
def test_tags_survive_every_update(wiped, simulate):
    service = simulate(quirks=Quirks(task_tags_wiped=wiped))
    hand = hand_at(service)
    service.change("notes", "note-0000", tags=["a", "b"])
    service.change("tasks", "task-0000", tags=["c"])
    assert hand.update(changed("note", "note-0000", subject="B")).tags == '["a","b"]'
    assert hand.update(changed("task", "task-0000", title="B")).tags == '["c"]'
    # The writer looks for itself where nobody told it what stands there.
    assert hand.write(changed("note", "note-0000", subject="C")).tags == '["a","b"]'
    assert hand.write(changed("task", "task-0000", completed_at=AT)).tags == '["c"]'
    assert service.record("notes", "note-0000")["tags"] == ["a", "b"]
    assert service.record("tasks", "task-0000")["tags"] == ["c"]


def test_an_update_leaves_everything_else(service, hand):
    before = service.record("notes", "note-0000")
    made = hand.update(changed("note", "note-0000", body="other"))
    after = service.record("notes", "note-0000")
    differing = {field for field in before if before[field] != after[field]}
    assert differing == {"note", "updatedAt"}
    assert made.remote_updated_at == after["updatedAt"]


def test_a_task_is_done_and_open_again(service, hand):
    assert hand.update(changed("task", "task-0000", completed_at=AT)).completed_at == AT
    assert service.record("tasks", "task-0000")["completedById"] == ME
    assert hand.update(changed("task", "task-0000", completed_at=None)).completed_at is None


def test_where_nothing_is_opened_again_the_read_back_says_so(simulate):
    service = simulate(quirks=Quirks(reopen=False))
    service.change("tasks", "task-0000", completedAt=AT)
    hand = hand_at(service)
    assert hand.update(changed("task", "task-0000", completed_at=None)).completed_at == AT


def test_a_record_moves_to_another_account(service, hand):
    made = hand.update(changed("note", "note-0000", account_id="acc-0001"))
    assert made.account_external_id == "acc-0001"
    assert service.record("notes", "note-0000")["accountId"] == "acc-0001"


@pytest.mark.parametrize("status", [200, 204])
def test_an_archive_is_done_once_and_twice_is_no_fault(status, simulate):
    service = simulate(quirks=Quirks(delete_status=status))
    hand = hand_at(service)
    entry = changed("note", "note-0000", archived_at=AT)
    assert hand.update(entry) is None
    assert service.record("notes", "note-0000")["archivedAt"] is not None
    assert hand.write(entry) is None
    service.remove("notes", "note-0000")
    assert hand.write(entry) is None


def test_a_stage_is_written_to_its_trait_and_nowhere_else(service, hand):
    service.change("accounts", HOME, traits={"plan": "annual", "vitally.custom.pipeline": "1"})
    made = hand.update(changed("account", HOME, stage="2. Contacted"))
    assert isinstance(made, AccountFacts)
    assert made.stage == "2. Contacted"
    traits = service.record("accounts", HOME)["traits"]
    assert traits == {"plan": "annual", "vitally.custom.pipeline": "2. Contacted"}
    assert hand.update(changed("account", HOME, stage=None)).stage is None


def test_a_field_of_an_integration_is_not_written(service, hand):
    writable = hand.do(lambda opened: _later(opened.writable("stage"), opened.writable("plan")))
    assert writable == (True, False)
    with pytest.raises(Refused):
        hand.update(changed("account", HOME, plan="Pro"))
    assert writes(service) == []


async def _later(*said: bool) -> tuple[bool, ...]:
    return said


# -- looking ---------------------------------------------------------------------


def test_reading_tells_living_archived_and_gone_apart(service, hand):
    service.archive("notes", "note-0001")
    service.remove("notes", "note-0002")
    assert hand.read("note", "note-0000").archived_at is None
    assert hand.read("note", "note-0001").archived_at is not None
    assert hand.read("note", "note-0002") is None
    assert hand.read("task", "task-0000").title == "Send 0"
    assert hand.read("account", HOME).name == "Customer 0000"
    service.remove("accounts", HOME)
    assert hand.read("account", HOME) is None
    assert hand.read("task", "task-0000") is None


@pytest.mark.parametrize("aware", [True, False])
def test_a_record_is_found_by_its_key_on_any_page_and_among_the_archived(aware, simulate, clock):
    book = small_book(clock, mine=2, others=0, notes_each=250)
    # The numbers grow with the age: this is the oldest of three pages.
    book.records["notes"][249]["externalId"] = "satchel:note:old"
    service = simulate(book, quirks=Quirks(account_tasks_know_archived=aware))
    hand = hand_at(service)
    made = hand.write(new_task())
    service.archive("tasks", made.external_id)
    assert hand.find("note", "satchel:note:old").external_id == "note-0249"
    assert hand.find("task", "satchel:task:1").archived_at is not None
    assert hand.find("note", "satchel:note:none") is None
    assert hand.find("account", "satchel:account:1") is None


def test_a_record_somebody_moved_meanwhile_is_found_all_the_same(service, hand):
    made = hand.write(new_note())
    service.change("notes", made.external_id, accountId="acc-0002")
    assert hand.find("note", "satchel:note:1").account_external_id == "acc-0002"
    service.remove("accounts", HOME)
    assert hand.find("note", "satchel:note:1").external_id == made.external_id


# -- lost answers ----------------------------------------------------------------


@pytest.mark.parametrize("repeated", ["reject", "update"])
@pytest.mark.parametrize("make", [new_note, new_task])
def test_a_lost_answer_leaves_one_record_that_is_found(make, repeated, simulate):
    service = simulate(quirks=Quirks(repeated_note=repeated))
    hand = hand_at(service)
    entry = make()
    service.fault("lost", method="POST")
    with pytest.raises((Offline, BadResponse)) as caught:
        hand.write(entry)
    assert caught.value.retryable
    found = hand.find(entry.record, entry.key)
    assert found is not None
    # Even who forgets to look first makes no second one.
    assert hand.write(entry).external_id == found.external_id
    kept = [r for r in service.records(f"{entry.record}s") if r["externalId"] == entry.key]
    assert len(kept) == 1


def test_a_note_that_was_moved_before_it_was_sent_again_is_adopted(service, hand):
    service.fault("lost", method="POST")
    with pytest.raises(SatchelError):
        hand.write(new_note())
    service.change("notes", "satchel:note:1", accountId="acc-0001", subject="Theirs")
    made = hand.write(new_note())
    assert (made.account_external_id, made.subject) == ("acc-0001", "Theirs")


def test_a_request_that_never_arrived_leaves_nothing(service, hand):
    service.fault("close", method="POST")
    with pytest.raises(SatchelError):
        hand.write(new_note())
    assert hand.find("note", "satchel:note:1") is None
    assert hand.write(new_note()).external_key == "satchel:note:1"


@pytest.mark.parametrize(
    ("fault", "options", "kind"),
    [
        ("status", {"status": 500}, ServerTrouble),
        ("status", {"status": 503, "html": True}, ServerTrouble),
        ("status", {"status": 401}, Auth),
        ("status", {"status": 429, "retry_after": "900"}, RateLimited),
        ("html", {}, BadResponse),
        ("redirect", {"location": "/elsewhere"}, BadResponse),
        ("wrong_host", {}, BadResponse),
        ("truncate", {}, BadResponse),
        ("close", {}, SatchelError),
        ("lost", {}, SatchelError),
    ],
)
def test_no_fault_makes_it_write_twice(fault, options, kind, service, hand):
    service.fault(fault, method="POST", **options)
    with pytest.raises(kind) as caught:
        hand.write(new_note())
    assert caught.value.title
    assert len([one for one in service.requests() if one.method == "POST"]) == 1


def test_a_short_wait_asked_for_is_sat_out_and_nothing_was_written_before_it(service, hand):
    service.fault("status", method="POST", status=429, reset=2)
    assert hand.write(new_note()).subject == "Intro"
    assert [round(one) for one in hand.waits] == [2]
    assert len(service.records("notes")) == 11


@pytest.mark.parametrize(
    "answer", [b"", b"{}", b'{"id":"note-0000"}', b"null", b"[]", b"\xff", b'{"id":7,"note":""}']
)
def test_where_the_answer_is_not_the_record_it_is_read(answer, service):
    stored = msgspec.json.encode(service.record("notes", "note-0000"))
    with Scripted(Said(204 if not answer else 200, answer), Said(200, stored)) as scripted:
        hand = Hand(scripted.url, "sk_live_x")
        made = hand.write(changed("note", "note-0000", tags="[]"))
        assert made.external_id == "note-0000"
        assert [one.method for one in scripted.asked] == ["PUT", "GET"]


def test_a_made_record_that_is_not_shown_is_looked_for_by_its_key(service):
    made = hand_at(service).write(new_note())
    listed = b'{"results":[' + msgspec.json.encode(service.record("notes", made.external_id))
    with Scripted(Said(201, b""), Said(200, listed + b'],"next":null}')) as scripted:
        assert Hand(scripted.url, "sk_live_x").write(new_note()) == made
    with (
        Scripted(Said(201, b""), Said(200, b'{"results":[],"next":null}')) as scripted,
        pytest.raises(BadResponse, match="does not show"),
    ):
        Hand(scripted.url, "sk_live_x").write(new_note())


# -- refusals --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, Refused),
        (403, NotAllowed),
        (404, Gone),
        (409, Overtaken),
        (410, Gone),
        (413, Refused),
        (422, Refused),
    ],
)
def test_a_refusal_says_what_the_service_said(status, kind, service, hand):
    service.fault("status", method="PUT", status=status)
    with pytest.raises(kind) as caught:
        hand.update(changed("note", "note-0000", subject="B"))
    assert type(caught.value) is kind
    assert f"({status})" in caught.value.title
    assert "note" in caught.value.title
    assert caught.value.advice
    assert not caught.value.retryable


@pytest.mark.parametrize(
    ("body", "title"),
    [
        (b'{"error":"noteDate has\\nto be later"}', ": noteDate has to be later"),
        (b'{"error":"' + b"x" * 900 + b'"}', ": " + "x" * 200),
        (b'{"error":{"deep":1}}', "."),
        (b'{"message":"no"}', "."),
        (b"plain", "."),
        (b"", "."),
    ],
)
def test_only_short_words_of_the_service_are_passed_on(body, title):
    with Scripted(Said(400, body)) as scripted, pytest.raises(Refused) as caught:
        Hand(scripted.url, "sk_live_x").write(changed("note", "n1", subject="B", tags="[]"))
    assert caught.value.title == f"Vitally refused the note (400){title}"


def test_a_record_that_is_gone_is_said_to_be_gone(service, hand):
    service.remove("tasks", "task-0000")
    with pytest.raises(Gone):
        hand.write(changed("task", "task-0000", title="B"))
    with pytest.raises(Gone):
        hand.write(changed("task", "task-0000", title="B", tags="[]"))


def test_an_archived_record_that_takes_no_change_is_gone(simulate):
    service = simulate(quirks=Quirks(archived_takes_put=False))
    service.archive("notes", "note-0000")
    with pytest.raises(Gone):
        hand_at(service).update(changed("note", "note-0000", subject="B"))


@pytest.mark.parametrize("make", [new_note, new_task])
def test_an_account_that_is_gone_is_told_from_a_refusal(make, service, hand):
    assert service.reimport(HOME) != HOME
    with pytest.raises(AccountGone) as caught:
        hand.write(make())
    assert "account" in caught.value.title
    with pytest.raises(AccountGone):
        hand.update(changed("note", "note-0002", account_id=HOME))


def test_an_account_that_is_there_does_not_blur_a_refusal(service, hand):
    with pytest.raises(Refused) as caught:
        hand.write(new_task(title=""))
    assert not isinstance(caught.value, Gone)
    assert caught.value.title == "Vitally refused the task (400): name is required."


def test_a_text_of_ten_megabytes_never_leaves(service, hand):
    with pytest.raises(Refused, match="too long"):
        hand.write(new_note(body="line of a pasted log\n" * 500_000))
    assert service.requests() == []


def test_a_text_too_long_for_the_service_is_refused_in_words(simulate):
    service = simulate(quirks=Quirks(largest_body=50_000))
    with pytest.raises(Refused, match=r"\(413\)"):
        hand_at(service).write(new_note(body="word " * 20_000))
    assert len(service.records("notes")) == 10


def test_nothing_is_sent_in_nobodys_name(service):
    with pytest.raises(Refused, match="who you are"):
        hand_at(service, me_id=None).write(new_note())
    assert service.requests() == []


def test_a_colleagues_note_stays_the_colleagues(service, hand):
    service.change("notes", "note-0000", authorId=COLLEAGUE)
    made = hand.update(changed("note", "note-0000", subject="B"))
    assert (made.author_id, made.mine) == (COLLEAGUE, 0)


def test_a_change_in_the_browser_between_two_looks_is_seen(service, hand):
    made = hand.write(new_note(body="- a\nbelow\n\n_low_"))
    stored = service.record("notes", made.external_id)
    service.change("notes", made.external_id, note=stored["note"].replace("below", "far below"))
    assert hand.read("note", made.external_id).body == "- a\nfar below\n\n_low_"


def test_the_first_look_says_which_fields_take_writes(service, hand):
    found = hand.do(lambda opened: opened.check())
    assert found.mapping["stage"] == "vitally.custom.pipeline"
    assert found.capabilities["writes"] == "stage"
