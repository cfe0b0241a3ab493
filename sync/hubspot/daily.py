"""What is asked for once a day and kept in cursors: owners, properties, the stages of pipelines."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import suppress
from datetime import datetime
from typing import Any

import msgspec

from book.clock import moment, stamp
from book.facts import Page, Teammate
from sync.hubspot import kinds, records
from sync.hubspot.place import DAY, Notebook, notebook
from sync.hubspot.records import Stage
from sync.hubspot.shapes import Property
from sync.hubspot.workspace import Workspace, field
from sync.port import Known
from sync.refusals import NotAllowed


async def teammates(workspace: Workspace, known: Known) -> AsyncGenerator[Page, None]:
    """The owners, those of old records too: from the cursor within a day, else asked for."""
    kept = notebook(known.cursors.get("teammates"))
    stood = _mates(kept.rows) if kept is not None else []
    workspace.learn(stood)
    if kept is not None and moment(kept.at) > workspace.clock() - DAY and not known.full:
        return
    found = sorted(await read_team(workspace), key=lambda mate: mate.external_id)
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
        if isinstance(kept.rows, list):
            workspace.vanished.update(map(str, kept.rows))
        return
    found: list[Property] = []
    # Reading records does not take the right to read their catalogue.
    with suppress(NotAllowed):
        found = await workspace.portal.properties(kinds.COMPANIES)
        workspace.find_vanished(one.name for one in found)
    yield Page(
        source=workspace.name,
        resource="fields",
        fields=tuple(map(field, found)),
        bad=workspace.take_told(),
        cursor=_notebook(workspace.clock(), sorted(workspace.vanished)),
    )


async def pipelines(workspace: Workspace, known: Known) -> AsyncGenerator[Page, None]:
    """What the stages of deals and tickets mean: kept for a day."""
    kept = notebook(known.cursors.get("pipelines"))
    if kept is not None and moment(kept.at) > workspace.clock() - DAY and not known.full:
        try:
            workspace.pipelines.stages = msgspec.convert(kept.rows, dict[str, dict[str, Stage]])
        except msgspec.ValidationError:
            pass
        else:
            return
    for kind in sorted(kinds.MAY_BE_MISSING - workspace.lacking):
        try:
            rows = await workspace.portal.pipelines(kind)
        except NotAllowed:
            continue
        workspace.pipelines.stages[kind] = records.stages_of(rows)
    yield Page(
        source=workspace.name,
        resource="pipelines",
        cursor=_notebook(workspace.clock(), workspace.pipelines.stages),
    )


async def read_team(workspace: Workspace) -> list[Teammate]:
    """All owners, each once; an account's former ones as well."""
    found: dict[str, Teammate] = {}
    for archived in (True, False):
        rows = await workspace.portal.owners(archived=archived)
        found.update({row.id: records.teammate(row) for row in rows})
    return list(found.values())


def _mates(rows: Any) -> list[Teammate]:
    try:
        read = msgspec.convert(rows, list[tuple[str, str, str | None]])
    except msgspec.ValidationError:
        return []
    return [Teammate(external_id=one, name=name, email=email) for one, name, email in read]


def _notebook(now: datetime, rows: Any) -> str:
    return msgspec.json.encode(Notebook(at=stamp(now), rows=rows)).decode()
