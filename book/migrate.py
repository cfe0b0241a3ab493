"""Numbered upgrades of the database file, with a copy taken before each.

Steps run under sqlite-utils' migrations, each in one transaction with its own record;
`user_version` carries the number of the newest step so that opening a file that is up to date
needs neither the library nor the steps.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Final

from book.clock import Clock
from book.errors import ProfileTrouble
from book.profile import Profile

if TYPE_CHECKING:
    from sqlite3 import Connection

    from sqlite_utils import Database

APPLICATION_ID: Final = 0x53617463  # “Satc”
# These numbers were given out before their content was written. A book that passed them has
# nothing of it, so what they were meant for are steps 18 to 22.
_EMPTY: Final = (
    "m0012_marks_in_calls",
    "m0013_tasks_of_a_day",
    "m0014_notes_pinned",
    "m0015_event_types",
    "m0016_recording_folders",
    "m0017_settled_pairs",
)
STEPS: Final = (
    "m0001_the_book_opens",
    "m0002_nothing_lost",
    "m0003_several_sources",
    "m0004_copies_remembered",
    "m0005_recordings",
    "m0006_points",
    "m0007_search",
    "m0008_mails_begun",
    "m0009_meetings",
    "m0010_recordings_told",
    "m0011_mails_begun_per_kind",
    *_EMPTY,
    "m0018_marks_in_calls",
    "m0019_tasks_of_a_day",
    "m0020_notes_pinned",
    "m0021_event_types",
    "m0022_settled_pairs",
    "m0023_escalations",
    "m0024_reminders",
    "m0025_view_filters",
)
NEWEST: Final = len(STEPS)


def version_of(connection: Connection) -> tuple[int, int]:
    """The file's application id and step number; (0, 0) for an empty file."""
    (application_id,) = connection.execute("PRAGMA application_id").fetchone()
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    return application_id, version


def refuse_strangers(connection: Connection, path: Path) -> int:
    """The step number of a file of ours; raises ProfileTrouble for a newer or a foreign one."""
    application_id, version = version_of(connection)
    (tables,) = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    if application_id != APPLICATION_ID and tables:
        raise ProfileTrouble(
            f"{path} is a database, but not a book of Satchel's.",
            "Nothing was changed. Name the right folder with --profile.",
        )
    if version > NEWEST:
        raise ProfileTrouble(
            f"{path} was written by a newer Satchel (its format is {version}, "
            f"this program knows {NEWEST}).",
            "Nothing was changed. Update Satchel, or restore a backup made before the update.",
        )
    return int(version)


def upgrade(
    connection: Connection,
    profile: Profile,
    clock: Clock,
    steps: Sequence[str] = STEPS,
    load: Callable[[str], Sequence[str]] | None = None,
) -> None:
    """Brings the file to the newest step; the caller holds the profile alone.

    A file with content is copied to `backups/` first. A step that fails leaves the file at the
    step before it and raises ProfileTrouble naming the copy.
    """
    from sqlite_utils import Database, Migrations  # 130 ms: only where an upgrade is due

    _, version = version_of(connection)
    copy = _copy_before(connection, profile, version, clock) if version else None
    migrations = Migrations("satchel")
    for number, name in enumerate(steps, start=1):
        migrations(name=name)(_as_step(number, (load or _statements)(name)))
    try:
        migrations.apply(Database(connection))
    except _sqlite_error() as error:
        kept = f" The file as it was is {copy}." if copy else ""
        raise ProfileTrouble(
            f"The book could not be brought to format {len(steps)} ({error}).",
            f"It is still at format {version_of(connection)[1]}.{kept}",
        ) from error


def _as_step(number: int, statements: Sequence[str]) -> Callable[[Database], None]:
    def step(database: Database) -> None:
        for statement in statements:
            database.execute(statement)
        database.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        database.execute(f"PRAGMA user_version = {number}")

    return step


def _statements(name: str) -> Sequence[str]:
    if name in _EMPTY:
        return ()
    found: Sequence[str] = import_module(f"book.steps.{name}").STATEMENTS
    return found


def _copy_before(connection: Connection, profile: Profile, version: int, clock: Clock) -> Path:
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    when = clock().strftime("%Y%m%d-%H%M%S")
    copy = profile.backups / f"before-upgrade-from-{version}-{when}.db"
    try:
        profile.make_folders()
        shutil.copy2(profile.database, copy)
        copy.chmod(0o600)
    except OSError as error:
        raise ProfileTrouble(
            f"No copy of the book could be made before its upgrade ({error.strerror}).",
            "Nothing was changed. Make room on the disk and start again.",
        ) from error
    return copy


def _sqlite_error() -> type[Exception]:
    from sqlcipher3 import dbapi2

    error: type[Exception] = dbapi2.Error
    return error
