"""Ctrl-C while a coroutine runs: broken off once, tidied up, and nothing printed."""

from __future__ import annotations

import asyncio
import signal

import pytest

from desktop import breaking_off


def test_what_ends_by_itself_gives_its_result_and_leaves_ctrl_c_as_it_was():
    async def work() -> int:
        await asyncio.sleep(0)
        return 7

    before = signal.getsignal(signal.SIGINT)
    assert breaking_off.run(work()) == 7
    assert signal.getsignal(signal.SIGINT) is before


def test_pressed_again_while_it_tidies_up_it_still_tidies_up(capsys):
    tidied = []

    async def work() -> None:
        try:
            signal.raise_signal(signal.SIGINT)
            await asyncio.sleep(60)
        finally:
            signal.raise_signal(signal.SIGINT)
            await asyncio.sleep(0.01)
            signal.raise_signal(signal.SIGINT)
            tidied.append(True)

    before = signal.getsignal(signal.SIGINT)
    with pytest.raises(KeyboardInterrupt):
        breaking_off.run(work())
    assert tidied == [True]
    assert capsys.readouterr().err == ""
    assert signal.getsignal(signal.SIGINT) is before


def test_a_failure_is_the_callers():
    async def work() -> None:
        raise LookupError("none")

    with pytest.raises(LookupError):
        breaking_off.run(work())


def test_cancelled_by_something_else_is_no_ctrl_c():
    async def work() -> None:
        raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        breaking_off.run(work())
