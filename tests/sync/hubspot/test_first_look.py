"""The first look at an account: what it finds out, what it refuses, and that it writes nothing."""

from __future__ import annotations

import asyncio
import json

import pytest

from book.errors import Auth, BadResponse, Refused, Usage
from sync.connect import test_connection as look_at
from sync.hubspot.paths import GRANTED, VERSIONS
from sync.simulator.hubspot import Property, Quirks, bulk_portal
from tests.sync.hubspot.portals import KEY, ME_EMAIL, NAME, Desk, add_company, writes
from tests.sync.scripted import Said, Scripted

READS = (
    "crm.objects.companies.read",
    "crm.objects.contacts.read",
    "crm.objects.owners.read",
    "crm.schemas.companies.read",
)


@pytest.fixture
def looker(desk):
    add_company(desk.there, "Acorn")
    add_company(desk.there, "Birch")
    desk.there.add("companies", {"name": "Cedar"})
    return desk


def test_it_finds_me_my_companies_and_what_can_be_done(looker):
    found = looker.look()
    may = found.capabilities
    assert (found.me_id, found.me_name) == (looker.there.me, "Ines Halvard")
    assert (found.in_book, found.looked_at, found.counted_all) == (2, 3, True)
    assert found.teammates == 7
    assert (may["version"], may["time_zone"], may["currency"]) == (VERSIONS[0], "Etc/UTC", "EUR")
    assert (may["notes_to_company"], may["tasks_to_company"], may["calls_to_company"]) == (
        190,
        192,
        182,
    )
    assert (may["notes_key"], may["tasks_key"], may["calls_key"]) == (False, False, False)
    assert (may["unreadable"], may["missing_scopes"]) == ("", "")
    assert may["daily_limit"] == 625_000
    assert isinstance(may["daily_used"], int)
    assert may["rate_limit"] == 190


def test_it_writes_nothing(looker):
    looker.look()
    # What the key may do is a question, although it is posted.
    assert {path for _, path, _ in writes(looker.there)} == {GRANTED}


CONTACTS, COMPANIES = "crm.objects.contacts.write", "crm.objects.companies.write"


@pytest.mark.parametrize(
    ("lacking", "words"),
    [
        ((), ""),
        (
            (CONTACTS,),
            (
                "With this key notes, tasks and calls cannot be sent to HubSpot: writing needs the"
                f" scope {CONTACTS} (notes, tasks and calls)."
            ),
        ),
        (
            (COMPANIES,),
            (
                "With this key fields of accounts cannot be sent to HubSpot: writing needs the"
                f" scope {COMPANIES} (fields of accounts)."
            ),
        ),
        (
            (CONTACTS, COMPANIES),
            (
                "With this key HubSpot can only be read: writing needs the scopes"
                f" {CONTACTS} (notes, tasks and calls) and {COMPANIES} (fields of accounts)."
            ),
        ),
    ],
)
def test_a_key_that_may_not_write_says_so_and_connects(start, store, clock, lacking, words):
    scopes = [one for one in (*READS, CONTACTS, COMPANIES) if one not in lacking]
    desk = Desk(store, start(scopes=scopes), clock)
    add_company(desk.there)
    may = desk.look().capabilities
    assert may["write_warning"] == words
    assert may["missing_write_scopes"] == ",".join(lacking)


def test_a_key_of_which_nobody_tells_what_it_may_connects_without_a_word(start, store, clock):
    quirks = Quirks(scopes_of_key="unknown")
    desk = Desk(store, start(scopes=READS, quirks=quirks), clock)
    add_company(desk.there)
    assert desk.look().capabilities["write_warning"] == ""


def test_everything_found_can_be_stored(looker):
    assert json.dumps(dict(looker.look().capabilities))


@pytest.mark.parametrize(
    ("served", "expected"),
    [(("v3", "v4"), "v3"), (("v3", "v4", "2026-03"), "2026-03"), (VERSIONS, VERSIONS[0])],
)
def test_the_newest_version_that_is_served_is_kept(start, store, clock, served, expected):
    desk = Desk(store, start(versions=(*served, "v4")), clock)
    add_company(desk.there)
    assert desk.look().capabilities["version"] == expected
    desk.connect()
    desk.sync()
    assert desk.column("accounts", "name") == ["Acorn"]
    assert all(one.status != 404 for one in desk.there.requests()[-7:])


def test_a_version_that_is_served_no_more_is_left_without_a_word(start, store, clock):
    desk = Desk(store, start(versions=("v3", "v4")), clock)
    add_company(desk.there)
    source = desk.connect()
    assert source.capabilities["version"] == "v3"
    with store.writing() as connection:
        connection.execute(
            "UPDATE sources SET capabilities = json_set(capabilities, '$.version', '2026-09')"
        )
    desk.sync()
    assert desk.column("accounts", "name") == ["Acorn"]


@pytest.mark.parametrize(
    ("unique", "expected"), [("absent", False), ("read_only", False), ("writable", True)]
)
def test_whether_hubspot_keeps_our_key(start, store, clock, unique, expected):
    desk = Desk(store, start(quirks=Quirks(unique_key=unique)), clock)
    may = desk.look().capabilities
    assert (may["notes_key"], may["tasks_key"]) == (expected, expected)


# -- the mapping -----------------------------------------------------------------


def test_facts_are_guessed_by_label_among_the_account_s_own_properties(looker):
    found = looker.look()
    assert found.mapping == {
        "arr_cents": "arr_eur",
        "contract_end": "contract_end",
        "domain": "domain",
        "health": "customer_health",
        "last_seen_at": "product_last_seen",
        "org_id": "org_id",
        "owner_id": "hubspot_owner_id",
        "segments": "customer_segment",
        "stage": "onboarding_stage",
        "users_count": "product_users",
    }
    assert set(found.guessed) == set(found.mapping) - {"domain", "owner_id"}
    assert {field.path for field in found.fields} >= {"annualrevenue", "lifecyclestage", "arr_eur"}
    assert found.capabilities["writes"] == "stage"


def test_the_customer_s_own_revenue_is_never_taken_for_arr(looker):
    looker.there.drop_property("companies", "arr_eur")
    assert "arr_cents" not in looker.look().mapping


@pytest.mark.parametrize("said", ["arr_per_user", "ARR per user"])
def test_an_option_names_a_property_by_name_or_label(looker, said):
    found = looker.look(arr_field=said)
    assert found.mapping["arr_cents"] == "arr_per_user"
    assert "arr_cents" not in found.guessed


def test_hubspot_s_own_properties_can_be_named(looker):
    found = looker.look(plan_field="Industry", stage_field="none")
    assert found.mapping["plan"] == "industry"
    assert "stage" not in found.mapping
    assert found.capabilities["writes"] == "plan"


def test_calculated_properties_take_no_writes(looker):
    assert looker.look(plan_field="ARR per user").capabilities["writes"] == "stage"


@pytest.mark.parametrize("option", ["arr-field", "csm-field", "segment-field", "id-field"])
def test_a_property_that_is_not_there_is_said_at_once(looker, option):
    with pytest.raises(Usage, match="no company property called “Nowhere”"):
        looker.look(**{option: "Nowhere"})


@pytest.mark.parametrize(
    ("option", "value", "title", "advice"),
    [
        ("arr-field", "name", "Company name (name) holds text, where a number", "ARR (EUR) (arr"),
        ("health-field", "Health band", "holds a choice from a list", "(customer_health)"),
        ("renewal-field", "name", "holds text, where a date is needed", "Contract end (contract"),
        ("contract-end-field", "On trial", "holds yes or no, where a date", "(contract_end)"),
        ("forecast-field", "City", "holds text, where a number is needed", "(arr_eur)"),
        ("segment-field", "ARR (EUR)", "holds a number, where text", "Segment (customer_segment)"),
        (
            "csm-field",
            "ARR (EUR)",
            "does not say who looks after",
            "Customer success manager (csm)",
        ),
        ("csm-field", "City", "does not say who looks after", "Owner (hubspot_owner_id)"),
        ("csm-field", "team:Nope", "no company property called “team:Nope”", "none keeps it"),
        ("csm-field", "Customer succes manager", "no company property", "Did you mean Customer s"),
        ("renewal-pipeline", "Nope", "no pipeline of deals called “Nope”", "It has Sales Pipeline"),
    ],
)
def test_an_option_that_cannot_be_meant_says_which_and_what_there_is(
    looker, option, value, title, advice
):
    with pytest.raises(Usage) as refused:
        looker.connect(**{option: value})
    assert refused.value.title.startswith(f"{option}: ")
    assert title in refused.value.title
    assert advice in refused.value.advice
    assert "annualrevenue" not in refused.value.advice
    assert looker.rows("sources", "name") == []


@pytest.mark.parametrize(
    ("said", "title", "advice"),
    [
        ("owner:bartek.wilczur@pebblemark.exmaple", "no owner in HubSpot has that", "Did you mean"),
        ("mine,segment:Nope", "Segment (customer_segment) has no such value", "It has Onboarding"),
        ("unassigned:Nope", "Segment (customer_segment) has no such value", "CSM Managed"),
    ],
)
def test_a_book_of_somebody_or_a_segment_that_is_not_there_is_refused(looker, said, title, advice):
    with pytest.raises(Usage, match="book=") as refused:
        looker.connect(book=said)
    assert title in refused.value.title
    assert advice in refused.value.advice
    assert looker.rows("sources", "name") == []


def test_what_a_property_of_text_holds_nobody_can_know(looker):
    looker.there.define("companies", Property(name="who", label="Who", type="string"))
    looker.there.define("companies", Property(name="part", label="Part", type="string"))
    looker.connect(csm_field="Who", segment_field="Part", book="owner:a@b.example,segment:any")


def test_a_score_that_is_chosen_from_a_list_of_numbers_is_a_number(looker):
    options = tuple((str(n), str(n)) for n in range(1, 6))
    looker.there.define(
        "companies",
        Property(name="score", label="Score", type="enumeration", field_type="select",
                 options=options),
    )  # fmt: skip
    assert looker.look(health_field="Score").mapping["health"] == "score"


def test_a_book_of_a_segment_needs_a_property_that_says_which(looker):
    assert looker.look(book="segment:csm managed").mapping["segments"] == "customer_segment"
    with pytest.raises(Usage, match="in which one a company is"):
        looker.look(book="segment:csm managed", segment_field="none")


def test_the_renewal_may_come_from_deals(looker):
    found = looker.look(renewal_pipeline="renewals")
    assert found.mapping["renewal_date"] == "deals.closedate@renewals_2024"
    with pytest.raises(Usage, match="no pipeline of deals called “Nowhere”"):
        looker.look(renewal_pipeline="Nowhere")
    with pytest.raises(Usage, match="not by both"):
        looker.look(renewal_pipeline="renewals", renewal_field="contract_end")


def test_the_pipelines_and_who_looks_after_companies_can_be_picked(looker):
    looker.there.define(
        "companies", Property(name="success", label="Success manager's e-mail", type="string")
    )
    csm, renewals = looker.look().questions
    assert [one.value for one in csm.choices] == ["hubspot_owner_id", "csm", "success"]
    assert [one.label for one in csm.choices][:2] == ["Company owner", "Customer success manager"]
    assert (csm.key, csm.answer, csm.guessed) == ("csm-field", "hubspot_owner_id", False)
    assert [(one.value, one.label) for one in renewals.choices] == [
        ("default", "Sales Pipeline"),
        ("renewals_2024", "Renewals"),
    ]
    assert (renewals.key, renewals.answer) == ("renewal-pipeline", "")
    assert renewals.instead_of == "renewal-field"


def test_each_answer_that_can_be_picked_is_taken(looker):
    for question in looker.look().questions:
        for choice in question.choices:
            again = looker.look(**{question.key: choice.value, question.instead_of or "book": ""})
            (same,) = (one for one in again.questions if one.key == question.key)
            assert same.answer == choice.value
    looker.look(csm_field="none", renewal_pipeline="none", renewal_field="contract_end")
    looker.look(renewal_pipeline="renewals_2024", renewal_field="none")


def test_no_pipeline_is_no_word_on_a_property(looker):
    looker.there.define("companies", Property(name="due", label="Renewal date", type="date"))
    found = looker.look(renewal_pipeline="none")
    assert found.mapping["renewal_date"] == "due"
    assert "renewal_date" in found.guessed
    assert "renewal_date" not in looker.look(renewal_field="none").mapping


def test_without_the_right_to_deals_no_pipeline_can_be_picked(start, store, clock):
    desk = Desk(store, start(scopes=READS), clock)
    assert [one.key for one in desk.look().questions] == ["csm-field"]
    with pytest.raises(Auth, match=r"deals\.read"):
        desk.look(renewal_pipeline="renewals")


def test_an_option_with_a_strange_value_is_refused(looker):
    with pytest.raises(Usage, match="notes or calls"):
        looker.look(calls="mails")


def test_labels_of_picklists_are_kept(looker):
    options = (("s1", "1. New"), ("s2", "2. Live"))
    looker.there.define(
        "companies",
        Property(name="cs", label="CS", type="enumeration", field_type="select", options=options),
    )
    may = looker.look(stage_field="CS").capabilities
    assert json.loads(str(may["choices"])) == {"cs": {"s1": "1. New", "s2": "2. Live"}}


# -- counting --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("book", "expected"), [("mine", 300), ("all", 1_000), ("segment:csm managed", None)]
)
def test_how_many_accounts_there_would_be(start, store, clock, book, expected):
    desk = Desk(store, start(bulk_portal(1_000, now=clock(), mine=0.3)), clock)
    found = desk.look(book=book, segment_field="Segment")
    if expected is None:
        assert (found.looked_at, found.counted_all) == (500, False)
        return
    assert (found.looked_at, found.counted_all) == (1_000, True)
    mine = sum(
        one["properties"].get("hubspot_owner_id") == desk.there.me
        for one in desk.there.records("companies")
    )
    assert found.in_book == (1_000 if book == "all" else mine)


# -- refusals --------------------------------------------------------------------


@pytest.mark.parametrize("missing", READS[:3])
def test_a_right_without_which_there_is_no_book_is_named(looker, missing):
    looker.there.allow(*(one for one in READS if one != missing))
    with pytest.raises(Auth) as refused:
        looker.look()
    assert missing in refused.value.title


@pytest.mark.parametrize("told", ["context", "errors"])
def test_rights_that_may_be_missing_are_kept_as_missing(start, store, clock, told):
    desk = Desk(store, start(scopes=READS, quirks=Quirks(scopes_told=told)), clock)
    add_company(desk.there)
    may = desk.look().capabilities
    assert may["unreadable"] == "deals,tickets"
    assert may["missing_scopes"] == "crm.objects.deals.read,tickets"


def test_without_the_catalogue_the_mapping_is_what_was_said(start, store, clock):
    desk = Desk(store, start(scopes=READS[:3]), clock)
    add_company(desk.there, arr_eur="10")
    desk.connect(arr_field="arr_eur")
    desk.sync()
    assert desk.column("accounts", "arr_cents") == [1000]


@pytest.mark.parametrize("standing", ["expired", "revoked"])
def test_a_key_that_is_no_more_is_refused(looker, standing):
    looker.there.token_becomes(standing)
    with pytest.raises(Auth, match="401"):
        looker.look()


def test_somebody_who_owns_nothing_there_is_refused(looker):
    def as_(email):
        return asyncio.run(look_at(NAME, looker.there.url, email, {}, KEY, clock=looker.clock))

    with pytest.raises(Refused, match=r"nobody@pebble\.example"):
        as_("nobody@pebble.example")
    with pytest.raises(Refused, match="e-mail address"):
        as_("")
    assert as_(ME_EMAIL.upper()).me_id == looker.there.me


@pytest.mark.parametrize(
    "answer",
    [
        Said(200, b"[]"),
        Said(404, b"{}"),
        Said(401, b'{"error":"Unauthorized"}'),
        Said(401, b'[{"message":"Session expired","errorCode":"INVALID_SESSION_ID"}]'),
        Said(200, b"<html>", (("content-type", "text/html"),)),
    ],
)
def test_a_host_that_is_something_else(answer):
    with Scripted(answer) as service, pytest.raises(BadResponse, match="as HubSpot does"):
        asyncio.run(look_at(NAME, service.url, ME_EMAIL, {}, KEY))
