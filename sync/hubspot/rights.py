"""What the key may read: asked when it is refused, kept from run to run, asked again in each.

A right that is lost stops only what takes it: the rest of a run goes on, what was read stays, and
the run says which scopes are missing. Without the right to companies there is no book.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterable, Mapping
from typing import Final

import msgspec
from msgspec import Struct

from book.errors import BadResponse, SatchelError
from book.facts import Page
from book.records import Source
from sync.hubspot import kinds, paths
from sync.hubspot.kinds import KINDS
from sync.hubspot.place import place
from sync.hubspot.portal import Portal
from sync.hubspot.web import KeyIsOut, LacksScopes, lacking
from sync.port import Known, Notice
from sync.refusals import NotAllowed

RIGHTS: Final = "rights"
"""The stage that asks again for what was refused, and the cursor that keeps it."""
OWNERS: Final = "owners"
CATALOGUE: Final = "properties"
SCOPES: Final = {
    kinds.COMPANIES: "crm.objects.companies.read",
    OWNERS: "crm.objects.owners.read",
    **{kind.name: kind.scope for kind in KINDS.values()},
    CATALOGUE: "crm.schemas.companies.read",
}
"""Part of an account → the scope it takes to read it."""
NEEDED: Final = frozenset(SCOPES) - kinds.MAY_BE_MISSING - {CATALOGUE}
"""Without one of these nothing is connected."""
WRITES: Final = {
    kinds.NOTES.name: "crm.objects.contacts.write",
    kinds.COMPANIES: "crm.objects.companies.write",
}
"""What is written → the scope it takes; tasks and calls ride on that of notes."""
_WRITTEN: Final = {
    kinds.NOTES.name: "notes, tasks and calls",
    kinds.COMPANIES: "fields of accounts",
}
_WORDS: Final = {
    OWNERS: "the names of colleagues",
    "contacts": "people",
    CATALOGUE: "the list of properties",
}
Lost = dict[str, tuple[str, ...]]
"""Part → the scopes it lacks; none where HubSpot does not let the key in for another reason."""


class _Kept(Struct, frozen=True):
    lost: Lost = {}


_kept = msgspec.json.Decoder(_Kept)


class Rights:
    """The rights of one key during one run."""

    def __init__(self, portal: Portal, source: Source, say: Notice) -> None:
        self._portal = portal
        self._source = source
        self._say = say
        self.lost: Lost = {}
        self._to_write: tuple[str, ...] | None = None
        self.regained: set[str] = set()
        """Parts that were lost when the run began, and can be read again."""

    def may(self, part: str) -> bool:
        """Whether nothing is known against reading it."""
        return part not in self.lost

    async def pages(self, known: Known) -> AsyncGenerator[Page, None]:
        """Asks once for each part that was lost before; costs nothing where none was."""
        text = known.cursors.get(RIGHTS)
        before = self._stored(text)
        self.lost = await self._survey(before)
        self.regained = before.keys() - self.lost.keys()
        if self.lost != before or (text is None and before):
            yield self._page()

    async def look(self) -> None:
        """Asks for every part. Raises Auth where one is lost without which there is no book."""
        self.lost = await self._survey(SCOPES)
        needed = [part for part in self.lost if part in NEEDED]
        if not needed:
            return
        if any(self.lost[part] for part in needed):
            raise lacking(self.scopes)
        raise NotAllowed(
            f"HubSpot does not let this key read {_listed(_words(needed))} (403).",
            "Ask an administrator what the key may do, or connect with another.",
        )

    async def unwritable(self) -> dict[str, str]:
        """What the key may not write, with the scope each takes; nothing where nobody tells."""
        try:
            granted = await self._portal.granted()
        except BadResponse:
            return {}
        return {part: one for part, one in WRITES.items() if granted and one not in granted}

    async def to_write(self, error: LacksScopes) -> LacksScopes:
        """The refusal of a write with every scope that writing lacks, not just the one met."""
        if self._to_write is None:
            self._to_write = ()  # asked once a run, whatever comes of it
            try:
                self._to_write = tuple((await self.unwritable()).values())
            except SatchelError:
                return error
        return lacking((*error.scopes, *self._to_write)) if error.scopes else error

    @property
    def scopes(self) -> tuple[str, ...]:
        """All scopes that are missing, each once."""
        return tuple(dict.fromkeys(scope for part in SCOPES for scope in self.lost.get(part, ())))

    def lose(self, part: str, error: NotAllowed) -> None:
        """Goes on without a part that was refused, and whatever takes the same scope.

        Raises what is no matter of one part.
        """
        told = error.scopes if isinstance(error, LacksScopes) else ()
        if isinstance(error, KeyIsOut) or SCOPES[kinds.COMPANIES] in told:
            raise error
        for one in self._taken_along(part, error):
            self.lost[one] = _scopes(one, error)

    def kept(self, known: Known) -> list[Page]:
        """What the next run has to know: all that is lost, and that it is to be read from its
        beginning once it may be read again."""
        if self.lost == self._stored(known.cursors.get(RIGHTS)) and RIGHTS in known.cursors:
            return []
        again = [
            Page(
                source=self._source.name,
                resource=part,
                cursor=place(known.cursors[part]).begin_sweep().text(),
            )
            for part in self.lost
            if part in KINDS and part in known.cursors
        ]
        return [*again, self._page()] if self.lost or RIGHTS in known.cursors else []

    def _taken_along(self, part: str, error: NotAllowed) -> list[str]:
        if not isinstance(error, LacksScopes):
            return [part]
        return [one for one, scope in SCOPES.items() if one == part or scope == SCOPES[part]]

    async def all_of(self, error: LacksScopes) -> LacksScopes:
        """The same refusal with every scope that is missing, not just the first one met."""
        self.lost = await self._survey(SCOPES)
        return lacking(self.scopes or error.scopes) if self.lost else error

    def tell(self, more: str = "") -> None:
        """Says what is missing, and what comes of it; `more` is said behind it."""
        scoped = [part for part, scopes in self.lost.items() if scopes]
        scopes = self.scopes
        if scoped:
            one = len(scopes) == 1
            words = (
                f"The key for HubSpot lacks the {'scope' if one else 'scopes'} {_listed(scopes)}:"
                f" {_listed(_words(scoped))} cannot be read, and what was read before stays as it"
                f" is. Add {'it' if one else 'them'} to the key in HubSpot's settings; the run"
                " after that reads everything of it again."
            )
            self._say(f"{words} {more}".strip())
        closed = [part for part in self.lost if part not in scoped]
        if closed:
            self._say(
                f"HubSpot does not let this key read {_listed(_words(closed))} (403), and does not"
                " say why: what was read before stays as it is. It is asked again in every run."
            )

    async def _survey(self, parts: Iterable[str]) -> Lost:
        """Which of some parts are refused; those that share a scope that is missing at once."""
        lost: Lost = {}
        for part in SCOPES:
            if part not in parts:
                continue
            scopes: tuple[str, ...] = (SCOPES[part],)
            if scopes not in lost.values():
                try:
                    await self._ask(part)
                except NotAllowed as error:
                    if isinstance(error, KeyIsOut):
                        raise
                    scopes = _scopes(part, error)
                else:
                    continue
            lost[part] = scopes
        return lost

    async def _ask(self, part: str) -> None:
        """The smallest question that takes the right to a part."""
        if part == OWNERS:
            await self._portal.web.get(paths.OWNERS, {"limit": "1"})
        elif part == CATALOGUE:
            await self._portal.property(kinds.COMPANIES, "name")
        else:
            await self._portal.page(part, ("hs_object_id",), rows=1)

    def _stored(self, text: str | None) -> Lost:
        """What the run before left, or else the first look."""
        if text is not None:
            try:
                lost = _kept.decode(text).lost
            except msgspec.DecodeError:
                return {}
            return {part: scopes for part, scopes in lost.items() if part in SCOPES}
        may = self._source.capabilities
        unreadable = str(may.get("unreadable") or "").split(",")
        if SCOPES[CATALOGUE] in str(may.get("missing_scopes") or "").split(","):
            unreadable.append(CATALOGUE)
        return {part: (SCOPES[part],) for part in unreadable if part in SCOPES}

    def _page(self) -> Page:
        text = msgspec.json.encode(_Kept(self.lost), order="deterministic").decode()
        return Page(source=self._source.name, resource=RIGHTS, cursor=text)


def write_warning(unwritable: Mapping[str, str]) -> str:
    """What a key that may not write everything may not, in a sentence; empty for one that may."""
    if not unwritable:
        return ""
    each = [f"{scope} ({_WRITTEN[part]})" for part, scope in unwritable.items()]
    what = _listed(_WRITTEN[part] for part in unwritable)
    several = "scopes" if len(each) > 1 else "scope"
    first = (
        "With this key HubSpot can only be read"
        if unwritable.keys() == WRITES.keys()
        else f"With this key {what} cannot be sent to HubSpot"
    )
    return f"{first}: writing needs the {several} {_listed(each)}."


def _scopes(part: str, error: NotAllowed) -> tuple[str, ...]:
    if not isinstance(error, LacksScopes):
        return ()
    return error.scopes or (SCOPES[part],)


def _words(parts: Iterable[str]) -> list[str]:
    return [_WORDS.get(part, part) for part in SCOPES if part in set(parts)]


def _listed(names: Iterable[str]) -> str:
    *most, last = names
    return f"{', '.join(most)} and {last}" if most else last
