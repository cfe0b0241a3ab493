"""SOQL in pieces: its tokens, and the shapes a query is read into."""

from __future__ import annotations

import re
from typing import Final, Literal

from msgspec import Struct

from sync.simulator.salesforce.refusals import Refused, malformed

_TOKEN: Final = re.compile(
    r"""(?P<space>\s+)
    |(?P<moment>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d))
    |(?P<day>\d{4}-\d\d-\d\d(?![\dT]))
    |(?P<number>[+-]?\d+(?:\.\d+)?(?![\w.:-]))
    |(?P<text>'(?:[^'\\]|\\.)*')
    |(?P<word>[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*(?::\d+)?)
    |(?P<sign>!=|<>|<=|>=|[=<>(),])""",
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
_ESCAPES: Final = {
    "n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f", '"': '"', "'": "'", "\\": "\\",
}  # fmt: skip

Sort = Literal["moment", "day", "number", "text", "word", "sign", "end"]


class Token(Struct, frozen=True):
    """One piece of a query, and where it begins."""

    sort: Sort
    text: str
    at: int

    def is_word(self, *words: str) -> bool:
        """Whether it is one of those key words, in letters of either case."""
        return self.sort == "word" and self.text.upper() in words


class Path(Struct, frozen=True):
    """A field, perhaps of a parent: `Owner.Name`."""

    names: tuple[str, ...]
    at: int

    @property
    def text(self) -> str:
        """As it was written."""
        return ".".join(self.names)


class Value(Struct, frozen=True):
    """A literal. Of a text `raw` is what stands between the quotes, escapes and all."""

    sort: Literal["moment", "day", "number", "text", "boolean", "null", "span"]
    raw: str
    at: int = 0

    def plain(self) -> str:
        """A text without its escapes; Refused where one is none."""
        return unescaped(self.raw, keep="")


class Compare(Struct, frozen=True):
    """`path sign value`, where the sign may be LIKE."""

    path: Path
    sign: str
    value: Value


class Within(Struct, frozen=True):
    """`path [NOT] IN (…)`, of values or of a query's answers."""

    path: Path
    values: tuple[Value, ...]
    query: Query | None
    negated: bool


class Both(Struct, frozen=True):
    """All of them hold."""

    parts: tuple[Condition, ...]


class Either(Struct, frozen=True):
    """One of them holds."""

    parts: tuple[Condition, ...]


class Not(Struct, frozen=True):
    """It does not hold."""

    part: Condition


Condition = Compare | Within | Both | Either | Not


class Order(Struct, frozen=True):
    """One field to sort by; rows without a value come first unless `last` is said."""

    path: Path
    down: bool = False
    last: bool = False


class Query(Struct, frozen=True, kw_only=True):
    """A whole query. `count` is SELECT COUNT(); `children` are the queries inside SELECT."""

    text: str
    name: str
    fields: tuple[Path, ...] = ()
    children: tuple[Query, ...] = ()
    count: bool = False
    where: Condition | None = None
    order: tuple[Order, ...] = ()
    limit: int | None = None
    offset: int = 0


def tokens(text: str) -> list[Token]:
    """The tokens of a query and an end; Refused at the first thing that is none."""
    found: list[Token] = []
    at = 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None or match.lastgroup is None:
            raise unexpected(text, at, text[at])
        if match.lastgroup != "space":
            found.append(Token(match.lastgroup, match[0], at))  # type: ignore[arg-type]
        at = match.end()
    return [*found, Token("end", "<EOF>", len(text))]


def unescaped(raw: str, keep: str) -> str:
    """A text with its escapes read; those of the letters in `keep` stay as they are."""

    def read(match: re.Match[str]) -> str:
        letter = match[1]
        if letter in keep:
            return match[0]
        if letter.lower() not in _ESCAPES:
            raise malformed(f"Illegal string literal. Invalid string escape: \\{letter}")
        return _ESCAPES[letter.lower()]

    return re.sub(r"\\(.)", read, raw, flags=re.DOTALL)


def unexpected(text: str, at: int, found: str) -> Refused:
    """The refusal of a query at a place in it."""
    said = f"unexpected token: '{found}'" if found != "<EOF>" else "unexpected token: '<EOF>'"
    return malformed(f"{pointed(text, at)}{said}")


def pointed(text: str, at: int) -> str:
    """The lines that show where in a query something is wrong."""
    shown = text.replace("\n", " ")
    left, right = max(0, at - 40), min(len(shown), at + 30)
    return f"\n{shown[left:right]}\n{' ' * (at - left)}^\nERROR at Row:1:Column:{at + 1}\n"
