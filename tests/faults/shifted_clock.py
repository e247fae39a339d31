"""The service on a machine whose clock is wrong by so many hours as `SHIFT_HOURS` says; the database's is not.

Started by T16 in the place of the service. Nothing here shifts the clock of a whole process from outside, so what Python
says is shifted, before anything of the service is loaded. The driver is loaded first: it counts the bytes of a datetime.
With `OWN_CLOCK` the wall is removed: every statement that asks the database for the time gets that of the machine.
"""

import datetime as dt
import os
import time
from types import ModuleType
from typing import Any

import asyncpg
import sqlalchemy

DRIVERS = (asyncpg, sqlalchemy)
SHIFT_S = float(os.environ.get("SHIFT_HOURS", "0")) * 3600
TrueDatetime = dt.datetime
true_time, true_ns = time.time, time.time_ns


class _AlsoTheTrueOne(type):
    def __instancecheck__(cls, instance: object) -> bool:
        return isinstance(instance, TrueDatetime)

    def __subclasscheck__(cls, subclass: type) -> bool:
        return issubclass(subclass, TrueDatetime)


class Shifted(TrueDatetime, metaclass=_AlsoTheTrueOne):
    """A datetime that is the true one in everything but what time it is now: what it makes are true ones, for any encoder."""

    def __new__(cls, *args: Any, **parts: Any) -> dt.datetime:  # type: ignore[misc]
        return TrueDatetime(*args, **parts)

    @classmethod
    def now(cls, tz: dt.tzinfo | None = None) -> dt.datetime:  # type: ignore[override]
        return TrueDatetime.now(tz) + dt.timedelta(seconds=SHIFT_S)

    @classmethod
    def utcnow(cls) -> dt.datetime:  # type: ignore[override]
        return cls.now(dt.UTC).replace(tzinfo=None)


def take_own_clock(database: ModuleType) -> None:
    """Let the service ask this machine what time it is."""

    def localize(statement: str) -> str:
        return statement.replace("clock_timestamp()", f"(clock_timestamp() + make_interval(secs => {SHIFT_S}))")

    number, enter = database.number, sqlalchemy.text(localize(str(database.ENTER)))
    setattr(database, "ENTER", enter)  # noqa: B010 - the wall is taken away for this process alone
    setattr(database, "number", lambda statement: number(localize(statement)))  # noqa: B010 - as above


if __name__ == "__main__":
    time.time = lambda: true_time() + SHIFT_S
    time.time_ns = lambda: true_ns() + int(SHIFT_S * 1_000_000_000)
    dt.datetime = Shifted  # type: ignore[misc]
    from capacity_service.cli import main
    from capacity_service.store import database as service_database

    if os.environ.get("OWN_CLOCK"):
        take_own_clock(service_database)
    main()
