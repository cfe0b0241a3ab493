"""Faults on command: which requests go wrong, how, and how often."""

from __future__ import annotations

from threading import Lock
from typing import Final, Literal

from msgspec import Struct

Kind = Literal[
    "status",
    "close",
    "lost",
    "truncate",
    "slow",
    "html",
    "not_json",
    "huge",
    "wrong_host",
    "redirect",
    "unknown_fields",
    "nulls",
    "odd_dates",
    "duplicates",
    "empty_next",
    "loop",
    "moved",
    "bad_record",
]

MANGLED: Final = frozenset(
    (
        "unknown_fields",
        "nulls",
        "odd_dates",
        "duplicates",
        "empty_next",
        "loop",
        "bad_record",
    )
)
"""The faults that answer properly and then spoil the records in the answer."""


class Fault(Struct, frozen=True, kw_only=True):
    """What goes wrong, for the next `times` requests of `method` under `path`.

    status: answer `status`, nothing done; with `retry_after` or `reset` seconds in the headers,
    as HTML where `html` is set · close: drop the connection, nothing done · lost: do it, then
    drop the connection · truncate: do it, send half the body · slow: wait `seconds` first,
    then send `bytes_per_second` · html: a captive portal's page at 200 · not_json · huge: a
    page of `megabytes` · wrong_host: somebody else's 404 page · redirect: 302 to `location` ·
    unknown_fields, nulls (in every field that may be null), odd_dates (epoch and nonsense),
    duplicates (each record twice), empty_next (no record, but a cursor), loop (`next` leads
    back to the first page), moved (a row jumps to the front before the page is read),
    bad_record (the first record has a field of the wrong type).
    """

    kind: Kind
    path: str = "/resources"
    method: str = ""
    times: int = 1
    skip: int = 0
    """So many matching requests pass unharmed first."""
    status: int = 500
    retry_after: str | None = None
    reset: int | None = None
    html: bool = False
    seconds: float = 0.0
    bytes_per_second: int = 0
    megabytes: int = 50
    location: str = ""


class Faults:
    """The faults that wait for their requests; the oldest matching one is taken."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._waiting: list[tuple[Fault, int, int]] = []

    def add(self, fault: Fault) -> None:
        """Puts a fault in wait."""
        with self._lock:
            self._waiting.append((fault, fault.skip, fault.times))

    def clear(self) -> None:
        """Takes back all faults."""
        with self._lock:
            self._waiting.clear()

    def waiting(self) -> int:
        """How many faults are still to happen."""
        with self._lock:
            return sum(times for _, _, times in self._waiting)

    def take(self, method: str, path: str) -> Fault | None:
        """The fault for this request, if one waits for it."""
        if not self._waiting:
            return None
        with self._lock:
            for at, (fault, skip, times) in enumerate(self._waiting):
                if not path.startswith(fault.path) or fault.method not in ("", method):
                    continue
                if skip:
                    self._waiting[at] = (fault, skip - 1, times)
                    continue
                if times > 1:
                    self._waiting[at] = (fault, 0, times - 1)
                else:
                    del self._waiting[at]
                return fault
        return None
