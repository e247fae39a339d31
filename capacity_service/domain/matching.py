"""Who fits where: `decide` weighs a list of aanvragen against the stand, under the rules, and says why.

Hard filters are only own region, uitsluitingen, room for the household, and not free (R6, R7). Everything else ranks.
Places that differ in nothing the ranking sees are one class, so that the work follows the number of classes.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from math import asin, cos, radians, sin, sqrt
from uuid import UUID

from capacity_service.domain.aanvraag import Aanvraag, Behoefte
from capacity_service.domain.plaats import Kenmerk, Plaats, Soort, is_onbevestigd
from capacity_service.domain.regels import Regels

GEVRAAGD: dict[Behoefte, Kenmerk] = {
    Behoefte.rolstoel: Kenmerk.rolstoel,
    Behoefte.mannenopvang: Kenmerk.mannen,
    Behoefte.zwanger: Kenmerk.eigen_sanitair,
    Behoefte.babybed: Kenmerk.babybed,
    Behoefte.huisdier: Kenmerk.huisdier,
}
"""What each need asks of a plaats; a tolk is a person and asks nothing of it."""

SOORT_RANG = {soort: rang for rang, soort in enumerate(Soort)}
AARDSTRAAL_KM = 6371


@dataclass(frozen=True)
class Streek:
    """A centrumgemeente as the weighing sees it: its name and the coordinates of its city centre, in degrees."""

    code: str
    naam: str
    breedtegraad: float
    lengtegraad: float


@dataclass(frozen=True)
class Stand:
    """What the weighing looks at: free places, and the map of the country.

    `regio` gives of each gemeente its centrumgemeenten, formal and operational. `inzetbaar` counts crisisplaatsen in
    service per centrumgemeente. `grootste` is the most persons that any place in service could hold.
    """

    vrij: tuple[Plaats, ...]
    streken: dict[str, Streek]
    regio: dict[str, frozenset[str]]
    inzetbaar: dict[str, int]
    grootste: int


@dataclass(frozen=True)
class Voorstel:
    """A place proposed: `rang` from 1, the places (one, in this release), and Dutch sentences that say why."""

    rang: int
    centrumgemeente: str
    plaatsen: tuple[UUID, ...]
    soort: Soort
    personen_max: int
    onbevestigd: bool
    redenen: tuple[str, ...]


@dataclass(frozen=True)
class Knelpunt:
    """The smallest thing in the way, as a stable code and a Dutch sentence."""

    code: str
    tekst: str


@dataclass(frozen=True)
class Uitkomst:
    """What the weighing says of one aanvraag: the first voorstel is taken; without voorstellen there is a knelpunt."""

    aanvraag: UUID
    voorstellen: tuple[Voorstel, ...]
    knelpunt: Knelpunt | None

    @property
    def gekozen(self) -> Voorstel | None:
        """The place to reserve, if there is one."""
        return self.voorstellen[0] if self.voorstellen else None


@dataclass(frozen=True)
class Afweging:
    """The weighing of a batch: outcomes, oldest vastgesteld_op first, and the classes of free places it looked at."""

    uitkomsten: tuple[Uitkomst, ...]
    klassen: tuple[tuple[str, str, int, tuple[str, ...], bool, int], ...]


@dataclass(frozen=True)
class _Klasse:
    centrumgemeente: str
    soort: Soort
    personen_max: int
    kenmerken: frozenset[Kenmerk]
    onbevestigd: bool


@dataclass
class _Voorraad:
    """Free places by class, ids sorted so that the same input gives the same answer; taking one changes the counts."""

    stand: Stand
    klassen: dict[_Klasse, list[UUID]] = field(default_factory=dict)
    vrije_crisisplaatsen: dict[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, stand: Stand, regels: Regels, now: datetime) -> "_Voorraad":
        voorraad = cls(stand)
        for plaats in sorted(stand.vrij, key=lambda p: p.id, reverse=True):
            klasse = _Klasse(
                plaats.centrumgemeente,
                plaats.soort,
                plaats.personen_max,
                plaats.kenmerken,
                is_onbevestigd(plaats.bevestigd_op, now, regels),
            )
            voorraad.klassen.setdefault(klasse, []).append(plaats.id)
            if plaats.soort is Soort.crisisplaats:
                voorraad._count(plaats.centrumgemeente, 1)
        return voorraad

    def _count(self, code: str, change: int) -> None:
        self.vrije_crisisplaatsen[code] = self.vrije_crisisplaatsen.get(code, 0) + change

    def pick(self, klasse: _Klasse, aanvraag: Aanvraag) -> UUID | None:
        """The lowest id of a class whose house has not said no to this household."""
        return next((p for p in reversed(self.klassen[klasse]) if p not in aanvraag.teruggemeld), None)

    def take(self, klasse: _Klasse, plaats: UUID) -> None:
        self.klassen[klasse].remove(plaats)
        if klasse.soort is Soort.crisisplaats:
            self._count(klasse.centrumgemeente, -1)

    def spare(self, code: str) -> float:
        """The share of its crisisplaatsen that a centrumgemeente still has free: more spare, earlier asked."""
        return self.vrije_crisisplaatsen.get(code, 0) / max(1, self.stand.inzetbaar.get(code, 0))


def decide(aanvragen: Sequence[Aanvraag], stand: Stand, regels: Regels, now: datetime) -> Afweging:
    """Weigh all aanvragen against the stand: oldest vastgesteld_op first, each the best place that is left.

    Deterministic: the order of `aanvragen` and of `stand.vrij` does not matter; ties end at the lowest id.
    """
    voorraad = _Voorraad.of(stand, regels, now)
    klassen = _histogram(voorraad)
    uitkomsten = []
    for aanvraag in sorted(aanvragen, key=lambda a: (a.vastgesteld_op, a.id)):
        ranked = _rank(aanvraag, voorraad, regels)
        uitkomsten.append(_outcome(aanvraag, ranked, voorraad, regels))
        if ranked:
            voorraad.take(*ranked[0])
    return Afweging(tuple(uitkomsten), klassen)


def forbidden_for(aanvraag: Aanvraag, stand: Stand) -> frozenset[str]:
    """The centrumgemeenten that are never proposed: the own region and every uitsluiting, formeel and feitelijk."""
    return frozenset().union(*(stand.regio.get(g, frozenset()) for g in {aanvraag.gemeente, *aanvraag.uitsluitingen}))


def fits(aanvraag: Aanvraag, plaats: Plaats, stand: Stand) -> bool:
    """Whether the hard filters of R6 and R7 allow this place."""
    return plaats.personen_max >= aanvraag.huishouden.personen and plaats.centrumgemeente not in forbidden_for(
        aanvraag, stand
    )


def _histogram(voorraad: _Voorraad) -> tuple[tuple[str, str, int, tuple[str, ...], bool, int], ...]:
    return tuple(
        sorted(
            (k.centrumgemeente, str(k.soort), k.personen_max, tuple(sorted(k.kenmerken)), k.onbevestigd, len(ids))
            for k, ids in voorraad.klassen.items()
        )
    )


def _rank(aanvraag: Aanvraag, voorraad: _Voorraad, regels: Regels) -> list[tuple[_Klasse, UUID]]:
    stand, huishouden = voorraad.stand, aanvraag.huishouden
    forbidden = forbidden_for(aanvraag, stand)
    wanted = frozenset(GEVRAAGD[b] for b in huishouden.behoeften if b in GEVRAAGD)
    preferred = frozenset[str]().union(*(stand.regio.get(g, frozenset()) for g in aanvraag.voorkeuren))
    bands = {code: _distance_band(aanvraag, code, stand, regels) for code in stand.streken}
    spare = {code: voorraad.spare(code) for code in stand.streken}

    def key(candidate: tuple[_Klasse, UUID]) -> tuple[object, ...]:
        klasse, plaats = candidate
        return (
            SOORT_RANG[klasse.soort],
            klasse.onbevestigd,
            len(wanted - klasse.kenmerken),
            klasse.centrumgemeente not in preferred,
            klasse.personen_max - huishouden.personen,
            len(klasse.kenmerken - wanted),
            -spare[klasse.centrumgemeente],
            bands[klasse.centrumgemeente],
            plaats,
        )

    fitting = (
        (klasse, plaats)
        for klasse in voorraad.klassen
        if klasse.personen_max >= huishouden.personen and klasse.centrumgemeente not in forbidden
        if (plaats := voorraad.pick(klasse, aanvraag)) is not None
    )
    return _best_per_streek(sorted(fitting, key=key), regels.voorstellen_max)


def _best_per_streek(candidates: Iterable[tuple[_Klasse, UUID]], limit: int) -> list[tuple[_Klasse, UUID]]:
    best: dict[str, tuple[_Klasse, UUID]] = {}
    for klasse, plaats in candidates:
        best.setdefault(klasse.centrumgemeente, (klasse, plaats))
        if len(best) == limit:
            break
    return list(best.values())


def _outcome(aanvraag: Aanvraag, ranked: list[tuple[_Klasse, UUID]], voorraad: _Voorraad, regels: Regels) -> Uitkomst:
    voorstellen = tuple(
        Voorstel(
            rang,
            klasse.centrumgemeente,
            (plaats,),
            klasse.soort,
            klasse.personen_max,
            klasse.onbevestigd,
            _reasons(aanvraag, klasse, voorraad, regels),
        )
        for rang, (klasse, plaats) in enumerate(ranked, start=1)
    )
    return Uitkomst(aanvraag.id, voorstellen, None if voorstellen else _knelpunt(aanvraag, voorraad))


def _reasons(aanvraag: Aanvraag, klasse: _Klasse, voorraad: _Voorraad, regels: Regels) -> tuple[str, ...]:
    stand, personen = voorraad.stand, aanvraag.huishouden.personen
    wanted = {GEVRAAGD[b] for b in aanvraag.huishouden.behoeften if b in GEVRAAGD}
    met, lacking = sorted(wanted & klasse.kenmerken), sorted(wanted - klasse.kenmerken)
    streek = stand.streken[klasse.centrumgemeente]
    spare = voorraad.vrije_crisisplaatsen.get(streek.code, 0)
    reasons = [
        f"{str(klasse.soort).capitalize()} met ruimte voor {klasse.personen_max}; het huishouden telt {personen}.",
        "Langer geleden bevestigd: bel eerst."
        if klasse.onbevestigd
        else f"In de afgelopen {regels.bevestigd_uren} uur bevestigd.",
    ]
    if met:
        reasons.append(f"Heeft wat nodig is: {_words(met)}.")
    if lacking:
        reasons.append(f"Niet aanwezig: {_words(lacking)}. Overleg met het huis wat kan.")
    if any(streek.code in stand.regio.get(g, frozenset()) for g in aanvraag.voorkeuren):
        reasons.append(f"{streek.naam} ligt bij een voorkeur van het huishouden.")
    reasons.append(f"{streek.naam} heeft {spare} van {stand.inzetbaar.get(streek.code, 0)} crisisplaatsen vrij.")
    return tuple(reasons)


def _knelpunt(aanvraag: Aanvraag, voorraad: _Voorraad) -> Knelpunt:
    stand, personen = voorraad.stand, aanvraag.huishouden.personen
    if personen > stand.grootste:
        return Knelpunt(
            "te_groot",
            f"Geen plaats in het land heeft ruimte voor {personen} personen; de grootste heeft er {stand.grootste}. "
            "Bel de landelijke coördinatie voor een oplossing met meer plaatsen in één huis.",
        )
    left = {klasse: len(ids) for klasse, ids in voorraad.klassen.items() if ids}
    forbidden = forbidden_for(aanvraag, stand)
    if not left:
        return Knelpunt(
            "niets_vrij", "In het hele land is nu geen plaats vrij. U krijgt bericht zodra er een vrijkomt."
        )
    if not any(klasse.personen_max >= personen for klasse in left):
        return Knelpunt(
            "geen_ruimte",
            f"Er zijn {sum(left.values())} plaatsen vrij, maar geen voor {personen} personen. "
            "U krijgt bericht zodra er een vrijkomt.",
        )
    names = _words(sorted(stand.streken[code].naam for code in forbidden if code in stand.streken))
    return Knelpunt(
        "alleen_onveilig",
        f"Nog 1 plaats nodig voor {personen} personen buiten {names}. Wat nu vrij is, ligt daar. "
        "U krijgt bericht zodra er elders een vrijkomt.",
    )


def _words(items: Sequence[str]) -> str:
    words = [str(item).replace("_", " ") for item in items]
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} en {words[-1]}" if words else ""


def _distance_band(aanvraag: Aanvraag, code: str, stand: Stand, regels: Regels) -> int:
    """The coarsest answer to "how far": whole bands between the nearest own centrumgemeente and this one."""
    here = [stand.streken[c] for c in stand.regio.get(aanvraag.gemeente, frozenset()) if c in stand.streken]
    there = stand.streken[code]
    return min((int(_kilometres(a, there)) // regels.afstandsband_km for a in here), default=0)


def _kilometres(a: Streek, b: Streek) -> float:
    lat_a, lat_b = radians(a.breedtegraad), radians(b.breedtegraad)
    half_lat, half_lon = (lat_b - lat_a) / 2, radians(b.lengtegraad - a.lengtegraad) / 2
    chord = sin(half_lat) ** 2 + cos(lat_a) * cos(lat_b) * sin(half_lon) ** 2
    return 2 * AARDSTRAAL_KM * asin(sqrt(chord))
