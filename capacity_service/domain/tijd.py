"""Clocks and nights. Instants are UTC; nights are calendar dates in Europe/Amsterdam.

Time elapses in UTC: Python adds an hour to a local time by the clock on the wall, which jumps twice a year.
"""

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import holidays

from capacity_service.domain.regels import Regels

AMSTERDAM = ZoneInfo("Europe/Amsterdam")

GELIJKGESTELD = frozenset({date(2026, 1, 2), date(2026, 5, 15), date(2027, 5, 7), date(2028, 4, 28), date(2028, 5, 26)})
"""Days that a royal decree makes as good as a feestdag (Algemene termijnenwet art. 3.3), decided for three years at once:
Besluit gelijkstelling van 2 januari 2026, 15 mei 2026, 7 mei 2027, 28 april 2028 en 26 mei 2028."""


def compute_deadline(vastgesteld_op: datetime, regels: Regels) -> datetime:
    """The instant by which the household must have arrived: 24 elapsed hours later, also over a clock change (R8)."""
    return vastgesteld_op.astimezone(UTC) + timedelta(hours=regels.plaatsing_uren)


def compute_verloopt_op(gereserveerd_op: datetime, regels: Regels) -> datetime:
    """When an unconfirmed reservering made at this instant lapses: longer at night (R15)."""
    nacht = regels.is_reserveringsnacht(gereserveerd_op.astimezone(AMSTERDAM).time())
    minuten = regels.reservering_nacht_minuten if nacht else regels.reservering_dag_minuten
    return gereserveerd_op.astimezone(UTC) + timedelta(minutes=minuten)


def night_of(moment: datetime, regels: Regels) -> date:
    """The nacht an arrival belongs to: before 06:00 in Amsterdam it is the night before (R11)."""
    local = moment.astimezone(AMSTERDAM)
    return local.date() - timedelta(days=1) if local.hour < regels.nacht_begint_uur else local.date()


def end_of_nights(vertrek: date, regels: Regels) -> datetime:
    """The instant at which the last promised night ends: 12:00 in Amsterdam on the day of leaving (R11)."""
    return datetime.combine(vertrek, time(regels.nacht_eindigt_uur), tzinfo=AMSTERDAM)


def local_date(moment: datetime) -> date:
    """The calendar date in Amsterdam."""
    return moment.astimezone(AMSTERDAM).date()


def begin_of_day(dag: date) -> datetime:
    """Midnight in Amsterdam with which this day begins, as a UTC instant."""
    return datetime.combine(dag, time(), tzinfo=AMSTERDAM).astimezone(UTC)


def is_werkdag(dag: date) -> bool:
    """Monday to Friday, without the days that the Algemene termijnenwet (art. 3) names or equates with them.

    So without 5 May of every year, and without Good Friday, although many work on both.
    """
    return dag.isoweekday() <= 5 and dag not in _feestdagen(dag.year) | GELIJKGESTELD  # noqa: PLR2004 - Friday


def is_kantoortijd(moment: datetime, regels: Regels) -> bool:
    """Whether it is office hours in Amsterdam: then a free opvangplaats goes before a crisisplaats (R10)."""
    local = moment.astimezone(AMSTERDAM)
    return is_werkdag(local.date()) and regels.kantoor_vanaf_uur <= local.hour < regels.kantoor_tot_uur


def add_werkdagen(moment: datetime, werkdagen: int) -> datetime:
    """The end (midnight in Amsterdam, as a UTC instant) of the so-manieth working day after the day of `moment` (R5).

    The day of `moment` itself does not count, however early it was.
    """
    dag = local_date(moment)
    while werkdagen > 0:
        dag += timedelta(days=1)
        werkdagen -= is_werkdag(dag)
    return begin_of_day(dag + timedelta(days=1))


@cache
def _feestdagen(jaar: int) -> frozenset[date]:
    categories = (holidays.PUBLIC, holidays.OPTIONAL)
    return frozenset(holidays.country_holidays("NL", years=jaar, categories=categories))
