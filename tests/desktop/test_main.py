"""Which words lead to a window without loading the command line."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from desktop.__main__ import WindowWords, window_words
from desktop.links import CAPTURE

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ([], WindowWords(None, None, False)),
        (["open"], WindowWords(None, None, False)),
        (["open", "satchel://queue"], WindowWords(None, "satchel://queue", False)),
        (["--profile", "/p", "open"], WindowWords("/p", None, False)),
        (["capture"], WindowWords(None, CAPTURE, False)),
        (["--profile", "/p", "capture"], WindowWords("/p", CAPTURE, False)),
        (["--profile=/p"], WindowWords("/p", None, False)),
        (["--debug", "--profile", "/p"], WindowWords("/p", None, True)),
    ],
)
def test_words_of_a_window(said: list[str], words: WindowWords) -> None:
    assert window_words(said) == words


@pytest.mark.parametrize(
    "said",
    [
        ["sync"],
        ["--help"],
        ["--profile"],
        ["--profile="],
        ["--debug=1"],
        ["open", "--help"],
        ["open", "a", "b"],
        ["--profile", "/p", "queue"],
        ["opem"],
        ["capture", "text"],
        ["capture", "--help"],
    ],
)
def test_everything_else_is_for_the_command_line(said: list[str]) -> None:
    assert window_words(said) is None


def loaded_by(words: list[str]) -> set[str]:
    code = (
        "import sys; from desktop.__main__ import main\n"
        "try: main(sys.argv[1:])\nexcept SystemExit: pass\n"
        "print('\\n'.join(sys.modules), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *words], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return set(done.stderr.split())


def test_a_command_loads_only_what_it_needs(tmp_path: Path) -> None:
    profile = ["--profile", str(tmp_path / "nothing")]
    for words in (["--help"], ["--version"], [*profile, "status"], [*profile, "queue"]):
        loaded = loaded_by(words)
        assert "argparse" in loaded
        assert not loaded & {"PySide6", "httpx", "keyring", "sqlite_utils", "asyncio", "qasync"}
