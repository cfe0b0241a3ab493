#!/usr/bin/env python3
"""The two doors and what is behind them: run, test, check, bench, shots, contracts, package, lock.

Needs nothing but Python 3.11 or later. `run` and `test` make `.venv` in the checkout and
install exactly what the lock file names; a second call finds that done and starts at once.
"""

from __future__ import annotations

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - said here, or an older Python says it worse
    sys.exit(f"Satchel needs Python 3.11 or later; this is {sys.version.split()[0]}.")

import argparse
import ctypes
import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple, NoReturn

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
Words = list[str | Path]
STAMP = VENV / "satchel-stamp.json"
RUN_LOCK = ROOT / "requirements.lock"
DEV_LOCK = ROOT / "requirements-dev.lock"
TEST_LIMIT_SECONDS = 14 * 60
DEEP_LIMIT_SECONDS = 3 * 60 * 60

# What Qt opens by name at start, and the Debian package that brings it.
QT_LIBRARIES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libfontconfig.so.1": "libfontconfig1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libglib-2.0.so.0": "libglib2.0-0",
}
X11_LIBRARIES = {
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-util.so.1": "libxcb-util1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
}
# Customers' names come in every script; without these some are rows of boxes.
LATIN_FONTS = ("NotoSans-*", "Inter*", "Cantarell*", "Ubuntu*", "SFNS*")
CJK_FONTS = ("*CJK*", "DroidSansFallback*", "wqy-*", "*Unifont*")
EMOJI_FONTS = ("*Emoji*",)


class Stop(Exception):
    """The command cannot go on; the text says why and what to do."""


def say(text: str) -> None:
    """One line to the person, on standard error so that answers stay clean."""
    print(text, file=sys.stderr, flush=True)


# --- system packages -------------------------------------------------------------------


def is_persons_desktop(environment: Mapping[str, str]) -> bool:
    """Whether somebody works at a screen here: then nothing is installed behind their back."""
    signs = ("XDG_CURRENT_DESKTOP", "DESKTOP_SESSION", "WAYLAND_DISPLAY", "SUDO_UID", "PKEXEC_UID")
    if any(environment.get(name) for name in signs):
        return True
    if environment.get("XDG_SESSION_TYPE") in {"x11", "wayland"}:
        return True
    return Path("/etc/X11/default-display-manager").exists()


def may_use_apt() -> bool:
    """Whether missing system packages may be installed here without asking."""
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    return root and shutil.which("apt-get") is not None and not is_persons_desktop(os.environ)


def apt_get(*words: str) -> str:
    """Runs apt-get without questions; returns what it said if it failed, else nothing."""
    done = subprocess.run(
        ["apt-get", "-qq", "-o", "Dpkg::Use-Pty=0", "-o", "Acquire::Retries=3", *words],
        env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
        check=False,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    return f"{done.stdout}\napt-get {words[0]} failed." if done.returncode else ""


def apt_install(packages: Sequence[str]) -> None:
    """Installs Debian packages, or stops with the one command that does."""
    names = " ".join(packages)
    if not may_use_apt():
        command = f"sudo apt-get update && sudo apt-get install -y {names}"
        if shutil.which("apt-get") is None:
            command = f"Debian calls them {names}; your system has them under names of its own."
        raise Stop(
            "Satchel needs system packages that are not here. Install them, then call this"
            f" again:\n  {command}"
        )
    say(f"Installing system packages: {names}")
    trouble = apt_get("update") or apt_get("install", "-y", "--no-install-recommends", *packages)
    if trouble:
        raise Stop(trouble)


def missing_libraries(libraries: Mapping[str, str]) -> list[str]:
    """The packages of those libraries that the loader does not find."""
    missing = []
    for library, package in libraries.items():
        try:
            ctypes.CDLL(library)
        except OSError:
            missing.append(package)
    return missing


def missing_fonts() -> list[str]:
    """The font packages without which some names show as boxes."""
    folders = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), Path.home() / ".fonts")
    files = [path for folder in folders for path in folder.rglob("*.[to]t[fc]")]
    missing = []
    if not any(path.match(pattern) for path in files for pattern in LATIN_FONTS):
        missing.append("fonts-noto-core")
    if not any(path.match(pattern) for path in files for pattern in CJK_FONTS):
        missing.append("fonts-droid-fallback")
    if not any(path.match(pattern) for path in files for pattern in EMOJI_FONTS):
        missing.append("fonts-noto-color-emoji")
    return missing


def ensure_system(*, window: bool) -> None:
    """What must come from the system: on Linux, Qt's libraries and the means to make `.venv`."""
    if not sys.platform.startswith("linux"):
        return
    libraries = dict(QT_LIBRARIES)
    if window and not os.environ.get("WAYLAND_DISPLAY") and not os.environ.get("QT_QPA_PLATFORM"):
        libraries |= X11_LIBRARIES
    packages = missing_libraries(libraries)
    if importlib.util.find_spec("ensurepip") is None:  # Debian keeps it in a package of its own
        packages.append("python3-venv")
    if packages:
        apt_install(packages)
    if window and may_use_apt() and (fonts := missing_fonts()):
        try:
            apt_install(fonts)
        except Stop as stop:  # boxes for some names are no reason not to start
            say(str(stop))


# --- the virtual environment -----------------------------------------------------------


def venv_python() -> Path:
    """The interpreter inside `.venv`."""
    return VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def fingerprint(path: Path) -> str:
    """The content of a file, shortened to what the stamp keeps."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def read_stamp() -> dict[str, str]:
    """What `.venv` holds, as written after the last install; empty when that is not known."""
    try:
        stamp = json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return stamp if isinstance(stamp, dict) else {}


def run_or_stop(words: Sequence[str | Path], trouble: str) -> None:
    """Runs a command with its output shown; stops with that sentence when it fails."""
    if subprocess.run([str(word) for word in words], cwd=ROOT, check=False).returncode:
        raise Stop(trouble)


def make_venv() -> None:
    """An empty virtual environment with pip in it."""
    say(f"Making a virtual environment in {VENV.name}")
    run_or_stop(
        [sys.executable, "-m", "venv", "--clear", VENV],
        f"The virtual environment could not be made in {VENV}; the reason stands above.",
    )


def ensure_venv(lock: Path) -> Path:
    """`.venv` with exactly what that lock file names, and this checkout; returns its Python."""
    python = venv_python()
    base = f"{sys.version_info.major}.{sys.version_info.minor} {sys.base_prefix} {VENV}"
    stamp = read_stamp()
    if stamp.get("base") != base or not python.exists():
        make_venv()
        stamp = {"base": base}
    pip: Words = [python, "-m", "pip", "--disable-pip-version-check", "install", "--no-deps"]
    pip += ["--quiet", "--quiet"]  # errors only: an index that lacks a library is no news
    if stamp.get(lock.name) != fingerprint(lock):
        say(f"Installing what {lock.name} names (once, about a minute)")
        run_or_stop(
            [*pip, "--require-hashes", "--requirement", lock],
            "The libraries could not be installed. This step needs the network, once.",
        )
        stamp[lock.name] = fingerprint(lock)
        if lock == DEV_LOCK:  # it holds all of the shorter one, at the same versions
            stamp[RUN_LOCK.name] = fingerprint(RUN_LOCK)
    project = fingerprint(ROOT / "pyproject.toml")
    if stamp.get("project") != project:
        run_or_stop(
            [*pip, "--no-build-isolation", "--editable", ROOT],
            "This checkout could not be installed into .venv; the reason stands above.",
        )
        stamp["project"] = project
    STAMP.write_text(json.dumps(stamp, indent=1) + "\n", encoding="utf-8")
    return python


def hand_over(words: Sequence[str | Path], *, folder: Path | None = None) -> NoReturn:
    """Becomes that command, so that signals and its exit status are its own."""
    line = [str(word) for word in words]
    if folder is not None:
        os.chdir(folder)
    if sys.platform == "win32":  # exec there returns to the shell before the program ends
        sys.exit(subprocess.run(line, check=False).returncode)
    sys.stdout.flush()
    sys.stderr.flush()
    os.execv(line[0], line)  # noqa: S606 - a fixed interpreter, no shell


# --- the gate --------------------------------------------------------------------------


class Step(NamedTuple):
    """One check: its name, the words given to Python, and how to mend what it finds."""

    name: str
    words: tuple[str, ...]
    hint: str


LAYERS = "from importlinter.cli import lint_imports_command as lint; lint(['--no-logo'])"
STATIC_STEPS = (
    Step("format", ("-m", "ruff", "format", "--check", "."), "ruff format ."),
    Step("lint", ("-m", "ruff", "check", "."), "ruff check --fix . mends many of them"),
    Step("types", ("-m", "mypy"), "each line names the file, the line and the reason"),
    Step("layers", ("-c", LAYERS), "docs/architecture.md says who may import whom"),
    Step("rules", ("-m", "pytest", "tests/project", "-q"), "CONTRIBUTING.md lists the rules"),
)


def tests_step(arguments: Sequence[str]) -> Step:
    """The test run proper, the rules left out since they have a step of their own."""
    # The whole run goes in parts beside each other; what somebody asked for goes as asked.
    words = ("-m", "pytest" if names_tests(arguments) else "tests.beside", *arguments)
    return Step("tests", words, "add a test's path after `dev.py test` to run only that one")


def names_tests(arguments: Iterable[str]) -> bool:
    """Whether somebody asked for some tests only, by path or by expression."""
    chosen = ("-k", "-m", "--lf", "--last-failed", "--ff")
    return any(word.startswith(chosen) or not word.startswith("-") for word in arguments)


def run_step(python: Path | str, step: Step, environment: Mapping[str, str]) -> bool:
    """Runs one check with its name above its output; says whether it passed."""
    say(f"\n== {step.name}")
    words = [str(python), *step.words]
    limit = DEEP_LIMIT_SECONDS if environment.get("SATCHEL_DEEP") == "1" else TEST_LIMIT_SECONDS
    begun = time.monotonic()
    try:
        status = subprocess.run(
            words, cwd=ROOT, env=environment, check=False, timeout=limit
        ).returncode
    except subprocess.TimeoutExpired:
        say(f"{step.name} did not end within {limit // 60} minutes.")
        status = 1
    say(f"== {step.name}: {'ok' if status == 0 else 'FAILED'}, {time.monotonic() - begun:.1f} s")
    return status == 0


def run_gate(python: Path | str, arguments: Sequence[str], *, deep: bool, hints: bool) -> int:
    """Every check, also after one failed, so that all that is wrong is seen at once."""
    environment = {**os.environ, "QT_QPA_PLATFORM": os.environ.get("QT_QPA_PLATFORM", "offscreen")}
    if deep:
        environment["SATCHEL_DEEP"] = "1"
    steps = () if names_tests(arguments) else STATIC_STEPS
    failed = [
        step for step in (*steps, tests_step(arguments)) if not run_step(python, step, environment)
    ]
    if not failed:
        say("\nAll checks passed.")
        return 0
    say(f"\nFailed: {', '.join(step.name for step in failed)}")
    for step in failed if hints else ():
        say(f"  {step.name}: {step.hint}")
    return 1


# --- commands --------------------------------------------------------------------------


def run(arguments: list[str]) -> int:
    """Opens Satchel on its sample book; what follows goes to `satchel demo`."""
    ensure_system(window=True)
    python = ensure_venv(RUN_LOCK)
    screen = os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    asked = {"--headless", "--help", "-h"} & set(arguments)
    if sys.platform.startswith("linux") and not (screen or os.environ.get("QT_QPA_PLATFORM")):
        if not asked:
            say("There is no screen here, so the sample's queue is printed instead of shown.")
            say("With Xvfb installed, `xvfb-run -a python3 dev.py run` opens the window.")
            arguments = ["--headless", *arguments]
    return hand_over([python, "-m", "desktop", "demo", *arguments])


def test(arguments: list[str]) -> int:
    """The gate: format, lint, types, layers, rules, tests."""
    deep = "--deep" in arguments
    arguments = [word for word in arguments if word != "--deep"]
    ensure_system(window=False)
    return run_gate(ensure_venv(DEV_LOCK), arguments, deep=deep, hints=False)


def check(arguments: list[str]) -> int:
    """The same checks with the tools at hand, installing nothing, and how to mend what fails."""
    python: Path | str = sys.executable
    if importlib.util.find_spec("ruff") is None:
        python = venv_python()
        if not Path(python).exists():
            raise Stop("There are no tools here yet: python3 dev.py test installs them.")
    deep = "--deep" in arguments
    return run_gate(python, [w for w in arguments if w != "--deep"], deep=deep, hints=True)


def bench(arguments: list[str]) -> int:
    """Measures against the bars; takes names of benchmarks and --json."""
    ensure_system(window=False)
    return hand_over([ensure_venv(DEV_LOCK), "-m", "tests.bench", *arguments], folder=ROOT)


def shots(arguments: list[str]) -> int:
    """Pictures of the window, light and dark, into docs/screenshots."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    ensure_system(window=True)
    python = ensure_venv(RUN_LOCK)
    where = [] if "--out" in arguments else ["--out", "docs/screenshots"]
    return hand_over([python, "-m", "desktop.shots", *where, *arguments], folder=ROOT)


def contracts(arguments: list[str]) -> int:
    """Holds connectors and simulator against specs and recordings in a folder of yours."""
    if not arguments:
        raise Stop("Say where the specs and recordings are: python3 dev.py contracts DIR")
    folder = Path(arguments[0]).resolve()
    if not folder.is_dir():
        raise Stop(f"There is no folder {folder}.")
    words: Words = [ensure_venv(DEV_LOCK), "-m", "tests.contracts", folder, *arguments[1:]]
    return hand_over(words, folder=ROOT)


def package(arguments: list[str]) -> int:
    """A folder, and on Debian a .deb, that runs without Python installed."""
    ensure_system(window=False)
    return hand_over([ensure_venv(DEV_LOCK), "packaging/build.py", *arguments], folder=ROOT)


def lock(arguments: list[str]) -> int:
    """Writes both lock files anew from pyproject.toml; needs `uv` on the path."""
    if shutil.which("uv") is None:
        raise Stop("The lock files are made with uv, which is not here: pip install uv")
    # Its own settings are left out, so that no address of anybody's index gets into the files.
    fixed = ["uv", "pip", "compile", "--no-config", "--universal", "--python-version", "3.11"]
    fixed += ["--generate-hashes", "--no-emit-index-url", "--no-emit-find-links", "--quiet"]
    fixed += ["--custom-compile-command", "python3 dev.py lock", "pyproject.toml", *arguments]
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("PIP_", "UV_"))}
    for extra in (
        ["--group", "build", "--output-file", RUN_LOCK.name],
        ["--group", "dev", "--constraint", RUN_LOCK.name, "--output-file", DEV_LOCK.name],
    ):
        if subprocess.run([*fixed, *extra], cwd=ROOT, env=clean, check=False).returncode:
            raise Stop("uv could not resolve the requirements; the reason stands above.")
    return 0


COMMANDS: dict[str, Callable[[list[str]], int]] = {
    command.__name__: command
    for command in (run, test, check, bench, shots, contracts, package, lock)
}


def main(words: Sequence[str]) -> int:
    """Runs one command; what follows its name is the command's own."""
    parser = argparse.ArgumentParser(
        prog="dev.py",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog="\n".join(f"  {name:10} {f.__doc__}" for name, f in COMMANDS.items()),
    )
    parser.add_argument("command", choices=COMMANDS, metavar="command")
    parser.add_argument("arguments", nargs=argparse.REMAINDER)
    chosen = parser.parse_args(words)
    try:
        return COMMANDS[chosen.command](chosen.arguments)
    except Stop as stop:
        say(str(stop))
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
