"""The checklist of a task is text that every CRM keeps: read, ticked, written, carried over."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from book import checklists, html_text
from sync import markdown_html

BODY = """For the go-live:

- [x] agree on the names
- [ ] tell the admins
1. [ ] send the guide

Ask Ana first."""


def test_lines_and_progress_are_read() -> None:
    assert [(one.line, one.text, one.done) for one in checklists.items(BODY)] == [
        (2, "agree on the names", True),
        (3, "tell the admins", False),
        (4, "send the guide", False),
    ]
    assert checklists.progress(BODY) == (1, 3)
    assert checklists.progress("No list here [1].") is None


def test_a_tick_changes_one_mark_and_nothing_else() -> None:
    done = checklists.ticked(BODY, 3, done=True)
    assert done == BODY.replace("- [ ] tell", "- [x] tell")
    assert checklists.ticked(done, 3, done=False) == BODY
    assert checklists.ticked(BODY, 0, done=True) == BODY
    assert checklists.ticked(BODY, 99, done=True) == BODY


def test_what_stands_in_a_block_of_code_is_text() -> None:
    assert checklists.items("```\n- [ ] no\n```\n- [ ] yes") == [checklists.Item(3, "yes", False)]


def test_a_repeated_task_begins_with_an_open_list() -> None:
    assert checklists.progress(checklists.unticked(BODY)) == (0, 3)
    assert checklists.unticked(BODY).replace("[ ]", "") == BODY.replace("[x]", "").replace(
        "[ ]", ""
    )


def test_other_lines_take_the_place_of_the_list_and_the_words_around_stay() -> None:
    again = checklists.written(BODY, [("tell the admins", True), ("a  new\nline", False)])
    assert again == (
        "For the go-live:\n\n- [x] tell the admins\n- [ ] a new line\n\nAsk Ana first."
    )
    assert checklists.written("", [("one", False)]) == "- [ ] one"
    assert checklists.written("Words", [("one", False)]) == "Words\n\n- [ ] one"
    same = [(one.text, one.done) for one in checklists.items(BODY)]
    assert checklists.written(BODY, same) == BODY
    assert checklists.without(BODY) == "For the go-live:\n\n\nAsk Ana first."
    assert checklists.written(BODY, []) == "For the go-live:\n\n\nAsk Ana first."


@pytest.mark.parametrize("body", [BODY, "- [ ] one\n- [x] two", "[ ] bare\n\n[x] done"])
def test_a_list_survives_a_crm_that_keeps_html(body: str) -> None:
    there = html_text.markdown(markdown_html.html(body))
    told = [(one.text, one.done) for one in checklists.items(there)]
    assert told == [(one.text, one.done) for one in checklists.items(body)]
    # Ticked in what came back, it goes there and comes back ticked.
    last = checklists.items(there)[-1]
    again = html_text.markdown(
        markdown_html.html(checklists.ticked(there, last.line, done=not last.done))
    )
    assert [one.done for one in checklists.items(again)][-1] is not last.done


@given(st.lists(st.tuples(st.from_regex(r"[a-z][a-z ]{0,20}[a-z]", fullmatch=True), st.booleans()),
                min_size=1, max_size=8))  # fmt: skip
def test_what_is_written_is_read_and_survives_html(wanted: list[tuple[str, bool]]) -> None:
    body = checklists.written("Before.", wanted)
    expected = [(" ".join(text.split()), done) for text, done in wanted]
    assert [(one.text, one.done) for one in checklists.items(body)] == expected
    there = html_text.markdown(markdown_html.html(body))
    assert [(one.text, one.done) for one in checklists.items(there)] == expected
