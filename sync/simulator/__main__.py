"""`python -m sync.simulator`: serves until standard input closes or its parent is gone.

Prints one line of JSON with its url when it takes requests, and nothing else.
"""

from __future__ import annotations

import argparse
import os
import sys
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec

from book.clock import Clock, system_clock
from sync.simulator.identity import DEMO_KEY
from sync.simulator.process import Ready

if TYPE_CHECKING:
    from sync.simulator.buildbetter import BuildBetterSimulator
    from sync.simulator.calendly import CalendlySimulator
    from sync.simulator.hubspot import HubSpotSimulator
    from sync.simulator.salesforce import SalesforceSimulator
    from sync.simulator.server import Simulator
    from sync.simulator.slack import SlackSimulator
    from sync.simulator.zendesk import ZendeskSimulator

    AnyService = (
        BuildBetterSimulator
        | CalendlySimulator
        | HubSpotSimulator
        | SalesforceSimulator
        | Simulator
        | SlackSimulator
        | ZendeskSimulator
    )


def main(arguments: list[str] | None = None) -> int:
    """Runs the simulator as a process; returns its exit status."""
    asked = _parser().parse_args(arguments)
    clock = system_clock if asked.now is None else _clock_from(asked.now)
    simulator = SERVICES[asked.service](asked, clock)
    with simulator:
        ready = Ready(
            url=simulator.url,
            token=simulator.token,
            key=simulator.key,
            email=simulator.email,
            faulty=simulator.faulty,
            more=getattr(simulator, "more", {}),
            pid=os.getpid(),
        )
        sys.stdout.write(msgspec.json.encode(ready).decode() + "\n")
        sys.stdout.flush()
        _wait(asked.parent_pid)
    return 0


def _vitally(asked: argparse.Namespace, clock: Clock) -> Simulator:
    from sync.simulator.bulk import bulk_book
    from sync.simulator.limits import RateLimit
    from sync.simulator.server import Simulator

    return Simulator(
        bulk_book(asked.bulk, seed=asked.seed, now=clock()) if asked.bulk else None,
        seed=asked.seed,
        accounts=asked.accounts,
        clock=clock,
        key=asked.key,
        limit=RateLimit(units=asked.rate_limit or None),
        port=asked.port,
        kept=asked.kept,
    )


def _buildbetter(asked: argparse.Namespace, clock: Clock) -> BuildBetterSimulator:
    from sync.simulator.buildbetter import BuildBetterSimulator

    return BuildBetterSimulator(
        seed=asked.seed, accounts=asked.accounts, clock=clock, key=asked.key, port=asked.port
    )


def _calendly(asked: argparse.Namespace, clock: Clock) -> CalendlySimulator:
    from sync.simulator.calendly import CalendlySimulator

    return CalendlySimulator(
        seed=asked.seed, accounts=asked.accounts, clock=clock, key=asked.key, port=asked.port
    )


def _hubspot(asked: argparse.Namespace, clock: Clock) -> HubSpotSimulator:
    from sync.simulator.hubspot import UNLIMITED, HubSpotSimulator, Limits, bulk_portal

    return HubSpotSimulator(
        bulk_portal(asked.bulk, seed=asked.seed, now=clock()) if asked.bulk else None,
        seed=asked.seed,
        accounts=asked.accounts,
        clock=clock,
        key=asked.key,
        limits=Limits() if asked.rate_limit else UNLIMITED,
        search_lag=asked.search_lag,
        port=asked.port,
    )


def _salesforce(asked: argparse.Namespace, clock: Clock) -> SalesforceSimulator:
    from sync.simulator.salesforce import Quirks, SalesforceSimulator, bulk_org

    return SalesforceSimulator(
        bulk_org(asked.bulk, seed=asked.seed) if asked.bulk else None,
        seed=asked.seed,
        accounts=asked.accounts,
        clock=clock,
        key=asked.key,
        daily=asked.daily,
        quirks=Quirks(page_size=asked.page_size),
        port=asked.port,
    )


def _slack(asked: argparse.Namespace, clock: Clock) -> SlackSimulator:
    from sync.simulator.slack import SlackSimulator

    return SlackSimulator(clock=clock, port=asked.port)


def _zendesk(asked: argparse.Namespace, clock: Clock) -> ZendeskSimulator:
    from sync.simulator.zendesk import ZendeskSimulator

    return ZendeskSimulator(
        seed=asked.seed, accounts=asked.accounts, clock=clock, key=asked.key, port=asked.port
    )


SERVICES: Final[dict[str, Callable[[argparse.Namespace, Clock], AnyService]]] = {
    "vitally": _vitally,
    "buildbetter": _buildbetter,
    "calendly": _calendly,
    "hubspot": _hubspot,
    "salesforce": _salesforce,
    "slack": _slack,
    "zendesk": _zendesk,
}
"""What makes the simulator of a service; only the one that is asked for is imported."""


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="sync.simulator", description=__doc__)
    parser.add_argument("--service", choices=sorted(SERVICES), default="vitally")
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--accounts", type=int, default=60, help="accounts of mine in the sample")
    parser.add_argument("--bulk", type=int, default=0, help="so many plain accounts instead")
    parser.add_argument("--key", default=DEMO_KEY, help="the pretend key it takes")
    parser.add_argument(
        "--rate-limit",
        type=int,
        default=1000,
        help="requests a minute; HubSpot's has its own numbers; 0 is no limit",
    )
    parser.add_argument("--search-lag", type=float, default=0.0, help="seconds; HubSpot only")
    parser.add_argument("--page-size", type=int, default=2000, help="records; Salesforce only")
    parser.add_argument("--daily", type=int, default=100_000, help="API calls; Salesforce only")
    parser.add_argument("--now", help="ISO 8601; its clock starts there and runs on")
    parser.add_argument("--kept", type=Path, help="a file that outlives it; Vitally only")
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
