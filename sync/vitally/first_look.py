"""The first look at a workspace: is it one, who am I in it, what can it do, what does it keep."""

from __future__ import annotations

from typing import Final

import msgspec

from book.errors import BadResponse, Refused, SatchelError
from book.facts import Teammate
from sync import field_mapping
from sync.port import Connection
from sync.vitally import lists, mapping
from sync.vitally.lists import Listing
from sync.vitally.mapping import AccountMapper
from sync.vitally.shapes import AdminRow, CategoryRow, PageReader, TaskRow
from sync.vitally.workspace import Workspace
from sync.vitally.write_bodies import writable_traits

PREVIEW_PAGES: Final = 5
"""So many pages of accounts are counted for the preview."""
_NOT_FOUND: Final = frozenset((400, 404))
_CATEGORIES = PageReader(CategoryRow)
_TASKS = PageReader(TaskRow)


class FirstLook:
    """The questions asked when a workspace is connected. Nothing is written there."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._web = workspace.web
        self._source = workspace.source
        self._roles: set[str] = set()

    async def connection(self) -> Connection:
        """Asks everything. Raises Auth, BadResponse for a host that is not Vitally, Refused
        when the person is no teammate there."""
        workspace = self._workspace
        await self._is_vitally()
        team = await workspace.read_team()
        workspace.team.update({mate.external_id: mate for mate in team})
        me = await self._me(team)
        fields = await workspace.read_fields()
        found, guessed = field_mapping.mapped(self._source.options, fields, mapping.NATIVE)
        in_book, looked_at, all_of_them = await self._preview(me, found)
        return Connection(
            source=self._source.name,
            url=self._web.base_url,
            me_id=me.external_id if me else None,
            me_name=me.name if me else None,
            teammates=len(team),
            capabilities=await self._capabilities(found),
            fields=fields,
            mapping=found,
            guessed=guessed,
            in_book=in_book,
            looked_at=looked_at,
            counted_all=all_of_them,
        )

    async def _is_vitally(self) -> None:
        reader = PageReader(AccountMapper({}, {}).shape)
        try:
            reply = await self._web.get(
                "/resources/accounts", {"limit": "1", "status": "activeOrChurned"}
            )
            reader.page(reply.body)
        except (Refused, BadResponse) as error:
            raise BadResponse(
                f"{self._web.host} does not answer as Vitally does.",
                "Check the region and the subdomain, or the address given. " + error.title,
            ) from error

    async def _me(self, team: list[Teammate]) -> Teammate | None:
        email = (self._source.me_email or "").strip()
        if not email:
            if self._workspace.book_filter().mine:
                raise Refused(
                    "Whose accounts are mine cannot be told without an e-mail address.",
                    "Give the one you sign in to Vitally with: --me EMAIL.",
                )
            return None
        for mate in team:
            if (mate.email or "").casefold() == email.casefold():
                return mate
        found = await self._searched(email)
        if found is None:
            raise Refused(
                f"No teammate in Vitally has the address {email}.",
                "Give the one you sign in to Vitally with: --me EMAIL.",
            )
        return found

    async def _searched(self, email: str) -> Teammate | None:
        """Asks for a teammate the list did not show."""
        reply = await self._web.get(
            "/resources/admins/search", {"email": email}, allowed=_NOT_FOUND
        )
        if reply.status in _NOT_FOUND:
            return None
        rows = PageReader(AdminRow).one(reply.body).rows
        return mapping.teammate(rows[0]) if rows else None

    async def _preview(self, me: Teammate | None, found: dict[str, str]) -> tuple[int, int, bool]:
        """Accounts in the book among those looked at, and whether that is all of them."""
        mapper = AccountMapper(found, self._workspace.team)
        book = self._workspace.filter_for(me.external_id if me else None)
        listing = Listing(
            path="accounts",
            reader=PageReader(mapper.shape),
            params={"status": "activeOrChurned"},
        )
        in_book = looked_at = pages = 0
        async for batch in lists.sweep(self._web, listing):
            pages += 1
            looked_at += len(batch.rows)
            for row in batch.rows:
                in_book += mapper.in_book(row, book)
                for role in row.key_roles or ():
                    if role.key_role is not None and role.key_role.label:
                        self._roles.add(role.key_role.label)
            if batch.next is None:
                return in_book, looked_at, True
            if pages >= PREVIEW_PAGES:
                break
        return in_book, looked_at, False

    async def _capabilities(self, found: dict[str, str]) -> dict[str, str | int | bool | None]:
        """What the documentation leaves open, as far as reading can tell; and which fields of an
        account can be written with this mapping."""
        return {
            "writes": ",".join(writable_traits(found)),
            "rate_limit": self._web.budget.limit,
            "key_roles": ", ".join(sorted(self._roles)),
            "note_categories": await self._categories("noteCategories"),
            "task_categories": await self._categories("taskCategories"),
            "default_includes_archived": await self._default_includes_archived(),
        }

    async def _categories(self, path: str) -> str:
        """Name → id as JSON text; empty where the service has no such list for this key."""
        named: dict[str, str] = {}
        try:
            async for batch in lists.sweep(self._web, Listing(path=path, reader=_CATEGORIES)):
                named.update({row.name: row.id for row in batch.rows if row.name})
        except (Refused, BadResponse):
            return "{}"
        return msgspec.json.encode(named, order="deterministic").decode()

    async def _default_includes_archived(self) -> bool | None:
        """Whether a list of tasks without `archived` holds archived ones; None when not told."""
        try:
            archived = await self._tasks({"limit": "1", "archived": "true"})
            default = await self._tasks({"limit": "100"})
        except SatchelError:
            return None
        if any(row.archived_at is not None for row in default):
            return True
        if not archived:
            return None
        oldest = [at for row in default if (at := lists.changed_at(row)) is not None]
        newest = lists.changed_at(archived[0])
        if len(default) < 100 or (newest is not None and oldest and newest > min(oldest)):
            # It would have stood among these.
            return False
        return None

    async def _tasks(self, params: dict[str, str]) -> list[TaskRow]:
        reply = await self._web.get("/resources/tasks", params)
        return _TASKS.page(reply.body).rows
