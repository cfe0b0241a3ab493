"""The start with the key in a real Secret Service; runs inside a private bus session."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from book.keys import read_key_file
from book.profile import Profile
from desktop.secrets import KeyringSecrets
from tests.bench.start import painted


def main() -> None:
    """`python -m tests.bench.start_on_bus PROFILE KEYHEX ROUNDS`: prints a JSON list of seconds."""
    folder, key, rounds = sys.argv[1:]
    secrets = KeyringSecrets(read_key_file(Profile(Path(folder))).profile_id)
    secrets.keep("database-key", key)
    secrets.close()
    command = [sys.executable, "-m", "desktop", "--profile", folder]
    seconds = [painted(command) for _ in range(int(rounds) + 1)][1:]
    print(json.dumps(seconds))


if __name__ == "__main__":
    main()
