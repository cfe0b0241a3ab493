"""Where each fact is kept: told by options, guessed from labels, or not at all."""

from __future__ import annotations

import pytest

from book.errors import Usage
from book.facts import FieldFacts
from sync.field_mapping import mapped

NATIVE = {"health": "healthScore", "renewal_date": "nextRenewalDate"}


def fields(*labels, model="accounts"):
    return [FieldFacts(model=model, path=f"c.{n}", label=one) for n, one in enumerate(labels)]


@pytest.mark.parametrize(
    ("label", "fact"),
    [
        ("Onboarding Pipeline", "stage"), ("onboarding_pipeline", "stage"), ("Stage", "stage"),
        ("ARR", "arr_cents"), ("Current ARR", "arr_cents"), ("Contract End Date", "contract_end"),
        ("Forecasted MRR", "forecast_cents"), ("Plan", "plan"), ("Credits Run Out", "run_out"),
        ("Credit Balance", "credit_balance_cents"), ("Credit Expiry", "credit_expiry"),
        ("Slack Channel", "slack_channel"), ("Website", "domain"),
    ],
)  # fmt: skip
def test_labels_suggest_a_fact(label, fact):
    found, guessed = mapped({}, fields(label), NATIVE)
    assert found == {**NATIVE, fact: "c.0"}
    assert guessed == (fact,)


@pytest.mark.parametrize("label", ["Plan for next year", "ARR per seat", "Renewal owner", "", "📈"])
def test_other_labels_suggest_nothing(label):
    assert mapped({}, fields(label), NATIVE) == (NATIVE, ())


def test_only_fields_of_accounts_count():
    assert mapped({}, fields("ARR", model="notes"), NATIVE) == (NATIVE, ())


def test_an_option_wins_over_a_guess_and_over_what_is_native():
    options = {"stage-field": "hspot.stage", "renewal-field": "c.1", "book": "mine"}
    found, guessed = mapped(options, fields("Onboarding Pipeline", "Bill day"), NATIVE)
    assert found["stage"] == "hspot.stage"
    assert found["renewal_date"] == "c.1"
    assert guessed == ()


def test_an_option_may_name_the_label():
    found, _ = mapped({"plan-field": "pricing tier"}, fields("Pricing Tier"), NATIVE)
    assert found["plan"] == "c.0"


@pytest.mark.parametrize("value", ["none", "None", ""])
def test_an_option_may_keep_a_fact_unmapped(value):
    options = {"stage-field": value, "health-field": value}
    found, guessed = mapped(options, fields("Onboarding Pipeline"), NATIVE)
    assert found == {"renewal_date": "nextRenewalDate"}
    assert guessed == ()


def test_the_surest_label_wins():
    found, _ = mapped({}, fields("Stage", "Onboarding Pipeline"), NATIVE)
    assert found["stage"] == "c.1"


@pytest.mark.parametrize("value", ['a"b', "a\\b", "a\nb"])
def test_a_path_that_cannot_be_read_is_refused(value):
    with pytest.raises(Usage):
        mapped({"plan-field": value}, [], NATIVE)
    odd = [FieldFacts(model="accounts", path=value, label="Plan")]
    assert mapped({}, odd, NATIVE) == (NATIVE, ())
