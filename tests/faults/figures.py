"""The figures of a fault run, for whoever runs it with `-s` or reads why it failed."""

import os
import sys

LONG = os.environ.get("CAPACITY_FAULTS") == "long"
"""Whether the long part runs: the numbers that are published."""


def report(line: str) -> None:
    """Say N and what was lost."""
    sys.stdout.write(f"\n{line}\n")
