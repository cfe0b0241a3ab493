"""Slack: messages for escalations, by a webhook into one channel or by a bot's token."""
