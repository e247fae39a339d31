"""What this process wrote down a moment ago, so that a screen that refreshes is one line in a while and not one a second."""

from datetime import datetime
from uuid import UUID

from capacity_service.domain.inzagelog import Inzage

REMEMBER_MAX = 50_000
"""Looks that are remembered; when it is full all are forgotten, and written down once more."""

Sleutel = tuple[UUID, str, str, str]


class Ingezien:
    """Looks by account, operation, onderwerp and outcome, each until when it is one with the last."""

    def __init__(self) -> None:
        self._tot: dict[Sleutel, datetime] = {}

    def knows(self, account: UUID, inzage: Inzage, now: datetime) -> bool:
        """Whether the same look was written down so recently that this one is part of it."""
        tot = self._tot.get(_key(account, inzage))
        return tot is not None and now < tot

    def keep(self, account: UUID, inzage: Inzage, tot: datetime) -> None:
        """This look was written down and committed."""
        if len(self._tot) >= REMEMBER_MAX:
            self._tot.clear()
        self._tot[_key(account, inzage)] = tot


def _key(account: UUID, inzage: Inzage) -> Sleutel:
    return account, inzage.handeling, str(inzage.onderwerp), inzage.uitkomst
