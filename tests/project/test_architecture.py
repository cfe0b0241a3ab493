"""The page on how it is built names what is there, and nothing that is not."""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path

import pytest

from tests.project.repository import MADE, ROOT
from tests.project.source_rules import PACKAGES

PAGE = ROOT / "docs/architecture.md"
DECISIONS = sorted((ROOT / "docs/decisions").glob("*.md"))
DOTTED = re.compile(rf"`((?:{'|'.join(PACKAGES)})(?:\.\w+)+)[^`]*`")
FOLDER = re.compile(rf"`((?:{'|'.join(PACKAGES)})/[a-z0-9_/]*)`")


def folders(place: Path) -> set[str]:
    """The folders of a place, as the page writes them: `ui/look/`."""
    return {
        f"{path.relative_to(ROOT).as_posix()}/"
        for path in place.iterdir()
        if path.is_dir() and path.name not in MADE
        if path.name[0] != "." and not path.name.endswith(".egg-info") and path.name != "htmlcov"
    }


def is_there(name: str) -> bool:
    """Whether a dotted name is a module, or something that a module holds."""
    above, _, last = name.rpartition(".")
    if not above:
        return name in PACKAGES
    if not is_there(above):
        return False
    holder = import_module(above) if is_module(above) else None
    return is_module(name) or (holder is not None and hasattr(holder, last))


def is_module(name: str) -> bool:
    """Whether a dotted name is a module or a package."""
    path = ROOT / name.replace(".", "/")
    return path.is_dir() or path.with_suffix(".py").is_file()


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
    assert [name for name in DOTTED.findall(text) if not is_there(name)] == []


def test_a_name_that_is_gone_would_be_seen():
    said = "`book.gone_for_good`, `sync.port.Connector`, `sync.port.Gone`, `book.twins.separate()`"
    assert [name for name in DOTTED.findall(said) if not is_there(name)] == [
        "book.gone_for_good",
        "sync.port.Gone",
    ]
    assert FOLDER.findall("`ui/gone/`") == ["ui/gone/"]
