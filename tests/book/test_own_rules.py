"""My booking link and signature are put into my own file, and nothing else of it changes."""

from __future__ import annotations

from pathlib import Path

import pytest

from book import own_rules, rules
from book.errors import Refused, RulesTrouble
from book.profile import Profile
from book.rules_place import PERSONAL, rules_of

LINK = "https://book.example/wren"


@pytest.fixture
def profile(tmp_path: Path) -> Profile:
    return Profile(tmp_path)


def put(profile: Profile, text: str) -> Path:
    file = profile.folder / PERSONAL
    file.write_text(text, encoding="utf-8")
    return file


@pytest.mark.parametrize(
    "before",
    [
        "",
        "[contact]\nwindow_days = 21",
        '# mine\n[mail] # of me\nsignature = "old"\n\n[contact]\nwindow_days = 21\n',
        '[mail]\n\n[mail.sequences]\nany = ["first"]\n',
        '[mail.sequences]\nany = ["first"]\n',
        "[[links_of_nobody]]\n".replace("links_of_nobody", "tasks.follow_ups")
        + 'code = "x"\ntitle = "[mail]"\ndays = 1\n',
    ],
)
def test_both_are_said_and_the_rest_stays(profile: Profile, before: str) -> None:
    file = put(profile, before)
    old = rules.load(personal=file)
    own_rules.set_mail(profile, booking_link=LINK, signature='Wren "W"\nSatchel \\ Co ☕')
    new = rules_of(profile, {})
    assert new.mail.booking_link == LINK
    assert new.mail.signature == 'Wren "W"\nSatchel \\ Co ☕'
    changed = {change.key for change in rules.difference(old, new)}
    assert changed == {"mail.booking_link", "mail.signature"}
    kept = [line for line in before.splitlines() if not line.startswith("signature")]
    assert [line for line in kept if line not in file.read_text(encoding="utf-8")] == []


def test_a_file_is_made_and_an_empty_value_leaves_it(profile: Profile) -> None:
    own_rules.set_mail(profile, booking_link=LINK, signature="Wren")
    assert rules_of(profile, {}).mail.signature == "Wren"
    own_rules.set_mail(profile, booking_link=LINK, signature="")
    text = (profile.folder / PERSONAL).read_text(encoding="utf-8")
    assert "signature" not in text
    assert rules_of(profile, {}).mail.booking_link == LINK
    assert [path.name for path in profile.folder.iterdir()] == [PERSONAL]


@pytest.mark.parametrize(
    "before",
    [
        'mail.signature = "dotted"\n',
        'mail = { signature = "inline" }\n',
        '[mail]\nsignature = """\nWren\n"""\n',
    ],
)
def test_what_cannot_be_changed_is_left_alone(profile: Profile, before: str) -> None:
    file = put(profile, before)
    with pytest.raises(Refused, match="does not change"):
        own_rules.set_mail(profile, booking_link=LINK, signature="Wren")
    assert file.read_text(encoding="utf-8") == before


def test_a_link_that_is_none_and_a_broken_file_are_named(profile: Profile) -> None:
    with pytest.raises(RulesTrouble, match="https"):
        own_rules.set_mail(profile, booking_link="book.example", signature="")
    assert list(profile.folder.iterdir()) == []
    file = put(profile, "[contact]\nwindw_days = 3\n")
    with pytest.raises(RulesTrouble, match="windw_days"):
        own_rules.set_mail(profile, booking_link=LINK, signature="")
    assert file.read_text(encoding="utf-8") == "[contact]\nwindw_days = 3\n"
