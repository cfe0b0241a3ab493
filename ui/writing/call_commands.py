"""What can be done in a call, as entries of the registry; none of it leaves the text."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from book.moments import MARK_KINDS
from ui.commands import Command, platform_keys
from ui.window.pages import NOTE_PAGE
from ui.words import say

if TYPE_CHECKING:
    from ui.window.main_window import MainWindow
    from ui.writing.call_acts import CallActs


def call_commands(window: MainWindow) -> list[Command]:
    """The clock, a mark of each kind, and the marks there are."""

    def runs() -> bool:
        return window.awake and window.acts.calls.runs

    def on_note() -> bool:
        return window.desk.area.key == NOTE_PAGE

    def can_turn() -> bool:
        return on_note() or window.desk.account is not None

    def do(act: Callable[[CallActs], object]) -> Callable[[], object]:
        return lambda: act(window.acts.calls)

    titles = {
        "risk": say("Mark a risk"),
        "idea": say("Mark an idea"),
        "promise": say("Mark a promise"),
        "bug": say("Mark a bug"),
        "quote": say("Mark a quote"),
    }
    return [
        Command(
            id="call_clock",
            words=say("Call clock"),
            menu="note",
            group="call",
            keys=platform_keys(("Ctrl+M",), mac=("Meta+M",)),
            enabled=can_turn,
            checked=runs,
            run=do(lambda acts: acts.turn()),
        ),
        *(
            Command(
                id=f"mark_{kind}",
                words=titles[kind],
                menu="note",
                group="call",
                keys=platform_keys((f"Alt+{digit}",), mac=(f"Meta+{digit}",)),
                enabled=on_note,  # a key without its command would type its digit into the note
                run=do(partial(_mark, kind)),
            )
            for digit, kind in enumerate(MARK_KINDS, start=1)
        ),
        Command(
            id="take_mark_back",
            words=say("Take the last mark back"),
            menu="note",
            group="call",
            keys=platform_keys(("Alt+0",), mac=("Meta+0",)),
            enabled=on_note,
            run=do(lambda acts: acts.take_back()),
        ),
        Command(
            id="go_marks",
            words=say("Marks of the call"),
            menu="note",
            group="call",
            keys=platform_keys(("Alt+9",), mac=("Meta+9",)),
            enabled=on_note,
            run=do(lambda acts: acts.focus_marks()),
        ),
    ]


def _mark(kind: str, acts: CallActs) -> None:
    acts.mark(kind)
