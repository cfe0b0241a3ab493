"""What a row, a band and the fold line say aloud."""

from __future__ import annotations

from tests.ui.queue_rows import BILL, DAY, PROMISE, QUIET, day, row
from ui.queue.bands import BandHeader, FoldLine
from ui.queue.speech import cell_heard, details, entry_heard, sentence
from ui.queue.words import RowWords, fold_words, isolated

WORDS = RowWords(DAY)


def test_a_row_speaks_as_one_sentence():
    one = row(2, "Kestrel Paper", reasons=[BILL, PROMISE], arr_cents=6_408_000)
    assert cell_heard(one, WORDS, "account") == (
        f"{isolated('Kestrel Paper')}, act now, bill renews in 6 days, "
        "own task 3 working days late, stage 4a, 64,080 dollars"
    )


def test_the_sentence_says_what_is_missing_and_what_was_done():
    one = row(1, "Osprey Tiles", "undated", arr_cents=None, stage=None, state="booked")
    assert sentence(one, WORDS).endswith(", undated, call booked, no stage, no ARR")
    later = row(1, band="later", bill=day(40), arr_cents=100, currency="EUR")
    assert sentence(later, WORDS).endswith("later, act by 20 Dec, stage 2, 1 euro")


def test_other_cells_speak_with_their_column():
    assert cell_heard(row(1), WORDS, "renewal") == "Next renewal, Mon 30 Nov, act by 16 Nov"
    assert cell_heard(row(1, state="contacted"), WORDS, "mark") == "contacted"
    assert "Score" not in cell_heard(row(1), WORDS, "arr")


def test_bands_and_the_fold_line_speak():
    band = BandHeader("act", "Act now", 6, "contact window is open")
    assert entry_heard(band, WORDS, "account") == "Act now, 6 accounts, contact window is open"
    folded = BandHeader("act", "Act now", 1, "", folded=True)
    assert entry_heard(folded, WORDS, "account") == "Act now, 1 account, folded"
    line = FoldLine(90, True, day(22))
    assert entry_heard(line, WORDS, "account") == "90 more, from Wed 16 Dec on"
    assert fold_words(FoldLine(3, False, None), DAY) == ("3 accounts", "done or skipped")


def test_who_asks_further_hears_the_other_cells_and_every_reason():
    told = details(row(1, reasons=[BILL, QUIET]), WORDS)
    assert told == (
        "Next renewal, Mon 30 Nov, act by 16 Nov. "
        "Onboarding pipeline, 2. Onboarding Initiated, 12 days. "
        "ARR, touch, $10,001, mail, 8 d. Bill renews in 6 days  40. No touch for 31 days  15"
    )
