"""Typed words as questions to the index: whole, as beginnings, or as parts of words.

Whatever was typed reaches FTS5 inside quotes, so none of it is syntax.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING, Final
from unicodedata import category, east_asian_width, name

from book.snippets import without_marks

if TYPE_CHECKING:
    from sqlite3 import Connection

_INDEXED_BEGINNINGS: Final = 4
"""Beginnings of two letters to four stand in the index of notes themselves."""
_MOST_ENDINGS: Final = 24
"""So many words that begin alike are asked for one by one; FTS5 reads all of more at once."""
_MOST_PARTS: Final = 64
_MOST_OF_A_WORD: Final = 12
_EVERY_PART: Final = 5
_PART: Final = 3
_OF_NUMBERS: Final = frozenset("0123456789 ()+-./\u00a0\u2011")
_SHORTEST_NUMBER: Final = 6
_LONGEST_NUMBER: Final = 15
_MOST_GROUPINGS: Final = 300
_WIDEST_GROUP: Final = 4
_FIRST_SIGN: Final = "\1"
_LAST_SIGN: Final = "\U0010ffff"
_UNSPACED: Final = ("CJK", "HIRAGANA", "KATAKANA", "HANGUL", "THAI", "LAO", "KHMER", "MYANMAR")


def quoted(text: str) -> str:
    """A text as FTS5 takes it literally."""
    return '"' + text.replace('"', '""') + '"'


def is_said(word: str) -> bool:
    """Whether a word has anything in it that can be looked for."""
    return any(sign.isalnum() or category(sign) == "So" for sign in word)


def is_unspaced(word: str) -> bool:
    """Whether it is written in a script without blanks between words, or holds no letter."""
    if word.isascii():
        return False
    return not any(sign.isalnum() for sign in word) or any(_runs_on(sign) for sign in word)


def beginning(word: str) -> str:
    """The expression for words that begin like this one."""
    return f"{quoted(word)} *"


def long_beginning(connection: Connection, word: str) -> str | None:
    """The same for the words of notes, of which there are very many; None where none begins so.

    Beginnings of two to four letters stand in the index itself. A longer one is looked up in the
    list of words: FTS5 would read every place of every such word before it gives the first.
    """
    folded = without_marks(word)
    if len(folded) == 1:
        return quoted(word)  # one letter begins nearly everything
    if len(folded) <= _INDEXED_BEGINNINGS or not folded.isalnum():
        return beginning(word)
    endings = _listed(connection, "search_word_list", folded, _MOST_ENDINGS + 1)
    if not endings and folded.isascii():
        return None
    if not 0 < len(endings) <= _MOST_ENDINGS:
        return beginning(word)
    if len(endings) == 1:
        return quoted(endings[0])
    return "(" + " OR ".join(map(quoted, endings)) + ")"


def is_begun(connection: Connection, word: str) -> bool:
    """Whether a word of any note begins like this one."""
    return bool(_listed(connection, "search_word_list", without_marks(word), 1))


def phone(text: str) -> str | None:
    """The expression for the digits of a phone number, in whatever groups it was written down.

    None for what is no number of six digits or more.
    """
    digits = phone_digits(text)
    if digits is None:
        return None
    # The zero in front is not said behind the number of a country.
    said = dict.fromkeys((digits, digits.lstrip("0")))
    groups = [group for one in said if one for group in islice(_grouped(one), _MOST_GROUPINGS)]
    return "(" + " OR ".join(f"{quoted(group)} *" for group in (*said, *groups) if group) + ")"


def phone_digits(text: str) -> str | None:
    """The digits of what may be a phone number or the most of one; None for anything else."""
    if any(sign not in _OF_NUMBERS for sign in text):
        return None
    digits = "".join(sign for sign in text if sign.isdigit())[:_LONGEST_NUMBER]
    return digits if len(digits) >= _SHORTEST_NUMBER else None


def _grouped(digits: str, sizes: tuple[int, ...] = (3, 4, 2, 1)) -> Iterator[str]:
    """The ways to write digits in groups of two to four, one alone only in front or at the end."""
    if len(digits) <= _WIDEST_GROUP:
        yield digits
    for size in sizes:
        if size < len(digits):
            for rest in _grouped(digits[size:], (3, 4, 2)):
                yield f"{digits[:size]} {rest}"


def parts(connection: Connection, part: str, words: tuple[str, ...]) -> str | None:
    """The expression for texts that may hold all of these anywhere, also inside words.

    What it finds holds three letters in a row of them here and there, and has to be looked at for
    the rest. `part` is the half of the index. None where no word is long enough to ask by.
    """
    asked: list[str] = []
    for word in words:
        folded = without_marks(word)
        if len(folded) >= _PART:
            last = min(len(folded), _MOST_OF_A_WORD) - _PART
            step = 1 if last < _EVERY_PART else 2
            asked += [quoted(folded[at : at + _PART]) for at in (*range(0, last, step), last)]
        elif is_unspaced(word):
            found = _listed(connection, f"search_{part}_part_list", folded, _MOST_PARTS)
            if not found:
                return None
            asked.append("(" + " OR ".join(map(quoted, found)) + ")")
    return " AND ".join(dict.fromkeys(asked)) or None


def _listed(connection: Connection, table: str, start: str, most: int) -> list[str]:
    """The entries of a list that begin so, each reached by a leap from the one before."""
    leap = f"SELECT term FROM {table} WHERE term >= ? AND term < ? LIMIT 1"
    found: list[str] = []
    at, below = start, start + _LAST_SIGN
    while len(found) < most and (row := connection.execute(leap, (at, below)).fetchone()):
        found.append(row[0])
        at = row[0] + _FIRST_SIGN
    return found


def _runs_on(sign: str) -> bool:
    return (east_asian_width(sign) in "WF" or ord(sign) > 0x0DFF) and name(sign, "").startswith(
        _UNSPACED
    )
