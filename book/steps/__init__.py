"""The numbered migrations of the book: one module a step, plain SQL, never record classes.

A step that has been released is never edited; what it made is what old files hold.
"""
