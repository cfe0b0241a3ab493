"""Pictures of the window: the same code draws the same picture, at each scale."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from PySide6.QtCore import QRect
from PySide6.QtGui import QImage

from desktop.shots import SHOTS, SIZE, books_needed
from tests.desktop.conftest import ROOT


def draw(folder: Path, environment: dict[str, str], *names: str) -> None:
    words = [sys.executable, "-m", "desktop.shots", "--out", str(folder), "--only", *names]
    done = subprocess.run(
        words, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=100
    )
    assert done.returncode == 0, done.stderr


def test_the_queue_is_drawn_at_both_scales_and_alike_each_time(satchel, tmp_path):
    draw(tmp_path / "one", satchel.environment, "queue-light", "connect-refused-light")
    draw(tmp_path / "two", satchel.environment, "queue-light")
    files = {path.name for path in (tmp_path / "two").iterdir()}
    assert files == {"queue-light.png", "queue-light@2x.png"}
    plain, sharp = (QImage(str(tmp_path / "one" / name)) for name in sorted(files))
    assert (plain.width(), plain.height()) == SIZE
    assert (sharp.width(), sharp.height()) == (2 * SIZE[0], 2 * SIZE[1])
    colours = {plain.pixel(x, y) for x in range(0, SIZE[0], 7) for y in range(0, SIZE[1], 7)}
    assert len(colours) > 20, "something is on it"
    for name in files:
        assert QImage(str(tmp_path / "one" / name)) == QImage(str(tmp_path / "two" / name))
    over = QImage(str(tmp_path / "one" / "connect-refused-light.png"))
    assert alike(over, plain, QRect(480, 200, 480, 500)) < 0.9, "the dialog stands there"
    assert alike(over, plain, QRect(0, 0, 180, 800)) > 0.98, "and only there"


def alike(one: QImage, other: QImage, where: QRect) -> float:
    """The share of points that have the same colour; a picture has 256 colours of its own."""
    places = [
        (x, y)
        for x in range(where.left(), where.right(), 5)
        for y in range(where.top(), where.bottom(), 5)
    ]
    return sum(one.pixel(x, y) == other.pixel(x, y) for x, y in places) / len(places)


def test_every_picture_has_a_name_of_its_own():
    names = [shot.name for shot in SHOTS]
    assert len(names) == len(set(names))
    assert {"queue-light", "queue-dark", "queue-compact", "queue-narrow", "queue-empty",
            "queue-offline", "queue-error"} <= set(names)  # fmt: skip


def test_only_the_books_of_the_asked_pictures_are_made():
    assert books_needed(["queue-light"]) == {"full"}
    assert books_needed(["connect-answer-dark"]) == {"full", "answers"}
    assert books_needed([]) >= {"full", "three", "working", "lost", "answers"}
