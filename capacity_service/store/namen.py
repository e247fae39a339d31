"""Names and codes as people write them in a file, looked up."""

from dataclasses import dataclass
from uuid import UUID

from capacity_service.domain.inzage import Actor, Rol
from capacity_service.store.database import Transactie


def _plain(naam: str) -> str:
    """For comparing: Excel drops a leading apostrophe, people vary capitals and spaces."""
    return " ".join(naam.replace("’", "'").lower().removeprefix("'").split())


@dataclass(frozen=True)
class Namen:
    """Centrumgemeenten by code and name, opvangorganisaties by id and name."""

    streken: dict[str, str]
    organisaties: dict[str, UUID]

    def streek(self, text: str) -> str | None:
        """The code of a centrumgemeente given by code or name; None when it is none of the 35."""
        return self.streken.get(_plain(text))

    def organisatie(self, text: str | None, actor: Actor) -> UUID | None:
        """The opvangorganisatie that was meant: opvang may only mean its own, landelijk must name one."""
        if text is None:
            return actor.organisatie if actor.rol is Rol.opvang else None
        found = self.organisaties.get(_plain(text))
        return None if actor.rol is Rol.opvang and found != actor.organisatie else found


async def read_namen(tx: Transactie) -> Namen:
    """All of them, as they are now."""
    streken = await tx.sql("SELECT code, naam FROM centrumgemeente")
    organisaties = await tx.sql("SELECT id, naam FROM organisatie WHERE soort = 'opvangorganisatie'")
    return Namen(
        {_plain(key): row.code for row in streken for key in (row.code, row.naam)},
        {_plain(key): row.id for row in organisaties for key in (str(row.id), row.naam)},
    )
