"""`python -m tests.contracts DIR`: our simulators and connectors against outside contracts.

Prints a table; exits with 0 where nothing fell short, with 1 where something did, with 2
where the folder cannot be read.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from tests.contracts.material import materials
from tests.contracts.outcome import counts, table
from tests.contracts.services import lines


def main(arguments: list[str] | None = None) -> int:
    """Checks, prints, and says by its status whether anything fell short."""
    parser = argparse.ArgumentParser(prog="dev.py contracts", description=__doc__)
    parser.add_argument("folder", type=Path, help="where specifications and recordings lie")
    folder = parser.parse_args(arguments).folder
    if not folder.is_dir():
        print(f"There is no folder {folder}.", file=sys.stderr)
        return 2
    found = list(lines(materials(folder)))
    for row in table(found):
        print(row)
    print()
    print(counts(found))
    return 1 if any(one.verdict == "fell short" for one in found) else 0


if __name__ == "__main__":
    sys.exit(main())
