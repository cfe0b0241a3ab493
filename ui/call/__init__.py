"""The clock of a call beneath its note, and the marks that are set at it."""
