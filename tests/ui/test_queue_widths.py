"""Money and dates are never cut: their columns are as wide as their widest value."""

from __future__ import annotations

import pytest

from book.records import Touch
from tests.ui.queue_rows import BILL, DAY, HEALTH, PROMISE, QUIET, day, large_book, row
from ui.look import theme
from ui.queue.columns import FIXED, WIDEST_LABEL, columns_with, header_words
from ui.queue.look import QueueLook
from ui.queue.measuring import AT_ONCE, Measuring
from ui.queue.paint import RowPainter, fit_chips
from ui.queue.widths import content_widths
from ui.queue.words import RowWords, touch_line

ALL = columns_with(["contract_end", "users", "next_task", "notes", "owner"])


@pytest.fixture(params=["comfortable", "compact"])
def painter(request, qapp):
    """A painter in each density."""
    look = QueueLook(theme.apply(qapp, "light"), request.param)
    return RowPainter(look, RowWords(DAY))


def assorted():
    """Rows with one extreme each."""
    end = day(500)
    return [
        row(1, arr_cents=123_456_789_00),
        row(2, arr_cents=-98_765_432_00),
        row(3, arr_cents=None, touch=None),
        row(4, touch=Touch(day(-2222), "meeting")),
        row(5, touch=Touch(DAY, "ticket")),
        row(6, kind="annual", bill=end, contract_end=end, act_by=day(-1)),
        row(7, band="undated", mapped=False, source="a_source_of_long_name"),
        row(8, bill=day(13)),
        row(9, users_count=1_234_567, notes_count=98_765, next_task_due=day(-400)),
        row(10, open_tasks=12, contract_end=day(3)),
    ]


def test_no_money_date_or_count_is_wider_than_its_column(painter):
    rows = assorted()
    widths = content_widths(painter, ALL, rows)
    look = painter.look
    for column, width in zip(ALL, widths, strict=True):
        if column.key in ("mark", "account", "owner"):
            continue
        for one in rows:
            cell = painter.words.cell(one, column.key)
            assert look.body.width(cell.first) <= width, (column.key, cell)
            if not look.compact:
                face = look.chip if cell.weight == 2 else look.caption
                assert face.width(cell.second) <= width, (column.key, cell)


def test_the_least_widths_are_those_of_the_look(painter):
    px = painter.look.theme.px
    widths = content_widths(painter, FIXED, [row(1)])
    assert widths[:4] == [px(16), px(220), px(96), px(172)]
    # In a broad font what stands here, or is shown above it, is wider than the look's measure.
    look, zeros = painter.look, str.maketrans("123456789", "000000000")
    cell = painter.words.cell(row(1), "arr")
    needed = [look.chip.width(header_words("arr")), look.body.width(cell.first.translate(zeros))]
    if not look.compact:
        seconds = ("no touch", cell.second, touch_line(Touch(DAY, row(1).account.touch.kind), DAY))
        needed += [look.chip.width(text.translate(zeros)) for text in seconds]
    assert px(62) <= widths[4] <= max(px(62), *needed)


def test_free_text_stops_growing(painter):
    rows = [row(1, stage="A stage with a name that goes on and on, well past any sense of measure")]
    widths = content_widths(painter, FIXED, rows)
    assert widths[3] == painter.look.theme.px(WIDEST_LABEL)


def test_a_long_list_is_measured_in_steps_to_the_same_widths(painter):
    rows = large_book(AT_ONCE + 1500)
    rows.append(row(99_999, arr_cents=1_000_000_000_00, currency="EUR", band="undated"))
    measuring = Measuring()
    measuring.take(rows)
    at_first = measuring.begin(painter, FIXED)
    assert not measuring.several_currencies
    steps = 0
    while measuring.go_on(painter, FIXED):
        steps += 1
    assert steps == 2
    assert measuring.several_currencies
    assert measuring.widths[4] > at_first[4]
    assert measuring.widths == content_widths(painter, FIXED, rows)


def test_three_chips_at_most_and_the_rest_is_counted(painter):
    look = painter.look
    four = (BILL, PROMISE, HEALTH, QUIET)
    shown, taken = fit_chips(look, four, 1000)
    assert shown == four[:3]
    beside = look.caption.width("+1")
    assert taken > sum(look.chip.width(one.chip) for one in shown) + beside


def test_chips_that_do_not_fit_are_left_out_and_counted(painter):
    look = painter.look
    three = (BILL, PROMISE, HEALTH)
    _, needed = fit_chips(look, three, 1000)
    assert fit_chips(look, three, needed)[0] == three
    shown, taken = fit_chips(look, three, needed - 1)
    assert shown == three[:2]
    assert taken <= needed - 1
    assert fit_chips(look, three, 10)[0] == ()
    assert fit_chips(look, (), 10) == ((), 0)
