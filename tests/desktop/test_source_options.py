"""The options of `connect`: what is taken, what is refused and how that is said."""

from __future__ import annotations

import pytest

from book.errors import Usage
from desktop.source_options import poll_seconds, read_options
from sync import connectors

OWN = ("region", "subdomain")


@pytest.mark.parametrize(
    ("pair", "key", "value"),
    [
        ("book=mine", "book", "mine"),
        ("book=mine, owner:kim@x.test,segment:CSM Managed", "book",
         "mine,owner:kim@x.test,segment:CSM Managed"),
        ("book=unassigned:Onboarding", "book", "unassigned:Onboarding"),
        ("book=ALL", "book", "ALL"),
        ("read-only=TRUE", "read-only", "true"),
        ("arr-field=traits.arr", "arr-field", "traits.arr"),
        ("plan-field=a=b", "plan-field", "a=b"),
        ("poll=60", "poll", "60"),
        ("region=EU", "region", "eu"),
        ("subdomain=acme", "subdomain", "acme"),
    ],
)  # fmt: skip
def test_an_option_is_taken(pair: str, key: str, value: str) -> None:
    assert read_options("vitally", [pair], OWN) == {key: value}


@pytest.mark.parametrize(
    "pair",
    ["book", "book=", "book=yours", "book=owner:kim", "read-only=yes", "poll=fast", "poll=5",
     "poll=-60", "poll=٣٠٠", "region=uk", "arr-field="],
)  # fmt: skip
def test_a_value_that_makes_no_sense_is_refused(pair: str) -> None:
    with pytest.raises(Usage) as told:
        read_options("vitally", [pair], OWN)
    assert told.value.advice


def test_a_slip_is_answered_with_the_nearest_key() -> None:
    with pytest.raises(Usage, match=r"Did you mean renewal-field\? Known are: arr-field"):
        read_options("vitally", ["renewel-field=x"], OWN)
    with pytest.raises(Usage, match="Known are: arr-field"):
        read_options("vitally", ["colour=blue"], OWN)


def test_a_key_of_another_source_is_unknown() -> None:
    assert read_options("zendesk", ["severity-field=123"], ("severity-field",))
    with pytest.raises(Usage, match="Vitally has no option “severity-field”"):
        read_options("vitally", ["severity-field=123"], OWN)
    with pytest.raises(Usage, match=r"Known are: arr-field, .*severity-field"):
        read_options("zendesk", ["subdomain=acme"], ("severity-field",))


@pytest.mark.parametrize("name", connectors.names())
def test_what_a_connector_understands_is_taken(name: str) -> None:
    own = connectors.connector(name).options
    # Some take only what makes sense for them.
    said = {"region": "eu", "sandbox": "true", "currency": "EUR", "callback-port": "8787"}
    pairs = [f"{key}={said.get(key, 'word')}" for key in own]
    assert set(read_options(name, pairs, own)) == own


def test_a_key_twice_is_a_slip() -> None:
    with pytest.raises(Usage, match="twice"):
        read_options("vitally", ["poll=60", "poll=90"], OWN)


def test_the_pace_is_the_options_or_the_default() -> None:
    assert poll_seconds({"poll": "45"}, 300) == 45
    assert poll_seconds({}, 300) == 300


@pytest.mark.parametrize(
    "pair",
    [
        *("currency=Euro", "currency=none", "currency=XXX", "currency=E", "currency=€"),
        *("callback-port=99999", "callback-port=http", "callback-port=-1", "callback-port=8_0"),
        *("currency=", "poll=", "book=", "read-only=", "client-id=", "callback-port= "),
    ],
)
def test_a_value_that_makes_no_sense_is_refused_in_one_sentence(pair):
    with pytest.raises(Usage) as caught:
        read_options("salesforce", [pair], ("currency", "callback-port", "client-id"))
    assert caught.value.title.count(".") == 1
    assert caught.value.advice


def test_a_currency_is_a_code_whatever_its_letters_size_and_a_port_a_number():
    said = read_options("salesforce", ["currency=eur", "callback-port=8787"],
                        ("currency", "callback-port"))  # fmt: skip
    assert said == {"currency": "EUR", "callback-port": "8787"}
