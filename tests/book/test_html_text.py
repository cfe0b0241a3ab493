"""Markdown from a service's HTML: what each tag becomes, and that it stays fast."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from book.html_text import markdown


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("", ""),
        ("plain", "plain"),
        ("<p>one</p><p>two</p>", "one\n\ntwo"),
        ("<div>one</div><div>two</div>", "one\ntwo"),
        ("one<br>two<br/>three", "one\ntwo\nthree"),
        ("<p>a <b>bold</b> <strong>word</strong></p>", "a **bold** **word**"),
        ("<p><i>a</i> <em>b</em> <u>c</u></p>", "*a* *b* c"),
        ("<b> spaced </b>out", "**spaced** out"),
        ("<b></b><i> </i>x", "x"),
        ("<code>a_b*c`d</code>", "`a_b*c'd`"),
        ("<ul><li>one</li><li>two</li></ul>", "- one\n- two"),
        ("<ol><li>one</li><li>two</li></ol>", "1. one\n2. two"),
        ("<ul><li>one<ul><li>in</li></ul></li><li>two</li></ul>", "- one\n  - in\n- two"),
        ("<ol><li>one<ul><li>in</li></ul></li></ol>", "1. one\n   - in"),
        ("<p>before</p><ul><li>x</li></ul><p>after</p>", "before\n\n- x\n\nafter"),
        ('<a href="https://a.example/x?y=1&amp;z=2">there</a>', "[there](https://a.example/x?y=1&z=2)"),
        ("<a href='mailto:kim@a.example'>Kim</a>", "[Kim](mailto:kim@a.example)"),
        ('<a href="https://a.example/(x) y">t</a>', "[t](https://a.example/%28x%29%20y)"),
        ('<a href="javascript:alert(1)">t</a>', "t"),
        ('<a href=" JAVASCRIPT:alert(1)">t</a>', "t"),
        ('<a href="data:text/html,x">t</a>', "t"),
        ('<img src="https://a.example/p.png" alt="A plot">', "![A plot](https://a.example/p.png)"),
        ('<img src="file:///etc/passwd" alt="x">', "x"),
        ("<script>alert(1)</script>after", "after"),
        ("<STYLE>p{}</STYLE>after", "after"),
        ("<script>never closed", ""),
        ("<!-- hidden -->seen", "seen"),
        ("<blink>kept</blink>", "kept"),
        ("<p onclick='x()'>kept</p>", "kept"),
        ("a &lt;b&gt; &amp; c", "a \\<b> & c"),
        ("1 < 2 and 3 > 2", "1 < 2 and 3 > 2"),
        ("a&nbsp;b", "a b"),
        ("&#128512;", "😀"),
        ("&#xD800;x", "\ufffdx"),
        ("&#" + "9" * 5000 + ";", "&#" + "9" * 5000 + ";"),
        ("snake_case and 2 * 3", "snake_case and 2 * 3"),
        ("*not* _marks_ `here`", "\\*not\\* \\_marks\\_ \\`here\\`"),
        ("[x](https://a.example)", "[x]\\(https://a.example)"),
        ("<p>[] send docs @fri</p>", "[] send docs @fri"),
        ("C:\\temp", "C:\\temp"),
        ("<p>open <b>mark</p><p>goes on</b></p>", "open **mark**\n\n**goes on**"),
        ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\nc"),
        ("</b></ul></li>stray", "stray"),
        ("<p>half <", "half <"),
        ("half <p", "half \\<p"),
        ("a\x00b\ud83dc", "abc"),
    ],
)  # fmt: skip
def test_what_each_tag_becomes(html, expected):
    assert markdown(html) == expected


@given(st.text(alphabet="<>/ab!-&#;\"'= phref`*_[]()\\\n", max_size=60))
def test_any_text_gives_text_without_tags_that_mean_something(html):
    text = markdown(html)
    assert "<script" not in text.lower()
    assert text == text.strip("\n")


HALVES = st.sampled_from(["&#xD800;", "&#57343;", "\ud83d", "\udc4b", "<b>", "</b>", "&amp;", "a"])


@given(st.lists(HALVES, max_size=20).map("".join))
def test_halves_of_characters_never_reach_the_store(html):
    assert markdown(html).encode().decode() == markdown(html)


HOSTILE = [
    "<",
    "<!--",
    "<a <a ",
    "<b>",
    "&#",
    "<p>x</p>",
    "<li>",
    "<ul>",
    "<b></b>",
    '<a href="x>',
    "*",
]


@pytest.mark.parametrize("piece", HOSTILE)
def test_the_time_grows_with_the_length_and_no_faster(piece):
    def seconds(size: int) -> float:
        text = piece * (size // len(piece))
        best = 9.0
        for _ in range(3):
            started = time.perf_counter()
            markdown(text)
            best = min(best, time.perf_counter() - started)
        return best

    # Eight times the length; quadratic work would take 64 times as long.
    assert seconds(160_000) < 30 * max(seconds(20_000), 0.0005)


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>\u2060*as* _it_  stands </p>", "*as* _it_  stands "),
        ("<p>\u2060&nbsp;&nbsp;in<br>\u2060<br>*out*</p>", "  in\n\n\\*out\\*"),
        ("<p>\n  \u2060a_ <b>b_</b></p>", "a_ **b_**"),
        ("<p>a \u2060*b*</p>", "a \u2060\\*b\\*"),
        ("<p>{\u2060{a}} {&#8288;{\u2060{</p>", "{{a}} {{{"),
        ("<ul><li>a\u2060</li></ul><ol><li>b\u2060</li></ol>", "* a\n\n1) b"),
        ("<ul><li>a</li></ul><div>\u2060\u2060b</div>", "- a\nb"),
        ("<ul><li>a</li></ul><div>\u2060b</div>", "- a\n\nb"),
        ("<div>a</div><ul><li>b</li></ul>", "a\n- b"),
        ("<p>a</p><div>\u2060</div><p>b</p>", "a\n\n\nb"),
        ("<p>\u2060\u2063&nbsp;&nbsp;\u2063a_b \u2063 \u2063_c</p>", "\ta_b \t_c"),
        ("<p>a\u2063\u2063b \u2063c</p>", "a\tb \u2063c"),
        ("a\u2063 \u2063b", "a\tb"),
        ('<a href="https://a.example/b_c">https://a.example/b_c</a>', "https://a.example/b_c"),
        ("<ol>" + "<li>x</li>" * 9 + "<li>y<ul><li>z</li></ul></li></ol>",
         "".join(f"{n}. x\n" for n in range(1, 10)) + "10. y\n    - z"),
    ],
)  # fmt: skip
def test_what_was_sent_from_here_reads_as_it_was_written(html, expected):
    assert markdown(html) == expected
