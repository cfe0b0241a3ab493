"""`satchel stage`: an account moves on the pipeline of the house rules."""

from __future__ import annotations

import re
from argparse import Namespace
from typing import Final

from book import accounts, ids
from book.account_writing import check_move, move_stage
from book.errors import Usage
from book.named import account_to_write
from book.rules import HouseRules, Stage
from desktop.commands.opened import opened_to_write
from desktop.json_shapes import account_shape
from desktop.output import one_line, print_json, say
from desktop.words_given import one_line_given

_DASHES: Final = re.compile("[‐-―−]")


def stage(said: Namespace) -> int:
    """Moves an account to a stage; a warning is said and the move made."""
    wanted = one_line_given(said.stage, "stage")
    with opened_to_write(said) as (store, rules):
        label = _meant(rules, wanted).label
        one = account_to_write(store, said.account)
        move = check_move(store, rules, one.id, label)
        warning = move.words if move.verdict == "warn" else ""
        changed = move_stage(store, rules, [one.id], label)
        moved = accounts.account(store, one.id)
    if warning:
        say(f"satchel: {warning}")
    if said.json:
        print_json({**account_shape(moved or one), "was": one.stage, "warning": warning or None})
        return 0
    was = f", was {one_line(one.stage)}" if one.stage else ""
    name = f"{one_line(one.name)} ({ids.spell('account', one.id)})"
    print(f"{name}: {label}{was}." if changed else f"{name} stands at {label} already.")
    return 0


def _meant(rules: HouseRules, wanted: str) -> Stage:
    """The stage a person means by its code, its label, or a start of it that fits one alone."""
    word = _folded(wanted)
    stages = rules.pipeline.stages
    if not stages:
        raise Usage("The house rules know no stages.", "Nothing was changed.")
    for found in (
        [one for one in stages if word in (one.code.casefold(), _folded(one.label))],
        [one for one in stages if word and _folded(one.label).startswith(word)],
        [one for one in stages if word and _bare(one).startswith(word)],
    ):
        if len(found) == 1:
            return found[0]
        if found:
            shown = ", ".join(f"“{one.label}”" for one in found)
            raise Usage(f"“{wanted}” fits {len(found)} stages: {shown}.", "Say one by its code.")
    codes = ", ".join(one.code for one in stages)
    raise Usage(f"“{wanted}” is no stage of the house rules.", f"{_guess(rules, word)}{codes}.")


def _guess(rules: HouseRules, word: str) -> str:
    from difflib import get_close_matches  # only for a word that fits nothing

    labels = {_folded(one.label): one.label for one in rules.pipeline.stages}
    near = get_close_matches(word, labels, n=1)
    return f"Did you mean “{labels[near[0]]}”? The codes are " if near else "The codes are "


def _bare(one: Stage) -> str:
    """The label without the code in front of it."""
    label = _folded(one.label)
    return label.removeprefix(one.code.casefold()).lstrip(". ")


def _folded(text: str) -> str:
    """A label as people type it: without capitals, with the one dash a keyboard has."""
    return " ".join(_DASHES.sub("-", text).casefold().split())
