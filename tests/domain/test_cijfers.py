from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from capacity_service.domain.cijfers import add_uren, count, measure, share
from capacity_service.domain.klokken import Registratiesoort
from tests.domain.feiten import (
    ANDER,
    NU,
    OPVANG,
    TOT,
    VAN,
    after,
    make_meting,
    make_plaatsing,
    make_registratie,
    make_verblijf,
)


@given(st.lists(st.booleans(), min_size=1))
def test_a_share_tells_what_it_is_a_share_of(answers: list[bool]) -> None:
    cijfer = share("naam", iter(answers))
    assert (cijfer.teller, cijfer.noemer) == (sum(answers), len(answers))
    assert cijfer.waarde == round(100 * sum(answers) / len(answers), 1)


def test_a_share_of_nothing_has_no_value() -> None:
    assert share("naam", []).show() == {"naam": "naam", "eenheid": "procent", "waarde": None, "teller": 0, "noemer": 0}
    assert count("naam", "keer", []).waarde == 0
    assert measure("naam", 1 / 3).show()["waarde"] == 0.33


def test_it_is_counted_until_the_last_fact_and_no_further() -> None:
    meting = make_meting(op=NU + timedelta(hours=1))
    assert (meting.periode.van, meting.periode.tot) == (VAN, NU + timedelta(hours=1))


def test_households_of_another_house_or_another_month_do_not_count() -> None:
    elsewhere = make_plaatsing(id="q", opvang=ANDER)
    earlier = make_plaatsing(id="r", aangekomen_op=VAN - timedelta(seconds=1), gereserveerd_op=VAN - timedelta(1))
    here = make_plaatsing()
    meting = make_meting(elsewhere, earlier, here)
    assert list(meting.aangekomen) == list(meting.gevraagd) == [here]
    assert [p.id for p, _ in meting.ooit_aangekomen] == ["r", "p"]


def test_who_left_is_known_from_the_stay_also_when_it_was_told_late() -> None:
    left = make_plaatsing(status="beeindigd", beeindigd_op=after(50))
    meting = make_meting(left, verblijven=(make_verblijf(tot=after(20)), make_verblijf(tot=after(30))))
    assert meting.find_einde(left) == after(30)
    assert make_meting(left).find_einde(left) == after(50)
    half = make_meting(left, verblijven=(make_verblijf(tot=after(20)), make_verblijf()))
    assert half.find_einde(left) is None
    assert make_meting().find_einde(make_plaatsing()) is None
    assert [p for p, _ in meting.vertrokken] == [left]


def test_nothing_is_owed_to_who_had_left() -> None:
    inside, left = make_plaatsing(), make_plaatsing(status="beeindigd", beeindigd_op=after(5))
    meting = make_meting()
    assert [meting.is_owed(inside, after(h)) for h in (1, 10, 10_000)] == [True, True, False]
    assert [meting.is_owed(left, after(h)) for h in (5, 5.1)] == [True, False]


def test_what_was_recorded_counts_for_the_house_and_the_month_in_which_it_was_done() -> None:
    soort = Registratiesoort.intake
    mine, foreign = make_registratie(soort), make_registratie(soort, plaatsing="elders")
    late = make_registratie(soort, gedaan_op=TOT)
    meting = make_meting(make_plaatsing(), registraties=(mine, foreign, late))
    assert list(meting.recorded(soort)) == [mine]
    assert list(meting.done("p", soort)) == [mine, late]
    assert list(meting.recorded(Registratiesoort.kindcheck)) == []


def test_an_unknown_place_is_no_crisisplaats() -> None:
    meting = make_meting()
    assert (meting.is_crisis("s"), meting.is_crisis("weg")) == (True, False)
    assert meting.organisatie == OPVANG


def test_hours_elapse() -> None:
    assert add_uren(NU, 24) - NU == timedelta(days=1)
