"""Many processes on one book at once: nobody is lost, nobody is doubled, nobody waits long."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

import pytest

from book.clock import system_clock
from book.note_writing import add_note, edit_note
from book.records import AccountId
from book.store import Store
from sync import engine
from sync.simulator import RateLimit, Simulator, launch
from tests.conftest import DEEP
from tests.faults.crashes import ROOT, new_book
from tests.faults.desks import RULES

KEY = "sk_live_pretend_0123456789abcdef"
DAY = date(2026, 6, 10)
BULK = 4_000 if DEEP else 1_500
PAGES = ("accounts", "contacts", "notes", "tasks")


class Shell:
    """Runs the real program on one profile, several at a time."""

    def __init__(self, folder: Path, url: str) -> None:
        self.profile = folder / "book"
        self.keyring = folder / "keyring.json"
        beside = ROOT / "tests" / "desktop"
        self._environment = {
            **os.environ,
            "SATCHEL_TEST_KEYRING": str(self.keyring),
            "PYTHON_KEYRING_BACKEND": "pretend_keyrings.InFile",
            "PYTHONPATH": f"{ROOT}{os.pathsep}{beside}",
        }
        assert self.one("init", "--encryption", "none").returncode == 0
        connect = ("connect", "vitally", "--url", url, "--me", "kim.rivera@pebble.example")
        self._connect(*connect)

    def start(self, *words: str, said: str | None = None) -> subprocess.Popen[str]:
        """Starts one command."""
        process = subprocess.Popen(
            [sys.executable, "-m", "desktop", "--profile", str(self.profile), *words],
            cwd=ROOT,
            env=self._environment,
            stdin=subprocess.PIPE if said is not None else subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        if said is not None and process.stdin is not None:
            process.stdin.write(said)
            process.stdin.close()
            process.stdin = None
        return process

    def ends(self, process: subprocess.Popen[str]) -> subprocess.CompletedProcess[str]:
        """How one ended."""
        out, err = process.communicate(timeout=60)
        return subprocess.CompletedProcess(process.args, process.returncode, out, err)

    def one(self, *words: str, said: str | None = None) -> subprocess.CompletedProcess[str]:
        """One command, to its end."""
        return self.ends(self.start(*words, said=said))

    def _connect(self, *words: str) -> None:
        done = self.one(*words, "--secret-stdin", said=KEY)
        assert done.returncode == 0, done.stderr
