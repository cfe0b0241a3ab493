"""HubSpot: its paths, its JSON, its companies and what hangs on them."""
