"""The command line: its words, their checks, and which module does each command.

A command's module is imported only when it runs.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Any, Final, Never

from book.errors import Usage
from desktop.output import bear_any_text
from desktop.supervisor import supervised

PROG: Final = "satchel"
_RUNNERS: Final = {
    "open": "desktop.commands.window:open_uri",
    "capture": "desktop.commands.window:capture",
    "demo": "desktop.commands.demo:demo",
    "init": "desktop.commands.profile:init",
    "check": "desktop.commands.check:check",
    "connect": "desktop.commands.connect:connect",
    "disconnect": "desktop.commands.connect:disconnect",
    "sync": "desktop.commands.sync:sync",
    "status": "desktop.commands.status:status",
    "accounts": "desktop.commands.accounts:accounts",
    "account": "desktop.commands.accounts:account",
    "queue": "desktop.commands.queue:queue",
    "due": "desktop.commands.queue:due",
    "mark": "desktop.commands.queue:mark",
    "search": "desktop.commands.search:find",
    "script-filter": "desktop.commands.search:script_filter",
    "note": "desktop.commands.notes:note",
    "edit": "desktop.commands.notes:edit",
    "task": "desktop.commands.tasks:task",
    "done": "desktop.commands.tasks:done",
    "snooze": "desktop.commands.tasks:snooze",
    "link": "desktop.commands.recordings:link",
    "escalate": "desktop.commands.escalations:escalate",
    "stage": "desktop.commands.stage:stage",
    "same": "desktop.commands.customers:same",
    "apart": "desktop.commands.customers:apart",
    "outbox": "desktop.commands.outbox:outbox",
    "conflicts": "desktop.commands.conflicts:conflicts",
    "resolve": "desktop.commands.conflicts:resolve",
    "undo": "desktop.commands.undo:undo",
    "redo": "desktop.commands.undo:redo",
}
_DAY_WORDS: Final = "2026-12-01, today, fri, next tue, +3d, +2w"
_UNKNOWN_COMMAND: Final = re.compile(r"argument COMMAND: invalid choice: '(.*)' \(", re.DOTALL)
_LONGEST_COMPLAINT: Final = 160
_TEXT_WORDS: Final = "the text; “-”, or nothing, reads it from standard input"


class _Parser(argparse.ArgumentParser):
    """A parser whose complaints are our errors."""

    def error(self, message: str) -> Never:
        unknown = _UNKNOWN_COMMAND.match(message)
        if unknown is not None:
            raise _no_command(unknown[1])
        if len(message) > _LONGEST_COMPLAINT:
            message = f"{message[:_LONGEST_COMPLAINT].rstrip()}…"
        advice = f"“{self.prog} --help” shows how it is said."
        raise Usage(f"{message[:1].upper()}{message[1:]}.", advice)


def _no_command(said: str) -> Usage:
    from difflib import get_close_matches  # only ever needed to mend a slip

    near = get_close_matches(said, _RUNNERS, n=1, cutoff=0.5)
    short = said if len(said) <= _LONGEST_COMPLAINT else f"{said[:_LONGEST_COMPLAINT].rstrip()}…"
    advice = f"Did you mean “{near[0]}”? " if near else ""
    return Usage(f"There is no command “{short}”.", f"{advice}“{PROG} --help” lists them.")


def run(words: Sequence[str]) -> int:
    """Reads the words, runs the command, returns the exit status."""
    bear_any_text()
    as_json, debug = "--json" in words, "--debug" in words
    return supervised(lambda: _run(words), debug=debug, as_json=as_json)


def _run(words: Sequence[str]) -> int:
    said = _parser().parse_args(words)
    module, _, name = _RUNNERS[said.command].partition(":")
    command: Callable[[argparse.Namespace], int] = getattr(import_module(module), name)
    status = command(said)
    sys.stdout.flush()
    return status


def _parser() -> _Parser:
    parser = _Parser(
        prog=PROG, description="A customer success manager's own book, on this laptop."
    )
    parser.add_argument("--profile", metavar="DIR", help="the folder the book is in")
    parser.add_argument("--debug", action="store_true", help="show tracebacks, without secrets")
    parser.add_argument("--version", action=_Version, nargs=0, help="print the version")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)

    def command(name: str, words: str, *, json: bool = True) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=words, description=f"{words}.")
        # Known before and after the command; what was said before it stays.
        hidden: dict[str, Any] = {"default": argparse.SUPPRESS, "help": argparse.SUPPRESS}
        added.add_argument("--profile", metavar="DIR", **hidden)
        added.add_argument("--debug", action="store_true", **hidden)
        if json:
            added.add_argument("--json", action="store_true", help="print one JSON document")
        return added

    _add_profile_commands(command)
    _add_source_commands(command)
    _add_book_commands(command)
    _add_search_commands(command)
    _add_writing_commands(command)
    _add_sending_commands(command)
    return parser


def _add_profile_commands(command: Callable[..., argparse.ArgumentParser]) -> None:
    added = command("open", "Show the window, or bring the open one to the front", json=False)
    added.add_argument("uri", nargs="?", metavar="URI", help="a satchel:// link")
    command("capture", "Show the small window that catches a thought", json=False)
    added = command("demo", "Open a sample book; nothing leaves this machine")
    added.add_argument(
        "--headless", action="store_true", help="print the queue instead of a window"
    )
    added = command("init", "Make a profile")
    added.add_argument(
        "--encryption",
        choices=("keyring", "passphrase", "none"),
        default="keyring",
        help="where the key of the book is kept (keyring)",
    )
    command("check", "Check that the book's file, its outbox and its house rules hold together")


def _add_source_commands(command: Callable[..., argparse.ArgumentParser]) -> None:
    added = command("connect", "Check credentials against a source and keep them")
    added.add_argument("source", metavar="SOURCE")
    added.add_argument("--url", help="another host: a proxy, a sandbox, a simulator")
    added.add_argument("--me", metavar="EMAIL", help="who you are there")
    added.add_argument("--option", metavar="KEY=VALUE", action="append", default=[])
    added.add_argument("--secret-stdin", action="store_true", help="read the secret from stdin")
    added = command("disconnect", "Remove the credentials of a source")
    added.add_argument("source", metavar="SOURCE")
    added.add_argument("--forget", action="store_true", help="also remove what came from it")
    added = command("sync", "Bring the book up to date, once")
    added.add_argument("sources", nargs="*", metavar="SOURCE")
    added.add_argument("--full", action="store_true", help="read everything again")
    added.add_argument("--no-wait", action="store_true", help="give up while another one syncs")
    command("status", "Sources, counts, and what waits")


def _add_book_commands(command: Callable[..., argparse.ArgumentParser]) -> None:
    command("accounts", "The accounts of the book")
    added = command("account", "One account with its people, notes and tasks")
    added.add_argument("account", metavar="ACCOUNT")
    for name, words in (("queue", "The renewal queue, in order, with its reasons"),
                        ("due", "Open tasks due by a day")):  # fmt: skip
        added = command(name, words)
        added.add_argument("--on", metavar="DAY", default="today", help=_DAY_WORDS)
    added = command("mark", "Say where you stand with an account")
    added.add_argument("account", metavar="ACCOUNT")
    added.add_argument(
        "state",
        metavar="STATE",
        help="to_contact, contacted, booked, done, skipped, or a day to snooze it until",
    )


def _add_search_commands(command: Callable[..., argparse.ArgumentParser]) -> None:
    words = "words, beginnings, acct: is: due: tag: from:, “a phrase”"
    added = command("search", "Find accounts, people, notes, tasks and all else in the book")
    added.add_argument("text", nargs="+", metavar="TEXT", help=words)
    added.add_argument("--limit", type=int, default=20, metavar="N", help="at most so many (20)")
    added = command("script-filter", "The same as a document for Alfred", json=False)
    added.add_argument("text", nargs="*", metavar="TEXT", help=words)


def _add_writing_commands(command: Callable[..., argparse.ArgumentParser]) -> None:
    added = command("note", "Add a finished note to an account")
    added.add_argument("account", metavar="ACCOUNT")
    added.add_argument("text", nargs="?", metavar="TEXT", help=_TEXT_WORDS)
    added.add_argument("--subject", default="", metavar="S")
    added.add_argument("--date", default="today", metavar="DAY", help=_DAY_WORDS)
    added.add_argument("--tag", action="append", default=[], metavar="T", help="may be repeated")
    added.add_argument("--private", action="store_true", help="it stays on this laptop for good")
    added = command("edit", "Replace the text of a note")
    added.add_argument("note", metavar="NOTE")
    added.add_argument("text", nargs="?", metavar="TEXT", help=_TEXT_WORDS)
    added = command("task", "Add a task to an account")
    added.add_argument("account", metavar="ACCOUNT")
    added.add_argument("title", metavar="TITLE")
    added.add_argument("--due", required=True, metavar="DATE", help=_DAY_WORDS)
    added.add_argument("--do-on", metavar="DATE", help="when to do it; stays on this laptop")
    added.add_argument("--repeat", metavar="WORDS", help="every 2 weeks, every month on the 31st")
    added.add_argument(
        "--check", action="append", default=[], metavar="TEXT", help="a line of its checklist"
    )
    command("done", "Mark a task as done").add_argument("task", metavar="TASK")
    added = command("snooze", "Move a task to another day")
    added.add_argument("task", metavar="TASK")
    added.add_argument("day", metavar="DATE", help=_DAY_WORDS)
    _add_link_command(command)
    _add_escalate_command(command)
    added = command("stage", "Move an account on the pipeline")
    added.add_argument("account", metavar="ACCOUNT")
    added.add_argument("stage", metavar="STAGE", help="its label, the start of it, or its code")
    added = command("same", "Show two accounts of different sources as one customer")
    added.add_argument("account", metavar="ACCOUNT", help="the one that leads")
    added.add_argument("other", metavar="OTHER", help="the one that is the same customer")
    added = command("apart", "Show the accounts of a customer each by itself")
    added.add_argument("account", metavar="ACCOUNT", help="one of them")


def _add_link_command(command: Callable[..., argparse.ArgumentParser]) -> None:
    added = command("link", "Log a recording at an account, with its moments")
    added.add_argument("account", metavar="ACCOUNT")
    added.add_argument(
        "url", metavar="URL", help="of Loom, BuildBetter, Zoom, Gong, … or any other"
    )
    added.add_argument("--title", default="", metavar="T")
    added.add_argument("--date", default="today", metavar="DAY", help=_DAY_WORDS)
    added.add_argument(
        "--at",
        dest="moments",
        action=_Moment,
        metavar="OFFSET",
        help="a moment in it: 90, 1m30s, 12:05, 1:02:03; may be repeated",
    )
    added.add_argument(
        "--label", dest="moments", action=_Moment, metavar="L", help="what is at the last --at"
    )
    added.add_argument(
        "--keep-passcode", action="store_true", help="keep a passcode that stands in the link"
    )


def _add_escalate_command(command: Callable[..., argparse.ArgumentParser]) -> None:
    added = command("escalate", "Check an escalation, or print its handover")
    added.add_argument("account", metavar="ACCOUNT")
    added.add_argument("--form", required=True, metavar="FILE", help="the form, as TOML")
    way = added.add_mutually_exclusive_group()
    way.add_argument("--check", action="store_true", help="what is missing (the default)")
    way.add_argument("--text", choices=("slack", "markdown", "mail"), help="print the handover")
    way.add_argument("--send", action="store_true", help="queue it")


def _add_sending_commands(command: Callable[..., argparse.ArgumentParser]) -> None:
    added = command("outbox", "What will leave this laptop, and what keeps it")
    added.add_argument("do", nargs="?", metavar="hold|release|retry|discard|move")
    added.add_argument("id", nargs="?", metavar="ID", help="the entry to do that with, such as o3")
    added.add_argument("account", nargs="?", metavar="ACCOUNT", help="where to move it")
    added.add_argument("--all", action="store_true", help="also what was sent of late")
    command("conflicts", "What you and somebody else both changed")
    added = command("resolve", "Settle a conflict")
    added.add_argument("id", metavar="ID", help="such as x3")
    added.add_argument("--keep", required=True, choices=("mine", "theirs", "both"))
    command("undo", "Take the newest edit back")
    command("redo", "Bring back the edit that was taken back last")


class _Moment(argparse.Action):
    """Gathers `--at` and the `--label` that follows it, in the order they were said."""

    def __call__(
        self,
        parser: argparse.ArgumentParser,
        namespace: argparse.Namespace,
        values: str | Sequence[Any] | None,
        option_string: str | None = None,
    ) -> None:
        said = getattr(namespace, self.dest) or []
        setattr(namespace, self.dest, [*said, (option_string, str(values))])


class _Version(argparse.Action):
    """Prints the version and ends."""

    def __call__(self, *_: object) -> Never:
        from importlib.metadata import PackageNotFoundError, version

        try:
            number = version(PROG)
        except PackageNotFoundError:
            number = "from source"
        print(f"{PROG} {number}")
        raise SystemExit(0)
