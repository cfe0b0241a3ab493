"""The real program in real processes: a profile folder, a keyring in a file, and a runner."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from book.store import Store
from tests.desktop.book_at_hand import InProcess, small_book
from tests.desktop.done import Done
from tests.desktop.pretend_keyrings import FILE_VARIABLE

ROOT = Path(__file__).resolve().parents[2]
LONGEST_SECONDS = 60


class Satchel:
    """Runs `satchel` on one profile as a shell would."""

    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        self.profile = folder / "profile"
        self.keyring = folder / "keyring.json"
        self.environment = {
            **environment,
            FILE_VARIABLE: str(self.keyring),
            "PYTHON_KEYRING_BACKEND": "pretend_keyrings.InFile",
            "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'tests' / 'desktop'}",
        }

    def command(self, *words: str) -> list[str]:
        """The words of a command line on this profile."""
        return [sys.executable, "-P", "-m", "desktop", "--profile", str(self.profile), *words]

    def with_keyring(self, name: str) -> Satchel:
        """The same profile, with another pretend keyring."""
        other = Satchel(self.profile.parent, dict(self.environment))
        other.environment["PYTHON_KEYRING_BACKEND"] = f"pretend_keyrings.{name}"
        return other

    def __call__(self, *words: str, said: str = "", **environment: str) -> Done:
        """One run; `said` goes to its standard input."""
        done = subprocess.run(
            self.command(*words),
            input=said,
            capture_output=True,
            text=True,
            timeout=LONGEST_SECONDS,
            env={**self.environment, **environment},
            cwd=self.profile.parent,
        )
        return Done(done.returncode, done.stdout, done.stderr)

    def start(self, *words: str, **environment: str) -> subprocess.Popen[str]:
        """The same without waiting for its end."""
        return subprocess.Popen(
            self.command(*words),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**self.environment, **environment},
            cwd=self.profile.parent,
        )


@pytest.fixture(scope="session")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A place for compiled modules, so that each of the many processes need not do it anew."""
    return str(tmp_path_factory.mktemp("compiled"))


@pytest.fixture(scope="session")
def satchel_in(compiled: str) -> Callable[[Path], Satchel]:
    """Makes a runner on a folder of the caller's."""

    def make(folder: Path) -> Satchel:
        environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
        return Satchel(folder, {**environment, "PYTHONPYCACHEPREFIX": compiled})

    return make


@pytest.fixture
def satchel(tmp_path: Path, satchel_in: Callable[[Path], Satchel]) -> Satchel:
    """A runner on a folder where no book was made yet."""
    return satchel_in(tmp_path)


@pytest.fixture
def plain(satchel: Satchel) -> Satchel:
    """A runner on an empty book without encryption: nothing to ask, so quick."""
    assert satchel("init", "--encryption", "none").status == 0
    return satchel


Refusal = Callable[[Done, int], str]


@pytest.fixture
def one_line() -> Refusal:
    """Checks that a run ended with that status and one plain line; returns the line."""

    def check(done: Done, status: int) -> str:
        assert done.status == status, done
        lines = done.err.strip().splitlines()
        assert len(lines) == 1, done.err
        assert "Traceback" not in done.err
        assert lines[0].startswith("satchel: ")
        return lines[0]

    return check


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A small book without encryption, open all the while."""
    with small_book(tmp_path) as store:
        yield store


@pytest.fixture
def satchel_here(
    store: Store, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> InProcess:
    """Runs the command line in this process on the small book."""
    return InProcess(store, monkeypatch, capsys)


@pytest.fixture
def told(satchel_here: InProcess, one_line: Refusal) -> Callable[..., str]:
    """Runs a command that has to be refused with that status; gives its one line."""

    def tell(status: int, *words: str, said: str | bytes = b"") -> str:
        done = satchel_here(*words, said=said)
        assert done.out == ""
        return one_line(done, status)

    return tell
