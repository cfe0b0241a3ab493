"""A calendar that is only read: by its secret address, or from a file."""
