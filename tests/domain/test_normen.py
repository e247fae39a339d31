"""Judging: what is lacking, since when, why."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capacity_service.domain.bezetting import Bezetting
from capacity_service.domain.klokken import Termijnsoort
from capacity_service.domain.normen import (
    NORM_VAN,
    NORMEN,
    Gehoor,
    Norm,
    Onderwerpsoort,
    Plaatsfeiten,
    Plek,
    Plichthouder,
    describe_inside,
    describe_te_laat,
    judge_clocks,
    judge_moves,
    judge_organisatie,
    judge_plaats,
    judge_streek,
)
from capacity_service.domain.regels import Regels

NU = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)
REGELS = Regels.op(date(2026, 11, 21))
ZWOLLE = Plek(Onderwerpsoort.centrumgemeente, "GM0193", "GM0193")
PLAATS = Plek(Onderwerpsoort.plaats, str(UUID(int=1)), "GM0193", UUID(int=2))
BINNEN = Plek(Onderwerpsoort.plaatsing, str(UUID(int=3)), "GM0193", UUID(int=2), UUID(int=4))
KINDS_OF_DUTY = {
    Plichthouder.opvang: Gehoor.opvang,
    Plichthouder.aanvrager: Gehoor.aanvrager,
    Plichthouder.vervolg: Gehoor.vervolg,
    Plichthouder.centrumgemeente: Gehoor.gemeente,
}


@pytest.mark.parametrize("norm", Norm)
def test_every_norm_has_a_number_words_a_remedy_and_tells_whose_duty_it_is(norm: Norm) -> None:
    tekst = NORMEN[norm]
    assert tekst.nummer[0].isdigit() or tekst.nummer.startswith("indicator")
    assert tekst.remedie.endswith(".")
    assert not tekst.titel.endswith(".")
    assert KINDS_OF_DUTY[tekst.plichthouder] in tekst.gehoor


def test_every_norm_can_open() -> None:
    by_facts = {Norm.minimum_plaatsen, Norm.geen_vrij, Norm.geen_plaats, Norm.onvoorziene_uitval}
    assert set(Norm) - set(NORM_VAN.values()) - by_facts == {Norm.dubbel_verblijf, Norm.verhuisbeweging}


@given(st.integers(0, 4), st.integers(0, 4), st.integers(0, 4))
def test_a_centrumgemeente_lacks_places_below_the_minimum_and_a_free_one_when_there_is_none(
    vrij: int, bezet: int, uitgevallen: int
) -> None:
    """R1: a place that is lost already is missed at once, not when whoever is inside has left."""
    lost = min(bezet, uitgevallen)
    crisis = Bezetting(vrij=vrij, bezet=bezet, uitgevallen=lost)
    norms = {tekort.norm for tekort in judge_streek(ZWOLLE, crisis, REGELS, NU)}
    assert (Norm.minimum_plaatsen in norms) == (vrij + bezet - lost < 2)
    assert (Norm.geen_vrij in norms) == (vrij == 0)
    assert len(norms) <= 2


def test_what_is_counted_is_in_the_cause() -> None:
    too_few, none = judge_streek(ZWOLLE, Bezetting(bezet=1), REGELS, NU)
    assert too_few.oorzaak == "Inzetbaar: 1 van minimaal 2 crisisplaatsen."
    assert "1 inzetbare" in none.oorzaak
    (lost,) = judge_streek(ZWOLLE, Bezetting(vrij=1, bezet=1, uitgevallen=1), REGELS, NU)
    assert "1 van minimaal 2" in lost.oorzaak
    assert lost.oorzaak.endswith("Uitgevallen terwijl er nog iemand verblijft: 1.")
    (every,) = judge_organisatie(Plek(Onderwerpsoort.organisatie, "o"), NU, vrij=False)
    assert "geen vrij" in every.oorzaak
    assert list(judge_organisatie(Plek(Onderwerpsoort.organisatie, "o"), NU, vrij=True)) == []


def test_an_episode_begins_when_its_clock_ran_out_and_not_when_somebody_looked() -> None:
    due = NU - timedelta(hours=5)
    klokken = {Termijnsoort.kind_te_lang: due, Termijnsoort.overschrijding: NU + timedelta(seconds=1)}
    (tekort,) = judge_clocks(BINNEN, klokken, "Daarom.", NU)
    assert (tekort.norm, tekort.begonnen_op, tekort.oorzaak) == (Norm.kind_te_lang, due, "Daarom.")


@pytest.mark.parametrize("soort", Termijnsoort)
def test_a_clock_opens_its_norm_at_its_instant_and_not_before(soort: Termijnsoort) -> None:
    found = [tekort.norm for tekort in judge_clocks(BINNEN, {soort: NU}, "Daarom.", NU)]
    assert found == ([NORM_VAN[soort]] if soort in NORM_VAN else [])
    assert list(judge_clocks(BINNEN, {soort: NU}, "Daarom.", NU - timedelta(microseconds=1))) == []


def test_a_place_is_judged_by_what_happened_to_it() -> None:
    assert list(judge_plaats(PLAATS, Plaatsfeiten(None, None, None))) == []
    lost, double = judge_plaats(PLAATS, Plaatsfeiten(NU, "brand", NU + timedelta(hours=1)))
    assert (lost.norm, lost.begonnen_op, lost.oorzaak) == (Norm.onvoorziene_uitval, NU, "Reden: brand.")
    assert (double.norm, double.begonnen_op) == (Norm.dubbel_verblijf, NU + timedelta(hours=1))


@pytest.mark.parametrize(
    ("moves", "kinderen", "verklaard", "opens"),
    [(3, True, False, True), (2, True, False, False), (3, False, False, False), (3, True, True, False)],
)
def test_a_child_moves_at_most_twice_unless_there_is_a_reason(
    moves: int, kinderen: bool, verklaard: bool, opens: bool
) -> None:
    found = list(judge_moves(BINNEN, moves, NU, REGELS, kinderen=kinderen, verklaard=verklaard))
    assert [tekort.norm for tekort in found] == ([Norm.verhuisbeweging] if opens else [])


def test_a_cause_names_nobody_and_no_place() -> None:
    causes = [
        describe_te_laat("zonder_plaats", None),
        describe_te_laat("gereserveerd", "x"),
        describe_te_laat("bevestigd", "x"),
        describe_inside({Termijnsoort.overschrijding: NU}, NU),
        describe_inside({Termijnsoort.overschrijding: NU + timedelta(hours=1)}, NU),
        describe_inside({}, NU),
    ]
    assert len(set(causes)) == 5
    assert all(cause.endswith(".") and "x" not in cause.split() and "GM0" not in cause for cause in causes)
    assert (
        describe_te_laat("zonder_plaats", "Er is geen plaats voor 9 personen.") == "Er is geen plaats voor 9 personen."
    )
