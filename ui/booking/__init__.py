"""Booking: links that customers book by, and the steps to offer a group event."""
