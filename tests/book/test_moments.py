"""The marks of a call as moments of its recording."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from book.moments import Mark, moments_from_marks
from book.recording_links import link_at, recognise


def test_marks_become_moments_in_order_with_their_kind_and_words() -> None:
    marks = [
        Mark(clock_s=800.0, kind="promise", words="  send\nthe docs "),
        Mark(clock_s=100.4, kind="risk"),
    ]
    made = moments_from_marks(marks, 73)
    assert [(one.at_s, one.kind, one.label, one.clock_s) for one in made] == [
        (27, "risk", "", 100.4),
        (727, "promise", "send the docs", 800.0),
    ]


def test_a_recording_that_ran_before_the_clock_has_its_moments_later() -> None:
    (one,) = moments_from_marks([Mark(clock_s=10)], -30)
    assert one.at_s == 40


def test_what_was_marked_before_the_recording_began_points_at_its_start() -> None:
    (one,) = moments_from_marks([Mark(clock_s=10)], 73)
    assert one.at_s == 0


def test_the_same_mark_twice_is_one_moment() -> None:
    assert (
        len(moments_from_marks([Mark(clock_s=1, kind="idea"), Mark(clock_s=1, kind="idea")])) == 1
    )


@given(st.lists(st.floats(min_value=73, max_value=7_200), min_size=20, max_size=20))
def test_twenty_marks_point_within_a_second_of_what_was_said(clocks: list[float]) -> None:
    for one in moments_from_marks([Mark(clock_s=at) for at in clocks], 73):
        assert one.clock_s is not None
        link = recognise(link_at("youtube", "https://youtu.be/a_B-3456789", one.at_s))
        assert link.at_s is not None
        assert abs(link.at_s - (one.clock_s - 73)) <= 1
