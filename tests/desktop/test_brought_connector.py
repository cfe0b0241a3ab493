"""Connectors that other packages bring, and keys that are exchanged for new ones while in use."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from book.errors import KeyringTrouble
from desktop.engine_child import EngineChild
from desktop.secrets import MemorySecrets
from sync.messages import Open
from tests.desktop.brought import ROTOR, Rotating, bring, kept_in, rotating, with_brought
from tests.desktop.conftest import Satchel

LEDGER = """
from sync.port import Connection


class Ledger:
    name = "ledger"
    title = "Ledger"
    stages = ()
    requests = 0

    def __init__(self, setup):
        self.source = setup.source

    @staticmethod
    def address(url, options):
        return url

    async def check(self):
        return Connection(
            source="ledger", url=self.source.url, me_id="u1", me_name="Kim", teammates=1,
            capabilities={}, fields=(), mapping={}, guessed=(), in_book=3, looked_at=3,
            counted_all=True,
        )

    async def aclose(self):
        pass
"""


def test_a_brought_connector_is_connected(plain: Satchel, tmp_path, one_line) -> None:
    words = ("connect", "ledger", "--url", "http://127.0.0.1:9", "--me", "kim@x.test")
    refused = plain(*words, "--secret-stdin", said="a-pretend-key\n")
    assert "no source “ledger”" in one_line(refused, 2)
    bring(tmp_path, "ledger", "Ledger", LEDGER)
    with_brought(plain, tmp_path)
    done = plain(*words, "--secret-stdin", "--json", said="a-pretend-key\n")
    assert done.status == 0, done
    assert (done.json["source"], done.json["in_book"]) == ("ledger", 3)
    assert plain("status", "--json").json["sources"][0]["source"] == "ledger"


def test_one_whose_package_is_gone_can_still_be_disconnected(
    plain: Satchel, tmp_path, one_line
) -> None:
    bring(tmp_path, "ledger", "Ledger", LEDGER)
    before = plain.environment["PYTHONPATH"]
    with_brought(plain, tmp_path)
    words = ("connect", "ledger", "--url", "http://127.0.0.1:9", "--me", "kim@x.test")
    assert plain(*words, "--secret-stdin", said="a-pretend-key\n").status == 0
    plain.environment["PYTHONPATH"] = before
    assert plain("disconnect", "ledger").status == 0
    assert kept_in(plain, "ledger") is None
    assert "no source “ledger”" in one_line(plain("disconnect", "ledger"), 2)


# Keys that rotate


@pytest.fixture
def rotor() -> Iterator[Rotating]:
    with rotating() as service:
        yield service


@pytest.fixture
def turning(plain: Satchel, rotor: Rotating, tmp_path: Path) -> Satchel:
    """A book connected to a service whose keys rotate."""
    bring(tmp_path, "rotor", "Rotor", ROTOR)
    with_brought(plain, tmp_path)
    words = ("connect", "rotor", "--url", rotor.url, "--me", "kim@x.test", "--secret-stdin")
    assert plain(*words, said=rotor.secret).status == 0
    return plain


def test_an_exchanged_key_is_in_the_keyring_before_it_is_used(turning, rotor):
    for number in (2, 3):
        rotor.expire()
        done = turning("sync", "--json")
        assert done.status == 0, done
        assert rotor.number == number
        assert kept_in(turning, "rotor") == rotor.secret
    assert rotor.lost == 0
    assert [one["name"] for one in turning("accounts", "--json").json] == ["Alder"]


def test_a_key_that_cannot_be_kept_is_not_used(turning, rotor):
    rotor.expire()
    done = turning.with_keyring("Forgetful")
    done.environment["PYTHONPATH"] = turning.environment["PYTHONPATH"]
    said = done("sync", "--json")
    assert (said.status, said.json["sources"][0]["error"]["kind"]) == (3, "keyring")
    assert rotor.served[-1] == "refreshed"


def test_several_that_sync_at_once_exchange_a_key_once(turning, rotor):
    rotor.expire()
    running = [turning.start("sync", "--json") for _ in range(4)]
    printed = [process.communicate(timeout=60) for process in running]
    assert [process.returncode for process in running] == [0] * 4, printed
    assert (rotor.number, rotor.lost) == (2, 0)
    assert kept_in(turning, "rotor") == rotor.secret


def engine_of(satchel: Satchel, secrets: MemorySecrets) -> EngineChild:
    """The engine as the window starts it."""

    async def make_open() -> Open:
        found = secrets.get(["rotor"])
        return Open(profile=str(satchel.profile), key=None, secrets=found)

    async def keep(source: str, value: str) -> None:
        if value.startswith("access-9"):
            raise KeyringTrouble("The keyring is locked.", "Unlock it.")
        secrets.keep(source, value)

    async def fresh(source: str) -> str:
        return secrets.get([source]).get(source, "")

    return EngineChild(make_open, progress=lambda _: None, keep_secret=keep, fresh_secret=fresh)


def test_the_windows_engine_has_the_window_keep_it(turning, rotor, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", turning.environment["PYTHONPATH"])
    secrets = MemorySecrets({"rotor": rotor.secret})

    async def scene() -> None:
        engine = engine_of(turning, secrets)
        for number in (2, 3):
            rotor.expire()
            assert (await engine.sync(by_hand=True))["ok"] is True
            assert rotor.number == number
            assert secrets.get(["rotor"]) == {"rotor": rotor.secret}
        # Another process exchanges it while this engine still has the one from before.
        rotor.expire()
        rotor.number += 1
        rotor.served.append("refreshed")
        secrets.keep("rotor", rotor.secret)
        assert (await engine.sync(by_hand=True))["ok"] is True
        await engine.stop()

    asyncio.run(scene())
    assert rotor.lost == 0


def test_the_windows_engine_uses_no_key_that_the_window_could_not_keep(turning, rotor, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", turning.environment["PYTHONPATH"])
    rotor.number = 8
    secrets = MemorySecrets({"rotor": rotor.secret})

    async def scene() -> None:
        engine = engine_of(turning, secrets)
        rotor.expire()
        with pytest.raises(KeyringTrouble, match="locked"):
            await engine.sync(by_hand=True)
        await engine.stop()

    asyncio.run(scene())
    assert rotor.served[-1] == "refreshed"
    assert secrets.get(["rotor"]) == {"rotor": "access-8 refresh-8"}
