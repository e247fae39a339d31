"""Hours that were added up, and what they are added up from: the counts and tikken of the logboek."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import msgspec

from capacity_service.domain.historie import (
    FIGUREN,
    LAND,
    UUR,
    Kijker,
    Optelling,
    Uurcijfer,
    Waarneming,
    floor_uur,
)
from capacity_service.domain.openheid import Openheid
from capacity_service.domain.regels import Regel
from capacity_service.domain.tijd import local_date
from capacity_service.store.database import Transactie
from capacity_service.store.regelboek import read_approved
from capacity_service.store.rijen import add_rows
from capacity_service.store.tables_signalen import UurcijferRij
from capacity_service.store.volgnummers import find_first, read_head

MARGE = timedelta(minutes=1)
"""A fact has its instant when it is numbered and is seen when it is committed: 25 s later at most (`store/database.py`)."""

STAART_MAX = 4 * UUR
"""What the timer has not added up yet is added up for who looks, when it is no longer than this."""

STAART_FEITEN_MAX = 20_000

LOCK = "SELECT pg_try_advisory_xact_lock(hashtext('historie')) AS mine"
LAST = "SELECT max(uur) AS uur FROM uurcijfer WHERE reeks = :land AND kijker = 'alles'"
FIRST = "SELECT op FROM logboek WHERE soort = 'bezetting' ORDER BY volgnummer LIMIT 1"
STOOD = """
SELECT l.feit FROM centrumgemeente g
CROSS JOIN LATERAL (
    SELECT b.feit FROM logboek b
    WHERE b.soort = 'bezetting' AND (CAST(b.feit AS jsonb) ->> 'code') = g.code AND b.volgnummer < :eerste
    ORDER BY b.volgnummer DESC LIMIT 1) l
ORDER BY g.code
"""
TIK_BEFORE = "SELECT feit FROM logboek WHERE soort = 'tik' AND volgnummer < :eerste ORDER BY volgnummer DESC LIMIT 1"
DURING = """
SELECT op, soort, feit FROM logboek
WHERE volgnummer >= :eerste AND volgnummer < :na AND soort IN ('bezetting', 'tik') ORDER BY volgnummer LIMIT :n
"""
COLUMNS = ", ".join(("reeks", "kijker", "uur", "niveau", "seconden", *FIGUREN, "laagst", "hoogst"))
UREN = f"""
SELECT {COLUMNS} FROM uurcijfer
WHERE reeks = :reeks AND kijker = :kijker AND uur >= :van AND uur < :tot ORDER BY uur
"""  # noqa: S608 - names of this file
UREN_VOLLEDIG = f"""
SELECT {COLUMNS} FROM uurcijfer
WHERE reeks = :reeks AND kijker = 'alles' AND niveau = 'volledig' AND uur >= :van AND uur < :tot ORDER BY uur
"""  # noqa: S608 - names of this file

decoder = msgspec.json.Decoder()


async def lock(tx: Transactie) -> bool:
    """Whether this transaction is the one that may add up now; False when another node is at it."""
    (row,) = await tx.sql(LOCK)
    return bool(row.mine)


async def find_next(tx: Transactie) -> datetime | None:
    """The first hour that was not added up; None while nothing is recorded."""
    (row,) = await tx.sql(LAST, land=LAND)
    if row.uur is not None:
        later: datetime = row.uur + UUR
        return later
    rows = await tx.sql(FIRST)
    return floor_uur(rows[0].op) if rows else None


async def open_optelling(tx: Transactie, begin: datetime) -> tuple[Optelling, int]:
    """What stood when this hour began, and the number of the first fact in it."""
    eerste = await find_first(tx, begin, await read_head(tx))
    stood = [decoder.decode(row.feit) for row in await tx.sql(STOOD, eerste=eerste)]
    tik = [decoder.decode(row.feit) for row in await tx.sql(TIK_BEFORE, eerste=eerste)]
    return Optelling(begin, stood, tik[0] if tik else None), eerste


async def read_feiten(tx: Transactie, eerste: int, na: int, n: int | None = None) -> list[Waarneming]:
    """The counts and tikken from one number up to another, at most `n`."""
    rows = await tx.sql(DURING, eerste=eerste, na=na, n=n)
    return [Waarneming(row.op, row.soort, decoder.decode(row.feit)) for row in rows]


class Niveaus:
    """The level that the rules give on each day."""

    def __init__(self, rijen: Sequence[Regel]) -> None:
        self._rijen = sorted((r for r in rijen if r.naam == "openheid"), key=lambda regel: regel.geldig_vanaf)

    @classmethod
    async def read(cls, tx: Transactie) -> "Niveaus":
        """With the rules approved by now."""
        return cls(await read_approved(tx.session))

    def at(self, moment: datetime) -> Openheid:
        """On the day of this instant; before the first rule as on its first day."""
        dag = local_date(moment)
        begun = [regel for regel in self._rijen if regel.geldig_vanaf <= dag]
        return tuple(Openheid)[(begun or self._rijen[:1])[-1].waarde]


async def add(tx: Transactie, cijfers: Sequence[Uurcijfer]) -> None:
    """Write hours down, once: the same hour twice is refused by the database."""
    await add_rows(tx, UurcijferRij, [_row(cijfer) for cijfer in cijfers])


def _row(cijfer: Uurcijfer) -> dict[str, Any]:
    return {
        "reeks": cijfer.reeks,
        "kijker": str(cijfer.kijker),
        "uur": cijfer.uur,
        "niveau": str(cijfer.niveau),
        "seconden": cijfer.seconden,
        **{naam: cijfer.sommen.get(naam) for naam in FIGUREN},
        "laagst": cijfer.laagst,
        "hoogst": cijfer.hoogst,
    }


async def read_uren(tx: Transactie, reeks: str, kijker: Kijker, van: datetime, tot: datetime) -> list[Uurcijfer]:
    """The hours of one reeks, as this looker may see them, what the timer has not added up yet too.

    For `derden` an hour is as it was only when `volledig` held in all of it; any other hour is as it was shown, or left out.
    """
    about = {"reeks": reeks, "van": van, "tot": tot}
    rows = await tx.sql(UREN, kijker=str(kijker), **about)
    if kijker is Kijker.derden:
        rows = sorted([*rows, *await tx.sql(UREN_VOLLEDIG, **about)], key=lambda row: row.uur)
    staart = [cijfer for cijfer in await _read_staart(tx, van, tot) if cijfer.reeks == reeks and _sees(kijker, cijfer)]
    return [*(_cijfer(row) for row in rows), *staart]


def _sees(kijker: Kijker, cijfer: Uurcijfer) -> bool:
    open_hour = cijfer.kijker is Kijker.alles and cijfer.niveau is Openheid.volledig
    return cijfer.kijker is kijker or (kijker is Kijker.derden and open_hour)


def _cijfer(row: Any) -> Uurcijfer:  # noqa: ANN401 - a row of UREN
    sommen = {naam: getattr(row, naam) for naam in FIGUREN if getattr(row, naam) is not None}
    niveau, kijker = Openheid(row.niveau), Kijker(row.kijker)
    return Uurcijfer(row.reeks, kijker, row.uur, niveau, row.seconden, sommen, row.laagst, row.hoogst)


async def _read_staart(tx: Transactie, van: datetime, tot: datetime) -> list[Uurcijfer]:
    """The hours after the last one that was added up, until now."""
    begin, now = await find_next(tx), min(tx.now, tot)
    if begin is None or not van < now or not begin < now <= begin + STAART_MAX:
        return []
    optelling, eerste = await open_optelling(tx, begin)
    feiten = await read_feiten(tx, eerste, await read_head(tx) + 1, STAART_FEITEN_MAX)
    if len(feiten) == STAART_FEITEN_MAX:
        return []
    niveaus, found = await Niveaus.read(tx), list[Uurcijfer]()
    while begin < now:
        end = begin + UUR
        found += optelling.count([feit for feit in feiten if begin <= feit.op < end], niveaus.at(begin), now)
        begin = end
    return [cijfer for cijfer in found if van <= cijfer.uur < tot]


async def read_begin(tx: Transactie) -> datetime | None:
    """From which hour on there are figures."""
    (row,) = await tx.sql("SELECT min(uur) AS uur FROM uurcijfer WHERE reeks = :land AND kijker = 'alles'", land=LAND)
    begun: datetime | None = row.uur
    return begun if begun is not None else await find_next(tx)
