"""The outbox: what will leave this laptop, what needs a person, what was confirmed."""
