"""Hypothesis strategies of the field: rules, places, households, and a small country with a gemeente of two regions."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from hypothesis import strategies as st

from capacity_service.domain.aanvraag import Aanvraag, Behoefte, Huishouden
from capacity_service.domain.plaats import Kenmerk, Soort
from capacity_service.domain.rangorde import Omstandigheid
from capacity_service.domain.regels import Regels
from capacity_service.domain.voorraad import Stand, Streek, Streken, Vrij
from tests.domain.groepen import Plaats, group_by_klasse

REGELS = Regels.op(date(2026, 11, 21))
NU = datetime(2026, 11, 21, 12, tzinfo=UTC)
OVERDAG = Omstandigheid(kantoortijd=True, zaad=1)
IN_DE_NACHT = Omstandigheid(kantoortijd=False, zaad=1)

STREKEN = Streken(
    (streek.code, streek)
    for streek in (
        Streek("GM0228", "Ede", 52.05, 5.67),
        Streek("GM0307", "Amersfoort", 52.16, 5.39),
        Streek("GM0193", "Zwolle", 52.51, 6.09),
        Streek("GM0363", "Amsterdam", 52.37, 4.90),
        Streek("GM0983", "Venlo", 51.37, 6.17),
        Streek("GM0014", "Groningen", 53.22, 6.57),
    )
)
NIJKERK = "GM0267"
"""Formally in the region of Amersfoort, in practice in that of Ede: both are its own."""

REGIO = {code: frozenset({code}) for code in STREKEN} | {NIJKERK: frozenset({"GM0307", "GM0228"})}

gemeenten = st.sampled_from(sorted(REGIO))
streken = st.sampled_from(sorted(STREKEN))
sleutels = st.uuids(version=4)
momenten = st.datetimes(
    min_value=datetime(2026, 1, 1),  # noqa: DTZ001 - the zone is given beside it
    max_value=datetime(2030, 12, 31),  # noqa: DTZ001
    timezones=st.just(UTC),
)

huishoudens = st.builds(
    Huishouden,
    volwassenen=st.integers(1, 3),
    kinderen=st.lists(st.integers(0, 17), max_size=4).map(tuple),
    behoeften=st.frozensets(st.sampled_from(Behoefte)),
    verhuisbewegingen=st.integers(0, 3),
    nachten_eerder=st.integers(0, 5),
)

plaatsen = st.builds(
    Plaats,
    id=sleutels,
    soort=st.sampled_from(Soort),
    centrumgemeente=streken,
    organisatie=sleutels,
    huis=sleutels,
    personen_max=st.integers(1, 8),
    kenmerken=st.frozensets(st.sampled_from(Kenmerk)),
    bevestigd_op=st.integers(0, 48).map(lambda hours: NU - timedelta(hours=hours)),
)

aanvragen = st.builds(
    Aanvraag,
    id=sleutels,
    vastgesteld_op=st.integers(0, 48 * 60).map(lambda minutes: NU - timedelta(minutes=minutes)),
    gemeente=gemeenten,
    huishouden=huishoudens,
    nachten=st.integers(1, 3),
    uitsluitingen=st.frozensets(gemeenten, max_size=3),
    voorkeuren=st.frozensets(gemeenten, max_size=2),
)


omstandigheden = st.builds(Omstandigheid, kantoortijd=st.booleans(), zaad=st.integers(0, 2**32 - 1))


def make_stand(
    vrij: tuple[Plaats, ...],
    *,
    vastgehouden: tuple[Plaats, ...] = (),
    grootste: int | None = None,
    gegeven: dict[str, int] | None = None,
) -> Stand:
    """A stand in which every place in service is free, unless told otherwise.

    `vastgehouden` are places of reserveringen that may move, `gegeven` nights given by centrumgemeente.
    """
    alle = (*vrij, *vastgehouden)
    crisis = [p.centrumgemeente for p in alle if p.soort is Soort.crisisplaats]
    return Stand(
        vrij=(*group_by_klasse(vrij, REGELS, NU), *map(hold, vastgehouden)),
        streken=STREKEN,
        regio=REGIO,
        inzetbaar={code: crisis.count(code) for code in STREKEN},
        grootste=max((p.personen_max for p in alle), default=0) if grootste is None else grootste,
        in_dienst={code: sum(p.centrumgemeente == code for p in alle) for code in STREKEN},
        gegeven=gegeven or {},
    )


def hold(plaats: Plaats) -> Vrij:
    """The place of a reservering that may move, as the weighing sees it."""
    (group,) = group_by_klasse([plaats], REGELS, NU)
    return Vrij(group.klasse, 1, (plaats.id,), afzonderlijk=True)


registers = st.lists(plaatsen, max_size=12, unique_by=lambda p: p.id).map(tuple)
"""What is free in the country."""

reeksen = st.lists(aanvragen, max_size=5, unique_by=lambda a: a.id)


def make_plaats(number: int = 1, **changes: object) -> Plaats:
    """A crisisplaats for 4 in Zwolle, seen an hour ago; `number` makes its id."""
    values: dict[str, object] = {
        "id": UUID(int=number),
        "soort": Soort.crisisplaats,
        "centrumgemeente": "GM0193",
        "organisatie": UUID(int=0),
        "huis": UUID(int=0),
        "personen_max": 4,
        "kenmerken": frozenset(),
        "bevestigd_op": NU - timedelta(hours=1),
    }
    return Plaats(**(values | changes))  # type: ignore[arg-type]


def make_aanvraag(number: int = 1, **changes: object) -> Aanvraag:
    """One adult with one child from Ede, rood an hour ago; `number` makes its id."""
    values: dict[str, object] = {
        "id": UUID(int=number),
        "vastgesteld_op": NU - timedelta(hours=1),
        "gemeente": "GM0228",
        "huishouden": Huishouden(1, (4,)),
        "nachten": 3,
    }
    return Aanvraag(**(values | changes))  # type: ignore[arg-type]
