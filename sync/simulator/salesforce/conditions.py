"""Conditional requests: what If-Unmodified-Since and its kin make of a read or a write."""

from __future__ import annotations

import hashlib
from datetime import datetime

from sync.simulator.salesforce import moments
from sync.simulator.salesforce.calls import Call
from sync.simulator.salesforce.refusals import Refused
from sync.simulator.salesforce.table import Record


class Unmet(Exception):
    """The condition does not hold: the answer is the status, and nothing was done."""

    def __init__(self, status: int) -> None:
        super().__init__(str(status))
        self.status = status


def tag(row: Record) -> str:
    """The ETag of a record; only accounts have one."""
    said = f"{row['Id']} {row['LastModifiedDate']}"
    return f'"{hashlib.sha256(said.encode()).hexdigest()[:16]}--gzip"'


def of_record(name: str, row: Record) -> dict[str, str]:
    """The headers that a later condition can be made of."""
    headers = {"Last-Modified": moments.http_date(row["LastModifiedDate"])}
    return headers | ({"ETag": tag(row)} if name == "Account" else {})


def hold_for_read(call: Call, name: str, row: Record) -> None:
    """304 where the record is as the client knows it. A bad date counts as none."""
    known = call.headers.get("if-none-match")
    if known is not None and name == "Account" and known == tag(row):
        raise Unmet(304)
    since = call.headers.get("if-modified-since")
    if since is not None:
        try:
            moment = moments.from_http_date(since)
        except ValueError:
            return
        if _changed(row) <= moment:
            raise Unmet(304)


def hold_for_change(call: Call, name: str, row: Record) -> None:
    """412 where the record changed since; whole seconds are compared. A bad date is refused."""
    match = call.headers.get("if-match")
    if match is not None and name == "Account" and match != tag(row):
        raise Unmet(412)
    since = call.headers.get("if-unmodified-since")
    if since is None:
        return
    try:
        moment = moments.from_http_date(since)
    except ValueError as error:
        raise Refused("INVALID_HEADER", f"If-Unmodified-Since is no date: {since}") from error
    if _changed(row) > moment:
        raise Unmet(412)


def _changed(row: Record) -> datetime:
    return moments.read(row["LastModifiedDate"])
