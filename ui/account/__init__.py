"""One account beside the list: why it is here, its facts, people, tasks and notes."""
