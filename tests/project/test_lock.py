"""The lock files hold every requirement, by hash, and name no place to fetch it from."""

from __future__ import annotations

import ast
import re
import sys
from pathlib import Path
from typing import NamedTuple

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.project.repository import ROOT, pyproject, sources
from tests.project.source_rules import PACKAGES

RUN = ROOT / "requirements.lock"
DEV = ROOT / "requirements-dev.lock"
PLACE = re.compile(
    r"[a-z]+://|--(extra-)?index|--find-links|--trusted|@ |/[a-z]+/|[a-z]:\\", re.IGNORECASE
)


class Pin(NamedTuple):
    """One library at one version, with the hashes of the files it may come in."""

    requirement: Requirement
    hashes: tuple[str, ...]

    @property
    def version(self) -> str:
        return next(iter(self.requirement.specifier)).version


def pins(text: str) -> dict[str, list[Pin]]:
    """What a lock file pins, by canonical name; one name may have a pin for each platform."""
    found: dict[str, list[Pin]] = {}
    whole = re.sub(r"\\\n\s*", " ", re.sub(r"(?m)^\s*#.*\n", "", text))
    for line in whole.splitlines():
        words, *hashes = line.split(" --hash=")
        requirement = Requirement(words.strip())
        pin = Pin(requirement, tuple(part.strip() for part in hashes))
        found.setdefault(canonicalize_name(requirement.name), []).append(pin)
    return found


def wanted(*groups: str) -> list[Requirement]:
    """The requirements pyproject.toml names, with those dependency groups."""
    described = pyproject()
    words = list(described["project"]["dependencies"])
    for group in groups:
        for part in described["dependency-groups"][group]:
            if isinstance(part, str):
                words.append(part)
            else:
                words += described["dependency-groups"][part["include-group"]]
    return [Requirement(word) for word in words]


@pytest.mark.parametrize(("path", "groups"), [(RUN, ["build"]), (DEV, ["dev"])], ids=["run", "dev"])
def test_every_requirement_is_pinned_within_its_bounds(path: Path, groups):
    held = pins(path.read_text(encoding="utf-8"))
    for requirement in wanted(*groups):
        versions = [pin.version for pin in held.get(canonicalize_name(requirement.name), [])]
        assert any(requirement.specifier.contains(v) for v in versions), str(requirement)


@pytest.mark.parametrize("path", [RUN, DEV], ids=["run", "dev"])
def test_every_pin_is_exact_and_has_hashes(path: Path):
    held = pins(path.read_text(encoding="utf-8"))
    assert len(held) > 20
    for pin in (pin for group in held.values() for pin in group):
        assert [spec.operator for spec in pin.requirement.specifier] == ["=="], pin
        assert pin.hashes, pin
        assert all(re.fullmatch(r"sha256:[0-9a-f]{64}", value) for value in pin.hashes), pin


@pytest.mark.parametrize("path", [RUN, DEV], ids=["run", "dev"])
def test_no_place_to_fetch_from_is_named(path: Path):
    lines = path.read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if PLACE.search(line)] == []


@pytest.mark.parametrize(
    "line",
    [
        "--index-url https://example.invalid/simple",
        "--extra-index-url=file:///srv/wheels",
        "--find-links wheels",
        "httpx @ git+ssh://example.invalid/httpx",
        "#    uv pip compile /srv/satchel/pyproject.toml",
        r"# C:\work\pyproject.toml",
    ],
)
def test_a_place_would_be_seen(line):
    assert PLACE.search(line)


def test_the_longer_lock_holds_the_shorter_at_the_same_versions():
    # dev.py installs only the longer one for the tests and takes the program as installed.
    longer = pins(DEV.read_text(encoding="utf-8"))
    for name, held in pins(RUN.read_text(encoding="utf-8")).items():
        assert {pin.version for pin in held} == {pin.version for pin in longer[name]}
        assert {value for pin in held for value in pin.hashes} <= {
            value for pin in longer[name] for value in pin.hashes
        }


def test_what_only_some_systems_need_is_marked_so():
    held = pins(DEV.read_text(encoding="utf-8"))
    for name, platform in {
        "secretstorage": "linux",
        "jeepney": "linux",
        "pywin32-ctypes": "win32",
        "macholib": "darwin",
    }.items():
        for pin in held[name]:
            marker = pin.requirement.marker
            assert marker is not None, name
            assert marker.evaluate({"sys_platform": platform}), name
            others = {"linux", "win32", "darwin"} - {platform}
            assert not any(marker.evaluate({"sys_platform": other}) for other in others), name


def test_pyside_stays_below_the_release_that_loses_references():
    for pin in pins(RUN.read_text(encoding="utf-8"))["pyside6-essentials"]:
        assert tuple(map(int, pin.version.split(".")))[:2] < (6, 12)


MODULES = {
    "pyside6-essentials": "PySide6",
    "sqlite-utils": "sqlite_utils",
    "markdown-it-py": "markdown_it",
    "recurring-ical-events": "recurring_ical_events",
    "desktop-notifier": "desktop_notifier",
    "dbus-fast": "dbus_fast",
}
"""Libraries whose module is called otherwise."""


def test_nothing_is_required_that_nobody_imports():
    program = "\n".join(source.text for source in sources() if source.shipped)
    for requirement in wanted():
        name = canonicalize_name(requirement.name)
        pattern = rf"(?m)^\s*(?:from|import) {MODULES.get(name, name)}\b"
        assert re.search(pattern, program), name


def test_nothing_is_imported_that_is_not_required():
    allowed = {"shiboken6", *MODULES.values(), *PACKAGES}
    allowed |= {canonicalize_name(requirement.name) for requirement in wanted()}
    for source in (source for source in sources() if source.shipped):
        for node in source.nodes:
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
            else:
                continue
            for top in {name.partition(".")[0] for name in names}:
                assert top in sys.stdlib_module_names or top in allowed, f"{source.path}: {top}"
