"""The first look: who I am there, what it offers, which field holds the severity."""

from __future__ import annotations

import pytest

from book.errors import Auth, Refused, Usage
from book.ticket_choices import latest, offered
from book.ways_out import taking
from sync import connectors
from sync.simulator import DEMO_EMAIL as EMAIL
from sync.simulator.zendesk.desk import ME, SEVERITY
from sync.zendesk import hosts
from sync.zendesk.connector import ZendeskConnector
from sync.zendesk.credentials import credentials
from sync.zendesk.first_look import groups_words
from tests.sync.zendesk.conftest import GROUP, offer


def test_what_it_offers_is_kept_with_the_source(connected):
    source = connected.source()
    found = offered(source.capabilities)
    assert found is not None
    assert found.groups == (GROUP,)
    assert found.severities is not None
    assert {"high", "critical", "low"} <= set(found.severities)
    assert taking("ticket", [source]) == source
    assert (source.capabilities["role"], source.capabilities["email"]) == ("agent", EMAIL)
    assert source.capabilities["forms"] is None, "the plan has none"


def test_one_group_is_not_several():
    assert (groups_words(1), groups_words(2)) == ("1 group", "2 groups")


def test_what_a_run_reads_takes_the_place_of_what_the_first_look_kept(connected, desk):
    desk.add_group("Replay")
    desk.add_group("Old", deleted=True)
    offer(desk, critical="Critical", high="High")
    connected.sync()
    found = offered(latest(connected.store, connected.source()))
    assert found is not None
    assert found.groups == (GROUP, "Replay")
    assert found.severities is not None
    assert "low" not in found.severities


def test_an_api_token_says_when_it_ends_and_a_sign_in_does_not(alone):
    assert "30 April 2027" in alone.check().capabilities["told"]
    assert "30 days" in alone.check().capabilities["told"]
    alone.sign_in()
    assert "30 April" not in alone.check().capabilities["told"]


def test_nobody_is_not_signed_in(alone, desk):
    desk.users[ME] |= {"id": None, "name": "Anonymous user", "email": None, "role": "end-user"}
    with pytest.raises(Auth):
        alone.check()


def test_a_customers_access_is_refused(alone, desk):
    desk.users[ME]["role"] = "end-user"
    with pytest.raises(Refused, match="a customer's access"):
        alone.check()


@pytest.mark.parametrize(
    ("titles", "options", "answer"),
    [
        ({SEVERITY: "Severity"}, {}, str(SEVERITY)),
        ({SEVERITY: "Severity", 8: "Severity (old)"}, {}, str(SEVERITY)),
        ({7: "Severity level"}, {}, "7"),
        ({7: "Severity level", 8: "Severity (old)"}, {}, ""),
        ({7: "Severity level", 8: "Severity (old)"}, {"severity-field": "8"}, "8"),
        ({7: "Impact"}, {"severity-field": "impact"}, "7"),
        ({7: "Impact"}, {}, ""),
        ({7: "Severity"}, {"severity-field": "none"}, ""),
    ],
)
def test_the_severity_field_is_named_guessed_or_asked_for(alone, desk, titles, options, answer):
    del desk.fields[SEVERITY]
    for number, title in titles.items():
        desk.add_field(title, number=number)
    found = alone.check(options={"email": EMAIL, **options})
    (question,) = found.questions
    assert question.answer == answer
    assert question.guessed == (bool(answer) and not options)
    assert found.capabilities["severity_field"] == (int(answer) if answer else None)
    assert ("write_warning" in found.capabilities) == (not answer)
    like = {str(one) for one, title in titles.items() if "Severity" in title}
    assert {one.value for one in question.choices} == (like or set(map(str, titles)))


def test_a_field_that_is_not_there_is_refused_with_those_that_are(alone):
    with pytest.raises(Refused, match="called “Impact”") as refused:
        alone.check(options={"email": EMAIL, "severity-field": "Impact"})
    assert f"Severity ({SEVERITY})" in refused.value.advice


def test_a_token_without_an_address_asks_for_it(alone):
    with pytest.raises(Auth, match="the address of whom it is for"):
        alone.check(options={})
    assert alone.check(options={}, me_email=EMAIL).me_id == "901"


@pytest.mark.parametrize(
    ("pasted", "header"),
    [
        ("Bearer abc", "Bearer abc"),
        ("ida@x.test/token:abc", "Basic aWRhQHgudGVzdC90b2tlbjphYmM="),
        (" 'abc' ", "Basic aWRhQHgudGVzdC90b2tlbjphYmM="),
    ],
)
def test_what_is_pasted_is_read(pasted, header):
    assert credentials(pasted, "ida@x.test").header() == header
    assert "abc" not in repr(credentials(pasted, "ida@x.test"))


@pytest.mark.parametrize("secret", ["", "{}", '{"access_token": ""}', "a b", "Bearer ", "ä"])
def test_what_is_none_is_refused(secret):
    with pytest.raises(Auth):
        credentials(secret, "ida@x.test")


@pytest.mark.parametrize(
    ("given", "address"),
    [
        ("acme", "https://acme.zendesk.com"),
        ("ACME.zendesk.com/agent/tickets/7", "https://acme.zendesk.com"),
        ("https://acme.zendesk.com/api/v2", "https://acme.zendesk.com"),
        ("https://proxy.test/zd", "https://proxy.test/zd"),
    ],
)
def test_any_page_of_it_tells_where_it_is(given, address):
    assert ZendeskConnector.address(given, {}) == address
    assert hosts.account(hosts.address("acme")) == "acme"


def test_without_an_address_it_asks_for_one():
    with pytest.raises(Usage, match="Which Zendesk"):
        ZendeskConnector.address("", {})


def test_it_is_one_of_the_built_in_connectors():
    (told,) = [one for one in connectors.described() if one.name == "zendesk"]
    assert (told.title, told.writes, told.signs_in) == ("Zendesk", ("handover",), True)
    assert "30 April 2027" in told.words
