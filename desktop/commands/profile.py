"""`satchel init`: making a profile, or nothing."""

from __future__ import annotations

import shutil
from argparse import Namespace
from pathlib import Path

from book import keys
from book.errors import Usage
from book.profile import Profile
from book.store import Store
from desktop.commands.opened import named_profile
from desktop.output import print_json
from desktop.secrets import DATABASE_KEY, KeyringSecrets
from desktop.unlock import ask_at_terminal, phrase_from_environment


def init(said: Namespace) -> int:
    """Makes a profile with an empty book; leaves nothing behind where that fails."""
    profile = named_profile(said)
    refuse_existing(profile)
    phrase = _new_phrase() if said.encryption == "passphrase" else None
    make_profile(profile, said.encryption, phrase=phrase)
    if said.json:
        print_json({"profile": str(profile.folder), "encryption": said.encryption, "ok": True})
        return 0
    kept = {
        "keyring": "Its key is in this system's keyring.",
        "passphrase": "It opens with your passphrase; without it nobody can read it, nor can you.",
        "none": "It is not encrypted: whoever can read the folder can read the book.",
    }
    print(f"Made an empty book in {profile.folder}. {kept[said.encryption]}")
    print(
        "Next: “satchel connect vitally --me EMAIL --option subdomain=NAME”, then “satchel sync”."
    )
    return 0


def refuse_existing(profile: Profile) -> None:
    """Raises Usage where a book is there already."""
    if profile.is_made or profile.database.exists():
        raise Usage(
            f"There is a book in {profile.folder} already.",
            "Use it as it is, or name another folder with --profile.",
        )


def make_profile(
    profile: Profile, mode: keys.Mode, *, phrase: str | None = None, sample: bool = False
) -> bytes | None:
    """Makes key file, key and database; returns the key. What was made is undone on failure."""
    existing = {path.name for path in _inside(profile.folder)}
    was_there = profile.folder.exists()
    secrets: KeyringSecrets | None = None
    try:
        key_file, key = keys.make_key_file(profile, mode, passphrase=phrase, sample=sample)
        if mode == "keyring":
            assert key is not None
            secrets = KeyringSecrets(key_file.profile_id)
            secrets.keep(DATABASE_KEY, key.hex())
        Store.open(profile, key).close()
    except BaseException:
        _undo(profile, was_there, existing)
        raise
    finally:
        if secrets is not None:
            secrets.close()
    return key


def _inside(folder: Path) -> list[Path]:
    return list(folder.iterdir()) if folder.is_dir() else []


def _undo(profile: Profile, was_there: bool, existing: set[str]) -> None:
    if not was_there:
        shutil.rmtree(profile.folder, ignore_errors=True)
        return
    for path in _inside(profile.folder):
        if path.name not in existing:
            shutil.rmtree(path) if path.is_dir() else path.unlink()


def _new_phrase() -> str:
    phrase = phrase_from_environment()
    if phrase:
        return phrase
    first = ask_at_terminal("New passphrase: ")
    if first != ask_at_terminal("The same again: "):
        raise Usage("The two passphrases differ.", "Nothing was made; try again.")
    return first
