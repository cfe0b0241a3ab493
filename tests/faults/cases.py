"""The faults that hit one write, at any service or at one of them, and what must come of each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, NamedTuple

from tests.faults.crms import Place
from tests.faults.desks import Desk
from tests.faults.operations import OPERATIONS

Strike = Callable[[Desk, Place], None]
"""Puts the fault in wait for the next write there."""
_CHANGES: Final = ("a changed note", "a finished task", "a label")
_ALL: Final = tuple(OPERATIONS)


class Case(NamedTuple):
    """A fault that hits one write, and what must have come of it when the run is over."""

    strike: Strike
    state: str
    says: str
    """Part of what the person reads of it; `{until}` is when the entry's own wait is over."""
    error: str = ""
    reason: str = ""
    uncertain: bool = False
    arrived: bool = False
    """Whether the service did it all the same."""
    others_go: bool = True
    waits: float = 0.0
    """Seconds that the entry's own wait must at least have."""
    heard: bool = False
    """Whether the log of the service takes it for carried out."""
    at: tuple[str, ...] = ("vitally", "hubspot", "salesforce")
    """The services that do such a thing."""
    of: tuple[str, ...] = _ALL
    """The operations it may happen to."""


def _fault(kind: str, **options: Any) -> Strike:
    return lambda desk, place: desk.fault(kind, place, **options)


def _status(status: int, **options: Any) -> Strike:
    return _fault("status", status=status, **options)


def _code(code: str, status: int) -> Strike:
    def strike(desk: Desk, place: Place) -> None:
        desk.service.refuse(code, status=status, path=place.path, method=place.method)

    return strike


CASES: Final[dict[str, Case]] = {
    "429, a short Retry-After": Case(_status(429, retry_after="5"), "sent", "", waits=5),
    "429, a short RateLimit-Reset": Case(
        _status(429, reset=4), "sent", "", waits=4, at=("vitally", "salesforce")
    ),
    "429, a long Retry-After": Case(
        _status(429, retry_after="540"),
        "queued",
        "asks to wait until {until}",
        "rate_limited",
        others_go=False,
        waits=540,
    ),
    "429, a long RateLimit-Reset": Case(
        _status(429, reset=800),
        "queued",
        "asks to wait until {until}",
        "rate_limited",
        others_go=False,
        waits=800,
        at=("vitally", "salesforce"),
    ),
    "401 in the middle of a run": Case(
        _status(401), "queued", "refused the key (401)", "auth", others_go=False
    ),
    # One record is closed to the key, the one beside it is not: see test_not_allowed for the rest.
    "403": Case(_status(403), "parked", "(403)", "refused", "refused"),
    "400": Case(_status(400), "parked", "(400)", "refused", "refused"),
    "422": Case(_status(422), "parked", "(422)", "refused", "refused"),
    "409": Case(_status(409), "queued", "changed meanwhile (409)", "refused"),
    "500": Case(_status(500), "queued", "trouble of its own (500)", "server", uncertain=True),
    "502 as a web page": Case(
        _status(502, html=True), "queued", "trouble of its own (502)", "server", uncertain=True
    ),
    "the connection breaks before it is done": Case(
        _fault("close"), "queued", "broke off", "bad_response", uncertain=True
    ),
    "the connection breaks after it was done": Case(
        _fault("lost"), "queued", "broke off", "bad_response", uncertain=True, arrived=True
    ),
    "a captive portal at 200": Case(
        _fault("html"),
        "queued",
        "web page instead of data",
        "bad_response",
        uncertain=True,
        # It knows the portal's page for an answer of its own.
        heard=True,
    ),
    "a redirect elsewhere": Case(
        _fault("redirect", location="http://127.0.0.1:9/login"),
        "queued",
        "sends to another address",
        "bad_response",
        uncertain=True,
    ),
    # -- HubSpot's own -----------------------------------------------------------------
    "429 that only names its limit": Case(_status(429), "sent", "", waits=10, at=("hubspot",)),
    "429, a Retry-After in milliseconds": Case(
        _status(429, retry_after="900000"),
        "queued",
        "goes on at {until}",
        "rate_limited",
        others_go=False,
        waits=900,
        at=("hubspot",),
    ),
    "423, locked for a moment": Case(_status(423), "sent", "", waits=2, at=("hubspot",)),
    "477, the account is moved": Case(
        _status(477, retry_after="7200"),
        "queued",
        "moves this account to other machines (477)",
        "rate_limited",
        others_go=False,
        waits=7200,
        at=("hubspot",),
    ),
    # -- Salesforce's own --------------------------------------------------------------
    "no request left": Case(
        _code("REQUEST_LIMIT_EXCEEDED", 403),
        "queued",
        "used up its Salesforce requests",
        "rate_limited",
        others_go=False,
        waits=900,
        at=("salesforce",),
    ),
    "a row that is locked": Case(
        _code("UNABLE_TO_LOCK_ROW", 400),
        "queued",
        "(UNABLE_TO_LOCK_ROW",
        "server",
        uncertain=True,
        at=("salesforce",),
    ),
    "412, somebody was quicker": Case(
        _code("PRECONDITION_FAILED", 412),
        "queued",
        "a moment ago (412)",
        "refused",
        at=("salesforce",),
        of=_CHANGES,
    ),
    "a rule of the org": Case(
        _code("FIELD_CUSTOM_VALIDATION_EXCEPTION", 400),
        "parked",
        "(FIELD_CUSTOM_VALIDATION_EXCEPTION)",
        "refused",
        "refused",
        at=("salesforce",),
    ),
}
