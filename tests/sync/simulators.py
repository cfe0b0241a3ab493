"""Starts simulators for a test and ends them with it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from book.clock import Clock
from sync.simulator import Book, RateLimit, Simulator

Simulate = Callable[..., Simulator]
"""Starts one, perhaps on a book of the test's own, with the options of `Simulator`."""


@contextmanager
def simulators(
    clock: Clock, *, usual_book: Callable[[], Book] | None = None, **usual: Any
) -> Iterator[Simulate]:
    """Gives what starts simulators under a clock; no request budget unless one is asked for.

    `usual_book` makes the book of those that are given none; `usual` are options like any other.
    """
    with ExitStack() as running:

        def start(book: Book | None = None, **options: Any) -> Simulator:
            if book is None and usual_book is not None:
                book = usual_book()
            given = {"clock": clock, "limit": RateLimit(units=None), **usual, **options}
            return running.enter_context(Simulator(book, **given))

        yield start
