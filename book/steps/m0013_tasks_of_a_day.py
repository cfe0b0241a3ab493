"""Step 13: tasks with a day to do them on, a repeat and a checklist."""

from __future__ import annotations

from typing import Final

STATEMENTS: Final[tuple[str, ...]] = ()
