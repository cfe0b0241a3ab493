"""A pretend Zendesk: tickets, organizations, people, uploads, sign-ins, and its own refusals."""

from sync.simulator.zendesk.desk import Desk
from sync.simulator.zendesk.server import ZendeskSimulator

__all__ = ["Desk", "ZendeskSimulator"]
