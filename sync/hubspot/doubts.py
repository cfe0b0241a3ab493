"""How long HubSpot may not show a new record yet, and the doubts there are about its records."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from sync.doubts import Doubts

SETTLING: Final = timedelta(seconds=30)
"""So long after an attempt a new record may still not be found."""
OF_THIS_PROCESS: Final = Doubts(SETTLING)
"""Outlives the single run: the run after an attempt is one that looks for what it made."""

__all__ = ["OF_THIS_PROCESS", "SETTLING", "Doubts"]
