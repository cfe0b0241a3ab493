"""Writing to a workspace over real HTTP: what is sent, what is stored, what is read back."""

from __future__ import annotations

import httpx
import pytest

from book.errors import (
    Refused,
)
from book.facts import AccountFacts, NoteFacts, TaskFacts
from sync.connectors import connector
from sync.port import Request, Sending, Writer
from sync.simulator import Quirks
from sync.vitally.connector import VitallyConnector
from tests.sync.books import COLLEAGUE, ME, small_book
from tests.sync.vitally.hands import (
    AT,
    DAY,
    HOME,
    Page,
    changed,
    hand_at,
    new_note,
    new_task,
    writes,
)


@pytest.fixture
def service(simulate):
    return simulate()


@pytest.fixture
def hand(service):
    return hand_at(service)


# -- creating --------------------------------------------------------------------


def test_the_connector_is_a_writer():
    writer: type[Writer] = VitallyConnector
    assert connector("vitally").__name__ == writer.__name__
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
