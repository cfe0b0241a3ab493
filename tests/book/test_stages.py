"""Moves on the pipeline: the team's own cases, and what a changed file makes of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from book.rules import HouseRules, load
from book.stages import check

RULES = load()
LABEL = {stage.code: stage.label for stage in RULES.pipeline.stages}


def move(current: str | None, wanted: str, reached: str = "", rules: HouseRules = RULES):
    """The verdict on a move between stage codes, with the codes reached before."""
    start = LABEL[current] if current else None
    return check(rules, start, LABEL[wanted], [LABEL[code] for code in reached.split()])


@pytest.mark.parametrize(
    ("current", "wanted", "reached", "verdict"),
    [
        ("1", "2", "", "ok"),
        ("2", "5", "", "ok"),
        ("2", "4a", "", "warn"),
        ("4a", "4c", "", "refuse"),
        ("4a", "4c", "4b", "ok"),
        ("4b", "4c", "", "ok"),
        ("3a", "6a", "", "refuse"),
        ("5", "6a", "", "ok"),
        ("5", "6a", "4a", "refuse"),
        ("5", "6b", "", "refuse"),
        ("5", "6b", "1 2", "refuse"),
        ("5", "6b", "3a", "ok"),
        ("5", "6b", "4b", "ok"),
        ("6d", "1", "", "refuse"),
        ("2", "1", "", "refuse"),
        ("2", "4a", "3b", "ok"),
        ("3b", "4a", "", "ok"),
        ("4a", "4b", "", "ok"),
        ("3a", "4b", "", "warn"),
        ("4a", "2", "", "warn"),
        ("6b", "3a", "", "warn"),
        ("3a", "3a", "", "ok"),
        ("1", "1", "", "ok"),
        (None, "2", "", "ok"),
        (None, "4c", "", "refuse"),
    ],
)
def test_a_move(current: str | None, wanted: str, reached: str, verdict: str):
    answer = move(current, wanted, reached)
    assert answer.verdict == verdict
    assert bool(answer.words) is (verdict != "ok")


@pytest.mark.parametrize("wanted", ["6c", "6d"])
@pytest.mark.parametrize("current", [None, *LABEL])
def test_every_stage_may_end_in_a_handoff_or_a_loss(current: str | None, wanted: str):
    assert move(current, wanted).verdict == "ok"


def test_joining_the_segment_again_leads_back_to_the_first_stage():
    assert check(RULES, LABEL["6d"], LABEL["1"], by_segment=True).verdict == "ok"
    refused = check(RULES, LABEL["6d"], LABEL["1"])
    assert refused.words == (
        "“1. New Account” comes by itself when the account joins the segment “Onboarding Lead”."
    )


def test_a_refusal_says_what_is_missing():
    assert move("4a", "4c").words == (
        "“4c. Homework Offered” needs “4b. Second Call Completed” first: "
        "homework comes after the second call."
    )
    assert move("5", "6b").words == (
        "“6b. Onboarded — Engaged” needs one of the stages 3a, 3b, 4a, 4b, 4c first: "
        "no mail or call with the customer is on record."
    )
    assert move("3a", "6a").words.startswith("“6a. Onboarded — No Engagement” is not possible: ")


def test_an_unknown_stage_is_refused_with_the_one_that_may_be_meant():
    answer = check(RULES, LABEL["1"], "2. Onboarding Initated")
    assert answer.verdict == "refuse"
    assert answer.words.endswith("Did you mean “2. Onboarding Initiated”?")
    assert check(RULES, LABEL["1"], "zzz").words == "“zzz” is no stage of the house rules."


def test_a_stage_the_house_does_not_know_stands_in_nobodys_way():
    assert check(RULES, "Waiting for Response", LABEL["2"], ["Reach Out"]).verdict == "ok"


def test_the_moves_are_the_files_not_the_codes(tmp_path: Path):
    file = tmp_path / "team.toml"
    file.write_text(
        "[pipeline]\nstages = [\n"
        "  { code = 'a', label = 'Start' },\n"
        "  { code = 'b', label = 'End', needs = ['a'], closed = true },\n]\n",
        encoding="utf-8",
    )
    rules = load(team=file)
    assert check(rules, None, "End").words == "“End” needs “Start” first."
    assert check(rules, "Start", "End").verdict == "ok"
    assert check(rules, "End", "Start").words == "“End” had ended this account's onboarding."
    assert check(rules, None, LABEL["2"]).verdict == "refuse"
