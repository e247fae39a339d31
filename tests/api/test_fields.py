from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from capacity_service.api.fields import Bericht, Datum, Instant, Telefoonnummer, Verwacht, Waargenomen
from tests.land import Dienst, Json, expect, make_aanvraag, now

instant: TypeAdapter[datetime] = TypeAdapter(Instant)
waargenomen: TypeAdapter[datetime] = TypeAdapter(Waargenomen)
verwacht: TypeAdapter[datetime] = TypeAdapter(Verwacht)
datum: TypeAdapter[Any] = TypeAdapter(Datum)
FORM = "Geef een tijdstip als 2026-11-21T02:10:00+01:00."


def refuse(adapter: TypeAdapter[Any], value: object) -> str:
    """The sentence with which a value is refused."""
    with pytest.raises(ValidationError) as refused:
        adapter.validate_python(value)
    return str(refused.value.errors()[0]["ctx"]["zin"])


@given(
    st.datetimes(datetime(2001, 1, 1), datetime(2098, 1, 1)),  # noqa: DTZ001 - the offset comes beside it
    st.integers(-14 * 60, 14 * 60),
)
def test_any_offset_is_read_as_the_same_instant(local: datetime, minutes: int) -> None:
    sign, (hours, rest) = "-" if minutes < 0 else "+", divmod(abs(minutes), 60)
    read = instant.validate_python(f"{local.isoformat(timespec='microseconds')}{sign}{hours:02}:{rest:02}")
    assert read == local.replace(tzinfo=UTC) - timedelta(minutes=minutes)
    assert read.utcoffset() == timedelta()


@pytest.mark.parametrize("value", ["2026-11-21T02:10Z", "2026-11-21t02:10:00z", "2026-11-21T02:10:00.123456789+01:00"])
def test_every_form_of_rfc_3339_is_read(value: str) -> None:
    assert instant.validate_python(value).tzinfo == UTC


@pytest.mark.parametrize(
    ("value", "zin"),
    [
        (1_764_000_000, FORM),
        (True, FORM),
        (None, FORM),
        ("", FORM),
        ("gisteren", FORM),
        ("2026-11-21", FORM),
        ("2026-11-21 02:10:00+01:00", FORM),
        ("2026-11-21T02:10:00+0100", FORM),
        ("٢٠٢٦-11-21T02:10:00Z", FORM),
        ("2026-11-21T02:10:00Z\n", FORM),
        ("2026-02-30T02:10:00Z", f"Dit tijdstip bestaat niet. {FORM}"),
        ("2026-11-21T24:10:00Z", f"Dit tijdstip bestaat niet. {FORM}"),
        ("2026-11-21T02:10:00+25:00", f"Dit tijdstip bestaat niet. {FORM}"),
        ("2026-11-21T02:10:00", "Dit tijdstip heeft geen tijdzone. Zet er Z of bijvoorbeeld +01:00 achter."),
        ("1999-12-31T23:59:59Z", "Dit tijdstip ligt buiten 2000 tot 2100."),
        ("9999-12-31T23:59:59-14:00", "Dit tijdstip ligt buiten 2000 tot 2100."),
        ("0001-01-01T00:00:00+14:00", "Dit tijdstip ligt buiten 2000 tot 2100."),
    ],
)
def test_what_is_no_instant_is_refused_with_why(value: object, zin: str) -> None:
    assert refuse(instant, value) == zin


def test_what_was_seen_was_not_in_the_future_and_not_years_ago() -> None:
    assert refuse(waargenomen, (now() + timedelta(minutes=2)).isoformat()).startswith(
        "Dit tijdstip ligt in de toekomst"
    )
    assert refuse(waargenomen, (now() - timedelta(days=400)).isoformat()).startswith(
        "Dit tijdstip ligt meer dan een jaar"
    )


def test_a_clock_that_runs_a_little_ahead_is_read_as_now() -> None:
    assert waargenomen.validate_python((now() + timedelta(seconds=50)).isoformat()) <= now()


def test_what_is_expected_is_not_years_away() -> None:
    assert refuse(verwacht, (now() + timedelta(days=400)).isoformat()).startswith("Dit tijdstip ligt meer dan een jaar")
    assert verwacht.validate_python((now() + timedelta(days=1)).isoformat()) > now()


@pytest.mark.parametrize(
    "value",
    ["21-11-2026", "2026-11-21T00:00:00Z", 20261121, None, "2026-13-01", "2026-02-29", "1999-01-01", "٢٠٢٦-11-21"],
)
def test_what_is_no_date_is_refused(value: object) -> None:
    assert "datum" in refuse(datum, value)


def test_a_message_knows_no_other_names_than_its_own() -> None:
    class Melding(Bericht):
        sinds_op: Instant

    for body in ({"sinds_op": "2026-11-21T02:10:00Z"}, {"sindsOp": "2026-11-21T02:10:00Z", "rol": "landelijk"}):
        with pytest.raises(ValidationError):
            Melding.model_validate(body)


@pytest.mark.parametrize(
    ("change", "veld"),
    [
        ({"gemeente": "GM9999"}, "gemeente"),
        ({"gemeente": "Ede"}, "gemeente"),
        ({"gemeente": 228}, "gemeente"),
        ({"uitsluitingen": ["GM0193", "GM0193"]}, "uitsluitingen"),
        ({"uitsluitingen": ["GM0000"]}, "uitsluitingen.0"),
        ({"voorkeuren": "GM0193"}, "voorkeuren"),
    ],
)
async def test_a_gemeente_that_is_none_or_named_twice_is_400(stil: Dienst, change: Json, veld: str) -> None:
    coordinator = await stil.as_rol("coordinator")
    problem = expect(await coordinator.post("/aanvragen", json=make_aanvraag(**change)), 400)
    assert [fault["veld"] for fault in problem["fouten"]] == [veld]


def test_a_telephone_number_is_read_as_it_is_kept_and_nonsense_says_what_to_do() -> None:
    adapter: TypeAdapter[str] = TypeAdapter(Telefoonnummer)
    assert adapter.validate_python("06 - 12 34 56 78") == "+31612345678"
    for nonsense in ("bel maar", 612345678, "0" * 41):
        with pytest.raises(ValidationError):
            adapter.validate_python(nonsense)
