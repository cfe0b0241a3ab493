"""One window from its start to its end, in a process of its own, as far as it can be asked."""

from __future__ import annotations

import subprocess
import sys

import pytest

from book.rules_place import PERSONAL
from tests.desktop.conftest import ROOT

FALLEN_BACK = "The rules that come with Satchel are used until this is mended"
TELLING = """
import sys
from pathlib import Path

from book.profile import Profile
from desktop.secrets import MemorySecrets
from desktop.start_trace import StartTrace
from desktop.window_life import WindowLife

class Telling(WindowLife):
    def _painted(self):
        super()._painted()
        strip = self._window.desk.area.strip
        print(strip.isVisible(), strip.accessibleName())
        self.quit()

sys.exit(Telling(Profile(Path(sys.argv[1])), MemorySecrets(), None, StartTrace()).run())
"""


@pytest.mark.parametrize(
    ("rules", "told"),
    [
        (None, "False"),
        ("[contact]\nwindow_days = 20\n", "False"),
        (
            '[contact]\nwindow_days = "soon"\n',
            f"True Notice: {FALLEN_BACK}: house-rules.toml, line 2: contact.window_days",
        ),
    ],
)
def test_a_broken_house_rules_file_is_said_above_the_list_and_the_book_opens(plain, rules, told):
    if rules is not None:
        (plain.profile / PERSONAL).write_text(rules)
    done = subprocess.run(
        [sys.executable, "-c", TELLING, str(plain.profile)],
        cwd=ROOT,
        env=plain.environment,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip().startswith(told)
