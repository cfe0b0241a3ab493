"""What `search` looks through, and the 500 questions it is asked: always the same ones.

Words are made up and as unevenly common as in any language; some notes are in Japanese.
"""

from __future__ import annotations

import random
from bisect import bisect
from collections.abc import Iterator
from itertools import accumulate
from typing import Final, Literal

from msgspec import Struct

ACCOUNTS: Final = 2_000
WORDS_OF_A_NOTE: Final = 120
_SYLLABLES: Final = (
    *("ba", "re", "ti", "on", "ma", "fu", "nel", "co", "hor", "pa", "le", "ri", "su", "vey"),
    *("in", "te", "ex", "por", "da", "ka", "mo", "ni", "sta", "gro", "pli", "er"),
)
_HAN: Final = "会議東京明日資料更新契約担当者確認連絡予算見積提案利用状況分析導入支援報告問題解決"
_KANA: Final = "のはをにでとがも"
_EVERY_JAPANESE: Final = 40
Sort = Literal["rare", "mixed", "common", "two letters", "beginning", "part", "cjk", "operator"]


class Query(Struct, frozen=True):
    """One question: as a person types it, and as bare FTS5 is asked the same."""

    sort: Sort
    typed: str
    table: Literal["words", "parts"]
    match: str
    ranked: bool


def vocabulary() -> list[str]:
    """20,000 words, the commonest first."""
    chance = random.Random(7)
    made: dict[str, None] = {}
    while len(made) < 20_000:
        size = min(5, 1 + bisect((0.05, 0.4, 0.8, 0.95), chance.random()))
        made["".join(chance.choices(_SYLLABLES, k=size))] = None
    return list(made)


def notes(count: int) -> Iterator[tuple[int, int, str, str]]:
    """`count` notes: id, account, subject, body."""
    words = vocabulary()
    weights = list(accumulate(1 / (place + 12) for place in range(len(words))))
    chance = random.Random(11)
    for number in range(1, count + 1):
        if number % _EVERY_JAPANESE:
            body = " ".join(chance.choices(words, cum_weights=weights, k=WORDS_OF_A_NOTE))
        else:
            body = _japanese(chance)
        yield number, chance.randrange(1, ACCOUNTS + 1), f"Call {number}", body


def account_name(number: int) -> str:
    """The name of an account, a word of its own first."""
    return f"Customer{number:04d} {_SYLLABLES[number % len(_SYLLABLES)].title()}works"


def queries() -> list[Query]:
    """The 500, the same each time."""
    words = vocabulary()
    chance = random.Random(13)
    rare, middle, common = words[6_000:], words[150:3_000], words[:60]
    asked: list[Query] = []
    for _ in range(110):
        word = chance.choice(rare)
        asked.append(Query("rare", word, "words", f'"{word}"', True))
    for at in range(110):
        pools = ((middle, rare), (common, middle), (common, middle, rare))[at % 3]
        said = [chance.choice(pool) for pool in pools]
        asked.append(
            Query("mixed", " ".join(said), "words", " AND ".join(f'"{w}"' for w in said), True)
        )
    for _ in range(60):
        word = chance.choice(common)
        asked.append(Query("common", word, "words", f'"{word}"', False))
    for _ in range(60):
        start = chance.choice(words)[:2]
        asked.append(Query("two letters", start, "words", f'"{start}" *', False))
    for at in range(60):
        start = chance.choice([word for word in middle if len(word) > 6])[: 3 + at % 4]
        asked.append(Query("beginning", start, "words", f'"{start}" *', False))
    for at in range(40):
        inner = chance.choice([word for word in middle if len(word) > 7])[1 : 5 + at % 3]
        asked.append(Query("part", inner, "parts", f'"{inner}"', False))
    japanese = "".join(_japanese(random.Random(seed)) for seed in range(30))
    for _ in range(20):
        at = chance.randrange(len(japanese) - 4)
        piece = japanese[at : at + chance.choice((3, 4))]
        asked.append(Query("cjk", piece, "parts", f'"{piece}"', False))
    for at in range(40):
        account, word = chance.randrange(1, ACCOUNTS + 1), chance.choice(common)
        if at % 2:
            typed, match = (
                f"acct:customer{account:04d} {word}",
                f'marks : "a{account}" AND "{word}"',
            )
        else:
            typed, match = f"is:mine {word}", f'marks : "mine" AND "{word}"'
        asked.append(Query("operator", typed, "words", match, False))
    return asked


def _japanese(chance: random.Random) -> str:
    return "".join(
        "".join(chance.choices(_HAN, k=2)) + chance.choice(_KANA) for _ in range(WORDS_OF_A_NOTE)
    )
