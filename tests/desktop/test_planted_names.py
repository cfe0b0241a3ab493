"""What a real run leaves behind, byte by byte: names of others, secrets, and where they are not."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from sync.simulator import DEMO_EMAIL, Simulator
from tests.desktop.processes import children, exposed, wait_until

SECRET = "sk_live_planted_5f3a9c7e1d2b4680"
PHRASE = "planted-phrase-of-nobody"


@pytest.fixture
def crm() -> Iterator[Simulator]:
    """A workspace to plant names in."""
    with Simulator(accounts=12, key=SECRET) as simulator:
        yield simulator


def everything_in(folder: Path) -> dict[Path, bytes]:
    """All files of a profile as they lie on the disk: the book, its journal, logs, copies."""
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def where(found: dict[Path, bytes], text: str) -> list[str]:
    """The files a text can be read in."""
    spelt = (text.encode(), text.encode("utf-16-le"), text.casefold().encode())
    return [path.name for path, content in found.items() if any(one in content for one in spelt)]


def plant(crm: Simulator) -> tuple[str, str]:
    """Adds an account of mine and a foreign one, each with a person, a note and a task."""
    homes = []
    for name, owner in (("Planted Mine", crm.me), ("Planted Foreign", None)):
        home = crm.add(
            "accounts",
            name=name,
            csmId=owner,
            accountOwnerId=None,
            keyRoles=[],
            segments=[{"id": "seg-planted", "name": f"Segment of {name}"}],
            traits={"vitally.custom.plantedTrait": f"Trait of {name}"},
        )
        homes.append(home)
        crm.add(
            "notes", accountId=home, subject=f"Subject of {name}", note=f"<p>Note of {name}</p>"
        )
        crm.add("tasks", accountId=home, name=f"Task of {name}", description=f"<p>Do {name}</p>")
        crm.add("users", accounts=[home], name=f"Person of {name}", email=f"p@{home}.test")
    return homes[0], homes[1]


@pytest.fixture
def run(satchel, crm):
    """Makes a book in a mode, connects it and syncs it twice; gives all that was printed."""

    def go(mode: str) -> str:
        said = []
        connect = ["connect", "vitally", "--url", crm.url, "--me", DEMO_EMAIL, "--secret-stdin"]
        for words in (
            ["init", "--encryption", mode],
            [*connect, "--json"],
            ["sync", "--json", "--debug"],
            ["sync", "--full", "--debug"],
            ["queue"],
            ["accounts", "--json"],
            ["account", "Planted Mine", "--json"],
            ["account", "Planted Foreign"],
            ["status", "--json"],
        ):
            done = satchel(*words, said=SECRET, SATCHEL_PASSPHRASE=PHRASE)
            assert done.status == (2 if "Planted Foreign" in words else 0), done
            said.append(done.out + done.err)
        return "\n".join(said)

    return go


def test_of_a_foreign_account_nothing_is_kept_but_id_and_name(satchel, crm, run):
    mine, foreign = plant(crm)
    run("none")
    found = everything_in(satchel.profile)
    for words in ("Note of", "Subject of", "Task of", "Person of", "Segment of"):
        assert where(found, f"{words} Planted Mine"), f"the search finds what is there: {words}"
        assert where(found, f"{words} Planted Foreign") == []
    assert where(found, "Trait of Planted Foreign") == []
    assert where(found, f"p@{mine}.test")
    assert where(found, f"p@{foreign}.test") == []
    assert where(found, foreign), "its id"
    assert where(found, "Planted Foreign"), "its name"
    logs = {path: text for path, text in found.items() if path.parent.name == "logs"}
    assert where(logs, "Planted") == []


@pytest.mark.parametrize("mode", ["keyring", "passphrase"])
def test_nothing_is_readable_in_an_encrypted_book(satchel, crm, run, mode):
    homes = plant(crm)
    said = run(mode)
    found = everything_in(satchel.profile)
    assert "book.db" in {path.name for path in found}
    for text in ("Planted", *homes, DEMO_EMAIL, "SQLite format", "CREATE TABLE"):
        assert where(found, text) == []
    for secret in (SECRET, PHRASE):
        assert secret not in said
        assert where(found, secret) == []
    if mode == "keyring":
        kept = json.loads(satchel.keyring.read_text())
        (key,) = (value for name, value in kept.items() if name.endswith("/database-key"))
        assert key not in said
        assert where(found, key) == []
        assert not any(bytes.fromhex(key) in content for content in found.values())


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_no_secret_is_shown_by_the_process_list(satchel, crm, run):
    plant(crm)
    run("passphrase")
    crm.fault("slow", seconds=2.0)
    process = satchel.start("sync", SATCHEL_PASSPHRASE=PHRASE)
    seen: dict[int, bytes] = {}

    def look() -> bool:
        for pid in (process.pid, *children(process.pid)):
            seen[pid] = exposed(pid) or seen.get(pid, b"")
        return process.poll() is not None

    assert wait_until(look, 30)
    process.communicate()
    helpers = [text for pid, text in seen.items() if pid != process.pid and text]
    assert helpers, "the keyring's helper was seen"
    assert not any(SECRET.encode() in text for text in seen.values())
    assert not any(PHRASE.encode() in text for text in helpers), "it has no use for the phrase"
