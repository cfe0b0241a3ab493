"""Notes as words: Markdown's marks go, the words stay, nothing is loaded."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytestqt.qtbot import QtBot

from ui.account.note_excerpt import NoteText, excerpt, plain_text


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("# Title\ntext", "Title\ntext"),
        ("**bold** and *soft* and `code`", "bold and soft and code"),
        ("2 * 3 * 4 and snake_case_name", "2 * 3 * 4 and snake_case_name"),
        ("- one\n* two\n+ three", "• one\n• two\n• three"),
        ("- [ ] open\n- [x] done", "☐ open\n☑ done"),
        ("[plan](https://a.test/p)", "plan (https://a.test/p)"),
        ("[https://a.test](https://a.test)", "https://a.test"),
        ("![a chart](file:///etc/hosts)", "a chart"),
        ("> quoted", "quoted"),
        ("a\n\n---\n\nb", "a\n\nb"),
        ("```sql\nSELECT 1\n```", "SELECT 1"),
        ("5 \\* 3", "5 * 3"),
        ("a\r\nb\rc\0", "a\nb\nc"),
        ("<b>not markup</b>", "<b>not markup</b>"),
        ("", ""),
    ],
)
def test_marks_go_and_words_stay(body: str, words: str) -> None:
    assert plain_text(body) == words


def test_an_excerpt_is_one_flow_of_whole_words() -> None:
    assert (
        excerpt("# Call\n\nWants funnels.\n\nAsked twice.") == "Call · Wants funnels. Asked twice."
    )
    assert excerpt("alpha beta gamma", 12) == "alpha beta…"
    assert excerpt("漢" * 500, 10) == "漢" * 10 + "…"


@given(st.text(alphabet="*_`[]()#>- \n\\!x漢", max_size=300))
def test_no_text_breaks_it(body: str) -> None:
    assert len(excerpt(body, 40)) <= 41
    assert "\n" not in excerpt(body)


@pytest.mark.parametrize("piece", ["**", "[", "*a ", "`", "> ", "- [ ] ", "](", "\n\n"])
def test_nor_does_a_long_one_take_long(piece: str) -> None:
    start = time.perf_counter()
    plain_text(piece * 20_000)
    excerpt(piece * 20_000)
    assert time.perf_counter() - start < 2


def test_the_whole_text_is_read_only_words(qtbot: QtBot) -> None:
    shown = NoteText()
    qtbot.addWidget(shown)
    shown.show_body("**a** <img src='file:///x.png'>\n- b", "Thu 12 Nov, call")
    assert shown.toPlainText() == "a <img src='file:///x.png'>\n• b"
    assert shown.isReadOnly()
    assert shown.accessibleName() == "Thu 12 Nov, call"
    shown.show_body("", "empty")
    assert shown.toPlainText() == "This note has no text."


def test_it_is_as_tall_as_its_text_until_that_is_very_long(qtbot: QtBot) -> None:
    shown = NoteText()
    qtbot.addWidget(shown)
    shown.show_body("word " * 40, "short")
    narrow, wide = shown.height_at(120), shown.height_at(600)
    assert narrow > wide > 0
    shown.show_body("word " * 2_000, "10,000 characters")
    assert shown.height_at(300) > 2_000
    shown.show_body("word " * 200_000, "a million characters")
    assert shown.height_at(300) < 1_000
    assert shown.toPlainText().endswith("900,000 more characters are not shown here.")
