"""The one place where an error becomes a line on standard error and an exit status."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Callable
from typing import Final

from book.errors import EXIT_FELL_SHORT, Refused, SatchelError
from desktop.redaction import redacted

EXIT_INTERRUPTED: Final = 130
_LONGEST_QUOTE: Final = 120


def supervised(work: Callable[[], int], *, debug: bool = False, as_json: bool = False) -> int:
    """Runs `work` and returns its exit status; whatever it raises ends here.

    A failure a person can act on is one line, and with `as_json` its shape on standard
    output. What nobody foresaw is one line too; its traceback, without secrets, only with
    `debug`. Ctrl-C prints nothing: who pressed it knows, and a script sees the status.
    """
    try:
        return work()
    except SatchelError as error:
        report(error, as_json=as_json)
        if debug:
            _print_trace()
        return error.exit_status
    except KeyboardInterrupt:
        return EXIT_INTERRUPTED
    except BrokenPipeError:
        _leave_the_pipe()
        return EXIT_FELL_SHORT
    except OSError as error:
        if error.errno != errno.ENOSPC:
            _report_unforeseen(error, debug=debug, as_json=as_json)
            return EXIT_FELL_SHORT
        # Where the book itself has no room the store says so: this is the output.
        _leave_the_pipe()
        report(Refused("There is no room on the disk to write this to.", "Make some, and repeat."))
        return EXIT_FELL_SHORT
    except Exception as error:
        _report_unforeseen(error, debug=debug, as_json=as_json)
        return EXIT_FELL_SHORT


def report(error: SatchelError, *, as_json: bool = False) -> None:
    """Says an error in one line on standard error, and in its JSON shape where asked."""
    print(f"satchel: {_plain(str(error))}", file=sys.stderr, flush=True)
    if as_json:
        _print_shape({name: _plain(text) for name, text in error.as_json().items()})


def _report_unforeseen(error: Exception, *, debug: bool, as_json: bool) -> None:
    title = f"Something went wrong that Satchel did not foresee ({type(error).__name__})."
    advice = "The traceback stands above." if debug else "Run it again with --debug to see where."
    if debug:
        _print_trace()
    print(f"satchel: {title} {advice}", file=sys.stderr, flush=True)
    if as_json:
        _print_shape({"kind": "server", "title": title, "advice": advice})


def _plain(text: str) -> str:
    """One line without a secret, nor a sign that a typed word could give a terminal orders by.

    What is quoted may be whatever somebody pasted; its beginning is enough to know it by.
    """
    import re  # only ever needed to tell of a failure

    from desktop.output import one_line

    line = " ".join(one_line(redacted(text)).split())
    longest = f"“([^”]{{{_LONGEST_QUOTE}}})[^”]+”"
    return re.sub(longest, lambda found: f"“{found[1].rstrip()}…”", line)


def _print_shape(shape: dict[str, str]) -> None:
    from desktop.output import print_json

    try:
        print_json(shape)
    except OSError:  # nobody reads it any more; the line on standard error has said it
        _leave_the_pipe()


def _print_trace() -> None:
    import traceback

    print(redacted(traceback.format_exc()), file=sys.stderr, flush=True)


def _leave_the_pipe() -> None:
    # Whoever read us has gone; without this Python complains again while it shuts down.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
