"""What must not be read in a log, a traceback or an error: secrets are replaced by a mark."""

from __future__ import annotations

import re
from typing import Final

MARK: Final = "[hidden]"
_SHORTEST: Final = 6
_SHAPES: Final = re.compile(
    r"""
    (?:Basic|Bearer|token)\s+[A-Za-z0-9+/=._~-]{8,}   # what follows an Authorization header
    | \b(?:sk|pk|xox[a-z]|ghp|gho|pat)[-_][A-Za-z0-9_-]{6,}   # keys by their usual beginnings
    | \b[0-9a-fA-F]{64}\b                              # a database key
    | (?<=://)[^/\s:@]+:[^/\s@]+(?=@)                  # a name and password inside a URL
    """,
    re.VERBOSE,
)
_NAMES: Final = re.compile(r"token|secret|password|key", re.IGNORECASE)
"""What a table calls the values that are secrets."""
_known: set[str] = set()


def hide(secret: str) -> None:
    """Remembers a secret of this run, so that `redacted` takes it out wherever it stands.

    Of one that is a JSON table, as a sign-in is kept, each token is a secret too.
    """
    for text in (secret, *_tokens(secret)):
        if len(text) >= _SHORTEST:
            _known.add(text)


def _tokens(secret: str) -> list[str]:
    if not secret.startswith("{"):
        return []
    import json  # only for the few secrets that are tables

    try:
        table = json.loads(secret)
    except ValueError:
        return []
    named = table.items() if isinstance(table, dict) else ()
    return [text for name, text in named if isinstance(text, str) and _NAMES.search(name)]


def redacted(text: str) -> str:
    """The text without known secrets and without what looks like one."""
    for secret in sorted(_known, key=len, reverse=True):
        text = text.replace(secret, MARK)
    return _SHAPES.sub(MARK, text)
