"""What a ticket system takes is read from what its connector kept, however that looks."""

from __future__ import annotations

import pytest

from book import cursors, sources
from book.escalation_form import form_from
from book.escalation_meter import completeness
from book.records import Source
from book.rules import load
from book.ticket_choices import RESOURCE, Kept, latest, offered

RULES = load()
KEPT: Kept = {
    "groups": '[[71,"Product Analytics"],[72,"Replay"]]',
    "severity_field": 7,
    "severities": '{"sev_1":"High","low":"Lowest"}',
}


def test_a_severity_is_offered_by_its_value_and_by_its_name():
    found = offered(KEPT)
    assert found is not None
    assert found.groups == ("Product Analytics", "Replay")
    assert found.severities is not None
    assert {"high", "High", "low", "lowest"} <= set(found.severities)
    assert "critical" not in found.severities


@pytest.mark.parametrize(
    "kept",
    [{}, {"groups": "[]", "severities": "{}"}, {"groups": "not json"}, {"groups": '{"a":1}'}],
)
def test_nothing_is_known_of_one_that_was_not_asked(kept):
    assert offered(kept) is None


def test_without_a_field_nobody_knows_the_severities():
    found = offered({**KEPT, "severity_field": None})
    assert found is not None
    assert (found.severities, found.groups) == (None, ("Product Analytics", "Replay"))


def test_what_is_not_offered_keeps_a_form_back():
    form = form_from(
        {"kind": "support", "group": "Billing", "severity": "critical"}, RULES.escalations
    )
    stands = completeness(form, RULES.escalations, offered=offered(KEPT), way="ticket")
    why = {one.field: one.why for one in stands.missing if one.blocks}
    assert "no group any more" in why["group"]
    assert why["severity"] == "“critical” is not offered; choose one of: high, low"


def test_what_was_read_last_goes_before_the_first_look(store):
    source = Source(name="zendesk", url="https://acme.zendesk.com", capabilities=dict(KEPT))
    sources.save(store, source)
    assert latest(store, source) == KEPT
    cursors.keep(store, "zendesk", {RESOURCE: '{"groups":"[[73,\\"New\\"]]"}'})
    found = offered(latest(store, source))
    assert found is not None
    assert found.groups == ("New",)
    cursors.keep(store, "zendesk", {RESOURCE: "broken"})
    assert latest(store, source) == KEPT
