"""Reads SOQL: from text to a query, refusing what the service would refuse."""

from __future__ import annotations

from typing import Final

from sync.simulator.salesforce.refusals import Refused, malformed
from sync.simulator.salesforce.soql_words import (
    Both,
    Compare,
    Condition,
    Either,
    Not,
    Order,
    Path,
    Query,
    Token,
    Value,
    Within,
    tokens,
    unexpected,
)

_SPANS: Final = frozenset(("TODAY", "YESTERDAY", "TOMORROW"))
_COUNTED_SPANS: Final = frozenset(("LAST_N_DAYS", "NEXT_N_DAYS"))
_KEYS: Final = frozenset(
    ("SELECT", "FROM", "WHERE", "AND", "OR", "NOT", "IN", "LIKE", "ORDER", "BY", "LIMIT", "OFFSET",
     "GROUP", "HAVING", "WITH", "USING", "FOR", "ALL", "NULLS", "ASC", "DESC", "UPDATE")
)  # fmt: skip
LONGEST: Final = 100_000
"""Characters of a query at most."""
MOST_SKIPPED: Final = 2_000
"""OFFSET at most."""


def read_query(text: str) -> Query:
    """The query of a text; Refused where the service would not run it."""
    if len(text) > LONGEST:
        raise Refused("QUERY_TOO_COMPLICATED", "The query is too long.")
    reader = _Reader(text)
    query = reader.query(inside=False)
    reader.expect_end()
    _joins(query.where, [], nested=False)
    return query


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = tokens(text)
        self.at = 0

    @property
    def next(self) -> Token:
        return self.tokens[self.at]

    def take(self) -> Token:
        token = self.next
        self.at += token.sort != "end"
        return token

    def stop(self, token: Token | None = None) -> Refused:
        token = token or self.next
        return unexpected(self.text, token.at, token.text)

    def word(self, *words: str) -> bool:
        """Takes a key word if it is there."""
        if self.next.is_word(*words):
            self.take()
            return True
        return False

    def sign(self, text: str) -> bool:
        if self.next.sort == "sign" and self.next.text == text:
            self.take()
            return True
        return False

    def expect_word(self, word: str) -> None:
        if not self.word(word):
            raise self.stop()

    def expect_sign(self, text: str) -> None:
        if not self.sign(text):
            raise self.stop()

    def expect_end(self) -> None:
        if self.next.sort != "end":
            raise self.stop()

    def path(self) -> Path:
        token = self.take()
        if token.sort != "word" or ":" in token.text or token.text.upper() in _KEYS:
            raise self.stop(token)
        return Path(tuple(token.text.split(".")), token.at)

    def query(self, *, inside: bool) -> Query:
        self.expect_word("SELECT")
        fields: list[Path] = []
        children: list[Query] = []
        count = False
        while True:
            if self.sign("("):
                if inside:
                    raise self.stop()
                children.append(self.query(inside=True))
                self.expect_sign(")")
            else:
                path = self.path()
                if self.next.text == "(":
                    # Other functions group or format; this service knows the one that counts.
                    if path.text.upper() != "COUNT" or fields or children:
                        raise self.stop()
                    self.take()
                    self.expect_sign(")")
                    count = True
                    break
                fields.append(path)
            if not self.sign(","):
                break
        self.expect_word("FROM")
        name = self.path()
        where = self.either_or_both() if self.word("WHERE") else None
        order = self.orders() if self.word("ORDER") else ()
        return Query(
            text=self.text,
            name=name.text,
            fields=tuple(fields),
            children=tuple(children),
            count=count,
            where=where,
            order=order,
            limit=self.whole() if self.word("LIMIT") else None,
            offset=self.skipped() if self.word("OFFSET") else 0,
        )

    def whole(self) -> int:
        token = self.take()
        if token.sort != "number" or not token.text.isdigit():
            raise self.stop(token)
        return int(token.text)

    def skipped(self) -> int:
        count = self.whole()
        if count > MOST_SKIPPED:
            words = f"Maximum SOQL offset allowed is {MOST_SKIPPED}"
            raise Refused("NUMBER_OUTSIDE_VALID_RANGE", words)
        return count

    def orders(self) -> tuple[Order, ...]:
        self.expect_word("BY")
        found: list[Order] = []
        while True:
            path = self.path()
            down = self.next.is_word("DESC")
            self.word("ASC", "DESC")
            last = False
            if self.word("NULLS"):
                last = self.next.is_word("LAST")
                if not self.word("FIRST", "LAST"):
                    raise self.stop()
            found.append(Order(path, down, last))
            if not self.sign(","):
                return tuple(found)

    def either_or_both(self) -> Condition:
        """Conditions joined by AND, or by OR; both at one level need parentheses."""
        if self.next.is_word("NOT"):
            # A NOT stands alone, or in parentheses of its own.
            self.take()
            return Not(self.condition())
        parts = [self.condition()]
        joint = self.next.text.upper()
        while self.word("AND", "OR"):
            if self.tokens[self.at - 1].text.upper() != joint:
                raise self.stop(self.tokens[self.at - 1])
            parts.append(self.condition())
        if len(parts) == 1:
            return parts[0]
        return Both(tuple(parts)) if joint == "AND" else Either(tuple(parts))

    def condition(self) -> Condition:
        if self.sign("("):
            inner = self.either_or_both()
            self.expect_sign(")")
            return inner
        path = self.path()
        negated = self.word("NOT")
        if self.word("IN"):
            return self.within(path, negated=negated)
        if negated:
            raise self.stop()
        if self.word("LIKE"):
            value = self.value()
            if value.sort != "text":
                raise malformed("LIKE needs a text.")
            return Compare(path, "LIKE", value)
        token = self.take()
        if token.text not in ("=", "!=", "<>", "<", "<=", ">", ">="):
            raise self.stop(token)
        return Compare(path, "!=" if token.text == "<>" else token.text, self.value())

    def within(self, path: Path, *, negated: bool) -> Within:
        self.expect_sign("(")
        if self.next.is_word("SELECT"):
            query = self.query(inside=True)
            self.expect_sign(")")
            return Within(path, (), query, negated)
        values = [self.value()]
        while self.sign(","):
            values.append(self.value())
        self.expect_sign(")")
        return Within(path, tuple(values), None, negated)

    def value(self) -> Value:
        token = self.take()
        if token.sort == "text":
            return Value("text", token.text[1:-1], token.at)
        if token.sort in ("moment", "day", "number"):
            return Value(token.sort, token.text, token.at)
        if token.sort == "word":
            word, _, number = token.text.upper().partition(":")
            if word in ("TRUE", "FALSE") and not number:
                return Value("boolean", word, token.at)
            if word == "NULL" and not number:
                return Value("null", word, token.at)
            if (word in _SPANS and not number) or (word in _COUNTED_SPANS and number):
                return Value("span", token.text.upper(), token.at)
        raise self.stop(token)


def _joins(where: Condition | None, found: list[Within], *, nested: bool) -> None:
    """The rules of sub-selects: at most two, joined by AND alone, none inside another."""
    if isinstance(where, Both):
        for part in where.parts:
            _joins(part, found, nested=nested)
    elif isinstance(where, Either):
        for part in where.parts:
            if _has_join(part):
                raise malformed("Semi join sub-selects are not allowed with the 'OR' operator")
    elif isinstance(where, Not):
        if _has_join(where.part):
            raise malformed("Semi join sub-selects are not allowed with the 'NOT' operator")
    elif isinstance(where, Within) and where.query is not None:
        found.append(where)
        if nested:
            words = (
                "Semi join sub-selects are only allowed at the top level WHERE expressions and "
                "not in nested WHERE expressions."
            )
            raise malformed(words)
        if len(found) > 2:
            raise malformed("Maximum 2 semi join sub-selects are allowed.")
        if len(where.query.fields) != 1 or where.query.children or where.query.count:
            raise malformed("A semi join sub-select names one field.")
        _joins(where.query.where, [], nested=True)


def _has_join(where: Condition) -> bool:
    if isinstance(where, Both | Either):
        return any(_has_join(part) for part in where.parts)
    if isinstance(where, Not):
        return _has_join(where.part)
    return isinstance(where, Within) and where.query is not None
