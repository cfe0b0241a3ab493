"""What lets one in at BuildBetter: a key of the organisation, or a person's own token."""

from __future__ import annotations

import re
from typing import Final

from book.errors import Auth

KEY_HEADER: Final = "x-buildbetter-api-key"
_ADVICE: Final = "Copy the key whole from where BuildBetter shows it, in its dashboard."
_AROUND: Final = " \t\r\n\f\v\"'`\u00a0\u200b\u2018\u2019\u201c\u201d\ufeff"
_TOKEN: Final = re.compile(r"eyJ[\w-]+\.[\w-]+\.[\w-]+")
_NAMED: Final = re.compile(r"(?i)(?:x-buildbetter-api-key|authorization)\s*:\s*")
_LONGEST: Final = 8_000


def headers(pasted: str) -> dict[str, str]:
    """The header for what was pasted: a token signed for a person goes as Bearer, anything else
    as the organisation's key. Raises Auth for what can be neither."""
    text = _NAMED.sub("", pasted.strip(_AROUND), count=1).strip(_AROUND)
    scheme, _, rest = text.partition(" ")
    bearer = scheme.lower() == "bearer"
    if bearer:
        text = rest.strip(_AROUND)
    if not text:
        raise Auth("There is no key for BuildBetter.", _ADVICE)
    if not text.isascii() or not text.isprintable() or " " in text or len(text) > _LONGEST:
        raise Auth("What was given for BuildBetter is not a key.", _ADVICE)
    if bearer or _TOKEN.fullmatch(text):
        return {"authorization": f"Bearer {text}"}
    return {KEY_HEADER: text}
