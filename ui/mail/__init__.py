"""The mail page: what an account is due, read over and handed to the mail program."""
