"""Capture across processes: a second start shows it, a kill costs a second, a link arrives cold."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import IO

import pytest

from book import drafts
from book.profile import Profile
from book.store import Store
from tests.desktop.book_at_hand import small_book
from tests.desktop.conftest import ROOT, Satchel
from tests.desktop.processes import wait_until

MOST_LOST_SECONDS = 1.0
SAVING_SECONDS = 0.25
"""The save itself takes its time, on a machine with other work more of it."""
TYPED_SECONDS = 2.5


@pytest.fixture
def start(satchel: Satchel) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Starts a window that types into its capture window."""
    with small_book(satchel.profile.parent):
        pass
    started: list[subprocess.Popen[str]] = []

    def begin(*words: str) -> subprocess.Popen[str]:
        module = [sys.executable, "-m", "tests.desktop.capturing", str(satchel.profile), *words]
        process = subprocess.Popen(
            module,
            cwd=ROOT,
            env=satchel.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        started.append(process)
        return process

    yield begin
    for process in started:
        process.kill()
        process.communicate()


def lines(process: subprocess.Popen[str]) -> IO[str]:
    """What it says."""
    assert process.stdout is not None
    return process.stdout


def test_a_second_start_shows_it_and_a_kill_loses_at_most_a_second(
    satchel: Satchel, start: Callable[..., subprocess.Popen[str]]
) -> None:
    window = start()
    said = lines(window)
    assert said.readline() == "painted\n"
    done = satchel("capture")
    assert (done.status, done.out, done.err) == (0, "", "")
    assert said.readline() == "shown \n"
    typed: list[tuple[float, int]] = []
    while not typed or typed[-1][0] - typed[0][0] < TYPED_SECONDS:
        _, moment, letters = said.readline().split()
        typed.append((float(moment), int(letters)))
    window.kill()
    killed = time.monotonic()
    assert wait_until(lambda: window.poll() is not None)
    safe = max(n for at, n in typed if at < killed - MOST_LOST_SECONDS - SAVING_SECONDS)
    with closing(Store.open(Profile(satchel.profile), None)) as store:
        ((draft, _),) = drafts.drafts(store)
    assert len(draft.body) >= safe > 1


def test_a_link_that_starts_the_program_fills_the_window(
    start: Callable[..., subprocess.Popen[str]],
) -> None:
    said = lines(start("satchel://note?account=alder&text=from%20afar"))
    assert {said.readline(), said.readline()} == {"painted\n", "shown from afar\n"}
