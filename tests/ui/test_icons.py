"""The drawn signs are there, are ours to ship, and can be drawn."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication

import ui
from ui.look import icons

ICONS = icons.FOLDER / "icons"
NAMES = sorted(path.stem for path in ICONS.glob("*.svg"))
CODE = sorted(Path(ui.__file__).parent.rglob("*.py"))


def literals() -> set[str]:
    """Every text literal in the package's code."""
    found: set[str] = set()
    for path in CODE:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.add(node.value)
    return found


@pytest.mark.parametrize("name", NAMES)
def test_each_is_drawn_in_the_colour_asked_for(qapp: QApplication, name: str) -> None:
    image = icons.draw(icons.tinted(name, QColor("#1A6672")), 24, 2.0).toImage()
    colours = {
        image.pixelColor(x, y).name()
        for x in range(image.width())
        for y in range(image.height())
        if image.pixelColor(x, y).alpha() == 255
    }
    assert colours == {"#1a6672"}


def test_every_shipped_sign_is_used_somewhere() -> None:
    assert set(NAMES) - literals() == set()


def test_the_licence_travels_along() -> None:
    text = (ICONS / "LICENSE").read_text(encoding="utf-8")
    assert "ISC License" in text
    assert "The MIT License" in text


def test_an_unknown_sign_is_a_mistake() -> None:
    with pytest.raises(FileNotFoundError):
        icons.source("no-such-sign")


@pytest.mark.parametrize("symbolic", [False, True])
def test_the_mark_is_drawn(qapp: QApplication, symbolic: bool) -> None:
    image = icons.mark(16, 1.0, symbolic=symbolic).toImage()
    assert image.width() == 16
    assert any(image.pixelColor(x, y).alpha() for x in range(16) for y in range(16))
