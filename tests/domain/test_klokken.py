"""The clocks of one subject, computed from what is known of it."""

from datetime import UTC, date, datetime, timedelta

import pytest

from capacity_service.domain.aanvraag import Aanvraagstatus, Plaatsingstatus
from capacity_service.domain.klokken import (
    LopendeAanvraag,
    LopendePlaatsing,
    Moment,
    Registratiesoort,
    Termijnsoort,
    wind_aanvraag,
    wind_bezet,
    wind_plaatsing,
    wind_uitval,
)
from capacity_service.domain.plaats import Soort
from capacity_service.domain.regels import Regels

NU = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)
REGELS = Regels.op(date(2026, 11, 21))


def _aanvraag(status: str, *, sinds: datetime | None = None) -> LopendeAanvraag:
    return LopendeAanvraag(Aanvraagstatus(status), NU, NU + timedelta(hours=24), sinds)


def _plaatsing(status: str, **changes: object) -> LopendePlaatsing:
    values: dict[str, object] = {
        "soort": Soort.crisisplaats,
        "gereserveerd_op": NU,
        "geaccepteerd_op": None,
        "verwachte_aankomst_op": None,
        "aangekomen_op": None,
        "eerste_nacht": None,
        "vertrek": None,
        "beeindigd_op": None,
        "kinderen": False,
        "zonder_instrument": False,
        "nachten_geteld": 0,
    } | changes
    return LopendePlaatsing(status=Plaatsingstatus(status), **values)  # type: ignore[arg-type]


def _inside(**changes: object) -> LopendePlaatsing:
    arrived: dict[str, object] = {
        "aangekomen_op": NU,
        "eerste_nacht": date(2026, 11, 20),
        "vertrek": date(2026, 11, 22),
    }
    return _plaatsing("aangekomen", **(arrived | changes))


def test_whoever_has_no_place_climbs_the_ladder_from_the_first_second() -> None:
    later = NU + timedelta(hours=2)
    klokken = wind_aanvraag(_aanvraag("zonder_plaats", sinds=later), REGELS)
    assert {soort.value: (op - NU) / timedelta(minutes=1) for soort, op in klokken.items()} == {
        "rood_landelijk": 135,
        "rood_achterwacht": 180,
        "rood_tweede": 12 * 60,
        "rood_derde": 20 * 60,
        "rood_te_laat": 24 * 60,
    }


@pytest.mark.parametrize("status", ["gereserveerd", "bevestigd"])
def test_with_a_place_the_24_hours_run_on_until_arrival(status: str) -> None:
    assert set(wind_aanvraag(_aanvraag(status), REGELS)) == {
        Termijnsoort.rood_tweede,
        Termijnsoort.rood_derde,
        Termijnsoort.rood_te_laat,
    }


@pytest.mark.parametrize("status", ["aangekomen", "niet_verschenen", "beeindigd", "ingetrokken"])
def test_after_arrival_or_an_end_no_ladder_runs(status: str) -> None:
    assert wind_aanvraag(_aanvraag(status), REGELS) == {}


def test_a_house_that_has_not_looked_is_asked_after_five_minutes() -> None:
    assert wind_plaatsing(_plaatsing("gereserveerd"), REGELS) == {Termijnsoort.niet_gezien: NU + timedelta(minutes=5)}
    assert wind_plaatsing(_plaatsing("gereserveerd", geaccepteerd_op=NU), REGELS) == {}


def test_somebody_who_is_late_is_asked_after_and_then_escalated() -> None:
    coming = _plaatsing("bevestigd", geaccepteerd_op=NU, verwachte_aankomst_op=NU)
    assert wind_plaatsing(coming, REGELS) == {
        Termijnsoort.aankomst_uitgebleven: NU + timedelta(hours=1),
        Termijnsoort.aankomst_escalatie: NU + timedelta(hours=2),
    }


def test_nights_run_by_the_calendar_and_count_what_was_given_before() -> None:
    klokken = wind_plaatsing(_inside(), REGELS)
    assert klokken[Termijnsoort.vervolg_vragen] == datetime(2026, 11, 21, 11, tzinfo=UTC)
    assert klokken[Termijnsoort.laatste_ochtend] == datetime(2026, 11, 22, 7, tzinfo=UTC)
    assert klokken[Termijnsoort.overschrijding] == datetime(2026, 11, 23, 11, tzinfo=UTC)
    counted = wind_plaatsing(_inside(nachten_geteld=2), REGELS)
    assert counted[Termijnsoort.overschrijding] == datetime(2026, 11, 21, 11, tzinfo=UTC)


def test_only_a_child_is_to_be_on_within_three_days() -> None:
    assert Termijnsoort.kind_te_lang not in wind_plaatsing(_inside(), REGELS)
    assert wind_plaatsing(_inside(kinderen=True), REGELS)[Termijnsoort.kind_te_lang] == NU + timedelta(days=3)


def test_an_ordinary_opvangplaats_has_no_night_clock() -> None:
    klokken = wind_plaatsing(_inside(soort=Soort.opvangplaats, kinderen=True), REGELS)
    assert set(klokken) == {Termijnsoort.overdracht_in_uit}
    assert wind_bezet(NU, Soort.opvangplaats, REGELS) == {}


def test_what_was_recorded_is_owed_no_more() -> None:
    owed = wind_plaatsing(_inside(zonder_instrument=True), REGELS)
    # The 21st is a Saturday, so the one working day is Monday.
    assert owed[Termijnsoort.risicotaxatie_uit] == datetime(2026, 11, 23, 23, tzinfo=UTC)
    done = frozenset(
        {
            (Registratiesoort.risicotaxatie, Moment.verblijf),
            (Registratiesoort.warme_overdracht, Moment.instroom),
        }
    )
    assert {Termijnsoort.risicotaxatie_uit, Termijnsoort.overdracht_in_uit}.isdisjoint(
        wind_plaatsing(_inside(zonder_instrument=True, gedaan=done), REGELS)
    )


def test_after_leaving_the_handover_and_the_veiligheidstaxatie_are_owed() -> None:
    left = _plaatsing("beeindigd", beeindigd_op=NU)
    assert wind_plaatsing(left, REGELS) == {
        Termijnsoort.overdracht_uit_uit: NU + timedelta(hours=24),
        Termijnsoort.veiligheidstaxatie_uit: NU + timedelta(hours=24),
    }
    done = frozenset((soort, Moment.uitstroom) for soort in Registratiesoort)
    assert wind_plaatsing(_plaatsing("beeindigd", beeindigd_op=NU, gedaan=done), REGELS) == {}


@pytest.mark.parametrize("status", ["niet_verschenen", "ingetrokken", "vervallen", "vervangen", "teruggemeld"])
def test_what_ended_otherwise_has_no_clock(status: str) -> None:
    assert wind_plaatsing(_plaatsing(status, beeindigd_op=NU), REGELS) == {}


def test_whoever_is_inside_without_an_aanvraag_has_the_same_nights() -> None:
    klokken = wind_bezet(NU, Soort.crisisplaats, REGELS)
    assert klokken[Termijnsoort.overschrijding] == datetime(2026, 11, 23, 11, tzinfo=UTC)
    assert klokken[Termijnsoort.laatste_ochtend] == datetime(2026, 11, 23, 7, tzinfo=UTC)


def test_a_place_is_asked_about_when_it_was_expected_back() -> None:
    assert wind_uitval(None) == {}
    assert wind_uitval(NU) == {Termijnsoort.uitval_verwacht: NU}
