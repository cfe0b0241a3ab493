"""Whether what the options name is there and of the right sort, while one connects."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final

from book.errors import Usage
from sync import values
from sync.book_filter import BookFilter
from sync.field_mapping import NOT_MAPPED, OPTION_FACTS
from sync.salesforce import mapping, objects, soql
from sync.salesforce.answers import NoSuchObject, VanishedField
from sync.salesforce.book_scope import CSM, SEGMENTS, TEAM, Whose
from sync.salesforce.objects import Described, DescribedField
from sync.salesforce.org import Org
from sync.salesforce.questions import CSM_FIELD, RENEWALS, renewal_choices
from sync.sign_in_browser import callback_port

_SHOWN: Final = 6
"""So many of what there is instead are named."""
_CURRENCY: Final = re.compile(r"[A-Za-z]{3}")
_NUMBERS: Final = frozenset(("currency", "double", "percent", "int", "long"))
_DAYS: Final = frozenset(("date", "datetime"))
_TEXTS: Final = frozenset(
    ("string", "picklist", "multipicklist", "combobox", "textarea", "url", "email", "phone")
)
_IDS: Final = frozenset(("string", "picklist", "combobox", "url", "email", "id", "double", "int"))
_SORTS: Final[dict[str, tuple[frozenset[str], str]]] = {
    **dict.fromkeys(
        ("arr_cents", "forecast_cents", "credit_balance_cents", "health", "users_count"),
        (_NUMBERS, "a number"),
    ),
    **dict.fromkeys(
        ("renewal_date", "contract_end", "credit_expiry", "run_out", "last_seen_at"),
        (_DAYS, "a date"),
    ),
    **dict.fromkeys(("stage", "plan", "slack_channel", SEGMENTS), (_TEXTS, "a text or a choice")),
    mapping.ORG: (_IDS, "an id"),
}
"""Fact → the types its field may have, and what such a field is called."""
_OPTIONS: Final = {
    **OPTION_FACTS,
    **mapping.OWN_OPTIONS,
    "segment-field": SEGMENTS,
    mapping.ORG_FIELD: mapping.ORG,
}
"""Option → the fact whose field it names."""


class OptionChecks:
    """The options of one source, against what its org has. Every refusal is a Usage that names
    the option, what is wrong with it, and what there is instead."""

    def __init__(self, org: Org, options: Mapping[str, str], found: Mapping[str, str]) -> None:
        self._org = org
        self._options = options
        self._found = found

    def words(self) -> None:
        """What can be told without asking anybody."""
        callback_port(self._options)
        said = self._said("currency")
        if said and not _CURRENCY.fullmatch(said):
            raise Usage(
                f"currency is the code of a currency, three letters, not “{said}”.",
                "Write currency=EUR.",
            )

    def fields(self, account: Described) -> None:
        """The `…-field` options: a field that is there, of a type that can tell the fact."""
        people = objects.lookups_of_people(account)
        csm = self._found.get(CSM, "")
        if self._said(CSM_FIELD) and csm and account.field(csm) is not None and csm not in people:
            raise Usage(
                f"{CSM_FIELD} names “{csm}”, which does not say who looks after an account.",
                _instead(_who(account)),
            )
        for option, fact in _OPTIONS.items():
            types, sort = _SORTS[fact]
            path = self._found.get(fact, "") if self._said(option) else ""
            field = account.field(path)
            if field is None or _can_tell(fact, field, types):
                continue
            raise Usage(
                f"{option} names “{path}”, which is not {sort}.",
                _instead(_fit(account, types)),
            )

    def unknown(self, field: str, option: str, account: Described) -> Usage:
        """What to say of a field that accounts do not have."""
        fact = _OPTIONS.get(option, "")
        fit = _fit(account, _SORTS[fact][0]) if fact else _who(account)
        return Usage(
            f"Accounts have no field {field}, which {option} names, or it is hidden from you.",
            _instead(fit),
        )

    async def segments(self, account: Described, whose: Whose, book: BookFilter) -> None:
        """The segments whose accounts are to be in the book."""
        for segment in sorted(book.segments | book.unassigned):
            await self._segment(account, whose.segment, segment)

    async def renewal(self, deals: Described | None) -> None:
        """What a renewal is called; `deals` where opportunities can be seen."""
        said = self._said(RENEWALS)
        if deals is None or not said:
            return
        choices = renewal_choices(deals)
        if said.casefold() in choices or await self._any("Opportunity", "Type", said):
            return
        raise Usage(
            f"No opportunity in Salesforce can be of the {RENEWALS} “{said}”.",
            _instead(one.label for one in choices.values()),
        )

    async def role(self, whose: Whose, *, decides: bool) -> None:
        """The role in account teams, where those tell whose an account is; where that `decides`
        which accounts are in the book, teams have to be seen too."""
        if not whose.team:
            return
        try:
            team = await objects.described(self._org, "AccountTeamMember")
        except NoSuchObject:
            if not decides:
                return
            raise Usage(
                f"Salesforce does not let you see account teams, which {CSM_FIELD} asks for.",
                "Ask an administrator, or name a field instead.",
            ) from None
        roles = _listed(team.field("TeamMemberRole"))
        wanted = whose.role
        if not wanted or wanted.casefold() in {one.casefold() for one in roles}:
            return
        if not await self._any("AccountTeamMember", "TeamMemberRole", wanted):
            raise Usage(
                f"{CSM_FIELD} names the role “{wanted}”, which nobody has in an account team.",
                _instead(roles),
            )

    async def _segment(self, account: Described, path: str, segment: str) -> None:
        field = account.field(path)
        listed = _listed(field)
        if segment in {one.casefold() for one in listed}:
            return
        several = field is not None and field.type == "multipicklist"
        if not await self._any("Account", path, segment, several=several):
            raise Usage(
                f"book names the segment “{segment}”, which no account has in {path}.",
                _instead(listed),
            )

    async def _any(self, kind: str, field: str, value: str, *, several: bool = False) -> bool:
        """Whether any record has that value; also where it may not be asked."""
        quoted = soql.text(value)
        where = f"{field} INCLUDES ({quoted})" if several else f"{field} = {quoted}"
        try:
            return await self._org.count(soql.counting(kind, (where,)), kind) > 0
        except (NoSuchObject, VanishedField):
            return True

    def _said(self, option: str) -> str:
        said = self._options.get(option, "").strip()
        return "" if said.casefold() == NOT_MAPPED else said


def _can_tell(fact: str, field: DescribedField, types: frozenset[str]) -> bool:
    if field.type in types:
        return True
    # Some keep a number in a text of their own, or in a list of choices that are numbers.
    own = field.name.endswith("__c")
    if fact == "health" and field.type == "string":
        return own
    choices = _listed(field)
    numbers = [values.number(one, "", []) for one in choices]
    return fact == "health" and bool(numbers) and None not in numbers


def _listed(field: DescribedField | None) -> list[str]:
    choices = (field.picklist_values if field is not None else None) or []
    return [one.value for one in choices if one.active and one.value.strip()]


def _who(account: Described) -> list[str]:
    """What can say who looks after an account."""
    return [*objects.lookups_of_people(account).values(), f"{TEAM} (the account team)"]


def _fit(account: Described, types: frozenset[str]) -> list[str]:
    """What the fields are called that would do, the org's own first."""
    fit = [one for one in account.fields if one.type in types]
    fit.sort(key=lambda one: (not one.name.endswith("__c"), str(one.label).casefold(), one.name))
    return [values.line(one.label, "", []) or one.name for one in fit]


def _instead(names: Iterable[str]) -> str:
    """What there is to choose from."""
    known = list(dict.fromkeys(one for one in names if one))
    if not known:
        return "There is none that would do; leave the option out."
    more = len(known) - _SHOWN
    rest = f" and {more} more" if more > 0 else ""
    return f"There is: {', '.join(known[:_SHOWN])}{rest}."
