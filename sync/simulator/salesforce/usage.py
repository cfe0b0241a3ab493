"""The org's budget of API calls over a day that moves on, shared by all its integrations."""

from __future__ import annotations

from collections import deque
from datetime import datetime, timedelta

from book.clock import Clock
from sync.simulator.salesforce.refusals import Refused


class Usage:
    """Counts calls of the last 24 hours; beyond `most` every call is refused."""

    def __init__(self, most: int, clock: Clock, app: str | None = None) -> None:
        self.most = most
        self._clock = clock
        self._app = app
        self._calls: deque[tuple[datetime, int]] = deque()
        self._used = 0

    @property
    def used(self) -> int:
        """Calls of the last 24 hours, everybody's."""
        end = self._clock() - timedelta(hours=24)
        while self._calls and self._calls[0][0] <= end:
            self._used -= self._calls.popleft()[1]
        return self._used

    def add(self, count: int) -> None:
        """Counts calls, ours or another integration's."""
        self._calls.append((self._clock(), count))
        self._used += count

    def take(self) -> None:
        """Counts one call, or refuses it where the day's are used up."""
        if self.used >= self.most:
            raise Refused("REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded.", 403)
        self.add(1)

    def header(self) -> str:
        """The value of Sforce-Limit-Info."""
        said = f"api-usage={self.used}/{self.most}"
        if self._app is None:
            return said
        return f"{said}; per-app-api-usage={self.used}/{self.most}(appName={self._app})"

    def limits(self) -> dict[str, dict[str, int]]:
        """What `/limits` says; of the many limits only the one of the day ever moves."""
        left = max(0, self.most - self.used)
        still = {
            "DailyBulkApiBatches": 15_000,
            "DailyBulkV2QueryJobs": 10_000,
            "DataStorageMB": 1_024,
            "FileStorageMB": 1_024,
            "HourlyAsyncReportRuns": 1_200,
            "SingleEmail": 5_000,
        }
        return {"DailyApiRequests": {"Max": self.most, "Remaining": left}} | {
            name: {"Max": most, "Remaining": most} for name, most in still.items()
        }
