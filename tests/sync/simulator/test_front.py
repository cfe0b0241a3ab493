"""Faults on command: each happens as often as it was asked for, and to nobody else."""

from __future__ import annotations

import threading
import time

import httpx
import pytest

from sync.simulator.faults import Fault, Faults
from tests.sync.simulator.vitally_table import faults_of
from tests.sync.simulator.walking import ids, walk

MOMENT = "2026-03-17T10:00:00.000Z"


@pytest.fixture
def crm(simulate):
    return simulate()


@pytest.fixture
def client(crm, ask):
    return ask(crm)


def new_note(crm) -> dict[str, object]:
    account = crm.records("accounts")[0]["id"]
    return {"accountId": account, "note": "<p>x</p>", "noteDate": MOMENT, "externalId": "k1"}


@pytest.mark.parametrize("status", [401, 403, 404, 409, 422, 429, 500, 502, 503])
def test_a_status_comes_instead_of_the_answer_and_nothing_is_done(status, crm, client):
    before = len(crm.records("notes"))
    crm.fault("status", "/resources/notes", status=status, method="POST")
    assert client.post("/resources/notes", json=new_note(crm)).status_code == status
    assert len(crm.records("notes")) == before
    assert client.post("/resources/notes", json=new_note(crm)).status_code == 200


def test_a_wait_is_told_in_either_header(crm, client):
    crm.fault("status", status=429, reset=7)
    crm.fault("status", status=429, retry_after="Wed, 18 Mar 2026 09:31:00 GMT")
    first, second = (client.get("/resources/notes") for _ in range(2))
    assert (first.headers["ratelimit-remaining"], first.headers["ratelimit-reset"]) == ("0", "7")
    assert "retry-after" not in first.headers
    assert second.headers["retry-after"].startswith("Wed,")


def test_a_fault_strikes_so_often_where_and_after_as_many_as_asked(crm, client):
    crm.fault("status", "/resources/tasks", status=503, times=2, skip=1)
    asked = [client.get(f"/resources/{n}").status_code for n in ("notes", "tasks", "users")]
    assert asked == [200, 200, 200]
    assert [client.get("/resources/tasks").status_code for _ in range(3)] == [503, 503, 200]


def test_faults_wait_in_order_and_can_be_taken_back():
    faults = Faults()
    faults.add(Fault(kind="html", path="/a"))
    faults.add(Fault(kind="close", times=2, path="/"))
    assert faults.waiting() == 3
    taken = [faults.take("GET", path) for path in ("/b", "/a", "/a", "/a")]
    assert [one.kind if one else None for one in taken] == ["close", "html", "close", None]
    faults.add(Fault(kind="close", method="POST"))
    assert faults.take("GET", "/resources/x") is None
    faults.clear()
    assert faults.waiting() == 0
    assert faults.take("POST", "/resources/x") is None


def test_the_connection_drops_before_anything_happened(crm, client):
    crm.fault("close", "/resources/notes", method="POST")
    with pytest.raises(httpx.TransportError):
        client.post("/resources/notes", json=new_note(crm))
    assert not [one for one in crm.records("notes") if one["externalId"] == "k1"]
    assert crm.requests()[-1].status == 0


def test_a_lost_answer_leaves_its_work_behind(crm, client):
    crm.fault("lost", "/resources/notes", method="POST")
    with pytest.raises(httpx.TransportError):
        client.post("/resources/notes", json=new_note(crm))
    kept = [one for one in crm.records("notes") if one["externalId"] == "k1"]
    assert len(kept) == 1


def test_half_an_answer(crm, client):
    crm.fault("truncate", "/resources/users")
    with pytest.raises(httpx.RemoteProtocolError):
        client.get("/resources/users")
    assert client.get("/resources/users").status_code == 200


def test_a_slow_answer_takes_its_time(crm, client):
    crm.fault("slow", "/resources/admins", seconds=0.15)
    begun = time.monotonic()
    assert client.get("/resources/admins").status_code == 200
    assert time.monotonic() - begun >= 0.15


def test_a_dripping_answer_arrives_whole_in_many_pieces(crm, client):
    whole = client.get("/resources/admins").content
    crm.fault("slow", "/resources/admins", bytes_per_second=len(whole) * 8)
    with client.stream("GET", "/resources/admins") as answer:
        pieces = list(answer.iter_raw())
    assert b"".join(pieces) == whole
    assert len(pieces) > 1


def test_a_client_that_leaves_a_slow_answer_frees_the_server(crm):
    crm.fault("slow", seconds=30)
    with pytest.raises(httpx.ReadTimeout):
        httpx.get(crm.url + "/resources/users", timeout=0.05, trust_env=False)
    begun = time.monotonic()
    crm.stop()
    assert time.monotonic() - begun < 2


@pytest.mark.parametrize(
    ("kind", "status", "words"),
    [("html", 200, "Sign in"), ("wrong_host", 404, "no site"), ("status", 500, "Bad gateway")],
)
def test_html_where_json_was_meant(kind, status, words, crm, client):
    crm.fault(kind, html=True)
    answer = client.get("/resources/users")
    assert (answer.status_code, answer.headers["content-type"]) == (status, "text/html")
    assert words in answer.text
    assert "ratelimit-limit" not in answer.headers


def test_json_that_is_none(crm, client):
    crm.fault("not_json")
    answer = client.get("/resources/users")
    assert answer.status_code == 200
    with pytest.raises(ValueError, match="Unterminated"):
        answer.json()


def test_a_redirect_leads_wherever_it_is_told(crm, client):
    crm.fault("redirect", location="http://127.0.0.1:1/elsewhere")
    answer = client.get("/resources/users")
    assert answer.status_code == 302
    assert answer.headers["location"] == "http://127.0.0.1:1/elsewhere"


def test_a_page_of_any_size(crm, client):
    crm.fault("huge", megabytes=3)
    size = 0
    with client.stream("GET", "/resources/users") as answer:
        for piece in answer.iter_raw():
            size += len(piece)
    assert size > 3_000_000


def test_fields_nobody_knows_are_added_and_the_rest_stays(crm, client):
    plain = client.get("/resources/users").json()["results"]
    crm.fault("unknown_fields", "/resources/users")
    spoilt = client.get("/resources/users").json()["results"]
    assert [{k: v for k, v in one.items() if k in plain[0]} for one in spoilt] == plain
    assert all("addedLater" in one for one in spoilt)


@pytest.mark.parametrize("name", ["accounts", "users", "notes", "tasks", "conversations"])
def test_nulls_come_only_where_the_table_allows_them(name, crm, client):
    crm.fault("nulls", f"/resources/{name}")
    spoilt = client.get(f"/resources/{name}").json()["results"]
    assert spoilt
    assert not [fault for one in spoilt for fault in faults_of(name, one)]
    assert sum(value is None for value in spoilt[0].values()) >= 3


def test_odd_dates_spare_what_paging_needs(crm, client):
    plain = client.get("/resources/accounts").json()["results"]
    crm.fault("odd_dates", "/resources/accounts")
    spoilt = client.get("/resources/accounts").json()["results"]
    assert ids(spoilt) == ids(plain)
    assert [one["updatedAt"] for one in spoilt] == [one["updatedAt"] for one in plain]
    assert {one["nextRenewalDate"] for one in spoilt} >= {"soon", "", "1970-01-01T00:00:00.000Z"}


def test_one_record_of_the_wrong_shape(crm, client):
    crm.fault("bad_record", "/resources/notes")
    spoilt = client.get("/resources/notes").json()["results"]
    assert list(faults_of("notes", spoilt[0]))
    assert not [fault for one in spoilt[1:] for fault in faults_of("notes", one)]


def test_each_record_twice(crm, client):
    plain = ids(client.get("/resources/notes?limit=5").json()["results"])
    crm.fault("duplicates", "/resources/notes")
    twice = ids(client.get("/resources/notes?limit=5").json()["results"])
    assert twice == [one for one in plain for _ in range(2)]


def test_an_empty_page_that_leads_on(crm, client):
    crm.fault("empty_next", "/resources/notes")
    page = client.get("/resources/notes?limit=5").json()
    assert page["results"] == []
    after = client.get("/resources/notes", params={"limit": 5, "from": page["next"]})
    assert after.json()["results"]


@pytest.mark.parametrize("sort", ["updatedAt", "createdAt"])
def test_a_cursor_that_leads_back_to_the_start(sort, crm, client):
    params = {"limit": 5, "sortBy": sort}
    first = client.get("/resources/notes", params=params).json()
    crm.fault("loop", "/resources/notes")
    second = client.get("/resources/notes", params=params | {"from": first["next"]}).json()
    again = client.get("/resources/notes", params=params | {"from": second["next"]}).json()
    assert ids(again["results"]) == ids(first["results"])


def test_a_row_that_moves_to_the_front_is_missed_by_updated_and_not_by_created(simulate, ask):
    for sort, missed in (("updatedAt", 1), ("createdAt", 0)):
        crm = simulate()
        client = ask(crm)
        crm.fault("moved", "/resources/users", skip=1)
        got = walk(client, "/resources/users", limit=10, sortBy=sort)
        assert len(got) == len(set(ids(got))) == len(crm.records("users")) - missed


def test_the_log_has_every_request_and_no_secret(crm, client):
    client.get("/resources/notes?limit=3&sortBy=createdAt")
    client.post("/resources/notes", json=new_note(crm))
    assert [(one.method, one.path, one.query, one.status) for one in crm.requests()] == [
        ("GET", "/resources/notes", "limit=3&sortBy=createdAt", 200),
        ("POST", "/resources/notes", "", 200),
    ]
    assert len(crm.requests("/resources/notes", "POST")) == 1
    assert crm.log.counts() == {"GET /resources/notes": 1, "POST /resources/notes": 1}
    assert crm.key not in repr(crm.requests())
    crm.log.clear()
    assert (crm.requests(), crm.log.count) == ([], 0)


def test_many_clients_at_once_each_get_the_whole_list(crm):
    expected = len(crm.records("users"))
    got: list[int] = []

    def read() -> None:
        auth = (crm.key, "")
        with httpx.Client(base_url=crm.url, auth=auth, trust_env=False) as mine:
            got.append(len(walk(mine, "/resources/users", limit=20)))

    threads = [threading.Thread(target=read) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert got == [expected] * 4
