"""A rule changes for days to come, within its bounds, by two people; nothing that was decided changes with it."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capacity_service.domain.errors import DomainError, OngeldigeInvoer, RegelIngang, RegelsTegenstrijdig, TweePersonen
from capacity_service.domain.klokken import wind_bezet
from capacity_service.domain.plaats import Soort
from capacity_service.domain.regels import (
    GRENZEN,
    SEED,
    Regel,
    Regels,
    check_minimum_plaatsen,
    check_toegezegde_nachten,
    make_regel,
)
from capacity_service.domain.regelwijziging import (
    MARGE,
    OPLOPEND,
    check_goedkeuring,
    check_together,
    check_voorstel,
    first_day,
)
from capacity_service.domain.tijd import (
    AMSTERDAM,
    add_werkdagen,
    compute_deadline,
    compute_verloopt_op,
    end_of_nights,
    local_date,
    night_of,
)
from tests.domain.strategies import momenten

EEN, TWEE = UUID(int=1), UUID(int=2)
NU = datetime(2026, 11, 21, 2, 13, tzinfo=UTC)
MORGEN = date(2026, 11, 22)


@st.composite
def rows(draw: st.DrawFn) -> Regel:
    grens = draw(st.sampled_from(SEED))
    waarde = draw(st.integers(grens.laagst, grens.hoogst))
    return make_regel(grens.naam, waarde, draw(st.dates(date(2026, 1, 2), date(2031, 12, 31))), "proef")


histories = st.lists(rows(), max_size=40).map(tuple)

VERDICTS: dict[str, Callable[[datetime, int, Regels], Any]] = {
    "toegezegde nachten": lambda _, n, regels: check_toegezegde_nachten(n % 6, regels),
    "minimum": lambda _, n, regels: check_minimum_plaatsen(n, "Ede", regels),
    "deadline": lambda moment, _, regels: compute_deadline(moment, regels),
    "reservering": lambda moment, _, regels: compute_verloopt_op(moment, regels),
    "nacht": lambda moment, _, regels: night_of(moment, regels),
    "einde van de nachten": lambda moment, _, regels: end_of_nights(local_date(moment), regels),
    "werkdagen": lambda moment, _, regels: add_werkdagen(moment, regels.risicotaxatie_werkdagen),
    "klokken": lambda moment, _, regels: wind_bezet(moment, Soort.crisisplaats, regels),
}


def judge(verdict: str, moment: datetime, number: int, rijen: tuple[Regel, ...]) -> object:
    """What is answered that day, a refusal with its words included."""
    try:
        return VERDICTS[verdict](moment, number, Regels.op(local_date(moment), rijen))
    except DomainError as refusal:
        return type(refusal), refusal.detail


@pytest.mark.parametrize("verdict", VERDICTS)
@given(moment=momenten, number=st.integers(0, 120), history=histories, later=histories)
def test_a_rule_with_a_future_date_changes_no_earlier_verdict(
    verdict: str, moment: datetime, number: int, history: tuple[Regel, ...], later: tuple[Regel, ...]
) -> None:
    before = (*SEED, *history)
    approved = tuple(rij for rij in later if rij.geldig_vanaf >= first_day(moment))
    assert judge(verdict, moment, number, (*before, *approved)) == judge(verdict, moment, number, before)


@pytest.mark.parametrize("verdict", VERDICTS)
def test_every_one_of_these_verdicts_listens_to_a_rule_of_its_day(verdict: str) -> None:
    """Otherwise the test above would say nothing."""
    moments = [datetime(2027, 5, day, hour, tzinfo=UTC) for day in (3, 6) for hour in (3, 11, 21)]
    extremes = [
        (*SEED, *(make_regel(r.naam, getattr(r, edge), date(2026, 12, 1), "proef") for r in SEED))
        for edge in ("laagst", "hoogst")
    ]
    answers = [[judge(verdict, m, n, rijen) for m in moments for n in (1, 2, 50)] for rijen in extremes]
    assert answers[0] != answers[1]


@given(histories, st.dates(date(2026, 1, 1), date(2032, 1, 1)))
def test_what_was_used_says_from_which_row_every_number_came(history: tuple[Regel, ...], dag: date) -> None:
    rijen = (*SEED, *history)
    regels = Regels.op(dag, rijen)
    for naam, used in regels.show_used().items():
        vanaf = date.fromisoformat(used["geldigVanafDatum"])
        assert vanaf == max(r.geldig_vanaf for r in rijen if r.naam == naam and r.geldig_vanaf <= dag)
        assert used["waarde"] == getattr(regels, naam)
    assert hash(regels) == hash(Regels.op(dag, rijen))
    assert Regels.again(regels.show_used()) == regels


@given(momenten, st.integers(0, 60))
def test_the_first_day_of_a_rule_begins_after_whoever_approves_is_done(moment: datetime, seconds: int) -> None:
    begins = datetime.combine(first_day(moment), time(), tzinfo=AMSTERDAM)
    assert moment + timedelta(seconds=min(seconds, MARGE.seconds)) < begins
    assert begins - moment <= timedelta(days=2)


@pytest.mark.parametrize(
    ("klok", "dag"),
    [
        (datetime(2026, 11, 21, 22, 58, 59, tzinfo=UTC), date(2026, 11, 22)),
        (datetime(2026, 11, 21, 22, 59, tzinfo=UTC), date(2026, 11, 23)),
        (datetime(2026, 11, 21, 23, 0, tzinfo=UTC), date(2026, 11, 23)),
        (datetime(2026, 7, 1, 21, 58, tzinfo=UTC), date(2026, 7, 2)),
    ],
)
def test_the_day_turns_in_amsterdam_a_minute_before_midnight(klok: datetime, dag: date) -> None:
    assert first_day(klok) == dag


@pytest.mark.parametrize("naam", GRENZEN)
def test_a_proposal_lies_within_the_bounds_of_its_rule(naam: str) -> None:
    grens = GRENZEN[naam]
    for waarde in (grens.laagst, grens.hoogst):
        assert check_voorstel(naam, waarde, MORGEN, "proef", NU) == make_regel(naam, waarde, MORGEN, "proef")
    for waarde in (grens.laagst - 1, grens.hoogst + 1):
        with pytest.raises(OngeldigeInvoer) as refused:
            check_voorstel(naam, waarde, MORGEN, "proef", NU)
        assert [fault.veld for fault in refused.value.faults] == ["waarde"]


def test_every_fault_of_a_proposal_is_named_at_once() -> None:
    with pytest.raises(OngeldigeInvoer) as refused:
        check_voorstel("minimum_plaatsen", 0, date(2026, 11, 21), "proef", NU)
    assert [fault.veld for fault in refused.value.faults] == ["waarde", "geldigVanafDatum"]
    assert "2026-11-22" in refused.value.faults[1].fout
    with pytest.raises(OngeldigeInvoer) as refused:
        check_voorstel("verzonnen", 0, MORGEN, "proef", NU)
    assert [fault.veld for fault in refused.value.faults] == ["naam"]


def test_a_second_person_approves_before_the_first_day() -> None:
    regel = make_regel("minimum_plaatsen", 3, MORGEN, "proef")
    check_goedkeuring(regel, EEN, TWEE, NU)
    with pytest.raises(TweePersonen, match="tweede persoon"):
        check_goedkeuring(regel, EEN, EEN, NU)
    with pytest.raises(RegelIngang, match="op zijn vroegst morgen"):
        check_goedkeuring(regel, EEN, TWEE, NU + timedelta(days=1))


def test_the_rules_that_the_service_came_with_agree_with_each_other() -> None:
    check_together(SEED, date(2026, 1, 1))


@pytest.mark.parametrize(("minder", "meer"), OPLOPEND)
def test_two_rules_of_one_day_do_not_contradict_each_other(minder: str, meer: str) -> None:
    later = MORGEN + timedelta(days=9)
    high = make_regel(minder, GRENZEN[minder].hoogst, MORGEN, "proef")
    enough = make_regel(meer, GRENZEN[meer].hoogst, MORGEN, "proef")
    low = make_regel(meer, high.waarde - 1, later, "proef")
    check_together((*SEED, high, enough), MORGEN)
    check_together((*SEED, low), later)
    with pytest.raises(RegelsTegenstrijdig, match=rf"Op 2026-12-01 zou {minder} .* hoger zijn dan {meer}"):
        check_together((*SEED, high, enough, low), MORGEN)
    with pytest.raises(RegelsTegenstrijdig):
        check_together((*SEED, high, enough, low), later)
