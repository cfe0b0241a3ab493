"""One Zendesk during one run: requests with the sign-in of the moment, lists page by page."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping
from typing import Any, Final
from urllib.parse import parse_qsl, urlsplit

import msgspec

from book.errors import Auth, BadResponse
from sync import json_text
from sync.http import Reply
from sync.json_text import UNREADABLE
from sync.port import Setup
from sync.zendesk import answers, hosts
from sync.zendesk.credentials import SIGN_IN_AGAIN, TOKEN_REFUSED, credentials
from sync.zendesk.session import Session
from sync.zendesk.web import ZendeskWeb

Row = dict[str, Any]
"""One record as it came."""
MOST_PAGES: Final = 100
PAGE_SIZE: Final = "100"
_NOTHING: Final[Mapping[str, str]] = {}
_OBJECTS = msgspec.json.Decoder(dict[str, Any])


class Helpdesk:
    """Speaks to one Zendesk. Raises the errors of `sync.http`, and those of `answers`."""

    def __init__(self, setup: Setup) -> None:
        source = setup.source
        self.base_url = source.url
        kept = credentials(setup.secret, source.options.get("email") or source.me_email or "")
        self.kept = kept
        self._session = Session(setup, kept)
        self._web = ZendeskWeb(
            source.url,
            pause=setup.pause,
            header=self._session.header,
            transport=setup.transport,
        )

    @property
    def requests(self) -> int:
        """How many requests were made so far."""
        return self._web.requests + self._session.requests

    @property
    def token(self) -> str:
        """The token of the moment, to be kept out of what is passed on."""
        return self._session.token

    async def ask(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, str] | None = None,
        body: bytes | None = None,
        headers: Mapping[str, str] = _NOTHING,
    ) -> Reply:
        """One exchange below `/api/v2`; whatever status it ends with, but not 401."""
        token = self._session.token
        path = hosts.API + path
        reply = await self._web.exchange(method, path, params=params, body=body, headers=headers)
        if reply.status == 401:
            # It was not carried out: nothing is done twice by asking again.
            await self._renewed(token)
            reply = await self._web.exchange(
                method, path, params=params, body=body, headers=headers
            )
        if reply.status == 401:
            raise self.not_signed_in()
        return reply

    async def _renewed(self, token: str) -> None:
        if self.kept.is_token:
            raise self.not_signed_in()
        await self._session.renew(token)

    def not_signed_in(self) -> Auth:
        """What is said where Zendesk takes the credentials for nobody's."""
        if self.kept.is_token:
            return Auth("Zendesk refused the API token (401).", TOKEN_REFUSED)
        return Auth("Zendesk refused the sign-in (401).", SIGN_IN_AGAIN)

    async def get(self, path: str, what: str, params: Mapping[str, str] | None = None) -> Row:
        """Reads one object; `what` names it in the error of a refusal."""
        reply = await self.ask("GET", path, params=params)
        if reply.status >= 300:
            raise answers.refusal(reply, what)
        return object_of(reply.body)

    async def pages(
        self, path: str, key: str, what: str, params: Mapping[str, str] = _NOTHING
    ) -> AsyncGenerator[list[Row], None]:
        """The rows of a list, page by page, by cursors where the list has them.

        Raises BadResponse for one that leads in a circle or never ends.
        """
        asked: Mapping[str, str] = {"page[size]": PAGE_SIZE, **params}
        seen: set[str] = set()
        for _ in range(MOST_PAGES):
            answer = await self.get(path, what, asked)
            yield rows_of(answer, key)
            following = _following(answer, {"page[size]": PAGE_SIZE, **params})
            if following is None:
                return
            mark = repr(sorted(following.items()))
            if mark in seen or following == asked:
                raise BadResponse("A list of Zendesk leads in a circle.", "Try again in a while.")
            seen.add(mark)
            asked = following
        raise BadResponse(
            f"Zendesk has more than {MOST_PAGES} pages in one list.",
            "It was not read further, and what the book holds stays.",
        )

    async def all(
        self, path: str, key: str, what: str, params: Mapping[str, str] = _NOTHING
    ) -> list[Row]:
        """All rows of a short list."""
        found: list[Row] = []
        async for rows in self.pages(path, key, what, params):
            found += rows
        return found

    async def aclose(self) -> None:
        """Lets the connections go."""
        await self._web.aclose()


def object_of(body: bytes) -> Row:
    """An answer that is one object. Raises BadResponse."""
    try:
        return json_text.decode(_OBJECTS, body)
    except UNREADABLE:
        raise answers.strange() from None


def rows_of(answer: Row, key: str) -> list[Row]:
    """The rows of a list's answer. Raises BadResponse where it has none."""
    found = answer.get(key)
    if not isinstance(found, list):
        raise answers.strange()
    return [one for one in found if isinstance(one, dict)]


def _following(answer: Row, first: Mapping[str, str]) -> Mapping[str, str] | None:
    """What the next page is asked for by; None where there is none. Raises BadResponse."""
    meta, links = answer.get("meta"), answer.get("links")
    if isinstance(meta, dict):
        if meta.get("has_more") is not True:
            return None
        after = meta.get("after_cursor")
        if isinstance(after, str) and after:
            return {**first, "page[after]": after}
        return _question(links.get("next") if isinstance(links, dict) else None)
    link = answer.get("next_page")
    return _question(link) if link else None


def _question(link: Any) -> Mapping[str, str]:
    """What the address of a next page asks; of it only this is used, so that the token goes to no
    other host. Raises BadResponse: a list with more that does not say where is not whole."""
    try:
        asked = dict(parse_qsl(urlsplit(link).query)) if isinstance(link, str) else {}
    except ValueError:
        asked = {}
    if not asked:
        raise answers.strange()
    return asked
