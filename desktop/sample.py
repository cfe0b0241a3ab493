"""The sample book: a simulator of our own on loopback, and a folder that leaves no trace."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, NamedTuple

from book.errors import ServerTrouble, Usage
from book.keys import read_key_file
from book.profile import Profile
from desktop.child_process import child_command, child_environment

SEED: Final = 1
SERVICE_FILE: Final = "sample-service.jsonl"
"""In the sample's folder: what was written to its pretend CRM, which a second start must know."""
_ENDING_SECONDS: Final = 5.0


class SampleService(NamedTuple):
    """Where the simulator listens, and the pretend credentials that open it."""

    url: str
    key: str
    email: str


@contextmanager
def sample_service(*words: str) -> Iterator[SampleService]:
    """A simulator as a child process; it ends with the block, or when this process is gone."""
    process = subprocess.Popen(
        child_command("simulator", "--seed", str(SEED), "--parent-pid", str(os.getpid()), *words),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=child_environment(),
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        line = process.stdout.readline()
        if not line:
            raise ServerTrouble(
                f"The sample's service did not start (status {process.wait()}).",
                "Run it again with --debug to see why.",
            )
        said = json.loads(line)
        yield SampleService(said["url"], said["key"], said["email"])
    finally:
        process.stdin.close()
        process.stdout.close()
        try:
            process.wait(_ENDING_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@contextmanager
def sample_profile(named: str | None) -> Iterator[Profile]:
    """The folder of the sample: a passing one, or the named one, which is kept.

    Raises Usage where the named folder holds something that is not a sample.
    """
    if named:
        profile = Profile(Path(named).expanduser().absolute())
        refuse_real(profile)
        yield profile
        return
    folder = Path(tempfile.mkdtemp(prefix="satchel-demo-"))
    try:
        yield Profile(folder / "sample")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def refuse_real(profile: Profile) -> None:
    """Raises Usage where a demo would touch what is not its own."""
    if profile.is_made:
        if read_key_file(profile).sample:
            return
        what = "holds a book that is not a sample"
    elif profile.folder.is_dir() and any(profile.folder.iterdir()):
        what = "holds other files"
    elif profile.folder.exists() and not profile.folder.is_dir():
        what = "is a file"
    else:
        return
    raise Usage(
        f"{profile.folder} {what}.", "Nothing was changed. Name an empty folder with --profile."
    )
