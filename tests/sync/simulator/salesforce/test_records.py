"""One record over HTTP: made, read, changed, put there by its external id, deleted."""

from __future__ import annotations

from urllib.parse import quote

import pytest

from sync.simulator.salesforce import Quirks

KEY = "0f4c2b1e9a7d4c5e8f6071829a3b4c5d"


@pytest.fixture
def account(org):
    return org.add("Account", Name="Alder Mill", ARR__c=1200)


@pytest.fixture
def task(org, account):
    return org.add("Task", Subject="Call them", WhatId=account, Description="First\nsecond")


def code(answer) -> str:
    return str(answer.json()[0]["errorCode"])


def test_a_new_record_is_there_with_everything_it_lacked(org, client, account):
    body = {"Subject": "Send recap", "WhatId": account, "ActivityDate": "2026-03-20"}
    made = client("POST", "/sobjects/Task", body)
    assert made.status_code == 201
    said = made.json()
    assert said == {"id": said["id"], "success": True, "errors": []}
    assert made.headers["location"].endswith(f"/sobjects/Task/{said['id']}")
    row = org.record("Task", said["id"])
    assert row["Status"] == "Not Started"
    assert row["OwnerId"] == row["CreatedById"] == org.me
    assert row["AccountId"] == account
    assert row["IsClosed"] is False


def test_a_record_is_read_whole_or_in_part(client, task, account):
    whole = client.get(f"/sobjects/Task/{task}").json()
    assert whole["attributes"] == {
        "type": "Task",
        "url": f"/services/data/v64.0/sobjects/Task/{task}",
    }
    assert whole["Description"] == "First\nsecond"
    assert whole["WhoId"] is None
    part = client.get(f"/sobjects/Task/{task[:15]}", params={"fields": "Subject,WhatId"}).json()
    assert part.keys() == {"attributes", "Subject", "WhatId", "Id"}
    assert part["WhatId"] == account
    assert code(client.get(f"/sobjects/Task/{task}", params={"fields": "Nope"})) == "INVALID_FIELD"


def test_a_change_moves_the_dates_and_nothing_else(org, client, clock, task):
    before = org.record("Task", task)
    clock.move(minutes=3)
    assert client("PATCH", f"/sobjects/Task/{task}", {"Status": "Completed"}).status_code == 204
    after = org.record("Task", task)
    moved = {key for key in after if after[key] != before.get(key)}
    assert moved == {
        "Status", "IsClosed", "CompletedDateTime", "LastModifiedDate", "SystemModstamp",
    }  # fmt: skip
    assert after["CompletedDateTime"] == "2026-03-18T09:33:00.000+0000"


def test_a_deleted_record_is_gone_for_requests(org, client, task):
    assert client("DELETE", f"/sobjects/Task/{task}").status_code == 204
    assert org.record("Task", task)["IsDeleted"]
    for method, body in (("GET", None), ("PATCH", {"Status": "Completed"}), ("DELETE", None)):
        answer = client(method, f"/sobjects/Task/{task}", body)
        assert (answer.status_code, code(answer)) == (400, "ENTITY_IS_DELETED")


def test_what_was_never_there_or_is_not_shared(org, client, task):
    assert client.get("/sobjects/Task/00T000000000000AAA").status_code == 404
    assert code(client.get("/sobjects/Nope/00T000000000000AAA")) == "NOT_FOUND"
    org.unshare("Task", task)
    assert client.get(f"/sobjects/Task/{task}").status_code == 404
    org.share("Task", task)
    assert client.get(f"/sobjects/Task/{task}").status_code == 200


def test_an_upsert_creates_once_and_then_changes(org, client, account):
    where = f"/sobjects/Task/Satchel_Id__c/{KEY}"
    first = client("PATCH", where, {"Subject": "One", "WhatId": account})
    assert first.status_code == 201
    assert first.json()["created"] is True
    second = client("PATCH", where, {"Subject": "Two"})
    assert (second.status_code, second.content) == (204, b"")
    assert [row["Subject"] for row in org.records("Task")] == ["Two"]
    assert client.get(where).json()["Id"] == first.json()["id"]
    assert client("DELETE", where).status_code == 204
    assert client.get(where).status_code == 404


def test_an_external_id_that_was_changed_leads_nowhere_any_more(org, client):
    made = org.add("Task", Subject="One", Satchel_Id__c="k1")
    assert client.get("/sobjects/Task/Satchel_Id__c/k1").json()["Id"] == made
    org.change("Task", made, Satchel_Id__c="k2")
    assert client.get("/sobjects/Task/Satchel_Id__c/k1").status_code == 404
    assert client.get("/sobjects/Task/Satchel_Id__c/K2").json()["Id"] == made
    assert client("PATCH", "/sobjects/Task/Satchel_Id__c/k1", {"Subject": "x"}).status_code == 201


def test_an_upsert_may_answer_200(start, ask):
    client = ask(start(quirks=Quirks(upsert_changed=200)))
    where = f"/sobjects/Task/Satchel_Id__c/{KEY}"
    client("PATCH", where, {"Subject": "One"})
    second = client("PATCH", where, {"Subject": "Two"})
    assert second.status_code == 200
    assert second.json()["created"] is False


def test_an_upsert_that_may_only_change(org, client):
    where = f"/sobjects/Task/Satchel_Id__c/{KEY}?updateOnly=true"
    assert client("PATCH", where, {"Subject": "One"}).status_code == 404
    assert org.records("Task") == []


def test_an_upsert_on_many_records_names_them_and_does_nothing(org, client):
    org.org.schema.remove_field("Account", "Product_Id__c")
    from sync.simulator.salesforce.fields import text

    org.org.schema.add_field("Account", text("Product_Id__c", 36, external=True))
    made = [org.add("Account", Name=name, Product_Id__c="p1") for name in ("a", "b")]
    answer = client("PATCH", "/sobjects/Account/Product_Id__c/p1", {"Name": "c"})
    assert answer.status_code == 300
    assert [one.rpartition("/")[2] for one in answer.json()] == made
    assert {row["Name"] for row in org.records("Account")} == {"a", "b"}


@pytest.mark.parametrize(
    ("field", "value", "body", "status", "expected"),
    [
        ("Satchel_Id__c", KEY, {"Satchel_Id__c": KEY}, 400, "INVALID_FIELD"),
        ("Satchel_Id__c", KEY, {"Id": "00T000000000000AAA"}, 400, "INVALID_FIELD"),
        ("Nothing__c", KEY, {"Subject": "x"}, 404, "NOT_FOUND"),
        ("Subject", KEY, {"Subject": "x"}, 404, "NOT_FOUND"),
        ("Satchel_Id__c", "a.inc", {"Subject": "x"}, 404, "NOT_FOUND"),
    ],
)
def test_an_upsert_that_cannot_be(client, field, value, body, status, expected):
    answer = client("PATCH", f"/sobjects/Task/{field}/{value}", body)
    assert (answer.status_code, code(answer)) == (status, expected)


def test_an_external_id_may_hold_any_sign(org, client):
    strange = "a/b c%2Fd'é"
    where = f"/sobjects/Task/Satchel_Id__c/{quote(strange, safe='')}"
    assert client("PATCH", where, {"Subject": "One"}).status_code == 201
    assert org.record("Task", strange)["Subject"] == "One"
    assert client.get(where).status_code == 200


def test_a_second_upsert_meets_the_first_while_it_still_runs(org, client, clock):
    where = f"/sobjects/Task/Satchel_Id__c/{KEY}"
    org.slow_commits(late=30)
    made = client("PATCH", where, {"Subject": "One"}).json()["id"]
    assert client.get(where).status_code == 404
    again = client("PATCH", where, {"Subject": "One"})
    assert (again.status_code, code(again)) == (400, "DUPLICATE_VALUE")
    assert made[:15] in again.json()[0]["message"]
    clock.move(seconds=31)
    assert client.get(where).json()["Id"] == made
    assert client("PATCH", where, {"Subject": "One"}).status_code == 204
    assert len(org.records("Task")) == 1


def test_a_change_under_a_condition_holds_or_does_nothing(org, client, clock, task):
    known = client.get(f"/sobjects/Task/{task}").headers["last-modified"]
    condition = {"If-Unmodified-Since": known}
    same_second = client("PATCH", f"/sobjects/Task/{task}", {"Subject": "a"}, headers=condition)
    assert same_second.status_code == 204
    clock.move(seconds=1)
    org.change("Task", task, Subject="theirs")
    late = client("PATCH", f"/sobjects/Task/{task}", {"Subject": "mine"}, headers=condition)
    assert late.status_code == 412
    assert org.record("Task", task)["Subject"] == "theirs"
    assert client("DELETE", f"/sobjects/Task/{task}", headers=condition).status_code == 204


def test_work_of_the_system_does_not_break_a_condition(org, client, clock, task):
    known = client.get(f"/sobjects/Task/{task}").headers["last-modified"]
    clock.move(minutes=1)
    org.touch("Task", task)
    answer = client(
        "PATCH", f"/sobjects/Task/{task}", {"Subject": "b"}, headers={"If-Unmodified-Since": known}
    )
    assert answer.status_code == 204


def test_a_condition_that_is_no_date(client, task):
    answer = client(
        "PATCH", f"/sobjects/Task/{task}", {"Subject": "b"}, headers={"If-Unmodified-Since": "x"}
    )
    assert answer.status_code == 400


def test_an_upsert_keeps_to_a_condition_too(org, client, clock):
    where = f"/sobjects/Task/Satchel_Id__c/{KEY}"
    client("PATCH", where, {"Subject": "One"})
    known = client.get(where).headers["last-modified"]
    clock.move(seconds=2)
    org.change("Task", KEY and org.record("Task", KEY)["Id"], Subject="theirs")
    late = client("PATCH", where, {"Subject": "Two"}, headers={"If-Unmodified-Since": known})
    assert late.status_code == 412


def test_a_read_under_a_condition(org, client, clock, account):
    first = client.get(f"/sobjects/Account/{account}")
    since = {"If-Modified-Since": first.headers["last-modified"]}
    assert client.get(f"/sobjects/Account/{account}", headers=since).status_code == 304
    tag = {"If-None-Match": first.headers["etag"]}
    assert client.get(f"/sobjects/Account/{account}", headers=tag).status_code == 304
    clock.move(seconds=1)
    org.change("Account", account, Name="Other")
    assert client.get(f"/sobjects/Account/{account}", headers=since).status_code == 200
    match = {"If-Match": first.headers["etag"]}
    late = client("PATCH", f"/sobjects/Account/{account}", {"Name": "x"}, headers=match)
    assert late.status_code == 412


def test_only_accounts_have_a_tag(client, task):
    assert "etag" not in client.get(f"/sobjects/Task/{task}").headers


def test_the_words_of_a_note_are_fetched_on_their_own(org, client, account):
    note = {"Title": "Plan", "Content": "PHA+SGVsbG8gPGI+eW91PC9iPjwvcD4="}
    made = client("POST", "/sobjects/ContentNote", note).json()["id"]
    where = client.get(f"/sobjects/ContentNote/{made}").json()
    assert where["TextPreview"] == "Hello you"
    assert client.http.get(where["Content"]).content == b"<p>Hello <b>you</b></p>"
    link = {"ContentDocumentId": made, "LinkedEntityId": account, "ShareType": "I"}
    assert client("POST", "/sobjects/ContentDocumentLink", link).status_code == 201
    again = client("POST", "/sobjects/ContentDocumentLink", link)
    assert code(again) == "DUPLICATE_VALUE"
    text = (
        "SELECT ContentDocumentId, ContentDocument.Title, ContentDocument.LastModifiedDate FROM "
        f"ContentDocumentLink WHERE LinkedEntityId IN ('{account}') "
        "AND ContentDocument.FileType = 'SNOTE'"
    )
    (row,) = client.rows(text)
    assert (row["ContentDocumentId"], row["ContentDocument"]["Title"]) == (made, "Plan")
    assert client("DELETE", f"/sobjects/ContentNote/{made}").status_code == 204
    assert client.rows(text) == []


def test_a_method_or_a_body_the_service_does_not_know(client, task):
    assert client("PUT", f"/sobjects/Task/{task}", {}).status_code == 405
    plain = client.http.post("/services/data/v64.0/sobjects/Task", content=b"Subject=x")
    assert plain.status_code == 415
    json = {"content-type": "application/json"}
    broken = client.http.post("/services/data/v64.0/sobjects/Task", content=b"{", headers=json)
    assert (broken.status_code, code(broken)) == (400, "JSON_PARSER_ERROR")
    patched = client("POST", f"/sobjects/Task/{task}?_HttpMethod=PATCH", {"Subject": "q"})
    assert patched.status_code == 204
