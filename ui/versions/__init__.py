"""The versions of a note: which there are, what differs between two, and one of them back."""
