"""What is wrong with the house rules' escalations when all values are seen together."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from book.filling import places
from book.rules_channel import PLACES
from book.rules_escalations import (
    GROUP,
    NEXT_UPDATE,
    REQUESTER,
    ROUTED_BY,
    SEVERITY,
    SUBJECT,
    TOLD,
)
from book.rules_fault import Fault, unknown
from book.rules_shape import HouseRules, KeyPath

_TOLD: Final = ("person", "subject", "signature")
_PANEL_WORDS: Final = ("person", "panel", "signature")
_NUDGE: Final = ("subject", "days", "link")
_TYPES: Final = {
    SUBJECT: "line",
    REQUESTER: "person",
    GROUP: "group",
    SEVERITY: "severity",
    TOLD: "yes",
    NEXT_UPDATE: "day",
}
"""What more than the form itself reads: as a text, “no” would say that the customer was told."""
_TITLED: Final = ("severities", "homework", "fields", "kinds")


def escalations(rules: HouseRules) -> Iterator[Fault]:
    """Nameless entries, fields there are not, tickets that nobody could route, dead addresses."""
    yield from _titles(rules)
    yield from _fields(rules)
    yield from _kinds(rules)
    yield from _addresses(rules)
    yield from _words(rules)


def channel(rules: HouseRules) -> Iterator[Fault]:
    """Texts of a channel that ask for what nobody knows."""
    said = rules.channel
    texts = (("name", said.name), ("description", said.description), ("welcome", said.welcome))
    for key, text in (*texts, *(("steps", step) for step in said.steps)):
        known = (*PLACES, "channel") if key == "steps" else PLACES
        for place in places(text):
            if place not in known:
                words = f"asks for “{{{place}}}”, which is not known."
                yield unknown(("channel", key), words, place, dict.fromkeys(known))


def _titles(rules: HouseRules) -> Iterator[Fault]:
    for table in _TITLED:
        for code, one in getattr(rules.escalations, table).items():
            if not one.title.strip():
                yield Fault((("escalations", table, code),), "has no title.")


def _fields(rules: HouseRules) -> Iterator[Fault]:
    for code, one in rules.escalations.fields.items():
        if one.type == "choice" and not one.choices:
            yield Fault((("escalations", "fields", code),), "is a choice without choices.")
        wanted = _TYPES.get(code, one.type)
        if one.type != wanted:
            path: KeyPath = ("escalations", "fields", code, "type")
            yield Fault((path,), f"must stay “{wanted}”: what is sent is made of it.")


def _kinds(rules: HouseRules) -> Iterator[Fault]:
    known = rules.escalations.fields
    for code, kind in rules.escalations.kinds.items():
        here: KeyPath = ("escalations", "kinds", code)
        for place, field in enumerate(kind.fields):
            if field not in known:
                words = f"“{field}” is no field of an escalation."
                yield unknown((*here, "fields", place), words, field, known)
        for place, field in enumerate(kind.needs):
            if field not in kind.fields:
                words = f"“{field}” is needed, but the form does not ask for it."
                yield unknown((*here, "needs", place), words, field, dict.fromkeys(kind.fields))
        for key in ("day", "afterwards"):
            field = getattr(kind, key)
            if field and field not in kind.fields:
                words = f"“{field}” is not among the fields of the form."
                yield unknown((*here, key), words, field, dict.fromkeys(kind.fields))
        if kind.way == "ticket":
            for field in ROUTED_BY:
                if field not in kind.fields:
                    words = f"is sent as a ticket, so it must ask for {field}."
                    yield Fault(((*here, "fields"), here), words)


def _addresses(rules: HouseRules) -> Iterator[Fault]:
    said = rules.escalations
    for code, place in said.homework.items():
        if place.search and not place.search.startswith(("https://", "http://")):
            path: KeyPath = ("escalations", "homework", code, "search")
            yield Fault((path,), "must begin with https:// or http://.")
    if said.panel and not said.panel.startswith(("https://", "http://")):
        yield Fault((("escalations", "panel"),), "must begin with https:// or http://.")
    if said.forward_to and "@" not in said.forward_to:
        yield Fault((("escalations", "forward_to"),), "must be a mail address.")


def _words(rules: HouseRules) -> Iterator[Fault]:
    for key, text, known in (
        ("told", rules.escalations.told, _TOLD),
        ("panel_words", rules.escalations.panel_words, _PANEL_WORDS),
        ("nudge", rules.escalations.nudge, _NUDGE),
    ):
        for place in places(text):
            if place not in known:
                words = f"asks for “{{{place}}}”, which is not known."
                yield unknown(("escalations", key), words, place, dict.fromkeys(known))
