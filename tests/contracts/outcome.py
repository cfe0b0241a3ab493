"""What was held against what, and how it came out: the lines of the report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Literal, NamedTuple

Verdict = Literal["held", "fell short", "not checked"]


class Line(NamedTuple):
    """One thing that was looked at: of which service, how many single checks, what came of it."""

    service: str
    what: str
    verdict: Verdict
    checks: int = 0
    detail: str = ""


def judged(service: str, what: str, checks: int, faults: Iterable[str]) -> Line:
    """A line for checks that either all held or have faults; the first few are named."""
    found = Counter(faults)
    if found:
        shown = "; ".join(f"{words} (×{times})" for words, times in found.most_common(5))
        more = f"; and {len(found) - 5} more" if len(found) > 5 else ""
        return Line(service, what, "fell short", checks, shown + more)
    if not checks:
        return Line(service, what, "fell short", 0, "there was nothing to look at")
    return Line(service, what, "held", checks)


def table(lines: list[Line]) -> Iterator[str]:
    """The report as text: one row a line, columns as wide as they need."""
    rows = [("service", "what", "checks", "verdict")]
    rows += [(one.service, one.what, str(one.checks or ""), one.verdict) for one in lines]
    widths = [max(len(row[at]) for row in rows) for at in range(4)]
    for number, row in enumerate(rows):
        cells = [row[0].ljust(widths[0]), row[1].ljust(widths[1]), row[2].rjust(widths[2])]
        yield "  ".join([*cells, row[3]]).rstrip()
        if number == 0:
            yield "  ".join("-" * width for width in widths)
        elif lines[number - 1].detail:
            yield f"    {lines[number - 1].detail}"


def counts(lines: list[Line]) -> str:
    """The sums, in one sentence."""
    verdicts = Counter(one.verdict for one in lines)
    checks = sum(one.checks for one in lines)
    return (
        f"{checks} checks in {len(lines)} lines: {verdicts['held']} held, "
        f"{verdicts['fell short']} fell short, {verdicts['not checked']} not checked."
    )
