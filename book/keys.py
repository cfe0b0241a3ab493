"""How the database key is kept: in a keyring, under a passphrase, or not at all.

One random 256-bit key opens the database. A mode only decides where it lies; changing the mode
re-wraps the key and never touches the database. `key.toml` names the mode and holds the
wrappings: the key sealed with AES-256-GCM under a key that scrypt makes of a passphrase or of
a recovery key. In the mode `keyring` the caller keeps the key (`desktop.secrets`); in the
mode `none` the book is a plain SQLite file.
"""

from __future__ import annotations

import os
import tomllib
import unicodedata
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from book.errors import ProfileTrouble
from book.profile import Profile

Mode = Literal["keyring", "passphrase", "none"]
KEY_BYTES = 32
_SCRYPT_N, _SCRYPT_R, _SCRYPT_P = 2**16, 8, 1
_RECOVERY_LETTERS = "ABCDEFGHJKMNPQRSTVWXYZ23456789"
_RECOVERY_GROUPS, _RECOVERY_GROUP = 8, 5


class Wrapping(Struct, frozen=True, kw_only=True):
    """The database key, sealed under a passphrase or a recovery key. Bytes are hex text."""

    kind: Literal["passphrase", "recovery"]
    n: int
    r: int
    p: int
    salt: str
    nonce: str
    sealed: str


class KeyFile(Struct, frozen=True, kw_only=True):
    """What `key.toml` says."""

    profile_id: str
    mode: Mode
    sample: bool = False
    wrappings: tuple[Wrapping, ...] = ()


def make_key_file(
    profile: Profile, mode: Mode, *, passphrase: str | None = None, sample: bool = False
) -> tuple[KeyFile, bytes | None]:
    """Makes the profile's key and `key.toml`; returns the key (None in the mode `none`).

    Raises ProfileTrouble when a book is there already.
    """
    if profile.is_made or profile.database.exists():
        raise ProfileTrouble(
            f"There is a book in {profile.folder} already.",
            "Use it, or name another folder with --profile.",
        )
    import secrets  # with hashlib some milliseconds that opening a book does not need

    profile.make_folders()
    key = None if mode == "none" else secrets.token_bytes(KEY_BYTES)
    key_file = KeyFile(profile_id=secrets.token_hex(16), mode=mode, sample=sample)
    if mode == "passphrase" and key is not None:
        if not passphrase:
            raise ProfileTrouble("The passphrase is empty.", "Type one of a few words.")
        key_file = with_wrapping(key_file, "passphrase", passphrase, key)
    write_key_file(profile, key_file)
    return key_file, key


def with_wrapping(
    key_file: KeyFile, kind: Literal["passphrase", "recovery"], phrase: str, key: bytes
) -> KeyFile:
    """The key file with the key sealed under `phrase`, replacing an older wrapping of its kind."""
    import secrets

    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # costly to load, rarely used

    salt, nonce = secrets.token_bytes(16), secrets.token_bytes(12)
    sealing = _stretch(phrase, salt, _SCRYPT_N, _SCRYPT_R, _SCRYPT_P)
    sealed = AESGCM(sealing).encrypt(nonce, key, _bound_to(key_file, kind))
    wrapping = Wrapping(
        kind=kind,
        n=_SCRYPT_N,
        r=_SCRYPT_R,
        p=_SCRYPT_P,
        salt=salt.hex(),
        nonce=nonce.hex(),
        sealed=sealed.hex(),
    )
    others = tuple(old for old in key_file.wrappings if old.kind != kind)
    return replace(key_file, wrappings=(*others, wrapping))


def unwrap(
    key_file: KeyFile, phrase: str, kind: Literal["passphrase", "recovery"] = "passphrase"
) -> bytes:
    """The database key; raises ProfileTrouble when the phrase is wrong or nothing is wrapped."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    phrase = normal_recovery_key(phrase) if kind == "recovery" else phrase
    for wrapping in key_file.wrappings:
        if wrapping.kind != kind:
            continue
        sealing = _stretch(phrase, bytes.fromhex(wrapping.salt), wrapping.n, wrapping.r, wrapping.p)
        try:
            return AESGCM(sealing).decrypt(
                bytes.fromhex(wrapping.nonce),
                bytes.fromhex(wrapping.sealed),
                _bound_to(key_file, kind),
            )
        except InvalidTag:
            continue
    raise ProfileTrouble(
        "The passphrase does not open this book."
        if kind == "passphrase"
        else "The recovery key does not open this book.",
        "Nothing was changed; try again.",
    )


def new_recovery_key() -> str:
    """A recovery key to write down: eight groups of five letters, about 196 bits."""
    import secrets

    groups = (
        "".join(secrets.choice(_RECOVERY_LETTERS) for _ in range(_RECOVERY_GROUP))
        for _ in range(_RECOVERY_GROUPS)
    )
    return "-".join(groups)


def normal_recovery_key(typed: str) -> str:
    """A recovery key as typed, brought to the form it was made in."""
    letters = "".join(letter for letter in typed.upper() if letter.isalnum())
    groups = (letters[at : at + _RECOVERY_GROUP] for at in range(0, len(letters), _RECOVERY_GROUP))
    return "-".join(groups)


def read_key_file(profile: Profile) -> KeyFile:
    """What `key.toml` says; raises ProfileTrouble when there is none or it is damaged."""
    try:
        found = tomllib.loads(profile.key_file.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise ProfileTrouble(
            f"There is no book in {profile.folder}.",
            "Make one with “satchel init”, or look at a sample with “satchel demo”.",
        ) from error
    except OSError as error:
        raise ProfileTrouble(
            f"{profile.key_file} cannot be read ({error.strerror}).", "Check who may read it."
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise _damaged(profile) from error
    return _parsed(profile, found)


def write_key_file(profile: Profile, key_file: KeyFile) -> None:
    """Writes `key.toml` whole or not at all, readable by this person only."""
    lines = [
        "# How the key of book.db is kept. The key itself is never in here in the open.",
        f'profile = "{key_file.profile_id}"',
        f'mode = "{key_file.mode}"',
        f"sample = {str(key_file.sample).lower()}",
    ]
    for wrapping in key_file.wrappings:
        lines += [
            "",
            "[[wrapping]]",
            f'kind = "{wrapping.kind}"',
            f"n = {wrapping.n}",
            f"r = {wrapping.r}",
            f"p = {wrapping.p}",
            f'salt = "{wrapping.salt}"',
            f'nonce = "{wrapping.nonce}"',
            f'sealed = "{wrapping.sealed}"',
        ]
    draft = profile.key_file.with_suffix(".new")
    try:
        handle = os.open(draft, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write("\n".join(lines) + "\n")
            file.flush()
            os.fsync(file.fileno())
        draft.replace(profile.key_file)
    except OSError as error:
        if draft.is_file():
            draft.unlink()
        raise ProfileTrouble(
            f"{profile.key_file} cannot be written ({error.strerror}).",
            "Nothing of it was changed; make room, or make the folder writable.",
        ) from error


def _parsed(profile: Profile, found: dict[str, object]) -> KeyFile:
    import msgspec

    plain = {
        "profile_id": found.get("profile"),
        "mode": found.get("mode"),
        "sample": found.get("sample", False),
        "wrappings": found.get("wrapping", []),
    }
    try:
        key_file = msgspec.convert(plain, KeyFile)
        for wrapping in key_file.wrappings:
            bytes.fromhex(wrapping.salt + wrapping.nonce + wrapping.sealed)
    except (msgspec.ValidationError, ValueError) as error:
        raise _damaged(profile) from error
    return key_file


def _damaged(profile: Profile) -> ProfileTrouble:
    return ProfileTrouble(
        f"{profile.key_file} is damaged.",
        "Put back a copy of it, or of the whole folder.",
    )


def _bound_to(key_file: KeyFile, kind: str) -> bytes:
    return f"satchel:{key_file.profile_id}:{kind}".encode()


def _stretch(phrase: str, salt: bytes, n: int, r: int, p: int) -> bytes:
    import hashlib

    plain = unicodedata.normalize("NFC", phrase).encode()
    return hashlib.scrypt(plain, salt=salt, n=n, r=r, p=p, maxmem=256 * n * r, dklen=KEY_BYTES)
