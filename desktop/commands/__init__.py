"""What each word of the command line does, one module per noun; loaded only when it runs."""
