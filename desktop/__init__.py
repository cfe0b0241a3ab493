"""What runs: the start, the command line, the keyring, one window per profile."""
