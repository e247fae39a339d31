"""Looks whether an installation is sound: settings, rights, walls, clock, and the chains of logboek and inzagelog."""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from capacity_service.domain.historie import floor_uur
from capacity_service.domain.openheid import is_due
from capacity_service.domain.regels import Regels
from capacity_service.store import historie, tikken
from capacity_service.store.database import DURABLE, Database
from capacity_service.store.serverlog import SILENT, judge_server_log
from capacity_service.store.tabelsoorten import TABELLEN, WALLED

START = hashlib.sha256(b"capaciteit").digest()
CLOCK_S = 5
LATE = timedelta(seconds=60)
"""A tik that should have been recorded longer ago than this is late."""
ADDED_WITHIN = timedelta(minutes=10)
"""An hour of the past that is over for longer than this, and its margin, should have been added up."""


@dataclass(frozen=True)
class Keten:
    """A numbered record in which every line is hashed with the hash before it.

    `lines` gives volgnummer, op, hash and the rest of the hashed text as `regel`; `head` the last volgnummer and hash.
    `one`, `whole` and `many` are how the sentences about a fault name it.
    """

    start: bytes
    lines: str
    head: str
    one: str
    whole: str
    many: str


LOGBOEK = Keten(
    START,
    "SELECT volgnummer, op, hash, gebeurtenis || '|' || soort || '|' || feit AS regel FROM logboek ORDER BY volgnummer",
    "SELECT volgnummer, hash FROM sequencer",
    "Feit",
    "Het logboek",
    "feiten",
)
INZAGELOG = Keten(
    hashlib.sha256(b"inzage").digest(),
    "SELECT volgnummer, op, hash, account_id || '|' || organisatie_id || '|' || rol || '|' || handeling || '|'"
    " || onderwerp_soort || '|' || onderwerp || '|' || uitkomst || CASE WHEN spoor IS NULL AND oorsprong IS NULL"
    " AND reden IS NULL AND zaak IS NULL AND aantal IS NULL AND in_uur IS NULL THEN '' ELSE"
    " concat('|', oorsprong, '|', spoor, '|', reden, '|', zaak::text, '|', aantal, '|', in_uur) END"
    " AS regel FROM inzagelog ORDER BY volgnummer",
    "SELECT volgnummer, hash FROM inzagekop",
    "Inzage",
    "Het inzagelog",
    "inzages",
)
KETENS = (LOGBOEK, INZAGELOG)


async def verify_chain(url: str, keten: Keten = LOGBOEK) -> tuple[list[str], int]:
    """Recompute the whole chain; gives a Dutch sentence for each fault, and how many lines there are."""
    database = Database(url, size=1)
    faults: list[str] = []
    previous, expected = keten.start, 1
    try:
        async with database.engine.connect() as connection:
            # Row-level security shows who looked at what to the service itself only.
            await connection.execute(text("SELECT set_config('capaciteit.context', 'dienst', true)"))
            async for row in await connection.stream(text(keten.lines)):
                if row.volgnummer != expected:
                    faults.append(f"{keten.one} {expected} ontbreekt; na {expected - 1} komt {row.volgnummer}.")
                moment = row.op.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
                line = f"{row.volgnummer}|{moment}|{row.regel}"
                if hashlib.sha256(previous + line.encode()).digest() != row.hash:
                    faults.append(f"{keten.one} {row.volgnummer} is niet wat er is vastgelegd.")
                previous, expected = row.hash, row.volgnummer + 1
            head = (await connection.execute(text(keten.head))).one()
        if (head.volgnummer, head.hash) != (expected - 1, previous):
            faults.append(
                f"{keten.whole} eindigt bij {expected - 1}, maar er zijn {head.volgnummer} {keten.many} vastgelegd."
            )
    finally:
        await database.close()
    return faults, expected - 1


async def check_installation(url: str) -> list[tuple[str, str | None]]:
    """What was looked at, each with None when it is good or a Dutch sentence when it is not."""
    database = Database(url, size=1)
    found: list[tuple[str, str | None]] = []
    try:
        async with database.engine.connect() as connection:
            for name, allowed in DURABLE.items():
                value = (await connection.execute(text(f"SHOW {name}"))).scalar_one()
                found.append((name, None if value in allowed else f"staat op {value}"))
            found.append(("rechten van de dienst", await _check_role(connection)))
            found.append(("rij-beveiliging", await _check_policies(connection)))
            found.append(("log van de gegevensbank", await _check_log(connection)))
            found.append(("klok", await _check_clock(connection)))
            found.append(("termijnen", await _check_termijnen(connection)))
            found.append(("regels", await _check_regels(connection)))
        found.append(("openheid", await _check_openheid(database)))
        found.append(("uren van het verleden", await _check_historie(database)))
    finally:
        await database.close()
    for naam, keten in (("logboek", LOGBOEK), ("inzagelog", INZAGELOG)):
        faults, count = await verify_chain(url, keten)
        found.append((f"{naam} ({count} {keten.many})", faults[0] if faults else None))
    return found


async def read_rules_in_force(url: str) -> Regels | None:
    """The rules of today; None when one of them is lost, which is a fault of its own."""
    database = Database(url, size=1)
    try:
        async with database.transaction(None) as tx:
            return tx.regels
    except KeyError:
        return None
    finally:
        await database.close()


async def _check_openheid(database: Database) -> str | None:
    """The level in force is the one that gemeenten are shown, and its tik is not late. Without all rules there is no level."""
    try:
        async with database.transaction(None) as tx:
            late = is_due(await tikken.read_last(tx), tx.now - LATE, tx.regels)
    except KeyError:
        return None
    return "de laatste tik is te laat; een gemeente ziet andere gemeenten niet, of te oud" if late else None


async def _check_historie(database: Database) -> str | None:
    """The hours that are over have been added up; each minute a node looks whether there is one. Without all rules nobody can."""
    try:
        async with database.transaction(None) as tx:
            begin, until = await historie.find_next(tx), floor_uur(tx.now - historie.MARGE - ADDED_WITHIN)
    except KeyError:
        return None
    if begin is None or begin >= until:
        return None
    return f"vanaf {begin:%Y-%m-%d %H:%M} UTC zijn ze nog niet opgeteld; draait er een knoop met klokken?"


async def _check_role(connection: AsyncConnection) -> str | None:
    row = (
        await connection.execute(
            text(
                "SELECT r.rolsuper OR r.rolbypassrls AS too_much,"
                " (SELECT count(*) FROM pg_class c WHERE c.relowner = r.oid) AS owned"
                " FROM pg_roles r WHERE r.rolname = current_user"
            )
        )
    ).one()
    if row.too_much or row.owned:
        return "de rol mag te veel of bezit tabellen; gebruik capaciteit_app"
    return None


async def _check_policies(connection: AsyncConnection) -> str | None:
    rows = await connection.execute(
        text(
            "SELECT relname, relrowsecurity AND relforcerowsecurity AS walled FROM pg_class"
            " WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm', 'f')"
        )
    )
    found = {row.relname: row.walled for row in rows}
    if missing := [naam for naam in WALLED if not found.get(naam)]:
        return f"staat uit voor {', '.join(missing)}"
    if strange := sorted(found.keys() - TABELLEN.keys()):
        return f"de dienst kent deze tabellen niet, dus niemand weet wat erin staat: {', '.join(strange)}"
    return None


async def _check_log(connection: AsyncConnection) -> str | None:
    """The server writes nothing of a household in its own log."""
    rows = await connection.execute(
        text("SELECT name, setting FROM pg_settings WHERE name = ANY(:names)"), {"names": sorted(SILENT)}
    )
    return "; ".join(judge_server_log({row.name: row.setting for row in rows})) or None


async def _check_clock(connection: AsyncConnection) -> str | None:
    theirs: datetime = (await connection.execute(text("SELECT clock_timestamp()"))).scalar_one()
    off = abs((datetime.now(UTC) - theirs).total_seconds())
    return f"wijkt {off:.0f} s af van die van de gegevensbank" if off > CLOCK_S else None


async def _check_termijnen(connection: AsyncConnection) -> str | None:
    late = (
        await connection.execute(
            text(
                "SELECT count(*) FROM termijn WHERE gevuurd_op IS NULL"
                " AND op < clock_timestamp() - interval '60 seconds'"
            )
        )
    ).scalar_one()
    return f"{late} termijnen zijn meer dan een minuut te laat" if late else None


async def _check_regels(connection: AsyncConnection) -> str | None:
    """Every rule holds today, and the walls around the approved ones stand."""
    rows = await connection.execute(
        text(
            "SELECT naam FROM regel WHERE goedgekeurd_op IS NOT NULL"
            " AND geldig_vanaf <= (clock_timestamp() AT TIME ZONE 'Europe/Amsterdam')::date"
        )
    )
    if missing := sorted(set(Regels.namen()) - {row.naam for row in rows}):
        return f"geen waarde voor {', '.join(missing)}"
    off = await connection.execute(
        text(
            "SELECT tgname FROM pg_trigger WHERE tgrelid = 'regel'::regclass AND NOT tgisinternal AND tgenabled = 'D'"
            " ORDER BY tgname"
        )
    )
    names = [row.tgname for row in off]
    return f"staat uit: {', '.join(names)}" if names else None
