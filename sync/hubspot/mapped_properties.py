"""Which of the mapped properties are there: those that vanished are gone on without, and named."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Final, TypeVar

from book.errors import BadResponse
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
        say: Notice,
    ) -> None:
        """`mapper` makes one for what is there by now; `say` takes what a person should know."""
        self.vanished: set[str] = set()
        """Those that are not there any more."""
        self._portal = portal
        self._mapping = mapping
        self._mapper = mapper
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
        gone = set(error.properties) & set(self._mapper().mapped.values())
        if not gone:
            raise error
        self.without(gone)

    async def check(self, rows: Iterable[Row], asked: Iterable[str]) -> None:
        """Asks the catalogue, once a run, when properties are missing from all rows.

        Raises BadResponse when one of them is what tells whose a company is: without it
        everything would seem to have left the book.
        """
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
        """Goes on without these properties, and says what comes of it.

        Raises BadResponse for one that tells whose a company is.
        """
        mapper = self._mapper()
        for at in sorted(set(gone)):
            if at in mapper.deciding:
                option = "csm-field" if at == mapper.owner_at else "segment-field"
                raise BadResponse(
                    f"The property {at}, which says whose a company is, is gone from HubSpot.",
                    f"Nothing was changed here. Connect again with another --option {option}.",
                )
            self.vanished.add(at)
            self._say(self._words(at))

    def stay_without(self, gone: Iterable[str]) -> None:
        """Takes up what an earlier run of the day found to be gone, and says it again."""
        self.without(set(gone) & set(self._mapper().mapped.values()))

    async def _is_gone(self, at: str) -> bool:
        try:
            return await self._portal.property(kinds.COMPANIES, at) is None
        except (NotAllowed, BadResponse):
            return False

    def _words(self, at: str) -> str:
        facts = sorted(fact for fact, path in self._mapping.items() if path == at)
        means = " and ".join(map(_fact_words, facts))
        return (
            f"The property {at}, which holds the {means} of accounts, is not in HubSpot any more:"
            f" what was read of it last stays, and gets old. {_INSTEAD}"
        )


def _fact_words(fact: str) -> str:
    words = fact.removesuffix("_cents").replace("_", " ")
    return words.upper() if words in _SHORT else words
