"""What lets one in at Calendly: a person's own access token."""

from __future__ import annotations

import re
from typing import Final

from book.errors import Auth

_ADVICE: Final = "In Calendly, open Integrations & apps, API & webhooks, and make a personal token."
_AROUND: Final = " \t\r\n\f\v\"'`\u00a0\u200b\u2018\u2019\u201c\u201d\ufeff"
_NAMED: Final = re.compile(r"(?i)(?:authorization\s*:\s*)?(?:bearer\s+)?")
_LONGEST: Final = 8_000


def headers(pasted: str) -> dict[str, str]:
    """The header for what was pasted; raises Auth for what cannot be a token."""
    text = _NAMED.sub("", pasted.strip(_AROUND), count=1).strip(_AROUND)
    if not text:
        raise Auth("There is no token for Calendly.", _ADVICE)
    if not text.isascii() or not text.isprintable() or " " in text or len(text) > _LONGEST:
        raise Auth("What was given for Calendly is not a token.", _ADVICE)
    return {"authorization": f"Bearer {text}"}
