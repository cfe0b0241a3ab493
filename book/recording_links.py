"""Which recording a link is of: pure rules by provider, from the outside of the link alone.

Nothing is fetched. The rules are tried in order and the first that fits decides; hosts are
compared whole, so that a look-alike is just some other link.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from hashlib import sha1
from typing import Final, Literal
from urllib.parse import SplitResult, parse_qsl, quote, unquote, urlsplit, urlunsplit

import msgspec
from msgspec import Struct

from book.errors import Usage
from book.offsets import LONGEST, parse_offset, spell_offset

Provider = Literal["loom", "buildbetter", "zoom", "gong", "granola", "youtube", "other"]
LinkKind = Literal["recording", "folder", "meeting"]
"""What is behind a link; a meeting is a place to join, not a recording."""

LONGEST_LINK: Final = 8_000
"""Characters of a link beyond which it is none."""
TITLES: Final[dict[Provider, str]] = {
    "loom": "Loom",
    "buildbetter": "BuildBetter",
    "zoom": "Zoom",
    "gong": "Gong",
    "granola": "Granola",
    "youtube": "YouTube",
    "other": "Link",
}
"""What each provider is called."""
SHARED_SECONDS: Final = 15
"""How long the part is that a Gong link marks."""
_TAKES_TIME: Final = frozenset(("loom", "gong", "youtube"))
_PASSCODES: Final = frozenset(("pwd", "password", "passcode"))
_TIMES: Final = ("t", "start")
_AT_ZOOM: Final = re.compile(r"(?:[a-z0-9-]+\.)*zoom\.(?:us|com)")
_UUID: Final = "[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
_ENDS: Final = "(?=[/?#]|$)"
_SCHEME: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_BARE: Final = re.compile(r"(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,}/")
_SPOILT: Final = re.compile(r"[\s\\\x00-\x20\x7f-\x9f\ud800-\udfff]")
_IN_TEXT: Final = re.compile(r"https?://[^\s<>\"“”\[\]]{1,8000}", re.IGNORECASE)
_SAID_AFTER: Final = re.compile(r"[>)]*[ \t]*\(at ([0-9][0-9:hms.]{0,11})\)", re.IGNORECASE)
_NAMED: Final = re.compile(r"\[([^\[\]\n]{1,300})\]\(<?\Z")
_LOOK_BACK: Final = 310
_OPENING: Final = "<\"'“‘«`"
_CLOSING: Final = ">\"'”’»`.,)"


class Link(Struct, frozen=True, kw_only=True):
    """A link as it was recognised."""

    provider: Provider
    kind: LinkKind = "recording"
    raw: str
    """As it was given, trimmed; a passcode is only in it where the person agreed to keep it."""
    url: str
    """The one form every spelling of the link has."""
    provider_id: str | None = None
    key: str
    """The same for two links of the same recording."""
    at_s: int | None = None
    """The second the link points at."""
    host: str
    """As the network writes it: a look-alike in other letters shows as `xn--…`."""
    had_passcode: bool = False

    @property
    def words(self) -> str:
        """What a recording without a title is called: provider and id, or host and path."""
        return link_words(self.provider, self.provider_id, self.url)


class Found(Struct, frozen=True, kw_only=True):
    """A link of a recording in a text: where it stands, and what the text calls it."""

    start: int
    end: int
    link: Link
    title: str = ""


def recognise(text: str, *, keep_passcode: bool = False) -> Link:
    """The link that a person pasted; raises Usage, with one sentence, for what is no web link."""
    raw = trimmed(text)
    if len(raw) > LONGEST_LINK:
        raise Usage(
            f"The link has {len(raw):,} characters; {LONGEST_LINK:,} are the most.",
            "Copy it again from where the recording is.",
        )
    scheme = _SCHEME.match(raw)
    if _BARE.match(raw) or (scheme is None and raw.startswith("//")):
        raise Usage(
            "The link does not begin with https://.", "Copy it whole, from the address bar."
        )
    if scheme is None or _SPOILT.search(raw):
        raise Usage("That is not a link.", "Paste one that begins with https://.")
    if scheme[0].lower() not in ("https:", "http:"):
        raise Usage(
            f"A link that begins with “{scheme[0][:20]}” is not one of the web.",
            "Paste one that begins with https://.",
        )
    return _recognised(raw, keep_passcode=keep_passcode)


def trimmed(text: str) -> str:
    """A link without what mail programs, clipboards and sentences put around it."""
    return text.strip().lstrip(_OPENING).rstrip(_CLOSING + " \t\r\n").strip()


def recordings_in(text: str) -> list[Found]:
    """Links of recordings and their folders in a text, in order; other links are none of them.

    A name in Markdown's brackets is the title; `(at 12:05)` behind a link is its second.
    """
    found: list[Found] = []
    for match in _IN_TEXT.finditer(text):
        raw = trimmed(match[0])
        try:
            link = recognise(raw)
        except Usage:
            continue
        if link.provider == "other" or link.kind == "meeting":
            continue
        start, end = match.start(), match.start() + len(raw)
        named = _NAMED.search(text[max(0, start - _LOOK_BACK) : start])
        title = named[1].strip() if named else ""
        after = _SAID_AFTER.match(text, end, end + 40)
        if after is not None and link.at_s is None and link.kind == "recording":
            link = msgspec.structs.replace(link, at_s=parse_offset(after[1]))
        if "://" in title:
            title = ""
        found.append(Found(start=start, end=end, link=link, title=title))
    return found


def takes_time(provider: str) -> bool:
    """Whether a link of that provider can point at a second."""
    return provider in _TAKES_TIME


def provider_title(provider: str) -> str:
    """What a provider is called: `BuildBetter`; one nobody knows as it is stored."""
    return next((words for known, words in TITLES.items() if known == provider), provider)


def link_at(provider: str, url: str, second: int) -> str:
    """The link at a second; the link as it is where the provider knows no way to say one."""
    if provider in ("loom", "youtube"):
        return f"{url}{'&' if '?' in url else '?'}t={second}"
    if provider == "gong":
        part = [{"type": "SHARE", "from": second, "to": second + SHARED_SECONDS}]
        return f"{url}&highlights={quote(msgspec.json.encode(part).decode(), safe='')}"
    return url


def link_text_at(provider: str, url: str, second: int) -> str:
    """What to paste for somebody else: the link at a second, the second in words where it must."""
    if takes_time(provider):
        return link_at(provider, url, second)
    return f"{url} (at {spell_offset(second)})"


def link_words(provider: str, provider_id: str | None, url: str) -> str:
    """What a recording without a title is called: `Loom 0123…`, or host and path of the link."""
    if provider_id is not None and provider != "other":
        name = provider_title(provider)
        short = provider_id if len(provider_id) <= 12 else f"{provider_id[:8]}…"
        return f"{name} {short}"
    parts = urlsplit(url)
    path = unquote(parts.path).rstrip("/")
    shown = "".join(sign if sign.isprintable() else " " for sign in path)
    words = f"{_ascii_host(parts.hostname or '')}{shown}"
    return words if len(words) <= 80 else f"{words[:79]}…"


def _split(raw: str) -> tuple[SplitResult, str]:
    """The parts of a link and its host; raises Usage where it hides or lacks one."""
    try:
        parts = urlsplit(raw)
        host, _ = parts.hostname, parts.port
    except ValueError:
        parts, host = urlsplit(""), None
    if "@" in parts.netloc:
        raise Usage(
            "The link has a user name before its host.",
            "Such a link can hide where it leads; copy it again from where the recording is.",
        )
    if not host:
        raise Usage("The link names no host.", "Copy it whole, from the address bar.")
    return parts, host


def _recognised(raw: str, *, keep_passcode: bool) -> Link:
    parts, host = _split(raw)
    had = _AT_ZOOM.fullmatch(host) is not None and _passcode_in(parts.query)
    if had and not keep_passcode:
        parts = parts._replace(query=_without(parts.query, _PASSCODES))
    # Of the host alone case means nothing; everything behind it may be told apart by it.
    # A host of other letters is kept as the network writes it, so that no look-alike is shown.
    netloc = parts.netloc.lower()
    if not host.isascii():
        netloc = netloc.replace(host, _ascii_host(host), 1)
    url = urlunsplit(parts._replace(netloc=netloc))
    kept = raw if keep_passcode or not had else url
    for rule in _RULES:
        found = rule(url)
        if found is not None:
            return msgspec.structs.replace(
                found, raw=kept, host=_ascii_host(host), had_passcode=had
            )
    raise AssertionError("the last rule takes every link")  # only a mistake of ours comes here


def _rule(
    provider: Provider,
    kind: LinkKind,
    pattern: str,
    prefix: str,
    url_of: Callable[[str, re.Match[str]], str],
    at_of: Callable[[str], int | None] | None = None,
) -> Callable[[str], Link | None]:
    compiled = re.compile(pattern)

    def rule(url: str) -> Link | None:
        found = compiled.match(url)
        if found is None:
            return None
        name = found["id"] if provider in ("zoom", "youtube") else found["id"].lower()
        return Link(
            provider=provider,
            kind=kind,
            raw=url,
            url=url_of(url, found),
            provider_id=name,
            key=f"{prefix}:{name}",
            at_s=at_of(url) if at_of else None,
            host="",
        )

    return rule


def _other(url: str) -> Link:
    return Link(
        provider="other",
        raw=url,
        url=url,
        key=sha1(url.encode(), usedforsecurity=False).hexdigest(),
        at_s=_time_in(url, ("t",)),
        host="",
    )


def _time_in(url: str, names: tuple[str, ...], *, fragment: bool = False) -> int | None:
    """The second that a query, or a fragment like one, names; None for nonsense."""
    parts = urlsplit(url)
    texts = (parts.query, parts.fragment) if fragment else (parts.query,)
    for text in texts:
        said = dict(reversed(_pairs(text)))
        for name in names:
            if name in said and (second := parse_offset(said[name])) is not None:
                return second
    return None


def _gong_time(url: str) -> int | None:
    """The second of the first highlight."""
    said = dict(reversed(_pairs(urlsplit(url).query))).get("highlights")
    if said is None:
        return None
    try:
        second = msgspec.json.decode(said, type=list[dict[str, object]])[0]["from"]
    except (msgspec.DecodeError, IndexError, KeyError, RecursionError):
        return None
    if not isinstance(second, int | float) or isinstance(second, bool):
        return None
    return int(second) if 0 <= second <= LONGEST else None


def _pairs(query: str) -> list[tuple[str, str]]:
    return parse_qsl(query, keep_blank_values=True)


def _passcode_in(query: str) -> bool:
    return any(name.casefold() in _PASSCODES for name, _ in _pairs(query))


def _without(query: str, names: frozenset[str]) -> str:
    """A query without the parts of these names, the others as they were written."""
    kept = (
        part for part in query.split("&") if unquote(part.partition("=")[0]).casefold() not in names
    )
    return "&".join(kept)


def _bare(url: str) -> str:
    """A link without query and fragment."""
    return urlunsplit(urlsplit(url)._replace(query="", fragment=""))


def _zoom(url: str, _found: re.Match[str]) -> str:
    """The host stays; of the query only a passcode, which is there only where it was agreed to."""
    parts = urlsplit(url)
    kept = (
        part
        for part in parts.query.split("&")
        if unquote(part.partition("=")[0]).casefold() in _PASSCODES
    )
    return urlunsplit(parts._replace(query="&".join(kept), fragment=""))


def _granola(url: str, found: re.Match[str]) -> str:
    if found["kind"] == "d":
        return f"https://notes.granola.ai/d/{found['id'].lower()}"
    return _bare(url)


def _gong(url: str, found: re.Match[str]) -> str:
    return f"https://{urlsplit(url).hostname}/call?id={found['id']}"


def _ascii_host(host: str) -> str:
    try:
        return host.lower() if host.isascii() else host.encode("idna").decode().lower()
    except UnicodeError:
        return host.encode("ascii", "backslashreplace").decode()


_LOOM: Final = r"https?://(?:www\.)?loom\.com"
_BUILDBETTER: Final = r"https?://app\.buildbetter\.(?:app|ai)"
_ZOOM: Final = r"https?://(?:[A-Za-z0-9-]+\.)*zoom\.(?:us|com)"
_YOUTUBE: Final = r"https?://(?:(?:www|m|music)\.)?youtube\.com"
_VIDEO: Final = "(?P<id>[A-Za-z0-9_-]{11})(?=[/?&#]|$)"


def _youtube(pattern: str) -> Callable[[str], Link | None]:
    return _rule(
        "youtube",
        "recording",
        pattern,
        "yt",
        lambda _, found: f"https://youtu.be/{found['id']}",
        lambda url: _time_in(url, _TIMES, fragment=True),
    )


_RULES: Final[tuple[Callable[[str], Link | None], ...]] = (
    # A folder before the video: its path is a video's with a word in between.
    _rule(
        "loom",
        "folder",
        rf"{_LOOM}/share/folder/(?P<id>[0-9a-f]{{32}}){_ENDS}",
        "loomf",
        lambda url, _: _bare(url),
    ),
    _rule(
        "loom",
        "recording",
        rf"{_LOOM}/(?:share|embed|i)/(?:[A-Za-z0-9-]*-)?(?P<id>[0-9a-f]{{32}}){_ENDS}",
        "loom",
        lambda _, found: f"https://www.loom.com/share/{found['id']}",
        lambda url: _time_in(url, ("t",)),
    ),
    _rule(
        "buildbetter",
        "recording",
        rf"{_BUILDBETTER}/(?:calls?|interviews|recordings?)/(?P<id>[0-9]+|{_UUID}){_ENDS}",
        "bb",
        lambda _, found: f"https://app.buildbetter.app/call/{found['id'].lower()}",
    ),
    _rule(
        "buildbetter",
        "folder",
        rf"{_BUILDBETTER}/folders/(?P<id>{_UUID}|[0-9]+){_ENDS}",
        "bbf",
        lambda url, _: _bare(url),
    ),
    _rule(
        "zoom",
        "recording",
        rf"{_ZOOM}/rec(?:ording)?/(?:play|share)/(?P<id>[A-Za-z0-9_.-]+)",
        "zoomrec",
        _zoom,
    ),
    _rule(
        "zoom",
        "meeting",
        rf"{_ZOOM}/j/(?P<id>[0-9]{{9,12}})(?=[/?#]|$)",
        "zoom",
        lambda url, _: _bare(url),
    ),
    _rule(
        "gong",
        "recording",
        r"https?://(?:[A-Za-z0-9-]+\.)?app\.gong\.io/call\?(?:[^#]*&)?id=(?P<id>[0-9]+)(?=[&#]|$)",
        "gong",
        _gong,
        _gong_time,
    ),
    _rule(
        "granola",
        "recording",
        rf"https?://notes\.granola\.ai/(?P<kind>[dtp])/(?P<id>{_UUID})",
        "granola",
        _granola,
    ),
    _youtube(rf"{_YOUTUBE}/watch/?\?(?:[^#]*&)?v={_VIDEO}"),
    _youtube(rf"{_YOUTUBE}/(?:live|shorts|embed)/{_VIDEO}"),
    _youtube(rf"https?://(?:www\.)?youtu\.be/{_VIDEO}"),
    _other,
)
