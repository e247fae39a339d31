"""The promise (toegezegde nachten) and its edges. The stay itself is a fact and may overrun (R11, R14)."""

from dataclasses import dataclass
from datetime import date, timedelta

from capacity_service.domain.regels import Regels, check_toegezegde_nachten


@dataclass(frozen=True)
class Toezegging:
    """A promise of nights on a crisisplaats: `eerste_nacht` (Amsterdam date) and the whole number of `nachten`."""

    eerste_nacht: date
    nachten: int

    @classmethod
    def make(cls, eerste_nacht: date, nachten: int, regels: Regels) -> "Toezegging":
        """The only way in: raises `ToegezegdeNachten` outside 1-3."""
        check_toegezegde_nachten(nachten, regels)
        return cls(eerste_nacht, nachten)

    @property
    def vertrek(self) -> date:
        """The day of leaving. It is not a night: a place vacated today can receive someone today."""
        return self.eerste_nacht + timedelta(days=self.nachten)

    def extend(self, nachten: int, regels: Regels) -> "Toezegging":
        """The same promise with a new total of nights, counted from the same first night."""
        return Toezegging.make(self.eerste_nacht, nachten, regels)
