"""`python -m sync.simulator`: serves until standard input closes or its parent is gone.

Prints one line of JSON with its url when it takes requests, and nothing else.
"""

from __future__ import annotations

import argparse
import os
import sys
import threading
from datetime import UTC, datetime

import msgspec

from book.clock import Clock, system_clock
from sync.simulator.bulk import bulk_book
from sync.simulator.identity import DEMO_KEY
from sync.simulator.limits import RateLimit
from sync.simulator.process import Ready
from sync.simulator.server import Simulator


def main(arguments: list[str] | None = None) -> int:
    """Runs the simulator as a process; returns its exit status."""
    asked = _parser().parse_args(arguments)
    clock = system_clock if asked.now is None else _clock_from(asked.now)
    book = bulk_book(asked.bulk, seed=asked.seed, now=clock()) if asked.bulk else None
    simulator = Simulator(
        book,
        seed=asked.seed,
        accounts=asked.accounts,
        clock=clock,
        key=asked.key,
        limit=RateLimit(units=asked.rate_limit or None),
        port=asked.port,
    )
    with simulator:
        ready = Ready(
            url=simulator.url,
            token=simulator.token,
            key=simulator.key,
            email=simulator.email,
            pid=os.getpid(),
        )
        sys.stdout.write(msgspec.json.encode(ready).decode() + "\n")
        sys.stdout.flush()
        _wait(asked.parent_pid)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="sync.simulator", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--accounts", type=int, default=60, help="accounts of mine in the sample")
    parser.add_argument("--bulk", type=int, default=0, help="so many plain accounts instead")
    parser.add_argument("--key", default=DEMO_KEY, help="the pretend key it takes")
    parser.add_argument("--rate-limit", type=int, default=1000, help="a minute; 0 is no limit")
    parser.add_argument("--now", help="ISO 8601; its clock starts there and runs on")
    parser.add_argument("--parent-pid", type=int, help="ends when that process is gone")
    return parser


def _clock_from(text: str) -> Clock:
    start = datetime.fromisoformat(text)
    offset = (start if start.tzinfo else start.replace(tzinfo=UTC)) - datetime.now(UTC)
    return lambda: datetime.now(UTC) + offset


def _wait(parent_pid: int | None) -> None:
    """Returns when standard input closes, or when the named parent is no longer ours."""
    closed = threading.Event()

    def read() -> None:
        # Straight from the descriptor: a thread that waits inside sys.stdin's buffer would
        # abort the interpreter's end.
        while os.read(0, 4096):
            pass
        closed.set()

    threading.Thread(target=read, name="stdin", daemon=True).start()
    while not closed.wait(timeout=1.0):
        if parent_pid is not None and _gone(parent_pid):
            return


def _gone(pid: int) -> bool:
    # Windows has no signal 0; there the closing of standard input is the only sign.
    if sys.platform == "win32":
        return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False


if __name__ == "__main__":
    sys.exit(main())
