"""All of HubSpot's paths, for the versions that exist: every one under its own prefix."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from starlette.responses import Response
from starlette.routing import Route

from sync.simulator.hubspot import (
    routes_account,
    routes_batches,
    routes_links,
    routes_objects,
    routes_properties,
)
from sync.simulator.hubspot.door import Answer, Call, Door
from sync.simulator.hubspot.errors import not_found

VERSIONS: Final = ("v3", "v4", "2026-03", "2026-09")
"""The versions there are, unless a test has fewer. `v4` is that of the associations."""

WITHOUT_OF_ONE: Final = ("2026-09",)
"""Versions in which the associations of a single record can only be read in batches."""


def routes(door: Door, versions: Iterable[str] = VERSIONS) -> list[Route]:
    """The routes of those versions; every other path is not there."""
    made = [
        Route(path, door.guarded(answer, search=path.endswith("/search")), methods=[method])
        for version in versions
        for method, path, answer in _of_version(version)
    ]
    made += [
        Route(path, door.guarded(answer), methods=[method])
        for method, path, answer in _below("/oauth/v2/private-apps", routes_account.PRIVATE_APPS)
    ]
    anything = ["GET", "POST", "PUT", "PATCH", "DELETE"]
    return [*made, Route("/{rest:path}", door.guarded(_nothing_here), methods=anything)]


def _of_version(version: str) -> Iterator[tuple[str, str, Answer]]:
    if version == "v4":
        yield from _below("/crm/v4/associations", routes_links.BATCHES)
        # The public specifications write the path of the labels the other way round.
        yield from _below("/crm/associations/v4", routes_links.BATCHES)
        yield from _below("/crm/v4/objects", routes_links.SINGLE)
        return
    old = version == "v3"
    objects = "/crm/v3/objects" if old else f"/crm/objects/{version}"
    yield from _below(objects, routes_batches.ROUTES)
    yield from _below(objects, routes_objects.ROUTES)
    if not old:
        single = [
            one
            for one in routes_links.SINGLE
            if version not in WITHOUT_OF_ONE or one[2] is not routes_links.of_one
        ]
        yield from _below(objects, single)
        yield from _below(f"/crm/associations/{version}", routes_links.BATCHES)
    for name, below in (
        ("properties", routes_properties.ROUTES),
        ("pipelines", routes_account.PIPELINES),
        ("owners", routes_account.OWNERS),
    ):
        yield from _below(f"/crm/v3/{name}" if old else f"/crm/{name}/{version}", below)
    yield from _below(f"/account-info/{version}", routes_account.ACCOUNT)


def _below(
    prefix: str, routes: Iterable[tuple[str, str, Answer]]
) -> Iterator[tuple[str, str, Answer]]:
    return ((method, prefix + path, answer) for method, path, answer in routes)


async def _nothing_here(_call: Call) -> Response:
    raise not_found()
