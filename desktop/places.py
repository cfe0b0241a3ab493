"""Where things are on this machine: the folder of a profile that nobody named."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Final

from book.errors import Usage

if TYPE_CHECKING:
    from book.profile import Profile

VARIABLE: Final = "SATCHEL_PROFILE"


def folder_at(said: str | None) -> Path:
    """The folder as said, else as SATCHEL_PROFILE says, else in the platform's user data."""
    if said is not None and not said.strip():
        # A script's variable that is not set must not lead to the person's own book.
        raise Usage("The folder after --profile is empty.", "Name one, or leave --profile out.")
    named = said or os.environ.get(VARIABLE)
    if named:
        try:
            return Path(named).expanduser().absolute()
        except RuntimeError as error:
            advice = "Write the whole path; ~ alone is your own home folder."
            raise Usage(f"Whose home folder {named} means is not known here.", advice) from error
    from platformdirs import user_data_dir  # 15 ms that a named profile need not pay

    return Path(user_data_dir("satchel", appauthor=False, roaming=False))


def profile_at(said: str | None) -> Profile:
    """The profile in that folder."""
    from book.profile import Profile  # after the keyring's helper is on its way

    return Profile(folder_at(said))
