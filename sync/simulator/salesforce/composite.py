"""`/composite`: several requests in one, each of which may use the answers before it."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final
from urllib.parse import parse_qsl, unquote, urlsplit

import msgspec

from sync.simulator.salesforce.calls import Answer, Call, only
from sync.simulator.salesforce.org import Org
from sync.simulator.salesforce.refusals import Refused, bad_field, malformed

Dispatch = Callable[[Call], Answer]
MOST: Final = 25
_REFERENCE: Final = re.compile(r"@\{(\w+)((?:\.\w+|\[\d+\])*)\}")
_HALTED: Final = (
    "The transaction was rolled back since another operation in the same transaction failed."
)


class Undone(Exception):
    """One of the requests failed, so none of them stands."""


def answer(org: Org, call: Call, dispatch: Dispatch) -> Answer:
    """Does the requests one after the other; with allOrNone all of them or none."""
    only(call, "POST")
    body = call.object()
    asked = body.get("compositeRequest")
    if not isinstance(asked, list) or not asked:
        raise Refused("JSON_PARSER_ERROR", "compositeRequest has to be a list of requests")
    if len(asked) > MOST:
        raise Refused("LIMIT_EXCEEDED", f"At most {MOST} requests go into one composite request")
    named = [str(one.get("referenceId", "")) for one in asked]
    if len(set(named)) < len(named) or not all(re.fullmatch(r"\w+", one) for one in named):
        raise Refused("JSON_PARSER_ERROR", "Each request needs a referenceId of its own")
    done: dict[str, Answer] = {}
    whole = bool(body.get("allOrNone"))
    try:
        with org.transaction():
            for one in asked:
                done[one["referenceId"]] = _one(org, call, one, done, dispatch)
                if whole and done[one["referenceId"]].status >= 400:
                    raise Undone
    except Undone:
        failed = list(done)[-1]
        halted = Refused("PROCESSING_HALTED", _HALTED)
        told = Answer(status=400, body=halted.body())
        done = {name: done[name] if name == failed else told
                for name in named}  # fmt: skip
    return Answer(body={"compositeResponse": [_told(name, done[name]) for name in named]})


def _one(
    org: Org, call: Call, asked: dict[str, Any], done: dict[str, Answer], dispatch: Dispatch
) -> Answer:
    try:
        filled = _filled(asked, done)
        with org.transaction():
            return dispatch(_call(call, filled))
    except Refused as error:
        return Answer(status=error.status, body=error.body())


def _call(call: Call, asked: dict[str, Any]) -> Call:
    url = urlsplit(str(asked.get("url", "")))
    found = re.fullmatch(r"/services/data/v(\d+)\.0/(.+?)/?", url.path)
    if found is None or found[2] == "composite":
        raise malformed(f"{url.path} is no address inside the data API")
    headers = {str(k).lower(): str(v) for k, v in (asked.get("httpHeaders") or {}).items()}
    body = asked.get("body")
    return Call(
        method=str(asked.get("method", "")).upper(),
        version=call.version,
        parts=tuple(unquote(part) for part in found[2].split("/")),
        query=dict(parse_qsl(url.query, keep_blank_values=True)),
        headers=headers | {"content-type": "application/json"},
        body=b"" if body is None else msgspec.json.encode(body),
        user=call.user,
    )


def _filled(value: Any, done: dict[str, Answer]) -> Any:
    """A value with what `@{name.path}` says put in its place."""
    if isinstance(value, dict):
        return {key: _filled(one, done) for key, one in value.items()}
    if isinstance(value, list):
        return [_filled(one, done) for one in value]
    if not isinstance(value, str):
        return value
    return _REFERENCE.sub(lambda found: str(_said(found[1], found[2], done)), value)


def _said(name: str, path: str, done: dict[str, Answer]) -> Any:
    at: Any = done[name].body if name in done and done[name].status < 400 else None
    for key, index in re.findall(r"\.(\w+)|\[(\d+)\]", path):
        try:
            at = at[key] if key else at[int(index)]
        except (KeyError, IndexError, TypeError):
            at = None
    if at is None:
        words = f"Invalid reference specified. No value for {name}{path} found in the answers"
        raise bad_field(words)
    return at


def _told(name: str, said: Answer) -> dict[str, Any]:
    body = None if isinstance(said.body, bytes) else said.body
    return {
        "body": body,
        "httpHeaders": said.headers,
        "httpStatusCode": said.status,
        "referenceId": name,
    }
