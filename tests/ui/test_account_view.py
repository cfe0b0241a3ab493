"""The record the pane is painted from, made of the book's records; and read from a real book."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from book import intake, sources
from book.facts import AccountFacts, ContactFacts, NoteFacts, Page, TaskFacts
from book.note_writing import add_note
from book.profile import Profile
from book.records import AccountId, Source
from book.store import Store
from tests.new_books import lay_encrypted
from tests.ui.account_samples import (
    NOW,
    PEOPLE,
    account,
    bare_account,
    change,
    contact,
    note,
    row,
    rules,
    source,
    task,
    view,
)
from ui.account.view import NOTES_READ, read_view


def test_the_head_names_the_account_and_how_it_pays() -> None:
    shown = view()
    assert (shown.name, shown.plain) == ("Rydberg & Töchter Optik", "Monthly · Teams · 41 users")
    assert shown.gone == ""


@pytest.mark.parametrize(
    ("other", "kind", "plain"),
    [
        ({"users_count": 1}, "annual", "Annual · Teams · 1 user"),
        ({"plan": "monthly"}, "monthly", "Monthly · 41 users"),
        ({"plan": None, "users_count": None}, None, "rydberg.test"),
        ({"plan": None, "users_count": None, "domain": None}, None, ""),
    ],
)
def test_the_plain_line_says_only_what_is_known(
    other: dict[str, object], kind: str | None, plain: str
) -> None:
    of = account(**other)
    assert view(of, row=row(of, kind=kind) if kind else None).plain == plain


def test_the_reasons_add_up() -> None:
    shown = view()
    assert [(why.text, why.points) for why in shown.reasons] == [
        ("Bill renews in 6 days", "40"),
        ("Health fell 1.3 in 14 days", "15"),
    ]
    assert shown.score == "55"


def test_one_reason_needs_no_sum_and_no_row_no_reasons() -> None:
    of = account()
    one = row(of).reasons[:1]
    assert view(of, row=row(of, reasons=one, score=40)).score == ""
    assert view(of, row=None).reasons == ()


def test_a_row_without_reasons_says_when_its_window_opens() -> None:
    of = account()
    quiet = row(of, reasons=(), score=0, act_by=date(2026, 12, 16), band="later")
    assert [why.text for why in view(of, row=quiet).reasons] == [
        "The contact window opens Wed 16 Dec"
    ]


def test_a_snooze_that_runs_is_said() -> None:
    of = account()
    slept = row(of, snoozed_until=date(2026, 12, 1))
    assert view(of, row=slept).reasons[-1].text == "Snoozed until Tue 1 Dec"
    over = row(of, snoozed_until=date(2026, 11, 24))
    assert len(view(of, row=over).reasons) == 2


@pytest.mark.parametrize(
    ("other", "log", "words"),
    [
        (
            {"status": "left"},
            [change(2, 7, "status", "active", "left")],
            "Left the book on Tue 24 Nov",
        ),
        ({"status": "left"}, [], "Left the book"),
        ({"status": "removed"}, [], "Deleted in its source"),
        (
            {"status": "removed"},
            [change(2, 7, "status", "active", "removed"), change(1, 7, "status", None, "left")],
            "Deleted in its source on Tue 24 Nov",
        ),
        ({"status": "churned"}, [], "Churned"),
        (
            {"status": "churned", "churned_at": NOW - timedelta(days=10)},
            [],
            "Churned on Sat 14 Nov",
        ),
    ],
)
def test_an_account_that_is_gone_says_so(
    other: dict[str, object], log: list[object], words: str
) -> None:
    assert view(account(**other), row=None, changes=log).gone == words


def test_people_copy_their_address_and_say_when_they_were_seen() -> None:
    first, second = view().people
    assert (first.name, first.role, first.seen, first.copy) == (
        "Nora Vikander",
        "champion",
        "22 Nov",
        "nora@rydberg.test",
    )
    assert (second.role, second.seen, second.copy) == ("no role", "never", "سامي حداد")
    assert "no e-mail address" in second.tip
    assert "Last seen Sun 22 Nov" in first.tip


def test_the_address_to_copy_is_that_of_the_first_who_has_one() -> None:
    silent = contact(5, "Nobody")
    shown = view(contacts=[silent, *PEOPLE])
    assert (shown.email, shown.email_of) == ("nora@rydberg.test", "Nora Vikander")
    assert view(contacts=[silent]).email == ""


def test_open_tasks_stand_by_due_day_with_late_and_others_named() -> None:
    shown = view(
        tasks=[
            task(4, "Sometime", None),
            task(3, "Done", date(2026, 11, 20), completed_at=NOW),
            task(2, "Theirs", date(2026, 11, 27), mine=False, assignee="Petra Holm"),
            task(5, "Unowned", date(2026, 11, 28), mine=False),
            task(1, "Mine\nnow", date(2026, 11, 21)),
            task(6, "Today", date(2026, 11, 24)),
        ]
    ).tasks
    assert [(one.title, one.due, one.late, one.who) for one in shown] == [
        ("Mine now", "3 d late", True, ""),
        ("Today", "today", False, ""),
        ("Theirs", "Fri 27 Nov", False, "Petra Holm"),
        ("Unowned", "Sat 28 Nov", False, "nobody"),
        ("Sometime", "no day", False, ""),
    ]
    assert "Due Sat 21 Nov 2026" in shown[0].tip


def test_the_last_note_is_an_excerpt_and_the_others_a_line() -> None:
    shown = view()
    assert shown.last_note is not None
    assert (shown.last_note.about, shown.last_note.subject) == ("Thu 12 Nov, call", "Intro call")
    assert shown.last_note_text == "Call · Wants funnels per plant."
    assert [(one.day, one.subject) for one in shown.older_notes] == [("2 Nov", "Channel opened")]
    assert "by \u2068Petra Holm\u2069" in shown.older_notes[0].tip


def test_a_note_without_a_subject_begins_with_its_text_or_says_so() -> None:
    texts = [note(3, date(2026, 11, 3), "", "Some words"), note(2, date(2026, 11, 2), "", "")]
    shown = view(notes=[note(4, date(2026, 11, 4)), *texts])
    assert [one.subject for one in shown.older_notes] == ["Some words", "no subject"]


def test_a_private_note_is_said_to_stay() -> None:
    shown = view(notes=[note(1, date(2026, 11, 1), "Mine", private=True)])
    assert shown.last_note is not None
    assert "stays on this computer" in shown.last_note.tip


def test_notes_that_were_not_read_are_counted() -> None:
    shown = view(account(notes_count=12))
    assert shown.unlisted_notes == "10 older notes are not listed here"
    assert view().unlisted_notes == ""


def test_empty_sections_say_as_of_when_and_before_the_first_sync_that_nothing_was_fetched() -> None:
    nothing = {"contacts": (), "notes": (), "tasks": ()}
    shown = view(bare_account(), **nothing)
    clock = f"{(NOW - timedelta(minutes=12)).astimezone():%H:%M}"
    assert shown.no_people == f"No contacts as of {clock}"
    assert shown.no_tasks == f"No open tasks as of {clock}"
    assert shown.no_notes == f"No notes as of {clock}"
    old = view(bare_account(), source=source(last_success=NOW - timedelta(days=3)), **nothing)
    assert old.no_people.startswith("No contacts as of Sat 21 Nov ")
    for early in (source(baseline_at=None), source(last_success=None)):
        assert view(bare_account(), source=early, **nothing).no_people == "Not fetched yet"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    profile = Profile(tmp_path / "book")
    key = lay_encrypted(profile)
    opened = Store.open(profile, key, clock=lambda: NOW)
    sources.save(opened, Source(name="vitally", url="https://crm.test", mapping={"plan": "p"}))
    yield opened
    opened.close()


def test_a_view_is_read_from_the_book(store: Store) -> None:
    facts = AccountFacts(
        external_id="e1", name="Lumen Ltd", plan="Teams", renewal_date="2026-12-01"
    )
    page = Page(
        source="vitally",
        resource="accounts",
        accounts=(facts,),
        contacts=(ContactFacts(external_id="c1", account_external_id="e1", name="Ana"),),
        notes=tuple(
            NoteFacts(external_id=f"n{at}", account_external_id="e1", day="2026-11-01")
            for at in range(NOTES_READ + 3)
        ),
        tasks=(TaskFacts(external_id="t1", account_external_id="e1", title="Call", mine=1),),
    )
    ids = intake.apply(store, page).ids
    account_id = AccountId(min(ids["account"]))
    shown = read_view(store, account_id, None, rules(), lambda: NOW)
    assert shown is not None
    assert (shown.name, shown.plain) == ("Lumen Ltd", "Teams")
    assert [person.name for person in shown.people] == ["Ana"]
    assert [one.title for one in shown.tasks] == ["Call"]
    assert len(shown.older_notes) == NOTES_READ - 1
    assert shown.unlisted_notes == "3 older notes are not listed here"
    assert {fact.label: fact.value for fact in shown.facts}["ARR"] == "not mapped"


def test_an_account_the_book_does_not_hold_is_none(store: Store) -> None:
    assert read_view(store, AccountId(99), None, rules(), lambda: NOW) is None


def test_what_no_source_was_told_yet_is_not_labelled_as_its_word(store: Store) -> None:
    sources.save(
        store,
        Source(
            name="vitally", url="https://crm.test", me_id="me", last_success=NOW, baseline_at=NOW
        ),
    )
    page = Page(
        source="vitally",
        resource="accounts",
        accounts=(AccountFacts(external_id="e1", name="Lumen Ltd"),),
        notes=(NoteFacts(external_id="n1", account_external_id="e1", day="2026-11-01"),),
    )
    account_id = AccountId(min(intake.apply(store, page).ids["account"]))

    def told() -> dict[str, tuple[str, str, str]]:
        shown = read_view(store, account_id, None, rules(), lambda: NOW)
        assert shown is not None
        return {fact.field: (fact.value, fact.detail, fact.source) for fact in shown.facts}

    assert told()["touch"] == ("1 Nov, note", "", "Vitally · now")
    assert told()["notes_count"] == ("1", "", "Vitally · now")
    day = NOW.date()
    add_note(store, rules(), account_id, body="[] send it @2026-11-25", day=day, kind="call")
    assert told()["touch"] == ("24 Nov, call", "", "waits here")
    assert told()["next_task_due"][2] == "waits here"
    assert told()["notes_count"] == ("2", "1 waits here", "Vitally · now")
    add_note(store, rules(), account_id, body="words", day=day, kind="call", private=True)
    assert told()["touch"][2] == "waits here"
    assert told()["notes_count"] == ("3", "1 waits here", "Vitally · now")


def test_a_touch_that_never_leaves_is_said_to_be_only_here() -> None:
    kept = note(1, account().touch.day, kind="call", private=True)
    (touch,) = [fact for fact in view(notes=(kept,)).facts if fact.field == "touch"]
    assert (touch.source, touch.age, touch.stale) == ("only here", "", False)
    assert touch.tip.endswith("It stays on this laptop.")
    assert "Vitally" not in touch.tip
