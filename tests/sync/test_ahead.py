"""Reading ahead: order, errors, pages handed on together, and nothing read far in advance."""

from __future__ import annotations

import asyncio
from contextlib import aclosing

import pytest

from book.errors import ServerTrouble
from book.facts import Page
from sync.ahead import TOGETHER, Stopped, each_batch


def run(pages, take):
    """Reads to the end, calling `take` with each page."""
    run_batches(pages, lambda batch: [take(page) for page in batch])


def run_batches(pages, take):
    async def once() -> None:
        async with aclosing(pages) as reading:
            await each_batch(reading, take)

    asyncio.run(once())


async def numbered(count, *, read=None, fails_at=None, error=None):
    for number in range(count):
        if number == fails_at:
            raise error
        if read is not None:
            read.append(number)
        await asyncio.sleep(0)
        yield Page(source="s", resource=str(number))


def test_pages_come_in_order():
    taken = []
    run(numbered(7), lambda page: taken.append(page.resource))
    assert taken == list("0123456")


def test_no_page_is_no_trouble():
    run(numbered(0), lambda page: pytest.fail("there is none"))


def test_what_was_read_before_an_error_is_taken_first():
    taken = []
    with pytest.raises(ServerTrouble, match="down"):
        run(
            numbered(9, fails_at=3, error=ServerTrouble("down")),
            lambda page: taken.append(page.resource),
        )
    assert taken == list("012")


@pytest.mark.parametrize("error", [Stopped(), ServerTrouble("disk")])
def test_an_error_in_taking_ends_the_reading(error):
    read: list[int] = []

    def take(page):
        if page.resource == "2":
            raise error

    with pytest.raises(type(error)):
        run(numbered(100, read=read), take)
    assert len(read) <= 3 * TOGETHER


def test_reading_runs_ahead_and_not_away():
    read: list[int] = []
    ahead = []
    run_batches(
        numbered(50, read=read), lambda batch: ahead.append(len(read) - int(batch[-1].resource))
    )
    assert max(ahead) <= TOGETHER + 2
    assert max(ahead) >= 2


def test_pages_that_come_fast_are_handed_on_together():
    sizes = []
    run_batches(numbered(12), lambda batch: sizes.append(len(batch)))
    assert sizes == [TOGETHER, TOGETHER, 2]


def test_a_page_that_comes_alone_is_not_kept_waiting():
    async def slow():
        for number in range(2):
            yield Page(source="s", resource=str(number))
            await asyncio.sleep(0.15)

    sizes = []
    run_batches(slow(), lambda batch: sizes.append(len(batch)))
    assert sizes == [1, 1]


def test_a_fault_of_our_own_is_not_swallowed():
    with pytest.raises(ExceptionGroup) as caught:
        run(numbered(3, fails_at=1, error=KeyError("x")), lambda page: None)
    assert isinstance(caught.value.exceptions[0], KeyError)
