"""From a profile's folder to its open book: reads how the key is kept and gets it from there."""

from __future__ import annotations

import os
from collections.abc import Callable

from book.clock import Clock, system_clock
from book.errors import KeyringTrouble, ProfileTrouble
from book.keys import KeyFile, read_key_file, unwrap
from book.profile import Profile
from book.store import Store
from desktop import redaction
from desktop.child_process import PASSPHRASE_VARIABLE
from desktop.secrets import (
    DATABASE_KEY,
    Asker,
    KeyringSecrets,
    MemorySecrets,
    Secrets,
    ask_unseen,
    at_terminal,
)

AskPhrase = Callable[[str], str]
"""Asks the person for a passphrase; the argument is the question."""


def secrets_of(key_file: KeyFile, asker: Asker | None = None) -> Secrets:
    """Where a profile's secrets are: a sample's were never written down."""
    if key_file.sample:
        return MemorySecrets()
    return KeyringSecrets(key_file.profile_id, asker)


def open_book(profile: Profile, *, clock: Clock = system_clock) -> Store:
    """Opens a profile's book with its key from the keyring, a passphrase, or without one."""
    store, secrets = open_with_secrets(profile, clock=clock)
    secrets.close()
    return store


def open_with_secrets(profile: Profile, *, clock: Clock = system_clock) -> tuple[Store, Secrets]:
    """The open book and its secrets; both are the caller's to close."""
    key_file = read_key_file(profile)
    secrets = secrets_of(key_file)
    try:
        key = database_key(profile, key_file, secrets, ask_at_terminal)
        return Store.open(profile, key, made=True, clock=clock), secrets
    except BaseException:
        secrets.close()
        raise


def database_key(
    profile: Profile, key_file: KeyFile, secrets: Secrets, ask: AskPhrase
) -> bytes | None:
    """The database key as its mode keeps it; None for a book that is not encrypted."""
    if key_file.mode == "none":
        return None
    if key_file.mode == "passphrase":
        return unwrap(key_file, phrase_from_environment() or ask("Passphrase: "))
    found = secrets.get([DATABASE_KEY]).get(DATABASE_KEY)
    if found is None:
        raise KeyringTrouble(
            f"The keyring holds no key for the book in {profile.folder}.",
            "Unlock the keyring the book was made with, or restore a backup with its passphrase.",
        )
    try:
        key = bytes.fromhex(found)
    except ValueError as error:
        raise KeyringTrouble(
            f"What the keyring holds for the book in {profile.folder} is not a key.",
            "Something else wrote under its name; restore a backup with its passphrase.",
        ) from error
    return key


def phrase_from_environment() -> str | None:
    """The passphrase a script set in SATCHEL_PASSPHRASE, or None."""
    phrase = os.environ.get(PASSPHRASE_VARIABLE)
    if phrase:
        redaction.hide(phrase)
    return phrase or None


def ask_at_terminal(question: str) -> str:
    """Asks for the passphrase without showing it; raises ProfileTrouble where nobody can answer."""
    if not at_terminal():
        raise ProfileTrouble(
            "This book opens with a passphrase, and there is no terminal to ask for it.",
            f"Set {PASSPHRASE_VARIABLE}, or run the command in a terminal.",
        )
    phrase = ask_unseen(question)
    redaction.hide(phrase)
    return phrase
