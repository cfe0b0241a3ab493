"""The words, chips, tones and points of each reason."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from book.clock import local_day
from book.reasons import CHIP_LENGTH, Reason, ReasonCode, Reasons
from book.rules import REASON_CODES, HouseRules, load

DAY = date(2026, 11, 24)  # a Tuesday
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
RULES = load()
WHY = Reasons(RULES, DAY)


def ahead(days: int) -> date:
    """A day counted from today."""
    return DAY + timedelta(days=days)


def entered(days: int) -> datetime:
    """A moment that many local days ago."""
    moment = NOON - timedelta(days=days)
    assert (local_day(NOON) - local_day(moment)).days == days
    return moment


def test_every_code_has_points_and_all_points_have_a_code():
    assert get_args(ReasonCode) == REASON_CODES


def test_the_shipped_points_fall_in_the_order_of_the_codes():
    points = [getattr(RULES.reasons.points, code) for code in REASON_CODES]
    assert points == sorted(points, reverse=True)


@pytest.mark.parametrize(
    ("days", "text", "chip", "tone"),
    [
        (12, "bill renews in 12 days", "Bill in 12 days", "amber"),
        (14, "bill renews in 14 days", "Bill in 14 days", "amber"),
        (15, "bill renews in 15 days", "Bill in 15 days", "neutral"),
        (7, "bill renews in 7 days", "Bill in 7 days", "amber"),
        (6, "bill renews in 6 days", "Bill in 6 days", "red"),
        (1, "bill renews tomorrow", "Bill tomorrow", "red"),
        (0, "bill renews today", "Bill today", "red"),
        (-1, "bill renewed yesterday", "Bill yesterday", "red"),
        (-9, "bill renewed 9 days ago", "Bill 9 days ago", "red"),
    ],
)
def test_a_bill(days: int, text: str, chip: str, tone: str):
    assert WHY.bill[ahead(days)] == Reason("contact_window", text, chip, 40, tone)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("days", "text", "chip", "tone"),
    [
        (83, "contract ends in 83 days", "Contract ends 15 Feb", "neutral"),
        (10, "contract ends in 10 days", "Contract ends 4 Dec", "amber"),
        (3, "contract ends in 3 days", "Contract ends 27 Nov", "red"),
        (-12, "contract ended 12 days ago", "Contract ended 12 Nov", "red"),
        (-400, "contract ended 400 days ago", "Contract ended 2025", "red"),
    ],
)
def test_a_contract(days: int, text: str, chip: str, tone: str):
    reason = WHY.contract_end[ahead(days)]
    assert (reason.code, reason.text, reason.chip, reason.tone) == (
        "contract_window", text, chip, tone,
    )  # fmt: skip


def test_credits_say_whether_they_expire_or_run_out():
    assert WHY.credit_expiry[ahead(83)].text == "credits expire in 83 days"
    assert WHY.credit_expiry[ahead(-83)].chip == "Credits expired 2 Sep"
    assert WHY.run_out[ahead(79)] == Reason(
        "credits_run_out", "credits run out in 79 days", "Credits run out 11 Feb", 35
    )
    assert WHY.run_out[ahead(-1)].text == "credits ran out yesterday"


def test_a_late_task_counts_working_days_and_its_chip_all_days():
    assert WHY.promise[date(2026, 11, 19)] == Reason(
        "promise_overdue", "own task 3 working days late", "Task 5 days late", 25, "amber"
    )
    assert WHY.promise[date(2026, 11, 23)].chip == "Task 1 day late"
    saturday = Reasons(RULES, date(2026, 11, 28))
    assert saturday.promise[date(2026, 11, 27)].text == "own task is late"


def test_a_late_promise_counts_working_days_too():
    assert WHY.owed[date(2026, 11, 19)] == Reason(
        "promise_overdue", "own promise 3 working days late", "Promise 5 days late", 25, "amber"
    )
    assert WHY.owed[date(1970, 1, 5)].chip == "Promise late"  # there is no room for the figure
    saturday = Reasons(RULES, date(2026, 11, 28))
    assert saturday.owed[date(2026, 11, 27)].text == "own promise is late"


def test_the_day_to_act_by():
    assert WHY.act_by[date(2026, 11, 16)] == Reason(
        "act_by_overdue", "was to be contacted by 16 Nov, 6 working days late",
        "Overdue 6 days", 10, "amber",
    )  # fmt: skip
    assert "by 30 Dec 2025, " in WHY.act_by[date(2025, 12, 30)].text
    saturday = Reasons(RULES, date(2026, 11, 28))
    assert saturday.act_by[date(2026, 11, 27)].text == "was to be contacted by 27 Nov"


def test_silence_and_health():
    assert WHY.touched[ahead(-31)] == Reason("quiet", "no touch for 31 days", "Quiet 31 days", 15)
    assert WHY.health_drop[1.3] == Reason(
        "health_drop", "health fell 1.3 in 14 days", "Health −1.3", 15
    )
    assert WHY.health_drop[1.2999999999999998].chip == "Health −1.3"


@pytest.mark.parametrize(
    ("days", "segment", "text", "chip"),
    [
        (3, "CSM Managed", "new in CSM Managed for 3 days, not contacted yet",
         "New in segment, 3 days"),
        (12, "CSM Managed", "new in CSM Managed for 12 days, not contacted yet",
         "New in segment, 12 d"),
        (0, "CSM Managed", "new in CSM Managed since today, not contacted yet",
         "New in segment, today"),
        (1, "", "new in your book for 1 day, not contacted yet", "New to you, 1 day"),
        (1, None, "new in your book for 1 day, not contacted yet", "New to you, 1 day"),
    ],
)  # fmt: skip
def test_what_is_new(days: int, segment: str | None, text: str, chip: str):
    why = Reasons(RULES, local_day(NOON))
    assert why.new[entered(days), segment] == Reason("new", text, chip, 30)


def test_new_by_its_stage_alone():
    assert WHY.new[None, None].chip == "New, not contacted"


def test_a_stage_that_stands_still():
    assert list(WHY.stale_stages) == ["2. Onboarding Initiated"]
    reason = WHY.stale_stages["2. Onboarding Initiated"]
    assert reason.text == "still at 2. Onboarding Initiated, though a bill has passed"
    assert reason.chip == "Stage 2, bill passed"


def test_not_mapped_and_not_known_are_two_things():
    assert WHY.not_mapped.text != WHY.unknown.text
    assert (WHY.not_mapped.points, WHY.unknown.points) == (0, 0)


FOUND = [WHY.bill[ahead(4)], WHY.promise[ahead(-5)], WHY.health_drop[1.3], WHY.touched[ahead(-20)]]


def test_the_highest_three_are_shown_and_summed():
    shown, score = WHY.pick(list(FOUND))
    assert [reason.code for reason in shown] == ["contact_window", "promise_overdue", "health_drop"]
    assert score == 40 + 25 + 15
    assert WHY.pick([]) == ((), 0)


def house(folder: Path, text: str) -> HouseRules:
    """The default rules with that on top."""
    file = folder / "team.toml"
    file.write_text(text, encoding="utf-8")
    return load(file)


def codes(rules: HouseRules) -> tuple[list[str], int]:
    """What of the four reasons is shown under other rules, and the score."""
    why = Reasons(rules, DAY)
    found = [
        why.bill[ahead(4)], why.promise[ahead(-5)], why.health_drop[1.3], why.touched[ahead(-20)],
    ]  # fmt: skip
    shown, score = why.pick(found)
    return [reason.code for reason in shown], score


def test_the_teams_points_decide_what_is_shown(tmp_path: Path):
    rules = house(tmp_path, "[reasons.points]\nquiet = 90\nhealth_drop = 40\n")
    assert codes(rules) == (["quiet", "contact_window", "health_drop"], 90 + 40 + 40)


@pytest.mark.parametrize("many", [0, 1, 2])
def test_fewer_reasons_may_be_shown(tmp_path: Path, many: int):
    shown, score = codes(house(tmp_path, f"reasons.max_shown = {many}\n"))
    assert shown == ["contact_window", "promise_overdue"][:many]
    assert score == [0, 40, 65][many]


def test_a_hidden_reason_makes_room(tmp_path: Path):
    rules = house(tmp_path, "reasons.hidden = ['promise_overdue', 'contact_window']\n")
    assert codes(rules) == (["health_drop", "quiet"], 30)


def test_the_colour_limits_are_the_teams(tmp_path: Path):
    why = Reasons(house(tmp_path, "[contact]\namber_days = 20\nred_days = 10\n"), DAY)
    assert [why.bill[ahead(days)].tone for days in (21, 20, 10, 9)] == [
        "neutral", "amber", "amber", "red",
    ]  # fmt: skip


@given(st.integers(-4000, 4000), st.integers(0, 4000), st.booleans())
def test_no_chip_is_too_long(days: int, since: int, segment: bool):
    at = ahead(days)
    made = [WHY.bill[at], WHY.contract_end[at], WHY.credit_expiry[at], WHY.run_out[at]]
    past = ahead(-since)
    made += [WHY.promise[past], WHY.act_by[past], WHY.touched[past]]
    made += [WHY.health_drop[min(since / 100, 10.0)], WHY.never_touched, WHY.no_owner]
    made += [WHY.new[NOON - timedelta(days=since), "CSM Managed" if segment else ""]]
    made += [WHY.not_mapped, WHY.unknown, *WHY.stale_stages.values()]
    assert [reason.chip for reason in made if not 0 < len(reason.chip) <= CHIP_LENGTH] == []
    assert [reason.text for reason in made if not reason.text[0].islower()] == []
