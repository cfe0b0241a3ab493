"""How everything looks: theme, tokens, icons, and the small parts all screens share."""
