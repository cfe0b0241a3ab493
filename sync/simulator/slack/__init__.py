"""A pretend Slack workspace: a webhook, a bot's token, channels with what was posted."""

from sync.simulator.slack.server import SlackSimulator

__all__ = ["SlackSimulator"]
