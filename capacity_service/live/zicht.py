"""What one audience is shown, at a number of its own, with the sum over its rows. A row is encoded once, for everybody in it."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from capacity_service.domain.openheid import Blik
from capacity_service.live.kolommen import Rij, join, lay_out
from capacity_service.live.messages import Feit, Sleutel, Toestand, encode, state_for
from capacity_service.live.nummering import Nummering, Verandering
from capacity_service.live.som import canonical, show_som, weigh
from capacity_service.live.streken import BEZETTING, KINDS, TOTAAL
from capacity_service.store.stand import Stempel, add_up
from capacity_service.store.toestand import instant

GROUPS = {
    BEZETTING: BEZETTING,
    TOTAAL: "totalen",
    "plaats": "plaatsen",
    "plaatsing": "plaatsingen",
    "aanvraag": "aanvragen",
    "normsignaal": "normsignalen",
    "melding": "meldingen",
    "vraag": "vragen",
}
REMEMBER_MAX = 20_000
"""Changes of an audience that are remembered; a client that missed more gets a stand."""


class Zicht:
    """The rows of one audience, all of them recorded facts.

    `vanaf` is the lowest number from which it is known here what changed, `vanaf_logboek` the fact at which that was
    (None: no longer known, so no older one can be added).
    """

    def __init__(self, nummering: Nummering, things: Mapping[Sleutel, Toestand], stempel: Stempel) -> None:
        self.nummering = nummering
        self.vanaf = nummering.volgnummer
        self.vanaf_logboek: int | None = nummering.logboek
        self.geijkt = nummering.logboek
        self.gevraagd_op = 0.0
        self._stempel = stempel
        self._minimum = 0
        self._rijen: dict[Sleutel, bytes] = {}
        self._laatst: dict[Sleutel, int] = {}
        self._weg: dict[Sleutel, bytes] = {}
        self._geteld: dict[str, Rij] = {}
        self._stand: str | None = None
        self.som = 0
        actor = nummering.publiek.actor
        shown = {s: state_for(actor, s[0], thing) for s, thing in things.items() if s[0] not in KINDS}
        rows: dict[Sleutel, Toestand] = {(BEZETTING, code): row for code, row in nummering.bezetting.items()}
        rows |= {(TOTAAL, key): row for key, row in nummering.totalen.items()}
        rows |= {s: row for s, row in shown.items() if row is not None and "verwijderd" not in row}
        for sleutel, row in rows.items():
            self._put(sleutel, row)

    @property
    def volgnummer(self) -> int:
        """The audience's own number: all up to it is in the rows."""
        return self.nummering.volgnummer

    @property
    def epoch(self) -> str:
        """Which history the number counts."""
        return self._stempel.epoch

    @property
    def hash(self) -> str:
        """The sum over the rows at this number."""
        return show_som(self.som)

    @property
    def bezetting(self) -> list[Toestand]:
        """The rows of bezetting, by code."""
        return [row for _, row in sorted(self.nummering.bezetting.items())]

    def show_bezetting(self) -> Toestand:
        """The rows with the totals, and the level at which others are shown."""
        totaal = next(iter(self.nummering.totalen.values()), None)
        if totaal is None:
            return {"centrumgemeenten": self.bezetting, "totaal": add_up(self.bezetting), **Blik(None).describe()}
        level = {naam: totaal[naam] for naam in Blik(None).describe()}
        counts = {naam: waarde for naam, waarde in totaal.items() if naam not in {"id", "revisie", *level}}
        return {"centrumgemeenten": self.bezetting, "totaal": counts, **level}

    def set_moment(self, stempel: Stempel, minimum: int) -> None:
        """All that was recorded up to this moment has been counted.

        Whole seconds are told: the microsecond of the last fact of the country would tell that something happened elsewhere.
        """
        if (stempel.epoch, _seconds(stempel), minimum) != (self._stempel.epoch, _seconds(self._stempel), self._minimum):
            self._stand = None
        self._stempel, self._minimum = stempel, minimum

    def show_stempel(self) -> Toestand:
        """Which moment this is, in the audience's own number."""
        return {
            "epoch": self._stempel.epoch,
            "volgnummer": self.volgnummer,
            "tijdstipOp": instant(_seconds(self._stempel)),
        }

    def advance(self, feiten: Iterable[Feit]) -> list[str]:
        """Take in what was recorded; gives the frames that tell it, the last with the sum. Waits for nothing."""
        changed = self.nummering.count(feiten)
        if not changed:
            return []
        for sleutel, verandering in changed.items():
            self._laatst.pop(sleutel, None)
            self._laatst[sleutel] = verandering.volgnummer
            self._take(sleutel)
            if verandering.weg:
                self._weg[sleutel] = canonical(verandering.rij)
            else:
                self._weg.pop(sleutel, None)
                self._put(sleutel, verandering.rij)
        self._stand = None
        self._forget()
        return self._tell([(one.sleutel, one.volgnummer) for one in changed.values()])

    def add_earlier(self, earlier: Mapping[Sleutel, Verandering], vanaf: int, vanaf_logboek: int) -> bool:
        """Know what changed before `vanaf` too, from a count that ended there; False when it does not join."""
        new = {sleutel: one for sleutel, one in earlier.items() if sleutel not in self._laatst}
        if any(one.weg == (sleutel in self._rijen) for sleutel, one in new.items()):
            return False
        self._laatst = {sleutel: one.volgnummer for sleutel, one in new.items()} | self._laatst
        self._weg |= {sleutel: canonical(one.rij) for sleutel, one in new.items() if one.weg}
        self.vanaf, self.vanaf_logboek = vanaf, vanaf_logboek
        return True

    def resume(self, vanaf: int) -> list[str] | None:
        """The last state of all that changed after this number, in the order of their numbers; None for a number unknown here.

        Each row carries the number of its last change: whoever has had it has had all up to there.
        """
        if not self.vanaf <= vanaf <= self.volgnummer:
            return None
        missed = []
        for sleutel in reversed(self._laatst):
            if self._laatst[sleutel] <= vanaf:
                break
            missed.append((sleutel, self._laatst[sleutel]))
        return [
            encode({"soort": "hersteld", **self.show_stempel(), "volgnummer": vanaf}),
            *self._tell(missed[::-1]),
            self.beat(),
        ]

    def beat(self) -> str:
        """The hartslag: all up to this number was told, and this is the sum of it."""
        moment = instant(_seconds(self._stempel))
        return encode({"soort": "hartslag", "volgnummer": self.volgnummer, "tijdstipOp": moment, "hash": self.hash})

    def read_stand(self) -> str:
        """All that this audience may see, at its number."""
        if self._stand is None:
            groups: dict[str, list[bytes]] = {name: [] for soort, name in GROUPS.items() if soort != BEZETTING}
            for (soort, _), row in self._rijen.items():
                if soort != BEZETTING:
                    groups[GROUPS[soort]].append(row)
            head = encode(
                {
                    "soort": "stand",
                    **self.show_stempel(),
                    "hash": self.hash,
                    "verzonnen": self._stempel.verzonnen,
                    "minimum": self._minimum,
                }
            )
            parts = [f'"{BEZETTING}":{join(self._geteld.values())}']
            parts += [f'"{name}":[{b",".join(rows).decode()}]' for name, rows in groups.items()]
            self._stand = f"{head[:-1]},{','.join(parts)}}}"
        return self._stand

    def _tell(self, rows: list[tuple[Sleutel, int]]) -> list[str]:
        frames = []
        for nth, (sleutel, volgnummer) in enumerate(rows, start=1):
            row = self._weg.get(sleutel) or self._rijen[sleutel]
            hash_ = f'"hash":"{self.hash}",' if nth == len(rows) else ""
            frames.append(f'{{"soort":"{sleutel[0]}","volgnummer":{volgnummer},{hash_}{row[1:].decode()}')
        return frames

    def _put(self, sleutel: Sleutel, row: Toestand) -> None:
        self._rijen[sleutel] = canonical(row)
        self.som += weigh(self._rijen[sleutel])
        if sleutel[0] == BEZETTING:
            self._geteld[sleutel[1]] = lay_out(row)

    def _take(self, sleutel: Sleutel) -> None:
        row = self._rijen.pop(sleutel, None)
        if row is not None:
            self.som -= weigh(row)
        if sleutel[0] == BEZETTING:
            self._geteld.pop(sleutel[1], None)

    def _forget(self) -> None:
        """Let the oldest half of what changed go, once it is more than anybody is told row by row."""
        if len(self._laatst) <= REMEMBER_MAX:
            return
        for sleutel in list(self._laatst)[: REMEMBER_MAX // 2]:
            self.vanaf, self.vanaf_logboek = self._laatst.pop(sleutel), None
            self._weg.pop(sleutel, None)


def _seconds(stempel: Stempel) -> datetime:
    return stempel.tijdstip_op.replace(microsecond=0)
