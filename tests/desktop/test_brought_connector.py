"""Connectors that other packages bring, and keys that are exchanged for new ones while in use."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from book.errors import KeyringTrouble
from desktop.engine_child import EngineChild
from desktop.secrets import MemorySecrets
from sync.messages import Open
from tests.desktop.brought import ROTOR, Rotating, bring, kept_in, rotating, with_brought
from tests.desktop.conftest import Satchel
from tests.desktop.done import Done
from tests.desktop.processes import wait_until

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


@pytest.fixture
def rotor() -> Iterator[Rotating]:
    with rotating() as service:
        yield service


# What a connector says of itself


@pytest.fixture
def ready(plain: Satchel, rotor: Rotating, tmp_path: Path) -> Satchel:
    """An empty book and a connector whose service one can sign in to."""
    bring(tmp_path, "rotor", "Rotor", ROTOR)
    with_brought(plain, tmp_path)
    # Whatever screen the tests run on, no real browser comes up.
    plain.environment |= {"DISPLAY": "", "WAYLAND_DISPLAY": "", "BROWSER": "false"}
    return plain


def words_for(rotor: Rotating, *more: str) -> list[str]:
    return ["connect", "rotor", "--url", rotor.url, "--me", "kim@x.test", *more]


def test_an_option_of_its_own_is_taken_and_another_is_not(ready, rotor, one_line):
    done = ready(*words_for(rotor, "--secret-stdin", "--option", "speed=3"), said=rotor.secret)
    assert done.status == 0, done
    refused = ready(*words_for(rotor, "--option", "sped=3"))
    line = one_line(refused, 2)
    assert "Did you mean speed? Known are: arr-field, " in line
    assert "region" not in line


def test_what_the_key_may_not_is_said(ready, rotor):
    done = ready(*words_for(rotor, "--secret-stdin"), said=rotor.secret)
    assert "lacks the right deals.read" in done.out


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there is always a screen")
def test_without_a_terminal_and_a_screen_nobody_can_sign_in(ready, rotor, one_line):
    assert "--secret-stdin" in one_line(ready(*words_for(rotor)), 2)
    assert rotor.served == []


@pytest.mark.skipif(sys.platform == "win32", reason="the browser is a shell script")
def test_one_signs_in_through_the_browser(ready, rotor, tmp_path):
    browser, seen = tmp_path / "browser", tmp_path / "seen"
    browser.write_text(f'#!/bin/sh\nprintf %s "$1" > {seen}\n')
    browser.chmod(0o755)
    words = words_for(rotor, "--option", "speed=3", "--json")
    done = ready(*words, DISPLAY=":0", BROWSER=str(browser))
    assert done.status == 0, done
    assert done.json["me"]["name"] == "Kim"
    address = f"{rotor.url}/sign-in?speed=3"
    assert wait_until(lambda: seen.exists() and seen.read_text() == address)
    assert address in done.err
    assert kept_in(ready, "rotor") == rotor.secret
    assert rotor.secret not in done.out + done.err
    assert rotor.served == ["signed in", "access-1"]


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
def test_at_a_terminal_it_is_said_where_the_secret_comes_from(ready, rotor, tmp_path):
    without = ROTOR.replace("async def sign_in(", "async def no_sign_in(")
    (tmp_path / "brought_rotor.py").write_text(without)
    done, asked = at_a_terminal(ready, words_for(rotor, "--json"), rotor.secret)
    assert done.status == 0, asked
    assert "Ask the rotor." in asked
    assert "two tokens (not shown):" in asked
    assert rotor.secret not in asked
    assert kept_in(ready, "rotor") == rotor.secret


def at_a_terminal(satchel: Satchel, words: list[str], typed: str) -> tuple[Done, str]:
    """A run whose question at a terminal is answered; how it ended, and what the terminal saw."""
    import pty

    here, there = pty.openpty()
    process = subprocess.Popen(
        satchel.command(*words),
        stdin=there,
        stdout=subprocess.PIPE,
        stderr=there,
        env=satchel.environment,
        cwd=satchel.profile.parent,
        start_new_session=True,
    )
    os.close(there)
    asked = b""
    while b"not shown" not in asked:
        asked += os.read(here, 1000)
    os.write(here, typed.encode() + b"\n")
    out, _ = process.communicate(timeout=30)
    with suppress(OSError):  # the other end is closed once all was read
        asked += os.read(here, 4000)
    os.close(here)
    return Done(process.returncode, out.decode(), ""), asked.decode()


# Keys that rotate


@pytest.fixture
def turning(ready: Satchel, rotor: Rotating) -> Satchel:
    """A book connected to a service whose keys rotate."""
    assert ready(*words_for(rotor, "--secret-stdin"), said=rotor.secret).status == 0
    return ready


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


def test_status_tells_how_many_requests_are_used_up(turning, rotor):
    assert turning("status", "--json").json["sources"][0]["usage"] is None
    assert turning("sync").status == 0
    (one,) = turning("status", "--json").json["sources"]
    assert one["usage"] == {"used": 12, "most": 100, "at": "2026-11-22T09:00:00.000Z"}
    assert "12 of 100 requests used" in turning("status").out
