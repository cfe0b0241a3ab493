"""What an escalation still lacks, why that matters, and whether it may leave all the same."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import Final

from msgspec import Struct

from book.escalation_form import EscalationForm
from book.rules_escalations import (
    GROUP,
    REQUESTER,
    ROUTED_BY,
    SEVERITY,
    TOLD,
    EscalationKind,
    EscalationRules,
    Way,
)

HOMEWORK: Final = "homework"
_ALL: Final = 100
_ADDRESS: Final = re.compile(r"[^\s@<>,;:\"]{1,64}@[^\s@<>,;:\"]{1,190}\.[^\s@<>,;:\".]{2,63}")


class Missing(Struct, frozen=True):
    """One thing that is not there: its field, why it matters, whether nothing leaves without."""

    field: str
    """The field's code; `homework.PLACE` for a place that was not looked at."""
    why: str
    blocks: bool = True


class Offered(Struct, frozen=True, kw_only=True):
    """What the ticket system takes; None where nobody has asked it yet."""

    groups: Collection[str] | None = None
    severities: Collection[str] | None = None
    """The codes of the house rules that it has an option for."""


class Completeness(Struct, frozen=True, kw_only=True):
    """How far a form is: shown as a meter, printed by `--check`."""

    there: int
    wanted: int
    missing: tuple[Missing, ...]

    @property
    def is_complete(self) -> bool:
        """Whether nobody has to ask back."""
        return not self.missing

    @property
    def may_leave(self) -> bool:
        """Whether it can be sent as it is."""
        return not any(one.blocks for one in self.missing)

    @property
    def percent(self) -> int:
        """How much of it is there, rounded down: 100 only where nothing is missing."""
        return _ALL * self.there // self.wanted if self.wanted else _ALL


def completeness(
    form: EscalationForm,
    rules: EscalationRules,
    *,
    me: Collection[str] = (),
    offered: Offered | None = None,
    way: Way | None = None,
) -> Completeness:
    """What a form lacks, in the order it is asked; `me` are my own addresses.

    `way` is how it is to leave, by default as its kind does: a ticket asks for what routes it.
    A place of the homework that was not looked at is missing, but keeps nothing back.
    """
    kind = rules.kinds[form.kind]
    wanted = _wanted(kind, way or kind.way)
    missing = [*_fields(form, kind, rules, wanted, me, offered or Offered())]
    places = rules.homework if kind.homework else {}
    done = {one.where for one in form.homework if one.is_done}
    for code, place in places.items():
        if code not in done:
            why = f"{place.title}: say what was looked for there and what was found"
            missing.append(Missing(f"{HOMEWORK}.{code}", why, blocks=False))
    total = len(wanted) + len(places)
    return Completeness(there=total - len(missing), wanted=total, missing=tuple(missing))


def _wanted(kind: EscalationKind, way: Way) -> tuple[str, ...]:
    """What has to be there, in the order it is asked; a ticket's own five in any case."""
    always = ROUTED_BY if way == "ticket" else ()
    asked = [one for one in kind.fields if one in kind.needs or one in always]
    return (*asked, *(one for one in always if one not in asked))


def _fields(
    form: EscalationForm,
    kind: EscalationKind,
    rules: EscalationRules,
    wanted: tuple[str, ...],
    me: Collection[str],
    offered: Offered,
) -> Iterator[Missing]:
    for code in wanted:
        field = rules.fields.get(code)
        # Only a tick says that they were told: a text may say “no”.
        if not form.text(code) or (code == TOLD and form.answers.get(TOLD) is not True):
            why = field.why if field else ""
            yield Missing(code, why or f"{kind.title} does not leave without it")
        elif reason := _refusal(form, code, rules, me, offered):
            yield Missing(code, reason)


def _refusal(
    form: EscalationForm,
    code: str,
    rules: EscalationRules,
    me: Collection[str],
    offered: Offered,
) -> str:
    """Why an answer that is there does not do; empty where it does."""
    said = form.text(code)
    if code == REQUESTER and said.casefold() in {one.casefold() for one in me}:
        return "that is you; the answer must go to a person of the customer"
    if code == REQUESTER and not is_address(said):
        return f"“{said}” is no e-mail address; no answer would reach anybody"
    if code == SEVERITY:
        known = offered.severities
        if rules.severity_of(said) is None or (known is not None and said not in known):
            return f"“{said}” is not offered; choose one of: {', '.join(_severities(rules, known))}"
    if code == GROUP and offered.groups is not None and said not in offered.groups:
        return f"“{said}” is no group any more; choose another one"
    return ""


def is_address(text: str) -> bool:
    """Whether an answer can reach somebody there: one bare e-mail address, nothing around it."""
    return _ADDRESS.fullmatch(text) is not None


def _severities(rules: EscalationRules, known: Collection[str] | None) -> list[str]:
    return [code for code in rules.severities if known is None or code in known]
