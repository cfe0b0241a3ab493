"""New books for tests: made the real way once in a process, laid into every other folder as a copy.

Making one takes every step of the format, a tenth of a second of the processor's time; thousands
of tests want one. How a book is made is tested where nothing is copied (`tests/book/test_store.py`,
`test_opening.py`, `test_migrate.py`, and the tests that start real processes).
"""

from __future__ import annotations

import shutil
import tempfile
from functools import cache
from pathlib import Path

from book import keys
from book.profile import Profile
from book.store import Store


def lay_plain(profile: Profile) -> None:
    """A new book without encryption, with a key file of its own."""
    keys.make_key_file(profile, "none")
    _copy(_plain().database, profile.database)


def lay_key(profile: Profile) -> bytes:
    """The key file of an encrypted book; returns the key, the same all over this process."""
    made, key = _encrypted()
    profile.make_folders()
    _copy(made.key_file, profile.key_file)
    return key


def lay_encrypted(profile: Profile) -> bytes:
    """A new book under the key of `lay_key`, which it returns."""
    key = lay_key(profile)
    _copy(_encrypted()[0].database, profile.database)
    return key


@cache
def _folder() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix="new-books-")


@cache
def _plain() -> Profile:
    profile = Profile(Path(_folder().name) / "plain")
    keys.make_key_file(profile, "none")
    Store.open(profile, None).close()
    return profile


@cache
def _encrypted() -> tuple[Profile, bytes]:
    profile = Profile(Path(_folder().name) / "encrypted")
    _, key = keys.make_key_file(profile, "keyring")
    assert key is not None
    Store.open(profile, key).close()
    return profile, key


def _copy(made: Path, to: Path) -> None:
    shutil.copyfile(made, to)
    to.chmod(0o600)
