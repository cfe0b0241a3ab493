"""The queue of a day: bands, order, states and reasons, on accounts made for each case."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest

from book.queue import QueueRow, build_queue, by_renewal, by_score, next_opening, renewal_of
from book.records import Account, QueueMark, QueueState, Touch
from tests.book.queue_cases import DAY, MAPPED, RULES, account, ahead, at, bill_for, mark, queue


def row(one: Account, *marks: QueueMark, day: date = DAY) -> QueueRow:
    """The one row of the queue of one account."""
    (only,) = queue(one, marks=marks, day=day)
    return only


def codes(one: Account, *marks: QueueMark, day: date = DAY) -> list[str]:
    """The codes of an account's reasons."""
    return [reason.code for reason in row(one, *marks, day=day).reasons]


def the_worked_case() -> list[Account]:
    """A to F of the handbook's own example, today being 10 June 2026."""
    june = date(2026, 6, 1)
    return [
        account(4, name="D", renewal_date=None),
        account(2, name="B", renewal_date=bill_for(june.replace(day=12)), arr_cents=50_000_00),
        account(5, name="E", renewal_date=bill_for(june.replace(day=9)), arr_cents=1),
        account(6, name="F", renewal_date=bill_for(date(2026, 7, 30)),
                entered_segment="CSM Managed", entered_at=at(june), touch=None),
        account(3, name="C", renewal_date=bill_for(june.replace(day=12)), arr_cents=90_000_00),
        account(1, name="A", renewal_date=bill_for(june.replace(day=8)), arr_cents=1),
    ]  # fmt: skip


SNOOZED_E = mark(bill_for(date(2026, 6, 9)), "snoozed", date(2026, 6, 20), number=5)


def names(rows: Sequence[QueueRow]) -> list[tuple[str, str]]:
    """Band and name of each row."""
    return [(each.band, each.account.name) for each in rows]


def test_the_worked_case_in_order():
    assert names(queue(*the_worked_case(), marks=[SNOOZED_E])) == [
        ("new", "F"), ("act", "A"), ("later", "C"), ("later", "B"), ("undated", "D"),
    ]  # fmt: skip


def test_the_worked_case_two_days_on():
    rows = queue(*the_worked_case(), marks=[SNOOZED_E], day=date(2026, 6, 12))
    assert [each.account.name for each in rows] == ["F", "A", "C", "B", "D"]
    assert [each.band for each in rows] == ["new", "act", "act", "act", "undated"]


@pytest.mark.parametrize(("day", "there"), [(19, False), (20, True), (21, True)])
def test_a_snoozed_account_is_back_on_its_day(day: int, there: bool):
    rows = queue(*the_worked_case(), marks=[SNOOZED_E], day=date(2026, 6, day))
    found = [each for each in rows if each.account.name == "E"]
    assert bool(found) is there
    if there:
        assert (found[0].state, found[0].snoozed_until) == ("to_contact", date(2026, 6, 20))
        assert found[0].band == "act"


@pytest.mark.parametrize(
    ("facts", "kind", "renewal", "act_by"),
    [
        ({"renewal_date": date(2026, 7, 1)}, "monthly", date(2026, 7, 1), date(2026, 6, 17)),
        ({}, "monthly", None, None),
        ({"contract_end": date(2026, 8, 31), "renewal_date": date(2026, 7, 1)},
         "annual", date(2026, 8, 31), date(2026, 5, 31)),
        ({"credit_expiry": date(2027, 5, 31)}, "annual", date(2027, 5, 31), date(2027, 2, 28)),
        ({"credit_expiry": date(2027, 2, 16), "run_out": date(2026, 12, 18)},
         "annual", date(2027, 2, 16), date(2026, 9, 18)),
        ({"contract_end": date(2027, 3, 1), "credit_expiry": date(2027, 2, 16)},
         "annual", date(2027, 3, 1), date(2026, 11, 16)),
        ({"contract_end": date(2027, 3, 1), "run_out": date(2027, 9, 1)},
         "annual", date(2027, 3, 1), date(2026, 12, 1)),
        ({"contract_end": DAY}, "annual", DAY, date(2026, 3, 10)),
        ({"contract_end": ahead(-1), "renewal_date": ahead(5)}, "monthly", ahead(5), ahead(-9)),
        ({"contract_end": ahead(-1), "renewal_date": ahead(-1)},
         "annual", ahead(-1), date(2026, 3, 9)),
        ({"contract_end": ahead(-1)}, "annual", ahead(-1), date(2026, 3, 9)),
        ({"contract_end": ahead(-1), "credit_expiry": date(2026, 12, 31)},
         "annual", date(2026, 12, 31), date(2026, 9, 30)),
        ({"contract_end": date(2026, 12, 31), "credit_expiry": ahead(-1)},
         "annual", date(2026, 12, 31), date(2026, 9, 30)),
        ({"renewal_date": date(2026, 7, 1), "run_out": date(2026, 6, 20)},
         "monthly", date(2026, 7, 1), date(2026, 6, 17)),
        ({"renewal_date": date.min}, "monthly", date.min, date.min),
        ({"contract_end": date.max}, "annual", date.max, date(9999, 9, 30)),
    ],
)  # fmt: skip
def test_which_renewal_counts_and_when_to_act(
    facts: dict[str, Any], kind: str, renewal: date | None, act_by: date | None
):
    one = account(**facts)
    found = row(one)
    assert (found.kind, found.renewal_date, found.act_by) == (kind, renewal, act_by)
    assert found.contract_end == facts.get("contract_end")
    assert renewal_of(one, DAY) == (kind, renewal)


@pytest.mark.parametrize(
    ("act_by", "band"),
    [(ahead(-30), "act"), (ahead(0), "act"), (ahead(1), "later"), (ahead(90), "later")],
)
def test_the_band_follows_the_day_to_act_by(act_by: date, band: str):
    assert row(account(renewal_date=bill_for(act_by))).band == band


@pytest.mark.parametrize("status", ["churned", "left", "removed"])
def test_only_active_accounts_are_in_the_queue(status: str):
    assert queue(account(status=status, renewal_date=DAY)) == []


NEW: dict[str, Any] = {"entered_segment": "CSM Managed", "entered_at": at(ahead(-5))}


@pytest.mark.parametrize(
    ("facts", "is_new"),
    [
        ({**NEW, "touch": None}, True),
        ({**NEW, "touch": Touch(ahead(-6), "call")}, True),
        ({**NEW, "touch": Touch(ahead(-5), "call")}, False),
        ({**NEW, "touch": Touch(ahead(0), "mail")}, False),
        ({"entered_at": at(ahead(-5)), "entered_segment": "", "touch": None}, True),
        ({"stage": "1. New Account", "touch": None}, True),
        ({"stage": "1. New Account", "touch": Touch(ahead(-300), "note")}, False),
        ({"stage": "2. Onboarding Initiated", "touch": None}, False),
        ({"stage": None, "touch": None}, False),
        ({"touch": None}, False),
    ],
)
def test_what_is_new(facts: dict[str, Any], is_new: bool):
    found = row(account(renewal_date=bill_for(ahead(-3)), **facts))
    assert (found.band == "new") is is_new
    assert ("new" in codes(account(renewal_date=None, **facts))) is is_new


def test_a_new_account_without_a_date_is_new_all_the_same():
    assert row(account(touch=None, **NEW)).band == "new"


@pytest.mark.parametrize("state", ["contacted", "booked", "done", "skipped"])
def test_any_mark_ends_being_new(state: QueueState):
    renewal = bill_for(ahead(40))
    assert (
        row(account(touch=None, renewal_date=renewal, **NEW), mark(renewal, state)).band == "later"
    )


@pytest.mark.parametrize("state", ["contacted", "booked"])
@pytest.mark.parametrize(("touch", "code"), [(None, "never_touched"), (ahead(-90), "quiet")])
def test_whom_i_was_in_touch_with_is_neither_quiet_nor_never_contacted(
    state: QueueState, touch: date | None, code: str
):
    renewal = bill_for(ahead(-3))
    known = account(renewal_date=renewal, touch=touch and Touch(touch, "note"), stage="2")
    assert code in [reason.code for reason in row(known).reasons]
    assert code not in [reason.code for reason in row(known, mark(renewal, state)).reasons]


def test_the_mark_to_contact_does_not():
    renewal = bill_for(ahead(40))
    one = account(touch=None, renewal_date=renewal, **NEW)
    assert row(one, mark(renewal, "to_contact")).band == "new"
    assert row(one, mark(renewal, "snoozed", DAY)).band == "new"


@pytest.mark.parametrize(
    ("state", "band"),
    [("contacted", "act"), ("booked", "act"), ("done", "later"), ("skipped", "later")],
)
def test_what_is_settled_leaves_the_work_of_today(state: QueueState, band: str):
    renewal = bill_for(ahead(-3))
    found = row(account(renewal_date=renewal), mark(renewal, state))
    assert (found.band, found.state, found.overdue) == (band, state, False)


def test_a_settled_account_keeps_only_what_is_still_to_mend():
    renewal = bill_for(ahead(-3))
    one = account(
        renewal_date=renewal,
        touch=Touch(ahead(-60), "note"),
        health_drop=2.0,
        my_next_due=ahead(-5),
    )
    assert codes(one) == ["contact_window", "promise_overdue", "health_drop"]
    assert codes(one, mark(renewal, "done")) == ["promise_overdue", "health_drop"]
    assert "never_touched" not in codes(account(touch=None), mark(None, "skipped"))


@pytest.mark.parametrize(
    ("task", "owed", "chip"),
    [(-5, -9, "Promise"), (-9, -5, "Task"), (-5, -5, "Task"), (3, -5, "Promise"), (-5, 3, "Task")],
)
def test_of_a_late_task_and_a_late_promise_the_later_one_speaks(task: int, owed: int, chip: str):
    found = row(account(my_next_due=ahead(task), my_next_promise=ahead(owed))).reasons
    told = [reason for reason in found if reason.code == "promise_overdue"]
    assert [reason.chip.split()[0] for reason in told] == [chip]


def test_a_new_date_starts_again_and_remembers_the_last_state():
    june, july, august = ahead(0), ahead(30), ahead(61)
    marks = [mark(july, "booked", made=ahead(-1)), mark(june, "done", made=ahead(-30))]
    found = row(account(renewal_date=august), *marks)
    assert (found.state, found.last_state) == ("to_contact", "booked")
    assert row(account(renewal_date=july), *marks).last_state == "done"
    assert row(account(renewal_date=july), *marks).state == "booked"
    assert row(account(2, renewal_date=july), *marks).last_state is None


def test_of_two_marks_made_at_once_the_later_date_is_remembered():
    marks = [mark(ahead(-30), "done"), mark(ahead(-60), "skipped"), mark(None, "booked")]
    assert row(account(renewal_date=ahead(3)), *marks).last_state == "done"
    assert row(account(renewal_date=ahead(3)), *reversed(marks)).last_state == "done"


def test_the_newest_of_two_marks_for_one_date_counts():
    renewal = ahead(3)
    marks = [mark(renewal, "booked", made=DAY), mark(renewal, "contacted", made=ahead(-1))]
    assert row(account(renewal_date=renewal), *marks).state == "booked"
    assert row(account(renewal_date=renewal), *reversed(marks)).state == "booked"


def test_an_account_without_a_date_can_be_marked_too():
    assert row(account(), mark(None, "contacted")).state == "contacted"
    assert queue(account(), marks=[mark(None, "snoozed", ahead(1))]) == []


def test_a_snooze_without_a_day_hides_nothing():
    assert row(account(), mark(None, "snoozed")).state == "to_contact"


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"renewal_date": ahead(14)}, ["contact_window"]),
        ({"renewal_date": ahead(15)}, []),
        ({"contract_end": date(2026, 9, 10)}, ["contract_window"]),
        ({"contract_end": date(2026, 9, 11)}, []),
        ({"contract_end": date(2027, 3, 1), "run_out": date(2026, 9, 10)}, ["credits_run_out"]),
        ({"contract_end": date(2027, 3, 1), "run_out": date(2026, 9, 11)}, []),
        ({"contract_end": date(2026, 9, 10), "run_out": date(2026, 9, 10)}, ["contract_window"]),
        ({"renewal_date": ahead(60), "run_out": ahead(20)}, ["credits_run_out"]),
        ({"contract_end": ahead(-9), "renewal_date": ahead(60), "run_out": ahead(-20)}, []),
        ({"renewal_date": ahead(60), "my_next_due": ahead(-1)}, ["promise_overdue"]),
        ({"renewal_date": ahead(60), "my_next_due": ahead(0)}, []),
        ({"renewal_date": ahead(60), "next_task_due": ahead(-9)}, []),
        ({"renewal_date": ahead(60), "my_next_promise": ahead(-1)}, ["promise_overdue"]),
        ({"renewal_date": ahead(60), "my_next_promise": ahead(0)}, []),
        ({"renewal_date": ahead(60), "touch": None}, ["never_touched"]),
        ({"renewal_date": ahead(60), "touch": Touch(ahead(-14), "call")}, ["quiet"]),
        ({"renewal_date": ahead(60), "touch": Touch(ahead(-13), "call")}, []),
        ({"renewal_date": ahead(60), "touch": Touch(ahead(3), "meeting")}, []),
        ({"renewal_date": ahead(60), "health_drop": 0.5}, ["health_drop"]),
        ({"renewal_date": ahead(60), "health_drop": 0.4}, []),
        ({"renewal_date": ahead(60), "owner_email": None}, ["no_owner"]),
        ({"renewal_date": ahead(60), "owner_email": None, "owner_name": "Kim"}, []),
        ({"renewal_date": ahead(10)}, ["contact_window"]),
        ({"contract_end": ahead(80)}, ["contract_window", "act_by_overdue"]),
        ({}, ["renewal_unknown"]),
        ({"touch": None, **NEW}, ["new", "renewal_unknown"]),
    ],
)
def test_when_a_reason_is_given(facts: dict[str, Any], expected: list[str]):
    assert codes(account(**facts)) == expected


STAGE_2: dict[str, Any] = {"stage": "2. Onboarding Initiated"}


@pytest.mark.parametrize(
    ("facts", "stale"),
    [
        ({**STAGE_2, "renewal_date": ahead(20), "stage_since": at(ahead(-12))}, True),
        ({**STAGE_2, "renewal_date": ahead(20), "stage_since": at(ahead(-11))}, False),
        ({**STAGE_2, "renewal_date": ahead(20), "stage_since": None}, False),
        ({**STAGE_2, "renewal_date": ahead(-2), "stage_since": at(ahead(-3))}, True),
        ({**STAGE_2, "renewal_date": None, "stage_since": at(ahead(-90))}, False),
        ({**STAGE_2, "contract_end": ahead(200), "stage_since": at(ahead(-90))}, False),
        ({"stage": "3a. Engaged — Email", "renewal_date": ahead(20),
          "stage_since": at(ahead(-90))}, False),
    ],
)  # fmt: skip
def test_a_stage_is_stale_once_a_bill_has_passed(facts: dict[str, Any], stale: bool):
    assert ("stage_stale" in codes(account(**facts))) is stale


def test_not_mapped_and_not_known_are_told_apart():
    one, other = account(), account(2)
    known = build_queue([one], [], RULES, DAY, mapped=MAPPED)[0]
    unmapped = build_queue([other], [], RULES, DAY, mapped={"vitally": frozenset({"arr"})})[0]
    absent = build_queue([one], [], RULES, DAY, mapped={})[0]
    assert (known.renewal_mapped, known.reasons[0].code) == (True, "renewal_unknown")
    assert (unmapped.renewal_mapped, unmapped.reasons[0].code) == (False, "renewal_not_mapped")
    assert absent.renewal_mapped


@pytest.mark.parametrize(
    ("end", "expiry", "text"),
    [
        (ahead(60), None, "contract ends in 60 days"),
        (ahead(60), ahead(60), "contract ends in 60 days"),
        (None, ahead(60), "credits expire in 60 days"),
        (ahead(300), ahead(60), "credits expire in 60 days"),
        (ahead(60), ahead(-3), "contract ends in 60 days"),
    ],
)
def test_the_reason_names_the_end_that_asks_for_action(
    end: date | None, expiry: date | None, text: str
):
    found = row(account(contract_end=end, credit_expiry=expiry))
    assert found.band == "act"
    assert found.reasons[0].text == text


def test_a_weekend_act_by_is_not_overdue_on_monday():
    one = account(renewal_date=bill_for(date(2026, 6, 13)))  # a Saturday
    assert not row(one, day=date(2026, 6, 15)).overdue
    assert row(one, day=date(2026, 6, 16)).overdue


def test_equal_days_go_by_arr_then_name_then_id():
    same: dict[str, Any] = {"renewal_date": bill_for(ahead(5))}
    rows = queue(
        account(5, name="b", arr_cents=None, **same),
        account(4, name="a", arr_cents=0, **same),
        account(3, name="B", arr_cents=100, **same),
        account(2, name="a", arr_cents=100, **same),
        account(1, name="b", arr_cents=100, **same),
        account(6, name="z", arr_cents=101, **same),
    )
    assert [each.account.id for each in rows] == [6, 2, 1, 3, 4, 5]


def test_by_renewal_is_the_plain_order_of_dates():
    rows = queue(*the_worked_case())
    ordered = by_renewal(rows)
    assert [each.account.name for each in ordered] == ["A", "E", "C", "B", "F", "D"]


def test_by_score_never_decides_unless_asked_for():
    urgent = account(
        1, name="urgent", renewal_date=ahead(14), my_next_due=ahead(-9), health_drop=2.0
    )
    early = account(2, name="early", renewal_date=ahead(13))
    rows = queue(urgent, early)
    assert [each.account.name for each in rows] == ["early", "urgent"]
    assert [each.account.name for each in by_score(rows)] == ["urgent", "early"]
    assert by_score(by_score(rows)) == by_score(rows)


def test_the_next_opening_for_an_empty_day():
    later = bill_for(ahead(9))
    rows = queue(
        account(1, renewal_date=later),
        account(2, renewal_date=later),
        account(3, renewal_date=bill_for(ahead(3))),
        account(4, renewal_date=bill_for(ahead(20))),
        account(5),
        account(6, renewal_date=bill_for(ahead(-2))),
        marks=[
            mark(bill_for(ahead(3)), "skipped", number=3),
            mark(bill_for(ahead(-2)), "done", number=6),
        ],
    )
    assert next_opening(rows, DAY) == (ahead(9), 2)
    assert next_opening(queue(account(5)), DAY) is None


def test_an_account_without_an_owner_stands_in_the_new_band_until_it_is_acted_on():
    nobodys = account(renewal_date=ahead(60), owner_email=None)
    shown = row(nobodys)
    assert (shown.band, [reason.code for reason in shown.reasons]) == ("new", ["no_owner"])
    known_by_id_only = account(renewal_date=ahead(60), owner_email=None, owner_id="u-1")
    assert (row(known_by_id_only).band, row(known_by_id_only).reasons) == ("later", ())
    assert row(nobodys, mark(ahead(60), "contacted")).band == "later"
