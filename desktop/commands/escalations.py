"""`satchel escalate`: what a form lacks, its handover as text, or on its way."""

from __future__ import annotations

import os
import select
import stat
import tomllib
from argparse import Namespace
from pathlib import Path
from typing import Any, Final

from book import accounts as book_accounts
from book import ids, outbox, sources
from book.account_links import links_of
from book.errors import Refused, Usage
from book.escalation_files import read_new_file
from book.escalation_form import EscalationForm, form_from
from book.escalation_meter import Completeness, Offered, completeness
from book.escalation_text import Customer, customer_of, text_of
from book.handing_over import check, send_new
from book.named import account_to_write
from book.product_requests import is_wish, others, with_others
from book.records import Account
from book.rules import HouseRules
from book.rules_escalations import REQUESTER
from book.sources import my_addresses
from book.store import Store
from book.ticket_choices import latest
from book.ticket_choices import offered as offered_by
from book.ways_out import requester_name, taking, words_of
from desktop.commands.opened import opened, opened_to_write, rules_to_read_by, today
from desktop.output import one_line, print_json

_LARGEST: Final = 1_000_000
"""Bytes of a form; a longer file is something else."""
_READING: Final = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
_PATIENCE_SECONDS: Final = 5.0
"""So long a pipe may keep silent."""


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
        stands = completeness(
            form, rules.escalations, me=my_addresses(store), offered=_offered(store, form, rules)
        )
        if said.text:
            text = _handover(store, rules, one, form, said.text)
            print_json({"way": said.text, "text": text}) if said.json else print(text, end="")
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
    me, offered = my_addresses(store), _offered(store, form, rules)
    check(form, rules, way=way, me=me, offered=offered)
    if source is None:
        raise _no_way_out(rules, form)
    customer = _customer(store, rules, one, form)
    name = requester_name(store, one.id, form)
    words = words_of(form, rules.escalations, customer, way, today(), requester_name=name)
    files = [read_new_file(file.parent / named) for named in form.attachments]
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


def _offered(store: Store, form: EscalationForm, rules: HouseRules) -> Offered | None:
    """What the ticket system takes; None where it is no ticket, or nobody asked."""
    way = rules.escalations.kinds[form.kind].way
    source = taking(way, sources.sources(store)) if way == "ticket" else None
    return offered_by(latest(store, source)) if source is not None else None


def _table(file: Path) -> dict[str, Any]:
    name = one_line(file.name)
    try:
        text = _content(file).decode("utf-8-sig")
    except (OSError, ValueError) as trouble:
        if isinstance(trouble, UnicodeDecodeError):
            raise Usage(f"{name} is not UTF-8 text.", "Save the form as UTF-8.") from trouble
        strerror = trouble.strerror if isinstance(trouble, OSError) else None
        reason = (strerror or "no access").lower()
        raise Usage(f"The form cannot be read: {reason}.", "Name an existing file.") from trouble
    try:
        return tomllib.loads(text)
    except RecursionError as trouble:
        raise Usage(
            f"{name} is no form: its lists lie too deep in each other.", "Write it anew."
        ) from trouble
    except tomllib.TOMLDecodeError as trouble:
        raise Usage(
            f"{name} is no TOML: {one_line(str(trouble))[:120]}.", "Correct that place of the form."
        ) from trouble
    except ValueError as trouble:
        raise Usage(f"{name} holds a number without end.", "Correct it.") from trouble


def _content(file: Path) -> bytes:
    """The bytes of a form, from a file or from a pipe that somebody fills meanwhile."""
    with os.fdopen(os.open(file, _READING), "rb", 0) as source:
        is_pipe = stat.S_ISFIFO(os.fstat(source.fileno()).st_mode)
        found = b""
        while len(found) <= _LARGEST:
            if is_pipe and not select.select([source], [], [], _PATIENCE_SECONDS)[0]:
                raise Usage("Nothing comes out of the pipe.", "Name the form's own file.")
            more = source.read(_LARGEST + 1 - len(found))
            if not more:
                return found
            found += more
    raise Usage(f"{one_line(file.name)} is too large for a form.", "Name the form's own file.")


def _handover(store: Store, rules: HouseRules, one: Account, form: EscalationForm, way: Any) -> str:
    return text_of(form, rules.escalations, _customer(store, rules, one, form), way, today())


def _customer(store: Store, rules: HouseRules, one: Account, form: EscalationForm) -> Customer:
    asked = form.text(REQUESTER)
    name = requester_name(store, one.id, form)
    person = f"{name} <{asked}>" if name else asked
    whole = customer_of(one, links_of(one, rules), person=person)
    if not is_wish(form.kind, rules.escalations):
        return whole
    return with_others(whole, one, others(store, form, one.id))


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
