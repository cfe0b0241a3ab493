"""GitHub: looking up issues before an escalation, and how they stand by now. Read only."""
