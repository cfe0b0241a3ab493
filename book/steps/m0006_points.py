"""Step 6: what a note's lines leave behind: points, and the lines that made them."""

from __future__ import annotations

from typing import Final

STATEMENTS: Final[tuple[str, ...]] = ()
