"""Where a service keeps each fact: the person's `…-field` options first, then what labels tell."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final

from book.errors import Usage
from book.facts import FieldFacts

OPTION_FACTS: Final = {
    "arr-field": "arr_cents",
    "renewal-field": "renewal_date",
    "contract-end-field": "contract_end",
    "health-field": "health",
    "stage-field": "stage",
    "forecast-field": "forecast_cents",
    "plan-field": "plan",
    "credit-balance-field": "credit_balance_cents",
    "credit-expiry-field": "credit_expiry",
    "run-out-field": "run_out",
    "slack-channel-field": "slack_channel",
}
"""Option of `connect` → the fact (field of `AccountFacts`) it maps."""

NOT_MAPPED: Final = "none"
"""The option value that keeps a fact unmapped although a label would suggest a field."""

_LABELS: Final = {
    "stage": (r"onboarding (pipeline|stage|status)", r"(lifecycle|pipeline) stage", r"stage"),
    "arr_cents": (r"arr", r"(current|total) arr", r"annual recurring revenue"),
    "contract_end": (r"contract end( date)?", r"contract expir(y|ation)( date)?", r"term end date"),
    "forecast_cents": (r"forecast(ed)? (mrr|bill)", r"(mrr|bill) forecast", r"forecast"),
    "plan": (r"plan( name| type)?", r"(current|subscription|pricing) plan"),
    "credit_balance_cents": (r"credit balance", r"(remaining credits?|credits? remaining)"),
    "credit_expiry": (r"credits? (expiry|expiration|expires?|end)( date)?",),
    "run_out": (r"(credits? )?run ?out( date)?",),
    "slack_channel": (r"slack channel( name)?",),
    "domain": (r"(e ?mail |company |web ?site )?domain", r"web ?site"),
}
"""Fact → what its field is usually called, the surest name first."""

_APART = re.compile(r"[^a-z0-9]+")


def mapped(
    options: Mapping[str, str], fields: Iterable[FieldFacts], native: Mapping[str, str]
) -> tuple[dict[str, str], tuple[str, ...]]:
    """The mapping, and which of its facts were guessed. `native` is what needs no custom field.

    Raises Usage for an option whose value no field can be called.
    """
    usable = [one for one in fields if one.model == "accounts" and readable(one.path)]
    catalogue = sorted(usable, key=lambda one: one.path)
    found = dict(native)
    guessed = _guesses(catalogue)
    decided = {fact: options[name] for name, fact in OPTION_FACTS.items() if name in options}
    guesses = {fact: path for fact, path in guessed.items() if fact not in decided}
    found.update(guesses)
    for fact, value in decided.items():
        path = _path_of(value, catalogue)
        if path and not readable(path):
            raise Usage("A field cannot be called that.", "Name it by its label or its path.")
        if path:
            found[fact] = path
        else:
            found.pop(fact, None)
    return found, tuple(sorted(guesses))


def readable(path: str) -> bool:
    """Whether a field of that path can be picked out of an answer while it is decoded."""
    return path.isprintable() and '"' not in path and "\\" not in path


def _path_of(value: str, catalogue: list[FieldFacts]) -> str:
    """The path an option means: a path as it is, or the path of the field with that label."""
    text = value.strip()
    if text.casefold() in ("", NOT_MAPPED):
        return ""
    paths = {one.path for one in catalogue}
    if text not in paths:
        for one in catalogue:
            if one.label.strip().casefold() == text.casefold():
                return one.path
    return text


def _guesses(catalogue: list[FieldFacts]) -> dict[str, str]:
    labelled = [(_APART.sub(" ", one.label.lower()).strip(), one.path) for one in catalogue]
    found: dict[str, str] = {}
    for fact, patterns in _LABELS.items():
        for pattern in patterns:
            path = next((p for label, p in labelled if re.fullmatch(pattern, label)), None)
            if path is not None and path not in found.values():
                found[fact] = path
                break
    return found
