"""The first look at an org over real HTTP: who, what, which fields; and what is amiss, by name."""

from __future__ import annotations

import json

import pytest

from book.errors import Auth, BadResponse, Refused, Usage
from sync.salesforce.connector import SalesforceConnector
from sync.simulator.salesforce import Field, Quirks, blank_org
from tests.sync.salesforce.orgs import account, opportunity
from tests.sync.salesforce.test_pull_records import someone
from tests.sync.scripted import Said, Scripted


@pytest.fixture
def mine(org, clock):
    return account(org, clock, CSM__c=org.me)


def test_what_is_found_is_kept(desk, org, mine):
    found = desk.look()
    assert (found.me_id, found.me_name) == (org.me, org.record("User", org.me)["Name"])
    assert (found.url, found.in_book, found.counted_all) == (org.url, 1, True)
    assert found.mapping.items() >= {
        ("health", "Health_Score__c"),
        ("renewal_date", "Renewal_Date__c"),
        ("arr_cents", "ARR__c"),
        ("owner_id", "CSM__c"),
        ("segments", "Segment__c"),
        ("users_count", "Active_Users__c"),
        ("last_seen_at", "Last_Seen__c"),
    }
    assert {"health", "owner_id"} <= set(found.guessed)
    said = found.capabilities
    assert (said["api_version"], said["task_upsert"]) == ("64.0", "Satchel_Id__c")
    assert (said["writes"], said["renewal_source"]) == ("stage", "Renewal_Date__c")
    assert (said["closed_status"], said["open_status"]) == ("Completed", "Not Started")
    assert (said["ui_api_idem"], said["content_note"], said["limits"]) == (True, True, True)
    assert (said["daily_used"], said["daily_limit"]) == (org.usage.used, 100_000)
    assert "CSM__c" in json.loads(str(said["csm_candidates"]))
    assert all(isinstance(value, str | int | bool | None) for value in said.values())
    assert [one.method for one in org.requests()] == ["GET"] * len(org.requests())


def test_without_an_option_or_a_field_the_opportunity_tells_the_renewal(desk, org, mine):
    org.remove_field("Account", "Renewal_Date__c")
    assert desk.look().capabilities["renewal_source"] == "Opportunity.CloseDate"


def test_an_option_wins_over_a_guess_by_label_or_by_name(desk, mine):
    found = desk.look(health_field="active users", users_field="Health_Score__c", arr_field="none")
    assert found.mapping["health"] == "Active_Users__c"
    assert found.mapping["users_count"] == "Health_Score__c"
    assert "arr_cents" not in found.mapping
    assert not {"health", "users_count"} & set(found.guessed)


def test_a_field_for_a_csm_that_never_names_me_is_not_taken_for_one(desk, org, clock):
    account(org, clock, CSM__c=someone(org))
    found = desk.look()
    assert (found.capabilities["csm_field"], found.in_book) == ("OwnerId", 1)


def test_an_older_org_is_spoken_to_in_its_own_version(start_org, clock, make_desk):
    org = start_org(blank_org(), quirks=Quirks(versions=(58, 59)))
    account(org, clock)
    desk = make_desk(org)
    assert desk.connect().capabilities["api_version"] == "59.0"
    desk.sync()
    assert org.requests()[-1].path.startswith("/services/data/v59.0/")


def test_what_an_org_does_not_have_is_no_hindrance(start_org, clock, make_desk):
    org = start_org(blank_org(), quirks=Quirks(limits_readable=False, object_info=False))
    account(org, clock)
    org.hide("ContentNote")
    org.remove_field("Task", "Satchel_Id__c")
    said = make_desk(org).look().capabilities
    assert (said["limits"], said["ui_api_idem"], said["content_note"]) == (False, False, False)
    assert said["task_upsert"] == ""


def test_a_key_that_is_not_unique_is_none(desk, org, mine):
    field = Field(name="Other__c", kind="string", label="Other", length=36, external=True)
    org.org.schema.add_field("Task", field)
    with pytest.raises(Usage, match="Other__c of activities, which key-field names, cannot hold"):
        desk.look(key_field="Other__c")


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"csm_field": "Nope__c"}, "Accounts have no field Nope__c"),
        ({"health_field": "Nope__c"}, "Accounts have no field Nope__c"),
        ({"org_field": "Nope__c"}, "Accounts have no field Nope__c"),
        ({"segment_field": "Nope__c"}, "Accounts have no field Nope__c"),
        ({"csm_field": "Name"}, "csm-field names “Name”, which does not say who looks after"),
        ({"csm_field": "team:Nope"}, "the role “Nope”, which nobody has in an account team"),
        ({"csm_field": "team:Nope", "book": "all"}, "the role “Nope”, which nobody has in"),
        ({"renewal_type": "Nope"}, "can be of the renewal-type “Nope”"),
        ({"book": "segment:Nope"}, "the segment “nope”, which no account has in Segment__c"),
        ({"arr_field": "Name"}, "arr-field names “Name”, which is not a number"),
        ({"health_field": "Type"}, "health-field names “Type”, which is not a number"),
        ({"renewal_field": "Name"}, "renewal-field names “Name”, which is not a date"),
        ({"contract_end_field": "ARR"}, "names “ARR__c”, which is not a date"),
        ({"stage_field": "IsDeleted"}, "names “IsDeleted”, which is not a text or a choice"),
        ({"segment_field": "ARR"}, "names “ARR__c”, which is not a text or a choice"),
        ({"org_field": "ARR"}, "org-field names “ARR__c”, which is not an id"),
        ({"users_field": "Name"}, "users-field names “Name”, which is not a number"),
        ({"last_seen_field": "Name"}, "last-seen-field names “Name”, which is not a date"),
        ({"currency": "Euro"}, "currency is the code of a currency, three letters"),
        ({"callback_port": "80x"}, "callback-port is a port, not “80x”"),
    ],
)
def test_what_an_option_names_has_to_be_there_and_of_its_sort(desk, org, mine, options, words):
    # They were taken as they were, and what they name came out empty without a word. The advice
    # says what there is instead; it is a slip of the person's, not a refusal of the org's.
    with pytest.raises(Usage, match=words) as caught:
        desk.look(**options)
    advice = caught.value.advice
    assert advice.startswith(("There is: ", "Write currency=", "From 1024"))
    if "number" in words:
        assert "Health score" in advice
    if "arr-field" in words:
        assert ", Name" not in advice


def test_what_is_there_is_taken_also_where_no_list_has_it(desk, org, clock, mine):
    opportunity(org, clock, mine, Type="Own words")
    org.change("Account", mine, Segment__c="Own segment")
    assert desk.look(renewal_type="own words").in_book == 1
    assert desk.look(book="segment:own segment").in_book == 1
    assert desk.look(book="all", csm_field="none", renewal_type="none").in_book == 1


def test_a_colleague_whom_the_book_names_has_to_be_there(desk, mine):
    with pytest.raises(Refused, match=r"has the address who@x\.example"):
        desk.look(book="owner:who@x.example")


def test_teams_that_cannot_be_seen_are_no_answer_to_whose_accounts_these_are(desk, org, mine):
    org.hide("AccountTeamMember")
    with pytest.raises(Usage, match="account teams, which csm-field asks for"):
        desk.look(csm_field="team")
    assert desk.look(csm_field="team:CSM", book="all").in_book == 1, "there they decide nothing"


def test_where_everybody_owns_something_nothing_is_unassigned(desk, mine):
    with pytest.raises(Usage, match="so none is unassigned"):
        desk.look(book="unassigned:Scale", csm_field="OwnerId")


def test_somebody_elses_address(desk, org, mine):
    other = org.record("User", someone(org))
    desk_look = desk.look
    with pytest.raises(Refused, match="No active colleague in Salesforce has the address who@x"):
        _look_as(desk, "who@x.example")
    found = _look_as(desk, other["Email"])
    assert (found.me_id, found.capabilities["user_id"]) == (other["Id"], org.me)
    assert desk_look().me_id == org.me


def _look_as(desk, email):
    import asyncio

    from sync.connect import test_connection

    return asyncio.run(
        test_connection("salesforce", desk.org.url, email, {}, desk.secret, clock=desk.clock)
    )


# -- what is amiss --------------------------------------------------------------------


def test_accounts_that_cannot_be_read_are_the_end(desk, org, mine):
    org.hide("Account")
    with pytest.raises(Refused, match="does not let you read accounts"):
        desk.look()


def test_a_person_without_the_right_for_the_interface(desk, org, mine):
    org.refuse("API_DISABLED_FOR_ORG", status=403, times=99, path="sobjects")
    with pytest.raises(Auth) as raised:
        desk.look()
    assert "“API Enabled”" in raised.value.advice


def test_a_token_that_is_none(desk, mine):
    desk.secret = "00D!wrong"
    with pytest.raises(Auth, match="has run out, or is not one"):
        desk.look()


def test_a_sign_in_that_does_not_say_whose_it_is(desk, org, mine):
    # One refusal without a reason is not believed: it is asked once more.
    org.fault("status", "/services/oauth2/userinfo", status=403)
    assert desk.look().me_id == org.me
    org.fault("status", "/services/oauth2/userinfo", status=403, times=2)
    with pytest.raises(Auth, match="lacks the scope “openid”"):
        desk.look()


def test_who_may_not_write_is_told_so_before_anything_is_written(desk, org, mine):
    assert desk.look().capabilities["write_warning"] == ""
    org.only_read("Task")
    assert desk.look().capabilities["write_warning"] == (
        "It can only be read: your rights in Salesforce do not let you create or edit tasks, which"
        " notes become too."
    )
    org.only_read("Task", False)
    org.org.schema.lock("Task", "Description")
    assert "do not let you write Description" in str(desk.look().capabilities["write_warning"])
    org.hide("Task")
    assert "do not let you see tasks" in str(desk.look().capabilities["write_warning"])


def test_a_service_that_does_not_know_the_key_is_told_from_an_org_that_refuses_it(desk, mine):
    # A 401 of a host that is no org was told as a sign-in that has run out.
    foreign = Said(status=401, body=b'{"message":"Unauthorized"}')
    with (
        Scripted(foreign) as strange,
        pytest.raises(BadResponse, match=r"does not answer as Salesforce does \(401\)") as raised,
    ):
        _look_at(strange.url)
    assert "Check the address" in raised.value.advice
    assert [one.headers.get("authorization") for one in strange.asked] == [None]
    desk.secret = "00D!wrong"
    with pytest.raises(Auth, match="has run out, or is not one"):
        desk.look()


@pytest.mark.parametrize(
    ("status", "skip", "words", "advice"),
    [
        (403, 0, "does not answer as Salesforce does (403).", "A firewall or a sign-in page"),
        (477, 0, "does not answer as Salesforce does (477).", "A firewall or a sign-in page"),
        (477, 1, "refused to answer about Account records (477) and gave no reason.", "a firewall"),
        (403, 3, "does not let you see colleagues (403).", "a firewall or proxy"),
    ],
)
def test_a_bare_refusal_says_what_may_be_in_between(desk, org, mine, status, skip, words, advice):
    org.fault("status", "/services", status=status, skip=skip, times=99)
    with pytest.raises((BadResponse, Refused)) as raised:
        desk.look()
    assert words in raised.value.title
    assert advice in raised.value.advice


def test_an_answer_that_breaks_off_is_not_told_as_another_service(desk, org, mine):
    org.fault("truncate", "/services", times=99)
    with pytest.raises(BadResponse, match="broke off before the end of an answer"):
        desk.look()


@pytest.mark.parametrize("body", [b"[]", b"{}", b"[{}]", b"<html>", b"no"])
def test_a_host_that_is_something_else(desk, body):
    with Scripted(Said(body=body)) as strange:
        desk.org_url = strange.url
        with pytest.raises(BadResponse, match="does not answer as Salesforce does"):
            _look_at(strange.url)


def _look_at(url):
    import asyncio

    from sync.connect import test_connection

    return asyncio.run(test_connection("salesforce", url, "", {}, "token"))


def test_what_the_connector_says_of_itself():
    words = SalesforceConnector.connect_words
    assert "consumer key" in words
    assert "API Enabled" in words
    assert SalesforceConnector.options >= {"sandbox", "client-id", "callback-port", "csm-field"}
    assert SalesforceConnector.secret_name == "access token"


# -- what is asked --------------------------------------------------------------------


def asked(found, key):
    return next(one for one in found.questions if one.key == key)


def test_what_a_renewal_is_called_can_be_picked_from_what_the_org_has(desk, org, mine):
    found = asked(desk.look(), "renewal-type")
    assert [(one.value, one.detail) for one in found.choices] == [
        *(("New Business", "type"), ("Renewal", "type"), ("Upsell", "type")),
    ]
    org.add("RecordType", Name="Extension", DeveloperName="Extension", SobjectType="Opportunity")
    more = asked(desk.look(), "renewal-type").choices[3:]
    assert [(one.value, one.detail) for one in more] == [("Extension", "record type")]
    assert (found.answer, found.guessed) == ("Renewal", True)
    said = asked(desk.look(renewal_type="upsell"), "renewal-type")
    assert (said.answer, said.guessed) == ("Upsell", False)
    none = asked(desk.look(renewal_type="none"), "renewal-type")
    assert (none.answer, none.guessed) == ("", False)


def test_an_answer_that_was_picked_is_the_one_that_counts(desk, org, clock, mine):
    org.set_values("Opportunity", "Type", "Land", "Extend")
    found = asked(desk.look(), "renewal-type")
    picked = next(one.value for one in found.choices if one.value == "Extend")
    deal = opportunity(org, clock, mine, Type="Extend", CloseDate="2026-12-01")
    desk.connect(renewal_field="opportunity", renewal_type=picked)
    desk.sync()
    assert desk.one("deals", deal)["is_renewal"] == 1
    assert desk.one("accounts", mine)["renewal_date"] == "2026-12-01"


def test_where_opportunities_cannot_be_seen_nothing_is_asked_of_them(desk, org, mine):
    org.hide("Opportunity")
    assert [one.key for one in desk.look().questions] == ["csm-field"]


@pytest.mark.parametrize(
    ("options", "answer", "guessed"),
    [
        ({}, "CSM__c", True),
        ({"csm_field": "OwnerId"}, "OwnerId", False),
        ({"csm_field": "Customer success manager"}, "CSM__c", False),
        ({"csm_field": "team"}, "team", False),
        ({"csm_field": "team:CSM"}, "team:CSM", False),
        ({"csm_field": "none"}, "OwnerId", False),
    ],
)
def test_who_looks_after_an_account_can_be_picked(desk, org, mine, options, answer, guessed):
    found = asked(desk.look(**options), "csm-field")
    assert (found.answer, found.guessed) == (answer, guessed)
    assert {"OwnerId", "CSM__c"} < {one.value for one in found.choices}
    assert answer in {one.value for one in found.choices}
    again = asked(desk.look(csm_field=answer), "csm-field")
    assert again.answer == answer
