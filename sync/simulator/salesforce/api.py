"""The data API behind its door: version, token, budget, then whatever the path names."""

from __future__ import annotations

import re
from typing import Any, Final
from urllib.parse import parse_qsl, unquote

from msgspec import Struct

from sync.simulator.salesforce import batches, composite, describe, records
from sync.simulator.salesforce.access import Access
from sync.simulator.salesforce.calls import Answer, Call, only
from sync.simulator.salesforce.conditions import Unmet
from sync.simulator.salesforce.queries import Queries
from sync.simulator.salesforce.refusals import Refused, not_found
from sync.simulator.salesforce.ui_api import UiApi
from sync.simulator.salesforce.usage import Usage
from sync.simulator.salesforce.writes import Writes

DATA: Final = "/services/data"
LONGEST_ADDRESS: Final = 16_384
"""Bytes of the address and all headers together at most."""
_VERSION: Final = re.compile(r"/services/data/v(\d+)\.0(?:/(.*))?")


class Refusal(Struct, kw_only=True):
    """A refusal that waits for requests, whatever they ask for."""

    code: str
    text: str = "Refused."
    status: int = 400
    path: str = ""
    """What has to be somewhere in the request's address."""
    method: str = ""
    times: int = 1
    skip: int = 0


class Api:
    """Everything under `/services/data`."""

    def __init__(self, writes: Writes, access: Access, usage: Usage, url: str) -> None:
        self.writes = writes
        self.org = writes.org
        self.usage = usage
        self.queries = Queries(writes.org)
        self.refusals: list[Refusal] = []
        self._access = access
        self._ui = UiApi(writes)
        self.url = url

    def answer(
        self, method: str, path: str, query: str, headers: dict[str, str], body: bytes
    ) -> Answer:
        """One request from outside; `path` as it was sent, escapes and all."""
        length = len(path) + len(query) + 1
        if length > LONGEST_ADDRESS:
            return Answer(status=414, body=b"<h1>URI Too Long</h1>", kind="text/html")
        if length + sum(len(k) + len(v) + 4 for k, v in headers.items()) > LONGEST_ADDRESS:
            words = b"<h1>Request Header Fields Too Large</h1>"
            return Answer(status=431, body=words, kind="text/html")
        if path.rstrip("/") == DATA:
            return Answer(body=describe.versions(self.org))
        known = False
        try:
            call = self.call(method, path, query, headers, body)
            known = True
            self.usage.take()
            self._refuse(call.method, path)
            said = self.dispatch(call)
        except Refused as error:
            said = Answer(status=error.status, body=error.body())
        if not known:
            return said
        info = {"Sforce-Limit-Info": self.usage.header()}
        return Answer(
            status=said.status, body=said.body, kind=said.kind, headers=said.headers | info
        )

    def call(
        self, method: str, path: str, query: str, headers: dict[str, str], body: bytes
    ) -> Call:
        """The request as the service reads it; Refused without a token that opens it."""
        found = _VERSION.fullmatch(path)
        if found is None or int(found[1]) not in self.org.quirks.versions:
            raise not_found()
        scheme, _, token = headers.get("authorization", "").partition(" ")
        user = self._access.user_of(token.strip())
        if scheme.lower() not in ("bearer", "oauth") or user is None:
            raise Refused("INVALID_SESSION_ID", "Session expired or invalid", 401)
        given = dict(parse_qsl(query, keep_blank_values=True))
        override = given.get("_HttpMethod", "").upper() if method == "POST" else ""
        return Call(
            method=override or method,
            version=int(found[1]),
            parts=tuple(unquote(part) for part in (found[2] or "").rstrip("/").split("/")),
            query=given,
            headers=headers,
            body=body,
            user=user,
        )

    def dispatch(self, call: Call) -> Answer:
        """The answer of what the path names; Refused where that is an error."""
        with self.org.lock:
            self.org.settle()
            try:
                return self._dispatch(call)
            except Unmet as unmet:
                return Answer(status=unmet.status)

    def _dispatch(self, call: Call) -> Answer:
        first = call.parts[0]
        if first == "":
            only(call, "GET")
            return Answer(body=describe.resources(self.org, call, self.url))
        if first in ("query", "queryAll"):
            return self.queries.answer(call)
        if first == "sobjects":
            return records.answer(self.writes, call)
        if first == "composite":
            if call.parts[1:2] == ("sobjects",):
                return batches.answer(self.writes, call)
            if len(call.parts) == 1:
                return composite.answer(self.org, call, self.dispatch)
        if first == "limits" and len(call.parts) == 1:
            only(call, "GET")
            if not self.org.quirks.limits_readable:
                words = "insufficient access rights on the limits resource"
                raise Refused("INSUFFICIENT_ACCESS", words, 403)
            return Answer(body=self.usage.limits())
        if first == "ui-api":
            return self._ui.answer(call)
        raise not_found()

    def _refuse(self, method: str, path: str) -> None:
        for waiting in self.refusals:
            if waiting.path not in path or waiting.method not in ("", method):
                continue
            if waiting.skip:
                waiting.skip -= 1
                continue
            waiting.times -= 1
            if waiting.times <= 0:
                self.refusals.remove(waiting)
            fields: tuple[str, ...] | None = () if method != "GET" else None
            raise Refused(waiting.code, waiting.text, waiting.status, fields)


def headers_of(scope: Any) -> dict[str, str]:
    """The headers of an ASGI request, names in small letters."""
    return {
        name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]
    }
