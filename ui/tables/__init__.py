"""Plain tables of records: accounts, and tasks and promises."""
