"""One org during one run: requests with the sign-in of the moment, answers read, usage minded."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final
from urllib.parse import quote

import msgspec
from msgspec import Raw, Struct

from book.clock import stamp
from book.errors import BadResponse, SatchelError, Usage
from book.facts import BadRecord
from sync import json_text
from sync.http import Reply
from sync.json_text import UNREADABLE
from sync.port import Setup
from sync.salesforce import answers, hosts, ids
from sync.salesforce import usage as usages
from sync.salesforce.answers import LimitReached
from sync.salesforce.credentials import credentials
from sync.salesforce.org_web import OrgWeb
from sync.salesforce.session import Session

Row = dict[str, Any]
"""One record as it came."""
ONCE_MORE_SECONDS: Final = 1.0
"""A refusal without a reason is believed when it is said again after so long."""
SMALL_BATCH: Final = 200
"""Rows of a page after one that was too large to take."""
_NEXT: Final = re.compile(r"/services/data/v\d{1,3}\.\d/query(?:All)?/[\w.-]{1,200}", re.ASCII)
_VERSION: Final = re.compile(r"\d{2,3}\.0")
_NOTHING: Final[Mapping[str, str]] = {}


class Records(Struct, frozen=True, kw_only=True):
    """One page of an answer: its rows, those that could not be read, where it goes on."""

    rows: list[Row]
    bad: tuple[BadRecord, ...] = ()
    next: str | None = None


class _Page(Struct, rename="camel"):
    records: list[Raw] | None = None
    done: bool = True
    next_records_url: str | None = None


class _Count(Struct, rename="camel"):
    total_size: int


_COUNTS = msgspec.json.Decoder(_Count)
_PAGES = msgspec.json.Decoder(_Page)
_ROWS = msgspec.json.Decoder(dict[str, Any])


class Org:
    """Speaks to one org. Raises the errors of `sync.http`, and those of `answers`."""

    def __init__(self, setup: Setup) -> None:
        self._setup = setup
        kept = credentials(setup.secret)
        self.identity = kept
        self.base_url = data_address(setup.source.url, kept.instance_url, kept.login_url)
        self._session = Session(setup, kept)
        self._web = OrgWeb(
            self.base_url,
            pause=setup.pause,
            token=lambda: self._session.token,
            transport=setup.transport,
        )
        version = str(setup.source.capabilities.get("api_version") or "")
        self.version = version if _VERSION.fullmatch(version) else hosts.API_VERSION
        self.background = False
        """Whether the run may be stopped for the sake of others who need the org's requests."""
        self.usage = usages.Usage()
        self._beside = 0

    @property
    def requests(self) -> int:
        """How many requests were made so far."""
        return self._web.requests + self._session.requests + self._beside

    @property
    def host(self) -> str:
        """The host the data is at."""
        return self._web.host

    @property
    def token(self) -> str:
        """The access token of the moment, to be kept out of what is passed on."""
        return self._session.token

    def seen_at(self) -> str:
        """Now by the earlier of two clocks, ours and the org's: a wrong one does no harm."""
        ours, theirs = self._setup.clock(), self._web.service_time()
        return stamp(ours if theirs is None else min(ours, theirs))

    def data(self, path: str) -> str:
        """A path below the versioned root."""
        return f"/services/data/v{self.version}{path}"

    def sobject(self, name: str, external_id: str = "") -> str:
        """The path of a kind of record, or of one record."""
        tail = f"/{quote(external_id, safe='')}" if external_id else ""
        return self.data(f"/sobjects/{name}{tail}")

    async def ask(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, str] | None = None,
        body: bytes | None = None,
        headers: Mapping[str, str] = _NOTHING,
    ) -> Reply:
        """One exchange; whatever status it ends with, but not a sign-in that has run out.

        Raises LimitReached when the org has no request left.
        """
        self._web_needs_an_org()
        token = self._session.token
        reply = await self._web.exchange(method, path, params=params, body=body, headers=headers)
        if answers.session_is_over(reply):
            # It was not carried out: nothing is done twice by asking again.
            await self._session.renew(token)
            reply = await self._web.exchange(
                method, path, params=params, body=body, headers=headers
            )
        self._mind(reply)
        if reply.status >= 300:
            trouble = answers.passing(reply)
            if isinstance(trouble, LimitReached):
                self.usage = self.usage.used_up(stamp(self._setup.clock()))
                trouble.wait_seconds = self.usage.wait_seconds
                raise trouble
        return reply

    async def openly(self, path: str) -> Reply:
        """Reads what nobody has to sign in for, and without the token: whether this host is an
        org at all is not known yet. Whatever status it ends with."""
        self._web_needs_an_org()
        web = OrgWeb(self.base_url, pause=self._setup.pause, transport=self._setup.transport)
        try:
            return await web.exchange("GET", path)
        finally:
            self._beside += web.requests
            await web.aclose()

    async def get(
        self,
        path: str,
        what: str,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] = _NOTHING,
    ) -> Reply:
        """Reads; `what` names it in the error of a refusal."""
        reply = await self.ask("GET", path, params=params, headers=headers)
        if answers.gives_no_reason(reply):
            await self._setup.pause(ONCE_MORE_SECONDS)
            reply = await self.ask("GET", path, params=params, headers=headers)
        if reply.status >= 300:
            raise answers.refusal(reply, what)
        return reply

    async def query(
        self, soql: str, what: str, *, everything: bool = False, batch: int | None = None
    ) -> Records:
        """The first page of an answer; `everything` is told of deleted and archived rows too."""
        options = {"sforce-query-options": f"batchSize={batch}"} if batch else _NOTHING
        path = self.data("/queryAll" if everything else "/query")
        reply = await self.get(path, what, {"q": soql}, options)
        return _records(reply.body)

    async def more(self, path: str, what: str) -> Records:
        """A further page, where the last one said it is. Raises StaleLocator."""
        if not _NEXT.fullmatch(path):
            # It is sent with the token: nothing else than a page of an answer may be asked for.
            raise BadResponse(
                "Salesforce's answer goes on at a strange address.", "Nothing of it was taken in."
            )
        return _records((await self.get(path, what)).body)

    async def count(self, soql: str, what: str) -> int:
        """How many rows a question of that sort has."""
        reply = await self.get(self.data("/query"), what, {"q": soql})
        try:
            return json_text.decode(_COUNTS, reply.body).total_size
        except UNREADABLE:
            raise _strange() from None

    async def all(
        self, soql: str, what: str, *, everything: bool = False, ids_too: bool = True
    ) -> list[Row]:
        """All rows of a short answer, once more from its beginning where it was forgotten.

        Rows without an id are left out, unless the question was for none.
        """
        try:
            rows = await self._whole(soql, what, everything=everything)
        except answers.StaleLocator:
            rows = await self._whole(soql, what, everything=everything)
        return [row for row in rows if isinstance(row.get("Id"), str)] if ids_too else rows

    async def _whole(self, soql: str, what: str, *, everything: bool) -> list[Row]:
        page = await self.query(soql, what, everything=everything)
        rows = list(page.rows)
        while page.next is not None:
            page = await self.more(page.next, what)
            rows += page.rows
        return rows

    async def aclose(self) -> None:
        """Lets the connections go."""
        await self._web.aclose()

    def _mind(self, reply: Reply) -> None:
        """Learns how much is used up; in the background, leaves the last part to others."""
        told = usages.said(reply.headers)
        if told is None:
            return
        at = stamp(self._setup.clock())
        self.usage = msgspec.structs.replace(self.usage, used=told[0], most=told[1], at=at)
        if self.background and self.usage.share >= usages.STOP_AT and reply.status < 300:
            raise usages.sparing(self.usage)

    def _web_needs_an_org(self) -> None:
        if hosts.is_shared(self.base_url):
            raise Usage(
                "Which Salesforce org is meant cannot be told from this address.",
                "Sign in, or give the org's own with --url https://NAME.my.salesforce.com.",
            )


def data_address(source_url: str, instance_url: str, login_url: str) -> str:
    """Where the data is: what the person gave, unless that is only where one signs in."""
    given = source_url.rstrip("/")
    if given and given != login_url.rstrip("/") and not hosts.is_shared(given):
        return given
    return instance_url.rstrip("/") or given


def _records(body: bytes) -> Records:
    try:
        page = json_text.decode(_PAGES, body)
    except UNREADABLE:
        raise _strange() from None
    if page.records is None:
        raise _strange()
    rows: list[Row] = []
    bad: list[BadRecord] = []
    for raw in page.records:
        try:
            row = json_text.decode(_ROWS, bytes(raw))
        except UNREADABLE:
            bad.append(BadRecord(external_id="?", problem="cannot be read"))
            continue
        # In whichever length it came: one record has one id here.
        if "Id" in row:
            row["Id"] = ids.full(row["Id"])
        rows.append(row)
    following = page.next_records_url if not page.done else None
    return Records(rows=rows, bad=tuple(bad), next=following or None)


def row_of(body: bytes) -> Row | None:
    """An answer that is one object; None where it is something else."""
    try:
        return json_text.decode(_ROWS, body)
    except UNREADABLE:
        return None


def _strange() -> SatchelError:
    return BadResponse(
        "Salesforce's answer does not have its documented shape.",
        "Nothing of it was taken in; try again in a while.",
    )


def named(rows: Sequence[Row]) -> set[str]:
    """The ids of rows."""
    return {row["Id"] for row in rows if isinstance(row.get("Id"), str)}
