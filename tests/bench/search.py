"""`search`: 500 questions to 200,000 notes of the encrypted book, against bare FTS5.

The floor is a plain file with one table of words and one of three letters, as FTS5 makes them,
asked the same question for twenty rows with a snippet: ranked where the word is rare or several
are asked for, the newest first where it is common, as it has to be to be quick.
"""

from __future__ import annotations

import random
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sqlcipher3 import dbapi2

from book import keys, migrate
from book.clock import stamp, system_clock
from book.opening import connect, set_up
from book.profile import Profile
from book.search import LIMIT, search
from book.store import Store
from tests.bench import search_corpus
from tests.bench.figures import Figure, middle
from tests.bench.search_corpus import Query

if TYPE_CHECKING:
    from sqlite3 import Connection

NOTES: Final = 200_000
TODAY: Final = date(2026, 11, 23)
_BEFORE_SEARCH: Final = migrate.STEPS[: migrate.STEPS.index("m0007_search")]


def measure(rounds: int) -> list[Figure]:
    """The two bars, each kind of question, and what the upgrade of such a book takes."""
    with tempfile.TemporaryDirectory() as folder:
        profile = Profile(Path(folder) / "book")
        _, key = keys.make_key_file(profile, "keyring")
        assert key is not None
        bare = _fill(profile, key, Path(folder) / "bare.db", NOTES)
        began = time.perf_counter()
        store = Store.open(profile, key)
        upgrade = time.perf_counter() - began
        figures = _figures(store, bare, rounds)
        store.close()
        bare.close()
    note = f"{NOTES:,} notes of {search_corpus.WORDS_OF_A_NOTE} words, the copy before it included"
    return [
        *figures,
        Figure(
            bench="search", name="an existing book is indexed", value=upgrade, unit="s", note=note
        ),
    ]


def _figures(store: Store, bare: Connection, rounds: int) -> list[Figure]:
    asked = search_corpus.queries()
    assert len(asked) == 500
    ours: dict[int, list[float]] = {at: [] for at in range(len(asked))}
    floor: dict[int, list[float]] = {at: [] for at in range(len(asked))}
    order = list(range(len(asked)))
    chance = random.Random(17)
    for _ in range(rounds):
        chance.shuffle(order)  # or each question would find the pages of its neighbour
        for at in order:
            began = time.perf_counter()
            _bare(bare, asked[at])
            between = time.perf_counter()
            search(store, asked[at].typed, today=TODAY)
            ours[at].append(time.perf_counter() - between)
            floor[at].append(between - began)
    mine = [middle(ours[at]) for at in range(len(asked))]
    theirs = [middle(floor[at]) for at in range(len(asked))]
    ranked = middle([theirs[at] for at, one in enumerate(asked) if one.sort == "mixed"])
    return [
        Figure(
            bench="search",
            name="p50, to bare FTS5's of the same questions",
            value=middle(mine) / middle(theirs),
            unit="×",
            bar=2.0,
            note=f"{middle(mine) * 1000:.2f} ms, bare {middle(theirs) * 1000:.2f} ms",
        ),
        Figure(
            bench="search",
            name="the middle of each question's own ratio",
            value=middle([own / other for own, other in zip(mine, theirs, strict=True)]),
            unit="×",
            note="what bare FTS5 answers in 0.3 ms costs relatively more: five tables are asked,"
            " accounts are joined, pages are decrypted",
        ),
        Figure(
            bench="search",
            name="p99 of all, to bare's p50 of ranked words",
            value=_percentile(mine, 99) / ranked,
            unit="×",
            bar=8.0,
            note=f"{_percentile(mine, 99) * 1000:.2f} ms, worst {max(mine) * 1000:.2f};"
            f" bare ranked {ranked * 1000:.2f} ms",
        ),
        *(_of_sort(asked, mine, theirs, sort) for sort in dict.fromkeys(q.sort for q in asked)),
    ]


def _of_sort(
    asked: Sequence[Query], mine: Sequence[float], theirs: Sequence[float], sort: str
) -> Figure:
    places = [at for at, one in enumerate(asked) if one.sort == sort]
    own, other = [mine[at] for at in places], [theirs[at] for at in places]
    return Figure(
        bench="search",
        name=f"{sort}: p50 to bare's",
        value=middle([a / b for a, b in zip(own, other, strict=True)]),
        unit="×",
        note=f"{middle(own) * 1000:.2f} ms (worst {max(own) * 1000:.2f}),"
        f" bare {middle(other) * 1000:.2f} (worst {max(other) * 1000:.2f})",
    )


def _bare(bare: Connection, query: Query) -> None:
    column = -1
    order = "rank" if query.ranked else "rowid DESC"
    bare.execute(
        f"SELECT rowid, snippet({query.table}, {column}, '[', ']', '…', 24) FROM {query.table}"
        f" WHERE {query.table} MATCH ? ORDER BY {order} LIMIT {LIMIT}",
        (query.match,),
    ).fetchall()


def _percentile(values: Sequence[float], percent: int) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, len(ordered) * percent // 100)]


def _fill(profile: Profile, key: bytes, path: Path, count: int) -> Connection:
    """A book as it was before it could be searched, and the same notes under bare FTS5."""
    book = connect(profile.database, key)
    set_up(book)
    migrate.upgrade(book, profile, system_clock, _BEFORE_SEARCH)
    now = stamp(datetime(2026, 11, 23, tzinfo=UTC))
    book.execute("BEGIN")
    book.execute("INSERT INTO sources (name, url, baseline_at) VALUES ('vitally', 'x', ?)", (now,))
    book.executemany(
        "INSERT INTO accounts (id, source, external_id, name, currency, first_seen)"
        " VALUES (?, 'vitally', ?, ?, 'USD', ?)",
        [
            (number, f"acc-{number}", search_corpus.account_name(number), now)
            for number in range(1, search_corpus.ACCOUNTS + 1)
        ],
    )
    book.executemany(
        "INSERT INTO notes (id, source, external_id, account_id, subject, body, day, mine)"
        " VALUES (?, 'vitally', 'n' || ?1, ?, ?, ?, ?, ?)",
        (
            (number, account, subject, body, _day(number), number % 2)
            for number, account, subject, body in search_corpus.notes(count)
        ),
    )
    book.execute("COMMIT")
    book.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    book.close()
    return _fill_bare(path, count)


def _fill_bare(path: Path, count: int) -> Connection:
    bare: Connection = dbapi2.connect(str(path), isolation_level=None)
    bare.execute("PRAGMA journal_mode = WAL")
    bare.execute("PRAGMA cache_size = -16000")
    bare.execute("PRAGMA temp_store = MEMORY")
    bare.execute(
        "CREATE VIRTUAL TABLE words USING fts5 (body, marks, prefix = '2 3',"
        " tokenize = 'unicode61 remove_diacritics 2')"
    )
    bare.execute(
        "CREATE VIRTUAL TABLE parts USING fts5 (body, tokenize = 'trigram remove_diacritics 1')"
    )
    bare.execute("BEGIN")
    for number, account, subject, body in search_corpus.notes(count):
        text = f"{subject}\n{body}"
        marks = f"a{account} mine" if number % 2 else f"a{account}"
        bare.execute(
            "INSERT INTO words (rowid, body, marks) VALUES (?, ?, ?)", (number, text, marks)
        )
        bare.execute("INSERT INTO parts (rowid, body) VALUES (?, ?)", (number, text))
    for table in ("words", "parts"):  # in one piece, as the upgrade leaves ours
        bare.execute(f"INSERT INTO {table} ({table}) VALUES ('optimize')")
    bare.execute("COMMIT")
    bare.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return bare


def _day(number: int) -> str:
    return (TODAY - timedelta(days=(NOTES - number) * 3 * 365 // NOTES)).isoformat()
