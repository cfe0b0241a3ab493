"""Pages of JSON: decoded in one go, or one by one; nothing in them raises anything else."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from book.errors import BadResponse
from sync.book_filter import BookFilter
from sync.vitally.mapping import NATIVE, AccountMapper, RecordMapper
from sync.vitally.shapes import (
    AdminRow,
    CategoryRow,
    NoteRow,
    PageReader,
    TaskRow,
    UserRow,
    account_row,
)
from tests.clocks import HandClock
from tests.sync.books import account, note, task, user

CLOCK = HandClock()
FINITE = st.floats(allow_nan=False, allow_infinity=False)
ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | FINITE | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)
PATHS = ["vitally.custom.pipeline", "arr"]
MAPPING = {**NATIVE, "stage": PATHS[0], "arr_cents": PATHS[1]}
ROWS: dict[str, Any] = {
    "accounts": account_row(PATHS),
    "users": UserRow,
    "notes": NoteRow,
    "tasks": TaskRow,
}
SAMPLES = {
    "accounts": account(1, CLOCK, traits={PATHS[0]: "Contacted"}, segments=[{"name": "A"}])
    | {"keyRoles": [{"keyRole": {"label": "CSM"}, "vitallyUser": {"id": "a", "name": "b"}}]},
    "users": user(1, ["acc-1"], CLOCK, traits={"title": "CTO"}),
    "notes": note(1, "acc-1", CLOCK, category={"id": "c", "name": "Call"}, tags=["x"])
    | {"author": {"id": "a", "name": "b"}, "meetingDescription": "m", "archivedAt": None},
    "tasks": task(1, "acc-1", CLOCK, category={"id": "c", "name": "Call"}, tags=["x"])
    | {"completedAt": None, "archivedAt": None},
}


def page(rows, following=None) -> bytes:
    return json.dumps({"results": rows, "next": following}).encode()


def facts_of(kind, row, problems):
    """The facts of a row, by the mapper of its kind."""
    if kind == "accounts":
        mapper = AccountMapper(MAPPING, {})
        mapper.in_book(row, BookFilter.parse("mine").with_people("adm-me", None, []))
        return mapper.facts(row, problems)
    records = RecordMapper("adm-me", {})
    if kind == "users":
        return records.contact(row, "acc-1", problems)
    return records.note(row, problems) if kind == "notes" else records.task(row, problems)


def test_only_the_mapped_traits_are_built():
    traits = {f"hspot.{n}": n for n in range(300)} | {PATHS[0]: "Contacted"}
    read = PageReader(account_row(PATHS)).page(page([account(1, CLOCK, traits=traits)]))
    assert (read.rows[0].traits.t0, read.rows[0].traits.t1) == ("Contacted", None)
    assert not hasattr(read.rows[0].traits, "hspot.1")


def test_one_bad_record_among_999_good_ones_costs_itself():
    rows = [account(n, CLOCK) for n in range(1000)]
    rows[500] = rows[500] | {"segments": "all of them", "name": "Secret Customer"}
    read = PageReader(account_row(PATHS)).page(page(rows, "c2"))
    assert len(read.rows) == 999
    assert read.next == "c2"
    assert [one.external_id for one in read.bad] == ["acc-0500"]
    assert "Secret" not in read.bad[0].problem
    assert "all of them" not in read.bad[0].problem


@pytest.mark.parametrize(
    ("row", "named"),
    [
        ({"name": "x"}, "?"), ({"id": None}, "?"), ({"id": 7}, "7"), ({"id": 2**70}, "?"),
        ({"id": ["x"]}, "?"), ("text", "?"), (None, "?"), ([], "?"),
    ],
)  # fmt: skip
def test_a_record_without_a_proper_id_is_left_out(row, named):
    read = PageReader(CategoryRow).page(page([row, {"id": "good"}]))
    assert [one.id for one in read.rows] == ["good"]
    assert [one.external_id for one in read.bad] == [named]


@pytest.mark.parametrize(
    "body",
    [
        b"", b"{", b"[]", b"7", b"null", b'"x"', b"{}", b'{"results":null}', b'{"results":{}}',
        b'{"error":"no"}', b'{"results":[],"next":5}', b'{"results":[{"id":"a"}', b"<html>",
        b'{"results":' + b"[" * 5000 + b"]" * 5000 + b"}",
    ],
)  # fmt: skip
def test_what_is_no_page_is_a_bad_answer(body):
    with pytest.raises(BadResponse):
        PageReader(AdminRow).page(body)


def test_half_an_emoji_costs_one_character():
    body = page([{"id": "a", "name": "x"}]).replace(b'"x"', rb'"x\ud83d"')
    assert PageReader(CategoryRow).page(body).rows[0].name == "x\ufffd"


def test_unknown_fields_are_ignored_and_missing_ones_are_empty():
    for kind, shape in ROWS.items():
        read = PageReader(shape).page(page([SAMPLES[kind] | {"later": {"x": [1]}}, {"id": "bare"}]))
        assert len(read.rows) == 2, kind
        assert facts_of(kind, read.rows[0], []) is not None


def test_null_is_taken_everywhere_but_in_the_id():
    for kind, shape in ROWS.items():
        nulls = dict.fromkeys(SAMPLES[kind]) | {"id": "a", "createdAt": "2026-06-01T00:00:00Z"}
        read = PageReader(shape).page(page([nulls]))
        assert read.bad == ()
        problems: list[str] = []
        assert facts_of(kind, read.rows[0], problems) is not None
        assert problems == []


@given(st.sampled_from(sorted(ROWS)), st.data())
def test_any_value_in_any_field_is_a_fact_a_problem_or_a_bad_record(kind, data):
    fields = data.draw(st.lists(st.sampled_from(sorted(SAMPLES[kind])), min_size=1, max_size=4))
    row = SAMPLES[kind] | {name: data.draw(ANY_JSON) for name in fields}
    read = PageReader(ROWS[kind]).page(page([row, SAMPLES[kind]]))
    assert len(read.rows) + len(read.bad) == 2
    for one in read.rows:
        problems: list[str] = []
        fact = facts_of(kind, one, problems)
        assert fact is not None or problems or row["createdAt"] is not None
        msgspec.json.encode(fact)
        assert all(isinstance(problem, str) for problem in problems)


def test_a_record_with_an_empty_id_is_left_out_and_counted():
    body = json.dumps({"results": [{"id": "", "name": "x"}, {"id": "a"}], "next": None}).encode()
    read = PageReader(account_row([])).page(body)
    assert [row.id for row in read.rows] == ["a"]
    assert len(read.bad) == 1
