import random
from itertools import pairwise

import pytest

from capacity_service.live.messages import Feit
from capacity_service.live.nummering import Nummering
from capacity_service.live.publiek import Publiek
from tests.live.rows import (
    COORDINATOR,
    GEMEENTE,
    LANDELIJK,
    OPVANG,
    OTHER,
    make_aanvraagfeit,
    make_plaatsfeit,
    make_streek,
    make_streekfeit,
)

PUBLIEKEN = (COORDINATOR, GEMEENTE, LANDELIJK, OPVANG)


def begin(publiek: Publiek) -> Nummering:
    return Nummering.first(publiek, 0, 1, {("bezetting", "GM0193"): make_streek()})


def test_what_others_do_moves_no_number() -> None:
    nummering = begin(OPVANG)
    others = [
        make_plaatsfeit(2, "p", organisatie=str(OTHER)),
        make_aanvraagfeit(3, "a"),
        make_streekfeit(4, revisie=9),
    ]
    assert nummering.count(others) == {}
    assert (nummering.volgnummer, nummering.logboek) == (0, 4)


def test_a_gemeente_learns_nothing_from_a_reservering_that_becomes_a_stay() -> None:
    """For it both are bezet: neither the counts nor a number tell that somebody arrived."""
    nummering = begin(GEMEENTE)
    reserved, arrived = make_streekfeit(2, vrij=1, gereserveerd=1), make_streekfeit(3, vrij=1, bezet=1)
    told, totaal = nummering.count([reserved]).values()
    assert (told.volgnummer, told.rij["revisie"], told.rij["bezet"]) == (1, 2, 1)
    assert (totaal.sleutel[0], totaal.volgnummer, totaal.rij["bezet"]) == ("totaal", 2, 1)
    assert nummering.count([arrived]) == {}
    assert nummering.volgnummer == 2


def test_each_row_that_changes_has_a_number_of_its_own_and_keeps_the_last() -> None:
    nummering = begin(OPVANG)
    changed = nummering.count(
        [make_plaatsfeit(2, "p"), make_plaatsfeit(3, "q"), make_streekfeit(4, vrij=1), make_plaatsfeit(5, "p", 2)]
    )
    assert [(one.sleutel, one.volgnummer) for one in changed.values()] == [
        (("plaats", "q"), 2),
        (("bezetting", "GM0193"), 3),
        (("plaats", "p"), 4),
    ]


def test_what_is_over_is_told_once_and_counted_once() -> None:
    nummering = begin(LANDELIJK)
    nummering.count([make_aanvraagfeit(2, "a")])
    (gone,) = nummering.count([make_aanvraagfeit(3, "a", 2, status="aangekomen")]).values()
    assert gone.weg
    assert gone.rij == {"id": "a", "verwijderd": True, "revisie": 2}
    assert nummering.count([make_aanvraagfeit(4, "a", 3, status="beeindigd")]) == {}
    assert nummering.volgnummer == 2


def test_what_was_never_shown_is_not_told_to_be_gone() -> None:
    nummering = begin(OPVANG)
    assert nummering.count([make_plaatsfeit(2, "p", verwijderd=True)]) == {}


def test_what_no_longer_concerns_them_is_gone_and_where_it_went_is_not_told() -> None:
    nummering = begin(OPVANG)
    nummering.count([make_plaatsfeit(2, "p")])
    (gone,) = nummering.count([make_plaatsfeit(3, "p", 2, organisatie=str(OTHER))]).values()
    assert (gone.weg, gone.rij) == (True, {"id": "p", "verwijderd": True, "revisie": 2})


def make_history(seed: int) -> list[Feit]:
    chance, facts = random.Random(seed), []
    for nummer in range(2, 200):
        key, revisie = chance.choice("abcdef"), nummer
        made = (
            make_streekfeit(nummer, vrij=chance.randint(0, 2), gereserveerd=chance.randint(0, 1), revisie=revisie),
            make_plaatsfeit(nummer, key, revisie, **({"verwijderd": True} if chance.random() < 0.3 else {})),
            make_plaatsfeit(nummer, key + "x", revisie, organisatie=str(OTHER)),
            make_aanvraagfeit(nummer, key, revisie, status=chance.choice(["zonder_plaats", "aangekomen", "beeindigd"])),
        )
        facts.append(chance.choice(made))
    return facts


@pytest.mark.parametrize("publiek", PUBLIEKEN)
@pytest.mark.parametrize("seed", range(5))
def test_from_any_ijkpunt_and_in_any_stretches_the_count_is_the_same(publiek: Publiek, seed: int) -> None:
    """Two nodes read in stretches of their own, and one of them began later; they give the same numbers."""
    facts, chance = make_history(seed), random.Random(seed)
    whole = begin(publiek)
    whole.count(facts)
    for _ in range(5):
        cuts = sorted({0, len(facts), *(chance.randrange(len(facts)) for _ in range(6))})
        counting = begin(publiek)
        for start, end in pairwise(cuts):
            counting.count(facts[start:end])
            counting = Nummering.at(publiek, counting.make_ijkpunt())
        assert counting.make_ijkpunt() == whole.make_ijkpunt()


def test_facts_that_were_counted_are_not_counted_again() -> None:
    nummering, facts = begin(OPVANG), [make_plaatsfeit(2, "p"), make_plaatsfeit(3, "q")]
    nummering.count(facts)
    assert nummering.count(facts) == {}
    assert nummering.volgnummer == 2
