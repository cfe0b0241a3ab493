"""Zips the workflow for Alfred: `info.plist` and the mark, the same bytes each time.

`python packaging/alfred/workflow.py [FOLDER]`; the folder is `dist` where none is named.
"""

from __future__ import annotations

import sys
import zipfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
NAME = "Satchel.alfredworkflow"
_WHEN = (1980, 1, 1, 0, 0, 0)


def make_workflow(folder: Path) -> Path:
    """Writes the workflow into a folder; returns its path."""
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / NAME
    inside = {
        "info.plist": HERE / "info.plist",
        "icon.png": HERE.parent / "icons" / "satchel-128.png",
    }
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, source in inside.items():
            archive.writestr(
                zipfile.ZipInfo(name, _WHEN), source.read_bytes(), zipfile.ZIP_DEFLATED
            )
    return target


if __name__ == "__main__":
    words = sys.argv[1:]
    print(make_workflow(Path(words[0]) if words else HERE.parent.parent / "dist"))
