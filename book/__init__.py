"""What a CSM keeps: records, rules, store, change log. No Qt, no network."""
