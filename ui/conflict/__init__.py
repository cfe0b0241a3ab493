"""The conflicts screen: what I say, what the source says, and the result a person makes of it."""
