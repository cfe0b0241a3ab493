"""What may stand where in the repository, and which imports may wait."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from importlib import import_module
from importlib.metadata import EntryPoint

import pytest
from setuptools import find_packages

from tests.project.repository import ROOT, pyproject
from tests.project.source_rules import PACKAGES

TOP = {
    *PACKAGES,
    "tests",
    "packaging",
    "docs",
    "dev.py",
    "pyproject.toml",
    "requirements.lock",
    "requirements-dev.lock",
    "LICENSE",
    "README.md",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
}
HEAVY = ("httpx", "sqlite_utils", "keyring", "cryptography", "asyncio", "qasync", "PySide6.QtSvg")


def test_packaging_is_never_a_package():
    # With an __init__.py it would shadow the library of that name.
    assert not (ROOT / "packaging" / "__init__.py").exists()


def test_the_installer_collects_the_four_packages_and_nothing_else():
    include = pyproject()["tool"]["setuptools"]["packages"]["find"]["include"]
    found = {name.partition(".")[0] for name in find_packages(str(ROOT), include=include)}
    assert found == set(PACKAGES)


def test_every_folder_with_code_is_a_package():
    # One without __init__.py would be missing from an installed Satchel.
    silent = {
        str(path.parent.relative_to(ROOT))
        for name in PACKAGES
        for path in (ROOT / name).rglob("*.py")
        if not (path.parent / "__init__.py").exists()
    }
    assert not silent


def test_the_top_of_the_tree_stays_short():
    made = {"build", "dist", "htmlcov"}
    here = {path.name for path in ROOT.iterdir() if not path.name.startswith((".", "__"))}
    assert {name for name in here - made if not name.endswith(".egg-info")} <= TOP


def test_what_the_project_installs_as_a_door_is_there():
    project = pyproject()["project"]
    doors = {**project["scripts"], **project["entry-points"]["satchel.connectors"]}
    for name, value in doors.items():
        assert callable(EntryPoint(name, value, "").load()), name


def test_data_files_of_the_packages_are_shipped():
    patterns = pyproject()["tool"]["setuptools"]["package-data"]
    for name in PACKAGES:
        folder = ROOT / name
        shipped = {path for pattern in patterns[name] for path in folder.glob(pattern)}
        data = {
            path
            for path in folder.rglob("*")
            if path.is_file() and path.suffix not in {".py", ".pyc"} and path.name[0] != "."
        }
        data = {path for path in data if not any(part[0] == "." for part in path.parts[1:])}
        assert data <= shipped, sorted(str(path.relative_to(ROOT)) for path in data - shipped)


def test_the_layers_contract_names_the_arrows_of_the_design():
    config = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    layers = config["tool"]["importlinter"]["contracts"][0]["layers"]
    assert layers == ["desktop", "ui | sync", "book"]


@pytest.mark.parametrize("module", ["desktop.__main__", "desktop.app", "ui.window.main_window"])
def test_nothing_heavy_is_imported_before_the_first_paint(module):
    import_module(module)  # a clear error here, rather than one from a child
    code = f"import sys, {module}; print(*[m for m in {HEAVY!r} if m in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == []
