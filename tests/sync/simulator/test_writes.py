"""What the service makes of POST, PUT and DELETE."""

from __future__ import annotations

import httpx
import pytest

from sync.simulator import Quirks
from sync.simulator.writes import strip
from tests.sync.simulator.vitally_table import faults_of
from tests.sync.simulator.walking import ids, walk

MOMENT = "2026-03-17T10:00:00.000Z"


@pytest.fixture
def crm(simulate):
    return simulate()


@pytest.fixture
def client(crm, ask):
    return ask(crm)


@pytest.fixture
def account(crm):
    return crm.records("accounts")[0]["id"]


def note(account: str, **more: object) -> dict[str, object]:
    return {"accountId": account, "note": "<p>Hello</p>", "noteDate": MOMENT} | more


def task(account: str, **more: object) -> dict[str, object]:
    return {"accountId": account, "name": "Send the guide"} | more


def test_a_new_note_comes_back_whole_and_leads_the_list(crm, client, account):
    body = note(account, externalId="k1", authorId=crm.me, tags=["call"], subject="Intro")
    answer = client.post("/resources/notes", json=body)
    assert answer.status_code == 200
    made = answer.json()
    assert not list(faults_of("notes", made))
    assert {name: made[name] for name in body} == body
    assert made["createdAt"] == made["updatedAt"] == crm.state.now()
    assert made["author"]["email"] == crm.email
    assert made["source"] is None
    assert client.get("/resources/notes?limit=1").json()["results"] == [made]


def test_a_new_task_comes_back_whole(crm, client, account):
    body = task(account, externalId="t1", dueDate="2026-04-01", assignedToId=crm.me)
    made = client.post("/resources/tasks", json=body).json()
    assert not list(faults_of("tasks", made))
    assert {name: made[name] for name in body} == body
    assert made["completedAt"] is None


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("notes", {"note": None}),
        ("notes", {"note": ""}),
        ("notes", {"noteDate": None}),
        ("notes", {"noteDate": "yesterday"}),
        ("notes", {"accountId": None}),
        ("notes", {"accountId": "not-an-account"}),
        ("notes", {"authorId": "not-an-admin"}),
        ("notes", {"categoryId": "not-a-category"}),
        ("notes", {"tags": "call"}),
        ("notes", {"tags": [1]}),
        ("notes", {"traits": []}),
        ("notes", {"id": "chosen"}),
        ("notes", {"text": "wrong name"}),
        ("tasks", {"name": ""}),
        ("tasks", {"accountId": None}),
        ("tasks", {"dueDate": "soon"}),
        ("tasks", {"assignedToId": "not-an-admin"}),
        ("tasks", {"status": "open"}),
    ],
)
def test_what_is_missing_or_wrong_is_refused_and_nothing_is_made(path, body, crm, client, account):
    before = len(crm.records(path))
    whole = (note(account) if path == "notes" else task(account)) | body
    answer = client.post(f"/resources/{path}", json=whole)
    assert answer.status_code == 400, answer.text
    assert answer.json()["error"]
    assert len(crm.records(path)) == before


@pytest.mark.parametrize("content", [b"", b"[]", b"{", b'"text"'])
def test_a_body_that_is_no_object_is_refused(content, client):
    assert client.post("/resources/notes", content=content).status_code == 400


def test_an_external_id_of_an_account_is_not_its_id_in_a_body(crm, client):
    external = crm.records("accounts")[0]["externalId"]
    assert client.post("/resources/notes", json=note(external)).status_code == 400


def test_a_second_note_with_the_same_external_id_is_refused_by_name(crm, client, account):
    first = client.post("/resources/notes", json=note(account, externalId="k1")).json()
    again = client.post("/resources/notes", json=note(account, externalId="k1", note="other"))
    assert again.status_code == 400
    assert "externalId" in again.json()["error"]
    assert crm.record("notes", first["id"]) == first


def test_or_updates_the_first_where_the_service_is_of_that_kind(simulate, ask):
    crm = simulate(quirks=Quirks(repeated_note="update"))
    client = ask(crm)
    account = crm.records("accounts")[0]["id"]
    first = client.post("/resources/notes", json=note(account, externalId="k1")).json()
    again = client.post("/resources/notes", json=note(account, externalId="k1", note="<p>B</p>"))
    assert again.json()["id"] == first["id"]
    assert again.json()["note"] == "<p>B</p>"
    assert len([one for one in crm.records("notes") if one["externalId"] == "k1"]) == 1


def test_a_deleted_note_keeps_its_external_id(client, account):
    first = client.post("/resources/notes", json=note(account, externalId="k1")).json()
    client.delete(f"/resources/notes/{first['id']}")
    assert client.post("/resources/notes", json=note(account, externalId="k1")).status_code == 400


def test_a_second_task_with_the_same_external_id_updates_the_first(crm, client, account):
    first = client.post("/resources/tasks", json=task(account, externalId="t1")).json()
    again = client.post("/resources/tasks", json=task(account, externalId="t1", name="Other"))
    assert again.status_code == 200
    assert again.json()["id"] == first["id"]
    assert again.json()["name"] == "Other"
    assert len([one for one in crm.records("tasks") if one["externalId"] == "t1"]) == 1


def test_without_external_ids_two_posts_are_two_notes(client, account):
    made = {client.post("/resources/notes", json=note(account)).json()["id"] for _ in range(2)}
    assert len(made) == 2


def test_an_update_changes_what_it_names_and_wipes_tags_it_lacks(client, account, clock):
    body = note(account, tags=["call"], subject="Old", traits={"vitally.custom.nextStep": "x"})
    made = client.post("/resources/notes", json=body).json()
    clock.move(minutes=5)
    changed = client.put(f"/resources/notes/{made['id']}", json={"subject": "New"}).json()
    assert (changed["subject"], changed["note"]) == ("New", made["note"])
    assert changed["traits"] == made["traits"]
    assert changed["tags"] == []
    assert changed["updatedAt"] > made["updatedAt"]
    assert changed["createdAt"] == made["createdAt"]
    kept = client.put(f"/resources/notes/{made['id']}", json={"subject": "B", "tags": ["a", "b"]})
    assert kept.json()["tags"] == ["a", "b"]


@pytest.mark.parametrize(("wiped", "left"), [(True, []), (False, ["promise"])])
def test_tags_of_a_task_may_or_may_not_survive(wiped, left, simulate, ask):
    crm = simulate(quirks=Quirks(task_tags_wiped=wiped))
    client = ask(crm)
    body = task(crm.records("accounts")[0]["id"], tags=["promise"])
    made = client.post("/resources/tasks", json=body).json()
    assert client.put(f"/resources/tasks/{made['id']}", json={"name": "B"}).json()["tags"] == left


def test_two_updates_in_the_same_moment_still_differ(client, account):
    made = client.post("/resources/notes", json=note(account)).json()
    moments = [
        client.put(f"/resources/notes/{made['id']}", json={"subject": text}).json()["updatedAt"]
        for text in "abc"
    ]
    assert made["updatedAt"] < moments[0] < moments[1] < moments[2]


@pytest.mark.parametrize(
    "body", [{"externalId": "other"}, {"id": "x"}, {"note": None}, {"archivedAt": MOMENT}]
)
def test_an_update_of_what_cannot_change_is_refused(body, client, account):
    made = client.post("/resources/notes", json=note(account)).json()
    assert client.put(f"/resources/notes/{made['id']}", json=body).status_code == 400
    assert client.get(f"/resources/notes/{made['id']}").json() == made


def test_a_trait_of_null_goes_and_one_not_named_stays(client, account):
    body = note(account, traits={"a": 1, "b": 2})
    made = client.post("/resources/notes", json=body).json()
    changed = client.put(f"/resources/notes/{made['id']}", json={"traits": {"a": None, "c": 3}})
    assert changed.json()["traits"] == {"b": 2, "c": 3}


def test_a_task_is_completed_and_may_be_opened_again(crm, client, account):
    made = client.post("/resources/tasks", json=task(account)).json()
    path = f"/resources/tasks/{made['id']}"
    done = client.put(path, json={"completedAt": MOMENT, "completedById": crm.me}).json()
    assert (done["completedAt"], done["completedById"]) == (MOMENT, crm.me)
    assert client.put(path, json={"completedAt": None}).json()["completedAt"] is None


def test_or_stays_completed_where_the_service_is_of_that_kind(simulate, ask):
    crm = simulate(quirks=Quirks(reopen=False))
    client = ask(crm)
    body = task(crm.records("accounts")[0]["id"], completedAt=MOMENT)
    made = client.post("/resources/tasks", json=body).json()
    left = client.put(f"/resources/tasks/{made['id']}", json={"completedAt": None}).json()
    assert left["completedAt"] == MOMENT


def test_delete_archives_and_the_lists_know(client, account, clock):
    made = client.post("/resources/notes", json=note(account)).json()
    clock.move(seconds=1)
    assert client.delete(f"/resources/notes/{made['id']}").status_code == 204
    assert made["id"] not in ids(walk(client, "/resources/notes"))
    gone = walk(client, "/resources/notes", archived="true")
    assert gone[0]["id"] == made["id"]
    assert gone[0]["updatedAt"] > made["updatedAt"]
    assert client.delete(f"/resources/notes/{made['id']}").status_code == 204
    assert client.delete("/resources/notes/nothing").status_code == 404


def test_delete_takes_the_services_own_id_only(client, account):
    client.post("/resources/notes", json=note(account, externalId="k1"))
    assert client.delete("/resources/notes/k1").status_code == 404


def test_archiving_may_leave_the_moment_of_change_alone(simulate, ask, clock):
    crm = simulate(quirks=Quirks(archive_moves_updated=False, delete_status=200))
    client = ask(crm)
    made = client.post("/resources/notes", json=note(crm.records("accounts")[0]["id"])).json()
    clock.move(days=1)
    assert client.delete(f"/resources/notes/{made['id']}").status_code == 200
    gone = crm.record("notes", made["id"])
    assert gone["archivedAt"] == crm.state.now()
    assert gone["updatedAt"] == made["updatedAt"]


def test_an_accounts_traits_are_merged(crm, client, account):
    before = crm.record("accounts", account)
    answer = client.put(f"/resources/accounts/{account}", json={"traits": {"x": 1, "plan": None}})
    after = answer.json()
    assert after["traits"] == {k: v for k, v in before["traits"].items() if k != "plan"} | {"x": 1}
    assert after["updatedAt"] > before["updatedAt"]


@pytest.mark.parametrize("body", [{"mrr": 5}, {"csmId": "x"}, {"traits": 3}, {"segments": []}])
def test_what_belongs_to_the_service_cannot_be_put(body, crm, client, account):
    before = crm.record("accounts", account)
    assert client.put(f"/resources/accounts/{account}", json=body).status_code == 400
    assert crm.record("accounts", account) == before


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("<p>plain</p>", "<p>plain</p>"),
        ("<h1>big</h1><p>x</p>", "big<p>x</p>"),
        ("<p onclick='x()'>x</p>", "<p>x</p>"),
        ("<script>alert(1)</script><p>x</p>", "<p>x</p>"),
        ('<a href="https://x.example" class="b">x</a>', '<a href="https://x.example">x</a>'),
        ('<a href="javascript:x">x</a>', "<a>x</a>"),
        ("<table><tr><td>cell</td></tr></table>", "cell"),
        ("<ol><li><code>a &lt; b</code></li></ol>", "<ol><li><code>a &lt; b</code></li></ol>"),
    ],
)
def test_html_is_stripped_to_what_the_service_keeps(sent, kept, client, account):
    assert strip(sent) == kept
    assert client.post("/resources/notes", json=note(account, note=sent)).json()["note"] == kept
    made = client.post("/resources/tasks", json=task(account, description=sent)).json()
    assert made["description"] == kept


def test_placeholders_in_a_note_are_filled_from_the_account(crm, client, account):
    crm.change("accounts", account, traits={"plan": "annual"})
    text = "<p>On {{account.traits.plan}} and {{ account.traits.none }}. {{other}}</p>"
    made = client.post("/resources/notes", json=note(account, note=text)).json()
    assert made["note"] == "<p>On annual and . {{other}}</p>"


def test_a_placeholder_spelt_with_entities_is_one_all_the_same(crm, client, account):
    crm.change("accounts", account, traits={"plan": "R&D <b>"})
    text = "<p>&#123;&#x7b;account.traits.plan&rcub;&#125;</p>"
    made = client.post("/resources/notes", json=note(account, note=text)).json()
    assert made["note"] == "<p>R&amp;D &lt;b&gt;</p>"


@pytest.mark.parametrize(("takes", "status"), [(True, 200), (False, 404)])
def test_a_deleted_note_may_or_may_not_be_changed(takes, status, simulate, ask):
    crm = simulate(quirks=Quirks(archived_takes_put=takes))
    client = ask(crm)
    made = client.post("/resources/notes", json=note(crm.records("accounts")[0]["id"])).json()
    client.delete(f"/resources/notes/{made['id']}")
    answer = client.put(f"/resources/notes/{made['id']}", json={"subject": "B"})
    assert answer.status_code == status
    assert client.get(f"/resources/notes/{made['id']}").json()["archivedAt"] is not None


def test_a_body_that_is_too_large_is_refused(simulate, ask):
    crm = simulate(quirks=Quirks(largest_body=2_000))
    body = note(crm.records("accounts")[0]["id"], note="x" * 2_000)
    answer = ask(crm).post("/resources/notes", json=body)
    assert (answer.status_code, list(answer.json())) == (413, ["error"])


def test_with_an_account_its_notes_and_tasks_are_gone(crm, client, account):
    made = client.post("/resources/notes", json=note(account, externalId="k1")).json()
    due = client.post("/resources/tasks", json=task(account)).json()
    crm.remove("accounts", account)
    for path in (f"accounts/{account}", f"notes/{made['id']}", f"tasks/{due['id']}"):
        assert client.get(f"/resources/{path}").status_code == 404
        assert client.put(f"/resources/{path}", json={"tags": []}).status_code == 404
    assert client.get(f"/resources/accounts/{account}/notes").status_code == 404
    assert client.post("/resources/notes", json=note(account)).status_code == 400


def test_an_account_comes_back_under_a_new_id(crm, client, account):
    before = crm.record("accounts", account)
    client.post("/resources/notes", json=note(account))
    crm.remove("accounts", account)
    again = crm.reimport(account)
    after = client.get(f"/resources/accounts/{again}").json()
    assert again != account
    assert (after["externalId"], after["name"]) == (before["externalId"], before["name"])
    assert walk(client, f"/resources/accounts/{again}/notes") == []
    assert crm.reimport(again) not in (again, account)


def test_what_was_written_stands_in_the_log(crm, client, account):
    client.post("/resources/notes", json=note(account, subject="Grüße"))
    client.put(f"/resources/accounts/{account}", content=b"\xff{")
    client.get("/resources/notes?limit=1")
    bodies = [one.body for one in crm.requests()]
    assert "Grüße" in bodies[0]
    assert bodies[1:] == ["\ufffd{", ""]


@pytest.mark.parametrize("kind", ["lost", "truncate"])
def test_what_was_written_stands_in_the_log_whatever_came_of_it(kind, crm, client, account):
    crm.fault(kind, method="POST")
    with pytest.raises(httpx.TransportError):
        client.post("/resources/notes", json=note(account, subject="Intro"))
    (line,) = crm.requests(method="POST")
    assert "Intro" in line.body
    assert len([one for one in crm.records("notes") if one["subject"] == "Intro"]) == 1
