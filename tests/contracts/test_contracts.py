"""The contracts command: what it finds in a folder, what it says, and its exit status."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from sync.simulator import Served
from tests.contracts import services, vitally, vitally_writes
from tests.contracts.__main__ import main
from tests.contracts.material import Material, materials, read_recording, read_spec
from tests.contracts.outcome import Line, counts, judged, table

SPEC = {
    "openapi": "3.0.1",
    "paths": {"/things": {"get": {"responses": {"$ref": "#/components/x"}}, "post": {}}},
    "components": {"x": {}},
}
EXCHANGES = {"exchanges": [{"method": "GET", "path": "/things", "status": 200, "response": []}]}


def put(file: Path, document: Any) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    text = document if isinstance(document, str) else json.dumps(document)
    file.write_text(text, encoding="utf-8")
    return file


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    put(tmp_path / "marlin.json", SPEC)
    put(tmp_path / "gannet" / "things.json", SPEC)
    put(tmp_path / "gannet" / "more.json", SPEC)
    put(tmp_path / "recordings" / "gannet" / "things.json", EXCHANGES)
    put(tmp_path / "recordings" / "petrel" / "things.json", EXCHANGES)
    put(tmp_path / "recordings" / "LICENCE.txt", "as you like")
    put(tmp_path / "README.md", "words")
    return tmp_path


def test_services_are_found_by_specification_and_by_recording(folder):
    found = {one.service: (len(one.specs), len(one.recordings)) for one in materials(folder)}
    assert found == {"gannet": (2, 1), "marlin": (1, 0), "petrel": (0, 1)}


def test_without_a_connector_a_service_is_said_to_be_unchecked(folder):
    lines = list(services.lines(materials(folder), built=(), checkers={}))
    verdicts = {one.service: one.verdict for one in lines if one.what == "connector"}
    assert verdicts == {"gannet": "not checked", "marlin": "not checked", "petrel": "not checked"}
    readable = {one.what: one.checks for one in lines if one.service == "gannet" and one.checks}
    assert readable == {
        "2 specifications readable, operations": 4,
        "recordings readable, exchanges": 1,
    }


def test_a_connector_without_a_checker_falls_short(folder):
    lines = list(services.lines(materials(folder), built=("marlin",), checkers={}))
    assert [one.service for one in lines if one.verdict == "fell short"] == ["marlin"]


@pytest.mark.parametrize(
    ("document", "words"),
    [
        ("{", "is no OpenAPI 3 document"),
        ({"swagger": "2.0"}, "is no OpenAPI 3 document"),
        ({"openapi": "3.0.0"}, "has no paths"),
        (SPEC | {"components": {}}, "#/components/x leads nowhere"),
    ],
)
def test_a_specification_that_cannot_be_used_is_named(document, words, tmp_path):
    assert read_spec(put(tmp_path / "a.json", document))[1] == [words]


def test_a_specification_that_can_be_used(tmp_path):
    assert read_spec(put(tmp_path / "a.json", SPEC)) == (2, [])


@pytest.mark.parametrize(
    ("document", "words"),
    [
        ("[]", "has no exchanges"),
        ({"exchanges": [{"method": "GET", "path": "/"}]}, "an exchange lacks response, status"),
    ],
)
def test_a_recording_that_cannot_be_used_is_named(document, words, tmp_path):
    assert read_recording(put(tmp_path / "a.json", document))[1] == [words]


def test_vitally_holds_against_our_table():
    lines = list(vitally.check(Material("vitally")))
    assert [one for one in lines if one.verdict == "fell short"] == []
    assert {one.what.split(":")[0] for one in lines} == {"simulator", "connector"}
    assert sum(one.checks for one in lines) > 1_000


@pytest.mark.parametrize(
    ("method", "path", "body", "words"),
    [
        ("PUT", "notes/1", {"subject": "x"}, "notes: tags is missing"),
        ("PUT", "notes/1", {"subject": 1, "tags": []}, "notes: subject is no text"),
        ("PUT", "tasks/1", {"title": "x", "tags": []}, "tasks: title is not in the table"),
        ("PUT", "notes/1", {"note": "<h1>", "tags": []}, "notes: note is no html"),
        ("PUT", "notes/1", {"note": "{{a}}", "tags": []}, "notes: note has a placeholder in it"),
        ("PUT", "notes", {"tags": []}, "notes is not in the table"),
        ("PUT", "accounts/1", {}, "accounts: the body is no object with something in it"),
        ("DELETE", "accounts/1", None, "accounts is not a bare DELETE of a note or task"),
    ],
)
def test_a_write_that_vitally_does_not_take_is_named(method, path, body, words):
    text = json.dumps(body) if body is not None else ""
    served = Served(method, f"/resources/{path}", "", 200, text)
    assert list(vitally_writes.faults([served])) == [f"{method} {words}"]


def test_the_table_of_results_is_readable():
    lines = [
        judged("gannet", "things", 4, []),
        judged("gannet", "order", 4, ["a", "b", "b"]),
        judged("gannet", "nothing", 0, []),
        Line("marlin", "connector", "not checked", 0, "no connector yet: not checked"),
    ]
    assert list(table(lines)) == [
        "service  what       checks  verdict",
        "-------  ---------  ------  -----------",
        "gannet   things          4  held",
        "gannet   order           4  fell short",
        "    b (×2); a (×1)",
        "gannet   nothing            fell short",
        "    there was nothing to look at",
        "marlin   connector          not checked",
        "    no connector yet: not checked",
    ]
    assert counts(lines) == "8 checks in 4 lines: 1 held, 2 fell short, 1 not checked."


def test_the_command_ends_with_what_it_found(folder, capsys):
    assert main([str(folder)]) == 0
    said = capsys.readouterr().out
    assert "petrel" in said
    assert "0 fell short" in said
    put(folder / "gannet" / "broken.json", "{")
    assert main([str(folder)]) == 1
    assert "broken.json: is no OpenAPI 3 document" in capsys.readouterr().out
    assert main([str(folder / "nowhere")]) == 2
