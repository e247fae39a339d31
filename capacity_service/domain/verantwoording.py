"""Did a centrumgemeente meet its duty? By calendar quarter: time below the minimum, time without a free place, losses.

Times are summed from the recorded counts of bezetting, so that an interruption of a minute counts as a minute. What is
about households is suppressed when it is less than `CEL_MIN`: quarters are fixed, a running one tells nothing of
households, and a total over a suppressed quarter is a range. No choice of period then gives the figure of a smaller one.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from capacity_service.domain.feitenset import SECONDEN_PER_UUR, Periode, Signaalfeit
from capacity_service.domain.normen import Norm
from capacity_service.domain.tijd import local_date

CEL_MIN = 5
"""Households: fewer than this in a cell read `<5`."""
MAANDEN_PER_KWARTAAL = 3
LONGER_THAN_A_KWARTAAL = 95
"""Days: from the first of a quarter this is in the next one, whatever the year."""


def start_of_kwartaal(dag: date) -> date:
    """The first day of the calendar quarter of this day."""
    return date(dag.year, dag.month - (dag.month - 1) % MAANDEN_PER_KWARTAAL, 1)


def next_kwartaal(begin: date) -> date:
    """The first day of the quarter after the one that begins on this day."""
    return start_of_kwartaal(begin + timedelta(days=LONGER_THAN_A_KWARTAAL))


def widen(van: date, tot: date) -> tuple[date, date]:
    """The whole quarters that a period of days (`tot` not included) touches."""
    return start_of_kwartaal(van), next_kwartaal(start_of_kwartaal(date.fromordinal(tot.toordinal() - 1)))


@dataclass(frozen=True)
class Telling:
    """The counts of one centrumgemeente from this instant on, as they were recorded with the rules of that moment."""

    op: datetime
    onder_minimum: bool
    geen_vrij: bool


@dataclass
class Verloop:
    """Adds up, count after count, how long it was how; needs no memory for what went before."""

    periode: Periode
    laatste: Telling | None = None
    gemeten: float = 0.0
    onder_minimum: float = 0.0
    geen_vrij: float = 0.0

    def see(self, telling: Telling) -> None:
        """The next count, in order of time."""
        self._close(telling.op)
        self.laatste = telling

    def end(self, op: datetime) -> None:
        """Nothing more was recorded until this instant."""
        self._close(op)

    def _close(self, op: datetime) -> None:
        if self.laatste is not None:
            begin, end = max(self.laatste.op, self.periode.van), min(op, self.periode.tot)
            uren = max(0.0, (end - begin).total_seconds() / SECONDEN_PER_UUR)
            self.gemeten += uren
            self.onder_minimum += uren * self.laatste.onder_minimum
            self.geen_vrij += uren * self.laatste.geen_vrij


@dataclass(frozen=True)
class Streekfeiten:
    """What is known of one centrumgemeente: its episodes, and the instants at which households arrived there."""

    volgnummer: int
    op: datetime | None
    signalen: tuple[Signaalfeit, ...]
    aankomsten: tuple[datetime, ...]


@dataclass(frozen=True)
class Kwartaal:
    """One calendar quarter, and whether it was over at the last fact."""

    van: date
    tot: date
    afgesloten: bool

    @property
    def periode(self) -> Periode:
        """Its instants."""
        return Periode.of_dagen(self.van, self.tot)


def split(van: date, tot: date, op: datetime | None) -> list[Kwartaal]:
    """The quarters of a widened period, of which none begins after the last fact."""
    kwartalen: list[Kwartaal] = []
    begin = van
    while begin < tot and (op is None or begin <= local_date(op)):
        end = next_kwartaal(begin)
        kwartalen.append(Kwartaal(begin, end, op is not None and end <= local_date(op)))
        begin = end
    return kwartalen


HUISHOUDENS: dict[str, Norm | None] = {
    "aangekomen": None,
    "overschrijdingen": Norm.overschrijding,
    "kindTeLang": Norm.kind_te_lang,
}
"""Cells about households: how many arrived, and how many episodes of a norm began."""


def compute_kwartaal(kwartaal: Kwartaal, verloop: Verloop, feiten: Streekfeiten) -> dict[str, Any]:
    """One quarter, JSON-ready; what is about households is None until it is over."""
    begun = [s for s in feiten.signalen if kwartaal.periode.has(s.begonnen_op)]
    numbers = {
        naam: sum(1 for s in begun if s.norm is norm) if norm else sum(map(kwartaal.periode.has, feiten.aankomsten))
        for naam, norm in HUISHOUDENS.items()
    }
    return {
        "vanDatum": kwartaal.van.isoformat(),
        "totDatum": kwartaal.tot.isoformat(),
        "afgesloten": kwartaal.afgesloten,
        "urenGemeten": round(verloop.gemeten, 2),
        "urenOnderMinimum": round(verloop.onder_minimum, 2),
        "urenGeenVrij": round(verloop.geen_vrij, 2),
        "keerOnderMinimum": sum(1 for s in begun if s.norm is Norm.minimum_plaatsen),
        "keerGeenVrij": sum(1 for s in begun if s.norm is Norm.geen_vrij),
        "onvoorzieneUitval": _by_cause(s for s in begun if s.norm is Norm.onvoorziene_uitval),
        "huishoudens": {naam: hide(n) if kwartaal.afgesloten else None for naam, n in numbers.items()},
    }


def _by_cause(signalen: Iterable[Signaalfeit]) -> list[dict[str, Any]]:
    causes = Counter(s.oorzaak.removeprefix("Reden: ").removesuffix(".") for s in signalen)
    return [{"oorzaak": oorzaak, "aantal": n} for oorzaak, n in sorted(causes.items())]


def hide(aantal: int) -> str:
    """A cell: `<5` for 1 to 4 households, else the number."""
    return f"<{CEL_MIN}" if 0 < aantal < CEL_MIN else str(aantal)


def add_up(kwartalen: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """The totals of these quarters, from what they show and nothing else."""
    causes: Counter[str] = Counter()
    for kwartaal in kwartalen:
        causes.update({row["oorzaak"]: row["aantal"] for row in kwartaal["onvoorzieneUitval"]})
    uren = ("urenGemeten", "urenOnderMinimum", "urenGeenVrij")
    keer = ("keerOnderMinimum", "keerGeenVrij")
    return {
        **{naam: round(sum(k[naam] for k in kwartalen), 2) for naam in uren},
        **{naam: sum(k[naam] for k in kwartalen) for naam in keer},
        "onvoorzieneUitval": [{"oorzaak": oorzaak, "aantal": n} for oorzaak, n in sorted(causes.items())],
        "huishoudens": {naam: _add_cells([k["huishoudens"][naam] for k in kwartalen]) for naam in HUISHOUDENS},
    }


def _add_cells(cells: Sequence[str | None]) -> str | None:
    told = [cell for cell in cells if cell is not None]
    hidden = sum(cell.startswith("<") for cell in told)
    shown = sum(int(cell) for cell in told if not cell.startswith("<"))
    if not told:
        return None
    return f"{shown + hidden}-{shown + hidden * (CEL_MIN - 1)}" if hidden else str(shown)
