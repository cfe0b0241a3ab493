"""The list of licences names what is installed, under the licence each library states."""

from __future__ import annotations

import re
from importlib.metadata import PackageMetadata, PackageNotFoundError, metadata

import pytest
from packaging.utils import canonicalize_name

from tests.project.repository import ROOT
from tests.project.test_lock import RUN, pins

SILENT = {"sqlcipher3": "Zlib"}
"""Libraries whose metadata name no licence; read from the text they ship."""
SPELLINGS = {
    "MIT License": "MIT",
    "Apache License, Version 2.0": "Apache-2.0",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    # python-dateutil 2: BSD-3-Clause, and Apache-2.0 beside it for what was written since 2017.
    "Dual License": "BSD-3-Clause",
}


def stated(library: PackageMetadata) -> str:
    """The licence a library's own metadata state, in the short spelling where there is one."""
    marks = [
        mark.rpartition(" :: ")[2]
        for mark in library.get_all("Classifier", [])
        if mark.startswith("License ::")
    ]
    fields = ("License-Expression", "License")
    written = next((library[field] for field in fields if field in library), "")
    words = written or (marks[0] if marks else "")
    return SPELLINGS.get(words, words)


def listed() -> dict[str, str]:
    """Library and licence as the document has them."""
    text = (ROOT / "docs/licences.md").read_text(encoding="utf-8")
    rows = re.findall(r"(?m)^\| ([a-z0-9-]+) \| ([^|]+) \| [^|]+ \|$", text)
    return {name: licence for name, licence in rows if name != "library"}


def test_the_list_is_the_lock_file():
    assert set(listed()) == set(pins(RUN.read_text(encoding="utf-8")))


@pytest.mark.parametrize(("name", "licence"), sorted(listed().items()))
def test_the_licence_is_the_one_the_library_states(name: str, licence: str):
    try:
        library = metadata(name)
    except PackageNotFoundError:
        pytest.skip("not for this system")
    assert licence == (SILENT.get(canonicalize_name(name)) or stated(library))


def test_qt_is_not_mistaken_for_a_permissive_licence():
    # What follows from the LGPL stands in the document; it must not get lost.
    assert "LGPL" in listed()["pyside6-essentials"]
    assert "can be replaced" in (ROOT / "docs/licences.md").read_text(encoding="utf-8")
