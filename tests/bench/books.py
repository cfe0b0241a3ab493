"""Books of a given size for the benchmarks, taken in by the same code as a sync."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from pathlib import Path

from book import intake, keys, sources
from book.facts import AccountFacts, NoteFacts, Page
from book.profile import Profile
from book.records import Source
from book.store import Store

WORDS = (
    "funnel",
    "retention",
    "replay",
    "flag",
    "cohort",
    "dashboard",
    "invoice",
    "credit",
    "export",
    "warehouse",
    "event",
    "person",
    "survey",
    "experiment",
    "rollout",
    "owner",
    "champion",
    "renewal",
    "budget",
    "quarter",
    "meeting",
    "question",
    "answer",
)
STAGES = ("1. New Account", "2. Onboarding Initiated", "3a. Engaged — Email", None)


def make_book(folder: Path, accounts: int, notes: int, mode: keys.Mode = "keyring") -> bytes | None:
    """Makes an encrypted book in `folder` and returns its key."""
    profile = Profile(folder)
    _, key = keys.make_key_file(profile, mode)
    store = Store.open(profile, key)
    now = datetime.now(UTC)
    sources.save(
        store,
        Source(
            name="vitally",
            url="http://127.0.0.1:9",
            me_email="me@book.test",
            mapping={"renewal_date": "nextRenewalDate"},
            last_success=now,
            baseline_at=now,
        ),
    )
    chance = random.Random(20_261)
    for start in range(0, accounts, 1000):
        many = range(start, min(start + 1000, accounts))
        facts = tuple(_account(at, chance, now) for at in many)
        intake.apply(store, Page(source="vitally", resource="accounts", accounts=facts))
    for start in range(0, notes, 1000):
        many = range(start, min(start + 1000, notes))
        texts = tuple(_note(at, accounts, chance, now) for at in many)
        intake.apply(store, Page(source="vitally", resource="notes", notes=texts))
    with store.writing() as connection:
        connection.execute("UPDATE sources SET baseline_at = last_success")
    store.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    store.close()
    return key


def _account(at: int, chance: random.Random, now: datetime) -> AccountFacts:
    bill = (now + timedelta(days=chance.randrange(-5, 90))).date()
    return AccountFacts(
        external_id=f"acc-{at}",
        org_id=f"org-{at}",
        name=f"{chance.choice(WORDS).title()} {chance.choice(WORDS).title()} {at}",
        owner_name="Me",
        arr_cents=chance.randrange(100_000, 20_000_000),
        health=round(chance.uniform(2, 10), 1),
        renewal_date=None if chance.random() < 0.03 else bill.isoformat(),
        stage=chance.choice(STAGES),
        segments='["CSM Managed"]',
        last_outbound_at=(now - timedelta(days=chance.randrange(60))).strftime(
            "%Y-%m-%dT%H:%M:%S.000Z"
        ),
    )


def _note(at: int, accounts: int, chance: random.Random, now: datetime) -> NoteFacts:
    return NoteFacts(
        external_id=f"note-{at}",
        account_external_id=f"acc-{chance.randrange(accounts)}",
        subject=f"Call {at}",
        body=" ".join(chance.choices(WORDS, k=120)),
        day=(now - timedelta(days=chance.randrange(700))).date().isoformat(),
        mine=1,
    )
