"""Money in words where no locale is: whole units, a half rounded up as on every screen."""

from __future__ import annotations

_CENTS = 100
_HALF = 50


def amount_words(cents: int, currency: str) -> str:
    """`49,806 EUR`; the cents are rounded, never cut."""
    units, rest = divmod(abs(cents), _CENTS)
    units += rest >= _HALF
    return f"{'-' if cents < 0 else ''}{units:,} {currency}"
