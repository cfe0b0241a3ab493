"""The channel shared with a customer: its name, what to say in it, and the steps to set it up."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from book.filling import fill

if TYPE_CHECKING:
    from book.records import Account
    from book.rules import HouseRules

LONGEST_NAME: Final = 80
"""Characters of a channel's name; Slack takes no more."""
LONGEST_DESCRIPTION: Final = 250
_NOT_IN_A_NAME: Final = re.compile(r"[^\w]+|_+")
_LEGAL_ENDS: Final = re.compile(
    r"[\s,]+(inc|llc|ltd|limited|gmbh|ag|bv|sa|sas|plc|oy|ab)\.?$", re.IGNORECASE
)


class ChannelWords(Struct, frozen=True, kw_only=True):
    """What to copy while a channel is set up."""

    name: str
    description: str
    welcome: str
    steps: tuple[str, ...]

    @property
    def checklist(self) -> str:
        """The steps as the checklist of a task."""
        return "\n".join(f"- [ ] {step}" for step in self.steps)


def channel_words(account: Account, rules: HouseRules, me: str) -> ChannelWords:
    """The texts for one account, `me` being my name; what nobody knows stays visible in braces."""
    said = rules.channel
    values = {
        "name": account.name,
        "slug": slug(account.name),
        "role": said.role,
        "me": me,
        "people": _and(said.people),
        "app": said.app,
    }
    name = fill(said.name, values).text[:LONGEST_NAME].rstrip("-")
    steps = tuple(fill(step, values | {"channel": name}).text for step in said.steps)
    return ChannelWords(
        name=name,
        description=fill(said.description, values).text[:LONGEST_DESCRIPTION],
        welcome=fill(said.welcome, values).text.strip(),
        steps=steps,
    )


def slug(name: str) -> str:
    """A name as a channel has it: small letters, digits and hyphens; letters of any script stay."""
    bare = _LEGAL_ENDS.sub("", name.strip())
    letters = unicodedata.normalize("NFKD", bare.casefold())
    plain = "".join(sign for sign in letters if not unicodedata.combining(sign))
    return _NOT_IN_A_NAME.sub("-", unicodedata.normalize("NFC", plain)).strip("-")


def _and(names: tuple[str, ...]) -> str:
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"
