"""The approved rules, kept in memory and read again when their revisie has risen: no transaction asks twice."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from capacity_service.domain.regels import GRENZEN, Regel, Regels, make_regel

APPROVED = text("SELECT naam, waarde, geldig_vanaf, bron FROM regel WHERE goedgekeurd_op IS NOT NULL")


@dataclass(frozen=True)
class Bladzijde:
    """The rules of one day, with all rows of the revisie they came from."""

    revisie: int
    dag: date
    rijen: tuple[Regel, ...]
    regels: Regels


class Regelboek:
    """Belongs to one database: two databases may have other rules under one revisie."""

    def __init__(self) -> None:
        self._open: Bladzijde | None = None

    async def read(self, session: AsyncSession, revisie: int, dag: date) -> Regels:
        """The rules of this revisie and day; reads the table only when the revisie is another than the last one."""
        found = self._open
        if found is None or (found.revisie, found.dag) != (revisie, dag):
            rijen = found.rijen if found is not None and found.revisie == revisie else await read_approved(session)
            self._open = found = Bladzijde(revisie, dag, rijen, Regels.op(dag, rijen))
        return found.regels


async def read_approved(session: AsyncSession) -> tuple[Regel, ...]:
    """Every approved row; a name that this version of the service does not know is for a later one."""
    rows = (await session.exec(APPROVED)).all()  # type: ignore[call-overload]
    return tuple(make_regel(r.naam, r.waarde, r.geldig_vanaf, r.bron) for r in rows if r.naam in GRENZEN)
