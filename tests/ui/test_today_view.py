"""What the Today column says: due, changed since last time, wanting a person."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import msgspec
import pytest

from book.drafts import Draft, DraftId
from book.records import AccountId, Change, Task
from tests.ui.account_samples import NOW, TODAY, change, source, task
from ui.today.view import Part, TodayView, build_today

NAMES = {10: "Vinterby ApS", 11: "Ζεύς Ναυτιλιακή", 12: "Old Mill Ltd"}


def today(*tasks: Task, changes: list[Change] | None = None, **other: object) -> TodayView:
    """The column for tasks that all belong to one account."""
    named = [(one, "Rydberg") for one in tasks]
    return build_today(named, changes or [], [], TODAY, names=NAMES, **other)  # type: ignore[arg-type]


def news(*changes: Change) -> list[str]:
    """The sentences about changes."""
    return [one.words for one in today(changes=list(changes)).news]


def test_the_day_to_do_it_on_decides_when_a_task_stands_here() -> None:
    friday, monday = date(2026, 11, 27), date(2026, 11, 23)
    shown = today(
        task(1, "Begun early", friday, do_on=TODAY),
        task(2, "Not yet", friday, do_on=date(2026, 11, 26)),
        task(3, "Theirs", friday, do_on=TODAY, mine=False),
        task(4, "Missed the day", friday, do_on=monday),
        task(5, "Put off, but due", TODAY, do_on=friday),
        task(6, "No due day", None, do_on=TODAY),
    )
    assert [(one.title, one.when, one.late) for one in shown.due] == [
        ("Missed the day", "to do", False),
        ("Begun early", "to do", False),
        ("Put off, but due", "today", False),
        ("No due day", "to do", False),
    ]
    assert shown.next_due == "Next: Thu 26 Nov"


def test_due_is_what_is_mine_open_and_not_later_than_today_oldest_first() -> None:
    shown = today(
        task(1, "Today", TODAY),
        task(2, "Late", date(2026, 11, 21)),
        task(3, "Tomorrow", date(2026, 11, 25)),
        task(4, "Theirs", TODAY, mine=False),
        task(5, "Done", TODAY, completed_at=NOW),
        task(6, "Undated", None),
        task(7, "", date(2026, 11, 23)),
    )
    assert [(one.title, one.when, one.late, one.account) for one in shown.due] == [
        ("Late", "3 days late", True, "Rydberg"),
        ("no title", "1 day late", True, "Rydberg"),
        ("Today", "today", False, "Rydberg"),
    ]
    assert shown.next_due == "Next: Wed 25 Nov"
    assert "Due Sat 21 Nov 2026" in shown.due[0].tip


def test_a_day_without_tasks_is_empty() -> None:
    assert today() == TodayView(since="Since you last looked")


@pytest.mark.parametrize(
    ("since", "words"),
    [
        (None, "Since you last looked"),
        (NOW - timedelta(hours=1), "Since {t}"),
        (NOW - timedelta(days=1), "Since Mon {t}"),
        (NOW - timedelta(days=7), "Since 17 Nov"),
    ],
)
def test_since_when(since: datetime | None, words: str) -> None:
    clock = f"{since.astimezone():%H:%M}" if since else ""
    assert today(since=since).since == words.format(t=clock)


def test_changes_are_counted_by_kind_and_account() -> None:
    assert news(
        change(1, 10, "created", None, None),
        change(2, 11, "created", None, None),
        change(3, 12, "status", "active", "left"),
        change(4, 13, "renewal_date", "2026-12-01", "2026-12-09"),
        change(5, 14, "health", "7.1", "5.8"),
        change(6, 14, "health", "5.8", "5.1"),
        change(7, 15, "health", "5.8", "7.1"),
        change(8, 16, "stage", "1. New Account", "2. Onboarding Initiated"),
        change(9, 17, "stage", None, "1. New Account"),
        change(10, 18, "name", "A", "B"),
    ) == [
        "2 new accounts in the book",
        "1 account left the book",
        "1 renewal date moved",
        "Health of 1 account fell",
        "Health of 1 account rose",
        "2 stages changed",
    ]


def test_what_moved_and_moved_back_is_no_news() -> None:
    assert (
        news(
            change(1, 10, "health", "7.1", "5.8"),
            change(2, 10, "health", "5.8", "7.1"),
            change(3, 10, "renewal_date", "2026-12-01", "2026-12-02"),
            change(4, 10, "renewal_date", "2026-12-02", "2026-12-01"),
        )
        == []
    )


def test_a_health_that_came_or_went_neither_fell_nor_rose() -> None:
    assert news(change(1, 10, "health", None, "5.8"), change(2, 11, "health", "5.8", None)) == []


def test_accounts_that_came_or_left_are_not_also_counted_for_their_fields() -> None:
    assert news(
        change(1, 10, "created", None, None),
        change(2, 10, "stage", None, "1. New Account"),
        change(3, 12, "stage", "1", "2"),
        change(4, 12, "status", "active", "churned"),
    ) == ["1 new account in the book", "1 account left the book"]


def test_an_account_that_another_source_brought_once_more_is_no_new_one() -> None:
    assert news(
        change(1, 10, "created", None, None),
        change(2, 11, "created", None, None),
        change(3, 11, "shown_with", None, "10"),
    ) == ["1 new account in the book"]


def test_a_customer_that_another_source_still_has_is_not_gone_and_none_is_counted_twice() -> None:
    parts = {11: Part(AccountId(10), frozenset({"health"}))}
    shown = today(
        changes=[
            change(1, 11, "status", "active", "left"),
            change(2, 11, "health", "7.1", "5.8"),
            change(3, 11, "stage", "1", "2"),
            change(4, 10, "renewal_date", "2026-12-01", "2026-12-09"),
            change(5, 11, "renewal_date", "2026-12-01", "2026-12-09"),
            change(6, 11, "created", None, None),
        ],
        parts=parts,
    )
    assert [(one.kind, one.accounts) for one in shown.news] == [
        ("renewal", ((10, NAMES[10]),)),
        ("fell", ((10, NAMES[10]),)),
    ]


def test_a_match_in_doubt_needs_the_person_and_leads_to_the_customer() -> None:
    doubtful = [(AccountId(10), "Vinterby ApS", "hubspot")]
    (need,) = build_today([], [], [], TODAY, doubtful=doubtful).needs
    assert "Vinterby" in need.words and "HubSpot" in need.words
    assert (need.account_id, need.asked) == (10, "")


def test_an_account_that_came_back_did_not_leave() -> None:
    assert (
        news(change(1, 10, "status", "active", "left"), change(2, 10, "status", "left", "active"))
        == []
    )


def test_other_records_changes_are_not_the_accounts() -> None:
    other = Change(
        id=change(1, 1, "x", None, None).id,
        record="note",
        record_id=10,
        field="created",
        old=None,
        new=None,
        by="vitally",
        at=NOW,
    )
    assert today(changes=[other]).news == ()


def test_each_kind_lists_its_accounts_by_name() -> None:
    shown = today(
        changes=[change(n, number, "created", None, None) for n, number in enumerate((11, 12, 10))]
    )
    assert [name for _, name in shown.news[0].accounts] == [
        "Old Mill Ltd",
        "Vinterby ApS",
        "Ζεύς Ναυτιλιακή",
    ]


def test_only_a_source_that_waits_for_the_person_needs_them() -> None:
    sources = [
        source(name=name, state=state)
        for name, state in (
            ("hubspot", "needs_sign_in"),
            ("vitally", "up_to_date"),
            ("zendesk", "offline"),
        )
    ]
    (need,) = build_today([], [], sources, TODAY).needs
    assert (need.source, need.words) == ("hubspot", "\u2068HubSpot\u2069: sign in again")


def test_unfinished_notes_say_whose_how_much_and_that_they_are_only_here() -> None:
    draft = Draft(
        id=DraftId(4),
        account_id=AccountId(7),
        note_id=None,
        subject="Intro call",
        body="one\n\n  two\n",
        day=TODAY,
        kind="call",
        tags=(),
        private=False,
        begun_at=NOW,
        saved_at=NOW - timedelta(days=1),
    )
    lonely = msgspec.structs.replace(draft, id=DraftId(5), subject="", private=True)
    shown = build_today([], [], [], TODAY, drafts=[(draft, "Rydberg"), (lonely, None)])
    assert [(one.draft_id, one.title, one.below) for one in shown.unfinished] == [
        (4, "Rydberg, Intro call", "yesterday, 2 lines, only here"),
        (5, "no account yet", "yesterday, 2 lines, stays here"),
    ]


def test_conflicts_and_stopped_sends_need_the_person_and_lead_there() -> None:
    needs = build_today(
        [],
        [],
        [],
        TODAY,
        conflicts=[("note", "Rydberg", "vitally")] * 4,
        stopped=[("task", "Old Mill Ltd")],
    ).needs
    assert [(need.words, need.asked) for need in needs] == [
        ("Note on \u2068Rydberg\u2069: edited here and in Vitally", "go_conflicts"),
        ("Note on \u2068Rydberg\u2069: edited here and in Vitally", "go_conflicts"),
        ("Note on \u2068Rydberg\u2069: edited here and in Vitally", "go_conflicts"),
        ("1 more conflict", "go_conflicts"),
        ("Task for \u2068Old Mill Ltd\u2069 stopped", "go_outbox"),
    ]
