"""Zendesk Support: tickets of the customers, and escalations handed over as tickets."""
