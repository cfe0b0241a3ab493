"""A house-rules file that breaks gives way to the rules that last held together."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path

import pytest

from book import rules
from book.errors import RulesTrouble
from book.last_good_rules import FILE, rules_in_force, rules_to_read_by
from book.profile import Profile
from book.rules_place import PERSONAL, TEAM_VARIABLE

BROKEN = '[contact]\nwindow_days = "soon"\n'


@pytest.fixture
def made(profile: Profile) -> Profile:
    profile.make_folders()
    return profile


def never_write(file: Path, *fields: str) -> None:
    """A file that forbids fields, and asks for another window."""
    listed = ", ".join(f'"{field}"' for field in fields)
    words = f"[contact]\nwindow_days = 33\n[never_write]\nfields = [{listed}]\n"
    file.write_text(words, encoding="utf-8")


def test_what_held_together_last_holds_when_the_file_breaks(made: Profile) -> None:
    own = made.folder / PERSONAL
    never_write(own, "stage", "task.due")
    good = rules_in_force(made, {})
    assert good.rules == rules.load(personal=own)
    assert good.trouble is None
    own.write_text(BROKEN, encoding="utf-8")
    found = rules_in_force(made, {})
    assert found.rules == good.rules
    assert found.rules.never_write.fields == ("stage", "task.due")
    assert found.trouble is not None
    assert "house-rules.toml, line 2: contact.window_days" in found.trouble.title
    never_write(own, "note")
    mended = rules_in_force(made, {})
    assert (mended.rules.never_write.fields, mended.trouble) == (("note",), None)


def test_rules_that_never_held_together_are_refused(made: Profile) -> None:
    (made.folder / PERSONAL).write_text(BROKEN, encoding="utf-8")
    with pytest.raises(RulesTrouble, match="line 2"):
        rules_in_force(made, {})
    found = rules_to_read_by(made, {})
    assert found.rules == rules.load()
    assert found.trouble is not None


def test_a_reader_takes_the_last_good_ones_too(made: Profile) -> None:
    own = made.folder / PERSONAL
    never_write(own, "stage")
    good = rules_to_read_by(made, {})
    own.write_text(BROKEN, encoding="utf-8")
    assert rules_to_read_by(made, {}).rules == good.rules != rules.load()


def test_rules_read_without_the_teams_file_do_not_replace_the_teams(
    made: Profile, tmp_path: Path
) -> None:
    team = tmp_path / "team.toml"
    never_write(team, "stage")
    named = {TEAM_VARIABLE: str(team)}
    assert rules_in_force(made, named).rules.never_write.fields == ("stage",)
    assert rules_in_force(made, {}).rules == rules.load()
    team.unlink()  # a shared folder that is away
    found = rules_in_force(made, named)
    assert found.rules.never_write.fields == ("stage",)
    assert found.trouble is not None
    assert "team.toml" in found.trouble.title


def test_only_a_change_is_written_and_for_this_person_only(made: Profile) -> None:
    file = made.folder / FILE
    rules_in_force(made, {})
    if os.name == "posix":
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    before = file.stat().st_mtime_ns
    os.utime(file, ns=(before - 10**9, before - 10**9))
    rules_in_force(made, {})
    assert file.stat().st_mtime_ns == before - 10**9
    never_write(made.folder / PERSONAL, "note")
    rules_in_force(made, {})
    assert file.stat().st_mtime_ns > before - 10**9
    assert [path.name for path in made.folder.glob(f"{FILE}*")] == [FILE]


def test_the_file_does_not_grow_without_end(made: Profile, tmp_path: Path) -> None:
    for number in range(12):
        team = tmp_path / f"team-{number}.toml"
        never_write(team, "stage")
        rules_in_force(made, {TEAM_VARIABLE: str(team)})
    kept = json.loads((made.folder / FILE).read_bytes())
    assert [Path(name).name for name in kept] == [f"team-{number}.toml" for number in range(4, 12)]


@pytest.mark.parametrize("text", [b"", b"{", b"[]", b"\xff", b'{"": {"name": 3}}', b'{"": 1}'])
def test_a_kept_file_that_is_none_counts_as_none(made: Profile, text: bytes) -> None:
    (made.folder / FILE).write_bytes(text)
    (made.folder / PERSONAL).write_text(BROKEN, encoding="utf-8")
    with pytest.raises(RulesTrouble):
        rules_in_force(made, {})
    (made.folder / PERSONAL).unlink()
    assert rules_in_force(made, {}) == (rules.load(), None)
    assert "" in json.loads((made.folder / FILE).read_bytes())


def test_rules_of_an_older_satchel_are_filled_up_as_shipped(made: Profile) -> None:
    own = made.folder / PERSONAL
    never_write(own, "stage")
    rules_in_force(made, {})
    file = made.folder / FILE
    kept = json.loads(file.read_bytes())
    del kept[""]["retention"], kept[""]["contact"]["quiet_days"]
    file.write_text(json.dumps(kept), encoding="utf-8")
    own.write_text(BROKEN, encoding="utf-8")
    found = rules_in_force(made, {}).rules
    assert found.never_write.fields == ("stage",)
    assert found.contact.window_days == 33
    assert found.contact.quiet_days == rules.load().contact.quiet_days


def test_a_folder_that_takes_no_file_changes_nothing(made: Profile) -> None:
    blocked = made.folder / FILE
    blocked.mkdir()  # cannot be replaced by a file, whoever asks
    assert rules_in_force(made, {}) == (rules.load(), None)
    assert [path.name for path in made.folder.glob(f"{FILE}*")] == [FILE]
