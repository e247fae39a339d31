"""What goes first: the weighing by class against the same order written down place by place, slowly and plainly."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from hypothesis import given, settings

from capacity_service.domain.aanvraag import Aanvraag, Behoefte, Huishouden
from capacity_service.domain.behoefte import kenmerken_for
from capacity_service.domain.matching import decide
from capacity_service.domain.plaats import Kenmerk, Soort, is_onbevestigd
from capacity_service.domain.rangorde import Omstandigheid, fits, make_vragers, spread_band
from capacity_service.domain.voorraad import distance_bands
from tests.domain.gevallen import Geval, gevallen
from tests.domain.groepen import Plaats
from tests.domain.strategies import IN_DE_NACHT, NU, OVERDAG, REGELS, hold, make_aanvraag, make_plaats, make_stand

NEEDY = Huishouden(1, (0,), frozenset({Behoefte.babybed}))


def ranked(aanvraag: Aanvraag, *vrij: Plaats, omstandigheid: Omstandigheid = OVERDAG) -> list[int]:
    """The numbers of the places, best first."""
    (uitkomst,) = decide([aanvraag], make_stand(vrij), REGELS, omstandigheid).uitkomsten
    return [voorstel.plaatsen[0].int for voorstel in uitkomst.voorstellen]


def order(geval: Geval, aanvraag: Aanvraag, plaats: Plaats, *, spread: bool) -> tuple[int, ...]:
    """What counts, in the order in which it counts; lower goes first. Only the lot is left out."""
    code, wanted = plaats.centrumgemeente, kenmerken_for(aanvraag.huishouden)
    later = Soort.crisisplaats if geval.omstandigheid.kantoortijd else Soort.opvangplaats
    liked = geval.stand.streken_of(aanvraag.voorkeuren)
    return (
        plaats.soort is Soort.alternatief,
        plaats.soort is Soort.reserveplaats,
        is_onbevestigd(plaats.bevestigd_op, NU, REGELS),
        plaats.soort is later,
        len(wanted - plaats.kenmerken),
        bool(liked) and code not in liked,
        plaats.personen_max - aanvraag.huishouden.personen,
        len(plaats.kenmerken - wanted),
        spread_band(geval.stand.gaf(code), 0, REGELS)[0] if spread else 0,
        distance_bands(aanvraag.gemeente, geval.stand, REGELS)[code],
    )


@settings(max_examples=150)
@given(gevallen(households=1, places=9))
def test_the_best_place_of_all_is_taken_by_who_asks_alone(geval: Geval) -> None:
    for uitkomst, aanvraag in zip(geval.decide().uitkomsten, geval.aanvragen, strict=True):
        fitting = may_have(aanvraag, geval.vrij)
        if uitkomst.voorstellen and not aanvraag.heeft:
            orders = {plaats.id: order(geval, aanvraag, plaats, spread=True) for plaats in fitting}
            assert orders[uitkomst.voorstellen[0].plaatsen[0]] == min(orders.values())


@settings(max_examples=150)
@given(gevallen(households=4, places=9))
def test_what_else_there_is_goes_by_the_same_order_among_what_nobody_got(geval: Geval) -> None:
    uitkomsten = geval.decide().uitkomsten
    by_id = {aanvraag.id: aanvraag for aanvraag in geval.aanvragen}
    got = {uitkomst.voorstellen[0].plaatsen[0] for uitkomst in uitkomsten if uitkomst.voorstellen}
    for uitkomst in uitkomsten:
        aanvraag, best = by_id[uitkomst.aanvraag], dict[str, tuple[int, ...]]()
        for plaats in may_have(aanvraag, (*geval.vrij, *geval.vastgehouden)):
            if uitkomst.voorstellen and plaats.id not in got:
                key = order(geval, aanvraag, plaats, spread=False)
                best[plaats.centrumgemeente] = min(key, best.get(plaats.centrumgemeente, key))
        if uitkomst.voorstellen:
            best.pop(uitkomst.voorstellen[0].centrumgemeente, None)
        plaatsen = {plaats.id: plaats for plaats in (*geval.vrij, *geval.vastgehouden)}
        rest = [plaatsen[voorstel.plaatsen[0]] for voorstel in uitkomst.voorstellen[1:]]
        said = [order(geval, aanvraag, plaats, spread=False) for plaats in rest]
        assert said == sorted(best.values())[: REGELS.voorstellen_max - 1]


def may_have(aanvraag: Aanvraag, plaatsen: tuple[Plaats, ...]) -> list[Plaats]:
    (vrager,) = make_vragers([aanvraag], make_stand(()), REGELS)
    return [plaats for plaats in plaatsen if fits(vrager, hold(plaats))]


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        pytest.param(
            {"soort": Soort.opvangplaats}, {"soort": Soort.reserveplaats}, id="an opvangplaats before a reserve"
        ),
        pytest.param({"soort": Soort.reserveplaats}, {"soort": Soort.alternatief}, id="a reserve before a hotel"),
        pytest.param(
            {"bevestigd_op": NU - timedelta(hours=30)},
            {"soort": Soort.reserveplaats},
            id="what nobody confirmed before a reserve",
        ),
        pytest.param({}, {"bevestigd_op": NU - timedelta(hours=24)}, id="bevestigd before onbevestigd"),
        pytest.param({"kenmerken": frozenset({Kenmerk.babybed})}, {}, id="what is needed before what is not there"),
        pytest.param({"centrumgemeente": "GM0983"}, {}, id="a preference before elsewhere"),
        pytest.param({"personen_max": 2}, {}, id="a tight fit before a large place"),
        pytest.param({}, {"kenmerken": frozenset({Kenmerk.mannen})}, id="what nobody else needs before what one may"),
        pytest.param({}, {"centrumgemeente": "GM0014"}, id="near before far"),
    ],
)
@pytest.mark.parametrize("omstandigheid", [OVERDAG, IN_DE_NACHT], ids=["by day", "at night"])
def test_a_better_place_goes_first(
    better: dict[str, object], worse: dict[str, object], omstandigheid: Omstandigheid
) -> None:
    aanvraag = make_aanvraag(huishouden=NEEDY, voorkeuren=frozenset({"GM0983"}))
    # Two centrumgemeenten, so that both are proposed, and the ids both ways, so that those do not decide.
    for good_id, bad_id in ((1, 9), (9, 1)):
        good = make_plaats(good_id, **({"centrumgemeente": "GM0193"} | better))
        bad = make_plaats(bad_id, **({"centrumgemeente": "GM0363"} | worse))
        assert ranked(aanvraag, bad, good, omstandigheid=omstandigheid) == [good_id, bad_id]


@pytest.mark.parametrize(("omstandigheid", "expected"), [(OVERDAG, [2, 1]), (IN_DE_NACHT, [1, 2])])
def test_the_net_stays_free_in_office_hours_and_is_used_outside_them(
    omstandigheid: Omstandigheid, expected: list[int]
) -> None:
    """R10."""
    crisis, opvang = make_plaats(1), make_plaats(2, soort=Soort.opvangplaats, centrumgemeente="GM0363")
    assert ranked(make_aanvraag(), crisis, opvang, omstandigheid=omstandigheid) == expected


def seeded(number: int) -> Omstandigheid:
    return Omstandigheid(kantoortijd=True, zaad=number * 2_654_435_761 % 2**32)


@pytest.mark.parametrize(
    ("zwolle", "amsterdam", "firsts"), [(30, 0, {2}), (0, 30, {1}), (31, 32, {1}), (32, 35, {1, 2})]
)
def test_a_centrumgemeente_that_gave_less_of_its_nights_goes_first(
    zwolle: int, amsterdam: int, firsts: set[int]
) -> None:
    """In bands of 5 procent of the nights that its places can give in 90 days: 4,5 nights for one place."""
    vrij = make_plaats(1, centrumgemeente="GM0193"), make_plaats(2, centrumgemeente="GM0363")
    stand = make_stand(vrij, gegeven={"GM0193": zwolle, "GM0363": amsterdam})
    outcomes = [decide([make_aanvraag()], stand, REGELS, seeded(number)).uitkomsten[0] for number in range(20)]
    assert {uitkomst.voorstellen[0].plaatsen[0].int for uitkomst in outcomes} == firsts


def test_who_comes_together_is_spread_over_centrumgemeenten() -> None:
    """Four households, and two places in each of two centrumgemeenten as near: no three where one band is reached sooner."""
    vrij = tuple(make_plaats(n, centrumgemeente="GM0193" if n < 5 else "GM0363") for n in range(1, 9))
    reeks = [make_aanvraag(100 + number) for number in range(4)]
    uitkomsten = decide(
        reeks, replace(make_stand(vrij), in_dienst={"GM0193": 1, "GM0363": 1}), REGELS, OVERDAG
    ).uitkomsten
    chosen = [uitkomst.voorstellen[0].centrumgemeente for uitkomst in uitkomsten]
    assert chosen.count("GM0193") == chosen.count("GM0363") == 2


def test_of_equal_places_the_lowest_id_is_taken_and_the_oldest_danger_takes_it() -> None:
    assert ranked(make_aanvraag(), make_plaats(3), make_plaats(2), make_plaats(5)) == [2]
    older, newer = make_aanvraag(2, vastgesteld_op=NU - timedelta(hours=9)), make_aanvraag(1)
    stand = make_stand((make_plaats(3), make_plaats(2), make_plaats(5)))
    uitkomsten = decide([newer, older], stand, REGELS, OVERDAG).uitkomsten
    assert [(u.aanvraag, u.voorstellen[0].plaatsen) for u in uitkomsten] == [
        (older.id, (UUID(int=2),)),
        (newer.id, (UUID(int=3),)),
    ]


def test_of_equal_centrumgemeenten_the_lot_decides_and_the_same_seed_decides_the_same() -> None:
    vrij = make_plaats(1, centrumgemeente="GM0193"), make_plaats(2, centrumgemeente="GM0363")
    by_seed = {number: ranked(make_aanvraag(), *vrij, omstandigheid=seeded(number)) for number in range(40)}
    assert {tuple(found) for found in by_seed.values()} == {(1, 2), (2, 1)}
    again = {number: ranked(make_aanvraag(), *vrij[::-1], omstandigheid=seeded(number)) for number in by_seed}
    assert again == by_seed
