"""What holds for the queue of any book at all, on books made up at random."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from book.queue import BANDS, build_queue, by_renewal, by_score, renewal_of
from book.records import Account, AccountId, QueueMark, QueueState, Touch
from book.renewal_dates import annual_start, outreach_day
from tests.book.queue_cases import DAY, MAPPED, RULES, account, ahead, at, bill_for, mark, queue

STATES: tuple[QueueState, ...] = (
    "to_contact", "contacted", "booked", "done", "skipped", "snoozed",
)  # fmt: skip
DAYS = st.integers(-40, 200).map(ahead)
MAYBE_DAY = st.none() | DAYS
ACCOUNTS = st.lists(
    st.fixed_dictionaries(
        {
            "name": st.sampled_from(["Ash", "ash", "Birch", "Çam", "Æble"]),
            "status": st.sampled_from(["active", "active", "active", "churned", "left"]),
            "source": st.sampled_from(["vitally", "hubspot"]),
            "owner_email": st.none() | st.just("me@book.test"),
            "arr_cents": st.none() | st.integers(0, 3),
            "renewal_date": MAYBE_DAY,
            "contract_end": MAYBE_DAY,
            "credit_expiry": MAYBE_DAY,
            "run_out": MAYBE_DAY,
            "stage": st.none() | st.sampled_from([s.label for s in RULES.pipeline.stages]),
            "stage_since": st.none() | DAYS.map(at),
            "entered_at": st.none() | DAYS.map(at),
            "touch": st.none() | DAYS.map(lambda day: Touch(day, "note")),
            "my_next_due": MAYBE_DAY,
            "health_drop": st.none() | st.floats(0, 10),
        }
    ),
    max_size=12,
).map(lambda facts: [made(number, each) for number, each in enumerate(facts, 1)])


def made(number: int, facts: dict[str, Any]) -> Account:
    """An account with generated facts."""
    return Account(id=AccountId(number), external_id=str(number), first_seen=at(DAY), **facts)


@st.composite
def books(draw: st.DrawFn) -> tuple[list[Account], list[QueueMark]]:
    """Accounts, and marks of which many fit an account's present renewal."""
    accounts = draw(ACCOUNTS)
    marks = []
    for one in accounts:
        fitting = renewal_of(one, DAY)[1]
        for renewal in draw(st.lists(st.just(fitting) | MAYBE_DAY, max_size=2, unique=True)):
            state = draw(st.sampled_from(STATES))
            until = draw(MAYBE_DAY) if state == "snoozed" else None
            marks.append(mark(renewal, state, until, number=one.id, made=draw(DAYS)))
    return accounts, marks


@given(books())
def test_whatever_the_book_the_queue_holds_together(book: tuple[list[Account], list[QueueMark]]):
    accounts, marks = book
    rows = build_queue(accounts, marks, RULES, DAY, mapped=MAPPED)
    snoozed = {
        one.account_id
        for one in marks
        if one.state == "snoozed" and one.snoozed_until and one.snoozed_until > DAY
        if one.renewal_date == renewal_of(accounts[one.account_id - 1], DAY)[1]
    }
    active = {one.id for one in accounts if one.status == "active"}
    assert sorted(each.account.id for each in rows) == sorted(active - snoozed)
    places = [BANDS.index(each.band) for each in rows]
    assert places == sorted(places)
    for each in rows:
        assert each.score == sum(reason.points for reason in each.reasons)
        assert len(each.reasons) <= RULES.reasons.max_shown
        assert len({reason.code for reason in each.reasons}) == len(each.reasons)
        weights = [reason.points for reason in each.reasons]
        assert weights == sorted(weights, reverse=True)
        assert each.state != "snoozed"
        if each.band == "act":
            assert each.act_by is not None
            assert each.act_by <= DAY
        if each.band == "undated":
            assert each.act_by is None
        one = each.account
        if each.kind == "annual":
            starts = {
                annual_start(one.run_out, end, RULES.annual.start_months)
                for end in (one.contract_end, one.credit_expiry)
                if end is not None
            }
            assert each.act_by in starts
        elif each.renewal_date is not None:
            assert each.act_by == outreach_day(each.renewal_date, RULES.contact.window_days)
        if each.overdue:
            assert each.act_by is not None
            assert each.act_by < DAY
    for above, below in pairwise(rows):
        if above.band == below.band:
            assert (above.act_by or date.max) <= (below.act_by or date.max)


@given(books(), st.randoms(use_true_random=False))
def test_the_order_is_the_same_whatever_order_things_came_in(
    book: tuple[list[Account], list[QueueMark]], chance: Any
):
    accounts, marks = book
    rows = build_queue(accounts, marks, RULES, DAY, mapped=MAPPED)
    chance.shuffle(accounts)
    chance.shuffle(marks)
    again = build_queue(accounts, marks, RULES, DAY, mapped=MAPPED)
    assert again == rows
    assert by_renewal(again) == by_renewal(rows)
    assert by_score(again) == by_score(rows)


@given(st.integers(0, 3000))
def test_no_weekend_act_by_is_overdue_on_the_monday_after(weeks: int):
    monday = date(2026, 1, 5) + timedelta(weeks=weeks % 500)
    weekend = account(1, renewal_date=bill_for(monday - timedelta(days=1 + weeks % 2)))
    friday = account(2, renewal_date=bill_for(monday - timedelta(days=3)))
    late = {each.account.id: each.overdue for each in queue(weekend, friday, day=monday)}
    assert late == {1: False, 2: True}
