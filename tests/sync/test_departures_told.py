"""A run in which most accounts leave the book at once says so."""

from __future__ import annotations

import pytest

from sync.report import SourceReport


@pytest.mark.parametrize(
    ("gone", "stay", "told"),
    [(13, 1, True), (5, 0, True), (5, 4, True), (4, 0, False), (6, 6, False), (20, 300, False)],
)
def test_only_most_of_a_book_is_worth_a_word(gone: int, stay: int, told: bool) -> None:
    report = SourceReport.of("hubspot")
    report.removed["accounts"] = gone
    report.tell_departures(stay)
    assert bool(report.notices) == told
    if told:
        assert report.notices[0].startswith(
            f"{gone} accounts left your book in this run, {stay or 'none'} stayed."
        )
        assert "in HubSpot at who looks after them" in report.notices[0]
