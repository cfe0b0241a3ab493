"""Reading one page ahead: order, errors, and that nothing is read far in advance."""

from __future__ import annotations

import asyncio
from contextlib import aclosing

import pytest

from book.errors import ServerTrouble
from book.facts import Page
from sync.ahead import Stopped, each_page


def run(pages, take):
    async def once() -> None:
        async with aclosing(pages) as reading:
            await each_page(reading, take)

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
    assert len(read) < 8


def test_reading_runs_ahead_and_not_away():
    read: list[int] = []
    ahead = []
    run(numbered(50, read=read), lambda page: ahead.append(len(read) - int(page.resource)))
    assert max(ahead) <= 3
    assert max(ahead) >= 2


def test_a_fault_of_our_own_is_not_swallowed():
    with pytest.raises(ExceptionGroup) as caught:
        run(numbered(3, fails_at=1, error=KeyError("x")), lambda page: None)
    assert isinstance(caught.value.exceptions[0], KeyError)
