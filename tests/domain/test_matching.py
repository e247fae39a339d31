"""The weighing: what it always and never does, whatever the country looks like."""

from dataclasses import replace
from datetime import timedelta
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from capacity_service.domain.aanvraag import Aanvraag
from capacity_service.domain.matching import Afweging, decide
from capacity_service.domain.plaats import is_onbevestigd
from capacity_service.domain.rangorde import Omstandigheid, fits, make_vragers
from capacity_service.domain.uitdeling import Uitkomst
from capacity_service.domain.voorraad import Stand
from tests.domain.gevallen import Geval, gevallen
from tests.domain.groepen import Plaats, group_by_klasse
from tests.domain.strategies import (
    NIJKERK,
    NU,
    OVERDAG,
    REGELS,
    REGIO,
    gemeenten,
    hold,
    make_aanvraag,
    make_plaats,
    make_stand,
)


def weigh(stand: Stand, *reeks: Aanvraag, omstandigheid: Omstandigheid = OVERDAG) -> Afweging:
    return decide(reeks, stand, REGELS, omstandigheid)


def weigh_one(aanvraag: Aanvraag, *vrij: Plaats, omstandigheid: Omstandigheid = OVERDAG) -> Uitkomst:
    (uitkomst,) = weigh(make_stand(vrij), aanvraag, omstandigheid=omstandigheid).uitkomsten
    return uitkomst


def may_have(aanvraag: Aanvraag, plaats: Plaats) -> bool:
    (vrager,) = make_vragers([aanvraag], make_stand(()), REGELS)
    return fits(vrager, hold(plaats))


def ranked(aanvraag: Aanvraag, *vrij: Plaats) -> list[int]:
    """The numbers of the places, best first."""
    return [voorstel.plaatsen[0].int for voorstel in weigh_one(aanvraag, *vrij).voorstellen]


@given(gevallen())
def test_only_a_place_that_is_free_and_fits_is_ever_proposed(geval: Geval) -> None:
    by_id = {plaats.id: plaats for plaats in (*geval.vrij, *geval.vastgehouden)}
    by_aanvraag = {aanvraag.id: aanvraag for aanvraag in geval.aanvragen}
    for uitkomst in geval.decide().uitkomsten:
        for voorstel in uitkomst.voorstellen:
            (plaats_id,) = voorstel.plaatsen
            plaats = by_id[plaats_id]
            assert may_have(by_aanvraag[uitkomst.aanvraag], plaats)
            assert (voorstel.centrumgemeente, voorstel.soort, voorstel.personen_max) == (
                plaats.centrumgemeente,
                plaats.soort,
                plaats.personen_max,
            )


@given(gevallen())
def test_the_own_region_and_what_is_unsafe_are_never_proposed(geval: Geval) -> None:
    by_aanvraag = {aanvraag.id: aanvraag for aanvraag in geval.aanvragen}
    for uitkomst in geval.decide().uitkomsten:
        aanvraag = by_aanvraag[uitkomst.aanvraag]
        unsafe = {code for gemeente in {aanvraag.gemeente, *aanvraag.uitsluitingen} for code in REGIO[gemeente]}
        assert unsafe.isdisjoint(voorstel.centrumgemeente for voorstel in uitkomst.voorstellen)
        assert all(voorstel.personen_max >= aanvraag.huishouden.personen for voorstel in uitkomst.voorstellen)


@given(gevallen())
def test_what_one_household_gets_is_proposed_to_nobody_else(geval: Geval) -> None:
    uitkomsten = geval.decide().uitkomsten
    for uitkomst in uitkomsten:
        got = {plaats for voorstel in uitkomst.voorstellen[:1] for plaats in voorstel.plaatsen}
        others = {p for other in uitkomsten if other is not uitkomst for v in other.voorstellen for p in v.plaatsen}
        assert got.isdisjoint(others)


@given(gevallen(), st.randoms(use_true_random=False))
def test_the_order_of_what_comes_in_does_not_matter(geval: Geval, random: Random) -> None:
    shuffled, klassen = list(geval.aanvragen), list(geval.stand.vrij)
    random.shuffle(shuffled)
    random.shuffle(klassen)
    stand = replace(geval.stand, vrij=tuple(klassen))
    assert weigh(stand, *shuffled, omstandigheid=geval.omstandigheid) == geval.decide()


@given(gevallen())
def test_the_oldest_danger_is_answered_first(geval: Geval) -> None:
    order = [uitkomst.aanvraag for uitkomst in geval.decide().uitkomsten]
    assert order == [a.id for a in sorted(geval.aanvragen, key=lambda a: (a.vastgesteld_op, a.id))]


@given(gevallen(households=1))
def test_there_is_a_voorstel_for_everybody_for_whom_a_place_fits(geval: Geval) -> None:
    for aanvraag, uitkomst in zip(geval.aanvragen, geval.decide().uitkomsten, strict=True):
        fitting = {p.centrumgemeente for p in (*geval.vrij, *geval.vastgehouden) if may_have(aanvraag, p)}
        assert len(uitkomst.voorstellen) == min(len(fitting), REGELS.voorstellen_max)
        assert {voorstel.centrumgemeente for voorstel in uitkomst.voorstellen} <= fitting


@given(gevallen())
def test_a_knelpunt_is_named_exactly_when_there_is_nothing_to_reserve(geval: Geval) -> None:
    for uitkomst in geval.decide().uitkomsten:
        assert (uitkomst.knelpunt is None) == (uitkomst.gekozen is not None)
        if uitkomst.knelpunt is not None:
            assert (uitkomst.knelpunt.code == "gevraagd") == bool(uitkomst.voorstellen)


@given(gevallen())
def test_a_place_nobody_confirmed_is_asked_about_and_never_reserved(geval: Geval) -> None:
    old = {
        plaats.id for plaats in (*geval.vrij, *geval.vastgehouden) if is_onbevestigd(plaats.bevestigd_op, NU, REGELS)
    }
    for uitkomst in geval.decide().uitkomsten:
        assert uitkomst.gekozen is None or old.isdisjoint(uitkomst.gekozen.plaatsen)
        assert all(voorstel.onbevestigd == (voorstel.plaatsen[0] in old) for voorstel in uitkomst.voorstellen)


@given(gevallen())
def test_who_has_a_reservering_is_never_left_without_a_place(geval: Geval) -> None:
    afweging = geval.decide()
    holders = {aanvraag.id for aanvraag in geval.aanvragen if aanvraag.heeft}
    assert all(uitkomst.voorstellen for uitkomst in afweging.uitkomsten if uitkomst.aanvraag in holders)
    assert afweging.over == sum(not uitkomst.voorstellen for uitkomst in afweging.uitkomsten)


@given(gevallen())
def test_the_voorstellen_are_few_numbered_and_each_in_another_centrumgemeente(geval: Geval) -> None:
    for uitkomst in geval.decide().uitkomsten:
        assert [v.rang for v in uitkomst.voorstellen] == list(range(1, len(uitkomst.voorstellen) + 1))
        assert len(uitkomst.voorstellen) <= REGELS.voorstellen_max
        assert len({v.centrumgemeente for v in uitkomst.voorstellen}) == len(uitkomst.voorstellen)


@given(gevallen())
def test_the_classes_that_were_looked_at_hold_every_free_place_once(geval: Geval) -> None:
    klassen = geval.decide().opgave.klassen
    ids = [plaats for vrij in klassen for plaats in vrij.plaatsen]
    assert sorted(ids) == sorted(plaats.id for plaats in (*geval.vrij, *geval.vastgehouden))
    assert [vrij.aantal for vrij in klassen] == [len(vrij.plaatsen) for vrij in klassen]
    together = [vrij.klasse for vrij in klassen if not vrij.afzonderlijk]
    assert len(set(together)) == len(together)


@given(gevallen())
def test_a_class_that_comes_in_several_groups_is_weighed_as_one(geval: Geval) -> None:
    apart = tuple(group for plaats in geval.vrij for group in group_by_klasse([plaats], REGELS, NU))
    stand = replace(geval.stand, vrij=(*apart, *map(hold, geval.vastgehouden)))
    assert weigh(stand, *geval.aanvragen, omstandigheid=geval.omstandigheid) == geval.decide()


@given(gevallen(households=1))
def test_needs_and_preferences_never_filter(geval: Geval) -> None:
    plain = [
        replace(a, huishouden=replace(a.huishouden, behoeften=frozenset()), voorkeuren=frozenset())
        for a in geval.aanvragen
    ]
    for one, other in zip(geval.decide().uitkomsten, weigh(geval.stand, *plain).uitkomsten, strict=True):
        assert len(one.voorstellen) == len(other.voorstellen)


@given(gevallen(households=3))
def test_another_gemeente_of_origin_in_the_same_region_changes_nothing(geval: Geval) -> None:
    """R19: byte for byte the same answer, whichever gemeente of the region somebody fled from."""
    neighbours = {f"X{gemeente}": codes for gemeente, codes in REGIO.items()}
    stand = replace(geval.stand, regio=REGIO | neighbours)
    moved = [replace(aanvraag, gemeente=f"X{aanvraag.gemeente}") for aanvraag in geval.aanvragen]
    here, there = (weigh(stand, *reeks, omstandigheid=geval.omstandigheid) for reeks in (geval.aanvragen, moved))
    assert repr(here.uitkomsten).encode() == repr(there.uitkomsten).encode()
    assert here == there


def test_who_can_go_nowhere_else_gets_the_place_that_somebody_else_can_do_without() -> None:
    """A careless choice would give the oldest danger the nearest place, and leave the other over."""
    both = make_aanvraag(1, vastgesteld_op=NU - timedelta(hours=9))
    only_zwolle = make_aanvraag(2, uitsluitingen=frozenset({"GM0014"}))
    stand = make_stand((make_plaats(1), make_plaats(2, centrumgemeente="GM0014")))
    alone, one, other = (weigh(stand, *some).uitkomsten[-1] for some in ([both], [both, only_zwolle], [only_zwolle]))
    assert alone.gekozen is not None
    assert alone.gekozen.centrumgemeente == "GM0193"
    assert one.gekozen == other.gekozen is not None
    assert weigh(stand, both, only_zwolle).over == 0


def test_of_two_who_cannot_both_be_placed_the_oldest_danger_is() -> None:
    older, newer = make_aanvraag(2, vastgesteld_op=NU - timedelta(hours=9)), make_aanvraag(1)
    first, last = weigh(make_stand((make_plaats(),)), newer, older).uitkomsten
    assert (first.aanvraag, first.gekozen is not None) == (older.id, True)
    assert (last.aanvraag, last.voorstellen) == (newer.id, ())


def test_a_reservering_moves_when_that_places_one_more_and_else_stays() -> None:
    own, free = make_plaats(1), make_plaats(2, centrumgemeente="GM0014")
    holder = make_aanvraag(1, heeft=frozenset({own.id}))
    stand = make_stand((free,), vastgehouden=(own,))
    stuck, easy = make_aanvraag(2, uitsluitingen=frozenset({"GM0014"})), make_aanvraag(3)
    moved = {u.aanvraag: u.voorstellen[0].plaatsen for u in weigh(stand, holder, stuck).uitkomsten}
    assert moved == {holder.id: (free.id,), stuck.id: (own.id,)}
    stayed = {u.aanvraag: u.voorstellen[0].plaatsen for u in weigh(stand, holder, easy).uitkomsten}
    assert stayed == {holder.id: (own.id,), easy.id: (free.id,)}


def test_a_reservering_makes_no_way_for_an_older_danger() -> None:
    own = make_plaats(1)
    holder = make_aanvraag(1, heeft=frozenset({own.id}))
    older = make_aanvraag(2, vastgesteld_op=NU - timedelta(hours=20))
    over, kept = weigh(make_stand((), vastgehouden=(own,)), holder, older).uitkomsten
    assert (over.aanvraag, over.voorstellen) == (older.id, ())
    assert (kept.aanvraag, kept.gekozen is not None) == (holder.id, True)


def test_a_reservering_never_moves_to_a_place_that_nobody_confirmed() -> None:
    own, grey = make_plaats(1), make_plaats(2, centrumgemeente="GM0014", bevestigd_op=NU - timedelta(hours=30))
    holder = make_aanvraag(1, heeft=frozenset({own.id}))
    stuck = make_aanvraag(2, uitsluitingen=frozenset({"GM0014"}))
    kept, over = weigh(make_stand((grey,), vastgehouden=(own,)), holder, stuck).uitkomsten
    assert kept.gekozen is not None
    assert kept.gekozen.plaatsen == (own.id,)
    assert over.voorstellen == ()


def test_a_house_that_was_asked_in_vain_is_not_asked_again_until_it_confirms() -> None:
    old, fresh = make_plaats(bevestigd_op=NU - timedelta(hours=25)), make_plaats()
    aanvraag = make_aanvraag(gevraagd=frozenset({old.id}))
    silent = weigh_one(aanvraag, old)
    assert silent.voorstellen == ()
    assert silent.knelpunt is not None
    assert silent.knelpunt.code == "niet_bevestigd"
    assert weigh_one(aanvraag, replace(fresh, id=old.id)).gekozen is not None


def test_nijkerk_has_two_own_regions_and_both_are_out() -> None:
    vrij = make_plaats(1, centrumgemeente="GM0307"), make_plaats(2, centrumgemeente="GM0228"), make_plaats(3)
    assert ranked(make_aanvraag(gemeente=NIJKERK), *vrij) == [3]
    assert ranked(make_aanvraag(gemeente="GM0363", uitsluitingen=frozenset({NIJKERK})), *vrij) == [3]


def test_a_house_that_said_no_is_not_asked_again_for_this_household() -> None:
    first, second = make_plaats(1), make_plaats(2)
    aanvraag = make_aanvraag(teruggemeld=frozenset({first.id}))
    assert ranked(aanvraag, first, second) == [2]
    assert ranked(make_aanvraag(2), first, second) == [1]


def test_who_only_gets_voorstellen_keeps_no_place_from_who_waits() -> None:
    shown = replace(make_aanvraag(1), alleen_voorstellen=True, vastgesteld_op=NU - timedelta(hours=9))
    waiting = replace(make_aanvraag(2), vastgesteld_op=NU - timedelta(hours=1))
    first, last = weigh(make_stand((make_plaats(7),)), shown, waiting).uitkomsten
    assert (first.aanvraag, first.gekozen is not None) == (waiting.id, True)
    assert (last.aanvraag, last.voorstellen) == (shown.id, ())
    assert last.knelpunt is not None
    assert last.knelpunt.code == "niets_vrij"


@given(gevallen(), st.frozensets(gemeenten, max_size=3), st.booleans())
def test_where_it_was_unsafe_before_is_never_proposed_to_who_moves_on(
    geval: Geval, verborgen: frozenset[str], hier_veilig: bool
) -> None:
    """R11, R19: hidden from who reads the aanvraag, not from the weighing."""
    moved = [replace(a, verborgen=verborgen, hier_veilig=hier_veilig, heeft=frozenset()) for a in geval.aanvragen]
    by_id = {aanvraag.id: aanvraag for aanvraag in moved}
    for uitkomst in weigh(geval.stand, *moved).uitkomsten:
        forbidden = geval.stand.streken_of(verborgen | by_id[uitkomst.aanvraag].uitsluitingen)
        assert not forbidden & {voorstel.centrumgemeente for voorstel in uitkomst.voorstellen}


def test_who_lost_only_the_house_can_stay_in_the_region() -> None:
    moved = make_aanvraag(gemeente="GM0193", verborgen=frozenset({"GM0228"}))
    assert weigh_one(moved, make_plaats()).gekozen is None
    safe = weigh_one(replace(moved, hier_veilig=True), make_plaats())
    assert safe.gekozen is not None
    assert safe.gekozen.centrumgemeente == "GM0193"
