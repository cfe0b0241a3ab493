"""`satchel check`: holds the book's file, its outbox and its house rules to account."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path
from typing import Final

from book import ids, outbox
from book.errors import EXIT_DONE, EXIT_FELL_SHORT, ProfileTrouble, Refused, SatchelError
from book.named import account_names, titles
from book.notes import note
from book.outbox_entry import OutboxEntry
from book.records import NoteId
from book.store import Store
from desktop.commands.opened import opened, rules_trouble
from desktop.output import print_json
from desktop.supervisor import report

_SHOWN_PROBLEMS: Final = 3


def check(said: Namespace) -> int:
    """Reads the whole file and the outbox, and says whether they hold together."""
    with opened(said) as store:
        damage = _damage(store)
        loose = [] if damage else _loose_ends(store)
        path = store.profile.database
        rules = rules_trouble(store.profile)  # said already, by opening
    if said.json:
        problems = [*damage, *loose]
        whole = not problems and rules is None
        print_json({"ok": whole, "database": str(path), "problems": problems, "rules": rules})
    elif not damage and not loose:
        print(f"ok: {path} is whole.")
    trouble = _trouble(path, damage, loose)
    if trouble is not None:
        report(trouble)
        return trouble.exit_status
    return EXIT_DONE if rules is None else EXIT_FELL_SHORT


def _trouble(path: Path, damage: list[str], loose: list[str]) -> SatchelError | None:
    if damage:
        return ProfileTrouble(
            f"{path} is damaged: {'; '.join(damage[:_SHOWN_PROBLEMS])}.",
            "Keep this file, and put a copy from a backup in its place.",
        )
    if loose:
        return Refused(
            f"The outbox does not hold together: {'; '.join(loose[:_SHOWN_PROBLEMS])}.",
            "Look at these entries with “satchel outbox”; discard what is of no use.",
        )
    return None


def _damage(store: Store) -> list[str]:
    found: list[str] = []
    try:
        if store.encrypted:
            found += [str(row[0]) for row in store.rows("PRAGMA cipher_integrity_check")]
        found += [str(row[0]) for row in store.rows("PRAGMA integrity_check") if row[0] != "ok"]
        broken = store.rows("PRAGMA foreign_key_check")
        found += [f"a row of {row[0]} points at a row of {row[2]} that is gone" for row in broken]
    except SatchelError as error:
        found.append(error.title)
    return found


def _loose_ends(store: Store) -> list[str]:
    """What is wrong with entries that wait: nothing of it can come of working with Satchel."""
    entries = outbox.entries(store)
    homes = account_names(store, (each.account_id for each in entries))
    accounts = account_names(store, (each.record_id for each in entries if _of_account(each)))
    records = {(each.record, each.record_id) for each in entries if not _of_account(each)}
    known = {*titles(store, records), *(("account", number) for number in accounts)}
    found = []
    for each in entries:
        spelt = ids.spell("outbox", each.id)
        if (each.record, each.record_id) not in known:
            found.append(f"{spelt} is about a {each.record} that is not there")
        elif each.account_id not in homes:
            found.append(f"{spelt} is for an account that is not there")
        elif _is_private(store, each):
            found.append(f"{spelt} would send a note that stays on this laptop")
    return found


def _of_account(entry: OutboxEntry) -> bool:
    return entry.record == "account"


def _is_private(store: Store, entry: OutboxEntry) -> bool:
    # What may have left before it was made private is another matter: that is being settled.
    if entry.record != "note" or entry.action != "create" or entry.uncertain:
        return False
    one = note(store, NoteId(entry.record_id))
    return one is not None and one.private and entry.state != "sending"
