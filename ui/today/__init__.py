"""The Today column: what is due, what changed since the last look, what needs a person."""
