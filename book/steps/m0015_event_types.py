"""Step 15: what a scheduling service offers to be booked."""

from __future__ import annotations

from typing import Final

STATEMENTS: Final[tuple[str, ...]] = ()
