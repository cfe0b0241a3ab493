"""Up to 200 records in one request, each with a result of its own."""

from __future__ import annotations

WHERE = "/composite/sobjects"


def task(subject, **more):
    return {"attributes": {"type": "Task"}, "Subject": subject, **more}


def test_records_are_made_each_for_itself_or_all_together(org, client):
    records = [task("a"), task("x" * 300), task("b")]
    said = client("POST", WHERE, {"allOrNone": False, "records": records}).json()
    assert [one["success"] for one in said] == [True, False, True]
    assert said[1]["errors"][0]["statusCode"] == "STRING_TOO_LONG"
    assert len(org.records("Task")) == 2
    said = client("POST", WHERE, {"allOrNone": True, "records": records}).json()
    codes = [one["errors"][0]["statusCode"] for one in said]
    assert codes[0] == codes[2] == "ALL_OR_NONE_OPERATION_ROLLED_BACK"
    assert codes[1] == "STRING_TOO_LONG"
    assert len(org.records("Task")) == 2


def test_records_are_put_there_by_their_external_id(org, client):
    first = client(
        "PATCH",
        f"{WHERE}/Task/Satchel_Id__c",
        {"records": [task("a", Satchel_Id__c="k1"), task("b", Satchel_Id__c="k2"), task("c")]},
    ).json()
    assert [one.get("created") for one in first] == [True, True, None]
    assert first[2]["errors"][0]["statusCode"] == "MISSING_ARGUMENT"
    again = client(
        "PATCH", f"{WHERE}/Task/Satchel_Id__c", {"records": [task("c", Satchel_Id__c="k1")]}
    ).json()
    assert again == [{"id": first[0]["id"], "success": True, "errors": [], "created": False}]
    assert sorted(row["Subject"] for row in org.records("Task")) == ["b", "c"]


def test_records_are_changed_read_and_deleted(org, client):
    ids = [org.add("Task", Subject=name) for name in "ab"]
    changed = client("PATCH", WHERE, {"records": [task("z", Id=ids[0]), task("y", id="nope")]})
    assert [one["success"] for one in changed.json()] == [True, False]
    asked = {"ids": f"{ids[1]},00T000000000000AAA,{ids[0]}", "fields": "Subject"}
    read = client.get(f"{WHERE}/Task", params=asked).json()
    assert [one and one["Subject"] for one in read] == ["b", None, "z"]
    posted = client("POST", f"{WHERE}/Task", {"ids": ids, "fields": ["Subject"]}).json()
    assert [one["Subject"] for one in posted] == ["z", "b"]
    wrong = client.get(f"{WHERE}/Task", params=asked | {"fields": "Nope"})
    assert wrong.status_code == 400
    gone = client("DELETE", f"{WHERE}?ids={ids[0]},00T000000000000AAA").json()
    assert [one["success"] for one in gone] == [True, False]
    assert org.record("Task", ids[0])["IsDeleted"]


def test_two_hundred_and_no_more(client):
    records = [task(f"n{at}") for at in range(201)]
    assert client("POST", WHERE, {"records": records}).status_code == 400
    said = client("POST", WHERE, {"records": records[:200]}).json()
    assert len({one["id"] for one in said}) == 200
    assert client("POST", WHERE, {"records": "none"}).status_code == 400
    assert client("POST", WHERE, {"records": [{"Subject": "x"}]}).json()[0]["success"] is False
