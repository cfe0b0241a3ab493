"""What is kept and decided: records, rules, store, change log. No Qt, no network."""
