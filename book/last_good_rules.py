"""The house rules that hold when a file of them is broken: those that last held together.

Each time the files are read and hold together, the rules made of them are kept in the profile,
in one file for all; a file that breaks later does not stop the book, and takes nothing out of
`never_write`. Rules are kept by the team file they were read with, so that a cron job without
the team's file does not replace what a terminal read with it.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Final, NamedTuple

import msgspec

from book.errors import RulesTrouble
from book.profile import Profile
from book.rules import HouseRules, load
from book.rules_place import TEAM_VARIABLE, rules_of

FILE: Final = "rules-last-good.json"
_MOST_TEAMS: Final = 8
"""For so many team files rules are kept: the one read longest ago goes."""
_Kept = dict[str, dict[str, Any]]


class RulesInForce(NamedTuple):
    """The rules that hold now, and what is wrong with the files where those are the last good."""

    rules: HouseRules
    trouble: RulesTrouble | None


def rules_in_force(profile: Profile, environ: Mapping[str, str]) -> RulesInForce:
    """The rules of the profile's files, else the last that held together.

    Raises RulesTrouble, naming file, line and key, where the files are wrong and never were good.
    """
    file = profile.folder / FILE
    team = environ.get(TEAM_VARIABLE, "").strip()
    try:
        rules = rules_of(profile, environ)
    except RulesTrouble as trouble:
        kept = _read(file).get(team)
        last = _rules_of(kept) if kept is not None else None
        if last is None:
            raise
        return RulesInForce(last, trouble)
    _keep(file, team, rules)
    return RulesInForce(rules, None)


def rules_to_read_by(profile: Profile, environ: Mapping[str, str]) -> RulesInForce:
    """The same for what only shows the book: where there never were good ones, the shipped rules.

    Nothing may be sent to a source by those: the team's `never_write` is not in them.
    """
    try:
        return rules_in_force(profile, environ)
    except RulesTrouble as trouble:
        return RulesInForce(load(), trouble)


def _keep(file: Path, team: str, rules: HouseRules) -> None:
    plain = _plain(rules)
    stands = _read(file)
    if stands.get(team) == plain:
        return
    stands.pop(team, None)
    stands[team] = plain
    for oldest in list(stands)[:-_MOST_TEAMS]:
        del stands[oldest]
    beside = file.with_name(f"{file.name}.{os.getpid()}")
    # Where nothing can be written, the rules hold all the same.
    with suppress(OSError):
        try:
            with os.fdopen(
                os.open(beside, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "wb"
            ) as out:
                out.write(msgspec.json.encode(stands))
            beside.replace(file)
        except OSError:
            beside.unlink(missing_ok=True)
            raise


def _read(file: Path) -> _Kept:
    try:
        return msgspec.json.decode(file.read_bytes(), type=_Kept)
    except (OSError, msgspec.DecodeError, UnicodeDecodeError):
        return {}


def _rules_of(kept: dict[str, Any]) -> HouseRules | None:
    """Kept rules as values; what a newer Satchel added since stands as it is shipped."""
    try:
        return msgspec.convert(_over(_plain(load()), kept), HouseRules)
    except msgspec.ValidationError:
        return None  # of another version, or somebody wrote in it


def _plain(rules: HouseRules) -> dict[str, Any]:
    """As they are read back: texts, numbers, lists, tables."""
    return msgspec.json.decode(msgspec.json.encode(rules), type=dict[str, Any])


def _over(below: dict[str, Any], above: dict[str, Any]) -> dict[str, Any]:
    result = dict(below)
    for key, value in above.items():
        under = result.get(key)
        both = isinstance(value, dict) and isinstance(under, dict)
        result[key] = _over(under, value) if both and under is not None else value
    return result
