"""How long somebody stays logged in: at the very most, and when nothing is asked any more.

These numbers are no rules of the field and are not changed by a systeembeheerder: one who shortens them by mistake logs the
whole country out. Another value is a new version of the service.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from capacity_service.domain.inzage import Rol

BRON = "ASVS 5.0 7.1.1, 7.3.1 en 7.3.2; eigen keuze per rol"
VANAF = date(2026, 1, 1)


@dataclass(frozen=True)
class Sessieduur:
    """`uiterlijk_uren`: the whole session. `stil_minuten`: without a request; an open live connection counts as use."""

    uiterlijk_uren: int
    stil_minuten: int
    bron: str = BRON
    geldig_vanaf: date = VANAF

    @property
    def uiterlijk(self) -> timedelta:
        """The longest that a session lasts."""
        return timedelta(hours=self.uiterlijk_uren)

    @property
    def stil(self) -> timedelta:
        """The longest that nothing is asked."""
        return timedelta(minutes=self.stil_minuten)


SESSIEDUUR: dict[Rol, Sessieduur] = {
    Rol.coordinator: Sessieduur(12, 120, f"{BRON}: een nachtdienst; wie wacht op een huis heeft het scherm open"),
    Rol.opvang: Sessieduur(12, 240, f"{BRON}: een dienst met een telefoon in de zak"),
    Rol.gemeente: Sessieduur(12, 120),
    Rol.landelijk: Sessieduur(12, 120, f"{BRON}: een dienst; het scherm aan de muur staat open"),
    Rol.auditor: Sessieduur(8, 30),
    Rol.fg: Sessieduur(8, 30),
    Rol.systeembeheerder: Sessieduur(4, 15, f"{BRON}: wie regels wijzigt, blijft niet ingelogd"),
}
TOKEN = Sessieduur(1, 15, "RFC 9700 2.2; eigen keuze: een programma vraagt elk kwartier opnieuw")
"""Of an API client: its 15 minutes are never prolonged."""
VERNIEUW = timedelta(minutes=1)
"""A session is prolonged at most this often, so that reading writes nothing."""


def find_end(duur: Sessieduur, begonnen_op: datetime, nu: datetime) -> datetime:
    """When a session ends if nothing is asked after `nu`."""
    return min(begonnen_op + duur.uiterlijk, nu + duur.stil)
