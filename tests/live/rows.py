"""Facts and audiences for tests without a database."""

from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID

from capacity_service.domain.inzage import Rol
from capacity_service.live.messages import Feit
from capacity_service.live.nummering import Nummering
from capacity_service.live.publiek import Publiek
from capacity_service.live.zicht import Zicht
from capacity_service.store.stand import Stempel
from tests.land import Json

OWN = UUID("01920000-0000-7000-8000-000000000001")
OTHER = UUID("01920000-0000-7000-8000-000000000002")
LANDELIJK = Publiek(Rol.landelijk, None)
OPVANG = Publiek(Rol.opvang, OWN)
COORDINATOR = Publiek(Rol.coordinator, OWN)
GEMEENTE = Publiek(Rol.gemeente, OWN, "GM0193")
STEMPEL = Stempel("e.1", 1, datetime(2026, 11, 21, 20, 0, 0, 123456, tzinfo=UTC), verzonnen=True)
FIGURES = {"inzetbaar": 2, "vrij": 2, "onbevestigd": 0, "gereserveerd": 0, "bezet": 0, "buitenGebruik": 0}


def make_streek(revisie: int = 1, code: str = "GM0193", naam: str = "Zwolle", **figures: int) -> Json:
    """A row of bezetting."""
    return {
        "code": code,
        "naam": naam,
        **(FIGURES | figures),
        "uitgevallen": 0,
        "onderMinimum": False,
        "geenVrij": False,
        "opvangplaatsen": dict.fromkeys(FIGURES, 0),
        "revisie": revisie,
    }


def make_streekfeit(nummer: int, **changes: object) -> Feit:
    return Feit(nummer, "bezetting", make_streek(**changes))  # type: ignore[arg-type]


def make_aanvraagfeit(nummer: int, key: str, revisie: int = 1, status: str = "zonder_plaats") -> Feit:
    """An aanvraag of OWN."""
    state = {"id": key, "organisatie": str(OWN), "status": status, "plaatsing": None, "revisie": revisie}
    return Feit(nummer, "aanvraag", state)


def make_plaatsfeit(nummer: int, key: str, revisie: int = 1, **changes: object) -> Feit:
    """A place of OWN."""
    state = {"id": key, "soort": "crisisplaats", "organisatie": str(OWN), "status": "vrij", "revisie": revisie}
    return Feit(nummer, "plaats", state | changes)


def make_zicht(publiek: Publiek, feiten: Sequence[Feit] = (), logboek: int = 1) -> Zicht:
    """What an audience is shown of a country in which only this was recorded."""
    things = {feit.sleutel: feit.toestand for feit in feiten}
    return Zicht(Nummering.first(publiek, 0, logboek, things), things, STEMPEL)
