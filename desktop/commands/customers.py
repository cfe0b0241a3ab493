"""`satchel same` and `apart`: which accounts of several sources are one customer."""

from __future__ import annotations

from argparse import Namespace

from book import accounts, ids, twins
from book.named import account_to_write
from book.records import Account
from book.source_titles import title
from desktop.commands.opened import opened_to_write
from desktop.json_shapes import account_shape
from desktop.output import one_line, print_json


def same(said: Namespace) -> int:
    """Shows two accounts of different sources as one customer."""
    with opened_to_write(said) as (store, _):
        one = account_to_write(store, said.account)
        other = account_to_write(store, said.other)
        if one.id == other.id and one.twins and not _same_word(said.account, said.other):
            # Either leads to the customer: what a sign had told is said by the person now.
            twins.confirm(store, one.id)
        else:
            twins.join(store, one.id, other.id)
        joined = accounts.account(store, one.id) or one
    if said.json:
        print_json(account_shape(joined))
        return 0
    sources = ", ".join(title(name) for name in joined.sources)
    if one.id == other.id:  # both words led to the customer: two names would be one, said twice
        print(f"{_named(joined)} stays shown as one: {sources}.")
    else:
        print(f"{_named(one)} and {_named(other)} are shown as one: {sources}.")
    return 0


def apart(said: Namespace) -> int:
    """Shows the accounts of a customer each by itself again."""
    with opened_to_write(said) as (store, _):
        one = account_to_write(store, said.account)
        numbers = (one.id, *(twin.id for twin in one.twins))
        twins.separate(store, one.id)
        found = [accounts.account(store, number) for number in numbers]
    parted = [account for account in found if account is not None]
    if said.json:
        print_json([account_shape(account) for account in parted])
        return 0
    for account in parted:
        print(f"{_named(account)}: {title(account.source)}")
    return 0


def _same_word(one: str, other: str) -> bool:
    return one.strip().casefold() == other.strip().casefold()


def _named(account: Account) -> str:
    return f"{one_line(account.name)} ({ids.spell('account', account.id)})"
