"""Looks whether an installation is sound: settings, rights, walls, clock, and the chain of the logboek."""

import hashlib
from datetime import UTC, datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from capacity_service.store.database import DURABLE, Database

START = hashlib.sha256(b"capaciteit").digest()
CLOCK_S = 5
HOUSEHOLD_TABLES = (
    "aanvraag",
    "huishoudgegevens",
    "voorstel",
    "plaatsing",
    "verblijf",
    "logboek_gegevens",
    "idempotentie",
    "normsignaal",
    "melding",
    "registratie",
    "vraag",
    "contact",
    "inzagelog",
    "meldadres",
    "bezorging",
)


async def verify_chain(url: str) -> tuple[list[str], int]:
    """Recompute the whole chain; gives a Dutch sentence for each fault, and how many facts there are."""
    database = Database(url, size=1)
    faults: list[str] = []
    previous, expected = START, 1
    try:
        async with database.engine.connect() as connection:
            rows = await connection.stream(
                text("SELECT volgnummer, op, gebeurtenis, soort, feit, hash FROM logboek ORDER BY volgnummer")
            )
            async for row in rows:
                if row.volgnummer != expected:
                    faults.append(f"Feit {expected} ontbreekt; na {expected - 1} komt {row.volgnummer}.")
                moment = row.op.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
                line = f"{row.volgnummer}|{moment}|{row.gebeurtenis}|{row.soort}|{row.feit}"
                if hashlib.sha256(previous + line.encode()).digest() != row.hash:
                    faults.append(f"Feit {row.volgnummer} is niet wat er is vastgelegd.")
                previous, expected = row.hash, row.volgnummer + 1
            head = (await connection.execute(text("SELECT volgnummer, hash FROM sequencer"))).one()
        if (head.volgnummer, head.hash) != (expected - 1, previous):
            faults.append(f"Het logboek eindigt bij {expected - 1}, maar er zijn {head.volgnummer} feiten vastgelegd.")
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
            found.append(("klok", await _check_clock(connection)))
            found.append(("termijnen", await _check_termijnen(connection)))
    finally:
        await database.close()
    faults, count = await verify_chain(url)
    found.append((f"logboek ({count} feiten)", faults[0] if faults else None))
    return found


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
        text("SELECT relname FROM pg_class WHERE relname = ANY(:names) AND relrowsecurity AND relforcerowsecurity"),
        {"names": list(HOUSEHOLD_TABLES)},
    )
    missing = sorted(set(HOUSEHOLD_TABLES) - {row.relname for row in rows})
    return f"staat uit voor {', '.join(missing)}" if missing else None


async def _check_clock(connection: AsyncConnection) -> str | None:
    theirs: datetime = (await connection.execute(text("SELECT clock_timestamp()"))).scalar_one()
    off = abs((datetime.now(UTC) - theirs).total_seconds())
    return f"wijkt {off:.0f} s af van die van de gegevensbank" if off > CLOCK_S else None


async def _check_termijnen(connection: AsyncConnection) -> str | None:
    late = (
        await connection.execute(
            text("SELECT count(*) FROM termijn WHERE op < clock_timestamp() - interval '60 seconds'")
        )
    ).scalar_one()
    return f"{late} termijnen zijn meer dan een minuut te laat" if late else None
