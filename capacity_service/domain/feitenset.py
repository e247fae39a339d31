"""What a dossier or verantwoording is computed from: plain values that say what the logboek says, and nothing more.

They can be read from the tables or from a herspeling; the figures do not know which.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple

from capacity_service.domain.klokken import Moment, Registratiesoort
from capacity_service.domain.normen import Norm
from capacity_service.domain.regels import Regel, Regels
from capacity_service.domain.tijd import AMSTERDAM, local_date

SECONDEN_PER_UUR = 3600
ONE_DAY = timedelta(days=1)
MICROSECOND = timedelta(microseconds=1)


class Periode(NamedTuple):
    """From the instant `van` until the instant `tot`, which is no longer part of it."""

    van: datetime
    tot: datetime

    @classmethod
    def of_dagen(cls, van: date, tot: date) -> "Periode":
        """Whole days in Amsterdam: from the beginning of `van` to the beginning of `tot`, in UTC, where hours elapse."""
        begin, end = (datetime.combine(dag, time(), AMSTERDAM).astimezone(UTC) for dag in (van, tot))
        return cls(begin, end)

    def has(self, moment: datetime | None) -> bool:
        """Whether this instant is in it."""
        return moment is not None and self.van <= moment < self.tot

    def until(self, moment: datetime | None) -> "Periode":
        """The part of it that lies before this instant: nothing was recorded after it."""
        return self if moment is None or moment >= self.tot else Periode(self.van, max(self.van, moment))

    def since(self, moment: datetime | None) -> "Periode":
        """The part of it from this instant on: nothing was recorded before it."""
        return self if moment is None or moment <= self.van else Periode(min(moment, self.tot), self.tot)

    @property
    def uren(self) -> float:
        """How long it is, in hours."""
        return (self.tot - self.van).total_seconds() / SECONDEN_PER_UUR


@dataclass(frozen=True)
class Aanvraagfeit:
    """An aanvraag: who asked, when and on what ground; `instrument` says whether a risicotaxatie was used (R5)."""

    id: str
    organisatie: str
    status: str
    ingediend_op: datetime
    deadline_op: datetime
    instrument: bool
    kinderen: int
    verhuisbewegingen: int
    voorkeuren: tuple[str, ...]


@dataclass(frozen=True)
class Plaatsingfeit:
    """A plaatsing, with the two organisaties concerned; `reden` is that of its end.

    `plaatsen` are those it has now, or had last; `teruggemeld` those of them that the house could not give.
    """

    id: str
    aanvraag: str
    aanvrager: str
    opvang: str
    status: str
    centrumgemeente: str
    plaatsen: tuple[str, ...]
    deadline_op: datetime
    gereserveerd_op: datetime
    geaccepteerd_op: datetime | None
    aangekomen_op: datetime | None
    beeindigd_op: datetime | None
    kinderen: int
    reden: str | None
    teruggemeld: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Verblijffeit:
    """Somebody inside a place; without a plaatsing they came without an aanvraag (R16)."""

    plaats: str
    plaatsing: str | None
    opvang: str
    van: datetime
    tot: datetime | None
    dubbel: bool


@dataclass(frozen=True)
class Registratiefeit:
    """Something people did and recorded; `volledig` as far as the clock asks, `ontbreekt` all that it lacks."""

    plaatsing: str
    soort: Registratiesoort
    moment: Moment
    gedaan_op: datetime
    volledig: bool
    ontbreekt: frozenset[str]
    voor_kind: bool = False


@dataclass(frozen=True)
class Signaalfeit:
    """An episode in which a norm was not met; `onderbroken_uren` of it the norm was met for a while."""

    norm: Norm
    centrumgemeente: str | None
    opvang: str | None
    aanvrager: str | None
    oorzaak: str
    begonnen_op: datetime
    beeindigd_op: datetime | None
    onderbroken_uren: float

    def overlaps(self, periode: Periode) -> bool:
        """Whether it ran at some moment of the period."""
        return self.begonnen_op < periode.tot and (self.beeindigd_op is None or self.beeindigd_op >= periode.van)

    def count_uren(self, periode: Periode) -> float:
        """Hours of the period in which the norm was not met; an interruption counts in proportion at the edges."""
        end = periode.tot if self.beeindigd_op is None else self.beeindigd_op
        whole = (end - self.begonnen_op).total_seconds() / SECONDEN_PER_UUR
        part = Periode(max(self.begonnen_op, periode.van), min(end, periode.tot)).uren
        return 0.0 if whole <= 0 or part <= 0 else part * max(0.0, whole - self.onderbroken_uren) / whole


@dataclass(frozen=True)
class Gewistsignaal(Signaalfeit):
    """An episode of which the household was erased: of one side, by the day, begun and ended at some moment of its day.

    `delen` are the microseconds that it ran on each day from the first on, `geheel` all of them together.
    """

    delen: tuple[int, ...] = ()
    geheel: int = 0

    def count_uren(self, periode: Periode) -> float:
        """The same hours as of the episode it was, to the last bit, over whole days."""
        first = local_date(self.begonnen_op)
        days = (Periode.of_dagen(first + n * ONE_DAY, first + (n + 1) * ONE_DAY) for n in range(len(self.delen)))
        inside = [deel for deel, dag in zip(self.delen, days, strict=True) if periode.van <= dag.van < periode.tot]
        part, whole = _to_uren(sum(inside)), _to_uren(self.geheel)
        return 0.0 if whole <= 0 or part <= 0 else part * max(0.0, whole - self.onderbroken_uren) / whole


def _to_uren(microseconds: int) -> float:
    return (microseconds * MICROSECOND).total_seconds() / SECONDEN_PER_UUR


def noon_of(dag: date) -> datetime:
    """The middle of a day in Amsterdam: an instant that says which day, and no more."""
    return datetime.combine(dag, time(12), AMSTERDAM).astimezone(UTC)


class Dagplek(NamedTuple):
    """Which figure of which day: of an organisatie, by the number of the norm and the place of the figure under it."""

    organisatie: str
    dag: date
    norm: str
    nummer: int


class Dagtelling(NamedTuple):
    """What a day adds to a figure: to `teller` and `noemer`, and for a figure that is a highest one, how high."""

    teller: int = 0
    noemer: int = 0
    hoogste: int | None = None

    def plus(self, other: "Dagtelling") -> "Dagtelling":
        """Both together."""
        known = [one for one in (self.hoogste, other.hoogste) if one is not None]
        return Dagtelling(self.teller + other.teller, self.noemer + other.noemer, max(known, default=None))


@dataclass(frozen=True)
class Plaatsfeit:
    """A place as it was last recorded."""

    id: str
    organisatie: str
    centrumgemeente: str
    crisisplaats: bool
    eigen_sanitair: bool
    verwijderd: bool


@dataclass(frozen=True)
class Feitenset:
    """Everything that was recorded from the first fact until fact `volgnummer` at instant `op`, as far as it is asked.

    `regio` gives of each gemeente its centrumgemeenten, formeel and feitelijk: reference data, no facts. Of what was erased there is
    what it added to each figure (`bevroren`), and its episodes by the day.
    """

    volgnummer: int
    begonnen_op: datetime | None
    op: datetime | None
    aanvragen: Mapping[str, Aanvraagfeit]
    plaatsingen: tuple[Plaatsingfeit, ...]
    verblijven: tuple[Verblijffeit, ...]
    registraties: tuple[Registratiefeit, ...]
    signalen: tuple[Signaalfeit, ...]
    plaatsen: Mapping[str, Plaatsfeit]
    regels: tuple[Regel, ...]
    regio: Mapping[str, frozenset[str]]
    bevroren: Mapping[Dagplek, Dagtelling] = field(default_factory=dict)

    def regels_op(self, moment: datetime) -> Regels:
        """The rules of the day of this instant; before there were any, the first."""
        first: dict[str, date] = {}
        for regel in self.regels:
            first[regel.naam] = min(regel.geldig_vanaf, first.get(regel.naam, regel.geldig_vanaf))
        return Regels.op(max(local_date(moment), *first.values()), self.regels)
