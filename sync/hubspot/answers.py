"""What HubSpot says when it says no: the few words of an error body that mean something here.

Nothing of it is shown as it came but property names, scopes and, to the entry it is about, the
reason of a refused write; the message may repeat what was sent.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, Final

import msgspec
from msgspec import Struct

from sync.json_text import UNREADABLE

MISSING_SCOPES: Final = "MISSING_SCOPES"
NOT_FOUND: Final = "OBJECT_NOT_FOUND"
CREATOR_GONE: Final = "USER_DOES_NOT_HAVE_PERMISSIONS"

_SCOPE: Final = re.compile(r"[a-z0-9][a-z0-9._:-]{1,80}")
_PROPERTY: Final = re.compile(r"[a-z][a-z0-9_]{0,120}", re.IGNORECASE)
_SCOPES_AT: Final = ("missingScopes", "requiredGranularScopes", "requiredScopes")
_PROPERTIES_AT: Final = ("propertyName", "propertyNames", "invalidPropertyName")


class Said(Struct, frozen=True, kw_only=True):
    """An error body, as far as it goes; all of it may be empty."""

    category: str = ""
    message: str = ""
    policy: str = ""
    """Which limit a 429 is about: `SECONDLY`, `TEN_SECONDLY_ROLLING`, `DAILY`."""
    scopes: tuple[str, ...] = ()
    properties: tuple[str, ...] = ()
    """Names of the properties it is about."""


class _Detail(Struct):
    message: Any = None
    context: Any = None
    name: Any = None


class _Body(Struct, rename="camel"):
    category: Any = None
    message: Any = None
    policy_name: Any = None
    context: Any = None
    errors: Any = None


_bodies = msgspec.json.Decoder(_Body)


def said(body: bytes) -> Said:
    """The words of an error body; none where it is something else."""
    try:
        read = _bodies.decode(body)
    except UNREADABLE:
        return Said()
    message = read.message if isinstance(read.message, str) else ""
    details = _details(read.errors) + _details(_listed_in(message))
    contexts = [read.context, *(detail.context for detail in details)]
    names = [detail.name for detail in details]
    return Said(
        category=read.category if isinstance(read.category, str) else "",
        message=message,
        policy=read.policy_name if isinstance(read.policy_name, str) else "",
        scopes=_texts(contexts, _SCOPES_AT, _SCOPE),
        properties=tuple(
            dict.fromkeys(
                (
                    *_texts(contexts, _PROPERTIES_AT, _PROPERTY),
                    *(
                        name
                        for name in names
                        if isinstance(name, str) and _PROPERTY.fullmatch(name)
                    ),
                )
            )
        ),
    )


def _listed_in(message: str) -> Any:
    """The list of single refusals that stands in some messages behind a colon, as JSON."""
    _, _, rest = message.partition(": [")
    if not rest:
        return None
    try:
        return msgspec.json.decode(f"[{rest}")
    except UNREADABLE:
        return None


def _details(found: Any) -> list[_Detail]:
    if not isinstance(found, list):
        return []
    return [msgspec.convert(one, _Detail) for one in found if isinstance(one, dict)]


def _texts(
    contexts: Iterable[Any], keys: tuple[str, ...], shape: re.Pattern[str]
) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for context in contexts:
        if not isinstance(context, dict):
            continue
        for key in keys:
            values = context.get(key)
            for value in values if isinstance(values, list) else [values]:
                if isinstance(value, str) and shape.fullmatch(value):
                    found[value] = None
    return tuple(found)
