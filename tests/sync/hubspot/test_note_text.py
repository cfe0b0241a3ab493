"""One text of HubSpot's for subject, text, tags and reference, and all of it back again."""

from __future__ import annotations

import time
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from book.editable import tags_of
from sync.hubspot.note_text import composed, key_of, read, reference_of

KEY = "satchel:note:4c1e2f7a-93d0-4d53-8a53-6f2f6f0f0d11"
BODIES = [
    "",
    "Kim said **yes**",
    "**Bold line**",
    "**Bold line**\n\nand more",
    "# Summary\n- one\n- two\n\n> later",
    "ref S-ABC",
    "a\n\n\nb",
    f"ends with\n\nref S-{'A' * 26}",
    f"ref S-{'A' * 26}",
    "- one\n- ref S · tags: two",
    "5\u00a0000\u00a0EUR, **§\u00a05**",
]


@pytest.mark.parametrize(
    "subject", ["", "Call with Kim", "At 9\u00a0o'clock", "<b>&amp;</b> *x* _y_", "S" * 400]
)
@pytest.mark.parametrize("body", BODIES)
def test_a_note_of_ours_comes_back_as_it_was(subject, body):
    html = composed(body, subject=subject, reference=reference_of(KEY), tags=["call", "a; b%"])
    found = read(html, with_subject=True)
    assert (found.subject, found.body) == (subject, body)
    assert tags_of(found.tags) == ["call", "a; b%"]
    assert key_of(found.reference, "note") == KEY


@given(
    body=st.text(st.sampled_from("ab*_#-<>&; \n\\`[]()1."), max_size=60),
    tags=st.lists(st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=8)),
)
def test_any_text_and_any_tags_come_back(body, tags):
    found = read(composed(body, reference=reference_of(KEY), tags=tags), with_subject=False)
    plain = read(composed(body), with_subject=False)
    assert found.body == plain.body
    assert [" ".join(tag.split()) for tag in tags_of(found.tags)] == [
        " ".join(tag.split()) for tag in dict.fromkeys(tags) if tag
    ]


def test_the_reference_is_one_small_line_at_the_end():
    html = composed("text", subject="S", reference=reference_of(KEY))
    assert html.endswith(f"<p><small>ref S-{reference_of(KEY)}</small></p>")
    assert html.count("ref S-") == 1


def test_a_text_that_is_written_again_does_not_grow():
    html = composed("text", subject="S", reference=reference_of(KEY), tags=["x"])
    for _ in range(3):
        found = read(html, with_subject=True)
        again = composed(
            found.body, subject=found.subject, reference=found.reference, tags=tags_of(found.tags)
        )
        assert again == html


@pytest.mark.parametrize(
    "html",
    [
        '<div style="" dir="auto"><p style="margin:0">text</p><p>ref S-{}</p></div>',
        "<p>text</p><p><span style='font-size:8pt'>ref&nbsp;S-{}</span></p>",
        "text<br>ref S-{}",
        "<p>ref S-{}</p><p>text</p>",
        # Somebody's words behind it, the type of which an editor changed.
        "<p><small>ref S-{}</small></p><p>text</p>",
    ],
)
def test_the_reference_is_taken_off_wherever_an_editor_left_it(html):
    found = read(html.replace("{}", reference_of(KEY)), with_subject=True)
    assert found.body == "text"
    assert key_of(found.reference, "note") == KEY


@pytest.mark.parametrize("body", BODIES)
@pytest.mark.parametrize("tags", [[], ["call"]])
@pytest.mark.parametrize("reference", [None, reference_of(KEY)])
def test_a_line_that_only_looks_like_ours_is_somebody_s_words(body, tags, reference):
    html = composed(body, reference=reference, tags=tags)
    for _ in range(3):
        found = read(html, with_subject=False)
        assert (found.body, found.reference, tags_of(found.tags)) == (body, reference, tags)
        html = composed(found.body, reference=found.reference, tags=tags_of(found.tags))


def test_of_two_lines_in_small_type_only_the_last_is_ours():
    # All of them were taken off before: whoever pastes one of ours has written a line.
    html = f"<p>text</p><p><small>ref S-{'A' * 26}</small></p>" + composed(
        "", reference=reference_of(KEY)
    )
    found = read(html, with_subject=False)
    assert found.body == f"text\n\nref S-{'A' * 26}"
    assert found.reference == reference_of(KEY)


@pytest.mark.parametrize(
    ("html", "body"),
    [
        ("<p>5&nbsp;000 EUR</p>", "5\u00a0000 EUR"),
        ("<p>5\u00a0000 EUR</p>", "5\u00a0000 EUR"),
        ("<p>so&nbsp; it goes</p>", "so it goes"),
        ("<p>&nbsp;</p><p>a&nbsp;<b>b</b></p>", "a **b**"),
        ("<p>https://a.example/x&nbsp;b</p>", "https://a.example/x b"),
        ("<p>\ue0a0 a&nbsp;b</p>", "\ue0a0 a b"),
    ],
)
def test_a_no_break_space_between_two_words_stays_one(html, body):
    assert read(html, with_subject=False).body == body


def test_words_around_a_reference_are_nobody_s_footer():
    text = f"<p>see ref S-{reference_of(KEY)} there</p>"
    assert read(text, with_subject=True).body == f"see ref S-{reference_of(KEY)} there"
    assert read("<p>ref S</p>", with_subject=True).body == "ref S"


def test_what_a_colleague_wrote_behind_the_reference_stays():
    html = composed("mine", reference=reference_of(KEY)) + "<p>theirs</p>"
    found = read(html, with_subject=True)
    assert found.body.split() == ["mine", "theirs"]
    assert found.reference == reference_of(KEY)


@pytest.mark.parametrize(
    ("html", "subject", "body"),
    [
        ("<p><strong>Title</strong></p><p>text</p>", "Title", "text"),
        ('<div dir="auto"><p style="x"><b>Title</b></p><p>text</p></div>', "Title", "text"),
        ("<p><strong>Title</strong> text</p>", "", "**Title** text"),
        ("<p>text</p><p><strong>late</strong></p>", "", "text\n\n**late**"),
        (f"<p><strong>{'w ' * 200}</strong></p>", "", "**" + ("w " * 200).strip() + "**"),
        ("plain", "", "plain"),
        ("", "", ""),
    ],
)
def test_a_first_line_in_bold_is_the_subject(html, subject, body):
    found = read(html, with_subject=True)
    assert (found.subject, found.body) == (subject, body)


def test_a_task_has_no_subject_in_its_text():
    assert read("<p><strong>Title</strong></p>", with_subject=False).body == "**Title**"


def test_a_reference_is_its_key():
    keys = {f"satchel:task:{uuid4()}" for _ in range(50)}
    assert {key_of(reference_of(key), "task") for key in keys} == keys
    assert all(len(reference_of(key)) == 26 for key in keys)


def test_a_key_that_is_no_uuid_has_a_reference_too_and_is_not_made_up_from_it():
    assert reference_of("satchel:note:1") == reference_of("satchel:note:1")
    assert reference_of("satchel:note:1") != reference_of("satchel:note:2")
    assert key_of(reference_of("satchel:note:1"), "note") is None
    assert key_of(None, "note") is None


@pytest.mark.parametrize(
    "piece", ["<p", "ref S", "<p>ref S", "<strong>", "<div>", "&amp;", "<", "a&nbsp;", "a\u00a0"]
)
def test_a_hostile_text_is_read_in_good_time(piece):
    started = time.perf_counter()
    read(piece * (200_000 // len(piece)), with_subject=True)
    assert time.perf_counter() - started < 2.0
