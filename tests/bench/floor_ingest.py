"""The floor of the ingest: the shortest honest way from the same pages into a plain file.

httpx, a fast JSON decoder, one upsert per record with `executemany`, one commit per page,
no encryption, no change log. Prints one JSON line with the seconds it took.
"""

from __future__ import annotations

import asyncio
import json
import sqlite3
import sys
import time
from typing import Any

import httpx
import msgspec

FIELDS = ("id", "externalId", "name", "mrr", "healthScore", "nextRenewalDate", "csmId", "updatedAt")


async def pull(url: str, key: str, path: str) -> int:
    """Pulls every account into the file at `path`; returns how many there were."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    columns = ", ".join(f"{name}" for name in FIELDS)
    connection.execute(f"CREATE TABLE accounts ({columns}, traits, PRIMARY KEY (id))")
    names = [*FIELDS, "traits"]
    updates = ", ".join(f"{name} = excluded.{name}" for name in names[1:])
    upsert = (
        f"INSERT INTO accounts VALUES ({', '.join('?' * len(names))})"
        f" ON CONFLICT (id) DO UPDATE SET {updates}"
    )
    seen, cursor = 0, None
    async with httpx.AsyncClient(base_url=url, auth=(key, "")) as client:
        while True:
            query: dict[str, Any] = {"limit": 100, "status": "activeOrChurned"}
            query["sortBy"] = "createdAt"
            if cursor:
                query["from"] = cursor
            answer = await client.get("/resources/accounts", params=query)
            found = msgspec.json.decode(answer.content)
            rows = [
                (*[one.get(name) for name in FIELDS], msgspec.json.encode(one.get("traits")))
                for one in found["results"]
            ]
            connection.execute("BEGIN")
            connection.executemany(upsert, rows)
            connection.execute("COMMIT")
            seen += len(rows)
            cursor = found["next"]
            if not cursor:
                return seen


def main() -> None:
    """`python -m tests.bench.floor_ingest URL KEY FILE`."""
    began = time.perf_counter()
    seen = asyncio.run(pull(*sys.argv[1:4]))
    print(json.dumps({"seconds": time.perf_counter() - began, "records": seen}))


if __name__ == "__main__":
    main()
