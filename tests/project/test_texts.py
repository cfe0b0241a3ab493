"""What no text of this repository may say, and that the documents do not drift from the code."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import PurePosixPath

import pytest

from tests.project.repository import ROOT, dev, texts

# Spelt in parts, so that this file does not say what it looks for.
HOSTS = (
    ("pypi", "org"),
    ("pythonhosted", "org"),
    ("deb", "debian", "org"),
    ("security", "debian", "org"),
    ("archive", "ubuntu", "com"),
    ("registry", "npmjs", "org"),
    ("proxy", "golang", "org"),
)
HOST = re.compile("|".join(re.escape(".".join(parts)) for parts in HOSTS), re.IGNORECASE)
MACHINE = re.compile(r"(?<![\w./-])/" + r"(?:work|root|opt|Users|home/\w+)/(?!\.\.\.)")
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")


def lines_saying(pattern: re.Pattern[str]) -> list[str]:
    """Every line of the repository in which a pattern is found, with its place."""
    return [
        f"{path}:{number}: {line.strip()[:120]}"
        for path, text in texts()
        for number, line in enumerate(text.splitlines(), 1)
        if pattern.search(line)
    ]


def test_no_download_host_is_named():
    assert lines_saying(HOST) == []


def test_no_path_of_somebodys_machine_is_named():
    assert lines_saying(MACHINE) == []


@pytest.mark.parametrize(
    "line", ["see /" + "work/main/book", "cd /" + "root/x", 'Path("/' + 'home/kim/satchel")']
)
def test_a_machine_path_would_be_seen(line):
    assert MACHINE.search(line)


@pytest.mark.parametrize("parts", HOSTS, ids="-".join)
def test_a_host_would_be_seen(parts):
    assert HOST.search("get it from https://" + ".".join(parts) + "/simple")


DOCUMENTS = [(path, text) for path, text in texts() if path.suffix == ".md"]


@pytest.mark.parametrize(("path", "text"), DOCUMENTS, ids=lambda value: str(value)[:40])
def test_links_between_documents_lead_somewhere(path: PurePosixPath, text: str):
    for target in LINK.findall(text):
        if re.match(r"[a-z]+:", target) or target.startswith("#"):
            continue
        place = target.partition("#")[0]
        assert (ROOT / path.parent / place).exists(), f"{path} links to {target}"


def test_the_readme_leads_to_every_page_of_the_documents():
    targets = set(LINK.findall((ROOT / "README.md").read_text(encoding="utf-8")))
    pages = {f"docs/{path.name}" for path in (ROOT / "docs").glob("*.md")}
    assert pages - targets == set()


def test_the_readme_names_every_command_of_dev_py():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    named = set(re.findall(r"dev\.py (\w+)", text))
    assert named == set(dev.COMMANDS)


def test_the_readme_has_a_caption_for_every_folder():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    folders = {path.name for path in ROOT.iterdir() if path.is_dir() and path.name[0] != "."}
    for name in folders - {"build", "dist", "__pycache__", "satchel.egg-info"}:
        assert re.search(rf"(?m)^{name}/ +\S+", text), name


def test_the_command_line_page_names_every_command():
    listing = subprocess.run(
        [sys.executable, "-m", "desktop", "--help"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    commands = set(re.findall(r"(?m)^    ([\w-]+)(?: {2,}\S|$)", listing))
    page = (ROOT / "docs/command-line.md").read_text(encoding="utf-8")
    assert len(commands) > 5
    assert set(re.findall(r"(?m)^\| `satchel ([\w-]+)", page)) == commands


def test_the_changelog_has_a_place_for_what_is_coming():
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.search(r"(?m)^## \[?Unreleased\]?$", text)
    headings = set(re.findall(r"(?m)^### (\w+)$", text))
    assert headings
    assert headings <= {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}


def test_decisions_are_numbered_without_a_gap():
    names = sorted(path.name for path in (ROOT / "docs/decisions").glob("*.md"))
    numbers = [int(name[:4]) for name in names]
    assert numbers == list(range(1, len(numbers) + 1))
    for name in names:
        text = (ROOT / "docs/decisions" / name).read_text(encoding="utf-8")
        for heading in ("## What we faced", "## What we do", "## What follows"):
            assert heading in text, f"{name} lacks {heading}"
