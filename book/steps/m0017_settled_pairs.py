"""Step 17: pairs of copies and customers a person settled, kept through all else."""

from __future__ import annotations

from typing import Final

STATEMENTS: Final[tuple[str, ...]] = ()
