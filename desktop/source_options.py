"""The `--option KEY=VALUE` pairs of `connect`: which there are, and what each may say."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final

from book.errors import Usage
from book.source_titles import title
from sync.book_filter import BookFilter
from sync.field_mapping import OPTION_FACTS

SHORTEST_POLL_SECONDS: Final = 30
_LONGEST_POLL_SECONDS: Final = 86_400
_LAST_PORT: Final = 65_535
_OF_ALL: Final = ("book", "read-only", "poll", *OPTION_FACTS)


def read_options(source: str, pairs: Iterable[str], own: Iterable[str]) -> dict[str, str]:
    """The options as a table; `own` are the keys this source has beside those of all.

    Raises Usage for a key or a value that there is not.
    """
    known = (*_OF_ALL, *own)
    options: dict[str, str] = {}
    for pair in pairs:
        key, given, value = pair.partition("=")
        key, value = key.strip().lower(), value.strip()
        if not given:
            raise Usage(f"“{pair}” is not KEY=VALUE.", "Write it like --option book=mine.")
        if key not in known:
            raise _unknown(source, key, known)
        if key in options:
            raise Usage(f"The option {key} is given twice.", "Give it once.")
        check = _CHECKS.get(key, _any_text)
        options[key] = check(key, _any_text(key, value))
    return options


def poll_seconds(options: dict[str, str], otherwise: int) -> int:
    """How often to read a source, in seconds."""
    return int(options.get("poll", otherwise))


def _unknown(source: str, key: str, known: tuple[str, ...]) -> Usage:
    from difflib import get_close_matches  # only ever needed to mend a slip

    near = get_close_matches(key, known, n=1, cutoff=0.5)
    meant = f"Did you mean {near[0]}? " if near else ""
    advice = f"{meant}Known are: {', '.join(sorted(known))}."
    return Usage(f"{title(source)} has no option “{key}”.", advice)


def _any_text(key: str, value: str) -> str:
    if not value:
        raise Usage(f"The option {key} is empty.", f"Leave it out, or write {key}=VALUE.")
    return value


def _true_or_false(key: str, value: str) -> str:
    if value.lower() not in ("true", "false"):
        raise Usage(f"{key} is true or false, not “{value}”.", f"Write {key}=true.")
    return value.lower()


def _seconds(key: str, value: str) -> str:
    number = int(value) if value.isascii() and value.isdigit() else 0
    if not SHORTEST_POLL_SECONDS <= number <= _LONGEST_POLL_SECONDS:
        raise Usage(
            f"{key} is a number of seconds, not “{value}”.",
            f"From {SHORTEST_POLL_SECONDS} to {_LONGEST_POLL_SECONDS}.",
        )
    return str(number)


def _region(key: str, value: str) -> str:
    if value.lower() not in ("us", "eu"):
        raise Usage(f"{key} is us or eu, not “{value}”.", "It stands in the address there.")
    return value.lower()


def _book(key: str, value: str) -> str:
    BookFilter.parse(_any_text(key, value))
    return ",".join(part.strip() for part in value.split(","))


def _currency(key: str, value: str) -> str:
    from desktop.currencies import CODES  # only ever needed where one is said

    code = value.upper()
    if code not in CODES:
        raise Usage(f"“{value}” is no currency.", f"Write its code of three letters: {key}=EUR.")
    return code


def _port(key: str, value: str) -> str:
    number = int(value) if value.isascii() and value.isdigit() and len(value) <= 5 else -1
    if not 1 <= number <= _LAST_PORT:
        raise Usage(
            f"{key} is the number of a port, not “{value}”.",
            f"From 1 to {_LAST_PORT}.",
        )
    return str(number)


def _file(key: str, value: str) -> str:
    """A path that means the same wherever the program is started next."""
    return str(Path(_any_text(key, value)).expanduser().absolute())


_CHECKS: Final[dict[str, Callable[[str, str], str]]] = {
    "book": _book,
    "read-only": _true_or_false,
    "poll": _seconds,
    "region": _region,
    "sandbox": _true_or_false,
    "file": _file,
    "currency": _currency,
    "callback-port": _port,
}
