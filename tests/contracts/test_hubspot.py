"""What holds HubSpot's requests and answers against contracts sees what is wrong with them."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest

from sync.simulator import Served
from tests.contracts import hubspot, hubspot_requests
from tests.contracts.hubspot_recordings import differences, shape
from tests.contracts.hubspot_session import Exchange
from tests.contracts.hubspot_spec import Spec, answer_faults, as_specified, faults, request_faults
from tests.contracts.material import Material

DOCUMENT: dict[str, Any] = {
    "openapi": "3.0.1",
    "paths": {
        "/crm/v3/objects/{kind}/{id}": {
            "get": {"responses": {"200": {"content": {}}, "default": {"$ref": "#/components/r"}}}
        },
        "/crm/v3/objects/{kind}/batch": {"get": {"responses": {"204": {}}}},
        "/crm/v3/objects/notes/{id}": {
            "patch": {
                "parameters": [{"name": "idProperty", "in": "query"}],
                "requestBody": {
                    "content": {"application/json": {"schema": {"$ref": "#/components/note"}}}
                },
                "responses": {
                    "200": {
                        "content": {"application/json": {"schema": {"$ref": "#/components/note"}}}
                    },
                    "default": {"$ref": "#/components/r"},
                },
            }
        },
    },
    "components": {
        "note": {
            "type": "object",
            "required": ["id"],
            "properties": {
                "id": {"type": "string", "nullable": True},
                "made": {"type": "string", "format": "date-time"},
                "kind": {"type": "string", "enum": ["A", "B"]},
                "count": {"type": "integer", "format": "int32"},
                "share": {"type": "number"},
                "open": {"type": "boolean"},
                "any": {"type": "object", "properties": {}},
                "words": {"type": "object", "additionalProperties": {"type": "string"}},
                "list": {"type": "array", "items": {"type": "string"}},
            },
        },
        "r": {"content": {"application/json": {"schema": {"type": "object"}}}},
    },
}


@pytest.fixture
def spec(tmp_path) -> Spec:
    file = tmp_path / "notes.json"
    file.write_text(json.dumps(DOCUMENT), encoding="utf-8")
    return Spec([file])


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ({"id": "1"}, []),
        ({"id": None}, []),
        ({"id": "1", "any": [1], "words": {"a": "b"}, "list": ["a"], "open": True}, []),
        ({}, ["body.id is missing"]),
        ({"id": 1}, ["body.id is no string"]),
        ({"id": "1", "made": "soon"}, ["body.made is no date-time"]),
        ({"id": "1", "made": None}, ["body.made is null"]),
        ({"id": "1", "kind": "C"}, ["body.kind is none of its values"]),
        ({"id": "1", "count": True}, ["body.count is no int32"]),
        ({"id": "1", "share": "1"}, ["body.share is no number"]),
        ({"id": "1", "open": "yes"}, ["body.open is no boolean"]),
        ({"id": "1", "words": {"a": 1}}, ["body.words.* is no string"]),
        ({"id": "1", "list": [1, "a"]}, ["body.list[] is no string"]),
        ({"id": "1", "list": "a"}, ["body.list is no array"]),
        ({"id": "1", "more": 1}, ["body.more is not known"]),
        ([], ["body is no object"]),
    ],
)
def test_how_a_value_differs_from_its_schema(value, found):
    assert list(faults(value, {"$ref": "#/components/note"}, DOCUMENT)) == found


@pytest.mark.parametrize(
    ("path", "same"),
    [
        ("/crm/objects/2026-03/notes/1", "/crm/v3/objects/notes/1"),
        (
            "/crm/objects/2026-09/notes/1/associations/default/companies/2",
            "/crm/v4/objects/notes/1/associations/default/companies/2",
        ),
        ("/crm/associations/2026-03/a/b/batch/read", "/crm/v4/associations/a/b/batch/read"),
        ("/crm/associations/v4/a/b/labels", "/crm/v4/associations/a/b/labels"),
        ("/crm/properties/2026-03/notes", "/crm/v3/properties/notes"),
        ("/crm/owners/2026-03", "/crm/v3/owners"),
        ("/crm/v3/objects/notes", "/crm/v3/objects/notes"),
    ],
)
def test_dated_paths_are_held_against_the_specified_ones(path, same):
    assert as_specified(path) == same


def test_a_word_in_the_path_is_more_than_any_id(spec):
    assert [one.path for one in spec.of("GET", "/crm/v3/objects/notes/batch")] == [
        "/crm/v3/objects/{kind}/batch"
    ]
    assert [one.path for one in spec.of("GET", "/crm/objects/2026-03/notes/1/")] == [
        "/crm/v3/objects/{kind}/{id}"
    ]
    assert spec.of("POST", "/crm/v3/objects/notes/1") == []


def test_requests_and_answers_that_do_not_fit(spec):
    (patch,) = spec.of("PATCH", "/crm/v3/objects/notes/1")
    name = "PATCH /crm/v3/objects/notes/{id}"
    assert list(request_faults(patch, "idProperty=a", '{"id": "1"}')) == []
    assert list(request_faults(patch, "shade=a", "{")) == [
        f"{name}: the parameter shade is not known",
        f"{name}: the body is no JSON",
    ]
    assert list(request_faults(patch, "", "{}")) == [f"{name}: body.id is missing"]
    assert list(answer_faults(patch, 200, b'{"id": "1"}')) == []
    assert list(answer_faults(patch, 404, b"{}")) == []
    assert list(answer_faults(patch, 404, b"<html>")) == [f"{name}: the answer is no JSON"]
    assert list(answer_faults(patch, 201, b"{}")) == [f"{name}: 201 is not one of its answers"]
    assert list(answer_faults(patch, 200, b"{}")) == [f"{name} (200): body.id is missing"]
    (batch,) = spec.of("GET", "/crm/v3/objects/notes/batch")
    assert list(answer_faults(batch, 204, b"")) == []
    assert list(answer_faults(batch, 204, b"{}")) == [f"{batch.name}: 204 has a body"]
    assert list(request_faults(batch, "", "{}")) == [f"{batch.name}: takes no body"]


ONE = {"propertyName": "name", "operator": "HAS_PROPERTY"}


@pytest.mark.parametrize(
    ("method", "path", "query", "body", "words"),
    [
        ("GET", "/crm/v3/objects/notes", "limit=101", None, "limit 101"),
        ("GET", "/crm/v3/owners", "limit=501", None, "limit 501"),
        ("POST", "/crm/v3/objects/notes/search", "", {"properties": ["a"], "limit": 201}, "limit"),
        ("POST", "/crm/v3/objects/notes/search", "", {}, "asks for no properties"),
        (
            "POST",
            "/crm/v3/objects/notes/search",
            "",
            {"properties": ["a"], "after": "9900", "limit": 200},
            "beyond the 10,000th result",
        ),
        (
            "POST",
            "/crm/v3/objects/notes/search",
            "",
            {"properties": ["a"], "filterGroups": [{"filters": [ONE] * 7}]},
            "too many filters",
        ),
        (
            "POST",
            "/crm/v3/objects/notes/search",
            "",
            {"properties": ["a"], "sorts": [{}, {}]},
            "more than one order",
        ),
        (
            "POST",
            "/crm/v3/objects/notes/search",
            "",
            {"properties": ["a" * 3_000]},
            "longer than 3,000",
        ),
        ("POST", "/crm/v3/objects/notes/batch/read", "", {"inputs": [{}] * 101}, "101 inputs"),
        ("PATCH", "/crm/v3/objects/notes/1", "", {"properties": {"a": 1}}, "of a is no text"),
    ],
)
def test_limits_no_specification_holds(method, path, query, body, words):
    text = "" if body is None else json.dumps(body)
    (found,) = hubspot_requests.beyond_spec(Served(method, path, query, 200, text))
    assert words in found


def test_a_request_within_the_limits_is_fine():
    body = {"properties": ["a"], "filterGroups": [{"filters": [ONE]}], "limit": 200}
    one = Served("POST", "/crm/v3/objects/notes/search", "", 200, json.dumps(body))
    assert list(hubspot_requests.beyond_spec(one)) == []


@pytest.mark.parametrize(
    ("method", "path", "query", "words"),
    [
        ("GET", "/crm/v4/associations/notes/companies/labels", "", None),
        ("GET", "/crm/pipelines/2026-03/deals", "", None),
        ("GET", "/account-info/v3/details", "", None),
        ("GET", "/account-info/v3/details", "x=1", "the parameter x is not known"),
        ("POST", "/account-info/v3/details", "", "neither specified nor in our table"),
        ("GET", "/crm/v3/widgets", "", "neither specified nor in our table"),
    ],
)
def test_what_is_not_specified_stands_in_our_table(method, path, query, words):
    found = list(hubspot_requests.faults(Spec([]), [Served(method, path, query, 200)]))
    assert bool(found) == bool(words)
    assert all(words in one for one in found)


def answered(told: Any, status: int = 200) -> Exchange:
    headers = httpx.Headers({"content-type": "application/json", "x-ratelimit": "1"})
    return Exchange("GET", "/", "", "", status, headers, json.dumps(told).encode())


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"results": [{"id": "1", "at": "2026-03-18T10:53:55.001Z"}]}, []),
        ({"results": [{"id": "1", "at": None}], "paging": {}}, []),
        ({"results": [{"id": 1, "at": None}]}, ["results[].id is int, recorded as text"]),
        ({"results": [{"id": "1", "at": "soon"}]}, ["results[].at is text, recorded as moment"]),
        ({"results": [{"at": None}]}, ["results[].id is missing"]),
        (
            {"results": [{"id": "1", "at": None, "new": 1}]},
            ["results[].new is not in the recording"],
        ),
    ],
)
def test_how_an_answer_differs_from_the_recorded_one(told, words):
    recorded = {
        "status": 200,
        "headers": {"content-type": "application/json", "x-ratelimit": "9"},
        "response": {"results": [{"id": "7", "at": "2026-01-01T00:00:00.000Z"}]},
    }
    assert list(differences(recorded, answered(told))) == words
    assert list(differences(recorded, answered(told, 404))) == ["answered 404 instead of 200"]
    recorded["headers"] = {"content-type": "text/html", "x-ratelimit-left": "9"}
    assert list(differences(recorded, answered(told)))[-2:] == [
        "content-type is application/json",
        "the header x-ratelimit-left is missing",
    ]


def test_the_shape_of_a_list_is_that_of_all_its_entries():
    assert shape({"a": [{"b": 1}, {"b": None, "c": "x"}]}) == {
        "": {"object"},
        "a": {"array"},
        "a[]": {"object"},
        "a[].b": {"int", "null"},
        "a[].c": {"text"},
    }


def test_without_material_nothing_is_claimed():
    (line,) = hubspot.check(Material("hubspot"))
    assert line.verdict == "not checked"
