"""Texts that a command is given: as an argument, through a pipe, or typed at a terminal."""

from __future__ import annotations

import sys
from typing import Final

from book.errors import Usage
from book.visible_text import without_hidden
from desktop.output import say

PIPED: Final = "-"
"""The argument that stands for standard input."""
_LONGEST_LINE: Final = 1_000
_BYTES_A_SIGN: Final = 4
_MARK: Final = "\ufeff"


def text_given(given: str | None, question: str, longest: int) -> str:
    """A text of many lines: the argument itself, or standard input where it is missing or `-`.

    At a terminal `question` is asked first. Lines end in a newline however they came; the last
    one has none. Raises Usage for what is no text, or more than `longest` characters.
    """
    text = _typed(given) if given is not None and given != PIPED else _read(question, longest)
    text = text.removeprefix(_MARK).replace("\r\n", "\n").replace("\r", "\n").strip("\n")
    if "\0" in text:
        raise Usage("There is a zero byte in the text.", "Nothing was written; pipe in plain text.")
    return text


def one_line_given(given: str, what: str) -> str:
    """A short text on one line, blanks squeezed and without signs that hide.

    `what` names it where it cannot be taken.
    """
    # First the blanks: some of them are control signs, and words must not grow together.
    line = " ".join(without_hidden(" ".join(_typed(given, what).split())).split())
    if len(line) > _LONGEST_LINE:
        raise Usage(
            f"The {what} has {len(line):,} characters; {_LONGEST_LINE:,} are the most.",
            "Nothing was written; put the rest into the text.",
        )
    return line


def _typed(given: str, what: str = "text") -> str:
    try:
        given.encode()
    except UnicodeEncodeError as error:
        raise Usage(
            f"The {what} is not UTF-8.", "Nothing was written; say it in your terminal's encoding."
        ) from error
    return given


def _read(question: str, longest: int) -> str:
    # Python has no standard input at all where the shell closed it.
    if sys.stdin is None:
        raise Usage("There is no text.", "Say it as an argument, or pipe it in.")
    typed = sys.stdin.isatty()
    if typed:
        ending = "Ctrl-Z and Enter" if sys.platform == "win32" else "Ctrl-D"
        say(f"{question}; {ending} on a line of its own ends it.")
    most = longest * _BYTES_A_SIGN
    data = sys.stdin.buffer.read(most + 1)
    if len(data) > most:
        raise Usage(
            f"The text has more than {longest:,} characters, the most there may be.",
            "Nothing was written; put the long part into a file and link it.",
        )
    encoding = sys.stdin.encoding if typed else "utf-8"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise Usage(
            f"The text is not UTF-8: line {line} has a byte that fits nowhere.",
            "Nothing was written; save it as UTF-8 and pipe it in again.",
        ) from error
