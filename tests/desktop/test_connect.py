"""What `connect` keeps, in the book and in the keyring: in both or in neither."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from io import StringIO
from pathlib import Path

import pytest
from msgspec.structs import replace

from book import cursors, sources
from book.errors import Busy, Usage
from book.profile import Profile
from book.store import Store
from desktop.commands.connect import _print_found, _secret, _shape, connect_source
from desktop.secrets import MemorySecrets
from sync.port import Choice, Connection, Question
from sync.simulator import DEMO_EMAIL, DEMO_KEY, Simulator
from tests.new_books import lay_plain


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    profile = Profile(tmp_path / "book")
    lay_plain(profile)
    with closing(Store.open(profile, None)) as store:
        store.connection.execute("PRAGMA busy_timeout = 0")
        yield store


@pytest.fixture
def crm() -> Iterator[Simulator]:
    with Simulator(accounts=12) as simulator:
        yield simulator


@contextmanager
def held(store: Store) -> Iterator[None]:
    """Somebody else writes to the book and does not end."""
    with closing(Store.open(store.profile, None)) as other:
        other.connection.execute("BEGIN IMMEDIATE")
        yield


def connect(store: Store, secrets: MemorySecrets, crm: Simulator, **options: str) -> None:
    connect_source(
        store, secrets, "vitally", url=crm.url, me=DEMO_EMAIL, options=options, secret=crm.key
    )


def test_a_book_that_cannot_be_written_leaves_no_key_behind(store, crm):
    secrets = MemorySecrets({"database-key": "00"})
    with held(store), pytest.raises(Busy):
        connect(store, secrets, crm)
    assert secrets.get(["vitally", "database-key"]) == {"database-key": "00"}
    assert sources.sources(store) == []


def test_a_book_that_cannot_be_written_keeps_the_key_it_had(store):
    secrets = MemorySecrets()
    with Simulator(accounts=12, key=DEMO_KEY) as crm:
        connect(store, secrets, crm)
    before = sources.sources(store)
    with (
        Simulator(accounts=12, key="sk_live_of_another") as other,
        held(store),
        pytest.raises(Busy),
    ):
        connect(store, secrets, other, book="all")
    assert secrets.get(["vitally"]) == {"vitally": DEMO_KEY}
    assert sources.sources(store) == before
    with Simulator(accounts=12, key="sk_live_of_another") as other:
        connect(store, secrets, other, book="all")
    assert secrets.get(["vitally"]) == {"vitally": "sk_live_of_another"}


def test_the_pull_starts_over_only_where_other_records_are_read(store, crm):
    secrets = MemorySecrets()
    connect(store, secrets, crm)
    cursors.keep(store, "vitally", {"accounts": "here"})
    connect(store, secrets, crm)
    assert cursors.cursor(store, "vitally", "accounts") == "here"
    connect(store, secrets, crm, book="all")
    assert cursors.cursor(store, "vitally", "accounts") is None


def test_questions_that_nobody_answered_are_told_with_their_options(capsys):
    choices = tuple(Choice(value=str(number), label=f"Line {number}") for number in range(10))
    asked = Question(key="renewal-pipeline", label="Renewals are in the pipeline", choices=choices)
    found = Connection(
        source="hubspot", url="https://x.test", me_id="u", me_name="Kim", teammates=1,
        capabilities={}, fields=(), mapping={}, guessed=(), in_book=1, looked_at=1,
        counted_all=True,
        questions=(asked, replace(asked, key="csm-field", answer="1"), replace(asked, key="calls")),
    )  # fmt: skip
    _print_found(found, "", {"calls": "none"})
    told = [line for line in capsys.readouterr().out.splitlines() if line.startswith("Not told")]
    named = ", ".join(f"Line {number}" for number in range(8))
    words = "Not told: Renewals are in the pipeline. “--option renewal-pipeline=…” says it:"
    assert told == [f"{words} {named} and 2 more."]
    assert len(_shape(found, "")["questions"]) == 3


def test_what_cannot_be_written_is_told_when_one_connects(capsys):
    # It came out with the first note that was written, and from there on with every one.
    warning = "It can only be read: your rights there do not let you create or edit tasks."
    found = Connection(
        source="salesforce", url="https://x.test", me_id="u", me_name="Kim", teammates=1,
        capabilities={"write_warning": warning}, fields=(), mapping={}, guessed=(), in_book=1,
        looked_at=1, counted_all=True,
    )  # fmt: skip
    _print_found(found, "", {})
    assert warning in capsys.readouterr().out.splitlines()
    _print_found(replace(found, capabilities={"write_warning": ""}), "", {})
    assert "" not in capsys.readouterr().out.splitlines()


def test_without_a_terminal_or_a_screen_nobody_can_sign_in(monkeypatch):
    monkeypatch.setattr("sys.stdin", StringIO())
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(
        Usage, match="neither a terminal nor a screen to sign in to Salesforce"
    ) as e:
        _secret("salesforce", "", {}, from_stdin=False)
    assert "client-id=KEY" in e.value.advice
    assert "--secret-stdin" in e.value.advice
    with pytest.raises(Usage, match="There is no terminal to ask for the secret"):
        _secret("vitally", "", {}, from_stdin=False)
