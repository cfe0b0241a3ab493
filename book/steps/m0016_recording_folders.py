"""Step 16: folders of recordings, and what may be asked about a link."""

from __future__ import annotations

from typing import Final

STATEMENTS: Final[tuple[str, ...]] = ()
