"""The levels that are measured, each with the rules that give it."""

from dataclasses import dataclass, replace

from capacity_service.domain.openheid import Openheid
from capacity_service.domain.regels import Regels
from load_tests.schaarste import REGELS


@dataclass(frozen=True)
class Niveau:
    """One level and tick; without `muur` the rows go out as they are, whatever the level says."""

    naam: str
    openheid: Openheid
    minuten: int = 15
    muur: bool = True

    @property
    def regels(self) -> Regels:
        """The rules of the country with this level in force."""
        return replace(REGELS, openheid=tuple(Openheid).index(self.openheid), openheid_tik_minuten=self.minuten)


NIVEAUS = (
    Niveau("volledig", Openheid.volledig),
    Niveau("getikt_15m", Openheid.getikt, 15),
    Niveau("getikt_1h", Openheid.getikt, 60),
    Niveau("getikt_4h", Openheid.getikt, 240),
    Niveau("getikt_1d", Openheid.getikt, 1440),
    Niveau("landelijk", Openheid.landelijk),
)
QUIET = Niveau("landelijk_quiet", Openheid.landelijk)
"""The same where few flee."""

WITHOUT_WALL = Niveau("landelijk_without_wall", Openheid.landelijk, muur=False)
"""The control: what `landelijk` would be worth if the projection let the rows through."""
