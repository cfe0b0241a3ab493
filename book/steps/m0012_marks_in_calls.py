"""Step 12: calls with their clock, and the marks set in them."""

from __future__ import annotations

from typing import Final

STATEMENTS: Final[tuple[str, ...]] = ()
