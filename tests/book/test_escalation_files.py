"""A file that goes along is read whole, or it is said in a sentence why not."""

from __future__ import annotations

from pathlib import Path

import pytest

from book.errors import Usage
from book.escalation_files import read_new_file
from book.escalation_writing import LARGEST_FILE


def test_bytes_and_type_are_taken_along(tmp_path: Path) -> None:
    (tmp_path / "error.png").write_bytes(b"\x89PNG")
    found = read_new_file(tmp_path / "error.png")
    assert (found.name, found.content, found.media_type) == ("error.png", b"\x89PNG", "image/png")
    (tmp_path / "log.zzz").write_bytes(b"x")
    assert read_new_file(tmp_path / "log.zzz").media_type == "application/octet-stream"


def test_a_file_that_vanished_is_named(tmp_path: Path) -> None:
    with pytest.raises(Usage, match=r"gone\.png cannot be attached: no such file"):
        read_new_file(tmp_path / "gone.png")


def test_a_file_that_is_too_big_is_not_even_read(tmp_path: Path) -> None:
    big = tmp_path / "film.mp4"
    with big.open("wb") as file:
        file.truncate(LARGEST_FILE + 1)  # a hole: it takes no room
    with pytest.raises(Usage, match=r"film\.mp4 has 21 MB; 20 MB are the most"):
        read_new_file(big)
    (tmp_path / "none.txt").touch()
    with pytest.raises(Usage, match=r"none\.txt is empty"):
        read_new_file(tmp_path / "none.txt")
