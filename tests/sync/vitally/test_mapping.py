"""Rows become facts: who owns, what is in the book, which field becomes what."""

from __future__ import annotations

import json
import time

import pytest

from book.facts import Teammate
from sync.book_filter import BookFilter
from sync.vitally.mapping import NATIVE, AccountMapper, RecordMapper, domain_of, note_day
from sync.vitally.shapes import NoteRow, PageReader, TaskRow, UserRow
from tests.clocks import HandClock
from tests.sync.books import ME, ME_EMAIL, account, note, task, user

CLOCK = HandClock()
TEAM = {ME: Teammate(external_id=ME, name="Ida Berg", email=ME_EMAIL)}
BOOK = BookFilter.parse("mine").with_people(ME, ME_EMAIL, TEAM.values())


IDA = {"id": ME, "name": "Ida"}
BO = {"id": "adm-bo", "name": "Bo", "email": "b@x"}
NAMELESS = {"id": "x", "email": "e@x"}


def read(fields, mapping=NATIVE):
    """The facts of one account, and what was wrong with it."""
    mapper = AccountMapper(mapping, TEAM)
    body = json.dumps({"results": [account(1, CLOCK) | fields], "next": None}).encode()
    problems: list[str] = []
    row = PageReader(mapper.shape).page(body).rows[0]
    return mapper.facts(row, problems), problems, mapper.in_book(row, BOOK)


def record(shape, fields):
    body = json.dumps({"results": [fields], "next": None}).encode()
    return PageReader(shape).page(body).rows[0]


def role(label, who):
    return {"keyRole": {"label": label}, "vitallyUser": who}


def test_what_every_workspace_has():
    facts, problems, inside = read(
        {
            "mrr": 2308.25,
            "healthScore": 7.3,
            "nextRenewalDate": "2027-01-19T00:00:00.000Z",
            "churnedAt": None,
            "lastSeenTimestamp": "2026-10-05T06:41:20.000Z",
            "usersCount": 52,
            "segments": [{"id": "2", "name": "Z"}, {"id": "1", "name": "A"}, {"name": "A"}],
        }
    )
    assert (facts.mrr_cents, facts.arr_cents) == (230_825, 2_769_900)
    assert (facts.health, facts.renewal_date, facts.users_count) == (7.3, "2027-01-19", 52)
    assert facts.segments == '["A","Z"]'
    assert facts.last_seen_at == "2026-10-05T06:41:20.000Z"
    assert facts.org_id == "org-0001"
    assert (facts.owner_name, facts.owner_email) == ("Ida Berg", ME_EMAIL)
    assert (problems, inside) == ([], True)


def test_what_is_not_mapped_is_unknown_and_never_zero():
    facts, _, _ = read({"traits": {"plan": "scale", "arr": 9, "vitally.custom.stage": "x"}})
    assert (facts.plan, facts.stage, facts.contract_end, facts.credit_balance_cents) == (None,) * 4


def test_mapped_traits():
    mapping = NATIVE | {
        "arr_cents": "arr",
        "stage": "traits.vitally.custom.stage",
        "contract_end": "end",
        "credit_balance_cents": "credit",
        "plan": "end",
        "domain": "site",
        "health": "own.health",
    }
    traits = {
        "arr": "12,000",
        "vitally.custom.stage": "2. Started",
        "end": "2027-01-31",
        "credit": -3.5,
        "site": "https://www.Pebble.example/about",
        "own.health": 4,
    }
    facts, problems, _ = read({"traits": traits, "mrr": 1, "healthScore": 9}, mapping)
    assert facts.arr_cents == 1_200_000
    assert (facts.stage, facts.contract_end, facts.plan) == (
        "2. Started",
        "2027-01-31",
        "2027-01-31",
    )
    assert (facts.credit_balance_cents, facts.domain, facts.health) == (-350, "pebble.example", 4.0)
    assert problems == []


def test_a_mapped_arr_that_is_empty_is_unknown_and_not_twelve_times_mrr():
    facts, _, _ = read({"traits": {}, "mrr": 100}, NATIVE | {"arr_cents": "arr"})
    assert facts.arr_cents is None


@pytest.mark.parametrize("fact", ["arr_cents", "health", "renewal_date"])
def test_a_fact_that_is_not_to_be_read_is_unknown_although_vitally_has_it(fact):
    fields = {"mrr": 100, "healthScore": 7.3, "nextRenewalDate": "2027-01-19T00:00:00.000Z"}
    mapping = {name: at for name, at in NATIVE.items() if name != fact}
    facts, problems, _ = read(fields, mapping)
    assert (getattr(facts, fact), facts.mrr_cents, problems) == (None, 10_000, [])
    told = [name for name in ("arr_cents", "health", "renewal_date") if getattr(facts, name)]
    assert len(told) == 2


def test_nonsense_is_unknown_and_named():
    fields = {"nextRenewalDate": "soon", "mrr": "lots", "healthScore": {}, "lastSeenTimestamp": 0}
    facts, problems, _ = read(fields)
    assert (facts.renewal_date, facts.mrr_cents, facts.arr_cents, facts.health) == (None,) * 4
    assert sorted(problems) == ["health", "lastSeenTimestamp", "mrr_cents", "renewal_date"]


@pytest.mark.parametrize(
    ("fields", "owner", "inside"),
    [
        ({"csmId": ME}, ("Ida Berg", ME_EMAIL), True),
        ({"csmId": None, "accountOwnerId": ME}, ("Ida Berg", ME_EMAIL), True),
        ({"csmId": "adm-bo", "accountOwnerId": ME}, (None, None), True),
        ({"csmId": "adm-bo"}, (None, None), False),
        ({"csmId": "adm-bo", "keyRoles": [role("AE", BO)]}, ("Bo", "b@x"), False),
        (
            {"csmId": None, "keyRoles": [role("AE", BO), role("CSM", IDA)]},
            ("Ida", None),
            True,
        ),
        ({"csmId": None, "keyRoles": [role("AE", NAMELESS)]}, ("e@x", "e@x"), False),
        ({"csmId": None, "keyRoles": [role("CSM", None), {}]}, (None, None), False),
        ({"csmId": None, "keyRoles": None}, (None, None), False),
    ],
)
def test_who_owns_it_and_whether_it_is_mine(fields, owner, inside):
    facts, _, mine = read(fields)
    assert ((facts.owner_name, facts.owner_email), mine) == (owner, inside)


def test_unassigned_is_told_by_csm_owner_and_csm_like_roles():
    book = BookFilter.parse("unassigned:Leads").with_people(ME, ME_EMAIL, [])
    mapper = AccountMapper(NATIVE, TEAM)

    def inside(fields):
        body = json.dumps({"results": [account(1, CLOCK) | fields], "next": None}).encode()
        return mapper.in_book(PageReader(mapper.shape).page(body).rows[0], book)

    lead = {"csmId": None, "segments": [{"name": "Leads"}]}
    assert inside(lead)
    assert inside(lead | {"keyRoles": [role("Account Executive", {"id": "x"})]})
    assert not inside(lead | {"keyRoles": [role("Onboarding Specialist", {"id": "x"})]})
    assert not inside(lead | {"accountOwnerId": "x"})
    assert not inside(lead | {"csmId": "x"})


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"name": " A\nB "}, "A B"),
        ({"name": None}, "org-0001"),
        ({"name": None, "externalId": None}, "acc-0001"),
    ],
)
def test_an_account_always_has_a_name(fields, name):
    assert read(fields)[0].name == name


def test_a_mapping_that_no_decoder_takes_is_left_unmapped():
    assert read({"traits": {'a"b': "x"}}, NATIVE | {"plan": 'a"b'})[0].plan is None


def test_a_note():
    row = record(
        NoteRow,
        note(1, "acc-1", CLOCK, externalId="satchel:note:1", tags=["a", {"name": "b"}, "a", 7])
        | {"category": {"id": "c", "name": "Intro call"}, "author": {"id": ME, "name": "Old"}},
    )
    problems: list[str] = []
    fact = RecordMapper(ME, TEAM).note(row, problems)
    assert (fact.subject, fact.body, fact.external_key) == ("Call 1", "Said 1", "satchel:note:1")
    assert (fact.kind, fact.author, fact.mine, fact.tags) == (
        "call",
        "Ida Berg",
        1,
        '["a","b","7"]',
    )
    assert problems == []


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        ({"category": {"name": "Call summary"}}, "call"),
        ({"category": {"name": "Recalled"}}, "note"),
        ({"category": {"name": "QBR meeting"}}, "meeting"),
        ({"meetingDescription": "Weekly"}, "meeting"),
        ({"category": None, "meetingDescription": None}, "note"),
    ],
)
def test_the_kind_of_a_note(fields, kind):
    row = record(NoteRow, note(1, "acc-1", CLOCK) | fields)
    assert RecordMapper(ME, TEAM).note(row, []).kind == kind


def test_a_note_of_somebody_who_is_no_teammate_any_more_keeps_their_name():
    row = record(
        NoteRow, note(1, "a", CLOCK, authorId="x") | {"author": {"id": "x", "name": "Eve"}}
    )
    fact = RecordMapper(ME, TEAM).note(row, [])
    assert (fact.author, fact.mine) == ("Eve", 0)


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="the zone is the system's there")
@pytest.mark.parametrize(
    ("zone", "value", "day"),
    [
        ("UTC", "2026-06-01", "2026-06-01"),
        ("Pacific/Auckland", "2026-06-01", "2026-06-01"),
        ("Pacific/Auckland", "2026-06-01T00:00:00.000Z", "2026-06-01"),
        ("America/Los_Angeles", "2026-06-01T00:00:00.000Z", "2026-06-01"),
        ("America/Los_Angeles", "2026-06-01T03:00:00.000Z", "2026-05-31"),
        ("Pacific/Auckland", "2026-06-01T20:00:00.000Z", "2026-06-02"),
        ("UTC", "soon", None),
        ("UTC", None, None),
    ],
)
def test_the_day_of_a_note_is_the_persons_day(monkeypatch, zone, value, day):
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        assert note_day(value, []) == day
    finally:
        monkeypatch.undo()
        time.tzset()


def test_a_note_without_its_day_gets_the_day_it_was_made_or_is_not_taken():
    made = record(NoteRow, note(1, "a", CLOCK, noteDate="soon", createdAt="2026-06-05T12:00:00Z"))
    problems: list[str] = []
    assert RecordMapper(ME, TEAM).note(made, problems).day == "2026-06-05"
    assert problems == ["noteDate"]
    bare = record(NoteRow, note(1, "a", CLOCK, noteDate=None, createdAt=None))
    assert RecordMapper(ME, TEAM).note(bare, []) is None


def test_a_task():
    row = record(
        TaskRow,
        task(
            1, "acc-1", CLOCK, description="<p>Do <b>it</b></p>", dueDate="2026-06-20T00:00:00.000Z"
        ),
    )
    fact = RecordMapper(ME, TEAM).task(row, [])
    assert (fact.title, fact.body, fact.due, fact.completed_at) == (
        "Send 1",
        "Do **it**",
        "2026-06-20",
        None,
    )
    assert (fact.assignee, fact.mine) == ("Ida Berg", 1)


def test_a_person():
    row = record(UserRow, user(1, ["a"], CLOCK, name=None, traits={"jobTitle": "CTO"}))
    fact = RecordMapper(ME, TEAM).contact(row, "a", [])
    assert (fact.name, fact.role) == ("person1@customer.example", "CTO")


@pytest.mark.parametrize(
    ("text", "domain"),
    [
        ("pebble.example", "pebble.example"), ("https://WWW.pebble.example/x", "pebble.example"),
        ("kim@pebble.example", "pebble.example"), ("pebble.example:8080", "pebble.example"),
        ("none", None), ("a b.example", None), ("", None),
    ],
)  # fmt: skip
def test_domains(text, domain):
    assert domain_of(text) == domain
