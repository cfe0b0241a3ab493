"""The line below a text: written, read, taken off, and never mistaken for the text itself."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from book.editable import tags_of, tags_text
from book.note_kinds import kind_by_tags
from sync.salesforce import footer

KEY = "satchel:note:0f8fad5b-d9cb-469f-a165-70867728950e"
TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\r"), max_size=60)
TAGS = st.lists(st.text(st.characters(codec="utf-8"), min_size=1, max_size=12), max_size=4)


def test_a_line_as_people_see_it():
    text = footer.with_line("Said yes", KEY, kind="note", tags='["at risk"]')
    assert text == "Said yes\n\nref S-B6H22W6ZZNDJ7ILFOCDHOKEVBY (note) [at_risk]"
    assert footer.with_line("Said yes", None, kind=None, tags="[]") == "Said yes"
    assert footer.with_line("", KEY, kind=None, tags=None).startswith("ref S-")


@given(body=TEXTS, key=st.sampled_from((None, KEY)), kind=st.sampled_from((None, *footer.KINDS)),
       tags=TAGS)  # fmt: skip
def test_what_is_written_is_read(body, key, kind, tags):
    body = body.rstrip("\n")
    text = footer.with_line(body, key, kind=kind, tags=tags_text(tags))
    read, said = footer.read(text)
    assert read == body
    assert said.kind == kind
    assert tags_of(said.tags) == list(dict.fromkeys(tags))
    assert footer.key_of("note", said.number) == key


@given(kind=st.sampled_from(("call", "note", "meeting")), tags=TAGS.flatmap(
    lambda more: st.sampled_from((more, ["call", *more], [*more, "meeting"]))))  # fmt: skip
def test_kind_and_tags_of_a_note_of_ours_come_back(kind, tags):
    told = kind_by_tags(tags)
    kind = told if told != "note" else kind
    said, listed = footer.said_of(kind, tags_text(tags))
    _, read = footer.read(footer.with_line("x", KEY, kind=said, tags=listed))
    found, back = footer.meant_by(read)
    assert found == kind
    assert set(tags_of(back)) == set(tags)


def test_a_text_that_ends_like_the_line_keeps_its_own():
    own = "Said yes\n\nref S [mine]"
    text = footer.with_line(own, None, kind=None, tags="[]")
    assert footer.read(text) == (own, footer.Footer())


@pytest.mark.parametrize(
    "text",
    ["", "ref", "prefix ref S", "ref S [a] tail", "ref S-SHORT", "ref S [a b]", "ref S\nmore"],
)
def test_other_lines_are_text(text):
    assert footer.read(text) == (text, footer.Footer())


def test_a_key_without_a_number_of_its_own_is_given_one():
    assert footer.number_of("satchel:note:1") == footer.number_of("satchel:note:1")
    assert footer.number_of("satchel:note:1") != footer.number_of("satchel:note:2")
    assert footer.number_of(KEY) == KEY.rpartition(":")[2]
    assert footer.key_of("note", None) is None
    assert footer.key_of("note", "walrus") is None
