"""Which accounts of several sources are the same customer; pure."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from itertools import combinations
from typing import Final, Literal

from msgspec import Struct

from book.figures import MAILBOXES

How = Literal["id", "domain", "name", "hand"]
"""What told that two accounts are the same customer: an id both sources keep, the web domain,
the name, or the person."""

_WWW: Final = re.compile(r"^(?:https?://)?(?:www\.)?")
_LEGAL: Final = re.compile(
    r"[\s,.]+(?:inc|llc|ltd|limited|gmbh|ag|corp|co|bv|sa|sas|srl|oy|ab|plc|pty)\.?$"
)

_SHORT_ACCOUNT: Final = re.compile(r"001[0-9A-Za-z]{12}", re.ASCII)
"""What only an account of Salesforce's is called: fifteen characters with that beginning."""
_TAIL: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"

_EVERYBODYS: Final = frozenset(
    (*MAILBOXES, "linkedin.com", "facebook.com", "instagram.com", "twitter.com", "x.com")
)
"""Domains that many customers give as theirs."""


class Face(Struct, frozen=True, kw_only=True, gc=False):
    """What of an account tells which customer it is."""

    id: int
    source: str
    external_id: str
    org_id: str | None
    domain: str | None
    name: str
    shown_with: int | None
    in_book: bool


class Match(Struct, frozen=True, gc=False):
    """An account that is the same customer as another, and what told so."""

    twin: int
    leader: int
    how: How


def matches(faces: Iterable[Face], apart: frozenset[tuple[int, int]]) -> list[Match]:
    """Which accounts of different sources are the same customer; those with a place keep it.

    Only a sign that is one account's alone in each source counts: two accounts of one source
    with the same domain are matched with nobody by it. The first account known leads; who comes
    together does not depend on who was known first.
    """
    living = [face for face in faces if face.in_book]
    domains = {face.id: _domain(face) for face in living}
    groups = _Groups(living, apart)
    for how, signs in _SIGNS:
        for group in _alone_in_each_source(living, signs):
            for one, other in combinations(group, 2):
                if how == "name" and _contradict(domains[one.id], domains[other.id]):
                    continue
                groups.unite(one.id, other.id, how)
    return groups.made()


def in_doubt(leader: Face, twins: Sequence[tuple[Face, str]]) -> frozenset[int]:
    """Which of the accounts shown as part of another one nothing speaks for any more.

    `twins` come with what told that they are the same customer; what a person said is never in
    doubt, and what shares a sign with one of the others is not either.
    """
    sure = [leader, *(twin for twin, how in twins if how not in _SIGN_NAMES)]
    open_to_doubt = [twin for twin, how in twins if how in _SIGN_NAMES]
    while open_to_doubt:
        spoken_for = [one for one in open_to_doubt if any(_share(one, other) for other in sure)]
        if not spoken_for:
            break
        sure = spoken_for
        open_to_doubt = [one for one in open_to_doubt if one not in spoken_for]
    return frozenset(one.id for one in open_to_doubt)


def _share(one: Face, other: Face) -> bool:
    """Whether any sign still tells that two accounts are the same customer."""
    for number in set(_by_id(one)) & set(_by_id(other)):
        if number in (_in_full(one.org_id), _in_full(other.org_id)):
            return True
    first, second = _domain(one), _domain(other)
    if first and first == second:
        return True
    return not _contradict(first, second) and bool(set(_by_name(one)) & set(_by_name(other)))


class _Groups:
    """Accounts on their way to their customers, each group under the one that leads it."""

    def __init__(self, living: Sequence[Face], apart: frozenset[tuple[int, int]]) -> None:
        self._leader = {face.id: face.shown_with or face.id for face in living}
        self._members: dict[int, set[int]] = defaultdict(set)
        self._sources: dict[int, set[str]] = defaultdict(set)
        for face in living:
            self._members[self._leader[face.id]].add(face.id)
            self._sources[self._leader[face.id]].add(face.source)
        self._apart: dict[int, set[int]] = defaultdict(set)
        for one, other in apart:
            self._apart[one].add(other)
            self._apart[other].add(one)
        self._joined: dict[int, How] = {}

    def unite(self, one: int, other: int, how: How) -> None:
        """Makes one group of two, unless they share a source or a person parted some of them."""
        first, second = sorted((self._leader[one], self._leader[other]))
        if first == second or self._sources[first] & self._sources[second]:
            return
        if any(self._apart[number] & self._members[second] for number in self._members[first]):
            return
        for number in self._members[second]:
            self._leader[number] = first
        self._members[first] |= self._members.pop(second)
        self._sources[first] |= self._sources.pop(second)
        self._joined[second] = how

    def made(self) -> list[Match]:
        """Who is shown with whom from now on."""
        return [Match(one, self._leader[one], how) for one, how in sorted(self._joined.items())]


def _by_id(face: Face) -> list[str]:
    # Short numbers are counted up by every service: that two are alike says nothing.
    said = (_in_full(face.external_id), _in_full(face.org_id))
    return [text for text in said if text and not text.isdecimal()]


def _in_full(text: str | None) -> str | None:
    """An id of a Salesforce account in its long form: copied elsewhere it often is the short one,
    whose case counts; the three letters behind it say which of the others are capitals."""
    if text is None or not _SHORT_ACCOUNT.fullmatch(text):
        return text
    fives = (text[0:5], text[5:10], text[10:15])
    bits = [sum(1 << at for at, one in enumerate(part) if one.isupper()) for part in fives]
    return text + "".join(_TAIL[number] for number in bits)


def _domain(face: Face) -> str | None:
    if not face.domain:
        return None
    host = _WWW.sub("", face.domain.strip().casefold()).split("/")[0]
    return host if host and host not in _EVERYBODYS else None


def _by_domain(face: Face) -> list[str]:
    domain = _domain(face)
    return [domain] if domain else []


def _by_name(face: Face) -> list[str]:
    name = _LEGAL.sub("", " ".join(face.name.casefold().split()))
    return [name] if name else []


_SIGNS: Final[tuple[tuple[How, Callable[[Face], list[str]]], ...]] = (
    ("id", _by_id),
    ("domain", _by_domain),
    ("name", _by_name),
)


_SIGN_NAMES: Final = frozenset(how for how, _ in _SIGNS)


def _alone_in_each_source(
    faces: list[Face], signs: Callable[[Face], list[str]]
) -> Iterable[list[Face]]:
    """Groups that share a sign, where each source has at most one account with it.

    In an order that the accounts' own ids tell, not the one they came in.
    """
    found: dict[str, dict[int, Face]] = defaultdict(dict)
    for face in faces:
        for sign in signs(face):
            found[sign][face.id] = face
    for sign, group in sorted(found.items()):
        sources = {face.source for face in group.values()}
        if signs is _by_id and all(_in_full(face.org_id) != sign for face in group.values()):
            continue  # each service's own id; only one that another keeps too is a sign
        if 1 < len(group) == len(sources):
            yield sorted(group.values(), key=lambda face: (face.source, face.external_id))


def _contradict(one: str | None, other: str | None) -> bool:
    return bool(one and other and one != other)
