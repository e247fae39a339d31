"""What is left out of a weighing can be left out: with all there is, nobody would be better off."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capacity_service.domain import zeef
from capacity_service.domain.aanvraag import Aanvraag, Huishouden
from capacity_service.domain.certificaat import check_certificaat
from capacity_service.domain.matching import Afweging, decide
from capacity_service.domain.plaats import Kenmerk, Soort
from capacity_service.domain.plaatsvoorraad import Kijk, Plaatsbeeld, Voorraad
from capacity_service.domain.rangorde import Omstandigheid, cost_of, make_vragers
from capacity_service.domain.voorraad import Stand, Streek, Streken
from capacity_service.domain.zeef import Zoekvraag, see_all, see_for
from tests.domain.strategies import (
    IN_DE_NACHT,
    NU,
    REGELS,
    REGIO,
    STREKEN,
    gemeenten,
    huishoudens,
    make_aanvraag,
    omstandigheden,
)

LAND = Stand((), STREKEN, REGIO, {}, 0, {}, {})
soorten = st.tuples(
    st.sampled_from(sorted(STREKEN)),
    st.sampled_from([Soort.crisisplaats, Soort.crisisplaats, Soort.opvangplaats, Soort.reserveplaats]),
    st.integers(1, 4),
    st.frozensets(st.sampled_from([Kenmerk.rolstoel, Kenmerk.babybed]), max_size=1),
    st.booleans(),
)
registers = st.dictionaries(soorten, st.integers(1, 8), max_size=24)


def make_voorraad(register: dict[tuple[str, Soort, int, frozenset[Kenmerk], bool], int]) -> Voorraad:
    kinds = [kind for kind, count in register.items() for _ in range(count)]
    beelden = [
        Plaatsbeeld(
            *(UUID(int=n), code, soort, ruimte, kenmerken),
            bevestigd_op=NU - timedelta(hours=200 if grey else 1),
            claim=None,
            verloopt_op=None,
            uit_vanaf_op=None,
        )
        for n, (code, soort, ruimte, kenmerken, grey) in enumerate(kinds, start=1)
    ]
    return Voorraad(Kijk(NU, REGELS), {beeld.id: beeld for beeld in beelden})


@st.composite
def vragen(draw: st.DrawFn) -> list[Aanvraag]:
    """Some households; some were told no of a place, some only look."""
    return [
        Aanvraag(
            UUID(int=1000 + n),
            NU - timedelta(minutes=draw(st.integers(0, 600))),
            draw(gemeenten),
            replace(draw(huishoudens), volwassenen=1, kinderen=(4,) * draw(st.integers(0, 3))),
            3,
            uitsluitingen=draw(st.frozensets(gemeenten, max_size=2)),
            voorkeuren=draw(st.frozensets(gemeenten, max_size=1)),
            teruggemeld=draw(st.frozensets(st.integers(1, 20).map(lambda n: UUID(int=n)), max_size=1)),
            alleen_voorstellen=draw(st.integers(0, 5)) == 0,
        )
        for n in range(draw(st.integers(1, 5)))
    ]


def weigh_both(
    voorraad: Voorraad, aanvragen: Sequence[Aanvraag], land: Stand, omstandigheid: Omstandigheid
) -> tuple[Afweging, Afweging]:
    """With what matters, and with all there is."""
    most = len(aanvragen) + 21
    some = see_for(voorraad, land, Zoekvraag(aanvragen, most, REGELS, omstandigheid))
    every = see_all(voorraad, land, most)
    assert set(some.vrij) <= set(every.vrij)
    return decide(aanvragen, some, REGELS, omstandigheid), decide(aanvragen, every, REGELS, omstandigheid)


@given(registers, vragen(), st.dictionaries(st.sampled_from(sorted(STREKEN)), st.integers(0, 300)), omstandigheden)
def test_nothing_is_lost_by_what_is_left_out(
    register: dict[tuple[str, Soort, int, frozenset[Kenmerk], bool], int],
    aanvragen: list[Aanvraag],
    gegeven: dict[str, int],
    omstandigheid: Omstandigheid,
) -> None:
    """Of equals another may be chosen: the last trede is the lot."""
    some, every = weigh_both(make_voorraad(register), aanvragen, replace(LAND, gegeven=gegeven), omstandigheid)
    assert some.kosten[:-1] == every.kosten[:-1]
    assert check_certificaat(some.opgave, some.certificaat) == []
    assert some.over == every.over
    for mine, theirs in zip(some.uitkomsten, every.uitkomsten, strict=True):
        assert bool(mine.voorstellen) == bool(theirs.voorstellen)


@given(registers, vragen().map(lambda v: v[:1]), omstandigheden)
def test_who_asks_alone_is_shown_what_is_as_good_and_told_the_same(
    register: dict[tuple[str, Soort, int, frozenset[Kenmerk], bool], int],
    aanvragen: list[Aanvraag],
    omstandigheid: Omstandigheid,
) -> None:
    voorraad = make_voorraad(register)
    some, every = weigh_both(voorraad, aanvragen, LAND, omstandigheid)
    (vrager,) = make_vragers(aanvragen, LAND, REGELS)
    of_plaats = {p: vrij for vrij in see_all(voorraad, LAND, 999).vrij for p in vrij.plaatsen}
    (mine,), (theirs,) = some.uitkomsten, every.uitkomsten
    for one, other in zip(mine.voorstellen, theirs.voorstellen, strict=True):
        a, b = (of_plaats[v.plaatsen[0]] for v in (one, other))
        assert (
            cost_of(vrager, a, 0, omstandigheid)[:-1] == cost_of(vrager, b, 0, omstandigheid)[:-1] or one.rang == 1
        )  # the first is chosen with the spread in mind
        if a == b:
            assert one.redenen == other.redenen


def make_wide() -> tuple[Voorraad, Stand]:
    """A country of 500 centrumgemeenten, with four places of each of five sizes in every one."""
    streken = Streken((f"GM{n}", Streek(f"GM{n}", f"Stad {n}", 51 + n % 20 / 10, 4 + n % 25 / 10)) for n in range(500))
    register = {
        (code, Soort.crisisplaats, ruimte, frozenset[Kenmerk](), False): 4 for code in streken for ruimte in range(1, 6)
    }
    land = replace(LAND, streken=streken, regio={code: frozenset({code}) for code in streken})
    return make_voorraad(register), land


def test_a_large_country_is_not_looked_through_for_one_household() -> None:
    voorraad, land = make_wide()
    aanvraag = make_aanvraag(gemeente="GM7", huishouden=Huishouden(2))
    stand = see_for(voorraad, land, Zoekvraag([aanvraag], 2, REGELS, IN_DE_NACHT))
    assert len(see_all(voorraad, land, 2).vrij) == 2_500
    assert len(stand.vrij) < 30
    assert set(stand.inzetbaar) == set(stand.in_dienst) == {v.klasse.centrumgemeente for v in stand.vrij}
    weighed = Counter[str]()
    for vrij in stand.vrij:
        weighed[vrij.klasse.centrumgemeente] += vrij.aantal
    assert {weighed[code] + left for code, left in stand.ongewogen.items()} == {20}
    assert stand.grootste == 5


def test_where_a_place_is_not_certain_everything_is_looked_at() -> None:
    voorraad, land = make_wide()
    aanvraag = make_aanvraag(gemeente="GM7", huishouden=Huishouden(6))
    assert see_for(voorraad, land, Zoekvraag([aanvraag], 2, REGELS, IN_DE_NACHT)).vrij == voorraad.list_free(2)


def test_with_fewer_kept_than_others_can_take_somebody_is_worse_off(monkeypatch: pytest.MonkeyPatch) -> None:
    """The wall removed: as if nobody else asked."""
    voorraad, land = make_wide()
    aanvragen = [make_aanvraag(id=UUID(int=1000 + n), gemeente="GM7", huishouden=Huishouden(2)) for n in range(12)]
    some, every = weigh_both(voorraad, aanvragen, land, IN_DE_NACHT)
    assert some.kosten[:-1] == every.kosten[:-1]
    behoeft = zeef.Behoeft
    monkeypatch.setattr(zeef, "Behoeft", lambda *_: behoeft(1, 1))
    few, _ = weigh_both(voorraad, aanvragen, land, IN_DE_NACHT)
    assert few.kosten[:-1] > every.kosten[:-1]
