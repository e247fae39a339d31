from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from capacity_service.domain.bezetting import Bezetting
from capacity_service.domain.herspeling import Feit, Herspeling, recount
from capacity_service.domain.plaats import Soort

BEGIN = datetime(2026, 11, 21, tzinfo=UTC)
Told = list[tuple[str, str, int | None]]

told = st.lists(
    st.tuples(
        st.sampled_from(["plaats", "plaatsing", "normsignaal"]), st.sampled_from("abc"), st.none() | st.integers()
    )
)


def tell(facts: Told) -> list[Feit]:
    return [
        Feit(n, BEGIN + timedelta(seconds=n), "proef", soort, None if stand is None else {"id": key, "stand": stand})
        for n, (soort, key, stand) in enumerate(facts, 1)
    ]


def make_plaats(status: str, **changes: object) -> dict[str, object]:
    plaats = {"soort": "crisisplaats", "centrumgemeente": "GM0193", "onbevestigd": False}
    return plaats | {"id": "p", "status": status, "plaatsing": None, "uitname": None} | changes


@given(told, st.integers(0, 50))
def test_reading_on_from_halfway_is_reading_all_of_it(facts: Told, half: int) -> None:
    feiten = tell(facts)
    at_once, in_two = Herspeling(), Herspeling()
    for feit in feiten:
        at_once.apply(feit)
    for part in (feiten[:half], feiten[half:]):
        for feit in part:
            in_two.apply(feit)
    assert in_two == at_once
    assert at_once.volgnummer == len(facts)


@given(told)
def test_of_each_thing_the_last_state_stands_and_erased_facts_are_counted(facts: Told) -> None:
    herspeling = Herspeling()
    for feit in tell(facts):
        herspeling.apply(feit)
    last = {(soort, key): stand for soort, key, stand in facts if stand is not None}
    shown = {(soort, s["id"]): s["stand"] for soort in herspeling.dingen for s in herspeling.of(soort)}
    assert shown == last
    assert herspeling.gewist.total() == sum(stand is None for _, _, stand in facts)


def test_what_a_place_names_but_was_erased_reads_gewist() -> None:
    herspeling = Herspeling()
    herspeling.apply(Feit(1, BEGIN, "proef", "plaats", make_plaats("bezet", plaatsing="weg")))
    assert "plaatsing" not in herspeling.show()
    herspeling.apply(Feit(2, BEGIN, "proef", "plaatsing", None))
    herspeling.apply(Feit(3, BEGIN, "proef", "verblijf", {"id": "v", "plaatsing": "weg"}))
    herspeling.apply(Feit(4, BEGIN, "proef", "verblijf", {"id": "w", "plaatsing": None}))
    herspeling.apply(Feit(5, BEGIN, "proef", "plaatsing", {"id": "er nog", "aanvraag": "ook weg"}))
    shown = herspeling.show()
    assert shown["plaatsing"] == [{"id": "er nog", "aanvraag": "ook weg"}, {"id": "weg", "gewist": True}]
    assert shown["aanvraag"] == [{"id": "ook weg", "gewist": True}]


def test_places_are_counted_by_their_status_and_a_removed_one_is_not() -> None:
    plaatsen = [
        make_plaats("vrij"),
        make_plaats("vrij", onbevestigd=True),
        make_plaats("gereserveerd"),
        make_plaats("bezet", uitname={"feit": True}),
        make_plaats("buiten_gebruik"),
        make_plaats("vrij", verwijderd=True),
        make_plaats("vrij", soort="reserveplaats"),
        make_plaats("bezet", soort="opvangplaats", uitname={"feit": False}),
        make_plaats("bezet", centrumgemeente="GM0363"),
    ]
    assert recount(plaatsen) == {
        "GM0193": {Soort.crisisplaats: Bezetting(2, 1, 1, 1, 1, 1), Soort.opvangplaats: Bezetting(bezet=1)},
        "GM0363": {Soort.crisisplaats: Bezetting(bezet=1)},
    }
