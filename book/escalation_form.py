"""What a person said for an escalation: the answers of one form, read from a TOML table."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

from msgspec import Struct

from book.errors import Usage
from book.offsets import parse_offset
from book.recording_links import recognise
from book.rules_escalations import EscalationField, EscalationKind, EscalationRules

Answer = str | int | float | bool | tuple[str, ...]
"""What a field was given: a text, a number, a tick, or steps; days as ISO texts."""

LONGEST_LINE: Final = 255
LONGEST_TEXT: Final = 20_000
"""Characters; what is longer belongs into a note or an attachment."""
_MOST: Final = 100
_LISTS: Final = ("homework", "moment", "attachment")
_LARGEST: Final = 10**15
"""No amount and no count of a customer's is larger; what is, was mistyped."""
_YEARS: Final = range(1900, 3000)
_UNSEEN: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
"""Signs that no form can show, and that a terminal would obey."""


class Homework(Struct, frozen=True, kw_only=True):
    """What was looked for in one place, and what was found there."""

    where: str
    query: str = ""
    result: str = ""
    link: str = ""

    @property
    def is_done(self) -> bool:
        """Whether something came of it: a place that was only named was not looked at."""
        return bool(self.result.strip() or self.link.strip())


class PickedMoment(Struct, frozen=True, kw_only=True):
    """A second of a recording that shows what is meant; the whole recording without `at_s`."""

    url: str
    at_s: int | None = None
    label: str = ""


class EscalationForm(Struct, frozen=True, kw_only=True):
    """One form as far as it is filled in; `kind` is the code of a kind of the house rules."""

    kind: str
    answers: Mapping[str, Answer] = {}
    homework: tuple[Homework, ...] = ()
    moments: tuple[PickedMoment, ...] = ()
    attachments: tuple[str, ...] = ()
    """Names of files that are kept with the escalation."""

    def text(self, field: str) -> str:
        """What a field says as one text; empty where it says nothing."""
        found = self.answers.get(field, "")
        if isinstance(found, tuple):
            return "\n".join(found).strip()
        if isinstance(found, bool):
            return "yes" if found else ""
        return str(found).strip()


def form_from(table: Mapping[str, Any], rules: EscalationRules) -> EscalationForm:
    """The form of a TOML table; raises Usage naming the key that is wrong, and what is meant."""
    code = table.get("kind")
    offered = rules.offered()
    if not isinstance(code, str | None):
        raise _wrong("kind", "a text in quotes")
    if code is None or code not in offered:
        said = f"“{code}” is no kind of escalation." if code else "The form does not say its kind."
        raise Usage(said, f"Known: {', '.join(offered)}.")
    kind = offered[code]
    answers: dict[str, Answer] = {}
    for key, value in table.items():
        if key == "kind" or key in _LISTS:
            continue
        answers[key] = _answer(key, value, _field(key, kind, rules), rules)
    return EscalationForm(
        kind=code,
        answers=answers,
        homework=_homework(table.get("homework", []), rules),
        moments=_moments(table.get("moment", [])),
        attachments=_attachments(table.get("attachment", [])),
    )


def _field(key: str, kind: EscalationKind, rules: EscalationRules) -> EscalationField:
    # A field of another kind is kept too: whoever changes the kind loses nothing.
    if key in rules.fields:
        return rules.fields[key]
    from difflib import get_close_matches

    close = get_close_matches(key, [*kind.fields, *_LISTS], n=1, cutoff=0.6)
    raise Usage(
        f"“{key}” is no field of an escalation.",
        f"Did you mean “{close[0]}”?" if close else f"It asks for: {', '.join(kind.fields)}.",
    )


def _answer(key: str, value: object, field: EscalationField, rules: EscalationRules) -> Answer:
    match field.type:
        case "yes":
            if isinstance(value, bool):
                return value
            raise _wrong(key, "true or false")
        case "number":
            if isinstance(value, bool) or not isinstance(value, int | float):
                raise _wrong(key, "a number")
            if not -_LARGEST < value < _LARGEST:  # what is no number at all is not between either
                raise _wrong(key, f"a number below {_LARGEST:,}")
            return value
        case "day":
            return _day(key, value)
        case "steps":
            if isinstance(value, str):
                value = [value]
            return tuple(_text(key, one) for one in _list(key, value))
        case "choice":
            return _choice(key, value, field)
        case "text":
            return _text(key, value)
        case "severity":
            said = _text(key, value, most=LONGEST_LINE)
            return rules.severity_of(said) or said
    return " ".join(_text(key, value, most=LONGEST_LINE).split())


def _text(key: str, value: object, *, most: int = LONGEST_TEXT) -> str:
    if not isinstance(value, str):
        raise _wrong(key, "a text in quotes")
    if len(value) > most:
        raise Usage(
            f"{key} is longer than {most:,} characters.", "Shorten it, or attach it as a file."
        )
    if _UNSEEN.search(value):
        raise Usage(f"{key} holds a sign that cannot be shown.", "Type that text anew.")
    return value.strip()


def _day(key: str, value: object) -> str:
    if value == "":
        return ""
    wrong = _wrong(key, "a day such as 2026-11-25")
    if isinstance(value, str):
        try:
            value = date.fromisoformat(value.strip())
        except ValueError:
            raise wrong from None
    if not isinstance(value, date) or isinstance(value, datetime) or value.year not in _YEARS:
        raise wrong
    return value.isoformat()


def _choice(key: str, value: object, field: EscalationField) -> str:
    said = _text(key, value, most=LONGEST_LINE)
    known = {one.casefold(): one for one in field.choices}
    if said and said.casefold() not in known:
        raise Usage(f"“{said}” is no choice for {key}.", f"Known: {'; '.join(field.choices)}.")
    return known.get(said.casefold(), "")


def _list(key: str, value: object) -> Sequence[Any]:
    if not isinstance(value, list):
        raise _wrong(key, "a list")
    if len(value) > _MOST:
        raise Usage(f"{key} has more than {_MOST} entries.", "Leave out what is not needed.")
    return value


def _tables(key: str, value: object) -> Sequence[Any]:
    if isinstance(value, dict):
        raise Usage(f"{key} must be a list.", f"Begin each with [[{key}]], in two brackets.")
    return _list(key, value)


def _homework(value: object, rules: EscalationRules) -> tuple[Homework, ...]:
    done: dict[str, Homework] = {}
    for one in _tables("homework", value):
        texts = _texts("homework", one, ("where", "query", "result", "link"))
        where = texts.get("where", "")
        if where not in rules.homework:
            said = f"“{where}” is no place of the homework." if where else "Homework has no where."
            raise Usage(said, f"Known: {', '.join(rules.homework)}.")
        if where in done:
            raise Usage(f"The homework names {where} twice.", "Say all of one place in one entry.")
        done[where] = Homework(**texts)
    return tuple(done[where] for where in rules.homework if where in done)


def _moments(value: object) -> tuple[PickedMoment, ...]:
    return tuple(_moment(one) for one in _tables("moment", value))


def _moment(value: object) -> PickedMoment:
    texts = _texts("moment", value, ("url", "at", "label"))
    if not texts.get("url"):
        raise Usage("A moment has no url.", "Say in which recording it is.")
    link = recognise(texts["url"])
    at = texts.get("at", "")
    second = parse_offset(at) if at else link.at_s
    if at and second is None:
        raise Usage(f"“{at}” is no time in a recording.", "Say it as 90, 1m30s, 12:05 or 1:02:03.")
    label = " ".join(texts.get("label", "").split())
    return PickedMoment(url=link.url, at_s=second, label=label)


def _texts(key: str, value: object, known: Sequence[str]) -> dict[str, str]:
    if not isinstance(value, dict):
        raise _wrong(key, f"a table with {', '.join(known)}")
    for name in value:
        if name not in known:
            raise Usage(f"“{name}” means nothing in {key}.", f"Known there: {', '.join(known)}.")
    return {name: _text(f"{key}.{name}", said) for name, said in value.items()}


def _attachments(value: object) -> tuple[str, ...]:
    return tuple(_text("attachment", one, most=4096) for one in _list("attachment", value))


def _wrong(key: str, wanted: str) -> Usage:
    return Usage(f"{key} must be {wanted}.", "Correct that line of the form.")
