"""The end of a schedule: everything is let go and synced until it is quiet; then it is judged."""

from __future__ import annotations

from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import msgspec

from book import conflicts, outbox, sources
from tests.laptops import claims
from tests.laptops.laptop import Laptop
from tests.laptops.service import FIELDS, KINDS, ever
from tests.laptops.texts import tokens

if TYPE_CHECKING:
    from tests.laptops.machine import TwoLaptops
    from tests.laptops.world import Origin

ROUNDS = 14
RETRIES = 4
"""So many times what is parked is tried again before it may stay where it waits."""
HERE = "account_id IN (SELECT id FROM accounts WHERE status IN ('active', 'churned'))"
Stuck = dict[tuple[str, str, int], set[str]]
"""(laptop, kind, id) → the fields that visibly wait."""


def settle_down(world: TwoLaptops) -> None:
    """Lets everything go and syncs both laptops until nothing moves any more."""
    for laptop in world.laptops.values():
        sources.set_option(laptop.store, world.crm.name, "read-only", None)
    world.crm.calm_down()
    # Past every wait that a clock which was wrong by days may have written down.
    world.crm.clock.move(days=6)
    for number in range(ROUNDS):
        # More than a day, so that what is swept once a day is swept, and every wait is over.
        world.crm.clock.move(hours=26)
        moved = [_one_round(world, one, number) for one in world.laptops.values()]
        if not any(moved):
            return
    raise AssertionError(f"the laptops do not come to rest within {ROUNDS} rounds")


def _one_round(world: TwoLaptops, laptop: Laptop, number: int) -> bool:
    """One sync and what a person does about what it leaves; whether anything moved."""
    outbox.release_all(laptop.store)
    before = _standing(laptop)
    report = laptop.sync(by_hand=True)
    assert report is not None
    trouble = report.sources[0].error
    assert trouble is None, f"{laptop.name}: without any fault: {trouble}"
    world.nothing_is_claimed_too_early()
    claims.synced_is_what_was_confirmed(laptop)
    open_ones = conflicts.open_conflicts(laptop.store)
    for one in open_ones:
        keep = world.afterwards.choice(("mine", "theirs", "both", "own"))
        world.decide(laptop, one, keep, world.afterwards.randrange(10))
    retried = False
    if number < RETRIES:
        for entry in laptop.waiting():
            if entry.state == "parked":
                again = partial(outbox.retry, laptop.store, entry.id)
                world.take(laptop.name, again)
                retried = True
    return bool(open_ones) or retried or before != _standing(laptop)


def _standing(laptop: Laptop) -> list[Any]:
    return [laptop.rows(kind, "1") for kind in ("note", "task", "account")] + [
        [(one.id, one.intent, one.state) for one in laptop.waiting()]
    ]


def judge(world: TwoLaptops) -> None:
    """Raises AssertionError where anything was lost, doubled, or differs."""
    stuck = _stuck(world)
    for laptop in world.laptops.values():
        claims.log_is_as_it_was_written(laptop)
        _whole(laptop)
        _every_word_is_found(world, laptop)
        _every_edit_arrived_or_shows(world, laptop)
        _what_stands_there_stands_here(laptop, stuck)
        _what_stands_here_stands_there(laptop, stuck)
        _my_own_words_stay(world, laptop)
    _creations(world, stuck)
    _nothing_overwritten_unseen(world)


def _stuck(world: TwoLaptops) -> Stuck:
    """What waits at the end: parked, or behind what is parked; nothing may wait unseen."""
    found: Stuck = {}
    for laptop in world.laptops.values():
        parked: set[tuple[str, int]] = set()
        for entry in laptop.waiting():
            record = (entry.record, entry.record_id)
            if entry.state == "parked":
                parked.add(record)
                assert entry.error, f"{laptop.name}: entry {entry.id} stopped without a reason"
            assert record in parked, f"{laptop.name}: entry {entry.id} is {entry.state}, and stays"
            found.setdefault((laptop.name, *record), set()).update(entry.intent)
    return found


def _whole(laptop: Laptop) -> None:
    """What `satchel check` looks at."""
    assert laptop.store.rows("PRAGMA integrity_check") == [("ok",)]
    assert laptop.store.rows("PRAGMA foreign_key_check") == []


def _every_word_is_found(world: TwoLaptops, laptop: Laptop) -> None:
    # Of an account that is not mine any more, what changes there is not kept here: it is there.
    elsewhere = {
        word
        for one in world.crm.written
        if world.handed.intersection(one.said.accounts)
        for word in one.said.words
    }
    found = tokens(laptop.trace()) | elsewhere | world.replaced
    lost = world.typed[laptop.name] - found
    assert not lost, f"{laptop.name}: typed and nowhere to be found: {sorted(lost)}"


def _every_edit_arrived_or_shows(world: TwoLaptops, laptop: Laptop) -> None:
    """A public word was in the CRM once, or waits, or was replaced by this laptop's own person."""
    arrived = ever(world.crm)
    waiting = tokens(*(msgspec.json.encode(one.intent).decode() for one in laptop.waiting()))
    replaced = {
        word
        for old, new in laptop.store.rows("SELECT old, new FROM changes WHERE by = 'me'")
        for word in tokens(old) - tokens(new)
    }
    kept_back = {
        word
        for kind in KINDS
        for row in laptop.rows(kind, "1")
        if row.get("private") or _taken_by_me(laptop, kind, row)
        for word in tokens(*row.values())
    }
    drafted = {word for row in laptop.rows("draft", "1") for word in tokens(*row.values())}
    mine = world.typed[laptop.name] & world.public
    lost = mine - arrived - waiting - replaced - kept_back - drafted
    assert not lost, f"{laptop.name}: edits that went nowhere: {sorted(lost)}"


def _my_own_words_stay(world: TwoLaptops, laptop: Laptop) -> None:
    """Where nobody else wrote, the service's clean-up never replaces a text as I typed it."""
    for kind in KINDS:
        fields = ("subject", "title", "body")
        for row in laptop.rows(kind, "external_id IS NOT NULL"):
            born = [one for one in world.births if one == (laptop.name, kind, row["id"])]
            keys = [key for key, made in world.keys.items() if made in born]
            if keys != [row["external_key"]]:
                continue
            versions = laptop.crm.versions[kind, row["external_id"]]
            if {one.author for one in versions} != {laptop.name}:
                continue
            found = laptop.store.rows(
                "SELECT field, old, new FROM changes WHERE record = ? AND record_id = ?"
                f" AND by <> 'me' AND field IN {fields}",
                (kind, row["id"]),
            )
            changed = [one for one in found if claims.lines_of(one[1]) != claims.lines_of(one[2])]
            assert not changed, f"{laptop.name}: my own words came back changed: {changed}"


def _taken_by_me(laptop: Laptop, kind: str, row: dict[str, Any]) -> bool:
    return row["archived_at"] is not None and bool(
        laptop.store.rows(
            "SELECT 1 FROM changes WHERE record = ? AND record_id = ? AND by = 'me'"
            " AND field = 'archived_at'",
            (kind, row["id"]),
        )
    )


def _what_stands_there_stands_here(laptop: Laptop, stuck: Stuck) -> None:
    """Every living record of my accounts is in the book and says the same there."""
    homes = dict(laptop.store.rows("SELECT external_id, id FROM accounts"))
    mine = set(laptop.crm.accounts())
    for kind in KINDS:
        rows = {row["external_id"]: row for row in laptop.rows(kind, "1")}
        for number, there in laptop.crm.records(kind).items():
            if there.deleted or mine.isdisjoint(there.accounts):
                continue
            row = rows.get(number)
            assert row is not None, f"{laptop.name}: {kind} {number} never came"
            waits = stuck.get((laptop.name, kind, row["id"]), set())
            if "archived_at" not in waits:
                assert row["archived_at"] is None, f"{laptop.name}: {kind} {number} lives there"
            if "account_id" not in waits:
                assert row["account_id"] in {homes[one] for one in mine & {*there.accounts}}
            for field in {*FIELDS[kind]} - waits:
                assert claims.reads_as(laptop, kind, row, field, there), (
                    f"{laptop.name}: {field} of {kind} {row['id']}: here {row[field]!r}, there"
                    f" {there.fields[field]!r}"
                )
    _accounts_agree(laptop, stuck)


def _accounts_agree(laptop: Laptop, stuck: Stuck) -> None:
    for row in laptop.rows("account", "status IN ('active', 'churned')"):
        there = laptop.crm.account(row["external_id"]).fields
        waits = stuck.get((laptop.name, "account", row["id"]), set())
        for field in {*FIELDS["account"]} - waits:
            said = there[field]
            assert (row[field] or None) == (said or None), (
                f"{laptop.name}: {field} of account {row['id']}: {row[field]!r}, there {said!r}"
            )


def _what_stands_here_stands_there(laptop: Laptop, stuck: Stuck) -> None:
    """No living row of mine claims to be in the CRM when it is not, or not any more."""
    for kind in KINDS:
        there = laptop.crm.records(kind)
        for row in laptop.rows(kind, f"archived_at IS NULL AND external_id IS NOT NULL AND {HERE}"):
            record = there.get(row["external_id"])
            if record is None:
                # It went with its account, which leaves no trace there.
                assert (kind, row["external_id"]) in laptop.crm.versions
                continue
            waits = stuck.get((laptop.name, kind, row["id"]), set())
            assert not record.deleted or waits, (
                f"{laptop.name}: {kind} {row['id']} lives here and is deleted there"
            )


def _creations(world: TwoLaptops, stuck: Stuck) -> None:
    """Every record a person made is there once, or waits, or a person took it away."""
    living: dict[Origin, list[str]] = {}
    lost_with_account: set[Origin] = set()
    handed: set[Origin] = set()
    accounts = {*world.crm.accounts(), *world.crm.others()}
    for kind in KINDS:
        for (name, number), versions in world.crm.versions.items():
            origin = world.keys.get(versions[-1].said.key)
            if name != kind or origin is None:
                continue
            if any(world.handed.intersection(one.said.accounts) for one in versions):
                handed.add(origin)
            now = world.crm.record(kind, number)
            homes = next((one.said.accounts for one in reversed(versions) if one.said.accounts), ())
            if now is None or (now.deleted and accounts.isdisjoint(homes)):
                lost_with_account.add(origin)
            elif not now.deleted:
                living.setdefault(origin, []).append(number)
    for origin, numbers in living.items():
        assert len(numbers) == 1, f"{origin} is in the CRM {len(numbers)} times"
    for origin in sorted(world.births):
        row = world.row_of(origin)
        waits = origin in stuck
        if row is None or row["archived_at"] is not None:
            if row is None and origin in handed:
                continue  # it is at an account that is not mine any more
            gone = origin in world.taken or origin in lost_with_account
            assert gone, f"{origin} is gone here and nobody took it away"
            assert origin not in living or waits, f"{origin} was taken away and lives there"
        elif row.get("private"):
            assert origin not in living, f"{origin} is private and in the CRM"
        else:
            there = origin in living or origin in lost_with_account
            # Nobody is told here what becomes of it at an account that is not mine any more.
            there = there or (origin in handed and origin in world.taken)
            assert there or waits, f"{origin} never arrived, and nothing says so"


def _nothing_overwritten_unseen(world: TwoLaptops) -> None:
    """What a laptop's write made disappear from the CRM, that laptop had shown its person."""
    seen = {name: tokens(laptop.trace()) for name, laptop in world.laptops.items()}
    # A service that refuses a write which comes too late leaves no window for anybody's words.
    window = world.in_between if world.crm.can.writes_blindly else set[str]()
    for (kind, number), versions in world.crm.versions.items():
        for older, newer in pairwise(versions):
            if newer.author in seen:
                gone = older.said.words - newer.said.words
                blind = gone - seen[newer.author] - window
                assert not blind, (
                    f"{newer.author} overwrote {sorted(blind)} of {kind} {number} unseen"
                )
