"""Which connectors there are: the built-in ones, and those that other packages bring along.

A package adds one by an entry point in the group `satchel.connectors` whose name is the source's
and whose value is the class. Nothing is imported before it is asked for.
"""

from __future__ import annotations

from importlib import import_module
from importlib.metadata import EntryPoint, entry_points
from typing import Any, Final

from msgspec import Struct

from book.errors import Usage
from sync.port import Connector

GROUP: Final = "satchel.connectors"
_BUILT_IN: Final = {
    "buildbetter": ("sync.buildbetter.connector", "BuildBetterConnector"),
    "calendly": ("sync.calendly.connector", "CalendlyConnector"),
    "hubspot": ("sync.hubspot.connector", "HubSpotConnector"),
    "ics": ("sync.ics.connector", "CalendarConnector"),
    "salesforce": ("sync.salesforce.connector", "SalesforceConnector"),
    "slack": ("sync.slack.connector", "SlackConnector"),
    "vitally": ("sync.vitally.connector", "VitallyConnector"),
    "zendesk": ("sync.zendesk.connector", "ZendeskConnector"),
}


def names() -> tuple[str, ...]:
    """The sources that can be connected, in order of the alphabet."""
    return tuple(sorted({*_BUILT_IN, *_brought_along()}))


def connector(name: str) -> type[Connector]:
    """The connector of a source; a built-in one is never replaced. Raises Usage."""
    if name in _BUILT_IN:
        module, attribute = _BUILT_IN[name]
        found: type[Connector] = getattr(import_module(module), attribute)
        return found
    entry = _brought_along().get(name)
    if entry is None:
        raise Usage(f"There is no connector for “{name}”.", f"Known are: {', '.join(names())}.")
    try:
        loaded: type[Connector] = entry.load()
    except (ImportError, AttributeError) as error:
        raise Usage(
            f"The connector for “{name}” cannot be loaded ({type(error).__name__}).",
            "Install the package that brings it again.",
        ) from error
    return loaded


class Described(Struct, frozen=True, kw_only=True):
    """What a person is told of a connector before anything is asked of its service."""

    name: str
    title: str
    secret_name: str
    words: str
    options: tuple[str, ...]
    stages: tuple[str, ...]
    writes: tuple[str, ...]
    signs_in: bool
    """Whether one can sign in through the browser instead of pasting a secret."""


def described() -> list[Described]:
    """All connectors, in order of the alphabet; one that cannot be loaded is left out."""
    found = []
    for name in names():
        try:
            kind: Any = connector(name)
        except Usage:
            continue
        found.append(
            Described(
                name=name,
                title=kind.title,
                secret_name=getattr(kind, "secret_name", "key"),
                words=getattr(kind, "connect_words", ""),
                options=tuple(sorted(getattr(kind, "options", ()))),
                stages=tuple(kind.stages),
                writes=tuple(sorted(getattr(kind, "writes", ()))),
                signs_in=hasattr(kind, "sign_in"),
            )
        )
    return found


def _brought_along() -> dict[str, EntryPoint]:
    return {entry.name: entry for entry in entry_points(group=GROUP)}
