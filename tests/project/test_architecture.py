"""The page on how it is built names what is there, and nothing that is not."""

from __future__ import annotations

import re
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.project.repository import MADE, ROOT
from tests.project.source_rules import PACKAGES

PAGE = ROOT / "docs/architecture.md"
DECISIONS = sorted((ROOT / "docs/decisions").glob("*.md"))
MODULE = re.compile(rf"`((?:{'|'.join(PACKAGES)})\.[a-z0-9_.]*[a-z0-9_])[.A-Z]*[^`]*`")
FOLDER = re.compile(rf"`((?:{'|'.join(PACKAGES)})/[a-z0-9_/]*)`")


def folders(place: Path) -> set[str]:
    """The folders of a place, as the page writes them: `ui/look/`."""
    return {
        f"{path.relative_to(ROOT).as_posix()}/"
        for path in place.iterdir()
        if path.is_dir() and path.name not in MADE
        if path.name[0] != "." and not path.name.endswith(".egg-info") and path.name != "htmlcov"
    }


@pytest.mark.parametrize("place", ["", "ui", "sync"])
def test_every_folder_is_named(place: str):
    text = PAGE.read_text(encoding="utf-8")
    named = set(re.findall(r"`([a-z_/]+/)`", text)) | set(re.findall(r"(?m)\b([a-z]+/) ", text))
    there = folders(ROOT / place)
    assert len(there) >= 7
    assert there - named == set()


@pytest.mark.parametrize("page", [PAGE, *DECISIONS], ids=lambda path: path.stem)
def test_what_is_named_is_there(page: Path):
    text = page.read_text(encoding="utf-8")
    assert [name for name in FOLDER.findall(text) if not (ROOT / name).is_dir()] == []
    assert [name for name in MODULE.findall(text) if find_spec(name) is None] == []


def test_a_name_that_is_gone_would_be_seen():
    assert MODULE.findall("`book.gone_for_good`, `sync.port.Connector`") == [
        "book.gone_for_good",
        "sync.port",
    ]
    assert find_spec("book.gone_for_good") is None
    assert FOLDER.findall("`ui/gone/`") == ["ui/gone/"]
