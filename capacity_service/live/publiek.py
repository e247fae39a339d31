"""Who gets the same messages."""

from dataclasses import dataclass
from uuid import UUID

from capacity_service.domain.inzage import Actor, Rol

NOBODY = UUID(int=0)
OWN = frozenset({Rol.coordinator, Rol.opvang, Rol.gemeente})


@dataclass(frozen=True)
class Publiek:
    """Everybody of a role, or of a role in one organisatie; of a gemeente also the centrumgemeente it looks after.

    What an audience is shown is a function of this and of recorded facts, of nothing else: so every node shows the same.
    """

    rol: Rol
    organisatie: UUID | None
    centrumgemeente: str | None = None

    @classmethod
    def of(cls, actor: Actor) -> "Publiek":
        """The audience of an actor."""
        streek = actor.centrumgemeente if actor.rol is Rol.gemeente else None
        return cls(actor.rol, actor.organisatie if actor.rol in OWN else None, streek)

    @property
    def actor(self) -> Actor:
        """Somebody of this audience, no account in particular."""
        return Actor(NOBODY, "", self.rol, self.organisatie or NOBODY, self.centrumgemeente)

    @property
    def naam(self) -> str:
        """The same for the same audience, on every node and after every restart."""
        return ":".join(str(part) for part in (self.rol, self.organisatie, self.centrumgemeente) if part is not None)
