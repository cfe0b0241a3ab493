"""A stand-in for BuildBetter: its calls over both of its APIs, on loopback."""

from __future__ import annotations

from sync.simulator.buildbetter.calls import Calls, Quirks
from sync.simulator.buildbetter.sample import sample_calls
from sync.simulator.buildbetter.server import BuildBetterSimulator

__all__ = ["BuildBetterSimulator", "Calls", "Quirks", "sample_calls"]
