"""Statements and rows as they go to and come from the driver itself."""

import re
from functools import lru_cache
from typing import Any

import asyncpg

PARAMETER = re.compile(r"(?<![:\w]):(\w+)")
"""`:name`; not the type in `x::text`, nor the minutes in `HH24:MI`."""


@lru_cache(maxsize=512)
def number(statement: str) -> tuple[str, tuple[str, ...]]:
    """The statement as PostgreSQL takes it, `$1` for each first name, and those names in order."""
    names = tuple(dict.fromkeys(PARAMETER.findall(statement)))
    return PARAMETER.sub(lambda found: f"${names.index(found[1]) + 1}", statement), names


class Rij(asyncpg.Record):  # type: ignore[misc]
    """A row whose columns are attributes as well."""

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - columns differ
        """One column."""
        try:
            return self[name]
        except KeyError:
            raise AttributeError(name) from None
