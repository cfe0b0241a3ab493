"""`dev.py bench [NAME…] [--json] [--rounds N]`: measures, and says what falls short."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from importlib import import_module
from typing import Final

import msgspec

from tests.bench.figures import Figure, table

BENCHES: Final = {
    "start": "start",
    "memory": "memory",
    "ingest": "ingest",
    "nothing-new": "nothing_new",
    "queue": "queue",
    "save": "save",
    "search": "search",
}


def main() -> int:
    """Runs the named benchmarks, or all; 1 when a bar falls short."""
    asked = _parser().parse_args()
    figures: list[Figure] = []
    for name in asked.names or BENCHES:
        measure: Callable[[int], list[Figure]]
        measure = import_module(f"tests.bench.{BENCHES[name]}").measure
        sys.stderr.write(f"measuring {name} …\n")
        figures += measure(asked.rounds)
    if asked.json:
        print(json.dumps([msgspec.to_builtins(one) | {"holds": one.holds} for one in figures]))
    else:
        print(table(figures))
    return 0 if all(one.holds for one in figures) else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="dev.py bench", description=__doc__)
    parser.add_argument("names", nargs="*", choices=[*BENCHES, []], metavar="NAME")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--rounds", type=int, default=5)
    return parser


if __name__ == "__main__":
    sys.exit(main())
