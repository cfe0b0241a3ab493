"""Waking up and the network's return, told once each."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtNetwork import QNetworkInformation

from desktop.waking import SLEPT_SECONDS, Waking

Reachability = QNetworkInformation.Reachability


class Times:
    """Two clocks moved by hand, and what was told."""

    def __init__(self) -> None:
        self.wall = 1000.0
        self.steady = 50.0
        self.told: list[str] = []
        self.waking = Waking(
            woke=lambda: self.told.append("woke"),
            network_is_back=lambda: self.told.append("network"),
            wall=lambda: self.wall,
            steady=lambda: self.steady,
        )


def test_sleep_is_told_once_and_time_that_passes_is_not(qapp):
    times = Times()
    times.wall += 3600
    times.steady += 3600
    times.waking.look()
    assert times.told == []
    times.wall += 3600 + SLEPT_SECONDS
    times.steady += 3599
    times.waking.look()
    times.waking.look()
    assert times.told == ["woke"]


def test_the_networks_return_is_told_and_its_loss_is_not(qapp):
    times = Times()
    for state in (
        Reachability.Online,
        Reachability.Disconnected,
        Reachability.Local,
        Reachability.Online,
        Reachability.Site,
    ):
        times.waking.reached(state)
    assert times.told == ["network"]


def test_the_clocks_are_looked_at_while_it_runs(qapp):
    times = Times()
    times.waking.start()
    assert times.waking.findChildren(QTimer)[0].isActive()
    times.waking.close()
