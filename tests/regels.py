"""Another number for a rule from this moment on, past the two people and the day that has to begin: for tests only."""

import asyncpg

from tests.conftest import Urls


async def set_rule(urls: Urls, naam: str, waarde: int) -> None:
    """Put it in force as the owner of the tables, within the bounds that the table itself holds."""
    connection = await asyncpg.connect(urls.migrator, ssl=False)
    try:
        await connection.execute("ALTER TABLE regel DISABLE TRIGGER regel_stays_as_approved")
        await connection.execute("UPDATE regel SET waarde = $2 WHERE naam = $1", naam, waarde)
        await connection.execute("ALTER TABLE regel ENABLE TRIGGER regel_stays_as_approved")
        await connection.execute("UPDATE installatie SET regels_revisie = regels_revisie + 1")
    finally:
        await connection.close()
