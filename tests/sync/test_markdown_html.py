"""Markdown to a service's HTML and back: the same words and marks, however often it travels."""

from __future__ import annotations

import html as entities
import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from book.html_text import KEPT, TAB_END, markdown
from sync.markdown_html import html
from sync.simulator.writes import strip

CALL = """\
# Call with Kim

They **want** SSO before *June*, see [the plan](https://a.example/plan?x=1&y=2).
Budget is with Bo; his words: `not a cent more`.

- send docs
- ask about seats
  - 40 now
  - 90 in autumn
    1. first the EU
    2. then the rest
- [ ] book a follow-up
- [x] thank Kim

> We would rather not move twice.
> — Kim

| when | who |
|------|-----|
| May  | Bo  |

```python
def seats(now, **more):

    return now * 2
```

---
Recording: https://calls.example/r/81?t=4_2.
"""

SEEN = {
    "a\nb": "<p>a<br>b</p>",
    "a\n\nb": "<p>a</p><p>b</p>",
    "# Title": "<p># Title</p>",
    "> quote": "<p>&gt; quote</p>",
    "**b** *i* `c`": "<p><strong>b</strong> <em>i</em> <code>c</code></p>",
    "- a\n- b": "<ul><li>a</li><li>b</li></ul>",
    "1. a\n2. b": "<ol><li>a</li><li>b</li></ol>",
    "- a\n  - b": "<ul><li>a<ul><li>b</li></ul></li></ul>",
    "text\n- a": "<div>text</div><ul><li>a</li></ul>",
    "- [ ] x": "<ul><li>[ ] x</li></ul>",
    "[x](https://a.example)": '<p><a href="https://a.example">x</a></p>',
    "![x](https://a.example/p.png)": '<p><img src="https://a.example/p.png" alt="x"></p>',
    "(https://a.example/b).": '<p>(<a href="https://a.example/b">https://a.example/b</a>).</p>',
    "\\*a\\*": "<p>*a*</p>",
    "a & b": "<p>a &amp; b</p>",
}


@pytest.mark.parametrize(("text", "sent"), SEEN.items())
def test_what_a_reader_in_the_browser_sees(text, sent):
    assert html(text) == sent


KEPT_AS_TYPED = [
    "* a\n  * b\n* c",
    "1) a\n2) b",
    "1. a\n1. b\n1. c",
    "3. a\n4. b",
    "- a\n    - b, four spaces in\n- c",
    "- a\n\t- b\n",
    "- a\n  and more of a\n- b\nright below",
    "- a\n\n  loose\n\n- b",
    "+ a\n+ b",
    "a\n\n\n\nb",
    "- a\n\n\n- b",
    "one  \ntwo\\\nthree",
    "_low_ and __lines__ and ~~struck~~",
    "<b>raw</b> <script>alert(1)</script> <!-- hidden -->",
    "&amp; &lt; &#123; &nbsp;",
    "[x](javascript:alert(1))",
    "![x](data:image/png;base64,AAAA)",
    "[x](https://a.example/a_(b))",
    '[x](https://a.example "title")',
    "[x][1]\n\n[1]: https://a.example",
    "<https://a.example> and <kim@a.example>",
    "2 ** 3 and 2*3*4 and a_b_c and C:\\temp\\*",
    "``a`b`` and ` c ` and `d  e`",
    "| a   | **b** |\n|:---|---:|\n| c   | d     |",
    "```\nno end",
    "~~~\n- not a list\n\n# not a title\n~~~\n- a list",
    "Title\n=====\n\nText\n---",
    "***\n\n* * *\n\n- - -",
    "***both*** **a *b* c**",
    "    indented code\n\n  \n\tx",
    "😀 **👩‍👩‍👧** שלום *مرحبا* é ﷽",
    "\n".join(f"{n}. item" for n in range(1, 13)) + "\n    - below the twelfth",
    "".join("  " * depth + f"- level {depth}\n" for depth in range(10)),
    "".join("  " * depth + f"- level {depth}\n" for depth in range(70)),
    "- \n-\n*\n1.",
    "**never closed\n*nor this",
    "**two\nlines**",
    "> - a\n>   - b\n>\n> c",
    "a \u2028 b\u2003c\u2003",
]


@pytest.mark.parametrize("text", [CALL, *SEEN, *KEPT_AS_TYPED])
def test_it_comes_back_to_the_letter(text):
    assert markdown(html(text)) == text.strip("\n")


@pytest.mark.parametrize("text", [CALL, *SEEN, *KEPT_AS_TYPED])
def test_the_services_own_clean_up_takes_nothing_away(text):
    assert markdown(strip(html(text))) == text.strip("\n")


@pytest.mark.parametrize(
    ("text", "back"),
    [
        ("", ""),
        ("\n\n", ""),
        ("a\r\nb\rc", "a\nb\nc"),
        ("a\u00a0b", "a b"),
        ("a\0b\ud83d", "ab"),
        (f"{KEPT}a", "a"),
        (f"{{{KEPT}{{", "{{"),
        (f"a{TAB_END} {TAB_END}b{TAB_END}\tc", "a b\tc"),
    ],
)
def test_what_html_cannot_carry_is_tidied_once(text, back):
    assert markdown(html(text)) == back
    assert markdown(html(back)) == back


# -- documents as people write them ------------------------------------------------

WORD = st.text("abcdefgéöß漢字שם😀", min_size=1, max_size=6)
WORDS = st.lists(WORD, min_size=1, max_size=5).map(" ".join)
MARKED = st.one_of(
    WORDS,
    WORDS.map("**{}**".format),
    WORDS.map("*{}*".format),
    WORD.map("`{}`".format),
    st.tuples(WORDS, WORD).map(lambda two: f"[{two[0]}](https://a.example/{two[1]})"),
)
LINE = st.lists(MARKED, min_size=1, max_size=4).map(" ".join)
PARAGRAPH = st.lists(LINE, min_size=1, max_size=3).map("\n".join)
HEADING = st.tuples(st.integers(1, 6), WORDS).map(lambda two: "#" * two[0] + " " + two[1])
QUOTE = st.lists(LINE, min_size=1, max_size=3).map(lambda lines: "> " + "\n> ".join(lines))
TASKS = st.lists(st.tuples(st.sampled_from(" x"), LINE), min_size=1, max_size=3).map(
    lambda items: "\n".join(f"- [{mark}] {line}" for mark, line in items)
)
FENCE = st.lists(st.text("ab *_#`<&{ ", max_size=12), max_size=4).map(
    lambda lines: "\n".join(["````", *lines, "````"])
)


@st.composite
def lists(draw: st.DrawFn, depth: int = 0) -> str:
    """A list as an editor writes it, some items with a list of their own."""
    numbered = draw(st.booleans())
    out = []
    for number, line in enumerate(draw(st.lists(LINE, min_size=1, max_size=4)), 1):
        mark = f"{number}. " if numbered else "- "
        out.append(mark + line)
        if depth < 4 and draw(st.integers(0, 3)) == 0:
            inner = draw(lists(depth + 1))
            out += [" " * len(mark) + one for one in inner.split("\n")]
    return "\n".join(out)


@st.composite
def documents(draw: st.DrawFn) -> str:
    """Blocks one below the other, mostly with a blank line between."""
    block = st.one_of(PARAGRAPH, HEADING, QUOTE, TASKS, FENCE, lists())
    out = draw(block)
    for one in draw(st.lists(block, max_size=5)):
        out += draw(st.sampled_from(["\n\n", "\n\n", "\n", "\n\n\n"])) + one
    return out


@given(documents())
def test_a_document_comes_back_to_the_letter(text):
    assert markdown(html(text)) == text
    assert markdown(strip(html(text))) == text


@given(documents())
def test_it_travels_with_tags_and_not_all_as_plain_lines(text):
    sent = html(text)
    for line in text.split("\n"):
        if re.fullmatch(r"[a-gé ]+", line):
            assert line in sent
    unfenced = re.sub(r"````.*?````", "", text, flags=re.DOTALL)
    assert sent.count("<strong>") == len(re.findall(r"\*\*[^*]+\*\*", unfenced))
    assert sent.count("<a ") == unfenced.count("](")


PIECES = st.sampled_from(
    (
        *("\n", "\n\n", "- ", "* ", "1. ", "2. ", "1) ", "  ", "    ", "# ", "> ", "```", "~~~"),
        *("---", "**", "*", "_", "__", "`", "``", "[", "](", "](https://a.example/", ")", "!"),
        *("](javascript:x)", "<b>", "</p>", "<", ">", "&amp;", "&", "{", "{{", "}}", "\\", "|"),
        *("[ ] ", KEPT, TAB_END, "\u00a0", "\t", "\r", "\0", "\u2003", "\u2028", "\x85", "\ufeff"),
        *("https://x.example/a_b", "a", "b c", "é", "😀", "שלום", ".", "<br>", "&nbsp;", "&#8288;"),
    )
)


@given(st.lists(PIECES, max_size=30).map("".join))
def test_any_text_settles_at_once_and_never_grows(text):
    once = markdown(html(text))
    assert markdown(html(once)) == once
    assert markdown(strip(html(text))) == once
    assert len(once) <= len(text)


@given(st.lists(PIECES, max_size=30).map("".join))
def test_no_word_of_any_text_is_lost(text):
    known = re.compile(r"[^\W_]+")
    # Halves are left out by the test above; the joiner is no part of a word. The sign at the ends
    # of a tab is taken out of what a person types, like a NUL: it would make tabs of their blanks.
    typed = text.replace("\0", "").replace(TAB_END, "")
    assert known.findall(markdown(html(text))) == known.findall(typed)


@given(st.lists(PIECES, max_size=30).map("".join))
def test_nothing_but_allowed_tags_is_sent(text):
    sent = html(text)
    assert entities.unescape(strip(sent)) == entities.unescape(sent)
    assert not re.search(r"""(?:href|src)="(?!https?://|mailto:)""", sent)


TAGS = st.sampled_from(
    (
        *(f"<{close}{tag}>" for tag in ("p", "div", "ul", "ol", "li", "h1") for close in ("", "/")),
        *(f"<{close}{tag}>" for tag in ("b", "em", "u", "code") for close in ("", "/")),
        *("<br>", '<a href="https://a.example/b_(c)">', '<a href="https://a.example">', "</a>"),
        *(
            '<img src="https://a.example" alt="x*y">',
            "<table><tr><td>",
            "</table>",
            "&lt;b",
            "&amp;",
        ),
        *("a", "b_c", " ", "*", "_", "`", "- ", "1. ", "# ", "[x]", "\\", "&nbsp;", "\n", "😀"),
        "https://a.example",
    )
)


@given(st.lists(TAGS, max_size=30).map("".join))
def test_what_somebody_else_wrote_there_goes_back_as_it_was_read(page):
    read = markdown(page)
    assert markdown(html(read)) == read


# -- what a service does with it ---------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "{{account.traits.plan}}",
        "{{{{account.traits.plan}}}}",
        "`{{account.traits.plan}}` and **{{account.traits.plan}}**",
        "&#123;&#123;account.traits.plan}}",
        "- {{account.traits.plan}}",
        "[{{account.traits.plan}}](https://a.example/{{account.traits.plan}})",
        "```\n{{account.traits.plan}}\n```",
    ],
)
def test_double_braces_never_stand_together_in_what_is_sent(text):
    assert "{{" not in strip(html(text))
    assert markdown(strip(html(text))) == text


def test_what_a_colleague_changed_in_the_browser_is_read_with_the_rest_as_it_was():
    sent = html("- a\nbelow\n\n_low_ line")
    edited = sent.replace("low_ line", "low_ line, <b>agreed</b>").replace("below", "far below")
    assert markdown(edited) == "- a\nfar below\n\n_low_ line, **agreed**"


def test_where_a_service_drops_the_hidden_sign_the_words_stay():
    text = "- a\nbelow\n\n_low_ `x  y`\n\n* star"
    words = re.findall(r"[^\W_]+", markdown(html(text).replace(KEPT, "")))
    assert words == re.findall(r"[^\W_]+", text)


def one_blank_of_many(page: str) -> str:
    """What a service does that has a mind to tidy: entities, tabs and runs become one blank."""
    return re.sub(r"\s+", " ", page.replace("&nbsp;", "\u00a0"))


TABBED = [
    "\tindented",
    "a\tb\tc",
    "\t\tboth\t\tdouble",
    "ends with one\t",
    "- item\twith more\n\tand below",
    "* item\t\n* other",
    "1. one\ttwo\n2. three",
    "```\nif x:\n\treturn 1\n```",
    "**bold**\tand `a\tb` and [x](https://a.example)\t!",
    "![a\tb](https://a.example/p.png)",
    "a \t b",
    "| a\t| b |\n|:-|:-|",
    "plain\n\twith & without\n\n\n\tfar below",
]


@pytest.mark.parametrize("text", TABBED)
def test_a_tab_outlasts_a_service_that_makes_one_blank_of_many(text):
    assert markdown(html(text)) == text
    assert markdown(strip(one_blank_of_many(strip(html(text))))) == text


@pytest.mark.parametrize("text", TABBED)
def test_a_tab_is_seen_as_a_gap_and_never_sent_raw(text):
    sent = html(text)
    assert "\t" not in sent
    assert sent.count("&nbsp;" * 4) == text.count("\t")


@given(
    st.lists(st.lists(st.sampled_from(["a", "b_c", "\t", "**d**", "&", "{{"])), max_size=6).map(
        lambda lines: "\n".join(map("".join, lines))
    )
)
def test_every_line_keeps_its_tabs_through_any_tidying(text):
    back = markdown(one_blank_of_many(html(text))).split("\n")
    wanted = markdown(html(text)).split("\n")
    assert [line.count("\t") for line in back] == [line.count("\t") for line in wanted]


def test_tabs_of_lines_nobody_touched_outlast_an_edit_of_another_by_hand():
    sent = one_blank_of_many(html("one\ttwo\nthree"))
    assert markdown(sent.replace("three", "<b>four</b>")) == "one\ttwo\n**four**"


HOSTILE = ["[", "*", "`", "a_b ", "https://", "- a\n", "```py\n", "1. x\n", "<", "**a ", "![", "&"]


@pytest.mark.parametrize("piece", HOSTILE)
def test_the_time_grows_with_the_length_and_no_faster(piece):
    def seconds(size: int) -> float:
        text = piece * (size // len(piece))
        best = 9.0
        for _ in range(5):
            # The processor's time: beside a load the clock on the wall tells of the load.
            started = time.process_time()
            html(text)
            best = min(best, time.process_time() - started)
        return best

    # Eight times the length; quadratic work would take 64 times as long.
    assert seconds(64_000) < 30 * max(seconds(8_000), 0.001)


def test_a_very_long_text_travels_line_by_line():
    text = "a **word** and more\n" * 60_000
    assert markdown(html(text)) == text.strip("\n")
