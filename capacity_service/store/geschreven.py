"""Rows that a transaction wrote itself, whole: what it just wrote need not be read back to be judged, told and recorded."""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from sqlmodel import SQLModel

Lees = Callable[[list[UUID]], Awaitable[Sequence[Any]]]
"""Reads rows by id from the tables."""


class Bekend(dict[UUID, Any]):
    """Rows of one kind by id, as a read of them would give them; whoever changes one afterwards takes it out."""

    async def find(self, ids: Iterable[UUID], read: Lees) -> list[Any]:
        """The rows with these ids, by id: as they were written here, and otherwise as `read` gives them."""
        wanted = sorted(set(ids))
        known = [self[key] for key in wanted if key in self]
        rest = [key for key in wanted if key not in self]
        if not rest:
            return known
        return sorted([*known, *await read(rest)], key=lambda row: row.id)


@dataclass
class Geschreven:
    """What one transaction wrote: aanvragen with their `gegevens` and `plaatsing_id`, plaatsingen with what their clocks ask."""

    aanvragen: Bekend = field(default_factory=Bekend)
    plaatsingen: Bekend = field(default_factory=Bekend)
    meldingen: Bekend = field(default_factory=Bekend)

    @property
    def new(self) -> frozenset[UUID]:
        """Of what it tells here no deadline can run yet."""
        return frozenset(self.aanvragen) | frozenset(self.plaatsingen)

    def forget(self, *ids: UUID) -> None:
        """These changed since they were written: they are to be read."""
        for key in ids:
            for known in (self.aanvragen, self.plaatsingen, self.meldingen):
                known.pop(key, None)


def make_row(table: type[SQLModel], values: Mapping[str, Any], **more: Any) -> Any:  # noqa: ANN401 - columns differ
    """A row of this table as a read would give it: columns as attributes, None for those that were left out."""
    return SimpleNamespace(**{**_empty(table), **values, **more})


@cache
def _empty(table: type[SQLModel]) -> dict[str, None]:
    return dict.fromkeys(table.__table__.columns.keys())  # type: ignore[attr-defined]
