"""The filter: what a row is found by, and that nothing is prepared twice."""

from __future__ import annotations

import unicodedata

import pytest

from tests.ui.queue_rows import PROMISE, row, small_book
from ui.queue.filter import Finder, haystack


def find(text, rows=None):
    """The account numbers found."""
    finder = Finder()
    finder.take(rows or small_book())
    return [one.account.id for one in finder.find(text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("kestrel", [3]),
        ("KESTREL  paper", [3]),
        ("paper kes", [3]),
        ("grünwald", [4]),
        ("grunwald", [4]),
        ("GRÜN", [4]),
        ("gruenwald.example", [4]),
        ("株式", [2]),
        ("النخيل", [5]),
        ("αιολικη", [7]),
        ("task 3", [3]),
        ("kestrel halvorsen", [3]),
        ("nobody of that name", []),
    ],
)
def test_rows_are_found_by_every_word(text, found):
    assert find(text) == found


def test_stage_and_segment_count():
    rows = [row(1, segments=("EU cloud", "Mid market")), row(2)]
    assert find("eu cloud", rows) == [1]
    assert find("intro call", rows) == [2]


def test_split_letters_are_found_as_composed_ones():
    rows = [row(1, unicodedata.normalize("NFD", "Čapek Žarovky"))]
    assert find("čapek", rows) == [1]
    assert find("zarovky", rows) == [1]


def test_nothing_asked_finds_all_in_order():
    rows = small_book()
    assert find("   ", rows) == [one.account.id for one in rows]


def test_rows_are_made_ready_in_steps():
    finder = Finder()
    finder.take(small_book())
    assert finder.make_ready(10)
    assert not finder.make_ready(10)
    assert [one.account.id for one in finder.find("fennel")] == [6]


def test_only_rows_that_changed_are_prepared_again():
    prepared = []

    def counting(one):
        prepared.append(one.account.id)
        return haystack(one)

    finder = Finder(counting)
    finder.take(small_book())
    finder.find("x")
    again = small_book()
    again[2] = row(3, "Kestrel Paper Mills", reasons=[PROMISE])
    again.reverse()
    prepared.clear()
    finder.take(again)
    assert [one.account.id for one in finder.find("mills")] == [3]
    assert prepared == [3]
