"""Where errors end: one line, the right status, no secret, a traceback only when asked."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from book import errors
from desktop import redaction
from desktop.supervisor import supervised

ROOT = Path(__file__).resolve().parents[2]


def raising(error: BaseException):
    def work() -> int:
        raise error

    return work


def test_a_status_passes_through():
    assert supervised(lambda: 1) == 1


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (errors.Usage("No.", "Say it again."), 2),
        (errors.Auth("No.", "Sign in."), 3),
        (errors.KeyringTrouble("No.", "Unlock it."), 3),
        (errors.ProfileTrouble("No.", "Restore it."), 4),
        (errors.RulesTrouble("No.", "Correct it."), 4),
        (errors.Offline("No.", "Later."), 1),
        (errors.Busy("No.", "Later."), 1),
    ],
)
def test_an_error_is_one_line_and_its_status(capsys, error, status):
    assert supervised(raising(error)) == status
    out, err = capsys.readouterr()
    assert (out, err) == ("", f"satchel: {error.title} {error.advice}\n")


def test_an_error_of_many_lines_becomes_one(capsys):
    supervised(raising(errors.Usage("First\nsecond", "third\r\nfourth")))
    assert capsys.readouterr().err == "satchel: First second third fourth\n"


def test_what_somebody_pasted_is_quoted_by_its_beginning(capsys):
    pasted, kept = "word-" * 1000, "name-" * 24  # 120 signs are still shown whole
    supervised(raising(errors.Usage(f"“{pasted}” is none. “{kept}” is.")))
    line = capsys.readouterr().err
    assert line == f"satchel: “{pasted[:120]}…” is none. “{kept}” is.\n"


def test_the_json_shape_goes_to_standard_output(capfdbinary):
    assert supervised(raising(errors.Busy("Busy.", "Wait.")), as_json=True) == 1
    out, err = capfdbinary.readouterr()
    assert json.loads(out) == {"kind": "busy", "title": "Busy.", "advice": "Wait."}
    assert err.count(b"\n") == 1


def test_what_nobody_foresaw_is_one_line_without_its_words(capsys):
    redaction.hide("hunter2-hunter2")
    assert supervised(raising(ValueError("key hunter2-hunter2"))) == 1
    err = capsys.readouterr().err
    assert "ValueError" in err
    assert "--debug" in err
    assert "hunter2" not in err
    assert err.count("\n") == 1


def test_debug_shows_where_but_no_secret(capsys):
    redaction.hide("hunter2-hunter2")
    trouble = ValueError("key hunter2-hunter2 Basic c2tfbGl2ZV8xMjM0NTY6 " + "ab" * 32)
    assert supervised(raising(trouble), debug=True) == 1
    err = capsys.readouterr().err
    assert "Traceback" in err
    assert "raise error" in err
    for secret in ("hunter2", "c2tfbGl2", "abababab"):
        assert secret not in err


def test_an_interrupt_is_130_and_silent(capsys):
    assert supervised(raising(KeyboardInterrupt())) == 130
    assert capsys.readouterr() == ("", "")


def test_a_reader_that_left_is_no_noise():
    code = """
import sys
from desktop.supervisor import supervised

def work():
    while True:
        print("x" * 1000)

sys.exit(supervised(work))
"""
    process = subprocess.Popen(
        [sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout is not None
    process.stdout.readline()
    process.stdout.close()
    assert process.stderr is not None
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait(timeout=20) == 1


@pytest.mark.parametrize(
    "text",
    [
        "Authorization: Basic c2tfbGl2ZV8xMjM0NTY6",
        "Bearer eyJhbGciOiJIUzI1NiJ9.e30.abc-_",
        "sk_live_0123456789",
        "xoxb-1234-5678-abcdef",
        "https://kim:pass%20word@crm.test/x",
        "x'" + "0f" * 32 + "'",
    ],
)
def test_what_looks_like_a_secret_is_hidden(text):
    assert redaction.MARK in redaction.redacted(text)


@pytest.mark.parametrize(
    "text", ["The queue of 2026-11-22", "account a17 at https://crm.test/x?y=1", "task n12"]
)
def test_plain_words_stay(text):
    assert redaction.redacted(text) == text


def test_each_token_of_a_sign_in_is_a_secret():
    kept = {"access_token": "00Dpretend!access", "refresh_token": "5Aeppretend", "login": "shown"}
    redaction.hide(json.dumps(kept))
    told = redaction.redacted("00Dpretend!access was refused, 5Aeppretend too; shown")
    assert told == f"{redaction.MARK} was refused, {redaction.MARK} too; shown"
    redaction.hide("{not json at all")
    redaction.hide('["a list of words"]')
