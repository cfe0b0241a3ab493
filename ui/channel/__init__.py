"""The channel shared with a customer: what to copy, and the steps to set it up."""
