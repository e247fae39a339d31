"""What a service would answer about a tree, made without a service: for the program that checks it."""

import base64
import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from capacity_service.domain.blad import Groep, Regelsleutel, hash_veld
from capacity_service.domain.boom import hash_bladeren, hash_strook, prove_consistency, prove_inclusion
from capacity_service.domain.controlepunt import Boom, Controlepunt, Notitie
from capacity_service.sleutels import Sleutelbos
from capacity_service.store.zegel import show_openbaar, sign

Json = dict[str, Any]
BOS = Sleutelbos.make()
BEGIN = datetime(2026, 11, 21, 2, 5, tzinfo=UTC)


def keys(*boom: Boom) -> list[str]:
    words = []
    for one in boom or Boom:
        words += ["--sleutel", *show_openbaar(BOS, f"crisisplaatsdienst/{one}/1")]
    return words


class Bewijs:
    """A tree of chance leaves with some own lines in it, and what a service would answer about it."""

    def __init__(self, leaves: int = 192, boom: Boom = Boom.logboek) -> None:
        chance = random.Random(leaves)
        self.boom, self.sleutel = boom, Regelsleutel.derive(bytes(32), boom, 7)
        self.kop = {"op": "2026-11-21T02:04:00Z", "soort": "plaats", "gebeurtenis": "set_plaatsstatus"}
        self.toestand = {
            "id": "q",
            "status": "vrij",
            "personenMax": 4,
            "kenmerken": ["rolstoel"],
            "plaatsing": "geheim",
        }
        self.blad = self.sleutel.make_blad(bytes(32), self.kop, self.sleutel.hash_groep(Groep.toestand, self.toestand))
        self.leaves = [chance.randbytes(32) for _ in range(leaves)]
        self.at = leaves // 3
        self.leaves[self.at] = self.blad.hash

    def note(self, size: int | None = None, **changes: Any) -> Notitie:
        size = size or len(self.leaves)
        root = hash_bladeren(self.leaves[:size])
        punt = Controlepunt(self.boom, 1, size, root, BEGIN + size * timedelta(seconds=1), "e.1.a")
        return sign(replace(punt, **changes), BOS)

    def b64(self, content: bytes) -> str:
        return base64.b64encode(content).decode()

    def hashes(self, stroken: list[tuple[int, int]]) -> list[str]:
        def find(tak: Any) -> bytes:
            begin = tak.nummer << tak.hoogte
            return hash_bladeren(self.leaves[begin : begin + (1 << tak.hoogte)])

        return [self.b64(hash_strook(strook, find)) for strook in stroken]

    def disclose(self, groep: Groep, fields: Json, hidden: set[str]) -> Json:
        salts = {naam: self.sleutel.zout(groep, naam) for naam in fields}
        return {
            "zouten": {naam: self.b64(salts[naam]) for naam in fields if naam not in hidden},
            "dicht": [self.b64(hash_veld(salts[naam], naam, fields[naam])) for naam in sorted(hidden)],
        }

    def line(self) -> Json:
        return {
            "kop": {naam: value for naam, value in self.kop.items() if naam != "gebeurtenis"},
            "toestand": self.toestand | {"plaatsing": None},
            "gewist": False,
            "bewijs": {
                "blad": self.at,
                "pad": self.hashes(prove_inclusion(self.at, len(self.leaves))),
                "keten": self.b64(self.blad.keten),
                "kop": self.disclose(Groep.kop, self.kop, {"gebeurtenis"}),
                "toestand": self.disclose(Groep.toestand, self.toestand, {"plaatsing"}),
                "gewisteToestand": None,
            },
        }

    def erased(self) -> Json:
        line = self.line()
        bewijs = line["bewijs"] | {"toestand": {"zouten": {}, "dicht": []}}
        bewijs["gewisteToestand"] = self.b64(self.blad.toestand)
        return line | {"toestand": None, "gewist": True, "bewijs": bewijs}

    def page(self, *lines: Json, sinds: int | None = None) -> Json:
        return {
            str(self.boom): list(lines) or [self.line()],
            "controlepunt": self.note().tekst,
            "samenhang": None if sinds is None else self.growth(sinds),
            "volgende": None,
            "gelezenTot": "1-0-0",
        }

    def growth(self, van: int, tot: int | None = None) -> Json:
        tot = tot or len(self.leaves)
        return {"boom": str(self.boom), "van": van, "tot": tot, "hashes": self.hashes(prove_consistency(van, tot))}
