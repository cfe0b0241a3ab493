"""The running program: start, wiring, command line, keyring, single instance."""
