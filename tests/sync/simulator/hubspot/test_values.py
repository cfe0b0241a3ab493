"""Property values on their way in: what is kept of them."""

from __future__ import annotations

from typing import Any

import pytest

from sync.simulator.hubspot import Property
from sync.simulator.hubspot.values import Wrong, accepted, from_milliseconds, milliseconds


def kept(type_: str, value: object, **more: Any) -> str | None:
    return accepted(Property(name="p", label="P", type=type_, **more), value, {"7001"})


@pytest.mark.parametrize(
    ("type_", "value", "text"),
    [
        ("string", " as it is ", " as it is "),
        ("string", 5, "5"),
        ("string", "", None),
        ("string", None, None),
        ("number", "1500.00", "1500.00"),
        ("number", 1.5, "1.5"),
        ("bool", True, "true"),
        ("date", "2026-03-26", "2026-03-26"),
        ("date", "2026-03-26T00:00:00.000Z", "2026-03-26"),
        ("date", "1774483200000", "2026-03-26"),
        ("datetime", "1774483200001", "2026-03-26T00:00:00.001Z"),
        ("datetime", "2026-03-26T02:00:00+02:00", "2026-03-26T00:00:00.000Z"),
        ("datetime", "2026-03-26", "2026-03-26T00:00:00.000Z"),
        ("enumeration", "anything", "anything"),
    ],
)
def test_values_are_kept_as_text_of_one_form(type_, value, text):
    assert kept(type_, value) == text


@pytest.mark.parametrize(
    ("type_", "value", "code"),
    [
        ("number", "nan", "INVALID_NUMBER"),
        ("number", "1_000", "INVALID_NUMBER"),
        ("date", "2026-02-30", "INVALID_DATE"),
        ("date", "2026-03-26T10:00:00Z", "INVALID_DATE"),
        ("date", "99999999999999999999", "INVALID_DATE"),
        ("datetime", "99999999999999999999", "INVALID_LONG"),
        ("string", {}, "INVALID_JSON"),
    ],
)
def test_values_that_are_none(type_, value, code):
    with pytest.raises(Wrong) as caught:
        kept(type_, value)
    assert caught.value.code == code


def test_owners_have_to_exist():
    assert kept("enumeration", "7001", outside="owners") == "7001"
    with pytest.raises(Wrong):
        kept("enumeration", "7002", outside="owners")


def test_addresses_are_kept_small():
    email = Property(name="email", label="Email")
    assert accepted(email, "Kim@Kestrel.Example", ()) == "kim@kestrel.example"
    with pytest.raises(Wrong):
        accepted(email, "kim", ())


def test_moments_there_and_back():
    for text in ("2026-03-26T00:00:00.001Z", "1970-01-01T00:00:00.000Z"):
        assert from_milliseconds(milliseconds(text)) == text
    with pytest.raises(ValueError, match="1000"):
        from_milliseconds(10**20)
