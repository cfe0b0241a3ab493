"""What is wrong with the house rules' folders and mails, named with file, line and key."""

from __future__ import annotations

from pathlib import Path

import pytest

from book import rules
from book.errors import RulesTrouble

GOOD = """
[[recordings.folders]]
code = "troubleshooting"
title = "Troubleshooting"
link = "https://app.buildbetter.app/folders/7"

[[recordings.folders]]
code = "demos"
title = "Demos"
"""


def load(folder: Path, text: str) -> rules.HouseRules:
    file = folder / "team.toml"
    file.write_text(text, encoding="utf-8")
    return rules.load(team=file)


def test_a_team_names_its_folders(tmp_path: Path) -> None:
    found = load(tmp_path, GOOD).recordings
    assert [one.title for one in found.folders] == ["Troubleshooting", "Demos"]
    known = found.folder("Troubleshooting")
    assert known is not None
    assert known.link == "https://app.buildbetter.app/folders/7"
    assert found.folder("Elsewhere") is None
    assert len(rules.load().recordings.folders) == 1, "one ships, without a link"


@pytest.mark.parametrize(
    ("slip", "line", "words"),
    [
        (('"demos"', '"troubleshooting"'), 8, "is already the code of another one"),
        (('"Demos"', '"Troubleshooting"'), 9, "is already another folder"),
        (("https://", "ftp://"), 5, "must begin with https:// or http://"),
        (('title = "Demos"', 'titel = "Demos"'), 9, "Did you mean"),
        (('code = "demos"\n', ""), 7, "has no code"),
    ],
)
def test_a_slip_is_named_with_its_line(
    tmp_path: Path, slip: tuple[str, str], line: int, words: str
) -> None:
    with pytest.raises(RulesTrouble) as told:
        load(tmp_path, GOOD.replace(*slip))
    assert f"team.toml, line {line}:" in told.value.title
    assert words in f"{told.value.title} {told.value.advice}"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('[mail.dates]\nbill = "Your bill is on {dya}."\n', "asks for “{dya}”"),
        ('[mail.dates]\nbil = "Your bill is on {day}."\n', "Did you mean “bill”"),
        ('[mail.sequences]\ncontract = ["contract_9"]\n', "is the code of no mail"),
        (
            (
                '[[mail.contract_drafts]]\ncode = "contract_1"\ntitle = "T"\nsubject = "S"\n'
                'body = "{renewal_lin}"\n'
            ),
            "Did you mean “renewal_line”",
        ),
    ],
)
def test_a_slip_in_what_mails_say_of_dates_is_named(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(RulesTrouble) as told:
        load(tmp_path, text)
    assert words in f"{told.value.title} {told.value.advice}"
