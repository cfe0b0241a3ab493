"""Which accounts of several sources are the same customer; pure."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Final, Literal

from msgspec import Struct

How = Literal["id", "domain", "name", "hand"]
"""What told that two accounts are the same customer: an id both sources keep, the web domain,
the name, or the person."""

_WWW: Final = re.compile(r"^(?:https?://)?(?:www\.)?")
_LEGAL: Final = re.compile(
    r"[\s,.]+(?:inc|llc|ltd|limited|gmbh|ag|corp|co|bv|sa|sas|srl|oy|ab|plc|pty)\.?$"
)


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
    with the same domain are matched with nobody by it. The first account known leads.
    """
    living = [face for face in faces if face.in_book]
    leaders = {face.id: face.shown_with or face.id for face in living}
    sources_of: dict[int, set[str]] = defaultdict(set)
    for face in living:
        sources_of[leaders[face.id]].add(face.source)
    domains = {face.id: _domain(face) for face in living}
    made: list[Match] = []
    for how, signs in _SIGNS:
        for group in _alone_in_each_source(living, signs):
            first, *others = sorted(group, key=lambda face: (leaders[face.id], face.id))
            for face in others:
                one, other = leaders[first.id], leaders[face.id]
                if (
                    one == other
                    or sources_of[one] & sources_of[other]
                    or _were_parted(one, other, apart)
                    or (how == "name" and _contradict(domains[first.id], domains[face.id]))
                ):
                    continue
                made.append(Match(other, one, how))
                for each, leader in leaders.items():
                    if leader == other:
                        leaders[each] = one
                sources_of[one] |= sources_of.pop(other)
    return made


def _by_id(face: Face) -> list[str]:
    # Short numbers are counted up by every service: that two are alike says nothing.
    return [text for text in (face.external_id, face.org_id) if text and not text.isdecimal()]


def _domain(face: Face) -> str | None:
    if not face.domain:
        return None
    host = _WWW.sub("", face.domain.strip().casefold()).split("/")[0]
    return host or None


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


def _alone_in_each_source(
    faces: list[Face], signs: Callable[[Face], list[str]]
) -> Iterable[list[Face]]:
    """Groups that share a sign, where each source has at most one account with it."""
    found: dict[str, dict[int, Face]] = defaultdict(dict)
    for face in faces:
        for sign in signs(face):
            found[sign][face.id] = face
    for sign, group in found.items():
        sources = {face.source for face in group.values()}
        if signs is _by_id and all(face.org_id != sign for face in group.values()):
            continue  # each service's own id; only one that another keeps too is a sign
        if 1 < len(group) == len(sources):
            yield list(group.values())


def _were_parted(one: int, other: int, apart: frozenset[tuple[int, int]]) -> bool:
    return (one, other) in apart or (other, one) in apart


def _contradict(one: str | None, other: str | None) -> bool:
    return bool(one and other and one != other)
