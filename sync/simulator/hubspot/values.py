"""Property values on their way in: every one is text in the end, and some are refused."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Collection
from datetime import UTC, datetime
from typing import Any, Final

from book.clock import stamp
from sync.simulator.hubspot.properties import Property

LONGEST: Final = 65_536
"""Characters a text property takes."""

_MAIL: Final = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_MIDNIGHT: Final = re.compile(r"(\d{4}-\d{2}-\d{2})T00:00:00(\.0+)?(Z|\+00:00)")
_TAGS: Final = frozenset(
    (
        "a", "b", "blockquote", "br", "code", "div", "em", "h1", "h2", "h3", "h4", "hr", "i",
        "img", "li", "ol", "p", "pre", "s", "span", "strong", "table", "tbody", "td", "th",
        "thead", "tr", "u", "ul",
    )
)  # fmt: skip
_ATTRIBUTES: Final = {
    "a": {"href", "target", "rel"},
    "img": {"src", "alt", "width", "height"},
    "p": {"style"},
    "span": {"style"},
}


class Wrong(Exception):
    """A value that a property does not take: `code` and words."""

    def __init__(self, code: str, words: str) -> None:
        super().__init__(words)
        self.code = code
        self.words = words


def as_text(value: Any) -> str | None:
    """A JSON scalar as the text HubSpot keeps; None where it clears the property."""
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float | str):
        return str(value)
    raise Wrong("INVALID_JSON", "the value has to be a string")


def accepted(definition: Property, value: Any, owners: Collection[str]) -> str | None:
    """The value as it is kept; Wrong where the property does not take it."""
    text = as_text(value)
    if text is None:
        return None
    if definition.type != "string" and text != text.strip():
        raise Wrong("INVALID_WHITESPACE", "the value begins or ends with a space")
    if definition.outside == "owners":
        return _owner(text, owners)
    checked = _CHECKS[definition.type](definition, text)
    return checked.lower() if definition.name == "email" else checked


def tidied(html: str, *, whitespace: bool = False) -> str:
    """HTML as HubSpot keeps it: no comments, no unknown tags; perhaps without idle spaces."""
    # Only writes need the library; a client that reads starts without it.
    import nh3

    kept = nh3.clean(html, tags=set(_TAGS), attributes=dict(_ATTRIBUTES), link_rel=None)
    return re.sub(r"\s+", " ", kept).replace("> <", "><").strip() if whitespace else kept


def milliseconds(text: str) -> int:
    """A kept moment, or the midnight of a kept day, as milliseconds since 1970 UTC."""
    moment = datetime.fromisoformat(text)
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return round(moment.timestamp() * 1000)


def from_milliseconds(number: int) -> str:
    """Milliseconds since 1970 UTC as a kept moment; ValueError beyond the years there are."""
    try:
        return stamp(datetime.fromtimestamp(number / 1000, UTC))
    except (OverflowError, OSError) as error:
        raise ValueError(number) from error


def _owner(text: str, owners: Collection[str]) -> str:
    if text not in owners:
        raise Wrong("INVALID_OWNER_ID", f"owner {text} does not exist")
    return text


def _string(definition: Property, text: str) -> str:
    if len(text) > LONGEST:
        raise Wrong("PROPERTY_VALUE_TOO_LONG", f"longer than {LONGEST} characters")
    if definition.name == "email" and not _MAIL.fullmatch(text):
        raise Wrong("INVALID_EMAIL", f"Email address {text} is invalid")
    return text


def _number(_definition: Property, text: str) -> str:
    try:
        fine = math.isfinite(float(text)) and "_" not in text
    except ValueError:
        fine = False
    if not fine:
        raise Wrong("INVALID_NUMBER", f"{text} was not a valid number.")
    return text


def _bool(_definition: Property, text: str) -> str:
    if text not in ("true", "false"):
        raise Wrong("INVALID_BOOLEAN", f"{text} was not a valid boolean.")
    return text


def _date(_definition: Property, text: str) -> str:
    midnight = _MIDNIGHT.fullmatch(text)
    try:
        if text.lstrip("-").isdigit():
            day, _, clock = from_milliseconds(int(text)).partition("T")
            if clock != "00:00:00.000Z":
                raise Wrong("INVALID_DATE", f"{text} is at {clock}, not midnight!")
            return day
        day = midnight[1] if midnight else text
        if _DAY.fullmatch(day):
            datetime.fromisoformat(day)
            return day
    except ValueError:
        pass
    raise Wrong("INVALID_DATE", f"{text} was not a valid date.")


def _datetime(_definition: Property, text: str) -> str:
    try:
        if text.lstrip("-").isdigit():
            return from_milliseconds(int(text))
        moment = datetime.fromisoformat(text)
        return stamp(moment if moment.tzinfo else moment.replace(tzinfo=UTC))
    except ValueError:
        raise Wrong("INVALID_LONG", f"{text} was not a valid long.") from None


def _enumeration(definition: Property, text: str) -> str:
    if definition.outside or not definition.options:
        return text
    known = [value for value, _ in definition.options]
    several = definition.field_type == "checkbox"
    for one in text.strip(";").split(";") if several else [text]:
        if one not in known:
            allowed = ", ".join(known)
            raise Wrong("INVALID_OPTION", f"{one} was not one of the allowed options: {allowed}")
    return text


_CHECKS: Final[dict[str, Callable[[Property, str], str]]] = {
    "string": _string,
    "number": _number,
    "bool": _bool,
    "date": _date,
    "datetime": _datetime,
    "enumeration": _enumeration,
}
