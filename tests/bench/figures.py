"""What a benchmark says: figures, each perhaps with a bar, and the table they are printed in."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from typing import Literal

from msgspec import Struct


class Figure(Struct, frozen=True, kw_only=True):
    """One measured figure; with a bar it holds or falls short."""

    bench: str
    name: str
    value: float
    unit: str
    bar: float | None = None
    side: Literal["at most", "at least"] = "at most"
    note: str = ""

    @property
    def holds(self) -> bool:
        """Whether the bar is met; true for a figure without one."""
        if self.bar is None:
            return True
        return self.value <= self.bar if self.side == "at most" else self.value >= self.bar


def middle(values: Sequence[float]) -> float:
    """The median, which is what every figure here is."""
    return statistics.median(values)


def spread(values: Sequence[float], digits: int = 3) -> str:
    """The smallest and largest of the rounds, in words."""
    return f"{min(values):.{digits}f} to {max(values):.{digits}f}"


def table(figures: Sequence[Figure]) -> str:
    """The figures as text; a bar that falls short says so in words."""
    lines = [f"{'bench':<13}{'figure':<46}{'value':>12} {'unit':<9}{'bar':<18}"]
    for one in figures:
        bar = f"{one.side} {one.bar:g}" if one.bar is not None else ""
        word = "" if one.bar is None else ("holds" if one.holds else "FALLS SHORT")
        lines.append(
            f"{one.bench:<13}{one.name:<46}{_number(one.value):>12} {one.unit:<9}{bar:<18}{word}"
        )
        if one.note:
            lines.append(f"{'':<13}  {one.note}")
    return "\n".join(lines)


def _number(value: float) -> str:
    if value >= 1000:
        return f"{value:,.0f}"
    return f"{value:.3g}" if value < 100 else f"{value:.1f}"
