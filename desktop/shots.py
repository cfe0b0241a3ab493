"""`python -m desktop.shots --out DIR`: pictures of the real window on the sample book.

The clock and the seed are fixed, so the same code draws the same pictures. A scale factor is
read once per process, so each has a process of its own.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from desktop import shot_calls, shot_notices, shot_tasks
from desktop.child_process import child_environment, module_command
from desktop.shot_books import OF_THREE, book, fixed_clock, make_books, opened
from desktop.shot_colours import few_colours

if TYPE_CHECKING:
    from PySide6.QtGui import QImage
    from PySide6.QtWidgets import QApplication, QWidget

    from book.store import Store
    from desktop.shot_capture import CaptureStand
    from desktop.shot_connect import Stand
    from desktop.shot_escalations import EscalationStand
    from desktop.shot_notes import NoteStand
    from ui.look.tokens import Density, Scheme
    from ui.window.main_window import MainWindow

SIZE: Final = (1440, 900)
_NARROW: Final = (960, 720)
_TALL: Final = (1440, 1200)
_SMALL: Final = (640, 440)
_SETTLE_MS: Final = 400
_STILL_LOOKS: Final = 2
_MOST_LOOKS: Final = 12
_FACE: Final = "Inter"
"""Drawn in this where it is installed, else in the system's own face."""
_FACE_PX: Final = 13
_ACCOUNT_AT: Final = 4
"""How far down the queue the account stands that the pane shows: one with something to tell."""
_MOST_STEPS: Final = 60


class Shot(NamedTuple):
    """One picture: its name, which book it shows, and how the window stands."""

    name: str
    book: str = "full"
    scheme: Scheme = "light"
    density: Density = "comfortable"
    size: tuple[int, int] = SIZE
    scales: tuple[int, ...] = (1,)
    opened: bool = False
    """Whether the account is opened, which in a narrow window takes the page's place."""
    page: str = "today"
    draft: bool = False
    """Whether the unfinished note is taken up."""
    full_disk: bool = False
    """Whether its words cannot be saved."""
    offline: bool = False
    """Whether the source stopped answering."""
    panel: bool = False
    """Whether the panel of sources stands over the page."""
    account: str = ""
    """Whose account is chosen, in place of one far down the queue."""
    command: str = ""
    """The command that is given at the account."""
    typed: str = ""
    """What is typed into the dialog that it opens."""
    call: bool = False
    """Whether the note, or the recording, is that of a call with marks."""
    tasks: str = ""
    """What is shown of tasks and promises: one of their lists, several rows, a form."""
    note: NoteStand = ""
    """What is shown of a note that was ended."""
    escalation: EscalationStand = ""
    """What is shown of escalations."""
    capture: CaptureStand = ""
    """How the capture window stands, in place of the window."""
    connect: tuple[str, Stand] | None = None
    """The service that is about to be connected, and how far that has come."""


SHOTS: Final = (
    Shot("queue-light", scales=(1, 2)),
    Shot("queue-dark", scheme="dark", scales=(1, 2)),
    Shot("queue-compact", density="compact"),
    Shot("queue-narrow", size=_NARROW),
    Shot("account-narrow", size=_NARROW, opened=True),
    Shot("queue-empty", book="empty"),
    Shot("queue-offline", book="offline"),
    Shot("queue-error", book="error"),
    Shot("working-light", book="working"),
    Shot("outbox-light", book="working", page="outbox"),
    Shot("outbox-dark", book="working", page="outbox", scheme="dark"),
    Shot("outbox-narrow", book="working", page="outbox", size=_NARROW),
    Shot("outbox-empty", page="outbox"),
    Shot("outbox-offline", book="working", page="outbox", offline=True),
    Shot("outbox-account-gone-light", book="lost", page="outbox"),
    Shot("outbox-account-gone-dark", book="lost", page="outbox", scheme="dark"),
    Shot("conflict-light", book="working", page="conflicts"),
    Shot("conflict-dark", book="working", page="conflicts", scheme="dark"),
    Shot("conflict-narrow", book="working", page="conflicts", size=_NARROW),
    Shot("conflicts-empty", page="conflicts"),
    Shot("sync-log", book="working", page="sync-log"),
    Shot("sync-log-dark", book="working", page="sync-log", scheme="dark"),
    Shot("sync-log-empty", book="empty", page="sync-log"),
    Shot("note-light", book="working", draft=True),
    Shot("note-dark", book="working", draft=True, scheme="dark"),
    Shot("note-narrow", book="working", draft=True, size=_NARROW),
    Shot("note-ended-light", book="noted", note="written"),
    Shot("note-versions-light", book="noted", note="versions"),
    Shot("note-versions-dark", book="noted", note="versions", scheme="dark"),
    Shot("notes-pinned-light", book="noted", size=_TALL, note="pinned"),
    Shot("notes-pinned-dark", book="noted", size=_TALL, note="pinned", scheme="dark"),
    Shot("keys", book="noted", note="keys"),
    Shot("note-not-saved", book="working", draft=True, full_disk=True),
    Shot("call-light", book="working", draft=True, call=True),
    Shot("call-dark", book="working", draft=True, call=True, scheme="dark"),
    Shot("call-narrow", book="working", draft=True, call=True, size=_NARROW),
    Shot("call-aligned-light", book="working", page="recordings", call=True),
    Shot("call-aligned-dark", book="working", page="recordings", call=True, scheme="dark"),
    Shot("capture-light", book="working", size=_SMALL, capture="lines"),
    Shot("capture-dark", book="working", size=_SMALL, capture="lines", scheme="dark"),
    Shot("capture-guessed-light", size=_SMALL, capture="guessed"),
    Shot("capture-guessed-dark", size=_SMALL, capture="guessed", scheme="dark"),
    Shot("capture-empty-light", book="empty", size=_SMALL, capture="empty"),
    Shot("capture-empty-dark", book="empty", size=_SMALL, capture="empty", scheme="dark"),
    Shot("capture-offline", book="working", size=_SMALL, capture="lines", offline=True),
    Shot("mail-light", command="write_mail"),
    Shot("mail-dark", command="write_mail", scheme="dark"),
    Shot("prep-light", book="working", command="prep"),
    Shot("prep-dark", book="working", command="prep", scheme="dark"),
    Shot("meeting-light", book="booked"),
    Shot("meeting-dark", book="booked", scheme="dark"),
    Shot("booking-links-light", book="booked", command="copy_booking_link"),
    Shot("booking-links-dark", book="booked", command="palette", typed="booking", scheme="dark"),
    Shot("palette-light", command="palette", typed="note"),
    Shot("palette-dark", command="palette", typed="note", scheme="dark"),
    Shot("recordings-light", book="working", page="recordings"),
    Shot("recordings-dark", book="working", page="recordings", scheme="dark"),
    Shot("recordings-empty", page="recordings"),
    Shot("tasks-light", book="working", tasks="tasks"),
    Shot("tasks-dark", book="working", tasks="tasks", scheme="dark"),
    Shot("tasks-several", book="working", tasks="several"),
    Shot("tasks-promises-light", book="working", tasks="i_owe"),
    Shot("tasks-promises-dark", book="working", tasks="i_owe", scheme="dark"),
    Shot("tasks-put-off", book="working", tasks="put off"),
    Shot("tasks-follow-up", book="working", tasks="follow up", scheme="dark"),
    Shot("tasks-narrow", book="working", tasks="tasks", size=_NARROW),
    Shot("tasks-pane-light", book="working", tasks="pane", size=_TALL),
    Shot("tasks-pane-dark", book="working", tasks="pane", scheme="dark", size=_TALL),
    Shot("notices-light", book="working", page="notices"),
    Shot("notices-dark", book="working", page="notices", scheme="dark"),
    Shot("tasks-empty", book="empty", page="tasks"),
    Shot("task-form-light", book="working", tasks="form"),
    Shot("task-form-dark", book="working", tasks="form", scheme="dark"),
    Shot("escalation-light", book="escalated", escalation="form"),
    Shot("escalation-dark", book="escalated", escalation="form", scheme="dark"),
    Shot("escalation-narrow", book="escalated", escalation="form", size=_NARROW),
    Shot("escalation-kinds", book="escalated", escalation="kinds"),
    Shot("escalation-preview-light", book="escalated", escalation="preview"),
    Shot("escalation-preview-dark", book="escalated", escalation="preview", scheme="dark"),
    Shot("escalations-light", book="escalated", escalation="list"),
    Shot("escalations-dark", book="escalated", escalation="list", scheme="dark"),
    Shot("escalation-quiet-light", book="escalated", escalation="quiet"),
    Shot("escalation-risk-dark", book="escalated", escalation="risk", scheme="dark"),
    Shot("escalation-close-light", book="escalated", escalation="close"),
    Shot("escalation-close-dark", book="escalated", escalation="close", scheme="dark"),
    Shot("escalations-empty", escalation="empty"),
    Shot("thread-light", book="escalated", escalation="thread"),
    Shot("thread-dark", book="escalated", escalation="thread", scheme="dark"),
    Shot("channel-light", book="escalated", escalation="channel"),
    Shot("channel-dark", book="escalated", escalation="channel", scheme="dark"),
    Shot("sources-light", book="working", panel=True),
    Shot("sources-dark", book="working", panel=True, scheme="dark"),
    Shot("sources-three-light", book="three", panel=True),
    Shot("account-three-light", book="three", size=_TALL, account=OF_THREE),
    Shot("connect-hubspot-light", connect=("hubspot", "form")),
    Shot("connect-hubspot-dark", connect=("hubspot", "form"), scheme="dark"),
    Shot("connect-salesforce-light", connect=("salesforce", "form")),
    Shot("connect-salesforce-dark", connect=("salesforce", "form"), scheme="dark"),
    Shot("connect-narrow", connect=("salesforce", "form"), size=_NARROW),
    Shot("connect-answer-light", connect=("hubspot", "answer")),
    Shot("connect-answer-dark", connect=("hubspot", "answer"), scheme="dark"),
    Shot("connect-answer-signed-in", connect=("salesforce", "answer")),
    Shot("connect-refused-light", connect=("hubspot", "refused")),
    Shot("connect-refused-dark", connect=("hubspot", "refused"), scheme="dark"),
    Shot("first-run-light", book="none", size=_NARROW),
    Shot("first-run-dark", book="none", size=_NARROW, scheme="dark"),
)


def main(words: Sequence[str] | None = None) -> int:
    """Draws all pictures, or those of one scale when called by itself."""
    parser = argparse.ArgumentParser(prog="desktop.shots", description=__doc__)
    parser.add_argument("--out", type=Path, required=True, metavar="DIR")
    parser.add_argument("--only", nargs="*", default=[], metavar="NAME")
    parser.add_argument("--scale", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--books", type=Path, help=argparse.SUPPRESS)
    said = parser.parse_args(words)
    said.out.mkdir(parents=True, exist_ok=True)
    if said.scale is not None:
        return _draw(said.out, said.books, said.scale, said.only)
    with tempfile.TemporaryDirectory(prefix="satchel-shots-") as folder:
        make_books(Path(folder), books_needed(said.only))
        statuses = [_draw_apart(said, Path(folder), scale) for scale in (1, 2)]
    return max(statuses)


def _draw_apart(said: argparse.Namespace, books: Path, scale: int) -> int:
    words = ["--out", str(said.out), "--books", str(books), "--scale", str(scale)]
    environment = {**child_environment(), "QT_SCALE_FACTOR": str(scale), "TZ": "UTC"}
    if sys.platform.startswith("linux") and not os.environ.get("DISPLAY"):
        environment.setdefault("QT_QPA_PLATFORM", "offscreen")
    only = ["--only", *said.only] if said.only else []
    command = module_command("desktop.shots", *words, *only)
    return subprocess.run(command, env=environment, check=False).returncode


def books_needed(only: Sequence[str]) -> set[str]:
    """The books of these pictures, or of all of them; `answers` where a dialog shows some."""
    shots = [shot for shot in SHOTS if not only or shot.name in only]
    asked = {"answers" for shot in shots if shot.connect is not None}
    return {shot.book for shot in shots} | asked


# --- pictures ---------------------------------------------------------------------------


def _draw(out: Path, books: Path, scale: int, only: Sequence[str]) -> int:
    from desktop.application import make_application

    app = make_application("light", less_motion=True)
    _set_face(app)
    for shot in SHOTS:
        if scale not in shot.scales or (only and shot.name not in only):
            continue
        suffix = "" if scale == 1 else f"@{scale}x"
        file = out / f"{shot.name}{suffix}.png"
        _draw_one(app, shot, books, file)
        print(file)
    return 0


def _draw_one(app: QApplication, shot: Shot, books: Path, file: Path) -> None:
    from ui.look import theme

    theme.apply(app, shot.scheme, less_motion=True)
    if shot.book == "none":
        from desktop import plain_page

        page = plain_page.first_run("~/.local/share/satchel", lambda: None)
        _grab(app, page, shot.size, file)
        return
    import shiboken6

    from book import sources
    from book.outbox_entry import EntryId
    from desktop.commands.opened import house_rules
    from desktop.exact_request import exact_request
    from ui.commands import Commands
    from ui.settings import Settings
    from ui.window.main_window import MainWindow

    with closing(opened(book(books, shot.book))) as store:
        if shot.offline:
            sources.note_state(store, "vitally", "offline", "Vitally does not answer.")
        rules = house_rules(store.profile)
        acted = shot_tasks.fill(store, rules, fixed_clock().date()) if shot.tasks else 0
        settings = Settings(books / f"{shot.name}.json")
        settings.change(scheme=shot.scheme, density=shot.density, less_motion=True)
        window = MainWindow(
            store,
            house_rules(store.profile),
            settings,
            fixed_clock,
            commands=Commands(),
            on_sync=lambda: None,
            exact_request=lambda entry: exact_request(store, EntryId(entry)),
            sample=True,
        )
        window.on_connect = lambda: None  # there is no engine, but there would be

        def stand() -> None:
            _bring(window, store, shot, books)

        if shot.capture:
            from desktop import shot_capture

            _grab(app, shot_capture.ground(window, shot.capture), shot.size, file)
            shiboken6.delete(window)
        else:
            _grab(app, window, shot.size, file, stand)
        if shot.offline:
            sources.note_state(store, "vitally", "up_to_date")
        if shot.call:
            shot_calls.hang_up(store)
        shot_tasks.clear(store, rules, acted)
        shot_notices.clear(store)


def _go(window: MainWindow, store: Store, page: str) -> None:
    """To a page, also to those that no line of the sidebar leads to."""
    if page == "sync-log":
        window.commands.run("go_sync_log")
    elif page == "notices":
        shot_notices.bring(window, store)
    else:
        window.go(page)


def _bring(window: MainWindow, store: Store, shot: Shot, books: Path) -> None:
    """Where the picture shows the window."""
    from book import drafts

    if shot.draft:
        window.acts.notes.open_draft(drafts.drafts(store)[0][0].id)
        if shot.full_disk:
            words = "Not saved yet: disk is full. The text stays here."
            window.acts.notes.page.keeper.troubled.emit(words)
    elif shot.panel:
        window.commands.run("sources")
    elif shot.tasks:
        shot_tasks.bring(window, shot.tasks)
    elif shot.note:
        from desktop import shot_notes

        shot_notes.bring(window, store, shot.note)
    elif shot.escalation:
        from desktop import shot_escalations

        shot_escalations.bring(window, store, shot.escalation)
    elif shot.page != "today":
        _go(window, store, shot.page)
    else:
        _walk_to(window, store, shot.account)
        if shot.opened:
            window.desk.open_account()
        if shot.command:
            window.commands.run(shot.command)
        if shot.typed:
            _type(shot.typed)
    if shot.call:
        shot_calls.ring(window, store)
    if shot.connect is not None:
        from desktop import shot_connect

        shot_connect.show(window, store, books, *shot.connect)


def _type(text: str) -> None:
    """Into the dialog that is open."""
    from PySide6.QtWidgets import QApplication

    from ui.writing.pick_list import PickDialog

    asked = QApplication.activeModalWidget()
    if isinstance(asked, PickDialog):
        asked.field.setText(text)


def _walk_to(window: MainWindow, store: Store, account: str) -> None:
    """Down the queue to an account, by default one with something to tell."""
    from book.accounts import find_account

    wanted = find_account(store, account).id if account else None
    for _ in range(_MOST_STEPS if wanted else _ACCOUNT_AT):
        if wanted is not None and window.desk.account == wanted:
            return
        window.desk.step(1)


def _set_face(app: QApplication) -> None:
    from PySide6.QtGui import QFont, QFontDatabase

    if QFontDatabase.hasFamily(_FACE):
        face = QFont(_FACE)
        face.setPixelSize(_FACE_PX)
        app.setFont(face)


def _grab(
    app: QApplication,
    window: QWidget,
    size: tuple[int, int],
    file: Path,
    stand: Callable[[], None] = lambda: None,
) -> None:
    import shiboken6
    from PySide6.QtCore import QTimer

    from desktop import event_loop

    window.resize(*size)
    window.show()
    QTimer.singleShot(_SETTLE_MS // 2, stand)
    # On a busy machine a fixed wait is no measure: the picture is taken once it stands still.
    seen: list[QImage] = []

    def look() -> None:
        seen.append(_seen(window))
        if len(seen) >= _MOST_LOOKS or seen[-_STILL_LOOKS:] == [seen[-1]] * _STILL_LOOKS:
            app.exit()

    looking = QTimer(interval=_SETTLE_MS)
    looking.timeout.connect(look)
    looking.start()
    event_loop.run(app)
    looking.stop()
    few_colours(seen[-1]).save(str(file), quality=0)
    shiboken6.delete(window)


def _seen(window: QWidget) -> QImage:
    """The window, with the dialog in its middle that stands over it."""
    from PySide6.QtGui import QPainter
    from PySide6.QtWidgets import QDialog

    image = window.grab().toImage()
    for dialog in window.findChildren(QDialog):
        if dialog.isVisible():
            ratio = image.devicePixelRatio()
            over = dialog.grab()
            painter = QPainter(image)
            left = (image.width() / ratio - dialog.width()) / 2
            top = (image.height() / ratio - dialog.height()) / 2
            painter.drawPixmap(round(left), round(top), over)
            painter.setPen(dialog.palette().mid().color())
            painter.drawRect(
                round(left) - 1, round(top) - 1, dialog.width() + 1, dialog.height() + 1
            )
            painter.end()
    return image


if __name__ == "__main__":
    sys.exit(main())
