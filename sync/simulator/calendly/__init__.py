"""A stand-in for Calendly: one person's booked events and kinds of event, on loopback."""

from __future__ import annotations

from sync.simulator.calendly.bookings import Bookings, Quirks
from sync.simulator.calendly.sample import sample_bookings
from sync.simulator.calendly.server import CalendlySimulator

__all__ = ["Bookings", "CalendlySimulator", "Quirks", "sample_bookings"]
