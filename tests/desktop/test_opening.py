"""From a profile to its key in the window: at hand, asked for, refused, closed."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton

from book import keys
from book.errors import KeyringTrouble
from book.profile import Profile
from desktop import opening as opening_module
from desktop import plain_page
from desktop.opening import Opening
from desktop.secrets import DATABASE_KEY, MemorySecrets


class Heard:
    """What an opening called back."""

    def __init__(self) -> None:
        self.keys: list[bytes | None] = []
        self.failures: list[object] = []


def begin(profile: Profile, key_file: keys.KeyFile, secrets=None) -> tuple[Opening, Heard]:
    heard = Heard()
    opening = Opening(
        profile,
        key_file,
        secrets or MemorySecrets(),
        opened=heard.keys.append,
        failed=heard.failures.append,
    )
    opening.begin()
    return opening, heard


def page() -> plain_page.PlainPage:
    """The one page in view."""
    (found,) = [
        widget
        for widget in QApplication.topLevelWidgets()
        if isinstance(widget, plain_page.PlainPage) and widget.isVisible()
    ]
    return found


def no_page() -> bool:
    return not any(
        isinstance(widget, plain_page.PlainPage) and widget.isVisible()
        for widget in QApplication.topLevelWidgets()
    )


@pytest.fixture
def profile(tmp_path: Path, qapp) -> Profile:
    return Profile(tmp_path / "book")


def test_without_encryption_nobody_is_asked(profile):
    key_file, _ = keys.make_key_file(profile, "none")
    _, heard = begin(profile, key_file)
    assert (heard.keys, heard.failures) == ([None], [])
    assert no_page()


def test_a_key_at_hand_opens_without_a_page(profile):
    key_file, key = keys.make_key_file(profile, "keyring")
    _, heard = begin(profile, key_file, MemorySecrets({DATABASE_KEY: key.hex()}))
    assert heard.keys == [key]
    assert no_page()


def test_a_keyring_without_the_key_fails_at_once(profile):
    key_file, _ = keys.make_key_file(profile, "keyring")
    _, heard = begin(profile, key_file)
    assert heard.keys == []
    assert isinstance(heard.failures[0], KeyringTrouble)
    assert no_page()


class SlowSecrets(MemorySecrets):
    """A keyring that is unlocked while somebody looks at the page."""

    def get(self, names):
        while not self.unlocked:
            os.sched_yield()
        return super().get(names)

    unlocked = False


def test_a_locked_keyring_is_waited_for_on_a_page(profile, qtbot, monkeypatch):
    monkeypatch.setattr(opening_module, "PATIENCE_SECONDS", 0.02)
    key_file, key = keys.make_key_file(profile, "keyring")
    secrets = SlowSecrets({DATABASE_KEY: key.hex()})
    _, heard = begin(profile, key_file, secrets)
    assert "keyring" in page().accessibleName()
    assert heard.keys == []
    secrets.unlocked = True
    qtbot.waitUntil(lambda: heard.keys == [key], timeout=3000)
    assert no_page()
    assert heard.failures == []


def test_closing_the_page_gives_up(profile, qtbot, monkeypatch):
    monkeypatch.setattr(opening_module, "PATIENCE_SECONDS", 0.02)
    key_file, key = keys.make_key_file(profile, "keyring")
    secrets = SlowSecrets({DATABASE_KEY: key.hex()})
    _, heard = begin(profile, key_file, secrets)
    page().close()
    assert heard.failures == [None]
    secrets.unlocked = True
    qtbot.wait(120)
    assert heard.keys == [], "a key that comes too late opens nothing"


def type_and_open(phrase: str) -> None:
    field = page().findChild(QLineEdit)
    assert field.echoMode() == QLineEdit.EchoMode.Password
    field.setText(phrase)
    (button,) = page().findChildren(QPushButton)
    button.click()


def test_a_passphrase_is_asked_until_it_fits(profile):
    key_file, key = keys.make_key_file(profile, "passphrase", passphrase="four plain words")
    _, heard = begin(profile, key_file)
    type_and_open("wrong")
    assert "does not open" in page().words.text()
    assert heard.keys == []
    type_and_open("four plain words")
    assert heard.keys == [key]
    assert no_page()


def test_a_passphrase_of_the_environment_is_tried_first(profile, monkeypatch):
    key_file, key = keys.make_key_file(profile, "passphrase", passphrase="four plain words")
    monkeypatch.setenv("SATCHEL_PASSPHRASE", "four plain words")
    _, heard = begin(profile, key_file)
    assert heard.keys == [key]


def test_the_first_run_names_the_commands_and_the_folder(qapp):
    closed: list[int] = []
    shown = plain_page.first_run("/somewhere/else", lambda: closed.append(1))
    shown.show()
    words = [label.text() for label in shown.findChildren(QLabel)]
    assert any("/somewhere/else" in text for text in words)
    for command in (
        "satchel demo",
        "satchel init",
        "satchel connect vitally --me EMAIL --option subdomain=NAME",
    ):
        assert command in words
    shown.findChildren(QPushButton)[0].click()
    assert QApplication.clipboard().text() == "satchel demo"
    shown.close()
    assert closed == [1]


def test_trouble_says_what_to_do(qapp):
    shown = plain_page.trouble("It is damaged.", "Restore a backup.", lambda: None)
    words = [label.text() for label in shown.findChildren(QLabel)]
    assert {"It is damaged.", "Restore a backup."} <= set(words)
    assert all(button.accessibleName() for button in shown.findChildren(QPushButton))
