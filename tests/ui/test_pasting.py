"""Pastes from browsers and documents become clean Markdown, whatever is hidden in them."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.shell_book import application
from ui.look import theme
from ui.note.pasting import MACHINE_LABEL, machine_made, pasted
from ui.note.text_edit import NoteTextEdit

DOCUMENT = (
    '<meta charset="utf-8"><b style="font-weight:normal;" id="docs-internal-guid-7">'
    '<h2 dir="ltr"><span style="font-size:16pt;font-weight:400">Agenda</span></h2>'
    '<ul><li dir="ltr" role="checkbox" aria-checked="true"><p>'
    '<span style="font-weight:700">Paid</span><span> already</span></p></li>'
    '<li dir="ltr" role="checkbox" aria-checked="false"><p>Ask Kei</p></li></ul>'
    '<p><a href="https://w.example/?a=1&amp;b=2">the wiki</a></p></b>'
)


def test_a_document_keeps_headings_boxes_and_links() -> None:
    assert pasted(DOCUMENT, "x") == (
        "## Agenda\n\n- [x] **Paid** already\n- [ ] Ask Kei\n\n[the wiki](https://w.example/?a=1&b=2)"
    )


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>one <b>two</b></p><script>alert(1)</script><style>p{}</style>", "one **two**"),
        ('<b>x</b><img src="https://track.example/p.gif" alt="pixel">', "**x**"),
        ('<a href="javascript:alert(1)">press</a>', "press"),
        ("<h1>Top</h1><h3><b>Sub</b></h3><p>text</p>", "## Top\n\n### Sub\n\ntext"),
        (
            '<input type="checkbox" checked> done<br><input type="checkbox"> open',
            "[x] done\n[ ] open",
        ),
        ("<ol><li>a</li><li>b</li></ol>", "1. a\n2. b"),
        ("<!--StartFragment--><i>a</i><!--EndFragment-->", "*a*"),
        ("<b>عربي</b> 🎉", "**عربي** 🎉"),
    ],
)
def test_what_stays_and_what_goes(html: str, text: str) -> None:
    assert pasted(html, "plain") == text


def test_without_any_style_the_plain_text_is_taken_as_it_is() -> None:
    html = '<pre style="font-family:monospace"><span>if x:</span><br><span>    y</span></pre>'
    assert pasted(html, "if x:\n    y") == "if x:\n    y"


@pytest.mark.parametrize(
    ("html", "said"),
    [
        (
            (
                "<p>Usage</p><table><thead><tr><th>Month</th><th>Runs</th></tr></thead><tbody><tr>"
                "<td><p>May</p></td><td><b>12</b><br>a|b</td></tr><tr><td>June</td></tr></tbody>"
                "</table><p>end</p>"
            ),
            "Usage\n\n| Month | Runs |\n| --- | --- |\n| May | **12** a\\|b |\n| June |\n\nend",
        ),
        ("<table><tr><td><b>one</b></td></tr><tr><td>two</td></tr></table>", "**one**\ntwo"),
        (
            "<table><tr><td>a<table><tr><td>b</td><td>c</td></tr></table></td><td>d</td></tr>",
            "| a b c | d |\n| --- | --- |",
        ),
        (
            "<p>Run</p><pre><code>if a &lt; 1:\n    <b>go</b>(_b_)\n\n    stop</code></pre>then",
            "Run\n\n```\nif a < 1:\n    go(_b_)\n\n    stop\n```\n\nthen",
        ),
        ("<b></b><pre>one ``` two", "````\none ``` two\n````"),
        ('<ol start="3"><li>three</li><li>four</li></ol>', "3. three\n4. four"),
        ('<ol start="-2"><li>one</li></ol>', "1. one"),
    ],
)
def test_tables_code_and_numbers_keep_their_shape(html: str, said: str) -> None:
    assert pasted(html, "x") == said


TAGS = ["<table>", "</table>", "<tr>", "<td>", "</td>", "<pre>", "</pre>", "<ol>", "<li>", "w"]


@given(st.lists(st.sampled_from(TAGS)))
def test_no_words_are_lost_however_tables_and_code_are_nested(tags: list[str]) -> None:
    assert pasted("<b>" + "".join(tags), "").count("w") == tags.count("w")


@given(st.text(max_size=400))
def test_any_bytes_make_some_text(html: str) -> None:
    assert isinstance(pasted(f"<b>{html}", html), str)


@pytest.mark.parametrize(
    "piece",
    ["<span style=font-weight:", "<h1 ", "<input ", "<li ", "<b ", "<table>", "<td>", "<pre>"],
)
def test_hostile_pastes_take_no_longer_than_their_length(piece: str) -> None:
    """Twice the text, about twice the time: four times is far below what a square would take."""

    def spent(size: int) -> float:
        text = "<b>" + piece * (size // len(piece))
        began = time.process_time()
        pasted(text, "")
        return time.process_time() - began

    spent(20_000)
    small, large = spent(400_000), spent(3_200_000)
    assert large < 32 * max(small, 0.01)


def test_the_label_stands_once() -> None:
    once = machine_made("Summary\n")
    assert once == f"{MACHINE_LABEL}\n\nSummary\n"
    assert machine_made(once) == once


def put(html: str, plain: str) -> None:
    data = QMimeData()
    data.setHtml(html)
    data.setText(plain)
    QApplication.clipboard().setMimeData(data)


@pytest.fixture
def text(qtbot: QtBot) -> NoteTextEdit:
    theme.apply(application(), "light")
    made = NoteTextEdit()
    qtbot.addWidget(made)
    made.show()
    return made


def test_ctrl_v_pastes_markdown_and_undo_takes_it_back(qtbot: QtBot, text: NoteTextEdit) -> None:
    put("<p>one <b>two</b></p>", "one two")
    qtbot.keyClicks(text, "So: ")
    qtbot.keyClick(text, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert text.toPlainText() == "So: one **two**"
    text.undo()
    assert text.toPlainText() == "So: "


def test_plain_text_is_pasted_as_it_is(qtbot: QtBot, text: NoteTextEdit) -> None:
    QApplication.clipboard().setText("a_b  *c*\n\td")
    qtbot.keyClick(text, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert text.toPlainText() == "a_b  *c*\n\td"


def test_machine_made_text_is_labelled(qtbot: QtBot, text: NoteTextEdit) -> None:
    put("<p>They <b>agreed</b></p>", "They agreed")
    text.paste_machine_made()
    assert text.toPlainText() == f"{MACHINE_LABEL}\n\nThey **agreed**\n"
