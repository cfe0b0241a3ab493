"""How one run of the program ended."""

from __future__ import annotations

import json
from typing import Any, NamedTuple


class Done(NamedTuple):
    """How one run of the program ended."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Standard output as the one JSON document it has to be."""
        return json.loads(self.out)
