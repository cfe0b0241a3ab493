"""Wishes that several customers share: found before a second one is made, who asks, what they pay.

A wish is an escalation whose kind asks for other accounts. Who joins one is named there; the names
are those of the book, so that their ARR can be added up.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final

from msgspec import Struct
from msgspec.structs import replace

from book.accounts import account, all_accounts
from book.errors import Refused
from book.escalation_form import EscalationForm
from book.escalation_writing import keep_form
from book.escalations import Escalation, EscalationId, escalation, open_escalations
from book.records import Account, AccountId, Changed
from book.rules_escalations import GROUP, OTHER_ACCOUNTS, EscalationRules
from book.store import Store

if TYPE_CHECKING:
    from book.escalation_form import Answer
    from book.escalation_text import Customer

_OWNED_BY: Final = ("team", GROUP)
_WORTH: Final = 4
"""Letters of a word from which it tells one wish from another."""
_MOST: Final = 5


class KnownWish(Struct, frozen=True, kw_only=True):
    """A wish that is in the book already, and how many of the words typed stand in it."""

    one: Escalation
    account: str
    hits: int


def is_wish(code: str, rules: EscalationRules) -> bool:
    """Whether several accounts can ask for one of that kind together."""
    kind = rules.kinds.get(code)
    return kind is not None and OTHER_ACCOUNTS in kind.fields


def known_wishes(
    store: Store, rules: EscalationRules, form: EscalationForm, without: EscalationId | None
) -> list[KnownWish]:
    """The open wishes of any account that are like this one, the likest first.

    Alike is what shares a word that tells, or the team; `without` is the form itself.
    """
    words = _words(f"{form.text('subject')} {form.text('request')}")
    team = _team(form)
    found = []
    for one, name in open_escalations(store):
        if one.id == without or not is_wish(one.kind, rules):
            continue
        hits = 2 * len(words & _words(f"{one.subject} {one.form.text('request')}"))
        hits += bool(team) and team == _team(one.form)
        if hits:
            found.append(KnownWish(one=one, account=name, hits=hits))
    return sorted(found, key=lambda each: -each.hits)[:_MOST]


def askers(store: Store, one: Escalation) -> list[Account]:
    """Who asks for it: the account it stands at, then those named in it that the book knows."""
    own = account(store, one.account_id)
    return ([own] if own is not None else []) + others(store, one.form, one.account_id)


def others(store: Store, form: EscalationForm, own: AccountId) -> list[Account]:
    """The accounts a form names as asking too; a name the book does not know is left out."""
    return named_in(form, all_accounts(store), own) if any(_named(form)) else []


def named_in(form: EscalationForm, accounts: Sequence[Account], own: AccountId) -> list[Account]:
    """Those of the accounts that a form names as asking too, each once, in its order."""
    by_name = {each.name.casefold(): each for each in reversed(accounts)}
    named = dict.fromkeys(name.strip().casefold() for name in _named(form))
    found = (by_name[name] for name in named if name in by_name)
    return [each for each in found if each.id != own]


def with_others(customer: Customer, own: Account, asking: Sequence[Account]) -> Customer:
    """What goes along of an account, with how many others ask and what all of them pay."""
    if not asking:
        return customer
    together = combined_arr((own, *asking))
    return replace(customer, askers=1 + len(asking), together=together)


def attach(store: Store, wish: EscalationId, name: str) -> Changed:
    """Adds an account to a wish by its name; one that stands there already is not added twice.

    Raises Refused where the wish is gone or closed, or was written on meanwhile.
    """
    one = escalation(store, wish)
    if one is None or one.closed_at is not None:
        raise Refused("That request is closed or deleted.", "Write one of its own.")
    named = _named(one.form)
    if name.casefold() in {each.strip().casefold() for each in named}:
        return Changed()
    answers: dict[str, Answer] = {**one.form.answers, OTHER_ACCOUNTS: (*named, name)}
    keep_form(store, one, replace(one.form, answers=answers))
    return Changed({"escalation": frozenset({one.id})})


def combined_arr(accounts: Iterable[Account]) -> tuple[tuple[int, str], ...]:
    """What they pay a year together: cents and currency, the most first; never added across
    currencies."""
    sums: dict[str, int] = {}
    for each in accounts:
        if each.arr_cents is not None:
            sums[each.currency] = sums.get(each.currency, 0) + each.arr_cents
    ordered = sorted(sums.items(), key=lambda pair: (-pair[1], pair[0]))
    return tuple((cents, currency) for currency, cents in ordered)


def _named(form: EscalationForm) -> Sequence[str]:
    said = form.answers.get(OTHER_ACCOUNTS, ())
    return said if isinstance(said, tuple) else (str(said),)


def _team(form: EscalationForm) -> str:
    return next((form.text(code).casefold() for code in _OWNED_BY if form.text(code)), "")


def _words(text: str) -> set[str]:
    plain = "".join(sign if sign.isalnum() else " " for sign in text.casefold())
    return {word for word in plain.split() if len(word) >= _WORTH}
