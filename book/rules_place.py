"""Where a profile's house rules lie: the team's file and the person's own.

The person's own is `house-rules.toml` in the profile folder. The team's is the file that the
environment variable SATCHEL_TEAM_RULES names (a shared folder, say), else `team-rules.toml` in
the profile folder. Either may be missing.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from book.profile import Profile
from book.rules import HouseRules, load

PERSONAL: Final = "house-rules.toml"
TEAM: Final = "team-rules.toml"
TEAM_VARIABLE: Final = "SATCHEL_TEAM_RULES"


def rules_of(profile: Profile, environ: Mapping[str, str]) -> HouseRules:
    """The rules in force for a profile; raises RulesTrouble naming file, line and key.

    A team file that was named but is not there is an error; one that nobody named is not.
    """
    named = environ.get(TEAM_VARIABLE, "").strip()
    team = Path(named).expanduser() if named else _if_there(profile.folder / TEAM)
    return load(team, _if_there(profile.folder / PERSONAL))


def _if_there(file: Path) -> Path | None:
    return file if file.exists() else None
