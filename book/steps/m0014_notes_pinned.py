"""Step 14: notes that are pinned, and what a note said before."""

from __future__ import annotations

from typing import Final

STATEMENTS: Final[tuple[str, ...]] = ()
