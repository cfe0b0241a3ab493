"""Which of the mapped properties are there: those that vanished are gone on without, and named.

Every run looks, also one in which nothing changed: what is gone is said until it is back.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from typing import Final, TypeVar

from book.errors import BadResponse
from sync.book_filter import BookFilter
from sync.hubspot import kinds
from sync.hubspot.companies import CompanyMapper
from sync.hubspot.portal import Portal
from sync.hubspot.shapes import Row
from sync.hubspot.web import Invalid
from sync.port import Notice
from sync.refusals import NotAllowed

T = TypeVar("T")
_SHORT: Final = frozenset(("arr", "mrr"))
_INSTEAD: Final = "Connect HubSpot again and choose another, or none."


class MappedProperties:
    """The mapped properties of one account during one run."""

    def __init__(
        self,
        portal: Portal,
        mapping: Mapping[str, str],
        mapper: Callable[[], CompanyMapper],
        book: BookFilter,
        say: Notice,
    ) -> None:
        """`mapper` makes one for what is there by now; `say` takes what a person should know."""
        self.vanished: set[str] = set()
        """Those that are not there any more."""
        self._portal = portal
        self._mapping = mapping
        self._mapper = mapper
        self._book = book
        self._say = say
        self._catalogue_read = False

    async def asked(self, ask: Callable[[CompanyMapper], Awaitable[T]]) -> T:
        """Asks again without the mapped properties that a question was refused for."""
        while True:
            mapper = self._mapper()
            try:
                return await ask(mapper)
            except Invalid as error:
                self.refused(error)

    def refused(self, error: Invalid) -> None:
        """Goes on without the mapped properties a question was refused for; raises it if none."""
        # Without the CSM's the owner's is asked for, which HubSpot always has.
        gone = set(error.properties) & set(self._mapper().mapped.values()) - self.vanished
        if not gone:
            raise error
        self.without(gone)

    async def check(self, rows: Iterable[Row], asked: Iterable[str]) -> None:
        """Asks the catalogue, once a run, when properties are missing from all rows."""
        held = [row.properties for row in rows]
        missing = {at for at in asked if held and not any(at in one for one in held)}
        if not missing - self.vanished or self._catalogue_read:
            return
        self._catalogue_read = True
        try:
            found = await self._portal.properties(kinds.COMPANIES)
        except NotAllowed:
            return
        await self.compare(one.name for one in found)

    async def compare(self, there: Iterable[str]) -> None:
        """Goes on without the mapped properties that a catalogue does not name, nor knows when it
        is asked for them: one entry of it that cannot be read is no proof."""
        named = set(there)
        missing = [at for at in self._mapper().mapped.values() if at not in named]
        self.without([at for at in missing if await self._is_gone(at)])

    def without(self, gone: Iterable[str]) -> None:
        """Goes on without these properties, and says what comes of it."""
        for at in sorted(set(gone) - self.vanished):
            self.vanished.add(at)
            self._say(self._words(at))

    def stay_without(self, gone: Iterable[str]) -> None:
        """Takes up what an earlier run of the day found to be gone, and says it again."""
        self.without(set(gone) & set(self._mapper().mapped.values()))

    async def look(self, rows: Sequence[Row], gone: Collection[str]) -> None:
        """Looks at some companies that were asked for all that is mapped: `gone` is what was not
        there in the run before, and either is not there yet, or is back."""
        absent = {
            at
            for at in self._mapper().mapped.values()
            if not any(at in row.properties for row in rows)
        }
        self.without(absent & set(gone))
        await self.check(rows, self._mapper().mapped.values())

    @property
    def blind(self) -> str | None:
        """The property that is gone and without which nobody can say which companies are of the
        book: all would seem to have left it."""
        people, segments = self._mapping.get("owner_id"), self._mapping.get("segments")
        book = self._book
        asked = (
            people if book.mine or book.owners or book.unassigned else None,
            segments if book.segments or book.unassigned else None,
        )
        if book.everything:
            return None
        return next((at for at in asked if at in self.vanished), None)

    def no_book(self) -> BadResponse:
        """Why nothing can be read while there is no book yet that could stay as it is."""
        option = "csm-field" if self.blind == self._mapping.get("owner_id") else "segment-field"
        return BadResponse(
            f"The property {self.blind}, which says whose a company is, is gone from HubSpot.",
            f"Nothing was changed here. Connect again with another --option {option}.",
        )

    async def _is_gone(self, at: str) -> bool:
        try:
            return await self._portal.property(kinds.COMPANIES, at) is None
        except (NotAllowed, BadResponse):
            return False

    def _words(self, at: str) -> str:
        facts = sorted(fact for fact, path in self._mapping.items() if path == at)
        if at == self.blind:
            return (
                f"The property {at}, which tells whose companies these are, is not in HubSpot any"
                " more: until it is back your accounts stay as they were read last. Connect"
                " HubSpot again and choose another."
            )
        means = " and ".join(map(_fact_words, facts))
        return (
            f"The property {at}, which holds the {means} of accounts, is not in HubSpot any more:"
            f" what was read of it last stays, and gets old. {_INSTEAD}"
        )


def _fact_words(fact: str) -> str:
    if fact == "owner_id":
        return "CSM"
    words = fact.removesuffix("_cents").replace("_", " ")
    return words.upper() if words in _SHORT else words
