"""What a mail may ask for between braces; apart, so that rules are checked without a book."""

from __future__ import annotations

from typing import Final

OF_A_CALL: Final = ("summary", "next_steps", "recordings", "call_day")
"""Places that only the note of a call can fill."""
OF_MINE: Final = ("booking_link", "signature")
"""Places that a person fills once for all mails."""
PLACES: Final = (
    "name",
    "people",
    "renewal_line",
    "renewal_date",
    "days_left",
    "bill_date",
    "contract_end",
    "credits_end",
    "plan",
    "help",
    *OF_MINE,
    *OF_A_CALL,
)
