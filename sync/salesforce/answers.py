"""What Salesforce says when it does not do what it was asked: its codes, turned into ours."""

from __future__ import annotations

import re
from typing import Final

import msgspec
from msgspec import Struct

from book.errors import Auth, BadResponse, Refused, SatchelError, ServerTrouble
from sync import values
from sync.http import Reply
from sync.refusals import WaitUnsaid

SIGN_IN_AGAIN: Final = (
    "Sign in to Salesforce again (“satchel connect salesforce”); what waits in the outbox stays."
)
SAID: Final = 200
"""So many characters of the service's own words are passed on."""
_READ: Final = 2_000
"""So many are looked at: a refused question is repeated before the reason."""
_NO_COLUMN: Final = re.compile(
    r"No such column '([\w.]{1,120})'(?: on (?:entity|sobject of type) '?(\w{1,80}))?"
    r"|Didn't understand relationship '(\w{1,120})'"
)
_NO_TYPE: Final = re.compile(r"sObject type '(\w{1,80})' is not supported", re.IGNORECASE)
_BETWEEN: Final = "if it stays so, a firewall or proxy of the network may be in between."
_SESSION: Final = frozenset(("INVALID_SESSION_ID", "INVALID_AUTH_HEADER"))
_LIMITS: Final = frozenset(("REQUEST_LIMIT_EXCEEDED",))
_AT_ONCE: Final = "concurrent"
"""In the words of a limit on requests that run side by side: it passes within seconds."""
_NO_API: Final = frozenset(
    ("API_DISABLED_FOR_ORG", "API_CURRENTLY_DISABLED", "FUNCTIONALITY_NOT_ENABLED")
)
_NO_OBJECT: Final = frozenset(("INVALID_TYPE", "NOT_FOUND", "INSUFFICIENT_ACCESS"))
_PASSING: Final = frozenset(
    (
        "UNABLE_TO_LOCK_ROW",
        "QUERY_TIMEOUT",
        "SERVER_UNAVAILABLE",
        "OPERATION_TOO_LARGE",
        "UNKNOWN_EXCEPTION",
        "TXN_SECURITY_METERING_ERROR",
    )
)


class Fault(Struct, frozen=True, kw_only=True):
    """One thing that was wrong, in the service's own words, the question it repeats included."""

    code: str = ""
    words: str = ""
    fields: tuple[str, ...] = ()


class VanishedField(Refused):
    """A field that was asked for is hidden from this person, or gone.

    `field` is its name; empty where that is not told.
    """

    def __init__(self, title: str, advice: str = "", field: str = "") -> None:
        super().__init__(title, advice)
        self.field = field


class NoSuchObject(Refused):
    """A kind of record that this person cannot see at all; `what` is what was asked for."""

    def __init__(self, title: str, advice: str = "", what: str = "") -> None:
        super().__init__(title, advice)
        self.what = what


class StaleLocator(BadResponse):
    """The service has forgotten where a long answer stood; it is asked anew from there."""


class LimitReached(WaitUnsaid):
    """The org has used up its requests of these 24 hours."""


class _Entry(Struct, rename="camel"):
    message: str = ""
    error_code: str = ""
    status_code: str = ""
    fields: list[str] | None = None


class _OAuth(Struct):
    error: str = ""
    error_description: str = ""


def faults(body: bytes) -> tuple[Fault, ...]:
    """What an error's body lists; nothing where it is not in the documented shape."""
    try:
        entries = msgspec.json.decode(body, type=list[_Entry])
    except (msgspec.DecodeError, UnicodeDecodeError):
        return ()
    return tuple(
        Fault(
            code=one.error_code or one.status_code,
            words=values.clean(one.message[:_READ]),
            fields=tuple(one.fields or ()),
        )
        for one in entries
    )


def oauth_fault(body: bytes) -> Fault:
    """What the sign-in service says in its own shape of an error."""
    try:
        said = msgspec.json.decode(body, type=_OAuth)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return Fault()
    words = values.clean(said.error_description)[:SAID]
    return Fault(code=values.clean(said.error)[:60], words=words)


def session_is_over(reply: Reply) -> bool:
    """Whether an answer only says that the access token is not good any more."""
    if reply.status == 401:
        return True
    return reply.status == 403 and any(one.code in _SESSION for one in faults(reply.body))


def passing(reply: Reply) -> SatchelError | None:
    """What every refusal may be, whatever was asked: no rights at all, no requests left, or a
    fault that goes by itself. None where it is about the very thing that was asked."""
    found = faults(reply.body)
    codes = {one.code for one in found}
    if reply.status == 401:
        return Auth("Salesforce does not accept this sign-in any more.", SIGN_IN_AGAIN)
    if session_is_over(reply):
        return Auth(
            "Salesforce does not take this sign-in for its interface.",
            f"It may lack the scope “api”. {SIGN_IN_AGAIN}",
        )
    if codes & _LIMITS and any(_AT_ONCE in one.words.lower() for one in found):
        return ServerTrouble(
            "Salesforce works on too many long requests of your company at once.",
            "It is tried again by itself.",
        )
    if codes & _LIMITS:
        return LimitReached(
            "Your company has used up its Salesforce requests of the last 24 hours.",
            "It is tried again later by itself; an administrator sees who used them.",
        )
    if codes & _NO_API:
        return Auth(
            f"Salesforce does not let you use its interface ({', '.join(sorted(codes & _NO_API))})"
            ".",
            "Ask an administrator for the permission “API Enabled”.",
        )
    if codes & _PASSING:
        return ServerTrouble(
            f"Salesforce could not do it just now ({', '.join(sorted(codes & _PASSING))}).",
            "It is tried again by itself.",
        )
    return None


def gives_no_reason(reply: Reply) -> bool:
    """Whether a refusal has no code that says why: it may be a moment's, so it is asked again."""
    if reply.status not in (403, 404):
        return False
    return not any(one.code for one in faults(reply.body))


def refusal(reply: Reply, what: str) -> SatchelError:
    """The error of a question that was refused; `what` names what was asked for."""
    found = faults(reply.body)
    general = passing(reply)
    if general is not None:
        return general
    first = found[0] if found else Fault()
    if first.code == "INVALID_FIELD":
        column = _NO_COLUMN.search(first.words)
        name, kind = (column[1] or column[3], column[2] or "") if column else ("", "")
        called = f"the field {name}" if name else "a field"
        return VanishedField(
            f"Salesforce does not know {called} of {kind or what}, or hides it from you.",
            "Ask an administrator, or connect again and map another field.",
            name,
        )
    if first.code == "INVALID_QUERY_LOCATOR":
        return StaleLocator("Salesforce has forgotten a long answer half-way.", "Try again.")
    if first.code in _NO_OBJECT or reply.status in (403, 404):
        named = _NO_TYPE.search(first.words)
        # A question about one kind of record may stumble over another that it asks for beside.
        what = named[1] if named is not None else what
        right = "Ask an administrator for the right to read it"
        return NoSuchObject(
            f"Salesforce does not let you see {what} ({first.code or reply.status}).",
            f"{right}." if first.code else f"{right}; {_BETWEEN}",
            what,
        )
    if not first.code:
        return Refused(
            f"Salesforce refused to answer about {what} ({reply.status}) and gave no reason.",
            f"Try again in a while; {_BETWEEN}",
        )
    return Refused(
        f"Salesforce refused to answer about {what} ({reply.status} {first.code}).",
        "Try again in a while.",
    )
