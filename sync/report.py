"""What a run did, in the shape that `satchel sync --json` prints."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import msgspec
from msgspec import Struct

from book.errors import RateLimited, SatchelError
from book.source_titles import title

COUNTED: Final = (
    *("accounts", "contacts", "notes", "tasks", "deals", "tickets"),
    *("recordings", "meetings"),
)
"""The kinds of record that are counted: the book's own, so a call of a CRM counts as a note."""


_MANY: Final = 5
"""Fewer accounts may well go to a colleague on one day."""


class SourceReport(Struct, kw_only=True):
    """One source's part of a run."""

    source: str
    ok: bool = False
    pulled: dict[str, int]
    """Records that are new or changed in the book, by kind."""
    removed: dict[str, int]
    """Records that were deleted or archived there, or left the book."""
    pushed: int = 0
    """Entries of the outbox that the source confirmed."""
    agreed: int = 0
    """Entries that were not sent, because the source says the same already."""
    parked: int = 0
    conflicts: int = 0
    requests: int = 0
    seconds: float = 0.0
    error: dict[str, str | float] | None = None
    bad: int = 0
    """Records that could not be read, in whole or in part."""
    homeless: int = 0
    """Records of accounts outside the book that were dropped."""
    cancelled: bool = False
    notices: list[str] = msgspec.field(default_factory=list)
    """What the connector said of the run in words, each once: a field that vanished there."""

    @classmethod
    def of(cls, source: str) -> SourceReport:
        """An empty report."""
        return cls(
            source=source, pulled=dict.fromkeys(COUNTED, 0), removed=dict.fromkeys(COUNTED, 0)
        )

    def notice(self, words: str) -> None:
        """Takes a connector's words; said again in one run they are no news."""
        if words and words not in self.notices:
            self.notices.append(words)

    def tell_departures(self, stay: int) -> None:
        """Says so where most accounts left the book at once: a field that was emptied or mistyped
        there looks just like it. `stay` are those of the source that are left."""
        gone = self.removed["accounts"]
        if gone >= _MANY and gone > stay:
            self.notice(
                f"{gone} accounts left your book in this run, {stay or 'none'} stayed. If that is"
                f" wrong, look in {title(self.source)} at who looks after them; what you wrote at"
                " them is kept here."
            )

    @property
    def anything_new(self) -> bool:
        """Whether the run brought anything into the book or out of it."""
        return any(self.pulled.values()) or any(self.removed.values())


class SyncReport(Struct, kw_only=True):
    """A whole run; `ok` when every source of it was."""

    ok: bool
    sources: list[SourceReport]


def kind_of(resource: str) -> str:
    """As what a page's records are counted: those archived there, or looked at, by their kind."""
    return resource.removeprefix("archived_").removesuffix(" looked at")


def error_shape(error: SatchelError) -> dict[str, str | float]:
    """An error as reports carry it; a rate limit says how long to wait."""
    shape: dict[str, str | float] = {**error.as_json()}
    if isinstance(error, RateLimited):
        shape["wait_seconds"] = round(error.wait_seconds, 1)
    return shape


def as_builtins(report: SyncReport) -> dict[str, Any]:
    """The report as plain values, for a message or for JSON."""
    plain: dict[str, Any] = msgspec.to_builtins(report)
    return plain


def summary(report: SourceReport) -> str:
    """One line on a run, without a name or a text of anybody's."""
    brought, gone = _counted(report.pulled), _counted(report.removed)
    parts = [brought or "nothing new"]
    if report.pushed:
        parts.insert(0, f"sent {report.pushed}")
    if report.agreed:
        parts.append(f"{report.agreed} stood there already")
    if report.parked:
        parts.append(f"{report.parked} stopped")
    if report.conflicts:
        parts.append(f"{report.conflicts} in conflict")
    if gone:
        parts.append(f"gone: {gone}")
    if report.homeless:
        parts.append(f"{report.homeless} of nobody in the book")
    if report.cancelled:
        parts.append("stopped when asked to")
    return f"{'; '.join(parts)} ({report.requests} requests, {report.seconds:.1f} s)"


def _counted(counts: Mapping[str, int]) -> str:
    """Kinds and how many: `1 note, 12 tasks`; nothing where there was none."""
    return ", ".join(
        f"{count} {kind if count != 1 else kind.removesuffix('s')}"
        for kind, count in counts.items()
        if count
    )
