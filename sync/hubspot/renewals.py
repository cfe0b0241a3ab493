"""Renewal days that come from deals: the first close day among an account's open renewals."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sync import values
from sync.hubspot.homes import homes
from sync.hubspot.kinds import COMPANIES, DEALS
from sync.hubspot.records import day_of
from sync.hubspot.workspace import Workspace
from sync.refusals import NotAllowed

_TELLING: Final = ("closedate", "pipeline", "dealstage")


class Renewals:
    """Asks for the open deals of one pipeline; silent where none was chosen for it."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._portal = workspace.portal

    async def days(self, accounts: Sequence[str]) -> dict[str, str]:
        """Account → the day of its next renewal, for those that have one; nobody may take this
        for all of them where deals may not be read (`Workspace.untold`)."""
        pipeline = self._workspace.renewals
        if pipeline is None or not accounts or not self._workspace.rights.may(DEALS.name):
            return {}
        try:
            return await self._asked(pipeline, accounts)
        except NotAllowed as error:
            self._workspace.rights.lose(DEALS.name, error)
            return {}

    async def _asked(self, pipeline: str, accounts: Sequence[str]) -> dict[str, str]:
        linked = await self._portal.linked(COMPANIES, accounts, DEALS.name)
        ids = [link.id for links in linked.values() for link in links]
        read = await self._portal.batch(DEALS.name, ids, _TELLING)
        closing: dict[str, str] = {}
        for row in read.rows:
            stage = self._workspace.pipelines.stage(DEALS.name, pipeline, row.value("dealstage"))
            closes = values.moment_text(row.value("closedate"), "", [])
            of_them = row.value("pipeline") == pipeline and (stage is None or stage.is_open)
            if of_them and closes is not None:
                closing[row.id] = day_of(closes)
        inside = set(accounts)
        found: dict[str, str] = {}
        companies = await self._portal.linked(DEALS.name, closing, COMPANIES)
        for deal, day in closing.items():
            for home in homes(DEALS, companies.get(deal, ()), inside):
                found[home] = min(day, found.get(home, day))
        return found
