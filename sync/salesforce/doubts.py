"""How long Salesforce may not show a new record yet, where the org keeps no key of ours.

An answer that was given up says nothing of the work behind it: what an org does as a record is
saved may run on, and until it ends nobody sees the record. Where the org keeps our keys unique,
nothing has to be waited for: a second one is refused.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from sync.doubts import Doubts

SETTLING: Final = timedelta(seconds=60)
"""So long after an attempt a new record may still not be found."""
OF_THIS_PROCESS: Final = Doubts(SETTLING)
"""Outlives the single run: the run after an attempt is one that looks for what it made."""
