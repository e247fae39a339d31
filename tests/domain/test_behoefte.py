"""What a household needs of a place."""

from hypothesis import given

from capacity_service.domain.aanvraag import Behoefte, Huishouden
from capacity_service.domain.behoefte import GEVRAAGD, kenmerken_for
from capacity_service.domain.plaats import Kenmerk
from tests.domain.strategies import huishoudens


def test_every_need_but_the_tolk_asks_for_a_kenmerk_of_its_own() -> None:
    assert set(Behoefte) - set(GEVRAAGD) == {Behoefte.tolk}
    assert len(set(GEVRAAGD.values())) == len(GEVRAAGD)
    assert kenmerken_for(Huishouden(1, (), frozenset(Behoefte))) == frozenset(GEVRAAGD.values())


def test_who_needs_nothing_or_a_tolk_asks_nothing_of_a_place() -> None:
    assert kenmerken_for(Huishouden(3, (0, 4))) == frozenset()
    assert kenmerken_for(Huishouden(1, (), frozenset({Behoefte.tolk}))) == frozenset()


@given(huishoudens)
def test_one_kenmerk_for_each_need_and_nothing_that_nobody_asked(huishouden: Huishouden) -> None:
    found = kenmerken_for(huishouden)
    assert len(found) == len(huishouden.behoeften - {Behoefte.tolk})
    assert Kenmerk.begane_grond not in found
