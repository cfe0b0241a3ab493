"""Where in a TOML text each key stands, so that a trouble can name its line.

`tomllib` gives values without their lines. This scanner reads a text that `tomllib` has
already accepted and only looks for keys: it steps over strings, numbers and comments
without judging them.
"""

from __future__ import annotations

import re
import tomllib
from typing import Final

from book.rules_shape import KeyPath

_BLANK: Final = re.compile(r"(?:[ \t\r\n]+|#[^\n]*)*")
_BARE: Final = re.compile(r"[A-Za-z0-9_-]+")
_DOT: Final = re.compile(r"[ \t]*\.[ \t]*")
_SCALAR: Final = re.compile(r"[^,\]}\n#]+")
_STRINGS: Final = (
    re.compile(r'"""(?:\\.|[^\\])*?"{3,5}', re.DOTALL),
    re.compile(r"'''.*?'{3,5}", re.DOTALL),
    re.compile(r'"(?:\\.|[^"\\\n])*"'),
    re.compile(r"'[^'\n]*'"),
)


def key_lines(text: str) -> dict[KeyPath, int]:
    """Every key, table and array entry of a valid TOML text → its line, counted from 1."""
    scanner = _Scanner(text)
    try:
        scanner.document()
    except _Lost:
        pass  # what was found up to here still helps; the rest falls back to its table
    return scanner.lines


def line_of(lines: dict[KeyPath, int], path: KeyPath) -> int:
    """The line of a key, or of the nearest table around it."""
    while path and path not in lines:
        path = path[:-1]
    return lines.get(path, 1)


class _Lost(Exception):
    """The text is not what the scanner expects."""


class _Scanner:
    """One pass over a text, noting where keys begin."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.lines: dict[KeyPath, int] = {}
        self._entries: dict[KeyPath, int] = {}
        self._counted_to = 0
        self._line = 1

    def document(self) -> None:
        """All statements: headers and keys with their values."""
        table: KeyPath = ()
        self._skip()
        while self.at < len(self.text):
            if self._take("[["):
                table = self._header(array=True)
            elif self._take("["):
                table = self._header(array=False)
            else:
                self._key_and_value(table)
            self._skip()

    def _header(self, *, array: bool) -> KeyPath:
        self._skip()
        start = self.at
        *outer, last = self._key()
        path: KeyPath = ()
        for part in outer:
            path = (*path, part)
            self._note(path, start)
            if path in self._entries:
                path = (*path, self._entries[path])
        path = (*path, last)
        self._note(path, start)
        if array:
            self._entries[path] = self._entries.get(path, -1) + 1
            path = (*path, self._entries[path])
            self._note(path, start)
        self._skip()
        self._expect("]]" if array else "]")
        return path

    def _key_and_value(self, table: KeyPath) -> None:
        start = self.at
        path = (*table, *self._key())
        for depth in range(len(table) + 1, len(path) + 1):
            self._note(path[:depth], start)
        self._skip()
        self._expect("=")
        self._skip()
        self._value(path)

    def _key(self) -> list[str]:
        parts = [self._key_part()]
        while dot := _DOT.match(self.text, self.at):
            self.at = dot.end()
            parts.append(self._key_part())
        return parts

    def _key_part(self) -> str:
        if bare := _BARE.match(self.text, self.at):
            self.at = bare.end()
            return bare[0]
        start = self.at
        if not self._string():
            raise _Lost
        decoded = tomllib.loads(f"key = {self.text[start : self.at]}")["key"]
        return str(decoded)

    def _value(self, path: KeyPath) -> None:
        if self._take("["):
            self._array(path)
        elif self._take("{"):
            self._inline_table(path)
        elif not self._string():
            scalar = _SCALAR.match(self.text, self.at)
            if scalar is None:
                raise _Lost
            self.at = scalar.end()

    def _array(self, path: KeyPath) -> None:
        place = 0
        self._skip()
        while not self._take("]"):
            self._note((*path, place), self.at)
            self._value((*path, place))
            place += 1
            self._skip()
            self._take(",")
            self._skip()

    def _inline_table(self, path: KeyPath) -> None:
        self._skip()
        while not self._take("}"):
            self._key_and_value(path)
            self._skip()
            self._take(",")
            self._skip()

    def _string(self) -> bool:
        for pattern in _STRINGS:
            if found := pattern.match(self.text, self.at):
                self.at = found.end()
                return True
        return False

    def _skip(self) -> None:
        blank = _BLANK.match(self.text, self.at)
        if blank is not None:
            self.at = blank.end()

    def _take(self, mark: str) -> bool:
        if not self.text.startswith(mark, self.at):
            return False
        self.at += len(mark)
        return True

    def _expect(self, mark: str) -> None:
        if not self._take(mark):
            raise _Lost

    def _note(self, path: KeyPath, offset: int) -> None:
        # Offsets only grow, so lines are counted once over the whole text.
        self._line += self.text.count("\n", self._counted_to, offset)
        self._counted_to = offset
        self.lines.setdefault(path, self._line)
