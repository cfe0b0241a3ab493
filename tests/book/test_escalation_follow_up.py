"""What an open escalation needs next, by its form, its ticket, its account and the clock."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from msgspec.structs import replace

from book.escalation_follow_up import (
    answer_target,
    needs,
    nudge_words,
    working_days_between,
)
from book.escalation_form import form_from
from book.escalation_standing import Standing, State, WatchedTicket
from book.escalations import Escalation, EscalationId, Handover, HandoverId
from book.records import Account, AccountId, Touch
from book.rules import load
from book.working_days import holidays_of

RULES = load().escalations
WED = datetime(2026, 6, 10, 9, 0, tzinfo=UTC)
SENT = Handover(
    id=HandoverId(1),
    escalation_id=EscalationId(1),
    account_id=AccountId(1),
    way="ticket",
    via="zendesk",
    by_hand=False,
    title="T",
    text="t",
    made_at=WED,
)
TICKET = WatchedTicket(id=1, source="zendesk", external_id="7", opened_at=WED)
ACCOUNT = Account(
    id=AccountId(1), source="vitally", external_id="A", name="Pine", first_seen=WED,
    segments=("Churn Risk",),
)  # fmt: skip


def one(kind: str = "support", **said: Any) -> Escalation:
    form = form_from({"kind": kind, "subject": "Boards time out", **said}, RULES)
    return Escalation(
        id=EscalationId(1), account_id=AccountId(1), kind=kind, subject="Boards time out",
        form=form, begun_at=WED, saved_at=WED,
    )  # fmt: skip


def stands(state: State = "sent", ticket: WatchedTicket | None = None) -> Standing:
    handed = () if state == "draft" else (SENT,)
    return Standing(state=state, handovers=handed, ticket=ticket)


def codes(
    escalation: Escalation, standing: Standing, now: datetime = WED, account: Account = ACCOUNT
) -> list[str]:
    return [need.code for need in needs(escalation, standing, RULES, account, now)]


@pytest.mark.parametrize(
    ("opened", "hours", "due"),
    [
        (WED, 12, WED + timedelta(hours=12)),
        # Friday evening: six hours are left of the day, six come on Monday.
        (datetime(2026, 6, 12, 18, tzinfo=UTC), 12, datetime(2026, 6, 15, 6, tzinfo=UTC)),
        (datetime(2026, 6, 13, 10, tzinfo=UTC), 24, datetime(2026, 6, 16, 0, tzinfo=UTC)),
        (WED, 0, None),
    ],
)
def test_a_target_leaves_days_off_out(opened: datetime, hours: int, due: datetime | None) -> None:
    assert answer_target(opened, hours) == due


def test_a_holiday_is_no_day_of_a_target() -> None:
    off = holidays_of([date(2026, 6, 11)], [])
    assert answer_target(WED, 24, off) == datetime(2026, 6, 12, 9, tzinfo=UTC)


def test_working_days_are_counted_behind_a_day() -> None:
    assert working_days_between(date(2026, 6, 12), date(2026, 6, 12)) == 0
    assert working_days_between(date(2026, 6, 12), date(2026, 6, 16)) == 2


def test_a_ticket_without_an_answer_is_late_then_quiet() -> None:
    high = one(severity="high")
    assert codes(high, stands(ticket=TICKET), WED + timedelta(hours=12)) == []
    assert codes(high, stands(ticket=TICKET), WED + timedelta(hours=13)) == ["late"]
    found = needs(high, stands(ticket=TICKET), RULES, ACCOUNT, WED + timedelta(days=2))
    assert [(need.code, need.days) for need in found] == [("late", 0), ("quiet", 2)]


def test_an_answer_ends_both_and_silence_after_it_counts_anew() -> None:
    high = one(severity="high")
    answered = replace(TICKET, answered_at=WED + timedelta(days=1))
    assert codes(high, stands(ticket=answered), WED + timedelta(days=2)) == []
    # Thursday's answer, and the next Monday is two working days on.
    assert codes(high, stands(ticket=answered), WED + timedelta(days=5)) == ["quiet"]


def test_a_low_severity_has_no_target() -> None:
    assert codes(one(severity="low"), stands(ticket=TICKET), WED + timedelta(days=1)) == []


def test_the_day_is_the_persons_own() -> None:
    """Late on Friday in the west is Saturday in UTC: only Thursday and Friday count."""
    west = timezone(timedelta(hours=-8))
    now = datetime(2026, 6, 12, 20, tzinfo=west)
    found = needs(one(severity="low"), stands(ticket=TICKET), RULES, ACCOUNT, now)
    assert [(need.code, need.days) for need in found] == [("quiet", 2)]


def test_solved_gone_and_not_routed_come_first() -> None:
    due = one(next_update="2026-06-09", severity="high")
    solved = replace(TICKET, is_open=False)
    assert codes(due, stands("solved", solved)) == ["solved", "update_due"]
    assert codes(due, stands(ticket=replace(TICKET, is_gone=True))) == ["gone", "update_due"]
    unrouted = replace(TICKET, severity="")
    assert codes(due, stands(ticket=unrouted), WED + timedelta(days=2)) == [
        "not_routed", "update_due", "late", "quiet",
    ]  # fmt: skip
    # A system that knows of no groups says nothing of them.
    assert codes(one(), stands(ticket=replace(TICKET, group_name=None))) == []


def test_what_stopped_needs_me() -> None:
    assert codes(one(), stands("stopped")) == ["stopped"]


def test_a_closed_escalation_needs_nothing() -> None:
    closed = replace(one(next_update="2026-06-01"), closed_at=WED)
    assert codes(closed, stands("closed", replace(TICKET, is_open=False))) == []


def test_an_engineer_wants_the_brief_the_working_day_before_and_a_summary_after() -> None:
    call = one("engineer-call", call_day="2026-06-15")  # a Monday
    assert codes(call, stands("draft"), WED) == []
    friday = needs(call, stands("draft"), RULES, ACCOUNT, WED + timedelta(days=2))
    assert [(need.code, need.due) for need in friday] == [("brief_due", date(2026, 6, 12))]
    assert codes(call, stands(), WED + timedelta(days=2)) == []
    assert codes(call, stands(), WED + timedelta(days=6)) == ["afterwards_due"]
    told = one("engineer-call", call_day="2026-06-15", call_summary="They agreed")
    assert codes(told, stands(), WED + timedelta(days=6)) == []


def test_the_clocks_of_a_risk_run_from_the_flag() -> None:
    risk = one("at-risk")
    assert codes(risk, stands("draft")) == []  # nobody knows of it yet
    due = needs(risk, stands(), RULES, ACCOUNT, WED)
    # Each clock is there with its day before it is due, so that it can be planned for.
    assert [(need.code, need.due) for need in due] == [
        ("recovery_due", date(2026, 6, 12)), ("decide", date(2026, 7, 8)),
    ]  # fmt: skip
    called = replace(ACCOUNT, touch=Touch(date(2026, 6, 11), "call"))
    soon = needs(risk, stands(), RULES, called, WED + timedelta(days=2))
    assert [(need.code, need.due) for need in soon] == [
        ("check_in_due", date(2026, 6, 18)), ("decide", date(2026, 7, 8)),
    ]  # fmt: skip
    assert not any(need.is_mine(date(2026, 6, 17)) for need in soon)
    assert [need.code for need in soon if need.is_mine(date(2026, 6, 18))] == ["check_in_due"]
    late = replace(ACCOUNT, touch=Touch(date(2026, 7, 7), "call"))
    four_weeks = needs(risk, stands(), RULES, late, WED + timedelta(days=28))
    assert [one.code for one in four_weeks if one.is_mine(date(2026, 7, 8))] == ["decide"]
    # A call before the flag was no recovery call.
    before = replace(ACCOUNT, touch=Touch(date(2026, 6, 9), "call"))
    assert codes(risk, stands(), WED, before) == ["recovery_due", "decide"]


def test_flagged_here_and_not_in_the_crm_is_said() -> None:
    unmarked = replace(ACCOUNT, segments=(), touch=Touch(date(2026, 6, 10), "call"))
    assert codes(one("at-risk"), stands(), WED, unmarked)[0] == "not_marked"
    without = replace(RULES, risk_mark="")
    found = needs(one("at-risk"), stands(), without, unmarked, WED)
    assert "not_marked" not in [need.code for need in found]


def test_a_lost_account_owes_a_retro() -> None:
    lost = replace(ACCOUNT, status="churned", churned_at=WED)
    found = needs(one("at-risk"), stands(), RULES, lost, WED + timedelta(days=3))
    assert [(need.code, need.due) for need in found] == [("retro_due", date(2026, 6, 17))]


def test_a_kind_the_rules_no_longer_have_needs_nothing_and_breaks_nothing() -> None:
    assert codes(replace(one(), kind="no-longer"), stands("stopped")) == []


def test_the_nudge_says_what_for_how_long_and_where() -> None:
    words = nudge_words(one(), RULES, 3, "https://desk.test/7")
    assert "“Boards time out”" in words
    assert "3 working days" in words
    assert "https://desk.test/7" in words
