"""A line to a socket that keeps what is written to it, and whoever listens at it."""

from dataclasses import dataclass, field
from uuid import UUID, uuid4

from capacity_service.domain.inzage import Actor, Rol
from capacity_service.live.abonnee import Abonnee
from capacity_service.live.frames import Bundel, Pour

OWN = uuid4()


@dataclass
class Lijn:
    """What was written, in order, and with which code it was closed."""

    bundels: list[Bundel] = field(default_factory=list)
    code: int | None = None
    pour: Pour | None = None
    ping_interval: float | None = None
    ping_timeout: float | None = None
    pings: int = 0
    expected: list[float] = field(default_factory=list)

    @property
    def texts(self) -> list[str]:
        return [text for bundel in self.bundels for text in bundel.texts]

    def write(self, bundel: Bundel) -> None:
        assert self.code is None
        self.bundels.append(bundel)

    def ping(self) -> None:
        self.pings += 1

    def expect_answer(self, since: float) -> None:
        self.expected.append(since)

    def end(self, code: int) -> None:
        assert self.code is None
        self.code = code


def listen(
    rol: Rol = Rol.opvang, organisatie: UUID = OWN, account: UUID | None = None, *, greeted: bool = True
) -> tuple[Abonnee, Lijn]:
    """Somebody who listens, and the line to them."""
    lijn = Lijn()
    abonnee = Abonnee(Actor(account or uuid4(), "iemand", rol, organisatie), b"x", lijn)
    if greeted:
        abonnee.greet(["stand"])
        lijn.bundels.clear()
    return abonnee, lijn
