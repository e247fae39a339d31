"""What people did for a household and wrote down here, and what is still missing of it (R5, R12, R13).

A registratie blocks nothing: an incomplete one is kept, and says what it lacks.
"""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from capacity_service.domain.aanvraag import Huishouden, Kleur
from capacity_service.domain.errors import Fault, OngeldigeInvoer
from capacity_service.domain.klokken import Moment, Registratiesoort


class Wijze(StrEnum):
    """How people spoke with each other."""

    face_to_face = "face_to_face"
    video = "video"
    telefonisch = "telefonisch"


class Lid(StrEnum):
    """Who of the household: an adult or a child."""

    volwassene = "volwassene"
    kind = "kind"


class Onderdeel(StrEnum):
    """The three parts of a warme overdracht (N 4.1, fn 25)."""

    informatie = "informatie"
    context = "context"
    ketenpartnerafspraken = "ketenpartnerafspraken"


class Aanwezige(StrEnum):
    """Who is there at a warme overdracht (N 4.1)."""

    client = "client"
    medewerker_overdragend = "medewerker_overdragend"
    medewerker_ontvangend = "medewerker_ontvangend"


@dataclass(frozen=True)
class Gezinslid:
    """The classification of one member (N 1.2c); `leeftijd` in years tells children apart, None when not said."""

    lid: Lid
    kleur: Kleur
    leeftijd: int | None = None


@dataclass(frozen=True)
class Registratie:
    """One thing done. Only the fields of `VELDEN[soort]` mean anything; None and () are "not said".

    `verhuisreden`: the risicotaxatie gives a reason for another move, or for staying apart (R7, R12).
    """

    soort: Registratiesoort
    moment: Moment
    gedaan_op: datetime
    instrument: str | None = None
    wijze: Wijze | None = None
    leden: tuple[Gezinslid, ...] = ()
    verhuisreden: bool | None = None
    voor: Lid | None = None
    oordeel_medewerker: bool | None = None
    oordeel_client: bool | None = None
    onderdelen: frozenset[Onderdeel] = frozenset()
    aanwezig: frozenset[Aanwezige] = frozenset()


VELDEN: dict[Registratiesoort, frozenset[str]] = {
    Registratiesoort.risicotaxatie: frozenset({"instrument", "wijze", "leden", "verhuisreden"}),
    Registratiesoort.kindcheck: frozenset(),
    Registratiesoort.intake: frozenset({"voor"}),
    Registratiesoort.veiligheidstaxatie: frozenset({"instrument", "oordeel_medewerker", "oordeel_client"}),
    Registratiesoort.warme_overdracht: frozenset({"wijze", "onderdelen", "aanwezig"}),
}
"""Kind -> the fields that say something about it."""

IN_WORDS = {"oordeel_medewerker": "oordeelMedewerker", "oordeel_client": "oordeelClient"}
MAY_BE_LEFT_OUT = frozenset({"verhuisreden"})
SEEING = frozenset({Wijze.face_to_face, Wijze.video})
"""How a risicotaxatie is done: people see each other (R5; N 1.2b)."""
ASKED_IN_TIME = frozenset({"instrument", "wijze"})
"""What the clock of R5 asks of a risicotaxatie; that every member has a kleur is asked by N 1.2c, without a term."""


def find_missing(registratie: Registratie, huishouden: Huishouden | None) -> tuple[str, ...]:
    """The names of what is missing, in the sender's words and alphabetical order; () when it is whole.

    Parts and people of a warme overdracht have names like `onderdelen.context`. Without a huishouden (erased) it is not
    asked whether every member has a kleur.
    """
    missing = {name for name in VELDEN[registratie.soort] - MAY_BE_LEFT_OUT if _is_empty(registratie, name)}
    if registratie.soort is Registratiesoort.risicotaxatie:
        if registratie.wijze not in SEEING:
            missing.add("wijze")
        if huishouden is not None and not _covers(registratie.leden, huishouden):
            missing.add("leden")
    if registratie.soort is Registratiesoort.warme_overdracht:
        missing -= {"onderdelen", "aanwezig"}
        missing |= {f"onderdelen.{part}" for part in Onderdeel if part not in registratie.onderdelen}
        missing |= {f"aanwezig.{person}" for person in Aanwezige if person not in registratie.aanwezig}
    return tuple(sorted(IN_WORDS.get(name, name) for name in missing))


def is_done(soort: Registratiesoort, ontbreekt: Collection[str]) -> bool:
    """Whether a registratie that lacks `ontbreekt` stops the clock that asks for it (R5, R13)."""
    asked = ASKED_IN_TIME if soort is Registratiesoort.risicotaxatie else None
    return not (set(ontbreekt) if asked is None else asked.intersection(ontbreekt))


def check_gedaan_op(gedaan_op: datetime, vanaf: datetime, now: datetime) -> None:
    """Raise `OngeldigeInvoer` for what was done in the future, or before there was anything to do it for."""
    if gedaan_op > now:
        raise OngeldigeInvoer(Fault("gedaanOp", "Dit ligt in de toekomst. Leg vast wat er gedaan is."))
    if gedaan_op < vanaf:
        raise OngeldigeInvoer(
            Fault(
                "gedaanOp", "Dit ligt voor het moment waarop het gevaar is vastgesteld. Controleer de datum en de tijd."
            )
        )


def _is_empty(registratie: Registratie, name: str) -> bool:
    value = getattr(registratie, name)
    return value is None or value in ((), frozenset())


def _covers(leden: tuple[Gezinslid, ...], huishouden: Huishouden) -> bool:
    """Everybody once; the ages that were said are those of the children there are."""
    volwassenen = sum(lid.lid is Lid.volwassene for lid in leden)
    said = Counter(lid.leeftijd for lid in leden if lid.lid is Lid.kind and lid.leeftijd is not None)
    return (volwassenen, len(leden) - volwassenen) == (huishouden.volwassenen, len(huishouden.kinderen)) and (
        said <= Counter(huishouden.kinderen)
    )
