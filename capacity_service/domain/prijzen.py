"""By one number (`Woord`): what every place costs every household, and what a place is worth."""

from dataclasses import dataclass

from capacity_service.domain.rangtabel import Getallen, Rangtabel, Woord


@dataclass(frozen=True)
class Prijzen:
    """What a place is worth by one number: of each class, and of one more household in each centrumgemeente."""

    woord: Woord
    klasse: Getallen
    streek: Getallen


class Getal:
    """The costs of one number: by group and class, by household and centrumgemeente, of a step, and of having no place."""

    def __init__(self, rang: Rangtabel, woord: Woord) -> None:
        self.rang, self.woord = rang, woord
        self.klasse, self.streek = rang.costs(woord)
        self.stap = rang.spreiding.band * woord.times("spreiding")
        self.zonder = woord.times("zonder_plaats") + woord.times("wachttijd") * rang.wachttijd

    def of(self, van: Getallen, naar: Getallen) -> Getallen:
        """What these households pay for these classes."""
        rang = self.rang
        some = self.klasse[rang.groep[van], naar] + self.streek[van, rang.tabel.streek[naar]]
        paid: Getallen = some - self.woord.times("verschoven") * (rang.heeft[van] == naar)
        return paid
