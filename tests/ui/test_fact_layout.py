"""Where the texts of a line stand: nothing overlaps, dates never elide, ages stand at the edge."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from pytestqt.qtbot import QtBot

from ui.facts.layout import NO_LINE, Line, Placed, Ruler, Run, Span, number_at, place
from ui.look import theme

WIDE = 2_000
INSETS = (16, 16)
AGE = Span("Vitally · 12 min", "ink3", "caption")


@pytest.fixture
def ruler(qtbot: QtBot) -> Ruler:
    return Ruler(theme.current())


def fact(value: str, *more: Span, below: str = "", wrap: int = 2) -> Line:
    """A line as the facts make it."""
    return Line(
        key="fact",
        label="Next renewal",
        label_u=112,
        spans=(Span(value), *more),
        below=(Span(below, "ink3", "caption"),) if below else (),
        right=AGE,
        spread=True,
        wrap=wrap,
    )


def only(line: Line, ruler: Ruler, width: float = WIDE, *, mirrored: bool = False) -> Placed:
    """The one line, placed."""
    (one,) = place([line], round(width), ruler, insets=INSETS, mirrored=mirrored)
    return one


def room(line: Line, ruler: Ruler, *, gap_u: float) -> float:
    """A width at which exactly `gap_u` stay between the spans of a fact and its age."""
    look = ruler.theme
    spans = sum(ruler.width(span) for span in line.spans)
    return sum(INSETS) + look.px(112) + look.px(10) + spans + look.px(gap_u) + ruler.width(AGE)


def run_of(one: Placed, start: str) -> Run:
    """The run that begins so."""
    return next(run for run in one.runs if run.text.startswith(start))


def right_edge(run: Run, ruler: Ruler) -> float:
    """Where a run ends."""
    return run.x + ruler.width(Span(run.text, font=run.font))


def test_a_short_fact_is_one_row_on_one_baseline(ruler: Ruler) -> None:
    line, px = fact("Mon 30 Nov"), ruler.theme.px
    width = room(line, ruler, gap_u=10)
    one = only(line, ruler, width)
    assert one.height == px(24)
    assert len({run.baseline for run in one.runs}) == 1
    label, value, age = (run_of(one, start) for start in ("Next", "Mon", "Vitally"))
    assert (label.x, value.x) == (16, 16 + px(112) + px(10))
    assert right_edge(age, ruler) == pytest.approx(width - 16, abs=1)
    assert not one.cut


def test_an_age_makes_way_before_a_value_is_cut(ruler: Ruler) -> None:
    line, px = fact("4a. Intro Call Completed", below="12 days"), ruler.theme.px
    # Above the tight gap of 6 by more than a font's fractions of a pixel can take away.
    beside = only(line, ruler, room(line, ruler, gap_u=9))
    assert run_of(beside, "4a").baseline == run_of(beside, "Vitally").baseline
    width = room(line, ruler, gap_u=4)
    one = only(line, ruler, width)
    value, detail, age = (run_of(one, start) for start in ("4a", "12", "Vitally"))
    assert not one.cut
    assert age.baseline == detail.baseline > value.baseline
    assert right_edge(age, ruler) == pytest.approx(width - 16, abs=1)
    assert one.height == beside.height == px(24) + px(16)


def test_a_value_too_long_for_that_wraps_and_then_ends_in_dots(ruler: Ruler) -> None:
    px = ruler.theme.px
    one = only(fact("Onboarding Lead, EU cloud, Machines, " * 4), ruler, px(334))
    values = [run for run in one.runs if run.tone == "ink"]
    assert len(values) == 2
    assert values[1].text.endswith("…")
    assert one.cut
    assert one.height == pytest.approx(px(24) + px(18) + px(16), abs=2)
    assert all(right_edge(run, ruler) <= px(334) - 16 + 0.5 for run in one.runs)


def test_a_mark_is_kept_when_its_value_gives(ruler: Ruler) -> None:
    mark = Span("↓ 1.3", "amber", keep=True)
    spans = (Span("a value that is far too long for the line"), mark)
    one = only(Line(key="v", spans=spans), ruler, ruler.theme.px(200))
    assert run_of(one, "↓").text == "↓ 1.3"
    assert run_of(one, "a value").text.endswith("…")
    assert right_edge(run_of(one, "a value"), ruler) <= run_of(one, "↓").x


def test_a_day_is_never_cut_for_the_mark_beside_it(ruler: Ruler) -> None:
    mark = Span("3 days late", "amber", keep=True)
    line = fact("Sat 21 Nov", mark)
    one = only(line, ruler, room(line, ruler, gap_u=0) - ruler.width(AGE) - ruler.theme.px(6))
    value, late, age = (run_of(one, start) for start in ("Sat", "3 days", "Vitally"))
    assert not one.cut
    assert value.baseline < late.baseline
    assert age.baseline >= late.baseline


def test_of_a_name_and_a_role_the_role_gives_first(ruler: Ruler) -> None:
    name, role = Span("Nora Vikander", font="strong"), Span("champion of all plants", "ink3")
    line = Line(key="p", spans=(name, role), right=Span("22 Nov", "ink3", "caption"))
    one = only(line, ruler, ruler.width(name) + ruler.theme.px(190))
    assert run_of(one, "Nora").text == "Nora Vikander"
    assert run_of(one, "champion").text.endswith("…")
    narrow = only(line, ruler, ruler.width(name) + ruler.theme.px(40))
    assert [run.text for run in narrow.runs if run.tone == "ink3"] == ["22 Nov"]
    assert run_of(narrow, "N").text.endswith("…")


def test_a_column_of_days_is_as_wide_as_its_widest(ruler: Ruler) -> None:
    days = ("2 Nov", "14 December 2025")
    lines = [
        Line(key=day, label=day, label_u=40, label_whole=True, spans=(Span("Subject"),))
        for day in days
    ]
    placed = place(lines, WIDE, ruler, insets=INSETS)
    assert [one.runs[0].text for one in placed] == list(days)
    assert len({one.runs[1].x for one in placed}) == 1
    assert placed[0].runs[1].x > right_edge(placed[1].runs[0], ruler)


def test_lines_follow_each_other_and_leave_room_for_a_text(ruler: Ruler) -> None:
    lines = [Line(key=key, spans=(Span(key),)) for key in "abc"]
    placed = place(lines, WIDE, ruler, insets=INSETS, room_after=("b", 100))
    one, two, three = placed
    assert (one.top, one.bottom, two.bottom + 100) == (0, two.top, three.top)
    asked = (0, one.bottom - 1, one.bottom, two.bottom, three.top, three.bottom)
    assert [number_at(placed, y) for y in asked] == [0, 0, 1, NO_LINE, 2, NO_LINE]


def test_right_to_left_mirrors_every_text(ruler: Ruler) -> None:
    line = fact("Mon 30 Nov")
    plain, mirrored = only(line, ruler), only(line, ruler, mirrored=True)
    for left, right in zip(plain.runs, mirrored.runs, strict=True):
        assert right.x == pytest.approx(WIDE - right_edge(left, ruler))


def test_the_tooltip_says_whole_what_was_cut(ruler: Ruler) -> None:
    long = "Subject " * 20
    line = Line(key="n", spans=(Span(long),), tip="Thu 12 Nov, call")
    assert only(line, ruler, 300).tip == f"{long}\nThu 12 Nov, call"
    assert only(line, ruler, 9_000).tip == "Thu 12 Nov, call"
    assert only(Line(key="n", spans=(Span(long),), tip=f"{long} 1"), ruler, 300).tip == f"{long} 1"


@pytest.mark.parametrize(
    "text",
    [
        "株式会社ひかり計測の長い長い名前でございます" * 3,
        "شركة الواحة للتقنيات المتقدمة والحلول " * 3,
        "𠮷野家" * 12,
        "👩‍🔧" * 30,
        "x" * 400,
    ],
)
def test_any_script_wraps_without_losing_a_sign(ruler: Ruler, text: str) -> None:
    # Signs that no font at hand has may be drawn narrow, or not at all; so the room is measured.
    room = ruler.width(Span(text)) / 3
    rows, cut = ruler.rows(Span(text), room, 99)
    assert not cut
    assert "".join(rows).replace(" ", "") == text.replace(" ", "")
    two, cut = ruler.rows(Span(text), room, 2)
    assert len(two) == 2
    assert cut
    assert two[1].endswith("…")


@given(
    value=st.text(max_size=60),
    mark=st.text(max_size=8),
    below=st.text(max_size=40),
    width=st.integers(200, 500),
)
def test_no_text_leaves_the_line_or_meets_another(
    value: str, mark: str, below: str, width: int
) -> None:
    ruler = Ruler(theme.current())
    one = only(fact(value, Span(mark, "amber"), below=below), ruler, width)
    by_row: dict[float, list[tuple[float, float]]] = {}
    for run in one.runs:
        assert one.top < run.baseline < one.bottom
        by_row.setdefault(run.baseline, []).append((run.x, right_edge(run, ruler)))
    for row in by_row.values():
        row.sort()
        assert row[0][0] >= INSETS[0] - 0.5
        assert row[-1][1] <= width - INSETS[1] + 1
        for (_, end), (start, _) in pairwise(row):
            assert start >= end - 1


def test_an_age_says_less_before_it_takes_a_row_of_its_own(ruler: Ruler) -> None:
    short = Span("12 min", "ink3", "caption")
    line = replace(fact("Mon 30 Nov"), right_short=short)
    saved = ruler.width(AGE) - ruler.width(short)
    wide = only(line, ruler, math.ceil(room(line, ruler, gap_u=6)))
    assert run_of(wide, "Vitally").text == AGE.text
    tight = only(line, ruler, math.ceil(room(line, ruler, gap_u=6)) - 2)
    assert run_of(tight, "12").text == "12 min"
    assert tight.height == wide.height
    least = only(line, ruler, math.ceil(room(line, ruler, gap_u=6) - saved) - 2)
    assert run_of(least, "Vitally").baseline > run_of(least, "Mon").baseline


def test_beside_the_end_of_a_value_that_wraps_an_age_takes_no_row_of_its_own(ruler: Ruler) -> None:
    look = ruler.theme
    before = sum(INSETS) + look.px(112) + look.px(10)
    width = before + ruler.width(Span("Onboarding Lead, Customer")) + look.px(8)
    short = only(fact("Onboarding Lead, Customer EU"), ruler, width)
    assert run_of(short, "EU").baseline == run_of(short, "Vitally").baseline
    assert right_edge(run_of(short, "Vitally"), ruler) == pytest.approx(width - 16, abs=1)
    full = only(fact("Onboarding Lead, Customer Onboarding Lead, Custom"), ruler, width)
    last = [run for run in full.runs if run.font == "body"][-1]
    assert run_of(full, "Vitally").baseline > last.baseline, "nothing overlaps"
    assert short.height < full.height
