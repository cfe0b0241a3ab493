"""When each stage of a start was reached, for `dev.py bench` and the tests.

Set SATCHEL_TRACE_START to a file: it gets one JSON document at the first paint, with seconds
since this process was born per stage, the moment itself, and the modules loaded by then.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from typing import Final

VARIABLE: Final = "SATCHEL_TRACE_START"


class StartTrace:
    """Collects stages; does nothing unless it was asked for."""

    def __init__(self) -> None:
        self._file = os.environ.get(VARIABLE)
        self._stages: dict[str, float] = {}

    def reach(self, stage: str) -> None:
        """Notes that a stage was reached."""
        if self._file:
            self._stages[stage] = time.time()

    def finish(self) -> None:
        """Writes the document."""
        if not self._file:
            return
        import json

        document = {
            "pid": os.getpid(),
            "reached": self._stages,
            "modules": sorted(sys.modules),
        }
        draft = Path(self._file + ".new")
        draft.write_text(json.dumps(document), encoding="utf-8")
        draft.replace(self._file)
