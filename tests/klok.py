"""Time as the tests want it: a schema before pg_catalog gives the database another `clock_timestamp()`.

The service reads the time from the database alone, so a year passes in as many statements as a test likes. What the
roles may do is not touched: only where functions are looked for.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import asyncpg

from capacity_service.store.database import connect_to
from capacity_service.store.embedded import Cluster

FUNCTIONS = (
    "refuse_takeover()",
    "check_minimum_plaatsen()",
    "append_logboek(text, text[], text[], bytea[], text[], uuid[])",
    "note_einde()",
    "wis_zaken(uuid[])",
    "wis_meldingen(uuid, integer)",
    "append_inzage(jsonb)",
    "guard_regel()",
    "guard_noodinzage()",
)
PATH = "nep, pg_catalog, public"

MAKE = f"""
CREATE SCHEMA nep;
CREATE TABLE nep.klok (verschoven interval NOT NULL);
INSERT INTO nep.klok VALUES ('0');
CREATE FUNCTION nep.clock_timestamp() RETURNS timestamptz LANGUAGE sql VOLATILE SECURITY DEFINER AS
    'SELECT pg_catalog.clock_timestamp() + verschoven FROM nep.klok';
GRANT USAGE ON SCHEMA nep TO PUBLIC;
GRANT EXECUTE ON FUNCTION nep.clock_timestamp() TO PUBLIC;
DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET search_path = {PATH}', current_database()); END $$;
"""  # noqa: S608 - words of this file


@dataclass
class Klok:
    """The clock of one database. Connections that were open before it was made keep the real time."""

    url: str
    verschoven: timedelta = timedelta()

    async def now(self) -> datetime:
        """What time it is there."""
        found: datetime = await self._fetch("SELECT nep.clock_timestamp()")
        return found

    async def forward(self, by: timedelta) -> datetime:
        """Let so much time pass; gives the new time."""
        self.verschoven += by
        return await self._set()

    async def move_to(self, moment: datetime) -> datetime:
        """Let it be this instant, which may lie in the past of the real clock."""
        self.verschoven = moment - datetime.now(UTC)
        return await self._set()

    async def _set(self) -> datetime:
        await self._fetch("UPDATE nep.klok SET verschoven = $1 RETURNING pg_catalog.clock_timestamp()", self.verschoven)
        return await self.now()

    async def _fetch(self, statement: str, *args: object) -> datetime:
        connection = await asyncpg.connect(**connect_to(self.url))
        try:
            found: datetime = await connection.fetchval(statement, *args)
            return found
        finally:
            await connection.close()


async def make_klok(cluster: Cluster, migrator: str) -> Klok:
    """Give the database of this url a clock of its own, before anything else connects to it."""
    url = cluster.url(cluster.superuser, cluster.password, migrator.rpartition("/")[2])
    connection = await asyncpg.connect(**connect_to(url))
    try:
        await connection.execute(MAKE)
        for function in FUNCTIONS:
            await connection.execute(f"ALTER FUNCTION {function} SET search_path = {PATH}")
    finally:
        await connection.close()
    return Klok(url)
