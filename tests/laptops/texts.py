"""What is typed: lines with a word that exists once, and whole-line edits of small texts."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Final

TOKEN: Final = re.compile(r"q[abs]\d+z")
"""A word nobody else ever types: by whom (laptop a or b, s for the service's own web page)."""
BY_BROWSER: Final = "s"
FORMS: Final = (
    "{0}",
    "- **{0}** sent",
    "{0}  and  two blanks ",
    "see {{{{account.traits.{0}}}}} then",
    "# {0} & <b>co</b>",
    "1. *{0}* x_y https://docs.example/{0}",
    "agreed",
    "agreed",
    "call back",
    "",
)
"""Lines to draw from: most have a word of their own, some are what the other one types too."""
LABELS: Final = ("risk", "call", "{0}", "{0}")
_FIRST_DAY: Final = date(2030, 1, 1)
_LAST_PAST_DAY: Final = date(2018, 12, 31)


class Typist:
    """Hands out words that exist once."""

    def __init__(self) -> None:
        self._count = 0

    def token(self, who: str) -> str:
        """A fresh word of that person's."""
        self._count += 1
        return f"q{who}{self._count}z"

    def line(self, who: str, form: int) -> str:
        """A line of a form."""
        made = FORMS[form % len(FORMS)]
        return made.format(self.token(who)) if "{" in made else made

    def label(self, who: str, form: int) -> str:
        """A tag."""
        made = LABELS[form % len(LABELS)]
        return made.format(self.token(who)) if "{" in made else made

    def day(self) -> date:
        """A day that nothing else has."""
        self._count += 1
        return _FIRST_DAY + timedelta(days=self._count)

    def past_day(self) -> date:
        """The same for a note, which tells of what was."""
        self._count += 1
        return _LAST_PAST_DAY - timedelta(days=self._count)


def edited(text: str, line: str, at: int, how: str) -> str:
    """The text with one whole line added, replaced or taken away."""
    lines = text.split("\n") if text else []
    place = at % (len(lines) + 1)
    if how == "delete" and len(lines) > 1:
        del lines[place % len(lines)]
    elif how == "replace" and lines:
        lines[place % len(lines)] = line
    else:
        lines.insert(place, line)
    return "\n".join(lines)


def retagged(tags: list[str], tag: str, at: int) -> list[str]:
    """The tags with one more, or one less where it is there already or `at` says so."""
    if tags and at % 3 == 0:
        return [one for place, one in enumerate(tags) if place != at % len(tags)]
    return [*tags, tag] if tag not in tags else [one for one in tags if one != tag]


def tokens(*texts: object) -> set[str]:
    """The words of ours in some texts."""
    return {found for text in texts for found in TOKEN.findall(str(text or ""))}
