"""Which part of a line is what, and how lists go on."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.note.list_lines import Next, after
from ui.note.margin import line_spans
from ui.note.markdown_spans import LONGEST_STYLED, opens_fence, spans


def parts(line: str) -> set[tuple[str, str]]:
    return {(line[one.start : one.start + one.length], one.role) for one in spans(line)}


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("## What matters", {("##", "sign"), ("What matters", "heading")}),
        ("##no heading", set()),
        ("- [x] sent", {("-", "sign"), ("[x]", "sign"), ("sent", "done")}),
        ("[] send docs", {("[]", "sign")}),
        ("[ ] send docs", {("[ ]", "sign")}),
        ("> they said", {(">", "sign")}),
        ("1. first", {("1.", "sign")}),
        ("a **b c** d", {("**b c**", "strong")}),
        ("see `x = 1` here", {("`x = 1`", "code")}),
        ("at https://w.example/a.", {("https://w.example/a.", "link")}),
        ("[docs](https://w.example)", {("[docs](https://w.example)", "link")}),
        ("?!", set()),
        ("!= 4", set()),
        ("why?", set()),
        ("", set()),
    ],
)
def test_the_parts_of_a_line(line: str, found: set[tuple[str, str]]) -> None:
    assert parts(line) == found


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("? can one filter", {("?", "sign")}),
        ("! CFO reviews", {("!", "sign")}),
        ("  << they send mon", {("<<", "sign"), ("mon", "link")}),
        (">> I owe them @fri", {(">>", "sign"), ("@fri", "link")}),
        ("^ escalate: x", {("^ escalate:", "sign")}),
        ("^ just a roof", set()),
        ("? [x] who owns it", {("? [x]", "sign"), ("who owns it", "done")}),
        ("plain", set()),
    ],
)
def test_what_the_grammar_reads_is_coloured_and_nothing_else(
    line: str, found: set[tuple[str, str]]
) -> None:
    read = line_spans(line, date(2026, 11, 24))
    assert {(line[one.start : one.start + one.length], one.role) for one in read} == found


@given(st.text(max_size=300))
def test_no_part_leaves_its_line(line: str) -> None:
    for one in spans(line):
        assert 0 <= one.start <= one.start + one.length <= len(line)


def test_a_very_long_line_is_looked_at_only_at_its_beginning() -> None:
    assert all(one.start + one.length <= LONGEST_STYLED for one in spans("**a** " * 500_000))


@pytest.mark.parametrize("line", ["```", "~~~ sql", "  ```python"])
def test_fences(line: str) -> None:
    assert opens_fence(line)


@pytest.mark.parametrize(
    ("line", "next_one"),
    [
        ("- milk", Next("- ")),
        ("  * milk", Next("  * ")),
        ("9. nine", Next("10. ")),
        ("1) one", Next("2) ")),
        ("- [x] sent", Next("- [ ] ")),
        ("[] send docs", Next("[] ")),
        ("[x] sent", Next("[ ] ")),
        ("> they said", Next("> ")),
        ("- ", Next(None)),
        ("[] ", Next(None)),
        ("- [ ] ", Next(None)),
        ("text", None),
        ("-no item", None),
        ("", None),
        ("? question", None),
    ],
)
def test_what_follows_a_line(line: str, next_one: Next | None) -> None:
    assert after(line) == next_one
