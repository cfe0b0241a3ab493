"""50,000 rows: what depends on what is seen must not grow with what is not."""

from __future__ import annotations

import statistics
import time

import pytest

from book.queue import by_renewal
from tests.ui.queue_rows import DAY, large_book
from ui.look import theme
from ui.queue.filter import haystack
from ui.queue.page import QueuePage

ROUNDS = 3


def median_ms(work):
    """How long some work takes."""
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        work()
        times.append((time.perf_counter() - start) * 1000)
    return statistics.median(times)


@pytest.fixture
def page(qtbot, qapp):
    """An empty page of the size it is designed for."""
    theme.apply(qapp, "light")
    made = QueuePage()
    qtbot.addWidget(made)
    made.resize(705, 817)
    made.show()
    return made


def test_fifty_thousand_rows_are_bearable(page, capsys):
    rows = large_book(50_000)
    view, content = page.main, page._list.content
    figures = {}
    figures["show_rows"] = median_ms(lambda: page.show_rows(list(rows), DAY, fetched=True))
    page.set_sort("renewal")

    def sort(name):
        page.set_sort(name)
        view.viewport().grab()

    figures["by_renewal on a bare list"] = median_ms(lambda: by_renewal(rows))
    figures["sorted by renewal and painted"] = median_ms(
        lambda: (page.set_sort("act_by"), sort("renewal"))
    )
    page.set_sort("act_by")
    content.finder.find("x")
    ready = list(zip(rows, map(haystack, rows), strict=True))
    figures["filter on a bare list"] = median_ms(
        lambda: [one for one, text in ready if "works" in text]
    )

    def type_and_paint():
        page.set_filter("works")
        view.viewport().grab()

    figures["typed and painted"] = median_ms(lambda: (page.set_filter(""), type_and_paint()))
    page.set_filter("")
    page.set_sort("renewal")
    bar = view.verticalScrollBar()

    def scroll():
        bar.setValue(bar.value() + 400)
        view.viewport().grab()

    figures["scrolled and painted"] = median_ms(scroll)
    with capsys.disabled():
        print()
        for what, took in figures.items():
            print(f"  {what:32} {took:8.1f} ms")
    # Generous, so that a busy machine passes and a proxy over a Python model (seconds) does not.
    assert figures["sorted by renewal and painted"] < 1500
    assert figures["typed and painted"] < 1500
    assert figures["scrolled and painted"] < 500


def test_the_first_paint_does_not_wait_for_the_whole_list(page):
    small, large = large_book(5_000), large_book(50_000)
    page.show_rows(small, DAY, fetched=True)
    few = median_ms(lambda: page.show_rows(list(small), DAY, fetched=True))
    many = median_ms(lambda: page.show_rows(list(large), DAY, fetched=True))
    assert many < 6 * few
