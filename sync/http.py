"""The one way out: an httpx client per service, and its errors and statuses made ours.

Nobody else in `sync` imports httpx. No sentence made here holds a key, a header or any part of
an answer. Waiting, retrying and slowing down are decided in `sync.pacing`.
"""

from __future__ import annotations

import asyncio
import re
import socket
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from msgspec import Struct

from book.errors import (
    Auth,
    BadResponse,
    Offline,
    RateLimited,
    Refused,
    SatchelError,
    ServerTrouble,
    Usage,
)
from sync.pacing import Budget, Patience, Pause, wait_asked
from sync.refusals import NotAllowed
from sync.wait_words import wait_words

if TYPE_CHECKING:
    import httpx

CONNECT_SECONDS: Final = 5.0
READ_SECONDS: Final = 15.0
LARGEST_ANSWER: Final = 32 * 1024 * 1024
"""Bytes of an answer, unpacked, beyond which reading stops."""
LONGEST_KEPT_WAIT: Final = 24 * 3600.0
"""Seconds; a service that asks for more than a day is asked again after a day all the same."""
_REDIRECTS: Final = frozenset((301, 302, 303, 307, 308))
_MAX_REDIRECTS: Final = 3
_DEEPEST_CAUSE: Final = 8
_LOOPBACK: Final = frozenset(("127.0.0.1", "::1", "localhost"))
_HOST: Final = re.compile(r"[a-z0-9.-]+|[0-9a-f:]+", re.IGNORECASE)


class TooLarge(BadResponse):
    """An answer above the cap; a shorter page of the same list may fit."""


class Interrupted(BadResponse):
    """The connection broke inside a request or an answer: worth another try, unlike other bad
    answers. The service was there, so it may be for the next request."""

    retryable = True


class Reply(Struct, frozen=True):
    """An answer: its status, its body, and its headers in lower case."""

    status: int
    body: bytes
    headers: Mapping[str, str]


def checked_url(url: str, service: str) -> str:
    """The address of a service without a closing slash; raises Usage for one we do not use.

    Plain http is taken for this machine only: everywhere else it would show the key to anyone.
    """
    text = url.strip()
    text = (text if "://" in text else f"https://{text}").rstrip("/")
    not_one = Usage(
        f"The address given for {service} is not one.",
        "It should look like https://host.example, without ? or #.",
    )
    try:
        parts = urlsplit(text)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise not_one from None
    if not _HOST.fullmatch(host) or parts.query or parts.fragment or port == 0:
        raise not_one
    if parts.username is not None or parts.password is not None:
        raise Usage(
            f"The address given for {service} holds a user name or a password.",
            "Leave them out; the key is asked for on its own.",
        )
    if parts.scheme == "http" and host not in _LOOPBACK:
        raise Usage(
            f"{service} at {host} would be reached without encryption.",
            "Use https://; plain http is for this computer only.",
        )
    if parts.scheme not in ("http", "https"):
        raise Usage(f"{service} cannot be reached by {parts.scheme}://.", "Use https://.")
    return text


class Web:
    """One service's HTTP: a client, its request count, its waits."""

    def __init__(
        self,
        service: str,
        base_url: str,
        *,
        headers: Mapping[str, str],
        transport: httpx.AsyncBaseTransport | None = None,
        pause: Pause = asyncio.sleep,
        largest: int = LARGEST_ANSWER,
    ) -> None:
        """`largest` is how many bytes of an answer are read at most."""
        self.service = service
        self._largest = largest
        self.base_url = checked_url(base_url, service)
        self.host = urlsplit(self.base_url).hostname or ""
        self.requests = 0
        self._headers = {"accept": "application/json", "user-agent": "Satchel", **headers}
        self._transport = transport
        self._pause = pause
        self._client: httpx.AsyncClient | None = None
        self._budget = Budget()
        self._date = ""

    @property
    def budget(self) -> Budget:
        """What the service said about its rate limit last."""
        return self._budget

    def service_time(self) -> datetime | None:
        """What time it was at the service when it last answered, by the `Date` it sent."""
        from email.utils import parsedate_to_datetime

        try:
            at = parsedate_to_datetime(self._date)
        except ValueError:
            return None
        return at if at.tzinfo is not None else at.replace(tzinfo=UTC)

    async def aclose(self) -> None:
        """Closes the connections."""
        if self._client is not None:
            client, self._client = self._client, None
            await client.aclose()

    async def get(
        self,
        path: str,
        params: Mapping[str, str] | None = None,
        *,
        allowed: frozenset[int] = frozenset(),
    ) -> Reply:
        """Reads; tries again a few times after a passing fault."""
        return await self.send("GET", path, params=params, allowed=allowed, repeatable=True)

    async def send(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, str] | None = None,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        allowed: frozenset[int] = frozenset(),
        repeatable: bool = False,
    ) -> Reply:
        """One exchange. Statuses outside 2xx raise ours, except those in `allowed`.

        Only a `repeatable` request is sent again after a fault; a 429 was not carried out and
        is always repeated, when the wait it asks for is short.
        """
        patience = Patience(self._budget)
        while True:
            await self._budget.slow_down(self._pause)
            try:
                reply = await self._exchange(method, path, params, body, headers or {}, patience)
                self._judge(reply, allowed)
            except (Offline, ServerTrouble, RateLimited, BadResponse) as error:
                if not repeatable and not isinstance(error, RateLimited):
                    raise
                wait = patience.next_wait(error)
                if wait is None:
                    raise
                await self._pause(wait)
                # The wait covers what the headers of the failed answer asked for.
                self._budget.remaining = None
                continue
            self._budget.answered = True
            return reply

    async def _exchange(
        self,
        method: str,
        path: str,
        params: Mapping[str, str] | None,
        body: bytes | None,
        more: Mapping[str, str],
        patience: Patience,
    ) -> Reply:
        import httpx  # 80 ms to load: only when something is really sent

        client = self._client or self._made()
        url = httpx.URL(self.base_url + path)
        if params is not None:  # given as None, they would take away what stands in the path
            url = url.copy_with(params=params)
        headers = {**more, **({"content-type": "application/json"} if body is not None else {})}
        for _ in range(_MAX_REDIRECTS + 1):
            self.requests += 1
            async with self._translated(httpx, patience.seconds_left()):
                request = client.build_request(method, url, content=body, headers=headers)
                answer = await client.send(request, stream=True)
                try:
                    if answer.status_code not in _REDIRECTS:
                        content = await self._read(answer)
                        return Reply(answer.status_code, content, answer.headers)
                finally:
                    await answer.aclose()
            url = self._followed(answer, url, method)
        raise self._strange("sends from one address to the next without end")

    def _made(self) -> httpx.AsyncClient:
        import httpx  # loaded by now

        secure = self.base_url.startswith("https")
        self._client = httpx.AsyncClient(
            headers=self._headers,
            timeout=httpx.Timeout(READ_SECONDS, connect=CONNECT_SECONDS),
            follow_redirects=False,
            transport=self._transport,
            verify=_trust() if secure else _no_trust(),
            # A proxy set for the outside world must not swallow requests to this machine.
            trust_env=self.host not in _LOOPBACK,
        )
        return self._client

    async def _read(self, answer: httpx.Response) -> bytes:
        declared = answer.headers.get("content-length", "")
        if declared.isdigit() and int(declared) > self._largest:
            raise self._too_large()
        parts: list[bytes] = []
        size = 0
        async for part in answer.aiter_bytes():
            size += len(part)
            if size > self._largest:
                raise self._too_large()
            parts.append(part)
        return parts[0] if len(parts) == 1 else b"".join(parts)

    def _followed(self, answer: httpx.Response, url: httpx.URL, method: str) -> httpx.URL:
        """Where a redirect leads, when that is the same server; the key goes nowhere else."""
        try:
            target = url.join(answer.headers.get("location", ""))
        except (ValueError, TypeError):
            target = url
        same = (target.scheme, target.host, target.port) == (url.scheme, url.host, url.port)
        if target == url or not same or method != "GET":
            raise self._strange(
                "sends to another address",
                "Check the address, and that no sign-in page of the network is in between.",
            )
        return target

    def _judge(self, reply: Reply, allowed: frozenset[int]) -> None:
        """Raises ours for a status that is not a success, and for a web page at 200."""
        self._budget.learn(reply.headers)
        self._date = reply.headers.get("date", "")
        status = reply.status
        if status in allowed and not _is_page(reply):
            return
        if 200 <= status < 300:
            if status != 204 and _is_page(reply):
                raise self._strange(
                    "answered with a web page instead of data",
                    "Check the address, and that no sign-in page of the network is in between.",
                )
            return
        raise self._status_error(reply)

    def _status_error(self, reply: Reply) -> SatchelError:
        status, service = reply.status, self.service
        if status == 401:
            return Auth(
                f"{service} refused the key (401).",
                f"Copy a valid one from {service}'s settings and connect {service} again with it.",
            )
        if status == 403:
            return self._not_allowed(reply)
        if status == 407:
            return Offline("The network's proxy asks for a password.", "Set it up, then try again.")
        if status == 429:
            wait = wait_asked(reply.headers)
            return RateLimited(
                f"{service} asks to wait {wait_words(wait)} before the next request.",
                "The next run after that goes on where this one stopped.",
                wait_seconds=min(wait, LONGEST_KEPT_WAIT),
            )
        if status == 404 and _is_page(reply):
            return self._strange(
                "is not at this address", "Check the address, and where you sign in."
            )
        if status == 408 or status >= 500:
            return ServerTrouble(
                f"{service} has trouble of its own ({status}).", "Try again in a while."
            )
        if 400 <= status < 500:
            return Refused(f"{service} refused the request ({status}).", "Try again in a while.")
        return self._strange(f"answered with status {status}")

    def _not_allowed(self, reply: Reply) -> NotAllowed:
        """The word of the service itself, or of a firewall on the way, which shows a page."""
        if _is_page(reply):
            return NotAllowed(
                f"{self.service} at {self.host} is closed to this request (403).",
                "A firewall may be in between; ask whoever looks after the network.",
            )
        return NotAllowed(
            f"{self.service} does not let this key in here (403).",
            "Ask an administrator what the key may see, or connect with another.",
        )

    def _too_large(self) -> TooLarge:
        return TooLarge(
            f"{self.service} sent an answer of more than {self._largest / 2**20:g} MB.",
            "It was not read, and what the book holds stays; look there for a record that large.",
        )

    def _strange(self, what: str, advice: str = "Try again in a while.") -> BadResponse:
        return BadResponse(f"{self.service} at {self.host} {what}.", advice)

    @asynccontextmanager
    async def _translated(self, httpx: Any, seconds: float) -> AsyncIterator[None]:
        """Turns httpx's errors into ours; the one place that knows them."""
        started = time.monotonic()
        try:
            async with asyncio.timeout(seconds):
                yield
        except _broken_off(httpx) as error:
            raise Interrupted(
                f"{self.service} broke off before the end of an answer.", "Try again in a while."
            ) from error
        except (TimeoutError, httpx.TimeoutException) as error:
            waited = wait_words(round(time.monotonic() - started))
            raise Offline(
                f"{self.service} at {self.host} did not answer within {waited}.",
                "Check the network; everything else goes on without it.",
            ) from error
        except httpx.InvalidURL as error:
            raise Usage(f"The address given for {self.service} is not one.") from error
        except httpx.TransportError as error:
            raise Offline(
                f"{self.service} at {self.host} cannot be reached{_reason(error)}.",
                "Check the network; everything else goes on without it.",
            ) from error


def _broken_off(httpx: Any) -> tuple[type[Exception], ...]:
    """What an exchange ends in that had begun: somebody was there, unlike with a ConnectError."""
    return (
        httpx.DecodingError,
        httpx.RemoteProtocolError,
        httpx.ReadError,
        httpx.WriteError,
        httpx.CloseError,
    )


def _reason(error: BaseException) -> str:
    """A word on why a connection failed, where the cause is one a person can act on."""
    cause: BaseException | None = error
    for _ in range(_DEEPEST_CAUSE):
        if cause is None:
            break
        text = str(cause).lower()
        if "certificate" in text:
            return ": its certificate is not trusted here"
        if isinstance(cause, socket.gaierror):
            return ": its name is not known"
        if isinstance(cause, ConnectionRefusedError):
            return ": the connection was refused"
        cause = cause.__cause__ or cause.__context__
    return ""


def _is_page(reply: Reply) -> bool:
    """Whether an answer is a web page rather than data."""
    kind = reply.headers.get("content-type", "").lower()
    return "html" in kind or reply.body[:200].lstrip()[:1] == b"<"


def _trust() -> Any:
    """The certificates of this system and, beside them, those that ship with httpx."""
    import ssl

    import certifi

    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    return context


def _no_trust() -> Any:
    """A context that trusts nobody, for plain http: reading certificates takes 20 ms."""
    import ssl

    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
