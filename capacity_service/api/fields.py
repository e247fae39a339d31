"""The kinds of value that come in, each checked once, with its sentence for when it is wrong."""

import re
from contextvars import ContextVar
from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StrictInt, StrictStr
from pydantic.alias_generators import to_camel
from pydantic_core import PydanticCustomError

from capacity_service.domain.importbestand import parse_functie
from capacity_service.domain.telefoonnummer import parse_telefoonnummer
from capacity_service.store.landkaart import KAART

INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?([Zz]|[+-]\d{2}:\d{2})?", re.ASCII)
YEARS = range(2000, 2100)
SKEW = timedelta(seconds=60)
"""How far a caller's clock may run ahead of ours before "now" becomes "the future"."""
PAST_MAX = timedelta(days=366)
AHEAD_MAX = timedelta(days=366)
NU: ContextVar[datetime | None] = ContextVar("nu", default=None)
"""What time the database says it is, for the request at hand: an instant is judged by the clock its deadlines run on,
also on a machine whose own clock is wrong."""


class Bericht(BaseModel):
    """What comes in: lowerCamelCase, nothing unknown."""

    model_config = ConfigDict(alias_generator=to_camel, extra="forbid", validate_by_name=False, validate_by_alias=True)


def _fault(sentence: str) -> PydanticCustomError:
    return PydanticCustomError("zin", "{zin}", {"zin": sentence})


def _parse_instant(value: Any) -> datetime:  # noqa: ANN401 - whatever JSON held
    if not isinstance(value, str) or not INSTANT.fullmatch(value):
        raise _fault("Geef een tijdstip als 2026-11-21T02:10:00+01:00.")
    try:
        moment = datetime.fromisoformat(value.upper())
    except ValueError:
        raise _fault("Dit tijdstip bestaat niet. Geef een tijdstip als 2026-11-21T02:10:00+01:00.") from None
    if moment.tzinfo is None:
        raise _fault("Dit tijdstip heeft geen tijdzone. Zet er Z of bijvoorbeeld +01:00 achter.")
    if moment.year not in YEARS:
        raise _fault(f"Dit tijdstip ligt buiten {YEARS.start} tot {YEARS.stop}.")
    return moment.astimezone(UTC)


def _now() -> datetime:
    return NU.get() or datetime.now(UTC)


def _not_future(moment: datetime) -> datetime:
    now = _now()
    if moment > now + SKEW:
        raise _fault("Dit tijdstip ligt in de toekomst. Geef het moment waarop het was.")
    if moment < now - PAST_MAX:
        raise _fault("Dit tijdstip ligt meer dan een jaar terug. Controleer het jaar.")
    return min(moment, now)


def _not_far(moment: datetime) -> datetime:
    if moment > _now() + AHEAD_MAX:
        raise _fault("Dit tijdstip ligt meer dan een jaar vooruit. Controleer het jaar.")
    return moment


def _parse_date(value: Any) -> date:  # noqa: ANN401
    if not isinstance(value, str) or not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
        raise _fault("Geef een datum als jjjj-mm-dd.")
    try:
        day = date.fromisoformat(value)
    except ValueError:
        raise _fault("Deze datum bestaat niet. Geef een datum als jjjj-mm-dd.") from None
    if day.year not in YEARS:
        raise _fault(f"Deze datum ligt buiten {YEARS.start} tot {YEARS.stop}.")
    return day


def _known_gemeente(code: str) -> str:
    if not KAART.knows_gemeente(code):
        raise _fault("Deze gemeente kent de dienst niet. Geef een CBS-code als GM0193.")
    return code


def _known_streek(code: str) -> str:
    if not KAART.knows_streek(code):
        raise _fault("Dit is geen centrumgemeente. Geef de CBS-code van een van de 35.")
    return code


def _functie(words: str) -> str:
    try:
        return parse_functie(words)
    except ValueError as error:
        raise _fault(str(error)) from None


def _telefoonnummer(text: str) -> str:
    try:
        return parse_telefoonnummer(text)
    except ValueError as error:
        raise _fault(str(error)) from None


def _distinct(codes: list[Any]) -> list[Any]:
    double = sorted({str(code) for code in codes if codes.count(code) > 1})
    if double:
        raise _fault(f"Staat er dubbel in: {', '.join(double)}. Noem elk een keer.")
    return codes


Instant = Annotated[datetime, BeforeValidator(_parse_instant)]
"""An instant with an offset, UTC afterwards."""
Waargenomen = Annotated[Instant, AfterValidator(_not_future)]
"""An instant that has been: a minute of skew is forgiven, and read as now."""
Verwacht = Annotated[Instant, AfterValidator(_not_far)]
Datum = Annotated[date, BeforeValidator(_parse_date)]
Gemeentecode = Annotated[StrictStr, AfterValidator(_known_gemeente)]
Streekcode = Annotated[StrictStr, AfterValidator(_known_streek)]
Functie = Annotated[StrictStr, Field(max_length=60), AfterValidator(_functie)]
"""A function, in letters only: no name, number, address or sign that deceives the eye (R19)."""
Telefoonnummer = Annotated[StrictStr, Field(max_length=40), AfterValidator(_telefoonnummer)]
"""A number that can be called, as it is kept afterwards: `+31` and nine digits, or digits as dialled."""
Distinct = AfterValidator(_distinct)
Geheel = StrictInt
"""A whole number, not written as text or with a fraction."""
