"""What all parts of a pull share: the org, who I am there, what is visible, what is my book."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterable
from functools import partial
from hashlib import sha256
from typing import Final

import msgspec
from msgspec import Struct

from book.clock import moment, stamp
from book.errors import Refused
from book.facts import FieldFacts, Page, Teammate
from sync.book_filter import BookFilter
from sync.port import Known, Setup
from sync.salesforce import ids, mapping, objects, soql
from sync.salesforce.activities import ActivityMapper
from sync.salesforce.answers import NoSuchObject, VanishedField
from sync.salesforce.book_scope import BookScope, Whose
from sync.salesforce.catalogue import DAY, Catalogue
from sync.salesforce.mapping import AccountMapper, RenewalKind
from sync.salesforce.objects import Sight
from sync.salesforce.org import Org, Row

MOST_TEAMMATES: Final = 10_000
_ACTIVE: Final = "IsActive = true"
_STAFF: Final = "UserType = 'Standard'"


class _Team(Struct, frozen=True, kw_only=True):
    at: str
    people: dict[str, str] = {}
    """E-mail address named in the book's filter → the id of a colleague who has it."""


_TEAM = msgspec.json.Decoder(_Team)


class Workspace:
    """One org and one person's book in it, during one run."""

    def __init__(self, setup: Setup, org: Org) -> None:
        self.org = org
        self.source = setup.source
        self.clock = setup.clock
        self.options = setup.source.options
        self.mapping = setup.source.mapping or mapping.NATIVE
        self.whose = Whose.of(self.options, self.mapping)
        self.filter = BookFilter.parse(self.options.get("book", ""))
        self.renewals = RenewalKind(self.options)
        self.key_field = str(setup.source.capabilities.get("task_upsert") or "")
        self.me_id = ids.full(setup.source.me_id) or setup.source.me_id
        self.activities = ActivityMapper(self.me_id, self.key_field)
        self.say = setup.notice
        chosen = {
            **mapping.account_fields(self.mapping, self.options),
            **self.whose.chosen(self.filter),
        }
        # What I made is known by its key: read without it, it would be taken for another's.
        keys = (self.key_field,) if self.key_field else ()
        self.catalogue = Catalogue(
            org, {"Account": chosen}, needed={"Task": keys, "Event": keys}, say=setup.notice
        )
        self._people = {self.me_id} if self.filter.mine and self.me_id else set()
        self._scope: BookScope | None = None
        self.lenient = bool(setup.source.baseline_at)
        """Whether there is a book already that can stay as it is, where something is hidden."""

    @property
    def now_text(self) -> str:
        """Now, as stored."""
        return stamp(self.clock())

    def count_in(self, people: Iterable[str]) -> None:
        """Adds people whose accounts are in the book, by their ids."""
        self._people |= set(people) - {""}

    def account_mapper(self) -> AccountMapper:
        """Maps accounts by what can be seen of them now."""
        return self.mapper_of(self.catalogue.sight("Account"))

    def mapper_of(self, sight: Sight) -> AccountMapper:
        """Maps accounts of which only that is seen."""
        return AccountMapper(self.mapping, self.options, self.whose, sight)

    def settings(self) -> str:
        """A short text that changes when accounts would be read differently."""
        fields = self.catalogue.sight("Account").fields
        said = [self.filter, self.whose, sorted(self._people), sorted(self.mapping.items()), fields]
        said.append(sorted(self.options.items()))
        return sha256(msgspec.json.encode(said, order="deterministic")).hexdigest()[:16]

    async def scope(self) -> BookScope:
        """The book's accounts as conditions; asks for account teams once where they decide."""
        if self._scope is None:
            made = BookScope(
                self.whose, self.filter, self._people, partial(self.catalogue.sight, "Account")
            )
            if not made.is_blind():
                made.condition()  # says now what is amiss with it
            if made.needs_team:
                await self._ask_teams(made)
            self._scope = made
        return self._scope

    def unseen(self) -> frozenset[str]:
        """The facts of accounts that cannot be told now: what the book holds of them stays."""
        mapper = self.account_mapper()
        lost = mapper.by_opportunity and not self.catalogue.sees("Opportunity")
        return mapper.unseen | ({"renewal_date"} if lost else set())

    async def accounts_stay(self) -> bool:
        """Whether something is hidden now without which the book's accounts stay as they are."""
        seen = self.catalogue.sight("Account")
        held = mapping.held_fields(self.mapping, self.options)
        hidden = any(objects.spelt(seen, one) is None for one in held)
        return hidden or (await self.scope()).is_blind()

    async def _ask_teams(self, scope: BookScope) -> None:
        """Which accounts have one of the people in their team; not to be seen is not none."""
        try:
            rows = await self.org.all(scope.team_question(), "account teams", ids_too=False)
        except NoSuchObject:
            if not self.lenient:
                raise
            scope.team_hidden = True
            self.say(
                "Salesforce does not let you see account teams, which tell whose accounts these"
                " are: your accounts stay as they were read last. They are looked for in every run."
            )
            return
        homes = (mapping.home(row) for row in rows)
        scope.team_accounts = frozenset(one for one in homes if one is not None)

    async def fields(self, known: Known) -> AsyncGenerator[Page, None]:
        """What can be seen of each kind of record, once a day."""
        catalogue, now = self.catalogue, self.clock()
        found: tuple[FieldFacts, ...] = ()
        if catalogue.take_up(known.cursors.get("fields"), now) and not known.full:
            await catalogue.look_again()
        else:
            found = await catalogue.read(now)
        if catalogue.changed:
            catalogue.changed = False
            yield Page(
                source=self.source.name, resource="fields", fields=found, cursor=catalogue.text()
            )

    async def teammates(self, known: Known) -> AsyncGenerator[Page, None]:
        """The colleagues with a seat, once a day; and who the book's filter means."""
        kept = _team(known.cursors.get("teammates"))
        wanted = set(self.filter.owners)
        if kept is not None and not known.full and wanted <= kept.people.keys():
            self.count_in(kept.people[email] for email in wanted)
            if moment(kept.at) > self.clock() - DAY:
                return
        team, people = await self._colleagues(), await self._still_called(wanted, kept)
        self.count_in(people.values())
        yield Page(
            source=self.source.name,
            resource="teammates",
            teammates=tuple(team),
            cursor=msgspec.json.encode(_Team(at=self.now_text, people=people)).decode(),
        )

    async def _still_called(self, emails: set[str], kept: _Team | None) -> dict[str, str]:
        """The same as they were known last, where addresses are hidden by now."""
        try:
            return await self.people_called(emails)
        except (VanishedField, NoSuchObject):
            known = kept.people if kept is not None else {}
            if not emails <= known.keys():
                raise
            return {email: known[email] for email in emails}

    async def people_called(self, emails: set[str]) -> dict[str, str]:
        """The ids of colleagues by e-mail address; an empty one where nobody has it."""
        found = dict.fromkeys(emails, "")
        if emails:
            question = soql.select(
                ("Id", "Email"), "User", (soql.any_of("Email", sorted(emails)), _ACTIVE)
            )
            for row in await self.org.all(question, "colleagues"):
                email = str(row.get("Email") or "").casefold()
                if email in found:
                    found[email] = row["Id"]
        return found

    async def renewal_dates(self, accounts: set[str]) -> dict[str, str]:
        """Account → the close date of its nearest open renewal, where that is what counts."""
        found: dict[str, str] = {}
        if not self.account_mapper().by_opportunity:
            return found
        for some in soql.chunks(accounts, soql.room(1_500)):
            for row in await self._open_opportunities(some):
                if self.renewals.fits(row):
                    fact = mapping.deal(row, self.renewals, [])
                    home, day = fact.account_external_id, fact.close_day
                    if day is not None and day < found.get(home, "9"):
                        found[home] = day
        return found

    async def _open_opportunities(self, accounts: list[str]) -> list[Row]:
        """What tells a renewal; nothing where opportunities cannot be seen, which is said."""
        while self.catalogue.sees("Opportunity"):
            seen = self.catalogue.sight("Opportunity").fields
            fields = [one for one in seen if one in _OF_RENEWALS]
            where = (soql.any_of("AccountId", accounts), "IsClosed = false")
            try:
                return await self.org.all(soql.select(fields, "Opportunity", where), "Opportunity")
            except VanishedField as error:
                await self.catalogue.mend("Opportunity", error)
            except NoSuchObject:
                self.catalogue.lose("Opportunity")
        return []

    async def by_id(self, kind: str, wanted: set[str]) -> list[Row]:
        """Records by their ids, deleted ones too; those that are not to be seen are left out."""
        rows: list[Row] = []
        for some in soql.chunks(wanted, soql.room(2_500)):
            while True:
                seen = self.catalogue.sight(kind)
                question = soql.select(seen.fields, kind, (soql.any_of("Id", some),))
                try:
                    rows += await self.org.all(question, kind, everything=True)
                except VanishedField as error:
                    await self.catalogue.mend(kind, error)
                    continue
                break
        return rows

    async def _colleagues(self) -> list[Teammate]:
        """Those with a seat, told apart and named as far as that is not hidden."""
        for fields, where in _OF_COLLEAGUES:
            question = soql.select(fields, "User", where, limit=MOST_TEAMMATES)
            try:
                rows = await self.org.all(question, "colleagues")
            except VanishedField:
                continue
            except Refused:
                break
            return [mapping.teammate(row) for row in rows]
        return []  # nothing depends on their names


_OF_COLLEAGUES: Final = (
    (("Id", "Name", "Email"), (_ACTIVE, _STAFF)),
    (("Id", "Name", "Email"), (_ACTIVE,)),
    (("Id", "Name"), (_ACTIVE,)),
)
"""What is asked of colleagues, from the best question to the plainest."""
_OF_RENEWALS: Final = frozenset(("Id", "AccountId", "Name", "CloseDate", "Type", "RecordType.Name"))


def _team(text: str | None) -> _Team | None:
    try:
        found = _TEAM.decode(text or "")
        moment(found.at)
    except (msgspec.DecodeError, ValueError):
        return None
    return found
