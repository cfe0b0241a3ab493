"""Builds the folder that runs without Python, and on Debian a .deb of it.

Run by `python3 dev.py package`, inside the project's virtual environment.
"""

from __future__ import annotations

import gzip
import os
import shutil
import struct
import subprocess
import sys
import tomllib
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
DIST = ROOT / "dist"
FOLDER = DIST / "satchel"
ICON_SIZES = (16, 32, 128)

# What is never bundled because it belongs to the system's drivers, its fonts and its bus.
DEBIAN_NEEDS = (
    "libc6",
    "libstdc++6",
    "libdbus-1-3",
    "libegl1",
    "libfontconfig1",
    "libgl1",
    "libglib2.0-0 | libglib2.0-0t64",
    "libx11-xcb1",
    "libxcb-cursor0",
    "libxcb-icccm4",
    "libxcb-image0",
    "libxcb-keysyms1",
    "libxcb-randr0",
    "libxcb-render-util0",
    "libxcb-render0",
    "libxcb-shape0",
    "libxcb-shm0",
    "libxcb-sync1",
    "libxcb-util1",
    "libxcb-xfixes0",
    "libxcb-xkb1",
    "libxkbcommon-x11-0",
    "libxkbcommon0",
)


def run(*words: str | Path) -> None:
    """Runs one tool; a failure ends the build with the tool's own words above."""
    subprocess.run([str(word) for word in words], cwd=ROOT, check=True)


def picture(size: int) -> bytes:
    """The mark at that size, as PNG."""
    return (HERE / "icons" / f"satchel-{size}.png").read_bytes()


def write_icons(folder: Path) -> None:
    """The mark as Windows and macOS want it: both formats hold PNGs behind a small table."""
    folder.mkdir(parents=True, exist_ok=True)
    pictures = [(size, picture(size)) for size in ICON_SIZES]
    table, body = struct.pack("<HHH", 0, 1, len(pictures)), b""
    for size, data in pictures:
        offset = 6 + 16 * len(pictures) + len(body)
        table += struct.pack("<BBBBHHII", size, size, 0, 0, 1, 32, len(data), offset)
        body += data
    (folder / "satchel.ico").write_bytes(table + body)
    kinds = {16: b"icp4", 32: b"icp5", 128: b"ic07"}
    chunks = b"".join(
        kinds[size] + struct.pack(">I", len(data) + 8) + data for size, data in pictures
    )
    (folder / "satchel.icns").write_bytes(b"icns" + struct.pack(">I", len(chunks) + 8) + chunks)


def place(source: Path, target: Path, mode: int = 0o644) -> None:
    """Copies a file to its place, making the folders on the way."""
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)
    target.chmod(mode)


def desktop_files(root: Path) -> None:
    """The menu entry, the store's description, the icons and the licences, under a prefix."""
    share = root / "share"
    place(HERE / "satchel.desktop", share / "applications" / "satchel.desktop")
    place(HERE / "satchel.metainfo.xml", share / "metainfo" / "app.satchel.Satchel.metainfo.xml")
    hicolor = share / "icons" / "hicolor"
    for size in ICON_SIZES:
        place(HERE / "icons" / f"satchel-{size}.png", hicolor / f"{size}x{size}/apps/satchel.png")
    place(HERE / "icons" / "satchel.svg", hicolor / "scalable/apps/satchel.svg")
    place(HERE / "icons" / "satchel-symbolic.svg", hicolor / "symbolic/apps/satchel-symbolic.svg")
    place(ROOT / "LICENSE", share / "doc/satchel/copyright")
    place(ROOT / "docs" / "licences.md", share / "doc/satchel/licences.md")


def installed_kilobytes(folder: Path) -> int:
    """What the files of a folder take, in whole kilobytes."""
    return sum(path.lstat().st_size for path in folder.rglob("*") if not path.is_dir()) // 1024


def strip_symbols() -> None:
    """Takes debugging symbols out of what was built here; libraries from wheels stay as they are.

    Those are patched after linking, and some no longer load once stripped.
    """
    inside = FOLDER / "_internal"
    built = [*inside.glob("libpython*.so*"), *inside.glob("python*/lib-dynload/*.so")]
    if shutil.which("strip"):
        for library in built:
            run("strip", "--strip-unneeded", library)


def make_deb(version: str) -> Path:
    """A .deb with the folder under /usr/lib and the command on the path."""
    stage = DIST / "deb"
    shutil.rmtree(stage, ignore_errors=True)
    usr = stage / "usr"
    shutil.copytree(FOLDER, usr / "lib" / "satchel", symlinks=True)
    (usr / "bin").mkdir(parents=True)
    (usr / "bin" / "satchel").symlink_to("../lib/satchel/satchel")
    desktop_files(usr)
    changes = share_doc(usr) / "changelog.gz"
    changes.write_bytes(gzip.compress((ROOT / "CHANGELOG.md").read_bytes(), mtime=0))
    architecture = subprocess.run(
        ["dpkg", "--print-architecture"], capture_output=True, text=True, check=True
    ).stdout.strip()
    control = {
        "Package": "satchel",
        "Version": version,
        "Architecture": architecture,
        "Maintainer": "The Satchel authors <authors@satchel.invalid>",
        "Installed-Size": str(installed_kilobytes(stage)),
        "Depends": ", ".join(DEBIAN_NEEDS),
        "Recommends": "gnome-keyring | kwalletmanager, fonts-noto-core, fonts-noto-cjk",
        "Section": "misc",
        "Priority": "optional",
        "Description": "desk of one customer success manager\n"
        " Accounts, renewals, notes and tasks of one person, encrypted on the laptop and\n"
        " kept in agreement with the CRM in the background.",
    }
    (stage / "DEBIAN").mkdir()
    text = "".join(f"{name}: {value}\n" for name, value in control.items())
    (stage / "DEBIAN" / "control").write_text(text, encoding="utf-8")
    for path in stage.rglob("*"):
        if path.is_dir():
            path.chmod(0o755)
    target = DIST / f"satchel_{version}_{architecture}.deb"
    run("dpkg-deb", "--build", "--root-owner-group", "-Zxz", stage, target)
    shutil.rmtree(stage)
    return target


def share_doc(usr: Path) -> Path:
    """The folder for documentation under a prefix."""
    return usr / "share" / "doc" / "satchel"


def megabytes(path: Path) -> str:
    """The size of a file or folder, for the closing line."""
    size = path.stat().st_size / 1024 if path.is_file() else installed_kilobytes(path)
    return f"{size / 1024:.0f} MB"


def main() -> int:
    """Builds everything this system can build; says what came of it."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    shutil.rmtree(FOLDER, ignore_errors=True)
    write_icons(DIST / "icons")
    os.environ["PYTHONHASHSEED"] = "0"  # the archive of modules comes out the same each time
    run(
        *(sys.executable, "-m", "PyInstaller", "--noconfirm", "--clean", "--log-level", "WARN"),
        *("--distpath", DIST, "--workpath", ROOT / "build", HERE / "satchel.spec"),
    )
    shutil.rmtree(DIST / "icons")
    if sys.platform == "linux":
        strip_symbols()
    print(f"dist/satchel: {megabytes(FOLDER)}")
    if sys.platform == "linux" and shutil.which("dpkg-deb"):
        made = make_deb(project["version"])
        print(f"dist/{made.name}: {megabytes(made)}")
    if sys.platform == "linux":
        desktop_files(FOLDER)
    run(sys.executable, HERE / "alfred" / "workflow.py", DIST)
    return 0


if __name__ == "__main__":
    sys.exit(main())
