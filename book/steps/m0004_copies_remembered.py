"""Step 4: a task or note that a second source repeats is remembered as its copy."""

from __future__ import annotations

from typing import Final

STATEMENTS: Final[tuple[str, ...]] = ()
