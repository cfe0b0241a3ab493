"""A day with a time of it, as people type them: `fri 15:00`, `tomorrow 9am`, `14:30`."""

from __future__ import annotations

import re
from datetime import time
from typing import Final

_AT_THE_END: Final = re.compile(
    r"(?:^|\s)(?:at\s+)?(?:(?P<hour>[01]?[0-9]|2[0-3]):(?P<minute>[0-5][0-9])"
    r"|(?P<twelve>1[0-2]|0?[1-9])(?:[:.](?P<past>[0-5][0-9]))?\s?(?P<half>am|pm))\s*\Z",
    re.IGNORECASE,
)
_NOON: Final = 12


def parted(text: str) -> tuple[str, time | None]:
    """The words of the day, and the time that stands after them; None where there is none.

    A time alone is one of today, which then stands as `today`.
    """
    found = _AT_THE_END.search(text)
    if found is None:
        return text.strip(), None
    day = text[: found.start()].strip() or "today"
    if found["half"] is None:
        return day, time(int(found["hour"]), int(found["minute"]))
    hour = int(found["twelve"]) % _NOON + (_NOON if found["half"].lower() == "pm" else 0)
    return day, time(hour, int(found["past"] or 0))
