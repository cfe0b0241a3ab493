"""What is asked for once a day and kept in cursors: owners, properties, the stages of pipelines."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from datetime import datetime
from typing import Any, Final

import msgspec

from book.clock import moment, stamp
from book.errors import Refused
from book.facts import Page, Teammate
from sync.hubspot import kinds, links, records
from sync.hubspot.place import DAY, Notebook, notebook
from sync.hubspot.records import Stage
from sync.hubspot.rights import CATALOGUE, OWNERS
from sync.hubspot.shapes import Property
from sync.hubspot.workspace import Workspace, field
from sync.port import Known
from sync.refusals import NotAllowed

_LOOKED_AT: Final = 10
"""So many companies are looked at in each run for what is mapped; one that is there is enough."""


async def teammates(workspace: Workspace, known: Known) -> AsyncGenerator[Page, None]:
    """The owners, those of old records too: from the cursor within a day, else asked for."""
    kept, rights = notebook(known.cursors.get("teammates")), workspace.rights
    stood = _mates(kept.rows) if kept is not None else []
    workspace.learn(stood)
    fresh = kept is not None and moment(kept.at) > workspace.clock() - DAY
    if not rights.may(OWNERS) or (fresh and not known.full and OWNERS not in rights.regained):
        return
    try:
        read = await read_team(workspace)
    except NotAllowed as error:
        # Those that are known keep their names.
        rights.lose(OWNERS, error)
        return
    found = sorted(read, key=lambda mate: mate.external_id)
    workspace.learn(found)
    yield Page(
        source=workspace.name,
        resource="teammates",
        teammates=tuple(found) if found != stood else (),
        cursor=_notebook(
            workspace.clock(), [[mate.external_id, mate.name, mate.email] for mate in found]
        ),
    )


async def fields(workspace: Workspace, known: Known) -> AsyncGenerator[Page, None]:
    """The catalogue of company properties, once a day; tells which mapped ones are gone."""
    kept = notebook(known.cursors.get("fields"))
    if kept is not None and moment(kept.at) > workspace.clock() - DAY and not known.full:
        await _look(workspace, known, _gone(kept))
        return
    found: list[Property] = []
    try:
        if workspace.rights.may(CATALOGUE):
            found = await workspace.portal.properties(kinds.COMPANIES)
            await workspace.properties.compare(one.name for one in found)
        else:
            workspace.properties.stay_without(_gone(kept))
    except NotAllowed as error:
        # Reading records does not take the right to read their catalogue.
        workspace.properties.stay_without(_gone(kept))
        workspace.rights.lose(CATALOGUE, error)
    yield Page(
        source=workspace.name,
        resource="fields",
        fields=tuple(map(field, found)),
        cursor=_notebook(workspace.clock(), sorted(workspace.properties.vanished)),
    )


async def _look(workspace: Workspace, known: Known, gone: set[str]) -> None:
    """Looks at a few companies of the book for what is mapped: what is gone, or back, shows there,
    also where nothing changed."""
    some = links.in_order(known.accounts)[:_LOOKED_AT]
    try:
        rows = (await workspace.companies(some)).rows if some else []
    except Refused:
        rows = []  # what it was refused for is met again by who needs an answer
    if rows:
        await workspace.properties.look(rows, gone)
    else:
        workspace.properties.stay_without(gone)


def newly_gone(workspace: Workspace, known: Known) -> Page | None:
    """What was found to be gone, or back, since the catalogue was read, so that the next run knows
    where this one stood; None where that is known."""
    kept = notebook(known.cursors.get("fields"))
    gone = workspace.properties.vanished
    if kept is None or gone == _gone(kept):
        return None
    text = msgspec.json.encode(Notebook(at=kept.at, rows=sorted(gone))).decode()
    return Page(source=workspace.name, resource="fields", cursor=text)


async def pipelines(workspace: Workspace, known: Known) -> AsyncGenerator[Page, None]:
    """What the stages of deals and tickets mean: kept for a day."""
    kept = notebook(known.cursors.get("pipelines"))
    stages = _stages(kept)
    workspace.pipelines.stages = stages
    wanted = {one for one in kinds.MAY_BE_MISSING if workspace.rights.may(one)}
    if kept is not None and moment(kept.at) > workspace.clock() - DAY and not known.full:
        wanted -= stages.keys() - workspace.rights.regained
    if not wanted:
        return
    for kind in sorted(wanted):
        try:
            rows = await workspace.portal.pipelines(kind)
        except NotAllowed:
            # What the stages were called stays; whether its records may be read is told there.
            stages.setdefault(kind, {})
            continue
        stages[kind] = records.stages_of(rows)
    yield Page(
        source=workspace.name,
        resource="pipelines",
        cursor=_notebook(workspace.clock(), stages),
    )


async def read_team(workspace: Workspace) -> list[Teammate]:
    """All owners, each once; an account's former ones as well."""
    found: dict[str, Teammate] = {}
    for archived in (True, False):
        rows = await workspace.portal.owners(archived=archived)
        found.update({row.id: records.teammate(row) for row in rows})
    return list(found.values())


def _gone(kept: Notebook | None) -> set[str]:
    """The properties that were gone when the catalogue was read last."""
    rows = kept.rows if kept is not None else None
    return set(map(str, rows)) if isinstance(rows, list) else set()


def _stages(kept: Notebook | None) -> dict[str, dict[str, Stage]]:
    try:
        return msgspec.convert(kept.rows if kept is not None else {}, dict[str, dict[str, Stage]])
    except msgspec.ValidationError:
        return {}


def _mates(rows: Any) -> list[Teammate]:
    try:
        read = msgspec.convert(rows, list[tuple[str, str, str | None]])
    except msgspec.ValidationError:
        return []
    return [Teammate(external_id=one, name=name, email=email) for one, name, email in read]


def _notebook(now: datetime, rows: Any) -> str:
    return msgspec.json.encode(Notebook(at=stamp(now), rows=rows)).decode()
