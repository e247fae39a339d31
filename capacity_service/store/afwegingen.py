"""Every weighing as it was: who and what it looked at, under which rules, with which outcome and proof; so that it runs again (R17).

Of a household its size and needs stay here. The rest (where from, where never, where gladly) is read from `huishoudgegevens`, by the revisie
of that day, and reads `gewist` when that is gone.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

import msgspec

from capacity_service.domain.certificaat import Certificaat
from capacity_service.domain.combinatie import Combinatie, cost_together
from capacity_service.domain.matching import Afweging
from capacity_service.domain.plaats import Kenmerk, Soort
from capacity_service.domain.rangorde import Omstandigheid, Opgave, spread_band
from capacity_service.domain.regels import Regels
from capacity_service.domain.samenbewijs import Samenbewijs
from capacity_service.domain.voorraad import Klasse, Stand, Vrij
from capacity_service.store import tables
from capacity_service.store.aanvragen import Weegbaar
from capacity_service.store.database import Transactie
from capacity_service.store.toestand import instant

PARTS = ("aanvragen", "klassen", "omgeving", "regels", "certificaat")
"""What a weighing looked at and came to, as it is hashed."""

KEEP = """
WITH gewogen AS (INSERT INTO gewogen (aanvraag_id, afweging_id) SELECT w, CAST(:id AS uuid) FROM unnest(CAST(:gewogen AS uuid[])) AS w)
INSERT INTO afweging (id, op, volgnummer, aanvragen, klassen, omgeving, regels, certificaat, hash, antwoord_hash)
SELECT CAST(:id AS uuid), :op, volgnummer, CAST(:aanvragen AS jsonb), CAST(:klassen AS jsonb), CAST(:omgeving AS jsonb),
       CAST(:regels AS jsonb), CAST(:certificaat AS jsonb), :hash, :antwoord
FROM sequencer
"""

canonical = msgspec.json.Encoder(order="sorted").encode


@dataclass(frozen=True)
class Bewaard:
    """A weighing read back: all that was not about a household, and of the households what is kept here."""

    id: UUID
    op: datetime
    volgnummer: int
    aanvragen: list[dict[str, Any]]
    vrij: tuple[Vrij, ...]
    omgeving: dict[str, Any]
    regels: dict[str, Any]
    certificaat: dict[str, Any]
    antwoord: bytes
    gaaf: bool
    """Whether it is still what was written down, by its hash."""


async def keep(tx: Transactie, key: UUID, afweging: Afweging, stand: Stand, weighed: Sequence[Weegbaar]) -> UUID:
    """Write a weighing down; gives its id."""
    parts = {
        "aanvragen": canonical([show_weighed(one) for one in weighed]),
        "klassen": _encode_klassen(afweging),
        "omgeving": canonical(show_environment(afweging.opgave, stand)),
        "regels": canonical(tx.regels.show_used()),
        "certificaat": canonical(show_certificaat(afweging)),
    }
    await tx.sql(
        KEEP,
        id=key,
        op=tx.now,
        gewogen=[one.aanvraag.id for one in weighed],
        hash=digest_of_parts(parts),
        antwoord=digest_of(afweging),
        **{name: part.decode() for name, part in parts.items()},
    )
    return key


def digest_of_parts(parts: Mapping[str, bytes]) -> bytes:
    """SHA-256 of the object that these are the members of, written as `canonical` does."""
    members = b",".join(b'"%s":%s' % (name.encode(), part) for name, part in sorted(parts.items()))
    return hashlib.sha256(b"{" + members + b"}").digest()


def show_weighed(one: Weegbaar) -> dict[str, Any]:
    """What is kept of who was weighed, in the order in which ids are compared."""
    aanvraag = one.aanvraag
    return {
        "id": str(aanvraag.id),
        "revisie": one.gegevens_revisie,
        "vastgesteldOp": instant(aanvraag.vastgesteld_op),
        "nachten": aanvraag.nachten,
        "personen": aanvraag.huishouden.personen,
        "behoeften": sorted(aanvraag.huishouden.behoeften),
        "alleenVoorstellen": aanvraag.alleen_voorstellen,
        "teruggemeld": sorted(map(str, aanvraag.teruggemeld)),
        "gevraagd": sorted(map(str, aanvraag.gevraagd)),
        "heeft": sorted(map(str, aanvraag.heeft)),
    }


def show_environment(opgave: Opgave, stand: Stand) -> dict[str, Any]:
    """What held for everybody."""
    return {
        "kantoortijd": opgave.omstandigheid.kantoortijd,
        "zaad": opgave.omstandigheid.zaad,
        "grootste": stand.grootste,
        "inzetbaar": dict(sorted(stand.inzetbaar.items())),
        "inDienst": dict(sorted(stand.in_dienst.items())),
        "gegeven": dict(sorted(stand.gegeven.items())),
        "ongewogen": dict(sorted(stand.ongewogen.items())),
        "huizen": {str(huis): [str(plaats) for plaats in ids] for huis, ids in sorted(stand.huizen.items())},
    }


def show_certificaat(afweging: Afweging) -> dict[str, Any]:
    """The proof; of the classes only prices that are more than what their centrumgemeente asks.

    When somebody fits in no single place also who took which places together, and the proven bound of all together.
    """
    found = _show_prices(afweging.certificaat, afweging.opgave)
    if afweging.ondergrens is None:
        return found
    return found | {
        "samen": {str(samen.vrager.id): list(map(str, samen.ids)) for samen in afweging.samen},
        "grens": afweging.grens,
        "bewezen": afweging.bewezen,
        "ondergrens": _show_prices(afweging.ondergrens.certificaat, afweging.ondergrens.opgave),
    }


def _show_prices(certificaat: Certificaat, opgave: Opgave) -> dict[str, Any]:
    return {
        "woorden": certificaat.woorden,
        "toegewezen": certificaat.toegewezen,
        "streek": certificaat.streek,
        "klasse": {
            str(index): prijs
            for index, (prijs, vrij) in enumerate(zip(certificaat.klasse, opgave.klassen, strict=True))
            if prijs != certificaat.streek[vrij.klasse.centrumgemeente]
        },
    }


def show_outcome(afweging: Afweging) -> list[dict[str, Any]]:
    """The answer: of each aanvraag its voorstellen with places and reasons, or the knelpunt."""
    return [
        {
            "aanvraag": str(uitkomst.aanvraag),
            "knelpunt": uitkomst.knelpunt and {"code": uitkomst.knelpunt.code, "tekst": uitkomst.knelpunt.tekst},
            "voorstellen": [
                {"plaatsen": list(map(str, v.plaatsen)), "centrumgemeente": v.centrumgemeente, "redenen": v.redenen}
                for v in uitkomst.voorstellen
            ],
        }
        for uitkomst in afweging.uitkomsten
    ]


def digest_of(afweging: Afweging) -> bytes:
    """SHA-256 of the answer: by it a repetition is known to be the same, byte for byte."""
    return hashlib.sha256(canonical(show_outcome(afweging))).digest()


async def read(tx: Transactie, key: UUID) -> Bewaard | None:
    """One weighing, or None when there is none, or only one of before weighings could run again."""
    row = await tx.session.get(tables.Afweging, key)
    if (
        row is None
        or row.volgnummer is None
        or row.omgeving is None
        or row.certificaat is None
        or row.antwoord_hash is None
    ):
        return None
    vrij = tuple(map(_make_vrij, row.klassen))
    return Bewaard(
        row.id,
        row.op,
        row.volgnummer,
        row.aanvragen,
        vrij,
        row.omgeving,
        row.regels,
        row.certificaat,
        row.antwoord_hash,
        digest_of_parts({name: canonical(getattr(row, name)) for name in PARTS}) == row.hash,
    )


def make_stand(bewaard: Bewaard, base: Stand) -> Stand:
    """The stand that was weighed; `base` gives the map of that day."""
    omgeving = bewaard.omgeving
    return Stand(
        bewaard.vrij,
        base.streken,
        base.regio,
        omgeving["inzetbaar"],
        omgeving["grootste"],
        omgeving["inDienst"],
        omgeving["gegeven"],
        {UUID(huis): tuple(map(UUID, ids)) for huis, ids in omgeving["huizen"].items()},
        omgeving.get("ongewogen", {}),
    )


def make_omstandigheid(omgeving: Mapping[str, Any]) -> Omstandigheid:
    """The hour and the seed of that weighing."""
    return Omstandigheid(omgeving["kantoortijd"], omgeving["zaad"])


def make_certificaat(kept: Mapping[str, Any], opgave: Opgave) -> Certificaat:
    """The proof that was kept, for the classes of this opgave."""
    streek = {code: tuple(prijs) for code, prijs in kept["streek"].items()}
    return Certificaat(
        tuple(tuple((trede, maal) for trede, maal in woord) for woord in kept["woorden"]),
        tuple(kept["toegewezen"]),
        tuple(
            tuple(kept["klasse"].get(str(index), streek[vrij.klasse.centrumgemeente]))
            for index, vrij in enumerate(opgave.klassen)
        ),
        streek,
    )


def make_samenbewijs(bewaard: Bewaard, afweging: Afweging, stand: Stand, regels: Regels) -> Samenbewijs | None:
    """What was kept of places taken together, with the costs counted again; None when nothing was.

    Raises `KeyError` when it names a household or a place that was no part of the weighing.
    """
    kept = bewaard.certificaat
    if "grens" not in kept:
        return None
    large = {str(v.id): v for v in (*(samen.vrager for samen in afweging.samen), *afweging.te_groot)}
    single = {str(vrij.plaatsen[0]): vrij for vrij in bewaard.vrij if vrij.afzonderlijk}
    samen = []
    for key, ids in kept["samen"].items():
        places = tuple(single[plaats] for plaats in ids)
        spread = spread_band(stand.gaf(places[0].klasse.centrumgemeente), 0, regels)[0]
        kosten = cost_together(large[key], places, afweging.opgave.omstandigheid, spread)
        samen.append(Combinatie(large[key], places, kosten))
    te_groot = tuple(vrager for key, vrager in large.items() if key not in kept["samen"])
    return Samenbewijs(tuple(samen), te_groot, tuple(kept["grens"]), kept["bewezen"])


def _encode_klassen(afweging: Afweging) -> bytes:
    """Of each class the ids that were handed out and the next (what the answer can name); then what was taken together.

    As `canonical` writes it. A large country has thousands of classes in every weighing: what describes one is written once.
    """
    used: dict[int, int] = {}
    for index in afweging.certificaat.toegewezen:
        if index is not None:
            used[index] = used.get(index, 0) + 1
    klassen = afweging.opgave.klassen
    rows = [_encode_vrij(vrij, vrij.plaatsen[: used.get(index, 0) + 1]) for index, vrij in enumerate(klassen)]
    rows += [_encode_vrij(vrij, vrij.plaatsen) for together in afweging.samen for vrij in together.plaatsen]
    return b"[%b]" % b",".join(rows)


def _encode_vrij(vrij: Vrij, ids: Sequence[UUID]) -> bytes:
    return _encode_group(vrij.klasse, vrij.aantal, vrij.afzonderlijk, tuple(ids))


@lru_cache(1 << 16)
def _encode_group(klasse: Klasse, aantal: int, afzonderlijk: bool, ids: tuple[UUID, ...]) -> bytes:
    apart = b"true" if afzonderlijk else b"false"
    return b"%b,%d,%b,%b]" % (_encode_klasse(klasse), aantal, apart, canonical([str(key) for key in ids]))


@lru_cache(1 << 16)
def _encode_klasse(k: Klasse) -> bytes:
    """What stands in the row of each group of this class, without the end of the row."""
    return canonical([k.centrumgemeente, k.soort, k.personen_max, sorted(k.kenmerken), k.onbevestigd])[:-1]


def _make_vrij(row: list[Any]) -> Vrij:
    code, soort, personen_max, kenmerken, onbevestigd, aantal, afzonderlijk, ids = row
    klasse = Klasse(code, Soort(soort), personen_max, frozenset(map(Kenmerk, kenmerken)), onbevestigd)
    return Vrij(klasse, aantal, tuple(map(UUID, ids)), afzonderlijk)
