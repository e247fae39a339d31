"""How many crisisplaatsen will be free, as far as it is known: promised nights end, and what is out of service comes back.

Nobody may learn from it when a single household leaves (R19), and how a forecast changes tells as much as the forecast does. So it is told as
one sum, until a noon by which every promise has ended: a place is in it from the reservering on until its people leave, whatever was promised
and whether they have arrived, so it moves at no other moment than the counts of the live screen do. When nights end is told of the country
only, noon by noon, to landelijk (docs/decisions/0026).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from capacity_service.domain.inzage import Actor, Rol
from capacity_service.domain.plaats import INSIDE, PROMISED, ClaimSoort
from capacity_service.domain.regels import Regels
from capacity_service.domain.tijd import AMSTERDAM
from capacity_service.domain.verantwoording import CEL_MIN

HUISHOUDENS_MIN = CEL_MIN
VOORUIT = timedelta(hours=72)
BELOOFD = timedelta(hours=96)
"""A day to arrive (R8) and three nights (R11): by the first noon after this every promise that was made has ended."""

WITH_PROMISE = PROMISED | {ClaimSoort.verblijf}


@dataclass(frozen=True)
class Plekken:
    """Crisisplaatsen of one centrumgemeente that look the same, and how many households are in them.

    `vertrekt_op`: when promised nights end; `terug_op`: when what is out of service is to be back; `uit_op`: from when on the
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
    """Of one centrumgemeente or of the country: free now, and the windows that follow."""

    vrij: int
    vensters: tuple[Venster, ...]


@dataclass(frozen=True)
class Verwachting:
    """What an actor is told: of the country, and of centrumgemeenten by code."""

    land: Vooruitblik
    streken: Mapping[str, Vooruitblik]


def find_noons(now: datetime, regels: Regels, vooruit: timedelta) -> list[datetime]:
    """The instants at which nights end, until the first one that is so far away or further, in UTC."""
    lokaal = now.astimezone(AMSTERDAM)
    dag, noons = lokaal.date() + timedelta(days=lokaal.time() >= time(regels.nacht_eindigt_uur)), list[datetime]()
    while not noons or noons[-1] < now.astimezone(UTC) + vooruit:
        noons.append(datetime.combine(dag, time(regels.nacht_eindigt_uur), tzinfo=AMSTERDAM).astimezone(UTC))
        dag += timedelta(days=1)
    return noons


def sum_up(plekken: Iterable[Plekken], now: datetime, tot: datetime) -> Vooruitblik:
    """One window, in which every place with a promise becomes free, unless it goes out of service; no instant of a promise is looked at."""
    groups = list(plekken)
    leaving = [group for group in groups if group.uit_op is not None and group.uit_op <= tot]
    staying = [group for group in groups if group not in leaving]
    vrij = _count(groups, {None})
    vertrek, uit = _count(staying, WITH_PROMISE), _count(leaving, {None})
    terug = sum(group.aantal for group in groups if _is_back(group, now, tot))
    return Vooruitblik(vrij, (Venster(tot, vertrek, terug, uit, vrij + vertrek + terug - uit),))


def look_ahead(plekken: Iterable[Plekken], now: datetime, noons: Sequence[datetime]) -> Vooruitblik:
    """Noon by noon. Who is on the way, and who is still there after the promised nights, is not expected to leave."""
    groups = list(plekken)
    begin = vrij = _count(groups, {None})
    told, van = list[Venster](), now
    for tot in noons:
        ending = [g for g in groups if g.claim is ClaimSoort.verblijf and _falls(g.vertrekt_op, van, tot)]
        vertrek = sum(g.aantal for g in ending if g.uit_op is None or g.uit_op > noons[-1])
        terug = sum(g.aantal for g in groups if _is_back(g, van, tot))
        uit = sum(
            g.aantal for g in groups if g.claim is None and _falls(g.uit_op and max(g.uit_op, now), van, tot, now)
        )
        vrij += vertrek + terug - uit
        told.append(Venster(tot, vertrek, terug, uit, vrij))
        van = tot
    return Vooruitblik(begin, tuple(told))


def _count(groups: Iterable[Plekken], claims: Iterable[ClaimSoort | None]) -> int:
    wanted = set(claims)
    return sum(group.aantal for group in groups if group.claim in wanted)


def _falls(op: datetime | None, van: datetime, tot: datetime, begin: datetime | None = None) -> bool:
    """Whether an instant is in a window; `begin` itself belongs to the first one."""
    return op is not None and (van < op <= tot or op == van == begin)


def _is_back(group: Plekken, van: datetime, tot: datetime) -> bool:
    return group.claim is ClaimSoort.buiten_gebruik and _falls(group.terug_op, van, tot)


def expect(actor: Actor, plekken: Mapping[str, Sequence[Plekken]], now: datetime, regels: Regels) -> Verwachting:
    """A gemeente is told of its own, landelijk of each, everybody of the country, at every level of the rule `openheid`.

    Noon by noon for landelijk only, of the country, when enough households are inside that it is about none of them.
    """
    tot = find_noons(now, regels, BELOOFD)[-1]
    told = [code for code in sorted(plekken) if actor.rol is Rol.landelijk or code == actor.centrumgemeente]
    everything = [group for groups in plekken.values() for group in groups]
    inside = sum(group.huishoudens for group in everything if group.claim in INSIDE)
    if actor.rol is Rol.landelijk and inside >= HUISHOUDENS_MIN:
        land = look_ahead(everything, now, find_noons(now, regels, VOORUIT))
    else:
        land = sum_up(everything, now, tot)
    return Verwachting(land, {code: sum_up(plekken[code], now, tot) for code in told})
