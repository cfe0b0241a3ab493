"""What is wrong with a house-rules table: unknown keys, wrong types, values that cannot be.

Checks look at plain data and report the first fault by its key; `book/rules.py` adds the file
and the line.
"""

from __future__ import annotations

import string
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from functools import cache
from typing import Any, Final, get_args, get_origin

import msgspec
from msgspec import Meta, Struct

from book import rules_escalations_check, rules_texts_check
from book.rules_fault import Fault, unknown
from book.rules_shape import REASON_CODES, SHELF_LIFE_DEFAULT, HouseRules, KeyPath
from book.write_rules import is_known_word, nearest_word, whole_words

BASED_ON: Final = "based_on"
"""The one key of a file that is no rule: which shipped file it starts from."""

LINK_PLACES: Final = ("external_id", "org_id", "name", "domain", "slack_channel")
"""What a link may ask for between braces."""

_BARE_KEY: Final = frozenset(string.ascii_letters + string.digits + "_-")
_NEVER_WRITE: Final = (
    f"Known here: {', '.join(whole_words())}; a kind's field, such as task.due; and a source's"
    " own field as SOURCE.PATH."
)
_NAME_WORDS: Final = "a name of small letters, digits, “-” and “_”"


def spell_key(path: KeyPath) -> str:
    """A key as it is written in the file; entries of a list are counted from 1."""
    text = ""
    for part in path:
        if isinstance(part, int):
            text += f"[{part + 1}]"
            continue
        bare = part if part and set(part) <= _BARE_KEY else f'"{part}"'
        text += f".{bare}" if text else bare
    return text


def first_fault(table: Mapping[str, Any]) -> Fault | None:
    """The first fault of one file taken by itself: keys and types, not what they add up to."""
    return next(_table_faults(table, HouseRules, ()), None)


def first_contradiction(rules: HouseRules) -> Fault | None:
    """The first fault that only shows when all values are seen together."""
    for search in (
        _day_limits, _reason_codes, _stages, _shelf_lives, _never_write, _home, _links,
        rules_texts_check.mails, rules_texts_check.booking,
        rules_texts_check.templates, rules_texts_check.tasks,
        rules_texts_check.recordings, rules_escalations_check.escalations,
        rules_escalations_check.channel,
    ):  # fmt: skip
        if (fault := next(search(rules), None)) is not None:
            return fault
    return None


@cache
def _fields(shape: type[Struct]) -> dict[str, msgspec.structs.FieldInfo]:
    return {field.name: field for field in msgspec.structs.fields(shape)}


def _table_faults(table: Mapping[str, Any], shape: type[Struct], path: KeyPath) -> Iterator[Fault]:
    fields = _fields(shape)
    for key, value in table.items():
        here = (*path, key)
        if field := fields.get(key):
            yield from _value_faults(value, field.type, here)
        elif path or key != BASED_ON:
            yield unknown(here, "is not a house rule.", key, fields)
        elif not isinstance(value, str):
            yield Fault((here,), "must be a text.")


def _value_faults(value: object, kind: Any, path: KeyPath) -> Iterator[Fault]:
    if isinstance(kind, type) and issubclass(kind, Struct):
        if isinstance(value, dict):
            yield from _table_faults(value, kind, path)
        else:
            yield Fault((path,), f"must be a table, not {_words_for(value)}.")
    elif get_origin(kind) is tuple:
        yield from _list_faults(value, get_args(kind)[0], path)
    elif get_origin(kind) is dict:
        yield from _names_faults(value, get_args(kind)[1], path)
    elif not _fits(value, kind):
        yield Fault((path,), f"must be {_wanted(kind)}, not {_words_for(value)}.")


def _list_faults(value: object, kind: Any, path: KeyPath) -> Iterator[Fault]:
    if not isinstance(value, list):
        yield Fault((path,), f"must be a list, not {_words_for(value)}.")
        return
    for place, entry in enumerate(value):
        here = (*path, place)
        yield from _value_faults(entry, kind, here)
        if isinstance(entry, dict) and isinstance(kind, type) and issubclass(kind, Struct):
            # A list replaces the one below it, so nothing below can fill a gap in an entry.
            for name, field in _fields(kind).items():
                if field.required and name not in entry:
                    yield Fault((here,), f"has no {name}.")


def _names_faults(value: object, kind: Any, path: KeyPath) -> Iterator[Fault]:
    if not isinstance(value, dict):
        yield Fault((path,), f"must be a table, not {_words_for(value)}.")
        return
    for name, entry in value.items():
        here = (*path, name)
        if not name or not set(name) <= _BARE_KEY:
            yield Fault((here,), f"must be called by {_NAME_WORDS}.")
        yield from _value_faults(entry, kind, here)


def _fits(value: object, kind: Any) -> bool:
    if kind is date:  # a moment is a date too, for Python
        return isinstance(value, date) and not isinstance(value, datetime)
    try:
        msgspec.convert(value, kind)
    except msgspec.ValidationError:
        return False
    return True


def _wanted(kind: Any) -> str:
    for note in getattr(kind, "__metadata__", ()):
        if isinstance(note, Meta) and note.description:
            return note.description
    plain = {bool: "true or false", date: "a day such as 2026-10-01", str: "a text"}
    return plain[kind]


def _words_for(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return "a table"
    if isinstance(value, list):
        return "a list"
    if isinstance(value, str):
        return f'"{value[:40]}"'
    return str(value)


def _day_limits(rules: HouseRules) -> Iterator[Fault]:
    contact = rules.contact
    if contact.red_days > contact.amber_days:
        yield Fault(
            (("contact", "red_days"), ("contact", "amber_days")),
            f"cannot be: red_days is {contact.red_days} and amber_days is {contact.amber_days}, "
            "but red is the nearer of the two.",
        )


def _reason_codes(rules: HouseRules) -> Iterator[Fault]:
    known = dict.fromkeys(REASON_CODES)
    for place, code in enumerate(rules.reasons.hidden):
        if code not in known:
            yield unknown(("reasons", "hidden", place), f"“{code}” is no reason.", code, known)


def _stages(rules: HouseRules) -> Iterator[Fault]:
    stages = rules.pipeline.stages
    known = dict.fromkeys(stage.code for stage in stages)
    codes: set[str] = set()
    labels: set[str] = set()
    for place, stage in enumerate(stages):
        here: KeyPath = ("pipeline", "stages", place)
        if stage.code in codes:
            yield Fault(((*here, "code"),), f"“{stage.code}” is already the code of another stage.")
        if stage.label in labels:
            yield Fault(((*here, "label"),), f"“{stage.label}” is already another stage.")
        codes.add(stage.code)
        labels.add(stage.label)
        for rule in ("expects", "needs", "not_after"):
            for spot, code in enumerate(getattr(stage, rule)):
                if code not in known:
                    words = f"“{code}” is the code of no stage."
                    yield unknown((*here, rule, spot), words, code, known)


def _shelf_lives(rules: HouseRules) -> Iterator[Fault]:
    if SHELF_LIFE_DEFAULT not in rules.shelf_life_hours:
        yield Fault((("shelf_life_hours",),), f"has no {SHELF_LIFE_DEFAULT}.")


def _never_write(rules: HouseRules) -> Iterator[Fault]:
    sources = [name for name in rules.shelf_life_hours if name != SHELF_LIFE_DEFAULT]
    for place, word in enumerate(rules.never_write.fields):
        if not is_known_word(word, sources):
            nearest = nearest_word(word, sources)
            yield Fault(
                (("never_write", "fields", place),),
                f"“{word}” is nothing that Satchel writes.",
                f"Did you mean “{nearest}”?" if nearest else _NEVER_WRITE,
            )


HOME_KINDS: Final = ("note", "task")
"""The kinds of record that may have a home of their own."""


def _home(rules: HouseRules) -> Iterator[Fault]:
    sources = [name for name in rules.shelf_life_hours if name != SHELF_LIFE_DEFAULT]
    for kind, source in rules.home.items():
        if kind not in HOME_KINDS:
            words = f"{kind} has no home of its own."
            yield unknown(("home", kind), words, kind, dict.fromkeys(HOME_KINDS))
        elif source not in sources:
            words = f"“{source}” is no source."
            yield unknown(("home", kind), words, source, dict.fromkeys(sources))


def _links(rules: HouseRules) -> Iterator[Fault]:
    known = dict.fromkeys(LINK_PLACES)
    for name, address in rules.links.items():
        path: KeyPath = ("links", name)
        if not address.startswith(("https://", "http://")):
            yield Fault((path,), "must begin with https:// or http://.")
        try:
            places = [place for _, place, _, _ in string.Formatter().parse(address) if place]
        except ValueError:
            yield Fault((path,), "has a brace without its partner.")
            continue
        for place in places:
            if place not in known:
                yield unknown(path, f"asks for “{{{place}}}”, which is not known.", place, known)
