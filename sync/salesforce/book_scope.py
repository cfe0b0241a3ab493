"""Which accounts are in the book, as conditions of questions: for accounts, and for what they have.

Whose an account is stands in its owner, in a lookup field of the org's own (`csm-field`), or in
its account team (`csm-field=team`, or `team:ROLE`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final

from msgspec import Struct

from book.errors import Refused, Usage
from sync.book_filter import BookFilter
from sync.field_mapping import NOT_MAPPED
from sync.salesforce import objects, soql
from sync.salesforce.crawl import Scope
from sync.salesforce.objects import Sight

OWNER: Final = "OwnerId"
SEGMENT: Final = "Type"
CSM: Final = "owner_id"
SEGMENTS: Final = "segments"
"""The facts of an account that these are, where a field was found for them."""
TEAM: Final = "team"
_FIRST: Final = " "
_LAST: Final = "~"
"""Parts that are no list of accounts are called so: no id comes before the one, or behind the
other."""
_BESIDE: Final = 2_500
"""Characters of an address that are kept for what stands beside a list of ids."""


class Whose(Struct, frozen=True, kw_only=True):
    """What tells whose an account is, as the person said it."""

    field: str = OWNER
    team: bool = False
    role: str = ""
    segment: str = SEGMENT

    @classmethod
    def of(cls, options: Mapping[str, str], mapping: Mapping[str, str]) -> Whose:
        """What was found out at the first look, else the options `csm-field` and `segment-field`
        as they were given."""
        said = options.get("csm-field", "").strip()
        said = "" if said.casefold() == NOT_MAPPED else said
        segment = mapping.get(SEGMENTS) or options.get("segment-field", "").strip() or SEGMENT
        word, _, role = said.partition(":")
        if word.strip().casefold() in (TEAM, "accountteammember"):
            return cls(team=True, role=role.strip(), segment=segment)
        return cls(field=mapping.get(CSM) or said or OWNER, segment=segment)

    def told_by(self, book: BookFilter) -> str:
        """What decides, of everything there, that an account is in the book; in words."""
        people = book.mine or bool(book.owners or book.unassigned)
        whose = "the account team" if self.team else f"the field {self.field}"
        asked = [whose] if people else []
        asked += [f"the field {self.segment}"] if book.segments or book.unassigned else []
        return " and ".join(asked) or "its accounts"

    def chosen(self, book: BookFilter) -> dict[str, str]:
        """The fields of accounts that this needs → what each is for."""
        kept = "and until it is back your accounts stay as they were read last"
        by_segment = bool(book.segments or book.unassigned)
        decides = not book.everything
        fields = {
            self.field: "it tells whose accounts these are, "
            + (kept if decides else "and what was read of it last stays until it is back")
        }
        if self.segment != SEGMENT or by_segment:
            fields[self.segment] = "it tells the segment of an account, " + (
                kept
                if decides and by_segment
                else "and what was read of it last stays until it is back"
            )
        return fields


class BookScope:
    """The book of one run; `people` are the ids of those whose accounts are in it."""

    def __init__(
        self, whose: Whose, book: BookFilter, people: Iterable[str], sight: Callable[[], Sight]
    ) -> None:
        self.whose = whose
        self.people = sorted(people)
        self._book = book
        self._sight = sight
        self.team_hidden = False
        """Whether account teams decide and are not to be seen."""
        self.team_accounts: frozenset[str] = frozenset()
        """Accounts whose team one of the people is in; to be filled before the scopes are asked
        for, where `needs_team`."""

    @property
    def needs_team(self) -> bool:
        """Whether the account teams have to be asked."""
        return self.whose.team and bool(self.people) and not self._book.everything

    def is_blind(self) -> bool:
        """Whether something that tells which accounts are in the book is hidden now."""
        if self._book.everything:
            return False
        by_field = bool(self.people or self._book.unassigned) and not self.whose.team
        by_segment = bool(self._book.segments or self._book.unassigned)
        wanted = [self.whose.field] * by_field + [self.whose.segment] * by_segment
        return self.team_hidden or any(objects.spelt(self._sight(), one) is None for one in wanted)

    def team_question(self) -> str:
        """The question for the accounts whose team one of the people is in."""
        role = f"TeamMemberRole = {soql.text(self.whose.role)}" if self.whose.role else ""
        mine = soql.any_of("UserId", self.people)
        return soql.select(("AccountId",), "AccountTeamMember", (mine, role))

    def condition(self) -> str:
        """That an account is in the book, apart from those of a team; empty for all accounts.

        Raises Refused where the field that tells it is not to be seen, or nobody is known.
        """
        if self._book.everything:
            return ""
        parts = []
        if self.people and not self.whose.team:
            parts.append(soql.any_of(self._field(self.whose.field), self.people))
        if self._book.segments:
            parts.append(self._in_segment(self._book.segments))
        if self._book.unassigned:
            parts.append(self._unassigned())
        if not parts and not self.needs_team:
            raise Refused(
                "Nobody whose accounts are in the book is known in Salesforce.",
                "Connect again with --me or --option book=…; look at the addresses there.",
            )
        return parts[0] if len(parts) == 1 else f"({' OR '.join(parts)})" if parts else ""

    def accounts(self, after: str = "", until: str = "") -> Sequence[Scope]:
        """The parts in which the accounts themselves are read; see `crawl.Scopes`."""
        condition = self.condition()
        if not self.team_accounts:
            return () if after else (Scope(where=condition or self._none_but_team()),)
        size = soql.room(_BESIDE)
        if len(self.team_accounts) <= size:
            team = soql.any_of("Id", sorted(self.team_accounts))
            return (
                () if after else (Scope(where=f"({condition} OR {team})" if condition else team),)
            )
        first = [] if after or not condition else [Scope(where=condition, until=_FIRST)]
        return (*first, *of_accounts("Id", self.team_accounts, after, until))

    def records(
        self, accounts: Iterable[str], after: str = "", until: str = "", *, own: str = ""
    ) -> Sequence[Scope]:
        """The parts in which records of the book's accounts are read; `own` are others beside."""
        known = frozenset(accounts)
        if not known:
            return ()
        if len(known) > soql.room(_BESIDE) and not self.needs_team and not self.is_blind():
            # One question for all: lists of them would take many.
            condition = self.condition()
            inner = soql.select(("Id",), "Account", (condition,))
            where = f"AccountId IN ({inner})" if condition else "AccountId != null"
            beside = [Scope(where=own, until=_FIRST)] if own else []
            parts = [*beside, Scope(where=where, until=_LAST)]
            return [one for one in parts if one.until > after]
        parts = of_accounts("AccountId", known, after, until)
        if own and not after:
            parts[0] = Scope(where=f"({parts[0].where} OR {own})", until=parts[0].until)
        return parts

    def segments_of(self) -> str | None:
        """The field that tells the segment, as the org spells it."""
        return objects.spelt(self._sight(), self.whose.segment)

    def _field(self, name: str) -> str:
        found = objects.spelt(self._sight(), name)
        if found is None:
            raise Refused(
                f"The field {name} of Account, which tells which accounts are in the book, is"
                " hidden from you in Salesforce, or gone.",
                "Ask an administrator, or connect again with another field.",
            )
        return found

    def _in_segment(self, names: Iterable[str]) -> str:
        field = self._field(self.whose.segment)
        if field in self._sight().lists:
            return f"{field} INCLUDES ({','.join(soql.text(name) for name in sorted(names))})"
        return soql.any_of(field, sorted(names))

    def _unassigned(self) -> str:
        if self.whose.team or self.whose.field.casefold() == OWNER.casefold():
            raise Usage(
                "In Salesforce every account has an owner, so none is unassigned.",
                "Name the field that holds the CSM: --option csm-field=FIELD.",
            )
        nobody = f"{self._field(self.whose.field)} = null"
        return f"({self._in_segment(self._book.unassigned)} AND {nobody})"

    def _none_but_team(self) -> str:
        """No condition for all accounts; where only a team counts and nobody is in one, none."""
        return "Id = null" if self.needs_team else ""


def of_accounts(
    field: str, accounts: Iterable[str], after: str = "", until: str = ""
) -> list[Scope]:
    """Parts of as many accounts each as an address has room for, in order of their ids."""
    left = sorted(one for one in accounts if one > after)
    size = soql.room(_BESIDE)
    begun = [one for one in left if one <= until]
    lists: list[list[str]] = []
    if begun and len(begun) <= size:
        # The part that broke off has to be the same one, or its place means another row.
        lists.append(begun)
        left = left[len(begun) :]
    lists += soql.chunks(left, size)
    ends = [
        until if at == 0 and begun and one is begun else one[-1] for at, one in enumerate(lists)
    ]
    return [
        Scope(where=soql.any_of(field, one), until=end)
        for one, end in zip(lists, ends, strict=True)
    ]
