"""What the package brings to a desktop: its menu entry, its icons, what it asks the system for."""

from __future__ import annotations

import configparser
import importlib.util
import struct
import subprocess
import sys
from types import ModuleType
from xml.etree import ElementTree

import pytest

from desktop.app import APP_ID
from tests.project.repository import ROOT, dev

PACKAGING = ROOT / "packaging"


@pytest.fixture(scope="module")
def build() -> ModuleType:
    spec = importlib.util.spec_from_file_location("satchel_build", PACKAGING / "build.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def entry() -> configparser.SectionProxy:
    reader = configparser.ConfigParser(interpolation=None)
    reader.optionxform = str  # type: ignore[assignment, method-assign]
    reader.read(PACKAGING / "satchel.desktop", encoding="utf-8")
    return reader["Desktop Entry"]


def test_a_link_lands_in_the_command_that_opens_links(entry):
    assert entry["MimeType"] == "x-scheme-handler/satchel;"
    program, *words = entry["Exec"].replace("%u", "satchel://queue").split()
    assert program == "satchel"
    done = subprocess.run(
        [sys.executable, "-m", "desktop", words[0], "--help"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert "satchel://" in done.stdout


def test_the_window_is_matched_to_its_menu_entry(entry):
    # A shell finds the entry, and so name and icon, by these; the file is called after them.
    assert entry["StartupWMClass"] == APP_ID == entry["Icon"]
    assert (PACKAGING / f"{APP_ID}.desktop").exists()


def test_the_description_for_shops_names_the_same_entry(entry):
    root = ElementTree.parse(PACKAGING / "satchel.metainfo.xml").getroot()
    assert root.findtext("launchable") == f"{APP_ID}.desktop"
    assert root.findtext("name") == entry["Name"]
    assert root.findtext("summary") == entry["Comment"]
    assert root.findtext("provides/mediatype") == "x-scheme-handler/satchel"


def test_icons_for_windows_and_macos_hold_the_pictures(build, tmp_path):
    build.write_icons(tmp_path)
    ico = (tmp_path / "satchel.ico").read_bytes()
    assert struct.unpack_from("<HHH", ico) == (0, 1, len(build.ICON_SIZES))
    for number, size in enumerate(build.ICON_SIZES):
        width, _, _, _, _, _, length, offset = struct.unpack_from("<BBBBHHII", ico, 6 + 16 * number)
        assert width == size
        assert ico[offset : offset + length] == build.picture(size)
    icns = (tmp_path / "satchel.icns").read_bytes()
    assert icns[:4] == b"icns"
    assert struct.unpack_from(">I", icns, 4)[0] == len(icns)


def test_the_package_asks_for_what_the_window_needs(build):
    asked = " ".join(build.DEBIAN_NEEDS)
    for name in (*dev.QT_LIBRARIES.values(), *dev.X11_LIBRARIES.values()):
        assert name in asked, name


def test_everything_for_a_desktop_is_laid_out(build, tmp_path):
    build.desktop_files(tmp_path)
    laid = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()}
    assert "share/applications/satchel.desktop" in laid
    assert "share/icons/hicolor/scalable/apps/satchel.svg" in laid
    assert "share/doc/satchel/licences.md" in laid
    assert any(name.startswith("share/metainfo/") for name in laid)
