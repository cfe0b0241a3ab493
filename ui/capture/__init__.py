"""The small window in which a thought is caught from anywhere."""
