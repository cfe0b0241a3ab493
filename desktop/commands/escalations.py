"""`satchel escalate`: what a form lacks, and its handover as text."""

from __future__ import annotations

import tomllib
from argparse import Namespace
from pathlib import Path
from typing import Any, Final

from book import accounts as book_accounts
from book import contacts, sources
from book.account_links import links_of
from book.errors import Refused, Usage
from book.escalation_form import EscalationForm, form_from
from book.escalation_meter import Completeness, completeness
from book.escalation_text import customer_of, text_of
from book.records import Account
from book.rules import HouseRules
from book.rules_escalations import REQUESTER
from book.store import Store
from desktop.commands.opened import opened, rules_to_read_by, today
from desktop.output import print_json

_LARGEST: Final = 1_000_000
"""Bytes of a form; a longer file is something else."""


def escalate(said: Namespace) -> int:
    """Checks a form, prints its handover, or queues it; status 1 where something is missing."""
    table = _table(Path(said.form))
    with opened(said) as store:
        rules = rules_to_read_by(store.profile)
        one = book_accounts.find_account(store, said.account)
        form = form_from(table, rules.escalations)
        stands = completeness(form, rules.escalations, me=_my_addresses(store))
        if said.text:
            print(_handover(store, rules, one, form, said.text), end="")
            return 0
    if said.send:
        raise _no_way_out(stands, rules, form)
    _print(stands, rules, form, as_json=said.json)
    return 0 if stands.is_complete else 1


def _table(file: Path) -> dict[str, Any]:
    try:
        if file.stat().st_size > _LARGEST:
            raise Usage(f"{file.name} is too large for a form.", "Name the form's own file.")
        text = file.read_bytes().decode("utf-8-sig")
    except OSError as trouble:
        reason = (trouble.strerror or "no access").lower()
        raise Usage(f"The form cannot be read: {reason}.", "Name an existing file.") from trouble
    except UnicodeDecodeError as trouble:
        raise Usage(f"{file.name} is not UTF-8 text.", "Save the form as UTF-8.") from trouble
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as trouble:
        raise Usage(
            f"{file.name} is no TOML: {str(trouble)[:120]}.", "Correct that place of the form."
        ) from trouble


def _my_addresses(store: Store) -> set[str]:
    return {one.me_email for one in sources.sources(store) if one.me_email}


def _handover(store: Store, rules: HouseRules, one: Account, form: EscalationForm, way: Any) -> str:
    asked = form.text(REQUESTER)
    named = next(
        (
            f"{person.name} <{person.email}>"
            for person in contacts.contacts_of(store, one.id)
            if person.email and person.email.casefold() == asked.casefold()
        ),
        asked,
    )
    customer = customer_of(one, links_of(one, rules), person=named)
    return text_of(form, rules.escalations, customer, way, today())


def _no_way_out(stands: Completeness, rules: HouseRules, form: EscalationForm) -> Refused:
    kind = rules.escalations.kinds[form.kind].title
    if not stands.may_leave:
        first = next(one for one in stands.missing if one.blocks)
        return Refused(
            f"The {kind.lower()} cannot be sent yet: {first.field} is missing, {first.why}.",
            "“--check” lists all that is missing. Nothing was sent.",
        )
    return Refused(
        f"Nothing is connected that takes a {kind.lower()}.",
        "“--text slack”, “--text markdown” or “--text mail” prints it to paste. Nothing was sent.",
    )


def _print(stands: Completeness, rules: HouseRules, form: EscalationForm, *, as_json: bool) -> None:
    if as_json:
        print_json(
            {
                "complete": stands.is_complete,
                "percent": stands.percent,
                "missing": [
                    {"field": one.field, "why": one.why, "blocks": one.blocks}
                    for one in stands.missing
                ],
            }
        )
        return
    title = rules.escalations.kinds[form.kind].title
    if stands.is_complete:
        print(f"{title}: all {stands.wanted} there.")
        return
    print(f"{title}: {stands.there} of {stands.wanted} there ({stands.percent} %).")
    for one in stands.missing:
        print(f"  {one.field}{' (blocks sending)' if one.blocks else ''}: {one.why}")
