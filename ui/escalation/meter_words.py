"""The completeness meter in words: how much is there, what blocks, what is missing and why."""

from __future__ import annotations

from msgspec import Struct

from book.escalation_meter import HOMEWORK, Completeness
from book.rules_escalations import EscalationRules
from ui.words import count, plural, say


class MissingLine(Struct, frozen=True):
    """One thing that is missing: where it is filled in, its name, and why it matters."""

    field: str
    title: str
    why: str
    blocks: bool


def missing_lines(stands: Completeness, rules: EscalationRules) -> tuple[MissingLine, ...]:
    """What is missing, what blocks first."""
    lines = [
        MissingLine(one.field, title_of(one.field, rules), _sentence(one.why), one.blocks)
        for one in stands.missing
        if not one.field.startswith(f"{HOMEWORK}.")
    ]
    return tuple(sorted(lines, key=lambda line: not line.blocks))


def title_of(field: str, rules: EscalationRules) -> str:
    """What a field, or a place of the homework, is called."""
    where, _, place = field.partition(".")
    if where == HOMEWORK and place in rules.homework:
        return rules.homework[place].title or place
    return rules.fields[field].title if field in rules.fields else field


def there_words(stands: Completeness) -> str:
    """`9 of 11 there`; `all 11 there`."""
    if stands.is_complete:
        return say("All {n} there", n=count(stands.wanted))
    return say("{n} of {all} there", n=count(stands.there), all=count(stands.wanted))


def blocks_words(stands: Completeness) -> str:
    """`2 block sending`; empty where nothing does."""
    n = sum(one.blocks for one in stands.missing)
    return plural(n, "{n} blocks sending", "{n} block sending") if n else ""


def missing_words(stands: Completeness) -> str:
    """The same beside the button that leads on: `2 things are missing`."""
    n = sum(one.blocks for one in stands.missing)
    return plural(n, "{n} thing is missing", "{n} things are missing") if n else ""


def homework_words(stands: Completeness, places: int) -> str:
    """`5 of 6 places looked at`."""
    left = sum(one.field.startswith(f"{HOMEWORK}.") for one in stands.missing)
    return say("{n} of {all} places looked at", n=count(places - left), all=count(places))


def _sentence(why: str) -> str:
    return f"{why[:1].upper()}{why[1:]}." if why else ""
