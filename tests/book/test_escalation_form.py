"""A form of an escalation: read from its table, measured, and what is wrong with it named."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from book import rules
from book.errors import SatchelError, Usage
from book.escalation_form import EscalationForm, Homework, form_from
from book.escalation_meter import Completeness, Offered, completeness
from book.rules_escalations import ROUTED_BY

RULES = rules.load().escalations
TICKET: dict[str, Any] = {
    "kind": "support",
    "subject": "Boards time out",
    "requester": "ines@pine.test",
    "group": "Product Analytics",
    "severity": "high",
    "customer_told": True,
    "use_case": "One board for five plants",
    "error_text": "Query timed out",
    "steps": ["open the board", "choose 90 days"],
    "tried": "a shorter span works",
    "urgency": "shown on Friday",
    "next_update": "2026-06-12",
    "homework": [{"where": where, "result": "nothing"} for where in RULES.homework],
    "moment": [{"url": "https://www.loom.com/share/" + "0a" * 16, "at": "12:05"}],
}


def measured(**changes: Any) -> Completeness:
    table = {key: value for key, value in (TICKET | changes).items() if value is not None}
    return completeness(form_from(table, RULES), RULES, me=["Kim@us.test"])


def test_a_whole_form_is_complete() -> None:
    found = measured()
    assert (found.is_complete, found.may_leave, found.percent) == (True, True, 100)
    assert found.there == found.wanted == 11 + 6


@pytest.mark.parametrize("field", [*ROUTED_BY, "error_text", "steps", "next_update"])
@pytest.mark.parametrize("blank", [None, "blank"])
def test_what_is_not_there_is_named_with_its_reason(field: str, blank: str | None) -> None:
    empty = {"customer_told": False, "steps": []}.get(field, " \t") if blank else None
    found = measured(**{field: empty if field != "next_update" or not blank else ""})
    assert [one.field for one in found.missing] == [field]
    assert len(found.missing[0].why) > 10
    assert not found.may_leave
    assert found.percent == 94


def test_severity_and_group_say_why_nothing_is_routed() -> None:
    by_field = {one.field: one.why for one in measured(severity=None, group=None).missing}
    assert by_field["severity"] == "a ticket without a severity is not routed"
    assert by_field["group"] == "a ticket without a group is not routed"


def test_i_am_never_the_requester() -> None:
    (missing,) = measured(requester="kim@US.test").missing
    assert missing.field == "requester"
    assert "that is you" in missing.why


@pytest.mark.parametrize("said", ["no", 1, ("no",)])
def test_only_a_tick_says_that_the_customer_was_told(said: Any) -> None:
    form = form_from(TICKET, RULES)
    kept = replace(form, answers={**form.answers, "customer_told": said})
    assert [one.field for one in completeness(kept, RULES).missing] == ["customer_told"]


@pytest.mark.parametrize("said", ["ines", "Ines <ines@pine.test>", "a@b.test, c@d.test", "a@b"])
def test_a_requester_that_no_mail_reaches_is_missing(said: str) -> None:
    (missing,) = measured(requester=said).missing
    assert (missing.field, missing.blocks) == ("requester", True)
    assert f"“{said}” is no e-mail address" in missing.why


def test_what_the_ticket_system_no_longer_offers_is_missing() -> None:
    form = form_from(TICKET, RULES)
    gone = Offered(groups=["Billing"], severities=["low"])
    found = completeness(form, RULES, offered=gone)
    assert [one.field for one in found.missing] == ["group", "severity"]
    assert "“high” is not offered; choose one of: low" in found.missing[1].why
    there = Offered(groups=["Product Analytics"], severities=["high"])
    assert completeness(form, RULES, offered=there).is_complete
    assert measured(severity="urgent").missing[0].why.endswith("critical, high, medium, low")


def test_a_place_that_was_only_named_was_not_looked_at_and_keeps_nothing_back() -> None:
    homework = [{"where": "docs", "query": "boards"}, {"where": "github", "link": "https://g.test"}]
    found = measured(homework=homework)
    assert [one.field for one in found.missing] == [
        "homework.docs", "homework.assistant", "homework.slack", "homework.tickets",
        "homework.team-channel",
    ]  # fmt: skip
    assert found.may_leave
    assert not found.is_complete


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"kind": "suport"}, "“suport” is no kind of escalation"),
        ({"kind": None}, "does not say its kind"),
        ({"severty": "high"}, "Did you mean “severity”?"),
        ({"customer_told": "yes"}, "customer_told must be true or false"),
        ({"next_update": "soon"}, "next_update must be a day such as 2026-11-25"),
        ({"next_update": "2026-02-29"}, "next_update must be a day"),
        ({"subject": 7}, "subject must be a text in quotes"),
        ({"subject": "x" * 256}, "subject is longer than 255 characters"),
        ({"tried": "x" * 20_001}, "tried is longer than 20,000 characters"),
        ({"steps": 3}, "steps must be a list"),
        ({"steps": ["x"] * 101}, "more than 100 entries"),
        ({"homework": [{"where": "attic"}]}, "“attic” is no place of the homework"),
        ({"homework": [{"where": "docs"}, {"where": "docs"}]}, "names docs twice"),
        ({"homework": [{"where": "docs", "found": "x"}]}, "“found” means nothing in homework"),
        ({"homework": ["docs"]}, "homework must be a table with where"),
        ({"moment": [{"url": "loom", "at": "1:02"}]}, "not a link"),
        ({"moment": [{"url": "https://www.loom.com/share/x", "at": "noon"}]}, "“noon” is no time"),
        ({"amount": float("nan")}, "amount must be a number"),
        ({"amount": -(10**400)}, "amount must be a number below"),
        ({"trigger": "bored"}, "“bored” is no choice for trigger"),
    ],
)
def test_what_is_wrong_is_said_by_its_key(changes: dict[str, Any], says: str) -> None:
    with pytest.raises(Usage) as caught:
        measured(**changes)
    assert says in f"{caught.value.title} {caught.value.advice}"
    assert caught.value.advice


def test_a_link_brings_its_own_second_and_steps_may_be_one_text() -> None:
    table = TICKET | {"moment": [{"url": TICKET["moment"][0]["url"] + "?t=95"}], "steps": "open it"}
    form = form_from(table, RULES)
    assert (form.moments[0].at_s, form.answers["steps"]) == (95, ("open it",))
    assert form.homework[0] == Homework(where="docs", result="nothing")


SCRAPS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner),
    max_leaves=6,
)


@given(st.dictionaries(st.sampled_from([*TICKET, "note"]), SCRAPS), SCRAPS)
def test_any_table_is_a_form_or_one_clear_sentence(table: dict[str, Any], kind: object) -> None:
    try:
        form = form_from({"kind": kind} | table, RULES)
    except SatchelError:
        return  # one of ours, which has a title and an advice; anything else fails the test
    assert isinstance(form, EscalationForm)
    found = completeness(form, RULES)
    assert found.is_complete == (found.percent == 100)


def test_a_new_kind_is_only_a_matter_of_the_house_rules(tmp_path: Any) -> None:
    own = tmp_path / "team.toml"
    own.write_text(
        """
        [escalations.fields.region_asked]
        title = "Region"
        why = "the answer differs by region"
        [escalations.kinds.security-review]
        title = "Security review"
        way = "ticket"
        fields = ["subject", "requester", "group", "severity", "customer_told", "region_asked"]
        needs = ["region_asked"]
        """,
        encoding="utf-8",
    )
    team = rules.load(team=own).escalations
    assert list(team.kinds)[-1] == "security-review"
    table = {key: TICKET[key] for key in ("subject", "requester", "group", "severity")}
    form = form_from({"kind": "security-review", "customer_told": True} | table, team)
    found = completeness(form, team)
    assert [(one.field, one.why) for one in found.missing] == [
        ("region_asked", "the answer differs by region")
    ]
    assert tomllib.loads(own.read_text(encoding="utf-8"))
