"""The real window on an encrypted book with the key at hand, for `start` and `memory`.

`python -m tests.bench.window PROFILE KEYHEX`: as `satchel` would, but for the keyring.
"""

from __future__ import annotations

import sys
from pathlib import Path

from desktop.start_trace import StartTrace


def main() -> None:
    """See the module's first lines."""
    trace = StartTrace()
    from book.profile import Profile
    from desktop.app import show_book
    from desktop.secrets import MemorySecrets

    profile = Profile(Path(sys.argv[1]))
    sys.exit(show_book(profile, MemorySecrets({"database-key": sys.argv[2]}), trace=trace))


if __name__ == "__main__":
    main()
