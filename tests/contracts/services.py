"""Which services have a checker. A new connector adds one line here, and its module."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from sync import connectors
from tests.contracts import calendly, hubspot, salesforce, vitally, zendesk
from tests.contracts.material import Material, looked_over
from tests.contracts.outcome import Line

Checker = Callable[[Material], Iterator[Line]]

CHECKERS: dict[str, Checker] = {
    calendly.SERVICE: calendly.check,
    hubspot.SERVICE: hubspot.check,
    salesforce.SERVICE: salesforce.check,
    vitally.SERVICE: vitally.check,
    zendesk.SERVICE: zendesk.check,
}
"""Source → what holds its simulator and its connector against the material."""

UNSPECIFIED: dict[str, str] = {
    "buildbetter": "publishes no specification; held by tests/sync/buildbetter against its notes",
    "slack": "publishes no specification of its webhooks; held by tests/sync/slack",
    "ics": "is a file format, read by a library; held by tests/sync/ics",
}
"""Sources that no specification describes → where they are held instead. Where one is given after
all, the lack of a checker falls short again."""


def lines(
    known: list[Material],
    built: tuple[str, ...] | None = None,
    checkers: dict[str, Checker] = CHECKERS,
) -> Iterator[Line]:
    """The report over all services: those in the folder, and those that have a connector."""
    built = connectors.names() if built is None else built
    given = {material.service: material for material in known}
    for service in sorted({*given, *built, *checkers}):
        material = given.get(service, Material(service))
        yield from looked_over(material)
        if service in checkers:
            yield from checkers[service](material)
        elif service in UNSPECIFIED and service not in given:
            yield Line(service, "connector", "not checked", 0, UNSPECIFIED[service])
        elif service in built:
            words = "there is a connector, and nothing here that checks it"
            yield Line(service, "connector", "fell short", 0, words)
        else:
            yield Line(service, "connector", "not checked", 0, "no connector yet: not checked")
