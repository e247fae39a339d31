"""Another level in force at once: past the walls that let a rule begin tomorrow, which have tests of their own."""

from capacity_service.domain.openheid import Openheid
from tests.land import Dienst, Json

WALL = "ALTER TABLE regel {} TRIGGER regel_stays_as_approved"
ZWOLLE, AMSTERDAM = "GM0193", "GM0363"


async def put_in_force(dienst: Dienst, niveau: Openheid, minuten: int = 15) -> None:
    """From now on this level holds, with ticks so many minutes apart."""
    numbers = {"openheid": tuple(Openheid).index(niveau), "openheid_tik_minuten": minuten}
    await dienst.sql(WALL.format("DISABLE"))
    for naam, waarde in numbers.items():
        await dienst.sql("UPDATE regel SET waarde = :waarde WHERE naam = :naam", naam=naam, waarde=waarde)
    await dienst.sql(WALL.format("ENABLE"))
    await dienst.sql("UPDATE installatie SET regels_revisie = regels_revisie + 1")


async def find_gemeente(dienst: Dienst, code: str = AMSTERDAM) -> str:
    """The organisatie that is the gemeente of a centrumgemeente."""
    (row,) = await dienst.sql(
        "SELECT id FROM organisatie WHERE soort = 'gemeente' AND centrumgemeente = :code", code=code
    )
    return str(row.id)


def row_of(body: Json, code: str) -> Json:
    """One centrumgemeente of an answer."""
    (found,) = [row for row in body["centrumgemeenten"] if row["code"] == code]
    row: Json = found
    return row
