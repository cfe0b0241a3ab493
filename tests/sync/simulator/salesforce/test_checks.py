"""What a write may not do, and how the service says so."""

from __future__ import annotations

import pytest

from sync.simulator.salesforce import Quirks


@pytest.fixture
def account(org):
    return org.add("Account", Name="Alder Mill")


def said(answer) -> tuple[int, str, list[str]]:
    error = answer.json()[0]
    return answer.status_code, error["errorCode"], error.get("fields", [])


@pytest.mark.parametrize(
    ("body", "expected", "fields"),
    [
        ({"WhatId": "nonsense"}, "MALFORMED_ID", ["WhatId"]),
        ({"WhatId": "005000000000000AAA"}, "FIELD_INTEGRITY_EXCEPTION", ["WhatId"]),
        ({"WhatId": "001000000000000AAA"}, "INVALID_CROSS_REFERENCE_KEY", []),
        ({"Subject": "x" * 256}, "STRING_TOO_LONG", ["Subject"]),
        ({"Description": "x" * 32_001}, "STRING_TOO_LONG", ["Description"]),
        ({"TaskSubtype": "Chat"}, "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST", ["TaskSubtype"]),
        ({"Status": None}, "REQUIRED_FIELD_MISSING", ["Status"]),
        (
            {"CreatedDate": "2026-01-01T00:00:00Z"},
            "INVALID_FIELD_FOR_INSERT_UPDATE",
            ["CreatedDate"],
        ),
        ({"AccountId": "001000000000000AAA"}, "INVALID_FIELD_FOR_INSERT_UPDATE", ["AccountId"]),
        ({"Nothing__c": 1}, "INVALID_FIELD", []),
        ({"ActivityDate": "next week"}, "JSON_PARSER_ERROR", []),
        ({"ReminderDateTime": "2026-01-01T00:00:00"}, "JSON_PARSER_ERROR", []),
        ({"IsReminderSet": "yes"}, "JSON_PARSER_ERROR", []),
        ({"Subject": {"a": 1}}, "JSON_PARSER_ERROR", []),
        ({"CallDurationInSeconds": "soon"}, "JSON_PARSER_ERROR", []),
    ],
)
def test_a_new_task_that_is_refused(org, client, body, expected, fields):
    answer = client("POST", "/sobjects/Task", {"Subject": "ok"} | body)
    assert said(answer) == (400, expected, fields)
    assert org.records("Task") == []


def test_required_fields_are_all_named(client):
    answer = client("POST", "/sobjects/Opportunity", {"Amount": 5})
    assert said(answer)[2] == ["Name", "StageName", "CloseDate"]


def test_values_are_kept_as_the_service_keeps_them(org, client, account):
    body = {
        "Subject": "  spaced  ",
        "WhatId": account[:15],
        "CallDurationInSeconds": 61.0,
        "ReminderDateTime": "2026-03-19T10:00:00.500+02:00",
        "WhoId": "",
        "Status": "An own state",
    }
    row = org.record("Task", client("POST", "/sobjects/Task", body).json()["id"])
    assert row["Subject"] == "spaced"
    assert row["WhatId"] == account
    assert row["CallDurationInSeconds"] == 61
    assert row["ReminderDateTime"] == "2026-03-19T08:00:00.000+0000"
    assert row["WhoId"] is None
    assert row["Status"] == "An own state"


def test_a_subtype_is_set_once(client, account):
    made = client("POST", "/sobjects/Task", {"Subject": "x", "TaskSubtype": "Call"}).json()["id"]
    answer = client("PATCH", f"/sobjects/Task/{made}", {"TaskSubtype": "Email"})
    assert said(answer)[1] == "INVALID_FIELD_FOR_INSERT_UPDATE"


def test_a_recurring_task_keeps_its_date(org, client):
    made = org.add("Task", Subject="x", IsRecurrence=True)
    answer = client("PATCH", f"/sobjects/Task/{made}", {"ActivityDate": "2026-03-20"})
    assert said(answer)[2] == ["ActivityDate"]


def test_a_formula_and_a_locked_field_are_read_only(org, client, account):
    answer = client("PATCH", f"/sobjects/Account/{account}", {"Health_Score__c": 9})
    assert said(answer)[1] == "INVALID_FIELD_FOR_INSERT_UPDATE"
    org.org.schema.lock("Account", "ARR__c")
    answer = client("PATCH", f"/sobjects/Account/{account}", {"ARR__c": 9})
    assert said(answer)[2] == ["ARR__c"]


def test_a_hidden_field_is_not_there_at_all(org, client, account):
    org.hide("Account", "ARR__c")
    assert client.error("SELECT ARR__c FROM Account") == "INVALID_FIELD"
    assert client.error("SELECT Id FROM Account WHERE ARR__c > 1") == "INVALID_FIELD"
    assert "ARR__c" not in client.get(f"/sobjects/Account/{account}").json()
    answer = client("PATCH", f"/sobjects/Account/{account}", {"ARR__c": 1})
    assert said(answer)[1] == "INVALID_FIELD"
    fields = client.get("/sobjects/Account/describe").json()["fields"]
    assert "ARR__c" not in [one["name"] for one in fields]
    org.show("Account", "ARR__c")
    assert client.query("SELECT ARR__c FROM Account").status_code == 200


def test_a_field_is_hidden_from_one_user_only(org, ask, account):
    colleague = org.records("User")[1]["Id"]
    org.hide("Account", "ARR__c", colleague)
    other = ask(org, org.access.sign_in(colleague).access)
    assert other.error("SELECT ARR__c FROM Account") == "INVALID_FIELD"
    assert ask(org).query("SELECT ARR__c FROM Account").status_code == 200


def test_a_field_that_vanished_and_values_that_changed(org, client):
    org.remove_field("Account", "ARR__c")
    assert client.error("SELECT ARR__c FROM Account") == "INVALID_FIELD"
    org.set_values("Task", "Status", "Open", "Done", restricted=True)
    answer = client("POST", "/sobjects/Task", {"Subject": "x", "Status": "Completed"})
    assert said(answer)[1] == "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST"


def test_a_hidden_object_is_no_object(org, client):
    org.hide("ContentNote")
    assert client.error("SELECT Id FROM ContentNote") == "INVALID_TYPE"
    assert client.get("/sobjects/ContentNote/describe").status_code == 404


def test_a_locked_row_and_what_hangs_on_it(org, client, account):
    org.lock_row("Account", account, times=2)
    body = {"Subject": "x", "WhatId": account}
    for method, path, sent in (
        ("POST", "/sobjects/Task", body),
        ("PATCH", f"/sobjects/Account/{account}", {"Name": "n"}),
    ):
        answer = client(method, path, sent)
        assert said(answer) == (400, "UNABLE_TO_LOCK_ROW", [])
    assert client("POST", "/sobjects/Task", body).status_code == 201


def test_a_record_that_nobody_may_change(org, client, account):
    org.protect("Account", account)
    answer = client("PATCH", f"/sobjects/Account/{account}", {"Name": "n"})
    assert said(answer)[:2] == (403, "INSUFFICIENT_ACCESS_OR_READONLY")
    assert client("DELETE", f"/sobjects/Account/{account}").status_code == 403
    assert client.get(f"/sobjects/Account/{account}").status_code == 200


def test_a_rule_of_the_org(org, client):
    org.rule("Task", field="Status", value="Completed", text="Fill in the outcome first.")
    made = client("POST", "/sobjects/Task", {"Subject": "x"}).json()["id"]
    answer = client("PATCH", f"/sobjects/Task/{made}", {"Status": "Completed"})
    assert said(answer) == (400, "FIELD_CUSTOM_VALIDATION_EXCEPTION", ["Status"])
    assert answer.json()[0]["message"] == "Fill in the outcome first."
    org.rule("Task", code="CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY", text="A flow failed.")
    answer = client("POST", "/sobjects/Task", {"Subject": "y"})
    assert said(answer)[1] == "CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY"


def test_a_value_that_must_exist_once(org, client):
    first = org.add("Task", Subject="x", Satchel_Id__c="k1")
    answer = client("POST", "/sobjects/Task", {"Subject": "y", "Satchel_Id__c": "K1"})
    assert said(answer)[:2] == (400, "DUPLICATE_VALUE")
    assert first[:15] in answer.json()[0]["message"]
    org.delete("Task", first)
    again = client("POST", "/sobjects/Task", {"Subject": "y", "Satchel_Id__c": "k1"})
    assert again.status_code == 201


def test_settings_and_people_are_not_written(client, org):
    answer = client("POST", "/sobjects/User", {"LastName": "x"})
    assert said(answer)[1] == "CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY"


def test_statuses_where_the_documentation_is_unsure(start, ask):
    org = start(quirks=Quirks(gone_status=404, locked_status=409))
    account = org.add("Account", Name="x")
    org.lock_row("Account", account)
    assert ask(org)("PATCH", f"/sobjects/Account/{account}", {"Name": "y"}).status_code == 409
    org.delete("Account", account)
    assert ask(org).get(f"/sobjects/Account/{account}").status_code == 404


def test_what_hangs_on_a_deleted_record_is_refused(org, client, account):
    org.delete("Account", account)
    answer = client("POST", "/sobjects/Task", {"Subject": "x", "WhatId": account})
    assert said(answer)[1] == "ENTITY_IS_DELETED"
