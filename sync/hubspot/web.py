"""HubSpot's manners on the wire: its limits and their names, its pauses, its refusals."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Collection, Mapping
from typing import TYPE_CHECKING, Final

from book.errors import Auth, BadResponse, RateLimited, Refused, SatchelError
from sync.http import LONGEST_KEPT_WAIT, Reply, Web
from sync.hubspot import answers
from sync.hubspot.answers import Said
from sync.hubspot.credentials import bearer_header
from sync.hubspot.hosts import TITLE
from sync.pacing import Pause
from sync.refusals import NotAllowed
from sync.wait_words import wait_words

if TYPE_CHECKING:
    import httpx

SEARCHES: Final = 4
"""Searches within any one second; five are allowed, to all apps of the account together."""
LOCKED: Final = 423
MOVING: Final = 477
_MILLISECONDS_FROM: Final = 600
"""A `Retry-After` above this is in milliseconds: the documentation says both."""
_WAITS: Final = {"SECONDLY": 1.0, "TEN_SECONDLY_ROLLING": 10.0}
"""Seconds to wait by the limit that was hit, times the number of refusals in a row."""
_USUAL_WAIT: Final = 10.0
_SHORTEST_WAIT: Final = 0.2
_LOCKED_WAIT: Final = 2.0
_INTERVAL_SECONDS: Final = 10.0


class Invalid(Refused):
    """A question that was refused (400), with the properties it was refused for."""

    def __init__(self, title: str, advice: str = "", properties: Collection[str] = ()) -> None:
        super().__init__(title, advice)
        self.properties = tuple(properties)


class NotServed(BadResponse):
    """A path that is not known there (404); it named no record that might be missing."""


class LacksScopes(NotAllowed):
    """The key lacks scopes (403): those that are named, or, where HubSpot names none, some."""

    def __init__(
        self, title: str, advice: str = "", said: str = "", scopes: Collection[str] = ()
    ) -> None:
        super().__init__(title, advice, said)
        self.scopes = tuple(scopes)


class RefusedByWhom(Auth):
    """A key that was refused (401) by something that may not be HubSpot at all."""


class KeyIsOut(NotAllowed):
    """Whoever made the key may not be there any more (403): nothing can be asked with it."""


class Locked(RateLimited):
    """A record that is locked for the moment (423); nothing was done to it."""


class HubSpotWeb(Web):
    """One account's HTTP. `midnight` says in how many seconds the account's day ends."""

    def __init__(
        self,
        base_url: str,
        token: str,
        *,
        midnight: Callable[[], float],
        pause: Pause,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        super().__init__(
            TITLE,
            base_url,
            headers={"authorization": bearer_header(token)},
            transport=transport,
            pause=pause,
        )
        self.token = token
        """For the one question that takes it in its body: what it may do."""
        self._midnight = midnight
        self._searched: deque[float] = deque(maxlen=SEARCHES)
        self._refused_in_a_row = 0
        self.daily_limit: int | None = None
        """Requests a day, as an answer said last; searches do not say it."""
        self.daily_left: int | None = None
        self.day_over = False
        """Whether a request was refused because none is left of the day."""

    async def turn_to_search(self) -> None:
        """Waits until one more search fits into the second."""
        if len(self._searched) == SEARCHES:
            early = 1.0 - (time.monotonic() - self._searched[0])
            if early > 0:
                await self._pause(early)
        self._searched.append(time.monotonic())

    def used(self) -> tuple[int, int] | None:
        """Requests of this day that are used up, of all apps, and how many there are: as answers
        said last; None where none did. No count is known where only a refusal told: then 0, 0."""
        most, left = self.daily_limit, self.daily_left
        if self.day_over:
            return most or 0, most or 0
        return None if most is None or left is None else (max(most - left, 0), most)

    def _judge(self, reply: Reply, allowed: frozenset[int]) -> None:
        if reply.status < 400:
            self._refused_in_a_row = 0
        try:
            super()._judge(reply, allowed)
        finally:
            self._learn(reply.headers)

    def _learn(self, headers: Mapping[str, str]) -> None:
        """Reads the limits an answer speaks of; those of searches speak of none."""
        self.daily_limit = _number(headers, "daily") or self.daily_limit
        left = _number(headers, "daily-remaining")
        self.daily_left = self.daily_left if left is None else left
        remaining = _number(headers, "remaining")
        if remaining is None:
            return
        interval = _number(headers, "interval-milliseconds")
        self.budget.limit = _number(headers, "max") or self.budget.limit
        self.budget.remaining = remaining
        self.budget.reset_seconds = interval / 1000 if interval else _INTERVAL_SECONDS

    def _status_error(self, reply: Reply) -> SatchelError:
        if reply.status == 401 and not answers.said(reply.body).category:
            return RefusedByWhom(
                f"{self.host} refused the key (401), and not in HubSpot's own words.",
                "Check the address HubSpot is connected at; where it is right, connect HubSpot"
                " again with the key that is valid now.",
            )
        if reply.status == 401:
            return Auth(
                "HubSpot refused the key (401): it has expired, or was rotated or revoked.",
                "Copy the key that is valid now, and connect HubSpot again with it.",
            )
        if reply.status == 400:
            said = answers.said(reply.body)
            named = f" It names {', '.join(said.properties)}." if said.properties else ""
            return Invalid(
                f"HubSpot refused the request (400).{named}",
                "Try again in a while; connect HubSpot again where properties were renamed.",
                said.properties,
            )
        if reply.status == 404:
            # Where a record may be missing, the status is asked for and not judged.
            return NotServed(
                f"HubSpot at {self.host} does not know what it was asked for (404).",
                "Check the address HubSpot is connected at, then connect it again.",
            )
        if reply.status in (429, LOCKED, MOVING):
            self._refused_in_a_row += 1
            return self._wait(reply)
        return super()._status_error(reply)

    def _wait(self, reply: Reply) -> RateLimited:
        asked = _asked(reply.headers)
        again = "The next run after that goes on where this one stopped."
        if reply.status == LOCKED:
            wait = max(asked or 0.0, _LOCKED_WAIT * self._refused_in_a_row)
            return Locked("HubSpot has the record locked for the moment (423).", again, wait)
        if reply.status == MOVING:
            # Here it is in seconds, and may be a day.
            wait = _seconds(reply.headers) or _USUAL_WAIT
            words = "HubSpot moves this account to other machines (477)"
        elif answers.said(reply.body).policy == "DAILY":
            wait = self._midnight()
            self.day_over = True
            words = "HubSpot's requests of this day are used up (429)"
        else:
            policy = answers.said(reply.body).policy
            wait = asked or _WAITS.get(policy, _USUAL_WAIT) * self._refused_in_a_row
            words = "HubSpot is asked too often (429)"
        wait = min(max(wait, _SHORTEST_WAIT), LONGEST_KEPT_WAIT)
        return RateLimited(f"{words}; it goes on in {wait_words(wait)}.", again, wait)

    def _not_allowed(self, reply: Reply) -> NotAllowed:
        said = answers.said(reply.body)
        return may_not(said) or super()._not_allowed(reply)


def may_not(said: Said) -> NotAllowed | None:
    """Why a key may not do something, where HubSpot says so."""
    if said.scopes:
        return lacking(said.scopes)
    if said.category == answers.MISSING_SCOPES:
        return LacksScopes(
            "The key for HubSpot lacks a scope, and HubSpot does not say which (403).",
            "Compare the key's scopes with those the connect dialog names.",
        )
    if said.category == answers.CREATOR_GONE:
        return KeyIsOut(
            "HubSpot does not let this key in: whoever made it may not do this any more (403).",
            "Ask an administrator to make a new key, and connect HubSpot again with it.",
        )
    return None


def lacking(scopes: Collection[str]) -> LacksScopes:
    """The refusal of a key that lacks these scopes."""
    each = tuple(dict.fromkeys(scopes))
    several = "scopes" if len(each) > 1 else "scope"
    return LacksScopes(
        f"The key for HubSpot lacks the {several} {', '.join(each)} (403).",
        "Add what is missing to the key in HubSpot's settings, or connect with another.",
        scopes=each,
    )


def _asked(headers: Mapping[str, str]) -> float | None:
    """Seconds of a `Retry-After`, which HubSpot gives in seconds or in milliseconds."""
    asked = _seconds(headers)
    return asked / 1000 if asked is not None and asked > _MILLISECONDS_FROM else asked


def _seconds(headers: Mapping[str, str]) -> float | None:
    text = headers.get("retry-after", "").strip()
    return float(text) if text.isascii() and text.isdigit() and len(text) < 9 else None


def _number(headers: Mapping[str, str], name: str) -> int | None:
    text = headers.get(f"x-hubspot-ratelimit-{name}", "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
