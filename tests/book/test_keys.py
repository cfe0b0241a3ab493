"""Keys: three modes, wrappings, and a key file that never holds the key in the open."""

from __future__ import annotations

import os
import stat

import pytest

from book import keys
from book.errors import ProfileTrouble
from book.profile import Profile


def test_a_passphrase_opens_what_it_sealed(profile: Profile) -> None:
    _, key = keys.make_key_file(profile, "passphrase", passphrase="três palavras só")
    assert key is not None and len(key) == 32
    assert keys.unwrap(keys.read_key_file(profile), "três palavras só") == key


def test_the_same_phrase_typed_with_combining_accents_opens_it(profile: Profile) -> None:
    _, key = keys.make_key_file(profile, "passphrase", passphrase="caf\u00e9")
    assert keys.unwrap(keys.read_key_file(profile), "cafe\u0301") == key


def test_a_wrong_passphrase_is_refused_in_words(profile: Profile) -> None:
    keys.make_key_file(profile, "passphrase", passphrase="right")
    with pytest.raises(ProfileTrouble, match="does not open this book"):
        keys.unwrap(keys.read_key_file(profile), "wrong")


def test_an_empty_passphrase_is_refused(profile: Profile) -> None:
    with pytest.raises(ProfileTrouble, match="empty"):
        keys.make_key_file(profile, "passphrase", passphrase="")
    assert not profile.is_made


def test_a_recovery_key_is_one_more_wrapping(profile: Profile) -> None:
    key_file, key = keys.make_key_file(profile, "passphrase", passphrase="words")
    assert key is not None
    recovery = keys.new_recovery_key()
    keys.write_key_file(profile, keys.with_wrapping(key_file, "recovery", recovery, key))
    again = keys.read_key_file(profile)
    assert keys.unwrap(again, recovery.lower().replace("-", " "), "recovery") == key
    assert keys.unwrap(again, "words") == key


def test_wrapping_again_replaces_the_old_phrase(profile: Profile) -> None:
    key_file, key = keys.make_key_file(profile, "passphrase", passphrase="old")
    assert key is not None
    key_file = keys.with_wrapping(key_file, "passphrase", "new", key)
    assert keys.unwrap(key_file, "new") == key
    with pytest.raises(ProfileTrouble):
        keys.unwrap(key_file, "old")


def test_a_wrapping_is_bound_to_its_profile(profile: Profile) -> None:
    key_file, _ = keys.make_key_file(profile, "passphrase", passphrase="words")
    other = keys.KeyFile(profile_id="00" * 16, mode="passphrase", wrappings=key_file.wrappings)
    with pytest.raises(ProfileTrouble):
        keys.unwrap(other, "words")


@pytest.mark.parametrize("mode", ["keyring", "passphrase"])
def test_the_key_is_not_readable_in_the_key_file(profile: Profile, mode: keys.Mode) -> None:
    _, key = keys.make_key_file(profile, mode, passphrase="words")
    assert key is not None
    text = profile.key_file.read_bytes()
    assert key not in text and key.hex().encode() not in text and b"words" not in text


def test_mode_none_has_no_key(profile: Profile) -> None:
    key_file, key = keys.make_key_file(profile, "none", sample=True)
    assert key is None and keys.read_key_file(profile) == key_file
    assert key_file.sample


def test_a_second_book_in_the_same_folder_is_refused(profile: Profile) -> None:
    keys.make_key_file(profile, "none")
    with pytest.raises(ProfileTrouble, match="already"):
        keys.make_key_file(profile, "none")


@pytest.mark.parametrize(
    "text",
    [
        "mode = 'keyring'",
        "not toml at all [",
        "profile = 3\nmode = 'keyring'",
        "profile = 'x'\nmode = 'elsewhere'",
        (
            "profile = 'x'\nmode = 'passphrase'\n[[wrapping]]\nkind = 'passphrase'\nn = 1\nr = 8\n"
            "p = 1\nsalt = 'zz'\nnonce = ''\nsealed = ''"
        ),
    ],
)
def test_a_damaged_key_file_is_said_to_be_damaged(profile: Profile, text: str) -> None:
    profile.make_folders()
    profile.key_file.write_text(text)
    with pytest.raises(ProfileTrouble, match="damaged"):
        keys.read_key_file(profile)


def test_no_book_is_said_with_the_way_on(profile: Profile) -> None:
    with pytest.raises(ProfileTrouble, match="no book") as caught:
        keys.read_key_file(profile)
    assert "satchel init" in caught.value.advice


@pytest.mark.skipif(os.name != "posix", reason="modes are POSIX")
def test_folder_and_key_file_are_private(profile: Profile) -> None:
    keys.make_key_file(profile, "keyring")
    assert stat.S_IMODE(profile.folder.stat().st_mode) == 0o700
    assert stat.S_IMODE(profile.key_file.stat().st_mode) == 0o600
