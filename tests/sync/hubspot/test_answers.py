"""What is understood of an error body."""

from __future__ import annotations

import json

import pytest

from sync.hubspot.answers import Said, said


def body(**parts):
    return json.dumps({"status": "error", "correlationId": "c", **parts}).encode()


def test_scopes_are_named_from_either_place():
    at_top = said(body(category="MISSING_SCOPES", context={"missingScopes": ["tickets"]}))
    inside = said(
        body(
            category="MISSING_SCOPES",
            errors=[
                {"message": "m", "context": {"requiredGranularScopes": ["crm.objects.x.read"]}}
            ],
        )
    )
    assert (at_top.category, at_top.scopes) == ("MISSING_SCOPES", ("tickets",))
    assert inside.scopes == ("crm.objects.x.read",)


def test_properties_are_named_from_context_and_from_the_list_in_the_message():
    listed = [{"isValid": False, "error": "INVALID_OPTION", "name": "stage", "message": "no"}]
    in_words = said(body(message=f"Property values were not valid: {json.dumps(listed)}"))
    in_context = said(body(errors=[{"message": "m", "context": {"propertyName": ["plan"]}}]))
    assert in_words.properties == ("stage",)
    assert in_context.properties == ("plan",)


def test_what_is_no_name_is_not_passed_on():
    found = said(
        body(context={"missingScopes": ["<b>x</b>", 5], "propertyName": ["the customer's name"]})
    )
    assert (found.scopes, found.properties) == ((), ())


@pytest.mark.parametrize(
    "raw", [b"", b"<html>", b"[]", b'"x"', b'{"message": 5, "errors": {"a": 1}}', b"[" * 5000]
)
def test_anything_else_says_nothing(raw):
    assert said(raw) == Said()


def test_the_limit_is_named():
    assert said(body(policyName="DAILY")).policy == "DAILY"
