"""A GitHub to practise on: searching issues, one issue with its tag, and its limits."""

from sync.simulator.github.server import GitHubSimulator

__all__ = ["GitHubSimulator"]
