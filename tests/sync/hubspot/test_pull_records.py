"""What hangs on companies: read through their links, kept at one home, and let go in time."""

from __future__ import annotations

import httpx
import pytest

from sync.hubspot.kinds import KINDS
from sync.hubspot.pull_records import ACCOUNTS_AT_ONCE
from sync.simulator.hubspot import Quirks
from tests.sync.hubspot.portals import AT, Desk, add_company

BO = "61004724"
SEVERAL = 700
"""So many accounts that their records come in more pages than are taken in together."""


def hang(there, kind, home, properties, label=0):
    """A record linked with a company."""
    made = there.add(kind, properties, associations={"companies": [home]})
    if label:
        there.associate(kind, made, "companies", home, label)
    return made


def note(there, home, text="<p>words</p>", **more):
    return hang(there, "notes", home, {"hs_note_body": text, "hs_timestamp": AT, **more})


@pytest.fixture
def book(desk):
    """Two companies of mine and one of a colleague's, read long after they were made."""
    there = desk.there
    desk.acorn, desk.birch = add_company(there, "Acorn"), add_company(there, "Birch")
    desk.cedar = add_company(there, "Cedar", hubspot_owner_id=BO)
    desk.person = hang(there, "contacts", desk.acorn, {"firstname": "Kim", "email": "kim@x.test"})
    desk.note = note(there, desk.acorn, hubspot_owner_id=there.me)
    desk.theirs = note(there, desk.cedar, "<p>not for me</p>")
    desk.call = hang(
        there,
        "calls",
        desk.acorn,
        {"hs_call_title": "Intro", "hs_call_body": "<p>said</p>", "hs_timestamp": AT},
    )
    desk.task = hang(
        there,
        "tasks",
        desk.birch,
        {"hs_task_subject": "Send", "hs_timestamp": AT, "hs_task_status": "NOT_STARTED"},
    )
    desk.deal = hang(
        there,
        "deals",
        desk.acorn,
        {
            "dealname": "More seats",
            "amount": "1500.00",
            "deal_currency_code": "CHF",
            "closedate": "2026-07-01T00:00:00Z",
            "pipeline": "default",
            "dealstage": "contractsent",
        },
    )
    desk.ticket = hang(
        there,
        "tickets",
        desk.birch,
        {"subject": "Slow", "hs_pipeline": "0", "hs_pipeline_stage": "2",
         "hs_ticket_priority": "HIGH"},
    )  # fmt: skip
    desk.clock.move(hours=1)
    desk.connect()
    desk.sync()
    desk.clock.move(hours=1)
    return desk


def living(desk, table):
    ended = "deactivated_at" if table == "contacts" else "archived_at"
    return desk.column(table, "external_id", f"{ended} IS NULL")


# -- the first load --------------------------------------------------------------


def test_all_kinds_are_read_and_only_those_of_my_accounts(book):
    assert living(book, "contacts") == [book.person]
    assert living(book, "notes") == sorted([f"call:{book.call}", f"note:{book.note}"])
    assert living(book, "tasks") == [book.task]
    assert living(book, "deals") == [book.deal]
    assert living(book, "tickets") == [book.ticket]


def test_nothing_of_other_people_s_customers_is_asked_for(book):
    bodies = "".join(one.body for one in book.there.requests())
    assert book.note in bodies
    assert book.theirs not in bodies


def test_they_say_what_they_say_there(book):
    assert book.rows("notes", "external_id, kind, subject, body, mine") == [
        (f"call:{book.call}", "call", "Intro", "said", 0),
        (f"note:{book.note}", "note", "", "words", 1),
    ]
    assert book.rows("deals", "name, amount_cents, close_day, stage, is_open, is_renewal") == [
        ("More seats", 150_000, "2026-07-01", "Contract sent", 1, 0)
    ]
    assert book.rows("deals", "name, currency") == [("More seats", "CHF")]
    assert book.rows("tickets", "subject, status, priority, is_open") == [
        ("Slow", "Waiting on contact", "high", 1)
    ]
    assert book.rows("tasks", "title, due, completed_at") == [("Send", "2026-06-10", None)]
    assert book.rows("contacts", "name, email") == [("Kim", "kim@x.test")]


def test_a_note_and_a_call_of_the_same_number_are_two(book):
    assert {one.partition(":")[0] for one in living(book, "notes")} == {"note", "call"}


@pytest.mark.parametrize("quirks", [Quirks(), Quirks(none_associated="silent")])
def test_accounts_without_anything_are_no_trouble(start, store, clock, quirks):
    desk = Desk(store, start(quirks=quirks), clock)
    add_company(desk.there)
    desk.connect()
    desk.sync()
    assert living(desk, "notes") == []


def test_links_that_come_in_several_pages_are_all_followed(start, store, clock):
    desk = Desk(store, start(quirks=Quirks(associations_page=3)), clock)
    acorn = add_company(desk.there)
    made = {f"note:{note(desk.there, acorn, f'<p>{n}</p>')}" for n in range(10)}
    desk.connect()
    desk.sync()
    assert set(living(desk, "notes")) == made


def test_more_records_than_fit_into_one_question(start, store, clock):
    desk = Desk(store, start(), clock)
    acorn = add_company(desk.there)
    for n in range(230):
        note(desk.there, acorn, f"<p>{n}</p>")
    desk.connect()
    desk.sync()
    assert len(living(desk, "notes")) == 230
    asked = [one for one in desk.there.requests() if one.path.endswith("notes/batch/read")]
    assert all(one.body.count('{"id"') <= 100 for one in asked)


def test_a_load_that_broke_off_goes_on_where_it_stopped(start, store, clock):
    desk = Desk(store, start(), clock)
    for n in range(SEVERAL):
        note(desk.there, add_company(desk.there, f"Company {n:03}"))
    desk.connect()
    desk.stop_after = ("notes", ACCOUNTS_AT_ONCE + 1)
    assert desk.run().sources[0].cancelled
    kept = living(desk, "notes")
    assert 0 < len(kept) < SEVERAL
    desk.stop_after = None
    before = len(desk.there.requests("/crm/objects"))
    desk.sync()
    assert len(living(desk, "notes")) == SEVERAL
    again = [
        one.body
        for one in desk.there.requests("/crm/objects")[before:]
        if one.path.endswith("/notes/batch/read")
    ]
    twice = [one for one in kept if f'"{one.removeprefix("note:")}"' in "".join(again)]
    # At most the accounts at hand when it broke off, which are followed together.
    assert len(twice) <= ACCOUNTS_AT_ONCE < len(kept)


# -- homes -----------------------------------------------------------------------


def test_a_deal_is_at_its_primary_company(book):
    there = book.there
    # The company a deal is made at is its primary one.
    for name, first, second in (("A", book.acorn, book.birch), ("B", book.birch, book.acorn)):
        deal = hang(there, "deals", first, {"dealname": name, "pipeline": "default"})
        there.associate("deals", deal, "companies", second)
    book.sync()
    assert book.rows("deals", "name, account_id", "name IN ('A', 'B')") == [
        ("A", account(book, "Acorn")),
        ("B", account(book, "Birch")),
    ]


def test_a_deal_whose_primary_company_is_a_colleague_s_is_not_mine(book):
    there = book.there
    deal = hang(there, "deals", book.cedar, {"dealname": "Theirs", "pipeline": "default"})
    there.associate("deals", deal, "companies", book.acorn)
    book.sync()
    assert book.column("deals", "name") == ["More seats"]


def test_a_person_of_two_accounts_is_at_both(book):
    book.there.associate("contacts", book.person, "companies", book.birch)
    book.there.change("contacts", book.person, {"firstname": "Kimberly"})
    book.sync()
    assert book.rows("contacts", "name, account_id") == [("Kimberly", 1), ("Kimberly", 2)]


def test_a_note_at_two_of_my_accounts_is_at_one_and_always_the_same(book):
    there = book.there
    both = note(there, book.birch)
    there.associate("notes", both, "companies", book.acorn)
    book.sync()
    first = min(book.acorn, book.birch, key=int)
    (home,) = book.column("accounts", "id", f"external_id = '{first}'")
    assert book.column("notes", "account_id", f"external_id = 'note:{both}'") == [home]


# -- what changed ----------------------------------------------------------------


@pytest.mark.parametrize("kind", list(KINDS))
def test_what_changed_of_each_kind_arrives(book, kind):
    text = {
        "contacts": ("jobtitle", book.person, "contacts", "role"),
        "notes": ("hs_note_body", book.note, "notes", "body"),
        "calls": ("hs_call_title", book.call, "notes", "subject"),
        "tasks": ("hs_task_subject", book.task, "tasks", "title"),
        "deals": ("dealname", book.deal, "deals", "name"),
        "tickets": ("subject", book.ticket, "tickets", "subject"),
    }
    name, number, table, column = text[kind]
    book.there.change(kind, number, {name: "News"})
    book.sync()
    assert "News" in book.column(table, column)
    assert len(book.column(table, "id")) == (2 if table == "notes" else 1)


def test_new_records_of_my_accounts_arrive_and_others_do_not(book):
    mine = note(book.there, book.birch, "<p>new</p>")
    other = note(book.there, book.cedar, "<p>secret</p>")
    book.sync()
    assert f"note:{mine}" in living(book, "notes")
    assert f"note:{other}" not in living(book, "notes")
    read = [one.body for one in book.there.requests() if one.path.endswith("/notes/batch/read")]
    assert not any(other in body for body in read)


def test_the_record_is_read_as_it_stands_and_not_as_the_index_saw_it(start, store, clock):
    there = start(search_lag=60.0)
    desk = Desk(store, there, clock)
    acorn = add_company(there)
    made = note(there, acorn, "<p>first</p>")
    clock.move(seconds=61)
    there.change("notes", made, {"hs_note_body": "<p>second</p>"})
    desk.connect()
    desk.sync()
    assert desk.column("notes", "body") == ["second"]
    clock.move(seconds=30)
    desk.sync()
    assert desk.column("notes", "body") == ["second"]


def test_a_record_that_moves_to_another_account_moves_here(book):
    there = book.there
    there.associate("tasks", book.task, "companies", book.acorn)
    unlink(there, "tasks", book.task, book.birch)
    there.change("tasks", book.task, {"hs_task_subject": "Moved"})
    book.sync()
    assert book.rows("tasks", "title, account_id") == [("Moved", account(book, "Acorn"))]


def test_a_record_that_moves_out_of_the_book_is_not_kept(book):
    there = book.there
    there.associate("notes", book.note, "companies", book.cedar)
    unlink(there, "notes", book.note, book.acorn)
    there.change("notes", book.note, {"hs_note_body": "<p>theirs now</p>"})
    book.sync()
    assert book.column("notes", "external_id") == [f"call:{book.call}"]


def test_links_that_change_without_a_trace_are_seen_the_next_day(book):
    there = book.there
    there.associate("notes", book.theirs, "companies", book.acorn)
    there.associate("contacts", book.person, "companies", book.birch)
    unlink(there, "contacts", book.person, book.acorn)
    book.clock.move(days=1)
    book.sync()
    assert f"note:{book.theirs}" in living(book, "notes")
    homes = book.column("contacts", "account_id", "deactivated_at IS NULL")
    assert homes == [account(book, "Birch")]


# -- what went -------------------------------------------------------------------


@pytest.mark.parametrize("way", ["archive", "remove"])
@pytest.mark.parametrize("kind", list(KINDS))
def test_what_is_archived_or_purged_there_ends_here_the_next_day(book, kind, way):
    number = {
        "contacts": book.person,
        "notes": book.note,
        "calls": book.call,
        "tasks": book.task,
        "deals": book.deal,
        "tickets": book.ticket,
    }[kind]
    table = KINDS[kind].table
    assert KINDS[kind].known_as(number) in living(book, table)
    getattr(book.there, way)(kind, number)
    book.clock.move(days=1)
    book.sync()
    assert KINDS[kind].known_as(number) not in living(book, table)
    assert (
        sum(len(living(book, one)) for one in ("contacts", "notes", "tasks", "deals", "tickets"))
        == 5
    )


class Meddling(httpx.AsyncHTTPTransport):
    """The network; somebody does something, once, right after a search was answered."""

    def __init__(self, work):
        super().__init__()
        self._work = work

    async def handle_async_request(self, request):
        answer = await super().handle_async_request(request)
        if request.url.path.endswith("/notes/search") and self._work is not None:
            work, self._work = self._work, None
            work()
        return answer


def test_what_is_archived_between_the_search_and_the_reading_ends_at_once(book):
    book.there.change("notes", book.note, {"hs_note_body": "<p>x</p>"})
    book.sync(transport=Meddling(lambda: book.there.archive("notes", book.note)))
    assert living(book, "notes") == [f"call:{book.call}"]


def test_a_book_of_which_no_note_is_known_there_loses_none(start, store, clock):
    desk = Desk(store, start(), clock)
    acorn = add_company(desk.there)
    for n in range(25):
        note(desk.there, acorn, f"<p>{n}</p>")
    desk.connect()
    desk.sync()
    for one in desk.there.records("notes"):
        desk.there.remove("notes", one["id"])
    clock.move(days=1)
    error = desk.failing()
    assert "none of the 25 notes" in error["title"]
    assert len(living(desk, "notes")) == 25


# -- renewals from deals ---------------------------------------------------------


def renewal(there, home, day, stage="renewal_open", pipeline="renewals_2024"):
    return hang(
        there,
        "deals",
        home,
        {
            "dealname": f"Renewal {day}",
            "closedate": f"{day}T00:00:00Z",
            "pipeline": pipeline,
            "dealstage": stage,
        },
    )


def days(desk):
    return dict(desk.rows("accounts", "name, renewal_date"))


@pytest.fixture
def renewing(desk):
    there = desk.there
    desk.acorn, desk.birch = add_company(there, "Acorn"), add_company(there, "Birch")
    desk.next = renewal(there, desk.acorn, "2026-09-01")
    renewal(there, desk.acorn, "2027-09-01")
    renewal(there, desk.acorn, "2025-09-01", stage="renewal_won")
    renewal(there, desk.acorn, "2026-07-01", stage="contractsent", pipeline="default")
    desk.clock.move(hours=1)
    desk.connect(renewal_pipeline="renewals")
    desk.sync()
    desk.clock.move(hours=1)
    return desk


def test_the_renewal_is_the_first_open_deal_of_the_chosen_pipeline(renewing):
    assert days(renewing) == {"Acorn": "2026-09-01", "Birch": None}
    assert renewing.column("deals", "close_day", "is_renewal = 1") == [
        "2025-09-01",
        "2026-09-01",
        "2027-09-01",
    ]


def test_the_renewal_moves_with_its_deal_whatever_else_stands_still(renewing):
    renewing.there.change("deals", renewing.next, {"closedate": "2026-10-01T00:00:00Z"})
    renewing.sync()
    assert days(renewing)["Acorn"] == "2026-10-01"
    renewing.clock.move(hours=1)
    renewing.there.change("deals", renewing.next, {"dealstage": "renewal_won"})
    renewing.sync()
    assert days(renewing)["Acorn"] == "2027-09-01"
    renewing.clock.move(hours=1)
    renewal(renewing.there, renewing.birch, "2026-12-24")
    renewing.sync()
    assert days(renewing)["Birch"] == "2026-12-24"


def test_a_renewal_that_is_archived_counts_no_more_from_the_next_day_on(renewing):
    renewing.there.archive("deals", renewing.next)
    renewing.clock.move(days=1)
    renewing.sync()
    assert days(renewing)["Acorn"] == "2027-09-01"


# -- rights ----------------------------------------------------------------------


def test_without_the_rights_to_deals_and_tickets_the_rest_is_read(desk):
    acorn = add_company(desk.there)
    note(desk.there, acorn)
    renewal(desk.there, acorn, "2026-09-01")
    desk.there.allow(
        "crm.objects.companies.read", "crm.objects.contacts.read", "crm.objects.owners.read"
    )
    desk.connect()
    desk.sync()
    assert len(living(desk, "notes")) == 1
    assert desk.column("deals", "id") == []


def test_rights_taken_away_later_are_named(book):
    """The run goes on without them; it ended as one that needs a new sign-in before."""
    book.there.allow(
        "crm.objects.companies.read",
        "crm.objects.contacts.read",
        "crm.objects.owners.read",
        "crm.objects.deals.read",
    )
    assert ["tickets" in one for one in book.sync().notices] == [True]
    assert living(book, "tickets") == [book.ticket]


@pytest.mark.parametrize("standing", ["expired", "revoked", "user_removed"])
def test_a_key_that_ends_in_the_middle_of_a_run_is_said_and_nothing_is_lost(
    start, store, clock, standing
):
    desk = Desk(store, start(), clock)
    for n in range(SEVERAL):
        note(desk.there, add_company(desk.there, f"Company {n:03}"))
    desk.connect()

    def show(progress):
        if progress.resource == "notes" and progress.done:
            desk.there.token_becomes(standing)

    error = desk.failing(progress=show)
    assert error["kind"] == "auth"
    kept = len(living(desk, "notes"))
    assert 0 < kept < SEVERAL
    assert len(desk.column("accounts", "id")) == SEVERAL
    desk.there.token_becomes("valid")
    desk.sync()
    assert len(living(desk, "notes")) == SEVERAL


def account(desk, name):
    return desk.column("accounts", "id", f"name = '{name}'")[0]


def unlink(there, kind, number, company):
    """Takes a link away, as somebody does in the browser."""
    body = {"inputs": [{"from": {"id": number}, "to": [{"id": company}]}]}
    with httpx.Client(base_url=there.url, trust_env=False) as client:
        answer = client.post(
            f"/crm/v4/associations/{kind}/companies/batch/archive",
            json=body,
            headers={"authorization": "Bearer sk_live_pretend_demo"},
        )
    assert answer.status_code == 204
