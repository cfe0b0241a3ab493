"""The palette: go, act, create and find from one field."""
