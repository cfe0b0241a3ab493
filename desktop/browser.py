"""Opening a page in the person's own browser, for a sign-in; the address is said as well."""

from __future__ import annotations

import os
import sys

from desktop.output import say


def has_screen() -> bool:
    """Whether a browser with windows could be shown."""
    if not sys.platform.startswith("linux"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def open_browser(address: str) -> bool:
    """Opens a page and says its address, for whoever sees no browser come up.

    Without a screen the address alone is said: a browser inside the terminal would take it over.
    """
    say(f"Sign in in your browser. If none opens, open this there, on this computer:\n{address}")
    if has_screen():
        import webbrowser
        from threading import Thread

        # Some browsers hold up whoever opens them until they are closed, and the page comes
        # back to us before.
        Thread(target=webbrowser.open, args=(address,), daemon=True).start()
    return True
