"""One request of the data API after its address was read, and what is answered to it."""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec import Struct

from sync.simulator.salesforce.refusals import Refused

JSON = "application/json;charset=UTF-8"


class Call(Struct, frozen=True, kw_only=True):
    """A request. `parts` are the pieces of its path after the version, `headers` in small
    letters, `user` the id of whoever the access token is for."""

    method: str
    version: int
    parts: tuple[str, ...]
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes
    user: str

    @property
    def base(self) -> str:
        """Where the addresses of an answer begin."""
        return f"/services/data/v{self.version}.0"

    def json(self) -> Any:
        """The body as it was sent; Refused where it is no JSON."""
        kind = self.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind != "application/json":
            words = f"Content-type: {kind or 'none'} is not supported"
            raise Refused("UNSUPPORTED_MEDIA_TYPE", words, 415)
        try:
            return msgspec.json.decode(self.body)
        except msgspec.DecodeError as error:
            raise Refused("JSON_PARSER_ERROR", str(error)) from error

    def object(self) -> dict[str, Any]:
        """The body where it has to be an object."""
        body = self.json()
        if not isinstance(body, dict):
            raise Refused("JSON_PARSER_ERROR", "The body has to be an object.")
        return body


class Answer(Struct, frozen=True, kw_only=True):
    """An answer. A body of bytes goes out as it is, None as nothing, all else as JSON."""

    status: int = 200
    body: Any = None
    headers: dict[str, str] = {}
    kind: str = JSON

    def encoded(self) -> bytes:
        """The body as it goes over the wire."""
        if self.body is None:
            return b""
        return self.body if isinstance(self.body, bytes) else msgspec.json.encode(self.body)


def only(call: Call, *methods: str) -> None:
    """Refuses a method that a place does not know."""
    if call.method not in methods:
        words = f"HTTP Method '{call.method}' not allowed. Allowed are {', '.join(methods)}"
        raise Refused("METHOD_NOT_ALLOWED", words, 405)
