"""Who may ask: authorization codes with PKCE, access tokens, and refresh tokens that rotate."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlsplit

from msgspec import Struct

from book.clock import Clock
from sync.simulator.salesforce.quirks import Quirks

CODE_MINUTES: Final = 15
"""How long an authorization code is good for."""
LOOPBACK: Final = ("localhost", "127.0.0.1", "::1")
CLIENT: Final = "3MVG9pretend.demo.app"
"""The consumer key of the one app that the org knows."""
REFRESHING: Final = ("refresh_token", "offline_access")


class Denied(Exception):
    """An answer of the sign-in that is an error: its code and its sentence."""

    def __init__(self, code: str, text: str, status: int = 400) -> None:
        super().__init__(f"{code}: {text}")
        self.code = code
        self.text = text
        self.status = status


class Grant(Struct, kw_only=True):
    """What one sign-in opened: one refresh token at a time, and the access tokens of it."""

    user: str
    scopes: tuple[str, ...]
    refresh: str | None = None
    dead: set[str] = set()
    access: set[str] = set()
    used: datetime


class Code(Struct, frozen=True, kw_only=True):
    """An authorization code on its way through a browser."""

    user: str
    scopes: tuple[str, ...]
    callback: str
    challenge: str | None
    made: datetime


class Tokens(Struct, frozen=True, kw_only=True):
    """What the token endpoint hands out."""

    user: str
    access: str
    refresh: str | None
    scopes: tuple[str, ...]


class Access:
    """All grants of the org."""

    def __init__(self, org_id: str, clock: Clock, quirks: Quirks, words: Iterable[str]) -> None:
        self._org = org_id[:15]
        self._clock = clock
        self._quirks = quirks
        self._words = iter(words)
        self._codes: dict[str, Code] = {}
        self._grants: list[Grant] = []
        self.inactive: set[str] = set()
        """Users whom the admin froze."""

    def key_for(self, user: str, key: str) -> None:
        """Lets a token that somebody was given by hand open the org."""
        grant = Grant(user=user, scopes=("api",), used=self._clock())
        grant.access.add(key)
        self._grants.append(grant)

    def sign_in(self, user: str, scopes: tuple[str, ...] = ("api", "refresh_token")) -> Tokens:
        """Tokens as after a sign-in that went well."""
        grant = Grant(user=user, scopes=scopes, used=self._clock())
        if set(scopes) & set(REFRESHING):
            grant.refresh = self._word("5Aep861")
        self._grants.append(grant)
        return self._tokens(grant)

    def user_of(self, token: str) -> str | None:
        """Whose access token that is; None where it opens nothing any more."""
        for grant in self._grants:
            if token in grant.access:
                return None if grant.user in self.inactive else grant.user
        return None

    def check_client(self, client: str | None) -> None:
        """Refuses an app that the org does not know."""
        if client != CLIENT:
            raise Denied("invalid_client_id", "client identifier invalid")

    def check_callback(self, callback: str) -> None:
        """Refuses an address to return to that the app is not registered with.

        Only a browser is sent somewhere: a code is compared with its own address when it is
        redeemed, and a renewal names none.
        """
        registered = self._quirks.callback
        parts = urlsplit(callback)
        loopback = parts.scheme == "http" and parts.hostname in LOOPBACK
        if callback != registered if registered is not None else not loopback:
            words = "redirect_uri must match configuration"
            raise Denied("redirect_uri_mismatch", words)

    def code_for(
        self, user: str, scopes: tuple[str, ...], callback: str, challenge: str | None
    ) -> str:
        """A code that the browser carries back to the app."""
        code = self._word("aPrx")
        self._codes[code] = Code(
            user=user, scopes=scopes, callback=callback, challenge=challenge, made=self._clock()
        )
        return code

    def redeem(self, form: dict[str, str]) -> Tokens:
        """Tokens for a code, once, and only to whom it was given."""
        code = self._codes.pop(form.get("code", ""), None)
        if code is None:
            raise Denied("invalid_grant", "invalid authorization code")
        if self._clock() - code.made > timedelta(minutes=CODE_MINUTES):
            raise Denied("invalid_grant", "expired authorization code")
        if form.get("redirect_uri") != code.callback:
            words = "redirect_uri must match configuration"
            raise Denied("redirect_uri_mismatch", words)
        if code.challenge is not None:
            verifier = form.get("code_verifier", "")
            if not hmac.compare_digest(challenge_of(verifier), code.challenge):
                raise Denied("invalid_grant", "invalid code verifier")
        if code.user in self.inactive:
            raise Denied("invalid_grant", "inactive user")
        return self.sign_in(code.user, code.scopes)

    def refresh(self, token: str) -> Tokens:
        """A new access token. With rotation also a new refresh token; the old one is dead,
        and whoever comes with it ends everything that grew from that sign-in."""
        for grant in list(self._grants):
            if token in grant.dead:
                self._grants.remove(grant)
                break
            if token != grant.refresh:
                continue
            if grant.user in self.inactive:
                raise Denied("invalid_grant", "inactive user")
            if self._clock() - grant.used > timedelta(days=self._quirks.refresh_days):
                self._grants.remove(grant)
                break
            grant.used = self._clock()
            if self._quirks.rotates:
                grant.dead.add(token)
                grant.refresh = self._word("5Aep861")
                return self._tokens(grant)
            made = self._tokens(grant)
            return Tokens(user=made.user, access=made.access, refresh=None, scopes=made.scopes)
        raise Denied("invalid_grant", "expired access/refresh token")

    def revoke(self, token: str) -> None:
        """Ends a token; with a refresh token everything that came of it."""
        for grant in list(self._grants):
            if token == grant.refresh:
                self._grants.remove(grant)
                return
            if token in grant.access:
                grant.access.discard(token)
                return
        raise Denied("unsupported_token_type", "this token type is not supported")

    def expire(self) -> None:
        """Ends all access tokens; refresh tokens go on."""
        for grant in self._grants:
            grant.access.clear()

    def revoke_all(self) -> None:
        """Ends all tokens, as an admin does who throws an app out."""
        self._grants.clear()
        self._codes.clear()

    def _tokens(self, grant: Grant) -> Tokens:
        access = f"{self._org}!{self._word('AQ')}"
        grant.access.add(access)
        return Tokens(user=grant.user, access=access, refresh=grant.refresh, scopes=grant.scopes)

    def _word(self, start: str) -> str:
        return start + next(self._words)


def challenge_of(verifier: str) -> str:
    """The S256 challenge of a verifier."""
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")
