"""The words of every fact: known, missing in each of its ways, stale, changed."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from msgspec.structs import replace

from book.records import Account, QueueState, Source, Touch
from tests.ui.account_samples import (
    NOW,
    account,
    bare_account,
    change,
    row,
    rules,
    source,
)
from ui.account.facts import Fact, facts_of
from ui.facts.age import notice


def facts(of: Account, told_by: Source | None, **other: object) -> dict[str, Fact]:
    """Label → fact."""
    found = facts_of(of, None, told_by, rules(), NOW, **other)  # type: ignore[arg-type]
    return {fact.label: fact for fact in found}


@pytest.mark.parametrize(
    ("label", "value"),
    [
        ("Next renewal", "Mon 30 Nov"),
        ("Contract end", "28 Feb 2027"),
        ("Forecast bill", "$5,340"),
        ("ARR", "$64,080"),
        ("Health", "5.8 of 10"),
        ("Stage", "4a. Intro Call Completed"),
        ("Users", "41"),
        ("Plan", "Teams"),
        ("Slack channel", "#ext-rydberg"),
        ("Owner", "Ines Okafor"),
        ("Segments", "Onboarding Lead, EU cloud"),
        ("Last touch", "12 Nov, call"),
        ("Last seen", "yesterday"),
        ("Next due task", "Fri 27 Nov"),
        ("Notes", "2"),
    ],
)
def test_a_known_fact_shows_and_copies_its_value(label: str, value: str) -> None:
    fact = facts(account(), source())[label]
    assert (fact.value, fact.copy, fact.known) == (value, value, True)
    assert (fact.source, fact.stale) == ("Vitally · 12 min", False)


def test_where_i_stood_last_period_is_said_where_there_was_one() -> None:
    def shown(last: QueueState | None) -> dict[str, Fact]:
        moved_on = replace(row(account()), last_state=last)
        found = facts_of(account(), moved_on, source(), rules(), NOW)
        return {fact.label: fact for fact in found}

    assert "Last period" not in shown(None)
    told = shown("booked")["Last period"]
    assert (told.value, told.source, told.stale) == ("call booked", "me", False)


def test_the_facts_stand_in_a_fixed_order_and_credits_only_where_there_are_any() -> None:
    labels = list(facts(account(), source()))
    assert labels[:4] == ["Next renewal", "Contract end", "Forecast bill", "ARR"]
    assert "Credits" not in labels
    rich = account(
        credit_balance_cents=3_000_000, run_out=date(2026, 12, 18), credit_expiry=date(2027, 2, 16)
    )
    shown = facts(rich, source())
    assert (shown["Credits"].value, shown["Credits"].detail) == ("$30,000", "run out 18 Dec")
    assert shown["Credits expire"].value == "16 Feb 2027"


@pytest.mark.parametrize(
    ("label", "word"),
    [
        ("Next renewal", "none"),
        ("Contract end", "none"),
        ("Forecast bill", "none"),
        ("ARR", "none"),
        ("Health", "none"),
        ("Stage", "none"),
        ("Users", "not known"),
        ("Plan", "none"),
        ("Slack channel", "none"),
        ("Owner", "no owner"),
        ("Segments", "none"),
        ("Last touch", "never"),
        ("Last seen", "never"),
        ("Next due task", "none"),
        ("Notes", "none"),
    ],
)
def test_what_the_source_does_not_know_is_said_in_a_word(label: str, word: str) -> None:
    fact = facts(bare_account(), source())[label]
    assert (fact.value, fact.known, fact.copy) == (word, False, "")


def test_no_fact_is_ever_blank_or_a_bare_zero() -> None:
    for told_by in (source(), source(mapping={}), source(last_success=None), None):
        for fact in facts(bare_account(), told_by).values():
            assert fact.value.strip("0 ")
            assert fact.source


@pytest.mark.parametrize("label", ["Next renewal", "ARR", "Health", "Stage", "Slack channel"])
def test_a_fact_no_field_stands_for_is_not_mapped(label: str) -> None:
    fact = facts(bare_account(), source(mapping={}))[label]
    assert (fact.value, fact.source, fact.stale) == ("not mapped", "Vitally", False)
    assert "No field of Vitally" in fact.tip


@pytest.mark.parametrize("label", ["Owner", "Users", "Last seen", "Notes", "Segments"])
def test_what_needs_no_field_is_never_called_unmapped(label: str) -> None:
    assert facts(bare_account(), source(mapping={}))[label].value != "not mapped"


def test_a_value_counts_more_than_a_mapping_that_is_gone() -> None:
    assert facts(account(), source(mapping={}))["ARR"].value == "$64,080"


def test_before_the_first_answer_a_missing_fact_is_not_fetched_yet() -> None:
    shown = facts(bare_account(), source(last_success=None, baseline_at=None))
    assert {fact.value for fact in shown.values()} == {"not fetched yet"}
    assert shown["ARR"].source == "Vitally · 3 h"  # since the account was first seen


def test_before_the_first_complete_sync_an_empty_list_is_not_called_empty() -> None:
    shown = facts(bare_account(), source(baseline_at=None))
    for label in ("Last touch", "Next due task", "Notes"):
        assert shown[label].value == "not fetched yet"
    assert shown["ARR"].value == "none"


def test_a_monthly_account_has_no_contract_and_says_so() -> None:
    of = account(contract_end=None)
    found = facts_of(of, row(of), source(), rules(), NOW)
    assert found[1].value == "monthly, none"


@pytest.mark.parametrize(("hours", "stale"), [(23.9, False), (24.1, True)])
def test_a_fact_is_stale_past_the_shelf_life_of_the_house_rules(hours: float, stale: bool) -> None:
    told_by = source(last_success=NOW - timedelta(hours=hours))
    fact = facts(account(), told_by)["ARR"]
    assert fact.stale is stale
    assert ("24 hours" in fact.tip) is stale


def test_shelf_life_is_each_sources_own() -> None:
    old = {"last_success": NOW - timedelta(hours=13)}
    assert facts(account(source="zendesk"), source(name="zendesk", **old))["ARR"].stale
    assert not facts(account(), source(**old))["ARR"].stale


def test_a_source_let_go_is_named_and_its_facts_are_stale() -> None:
    fact = facts(account(), None)["ARR"]
    assert (fact.value, fact.source, fact.stale) == ("$64,080", "Vitally · not connected", True)
    assert facts(bare_account(), None)["ARR"].value == "none"


@pytest.mark.parametrize(("drop", "mark"), [(1.3, "↓ 1.3"), (0.5, "↓ 0.5"), (0.4, ""), (None, "")])
def test_a_fall_in_health_shows_from_the_least_the_rules_name(drop: float, mark: str) -> None:
    assert facts(account(health_drop=drop), source())["Health"].mark == mark


def test_a_due_day_that_passed_says_how_late() -> None:
    fact = facts(account(next_task_due=date(2026, 11, 21)), source())["Next due task"]
    assert (fact.value, fact.mark) == ("Sat 21 Nov", "3 days late")


@pytest.mark.parametrize(
    ("days", "detail"), [(0, "since today"), (1, "1 day"), (12, "12 days"), (30, "4 weeks")]
)
def test_a_stage_says_its_age(days: int, detail: str) -> None:
    of = account(stage_since=NOW - timedelta(days=days))
    assert facts(of, source())["Stage"].detail == detail


def test_the_tooltip_gives_the_exact_day_and_time() -> None:
    shown = facts(account(), source())
    assert "Mon 30 Nov 2026, in 6 days." in shown["Next renewal"].tip
    assert "Vitally, today " in shown["Next renewal"].tip
    assert "Call on Thu 12 Nov 2026, 12 days ago." in shown["Last touch"].tip
    late = account(renewal_date=date(2026, 11, 20))
    assert "Fri 20 Nov 2026, 4 days ago." in facts(late, source())["Next renewal"].tip


def test_the_tooltip_gives_the_last_change_in_words() -> None:
    log = [
        change(9, 7, "renewal_date", "2026-12-04", "2026-11-30"),
        change(8, 7, "renewal_date", "2026-12-24", "2026-12-04"),
        change(7, 7, "arr_cents", "6000000", "6408000"),
        change(6, 7, "health", "7.1", "5.8"),
        change(5, 7, "segments", '["EU cloud"]', '["Onboarding Lead", "EU cloud"]'),
        change(4, 7, "stage", None, "1. New Account"),
    ]
    shown = facts(account(), source(), changes=log)
    assert "before: \u2068Fri 4 Dec\u2069" in shown["Next renewal"].tip
    assert "24 Dec" not in shown["Next renewal"].tip
    assert "before: \u2068$60,000\u2069" in shown["ARR"].tip
    assert "before: \u20687.1\u2069" in shown["Health"].tip
    assert "before: \u2068EU cloud\u2069" in shown["Segments"].tip
    assert "Set today" in shown["Stage"].tip
    assert "before" not in shown["Plan"].tip


def test_an_old_value_nobody_can_read_is_shown_as_it_is() -> None:
    shown = facts(account(), source(), changes=[change(1, 7, "arr_cents", "lots", "6408000")])
    assert "lots" in shown["ARR"].tip


def test_cents_are_in_the_tooltip_and_line_breaks_nowhere() -> None:
    shown = facts(account(arr_cents=6_408_050, stage="4a.\nIntro"), source())
    assert (shown["ARR"].value, shown["Stage"].value) == ("$64,081", "4a. Intro")
    assert "$64,080.50" in shown["ARR"].tip


def test_zero_money_is_an_amount_and_no_users_a_word() -> None:
    shown = facts(account(forecast_cents=0, users_count=0), source())
    assert (shown["Forecast bill"].value, shown["Users"].value) == ("$0", "none")


def test_days_are_counted_where_the_person_is() -> None:
    seen = datetime(2026, 11, 24, 11, 0, tzinfo=UTC)
    of = account(last_seen=seen, touch=Touch(date(2026, 11, 24), "mail"))
    shown = facts(of, source())
    assert shown["Last seen"].value == "today"
    assert shown["Last touch"].value == "24 Nov, mail"


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("needs_sign_in", "Vitally: sign in again"),
        ("error", "Vitally: last sync failed"),
        ("offline", ""),
        ("up_to_date", ""),
    ],
)
def test_the_heading_says_what_wants_a_person(state: str, words: str) -> None:
    assert notice("vitally", source(state=state)) == words
    assert notice("vitally", None) == ""
