"""How many crisisplaatsen will be free, as far as it is known: promised nights end, and what is out of service comes back.

Nobody may learn from it when a single household leaves (R19). So it is told up to the next three noons only, and of a centrumgemeente
only when at least `HUISHOUDENS_MIN` households are there, or none (docs/decisions/0026).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from capacity_service.domain.inzage import Actor, Rol
from capacity_service.domain.openheid import Openheid
from capacity_service.domain.plaats import INSIDE, ClaimSoort
from capacity_service.domain.regels import Regels
from capacity_service.domain.tijd import AMSTERDAM
from capacity_service.domain.verantwoording import CEL_MIN

HUISHOUDENS_MIN = CEL_MIN
VENSTERS = 3
"""The next noons: the last one is at most 72 hours away, by the clock on the wall."""


@dataclass(frozen=True)
class Plekken:
    """Crisisplaatsen of one centrumgemeente that look the same, and how many households are in them.

    `vertrekt_op`: when those inside are to leave; `terug_op`: when what is out of service is to be back; `uit_op`: from when on the
    place goes out of service, by a plan or because it is lost already.
    """

    code: str
    aantal: int
    huishoudens: int
    claim: ClaimSoort | None
    vertrekt_op: datetime | None = None
    terug_op: datetime | None = None
    uit_op: datetime | None = None


@dataclass(frozen=True)
class Venster:
    """What is known to change since the one before (or since now) until this instant, and what is free then if nobody comes."""

    tot: datetime
    vertrek: int
    terug: int
    uit: int
    vrij: int


@dataclass(frozen=True)
class Vooruitblik:
    """Of one centrumgemeente or of the country: free now, households inside, and the windows that follow."""

    vrij: int
    huishoudens: int
    vensters: tuple[Venster, ...]

    @property
    def is_open(self) -> bool:
        """Whether it tells of no single household."""
        return self.huishoudens == 0 or self.huishoudens >= HUISHOUDENS_MIN


def find_vensters(now: datetime, regels: Regels) -> list[datetime]:
    """The next instants at which nights end, as UTC instants."""
    lokaal = now.astimezone(AMSTERDAM)
    eerste = lokaal.date() + timedelta(days=lokaal.time() >= time(regels.nacht_eindigt_uur))
    dagen = [eerste + timedelta(days=n) for n in range(VENSTERS)]
    return [datetime.combine(d, time(regels.nacht_eindigt_uur), tzinfo=AMSTERDAM).astimezone(UTC) for d in dagen]


def look_ahead(plekken: Iterable[Plekken], now: datetime, vensters: Sequence[datetime]) -> Vooruitblik:
    """What these places come to. Somebody who is still there after the promised nights is not expected to leave."""
    groups = list(plekken)
    changes = [change for group in groups for change in _changes(group, now)]
    told, vrij, van = [], sum(group.aantal for group in groups if group.claim is None), now - timedelta.resolution
    begin = vrij
    for tot in vensters:
        inside = [(soort, n) for op, soort, n in changes if van < op <= tot]
        vertrek, terug, uit = (sum(n for soort, n in inside if soort == s) for s in ("vertrek", "terug", "uit"))
        vrij += vertrek + terug - uit
        told.append(Venster(tot, vertrek, terug, uit, vrij))
        van = tot
    return Vooruitblik(begin, sum(group.huishoudens for group in groups), tuple(told))


def _changes(group: Plekken, now: datetime) -> Iterable[tuple[datetime, str, int]]:
    """When places of this group become free, and when they no longer are."""
    uit = None if group.uit_op is None else max(group.uit_op, now)
    if group.claim is None and uit is not None:
        yield uit, "uit", group.aantal
    if group.claim in INSIDE and group.vertrekt_op is not None and group.vertrekt_op > now:
        if uit is None or uit > group.vertrekt_op:
            yield group.vertrekt_op, "vertrek", group.aantal
        if uit is not None and uit > group.vertrekt_op:
            yield uit, "uit", group.aantal
    if group.claim is ClaimSoort.buiten_gebruik and group.terug_op is not None and group.terug_op > now:
        yield group.terug_op, "terug", group.aantal


def find_visible(actor: Actor, niveau: Openheid, blikken: dict[str, Vooruitblik], land: Vooruitblik) -> set[str]:
    """Of which centrumgemeenten this actor is told: a gemeente below `volledig` of its own only.

    What is left of the country without them tells of no single household either: else the smallest is left out too.
    """
    closed = actor.rol is Rol.gemeente and niveau is not Openheid.volledig
    wanted = {actor.centrumgemeente} if closed else set(blikken)
    seen = {code for code, blik in blikken.items() if code in wanted and blik.is_open}
    while 0 < _left(blikken, seen, land) < HUISHOUDENS_MIN:
        filled = [code for code in seen if blikken[code].huishoudens]
        if not filled:
            break
        seen.remove(min(filled, key=lambda code: (blikken[code].huishoudens, code)))
    return seen


def _left(blikken: dict[str, Vooruitblik], seen: set[str], land: Vooruitblik) -> int:
    return land.huishoudens - sum(blikken[code].huishoudens for code in seen)
