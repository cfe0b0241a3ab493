"""`satchel escalate`: what a form lacks, its handover as text, or on its way."""

from __future__ import annotations

import mimetypes
import tomllib
from argparse import Namespace
from pathlib import Path
from typing import Any, Final

from book import accounts as book_accounts
from book import ids, outbox, sources
from book.account_links import links_of
from book.errors import Refused, Usage
from book.escalation_form import EscalationForm, form_from
from book.escalation_meter import Completeness, completeness
from book.escalation_text import Customer, customer_of, text_of
from book.escalation_writing import NewFile, check_size
from book.handing_over import check, send_new
from book.named import account_to_write
from book.records import Account
from book.rules import HouseRules
from book.rules_escalations import REQUESTER
from book.sources import my_addresses
from book.store import Store
from book.ticket_choices import latest
from book.ticket_choices import offered as offered_by
from book.ways_out import requester_name, taking, words_of
from desktop.commands.opened import opened, opened_to_write, rules_to_read_by, today
from desktop.output import print_json

_LARGEST: Final = 1_000_000
"""Bytes of a form; a longer file is something else."""


def escalate(said: Namespace) -> int:
    """Checks a form, prints its handover, or queues it; status 1 where something is missing."""
    file = Path(said.form)
    table = _table(file)
    if said.send:
        with opened_to_write(said) as (store, rules):
            form = form_from(table, rules.escalations)
            return _send(store, rules, account_to_write(store, said.account), form, file, said)
    with opened(said) as store:
        rules = rules_to_read_by(store.profile)
        one = book_accounts.find_account(store, said.account)
        form = form_from(table, rules.escalations)
        stands = completeness(form, rules.escalations, me=my_addresses(store))
        if said.text:
            print(_handover(store, rules, one, form, said.text), end="")
            return 0
    _print(stands, rules, form, as_json=said.json)
    return 0 if stands.is_complete else 1


def _send(
    store: Store,
    rules: HouseRules,
    one: Account,
    form: EscalationForm,
    file: Path,
    said: Namespace,
) -> int:
    """Queues the form with its files; prints the id of its entry in the outbox."""
    way = rules.escalations.kinds[form.kind].way
    source = taking(way, sources.sources(store))
    me = my_addresses(store)
    offered = offered_by(latest(store, source)) if source and way == "ticket" else None
    check(form, rules, way=way, me=me, offered=offered)
    if source is None:
        raise _no_way_out(rules, form)
    customer = _customer(store, rules, one, form)
    name = requester_name(store, one.id, form)
    words = words_of(form, rules.escalations, customer, way, today(), requester_name=name)
    files = [_file(file.parent / named) for named in form.attachments]
    number, handover, _ = send_new(
        store, rules, one.id, form, way, source.name, words, files=files, me=me, offered=offered
    )
    waits = next(
        entry
        for entry in outbox.entries(store)
        if (entry.record, entry.record_id) == ("handover", handover)
    )
    spelt = ids.spell("outbox", waits.id)
    if said.json:
        print_json({"id": ids.spell("escalation", number), "entry": spelt, "source": source.name})
    else:
        print(spelt)
    return 0


def _file(path: Path) -> NewFile:
    """A file that goes along. Raises Usage where it cannot be read, or is too large."""
    try:
        check_size(path.name, path.stat().st_size)
        content = path.read_bytes()
    except OSError as trouble:
        reason = (trouble.strerror or "no access").lower()
        raise Usage(
            f"{path.name} cannot be attached: {reason}.", "Name an existing file, or leave it out."
        ) from trouble
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return NewFile(name=path.name, content=content, media_type=kind)


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


def _handover(store: Store, rules: HouseRules, one: Account, form: EscalationForm, way: Any) -> str:
    return text_of(form, rules.escalations, _customer(store, rules, one, form), way, today())


def _customer(store: Store, rules: HouseRules, one: Account, form: EscalationForm) -> Customer:
    asked = form.text(REQUESTER)
    name = requester_name(store, one.id, form)
    person = f"{name} <{asked}>" if name else asked
    return customer_of(one, links_of(one, rules), person=person)


def _no_way_out(rules: HouseRules, form: EscalationForm) -> Refused:
    kind = rules.escalations.kinds[form.kind].title
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
