"""Pictures of the window: the same code draws the same picture, at each scale."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from PySide6.QtGui import QImage

from desktop.shots import SHOTS, SIZE
from tests.desktop.conftest import ROOT


def draw(folder: Path, environment: dict[str, str]) -> None:
    words = [sys.executable, "-m", "desktop.shots", "--out", str(folder), "--only", "queue-light"]
    done = subprocess.run(
        words, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=100
    )
    assert done.returncode == 0, done.stderr


def test_the_queue_is_drawn_at_both_scales_and_alike_each_time(satchel, tmp_path):
    for name in ("one", "two"):
        draw(tmp_path / name, satchel.environment)
    files = {path.name for path in (tmp_path / "one").iterdir()}
    assert files == {"queue-light.png", "queue-light@2x.png"}
    plain, sharp = (QImage(str(tmp_path / "one" / name)) for name in sorted(files))
    assert (plain.width(), plain.height()) == SIZE
    assert (sharp.width(), sharp.height()) == (2 * SIZE[0], 2 * SIZE[1])
    colours = {plain.pixel(x, y) for x in range(0, SIZE[0], 7) for y in range(0, SIZE[1], 7)}
    assert len(colours) > 20, "something is on it"
    for name in files:
        assert QImage(str(tmp_path / "one" / name)) == QImage(str(tmp_path / "two" / name))


def test_every_picture_has_a_name_of_its_own():
    names = [shot.name for shot in SHOTS]
    assert len(names) == len(set(names))
    assert {"queue-light", "queue-dark", "queue-compact", "queue-narrow", "queue-empty",
            "queue-offline", "queue-error"} <= set(names)  # fmt: skip
