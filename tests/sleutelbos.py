"""The keys of a service under test: known, so that what was sealed can be opened again; never those of anybody."""

from collections.abc import Sequence

from capacity_service.sleutels import Sleutel, Sleutelbos
from capacity_service.store.kluis import Kluis

EERSTE = Sleutel("eerste", bytes(range(32)))
TWEEDE = Sleutel("tweede", bytes(range(32, 64)))
KLUIS = Kluis((EERSTE,))
BOS = Sleutelbos((EERSTE,), (EERSTE,), (EERSTE,))


def make_kluis(*keys: Sleutel, file: Sequence[Sleutel] | None = None) -> Kluis:
    """One with these keys; `file` is what it finds when it looks again."""
    return Kluis(keys, None if file is None else lambda: file)
