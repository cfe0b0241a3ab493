"""The flat list of bands, rows and the fold line."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as some

from book.queue import QueueRow
from tests.ui.queue_rows import DAY, day, row, small_book
from ui.queue.bands import BandHeader, FoldLine, arrange, flat, found


def names(entries):
    """Each entry as a short text."""
    told = []
    for entry in entries:
        if isinstance(entry, BandHeader):
            told.append(f"[{entry.key} {entry.count}]")
        elif isinstance(entry, FoldLine):
            told.append(f"<{entry.count}>")
        else:
            told.append(str(entry.account.id))
    return told


def test_bands_stand_in_order_with_their_counts():
    told = names(arrange(small_book(), DAY))
    assert told == [
        *("[new 2]", "1", "2", "[act 3]", "3", "4", "5"),
        *("[later 8]", "6", "7", "<6>", "[undated 2]", "14", "15"),
    ]


def test_a_band_without_rows_is_left_out():
    assert names(arrange([row(1)], DAY)) == ["[act 1]", "1"]
    assert arrange([], DAY) == []


def test_later_shows_the_next_week_and_names_the_first_date_behind_the_line():
    line = next(one for one in arrange(small_book(), DAY) if isinstance(one, FoldLine))
    assert line == FoldLine(6, True, day(23))
    last_shown = row(1, band="later", act_by=DAY + timedelta(days=7))
    first_hidden = row(2, band="later", act_by=DAY + timedelta(days=8))
    another = row(3, band="later", act_by=DAY + timedelta(days=9))
    assert names(arrange([last_shown, first_hidden, another], DAY)) == ["[later 3]", "1", "<2>"]


def test_a_line_that_would_hide_one_row_is_not_drawn():
    assert names(arrange([row(1, band="later")], DAY)) == ["[later 1]", "1"]


def test_when_nothing_opens_soon_the_line_alone_stands_for_all():
    rows = [row(number, band="later", bill=day(60 + number)) for number in range(3)]
    entries = arrange(rows, DAY)
    assert names(entries) == ["[later 3]", "<3>"]
    assert entries[1] == FoldLine(3, False, day(60))


def test_an_annual_date_does_not_hide_an_earlier_bill_behind_the_line():
    annual = row(1, band="later", kind="annual", bill=day(120), act_by=day(30))
    monthly = row(2, band="later", bill=day(48), act_by=day(34))
    line = arrange([annual, monthly], DAY)[1]
    assert isinstance(line, FoldLine)
    assert line.since == day(48)


def test_who_is_settled_stands_behind_the_line_and_last_when_it_is_open():
    done = row(1, band="later", bill=day(3), state="done")
    soon = row(2, band="later", bill=day(16))
    skipped = row(3, band="later", bill=day(30), state="skipped")
    far = row(4, band="later", bill=day(50))
    rows = [done, soon, skipped, far]
    assert names(arrange(rows, DAY)) == ["[later 4]", "2", "<3>"]
    assert names(arrange(rows, DAY, whole_later=True)) == ["[later 4]", "2", "4", "1", "3"]
    assert arrange([done, skipped], DAY)[1] == FoldLine(2, False, None)


def test_a_folded_band_keeps_its_header():
    told = names(arrange(small_book(), DAY, folded=["act", "later"]))
    assert told == ["[new 2]", "1", "2", "[act 3]", "[later 8]", "[undated 2]", "14", "15"]


def test_what_a_filter_found_is_all_shown_and_nothing_folds():
    rows = [one for one in small_book() if one.band == "later"]
    entries = found(rows)
    assert names(entries) == ["[later 8]", *(str(number) for number in range(6, 14))]
    header = entries[0]
    assert isinstance(header, BandHeader)
    assert not header.foldable


def test_one_flat_list_says_which_order_it_is_in():
    entries = flat(small_book(), "renewal")
    header = entries[0]
    assert isinstance(header, BandHeader)
    assert (header.name, header.count) == ("By next renewal date", 15)
    assert len(entries) == 16
    assert flat([], "score") == []


@given(some.lists(some.tuples(some.integers(-30, 90), some.booleans()), max_size=40))
def test_no_row_is_lost_or_doubled(draws):
    rows = [
        row(number, band="later", bill=day(14 + ahead), state="done" if done else "to_contact")
        for number, (ahead, done) in enumerate(sorted(draws))
    ]
    entries = arrange(rows, DAY)
    shown = [one for one in entries if isinstance(one, QueueRow)]
    behind = sum(one.count for one in entries if isinstance(one, FoldLine))
    assert len(shown) + behind == len(rows)
    whole = [one for one in arrange(rows, DAY, whole_later=True) if isinstance(one, QueueRow)]
    assert sorted(one.account.id for one in whole) == [one.account.id for one in rows]
    hidden = [one for one in rows if one not in shown and one.state != "done"]
    line = next((one for one in entries if isinstance(one, FoldLine)), None)
    if line is not None:
        dates = [one.renewal_date for one in hidden if one.renewal_date]
        assert line.since == min(dates, default=None)
