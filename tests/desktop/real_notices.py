"""Shows one notice on the session's bus and prints what came of it, as one JSON document.

`dbus-run-session -- python -m tests.desktop.real_notices [ACT [plain]]` starts the service first;
with `nobody` there is none.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys

from desktop.notices import Notice, Notices

SECONDS = 5.0


def main(words: list[str]) -> int:
    """Starts the service, shows the notice, prints."""
    if words == ["nobody"]:
        print(json.dumps(asyncio.run(shown(wait=False))))
        return 0
    host = subprocess.Popen(
        [sys.executable, "-m", "tests.desktop.notice_host", *words],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert host.stdout is not None
    try:
        assert json.loads(host.stdout.readline())["kind"] == "ready"
        found = asyncio.run(shown(wait=bool(words and words[0])))
        print(json.dumps({**found, "seen": json.loads(host.stdout.readline())}))
    finally:
        host.kill()
    return 0


async def shown(*, wait: bool) -> dict[str, object]:
    """Whether it was taken, whether there are buttons, and what was pressed."""
    pressed: asyncio.Queue[tuple[str, str]] = asyncio.Queue()
    notices = Notices(lambda key, act: pressed.put_nowait((key, act)))
    notice = Notice(
        key="task:1", title="Send the plan", body="Alder <b>& Sons", acts=(("done", "Done"),)
    )
    took = await notices.show(notice)
    act = await asyncio.wait_for(pressed.get(), SECONDS) if wait else None
    return {"took": took, "buttons": notices.has_buttons, "act": act}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
