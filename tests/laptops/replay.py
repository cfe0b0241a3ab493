"""A schedule played again without hypothesis, and cut down to the steps that matter."""

from __future__ import annotations

from collections.abc import Sequence
from time import monotonic

from tests.laptops.world import Step, World


def played(kind: type[World], steps: Sequence[Step]) -> BaseException | None:
    """Plays these steps on a fresh machine; what went wrong, or None."""
    world = kind()
    try:
        for name, given in steps:
            getattr(world, name)(**given)
            world.nothing_is_claimed_too_early()
            world.no_key_exists_twice()
        world.judged()
    except Exception as wrong:
        return wrong
    finally:
        world.teardown_laptops()
    return None


def shortest(kind: type[World], steps: Sequence[Step], seconds: float = 60.0) -> list[Step]:
    """A part of the steps, in order, that goes wrong in the same way as all of them do."""
    until = monotonic() + seconds
    wrong = played(kind, steps)
    if wrong is None:
        return list(steps)
    sort = _sort(wrong)
    left = list(steps)
    size = max(1, len(left) // 2)
    while size and monotonic() < until:
        at = 1
        while at < len(left) and monotonic() < until:
            fewer = [*left[:at], *left[at + size :]]
            found = played(kind, fewer)
            if found is not None and _sort(found) == sort:
                left = fewer
            else:
                at += size
        size = size // 2
    return left


def _sort(wrong: BaseException) -> tuple[str, int]:
    """What kind of trouble it is, and from which line of which file."""
    trace = wrong.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = (trace.tb_frame.f_code.co_filename, trace.tb_lineno) if trace else ("", 0)
    return f"{type(wrong).__name__} {place[0]}", place[1]
