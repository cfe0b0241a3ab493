"""Pieces of texts: around the hit, marked where it stands in the text itself."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from book.snippets import WIDTH, fold, marked, snippet, without_marks

LONG = "word " * 100


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Köhler AG", "kohler ag"),
        ("ÉTÉ", "ete"),
        ("İstanbul", "istanbul"),
        ("Straße", "straße"),
        ("で Йога", "で йога"),
        ("会議", "会議"),
    ],
)
def test_folded_sign_for_sign(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text(max_size=60))
def test_folding_keeps_every_place(text: str) -> None:
    assert len(fold(text)) == len(text)
    assert fold(fold(text)) == fold(text)


def test_an_accent_of_its_own_goes_where_words_are_compared() -> None:
    assert without_marks("Cafe\u0301") == "cafe"
    assert len(fold("Cafe\u0301")) == 5


def test_the_piece_is_around_the_first_hit() -> None:
    found = snippet(f"{LONG}the Quartz mine {LONG}", ["quartz"])
    assert found.text.startswith("…")
    assert found.text.endswith("…")
    assert len(found.text) <= WIDTH + 2
    assert [found.text[start:end] for start, end in found.hits] == ["Quartz"]


def test_the_beginning_of_a_word_is_the_better_hit() -> None:
    found = snippet(f"kundentermin {LONG} Termin am Montag", ["termin"])
    assert "Termin am Montag" in found.text


def test_without_a_hit_the_text_begins() -> None:
    assert snippet("one\n\ntwo", ["x"]).text == "one two"
    assert snippet("", ["x"]).text == ""


def test_hits_that_touch_are_one() -> None:
    assert marked("banana", ["ana", "nan"]).hits == ((1, 5),)
    assert marked("a  b\nc", ["b"]).text == "a b c"


@given(st.text(max_size=400), st.lists(st.text(min_size=1, max_size=4), max_size=3))
def test_every_mark_is_a_hit(text: str, needles: list[str]) -> None:
    wanted = [fold(needle) for needle in needles if needle.strip()]
    found = snippet(text, wanted)
    for start, end in found.hits:
        assert 0 <= start < end <= len(found.text)
        assert any(needle in fold(found.text[start:end]) for needle in wanted)
