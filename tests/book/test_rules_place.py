"""Team file and personal file of a profile, in their order."""

from __future__ import annotations

from pathlib import Path

import pytest

from book import rules
from book.errors import RulesTrouble
from book.last_good_rules import rules_to_read_by
from book.profile import Profile
from book.rules_place import PERSONAL, TEAM, TEAM_VARIABLE, rules_of


def write(file: Path, days: int) -> None:
    file.write_text(f"[contact]\nwindow_days = {days}\n", encoding="utf-8")


def test_without_files_the_shipped_rules_are_in_force(profile: Profile) -> None:
    profile.make_folders()
    assert rules_of(profile, {}) == rules.load()


def test_the_persons_own_lies_on_top_of_the_teams(profile: Profile, tmp_path: Path) -> None:
    profile.make_folders()
    shared = tmp_path / "shared.toml"
    write(profile.folder / TEAM, 20)
    assert rules_of(profile, {}).contact.window_days == 20
    write(shared, 25)
    named = {TEAM_VARIABLE: str(shared)}
    assert rules_of(profile, named).contact.window_days == 25
    write(profile.folder / PERSONAL, 30)
    assert rules_of(profile, named).contact.window_days == 30


def test_a_named_team_file_that_is_missing_is_said(profile: Profile, tmp_path: Path) -> None:
    profile.make_folders()
    with pytest.raises(RulesTrouble, match=r"nowhere\.toml"):
        rules_of(profile, {TEAM_VARIABLE: str(tmp_path / "nowhere.toml")})


def test_a_wrong_file_gives_way_to_the_last_good_rules_else_to_the_shipped_and_is_told(
    profile: Profile, tmp_path: Path
) -> None:
    profile.make_folders()
    (profile.folder / PERSONAL).write_text("[contact]\nwindow_dys = 3\n", encoding="utf-8")
    found, trouble = rules_to_read_by(profile, {})
    assert found == rules.load()
    assert trouble is not None
    assert "house-rules.toml, line 2" in trouble.title
    (profile.folder / PERSONAL).unlink()
    write(profile.folder / TEAM, 20)
    found, trouble = rules_to_read_by(profile, {})
    assert (found.contact.window_days, trouble) == (20, None)
    (profile.folder / PERSONAL).write_text("[contact]\nwindow_dys = 3\n", encoding="utf-8")
    found, trouble = rules_to_read_by(profile, {})
    assert found.contact.window_days == 20
    assert trouble is not None
