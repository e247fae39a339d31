"""The day of a new rule has come: write down that it begins, and look again at the counts that it judges (R1, R18)."""

from capacity_service.store import termijnen
from capacity_service.store.database import Transactie

AT_ONCE_MAX = 200
JUDGES_COUNTS = frozenset({"minimum_plaatsen"})
"""The rules by which counts are judged that may stay as they are all day; clocks that run keep their instants."""

DUE = """
SELECT t.sleutel, r.naam FROM termijn t JOIN regel r ON r.id = t.sleutel
WHERE t.soort = 'regel_begint' AND t.gevuurd_op IS NULL AND t.op <= :now ORDER BY t.op, r.naam LIMIT :n
"""


async def begin_regels(tx: Transactie) -> int:
    """Fire what begins by `tx.now`, so that it is judged by the rules of that day; gives how many."""
    tx.changes.gebeurtenis = "regel_begonnen"
    due = {row.sleutel: row.naam for row in await tx.sql(DUE, now=tx.now, n=AT_ONCE_MAX)}
    streken: list[str] = []
    if JUDGES_COUNTS & set(due.values()):
        rows = await tx.sql("SELECT code FROM centrumgemeente ORDER BY code FOR UPDATE")
        streken = [row.code for row in rows]
    begun = await termijnen.take(tx, termijnen.REGEL_BEGINT, due)
    tx.changes.regels |= set(begun)
    if JUDGES_COUNTS & {due[key] for key in begun}:
        tx.changes.streken |= set(streken)
    return len(begun)
