"""A profile: one folder that holds one person's book, and how its files are named.

Folders are made with mode 0700, files with 0600.
"""

from __future__ import annotations

import os
from pathlib import Path

from msgspec import Struct

from book.errors import ProfileTrouble


class Profile(Struct, frozen=True):
    """A folder with a book in it, or one that is to hold a book."""

    folder: Path

    @property
    def database(self) -> Path:
        """The SQLite file."""
        return self.folder / "book.db"

    @property
    def key_file(self) -> Path:
        """How the database key is kept (never the key in the open)."""
        return self.folder / "key.toml"

    @property
    def profile_lock(self) -> Path:
        """Held shared by every process that has the book open, alone by an upgrade."""
        return self.folder / "profile.lock"

    @property
    def write_gate(self) -> Path:
        """Writers take turns through this lock (see `book.gate`)."""
        return self.folder / "write.lock"

    @property
    def refresh_lock(self) -> Path:
        """Who exchanges a source's secret for a new one holds this lock, so that one does."""
        return self.folder / "refresh.lock"

    @property
    def sync_lock(self) -> Path:
        """Held by the one process that syncs."""
        return self.folder / "sync.lock"

    @property
    def attachments(self) -> Path:
        """Files that belong to notes and escalations."""
        return self.folder / "attachments"

    @property
    def backups(self) -> Path:
        """Copies taken before upgrades, and backups."""
        return self.folder / "backups"

    @property
    def logs(self) -> Path:
        """Redacted logs of the program itself."""
        return self.folder / "logs"

    @property
    def is_made(self) -> bool:
        """Whether a book was made here; raises ProfileTrouble where that cannot be seen."""
        try:
            return self.key_file.exists()
        except OSError as error:
            raise ProfileTrouble(
                f"The folder {self.folder} cannot be looked into ({error.strerror}).",
                "Check that it is yours, or choose another with --profile.",
            ) from error

    def make_folders(self) -> None:
        """Makes the folder and its inner folders for this person only."""
        try:
            for folder in (self.folder, self.attachments, self.backups, self.logs):
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
                if os.name == "posix":
                    folder.chmod(0o700)
        except OSError as error:
            raise ProfileTrouble(
                f"The folder {self.folder} cannot be made ({error.strerror}).",
                "Choose another with --profile, or make it writable.",
            ) from error


def make_private_file(path: Path) -> None:
    """Makes an empty file readable by this person only, if it is not there yet."""
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
