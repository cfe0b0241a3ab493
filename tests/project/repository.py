"""The files of the repository as the project's own tests see them."""

from __future__ import annotations

import importlib.util
import os
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path, PurePosixPath
from types import ModuleType
from typing import Any

from tests.project.source_rules import PACKAGES, Source

ROOT = Path(__file__).resolve().parents[2]
MADE = {"build", "dist", "node_modules", "__pycache__"}
"""Folders that a tool makes and nobody keeps."""


def files() -> Iterator[Path]:
    """Every file that belongs to the repository, whether or not git is at hand."""
    for folder, names, here in os.walk(ROOT):
        names[:] = [
            name
            for name in names
            if name not in MADE and not name.endswith(".egg-info") and name[0] != "."
        ]
        if Path(folder) == ROOT and (ROOT / ".ci").is_dir():
            names.append(".ci")
        yield from (Path(folder) / name for name in here if name != ".DS_Store")


def inside(path: Path) -> PurePosixPath:
    """The path from the root of the repository, with forward slashes."""
    return PurePosixPath(path.relative_to(ROOT).as_posix())


@cache
def sources() -> tuple[Source, ...]:
    """Every Python file of the program, its tests and its tools."""
    folders = (*PACKAGES, "tests", "packaging")
    paths = [path for name in folders for path in sorted((ROOT / name).rglob("*.py"))]
    paths.append(ROOT / "dev.py")
    return tuple(Source(inside(path), path.read_text(encoding="utf-8")) for path in paths)


def texts() -> Iterator[tuple[PurePosixPath, str]]:
    """Every text file with its content; pictures, fonts and databases are passed over."""
    for path in files():
        try:
            yield inside(path), path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue


@cache
def pyproject() -> dict[str, Any]:
    """The project's own description."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def load_dev() -> ModuleType:
    """dev.py as a module, its commands unrun; the name `dev` on the path may be another's."""
    spec = importlib.util.spec_from_file_location("satchel_dev", ROOT / "dev.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


dev = load_dev()
