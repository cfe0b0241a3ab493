"""Connecting a service for a test as a person does: by the first look, made once and kept."""

from __future__ import annotations

import asyncio
import sys
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from book.clock import system_clock
from book.records import Source
from sync.connect import test_connection
from sync.simulator.identity import DEMO_KEY
from tests.clocks import HandClock

if TYPE_CHECKING:
    from tests.faults.crms import Crm

_kept: dict[Any, Source] = {}


def connected(crm: Crm, clock: HandClock | None, options: dict[str, str], variant: Any) -> Source:
    """The row of a service that was just connected.

    Two small books of the same kind are the same down to their ids, so one look serves them all;
    with a clock of the test's own the service counts as read before.
    """
    at = (crm.name, variant, *sorted(options.items()))
    kept = _kept.get(at) if clock is not None else None
    if kept is None:
        service = crm.service
        found = asyncio.run(
            test_connection(
                crm.name,
                service.url,
                service.email,
                options,
                service.key,
                clock=clock or system_clock,
                sleep=_at_once,
            )
        )
        kept = Source(
            name=crm.name,
            url=found.url,
            me_email=service.email,
            me_id=found.me_id,
            options=options,
            mapping=dict(found.mapping),
            capabilities=dict(found.capabilities),
        )
        _kept[at] = kept
    baseline = clock() if clock is not None else None
    return replace(kept, url=crm.service.url, baseline_at=baseline)


async def _at_once(_seconds: float) -> None:
    await asyncio.sleep(0)


def simulator_words(service: str, accounts: int, bulk: int) -> list[str]:
    """The command line of a simulator as a process."""
    words = [sys.executable, "-m", "sync.simulator", "--service", service, "--key", DEMO_KEY]
    return [*words, "--accounts", str(accounts), "--bulk", str(bulk)]
