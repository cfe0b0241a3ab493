"""Who the demo's person is, and the pretend credentials that open the simulator."""

from __future__ import annotations

from typing import Final

DEMO_NAME: Final = "Ines Halvard"
"""The invented customer success manager whose book the demo shows."""

DEMO_EMAIL: Final = "ines.halvard@pebblemark.example"
"""Her address: `connect vitally --me` in the demo."""

DEMO_KEY: Final = "sk_live_pretend_demo"
"""The key every simulator takes unless another one is asked for; it opens nothing else."""
