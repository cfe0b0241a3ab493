"""Step 5: recordings, their moments, and what they are attached to."""

from __future__ import annotations

from typing import Final

STATEMENTS: Final[tuple[str, ...]] = ()
