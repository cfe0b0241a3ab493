"""What rang, as a page: the list keeps what a notice only shows for a moment."""
