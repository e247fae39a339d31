"""A household in two or three places of one huis: figures count one stay, one household."""

from capacity_service.domain.feitenset import Plaatsfeit
from tests.domain.feiten import OPVANG, after, make_meting, make_plaatsing, make_verblijf
from tests.domain.test_metingen import parts

SAMEN = make_plaatsing(plaatsen=("s", "t", "u"))
STRAAT = {
    name: Plaatsfeit(name, OPVANG, "GM0193", crisisplaats=name != "u", eigen_sanitair=name == "t", verwijderd=False)
    for name in "stu"
}


def test_a_household_in_several_places_is_one_stay_that_ends_with_the_last_crisisplaats() -> None:
    delen = [make_verblijf(plaats=name, tot=after(hours)) for name, hours in (("s", 20), ("t", 70), ("u", 200))]
    in_time = make_meting(SAMEN, verblijven=tuple(delen), plaatsen=STRAAT)
    assert [parts(norm, in_time) for norm in ("fn 28", "1.5c", "R14")] == [[(1, 1)]] * 3
    assert parts("1.5d", in_time) == [(1, 1), (1, 1)]
    delen[1] = make_verblijf(plaats="t", tot=after(75), dubbel=True)
    too_long = make_meting(SAMEN, verblijven=tuple(delen), plaatsen=STRAAT)
    assert [parts(norm, too_long) for norm in ("fn 28", "1.5c", "R14")] == [[(0, 1)]] * 3
    still = make_meting(SAMEN, verblijven=(*delen, make_verblijf(plaats="t")), plaatsen=STRAAT)
    assert parts("fn 28", still) == [(0, 1)]


def test_a_household_that_went_on_in_fewer_places_counts_by_where_it_was() -> None:
    left = make_plaatsing(plaatsen=("u",))
    delen = (make_verblijf(plaats="s", tot=after(20)), make_verblijf(plaats="u"))
    meting = make_meting(left, verblijven=delen, plaatsen=STRAAT)
    assert (parts("1.5a", meting), parts("1.5c", meting), parts("fn 28", meting)) == ([(0, 1)], [(1, 1)], [(1, 1)])


def test_r6_counts_places_and_only_those_that_were_found_taken() -> None:
    back = make_plaatsing(
        plaatsen=("s", "t", "u"),
        status="teruggemeld",
        reden="al_bezet",
        teruggemeld=frozenset({"t"}),
        aangekomen_op=None,
    )
    assert parts("R6", make_meting(back, plaatsen=STRAAT)) == [(1, 3)]
