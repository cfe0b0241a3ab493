"""What the person can do to the book from the window: one module per noun, all through one pen."""
