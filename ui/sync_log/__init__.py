"""The sync log on the screen: what each run did, day by day."""
