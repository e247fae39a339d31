"""What is counted before it is erased adds up, with what is left, to the figures of before: of any period of whole days."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from capacity_service.domain.bewaring import SLUITTIJD, compute_grens, freeze, freeze_signaal
from capacity_service.domain.cijfers import Meting
from capacity_service.domain.dossier import OF_AANVRAGER, make_normen
from capacity_service.domain.feitenset import Feitenset, Periode, Plaatsfeit
from capacity_service.domain.klokken import Moment, Registratiesoort
from capacity_service.domain.normen import Norm
from capacity_service.domain.regels import GRENZEN, SEED, Regels
from capacity_service.domain.tijd import local_date
from capacity_service.domain.verantwoording import Streekfeiten, Verloop, compute_kwartaal, split
from tests.domain.feiten import (
    ANDER,
    OPVANG,
    after,
    make_aanvraag,
    make_feiten,
    make_plaatsing,
    make_registratie,
    make_signaal,
    make_verblijf,
)

BEGIN = datetime(2026, 10, 20, tzinfo=UTC)
"""The last days of summer time: the night of 25 October has an hour more."""
DERDE = "derde"
PLAATSEN = {
    "s": Plaatsfeit("s", OPVANG, "GM0193", crisisplaats=True, eigen_sanitair=True, verwijderd=False),
    "t": Plaatsfeit("t", OPVANG, "GM0193", crisisplaats=False, eigen_sanitair=False, verwijderd=False),
    "u": Plaatsfeit("u", DERDE, "GM0202", crisisplaats=True, eigen_sanitair=False, verwijderd=False),
}
VAN_HUISHOUDENS = tuple(
    norm
    for norm in Norm
    if norm.value
    not in {"minimum_plaatsen", "geen_vrij", "geen_plaats", "onvoorziene_uitval", "buiten_gebruik_te_lang"}
)
organisaties = st.sampled_from([OPVANG, ANDER, DERDE])
hours = st.integers(0, 12 * 24 * 60).map(lambda minutes: minutes / 60)


@st.composite
def zaken(draw: st.DrawFn, nummer: int) -> Feitenset:
    """One household that came in late October or early November, stayed some days and left; or that never came."""
    begin = BEGIN + timedelta(hours=draw(hours))

    def at(low: float, high: float) -> datetime:
        return begin + timedelta(minutes=draw(st.integers(int(low * 60), int(high * 60))))

    key, asker, kinderen = f"a{nummer}", draw(organisaties), draw(st.integers(0, 2))
    aanvraag = make_aanvraag(
        id=key,
        organisatie=asker,
        status=draw(st.sampled_from(["beeindigd", "ingetrokken"])),
        ingediend_op=begin,
        deadline_op=begin + timedelta(hours=22),
        instrument=draw(st.booleans()),
        kinderen=kinderen,
        verhuisbewegingen=draw(st.integers(0, 4)),
        voorkeuren=draw(st.sampled_from([(), ("GM0193",), ("GM0228",)])),
    )
    plaatsingen, verblijven, registraties, signalen = [], [], [], []
    for which in range(draw(st.integers(0, 2))):
        plaats = draw(st.sampled_from(sorted(PLAATSEN)))
        here = PLAATSEN[plaats]
        inside = which == 0 and draw(st.booleans())
        arrived, left = at(2, 30), at(30, 150)
        p = make_plaatsing(
            id=f"p{nummer}-{which}",
            aanvraag=key,
            aanvrager=asker,
            opvang=here.organisatie,
            centrumgemeente=here.centrumgemeente,
            plaatsen=(plaats,),
            status="beeindigd" if inside else draw(st.sampled_from(["vervallen", "vervangen", "teruggemeld"])),
            deadline_op=aanvraag.deadline_op,
            gereserveerd_op=at(0, 1),
            geaccepteerd_op=draw(st.sampled_from([None, at(1, 2)])),
            aangekomen_op=arrived if inside else None,
            beeindigd_op=left if inside else at(1, 5),
            kinderen=kinderen,
            reden=draw(st.sampled_from([None, "al_bezet"])),
            teruggemeld=frozenset(draw(st.sampled_from([(), (plaats,)]))),
        )
        plaatsingen.append(p)
        if inside and draw(st.booleans()):
            verblijven.append(
                make_verblijf(
                    plaats=plaats, plaatsing=p.id, opvang=p.opvang, van=arrived, tot=left, dubbel=draw(st.booleans())
                )
            )
        if inside:
            registraties += [
                make_registratie(
                    soort,
                    plaatsing=p.id,
                    moment=draw(st.sampled_from(Moment)),
                    gedaan_op=at(2, 180),
                    volledig=draw(st.booleans()),
                    ontbreekt=frozenset(draw(st.sampled_from([(), ("wijze",), ("leden",)]))),
                    voor_kind=draw(st.booleans()),
                )
                for soort in draw(st.lists(st.sampled_from(Registratiesoort), max_size=3))
            ]
    for norm in draw(st.lists(st.sampled_from(VAN_HUISHOUDENS), max_size=2)):
        since = at(0, 100)
        signalen.append(
            make_signaal(
                norm,
                opvang=OPVANG if norm not in OF_AANVRAGER else None,
                aanvrager=asker,
                begonnen_op=since,
                beeindigd_op=since + timedelta(seconds=draw(st.integers(0, 400_000))),
                onderbroken_uren=draw(st.integers(0, 7200)) / 3600,
            )
        )
    return make_feiten(
        tuple(plaatsingen),
        (aanvraag,),
        op=None,
        verblijven=tuple(verblijven),
        registraties=tuple(registraties),
        signalen=tuple(signalen),
        plaatsen=PLAATSEN,
    )


@st.composite
def landen(draw: st.DrawFn) -> tuple[list[Feitenset], list[Feitenset]]:
    """Zaken that are erased, and zaken that stay."""
    numbers = iter(range(100))
    gone = [draw(zaken(next(numbers))) for _ in range(draw(st.integers(1, 4)))]
    return gone, [draw(zaken(next(numbers))) for _ in range(draw(st.integers(0, 2)))]


def together(parts: list[Feitenset], **changes: Any) -> Feitenset:
    """All facts of these zaken, as they stood a month later."""
    standard: dict[str, Any] = {
        "op": BEGIN + timedelta(days=60),
        "aanvragen": {key: aanvraag for part in parts for key, aanvraag in part.aanvragen.items()},
        **{
            name: tuple(one for part in parts for one in getattr(part, name))
            for name in ("plaatsingen", "verblijven", "registraties", "signalen")
        },
    }
    return replace(make_feiten(plaatsen=PLAATSEN), **standard | changes)


def erased(gone: list[Feitenset], left: list[Feitenset]) -> Feitenset:
    """What stands there afterwards."""
    bevroren, rest = freeze(gone), together(left)
    return replace(rest, signalen=(*rest.signalen, *bevroren.signalen), bevroren=bevroren.cijfers)


@settings(max_examples=150, deadline=None)
@given(land=landen(), first=st.integers(0, 30), length=st.integers(1, 40), organisatie=organisaties)
def test_every_figure_of_every_period_is_what_it_was(
    land: tuple[list[Feitenset], list[Feitenset]], first: int, length: int, organisatie: str
) -> None:
    gone, left = land
    van = local_date(BEGIN) + timedelta(days=first - 3)
    periode = Periode.of_dagen(van, van + timedelta(days=length))
    before = make_normen(Meting(together([*gone, *left]), organisatie, periode))
    assert make_normen(Meting(erased(gone, left), organisatie, periode)) == before


def test_without_counting_first_the_figures_are_lost() -> None:
    """The wall removed: what is only erased is in no figure any more."""
    zaak = make_feiten(
        (make_plaatsing(status="beeindigd", beeindigd_op=after(40)),), (make_aanvraag(status="beeindigd"),)
    )
    periode = Periode.of_dagen(date(2026, 11, 1), date(2026, 12, 1))
    before = make_normen(Meting(together([zaak]), OPVANG, periode))
    assert make_normen(Meting(erased([zaak], []), OPVANG, periode)) == before
    assert make_normen(Meting(together([]), OPVANG, periode)) != before


@settings(max_examples=50, deadline=None)
@given(land=landen())
def test_every_quarter_of_a_verantwoording_is_what_it_was(land: tuple[list[Feitenset], list[Feitenset]]) -> None:
    gone, left = land
    bevroren, op = freeze(gone), BEGIN + timedelta(days=200)

    def count(parts: list[Feitenset], more: list[Any], arrivals: list[datetime]) -> list[Any]:
        signalen = [
            s for part in parts for s in part.signalen if s.centrumgemeente == "GM0193" and s.norm not in OF_AANVRAGER
        ]
        arrived = [
            p.aangekomen_op
            for part in parts
            for p in part.plaatsingen
            if p.aangekomen_op and p.centrumgemeente == "GM0193"
        ]
        feiten = Streekfeiten(9, op, (*signalen, *more), (*arrived, *arrivals))
        kwartalen = split(date(2026, 10, 1), date(2027, 4, 1), op)
        return [compute_kwartaal(kwartaal, Verloop(kwartaal.periode), feiten) for kwartaal in kwartalen]

    noons = [
        Periode.of_dagen(dag, dag + timedelta(days=1)).van + timedelta(hours=12)
        for (code, dag), aantal in bevroren.aankomsten.items()
        if code == "GM0193"
        for _ in range(aantal)
    ]
    kept = [s for s in bevroren.signalen if s.centrumgemeente == "GM0193"]
    assert count(left, kept, noons) == count([*gone, *left], [], [])


@given(land=landen())
@settings(max_examples=50, deadline=None)
def test_no_id_and_no_instant_of_a_household_is_in_what_is_kept(land: tuple[list[Feitenset], list[Feitenset]]) -> None:
    gone, _ = land
    bevroren = freeze(gone)
    kept = repr((sorted(bevroren.cijfers.items()), sorted(bevroren.aankomsten.items()), bevroren.signalen))
    for zaak in gone:
        for p in zaak.plaatsingen:
            assert f"'{p.id}'" not in kept
        assert not any(f"'{key}'" in kept for key in zaak.aanvragen)
    for signaal in bevroren.signalen:
        assert signaal.opvang is None or signaal.aanvrager is None
        assert signaal.begonnen_op.astimezone(UTC).minute == 0


def test_an_episode_that_goes_on_cannot_be_kept_by_the_day() -> None:
    with pytest.raises(ValueError, match="overschrijding"):
        freeze_signaal(make_signaal(Norm.overschrijding, beeindigd_op=None))


def test_the_term_is_the_rule_of_the_day() -> None:
    now = datetime(2026, 11, 20, 3, tzinfo=UTC)
    regels = Regels.op(date(2026, 11, 20), SEED)
    assert compute_grens(now, regels) == now - timedelta(days=14)
    assert compute_grens(now, replace(regels, bewaartermijn_dagen=9)) == now - timedelta(days=9)


def test_nothing_that_a_clock_still_waits_for_can_be_erased() -> None:
    """The shortest term outlives the longest time in which something may still be recorded after an end (R13), and closing."""
    shortest = timedelta(days=GRENZEN["bewaartermijn_dagen"].laagst)
    assert shortest >= timedelta(hours=GRENZEN["registratie_uren"].hoogst) + 2 * SLUITTIJD
