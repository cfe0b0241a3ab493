"""What was typed is taken apart, and nothing that can be typed is an error."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from book.search_operators import LONGEST, Asked, asked, unread_words

MONDAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("", Asked()),
        ("  acme   pumps ", Asked(words=("acme", "pumps"))),
        ('say "next step" now', Asked(words=("say", "now"), phrases=("next step",))),
        ("“next step”", Asked(phrases=("next step",))),
        ('"next step', Asked(words=("next", "step"))),
        ('acme"', Asked(words=("acme",))),
        ("acct:acme x", Asked(accounts=("acme",), words=("x",))),
        ('ACCT:"Acme Pumps"', Asked(accounts=("Acme Pumps",))),
        ("is:open is:Mine", Asked(states=frozenset({"open", "mine"}))),
        ("is:odd", Asked(words=("is:odd",))),
        ("is: tag: acct: due: from:", Asked()),
        ("tag:#call", Asked(tags=("call",))),
        ("from:me from:ida", Asked(states=frozenset({"mine"}), people=("ida",))),
        ("due:fri", Asked(due=(date(2026, 11, 27), date(2026, 11, 27)))),
        ("due:<fri", Asked(due=(date.min, date(2026, 11, 26)))),
        ("due:<=fri", Asked(due=(date.min, date(2026, 11, 27)))),
        ("due:>+2d", Asked(due=(date(2026, 11, 26), date.max))),
        ("due:mon..2026-12-01", Asked(due=(date(2026, 11, 30), date(2026, 12, 1)))),
        ("due:..today", Asked(due=(date.min, MONDAY))),
        ("due:week", Asked(due=(MONDAY, date(2026, 11, 30)))),
        ("due:soon x", Asked(words=("x",), unread=("due:soon",))),
        ("due:<0001-01-01", Asked(unread=("due:<0001-01-01",))),
        ("https://acme.test/a?b", Asked(words=("https://acme.test/a?b",))),
    ],
)
def test_taken_apart(text: str, question: Asked) -> None:
    assert asked(text, MONDAY) == question


@given(st.text(alphabet=st.characters(), max_size=60))
def test_whatever_is_typed(text: str) -> None:
    question = asked(text, MONDAY)
    assert all(word and not word.isspace() for word in question.words)
    assert "\0" not in "".join((*question.words, *question.phrases, *question.accounts))


def test_a_paste_is_looked_at_from_its_beginning() -> None:
    question = asked("word " * 10_000_00, MONDAY)
    assert 0 < len(question.words) <= LONGEST


@pytest.mark.parametrize("said", ["due:32nd", "due:2026-02-30"])
def test_a_day_that_is_none_is_named(said: str):
    assert unread_words(f"bea {said}", date(2026, 6, 10)).startswith(f"“{said}” is not a day")


def test_a_state_that_is_none_is_named_with_those_there_are():
    words = unread_words("is:nonsense", date(2026, 6, 10))
    assert words.startswith("“is:nonsense” is not known: is:open, is:done")
    assert unread_words("bea is:open due:fri is:", date(2026, 6, 10)) == ""
