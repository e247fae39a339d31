"""What else there is: the best class of every centrumgemeente for each household, among what nobody was given."""

import numpy as np

from capacity_service.domain.rangtabel import NOOIT, Getallen, Rangtabel, split_words
from capacity_service.domain.stroom import bits_for


class Rangschikking:
    """The rest, ranked for each household by the same order as the assignment; `over` counts what is left of each class."""

    def __init__(self, rang: Rangtabel, over: Getallen) -> None:
        self._rang = rang
        words = split_words(*rang.bounds(), bits_for(len(rang.vragers) + len(over) + len(rang.tabel.codes) + 1))
        mask, self._keys = rang.past & (over > 0), list[Getallen]()
        for word in words:
            klasse, streek = rang.costs(word)
            masked = np.where(mask, klasse, NOOIT)
            best = rang.tabel.best(masked)
            mask &= masked == best[:, rang.tabel.streek]
            self._keys.insert(0, np.where(rang.mag, best[rang.groep] + streek, NOOIT))
        self._first = rang.tabel.first(mask)

    def rank(self, rij: int, some: int, without: str | None) -> list[int]:
        """The numbers of the best classes for this household, one of each centrumgemeente, `without` left out."""
        order = np.lexsort([key[rij] for key in self._keys])
        codes, groep = self._rang.tabel.codes, self._rang.groep[rij]
        there = order[self._keys[-1][rij, order] < NOOIT][: some + 1].tolist()
        return [int(self._first[groep, streek]) for streek in there if codes[streek] != without][:some]
