"""Asks an org as a connector would, and says what came back."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import httpx

from sync.simulator.salesforce import SalesforceSimulator

NOW = datetime(2026, 3, 18, 9, 30, tzinfo=UTC)
DATA = "/services/data/v64.0"


class Client:
    """Asks an org with its key, by the short path after the version."""

    def __init__(self, org: SalesforceSimulator, token: str | None = None) -> None:
        self.http = httpx.Client(
            base_url=org.url,
            headers={"Authorization": f"Bearer {token or org.key}"},
            trust_env=False,
            timeout=5,
        )

    def __call__(self, method: str, path: str, body: Any = None, **more: Any) -> httpx.Response:
        return self.http.request(method, DATA + path, json=body, **more)

    def get(self, path: str, **more: Any) -> httpx.Response:
        return self("GET", path, **more)

    def query(self, text: str, place: str = "query", **more: Any) -> httpx.Response:
        return self.get(f"/{place}", params={"q": text}, **more)

    def rows(self, text: str, place: str = "query") -> list[dict[str, Any]]:
        """All records of a query, over all its pages, without their attributes."""
        answer = self.query(text, place)
        found: list[dict[str, Any]] = []
        while True:
            assert answer.status_code == 200, answer.text
            page = answer.json()
            found += page["records"]
            if page["done"]:
                return [{k: v for k, v in row.items() if k != "attributes"} for row in found]
            answer = self.http.get(page["nextRecordsUrl"])

    def names(self, text: str, place: str = "query") -> list[str]:
        """The names of what a query finds."""
        return [row["Name"] for row in self.rows(text, place)]

    def error(self, text: str) -> str:
        """The code of the error a query is answered with."""
        answer = self.query(text)
        assert answer.status_code == 400, answer.text
        return str(answer.json()[0]["errorCode"])
