"""Norm by norm: which shortfall opens an episode, whose duty it is, who is told, and the words for it.

Judging is pure: facts about one subject in, the episodes that should be open out. `actions/settle.py` compares them
with those that are open; the service thus opens and closes them from its own facts and nothing is ticked off by hand.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from capacity_service.domain.bezetting import Bezetting
from capacity_service.domain.klokken import Klokken, Termijnsoort
from capacity_service.domain.regels import Regels


class Norm(StrEnum):
    """What is measured by itself. The numbers of the normenkader stand in `NORMEN`."""

    minimum_plaatsen = "minimum_plaatsen"
    geen_vrij = "geen_vrij"
    geen_plaats = "geen_plaats"
    onvoorziene_uitval = "onvoorziene_uitval"
    buiten_gebruik_te_lang = "buiten_gebruik_te_lang"
    dubbel_verblijf = "dubbel_verblijf"
    plaatsing_te_laat = "plaatsing_te_laat"
    overschrijding = "overschrijding"
    kind_te_lang = "kind_te_lang"
    verhuisbeweging = "verhuisbeweging"
    risicotaxatie_ontbreekt = "risicotaxatie_ontbreekt"
    overdracht_in_ontbreekt = "overdracht_in_ontbreekt"
    overdracht_uit_ontbreekt = "overdracht_uit_ontbreekt"
    veiligheidstaxatie_ontbreekt = "veiligheidstaxatie_ontbreekt"


class Plichthouder(StrEnum):
    """Whose duty a norm is. Where a name would join origin and destination, only this kind is shown (R19)."""

    centrumgemeente = "centrumgemeente"
    opvang = "opvang"
    aanvrager = "aanvrager"
    vervolg = "vervolg"


class Gehoor(StrEnum):
    """Who is told; `achterwacht` is every opvangorganisatie, `vervolg` who has to find the next place (R11, fn 9)."""

    gemeente = "gemeente"
    landelijk = "landelijk"
    opvang = "opvang"
    aanvrager = "aanvrager"
    vervolg = "vervolg"
    achterwacht = "achterwacht"


class Onderwerpsoort(StrEnum):
    """What an episode or a melding is about."""

    centrumgemeente = "centrumgemeente"
    organisatie = "organisatie"
    plaats = "plaats"
    aanvraag = "aanvraag"
    plaatsing = "plaatsing"
    verblijf = "verblijf"


@dataclass(frozen=True)
class Normtekst:
    """A norm in words: its number in the normenkader, a title, what ended it, whose duty, who is told, with sound or not."""

    nummer: str
    titel: str
    remedie: str
    plichthouder: Plichthouder
    gehoor: tuple[Gehoor, ...]
    dringend: bool = False


GEMEENTE_EN_LANDELIJK = (Gehoor.gemeente, Gehoor.landelijk)
NORMEN: dict[Norm, Normtekst] = {
    Norm.minimum_plaatsen: Normtekst(
        "indicator 5; voetnoot 27",
        "Minder crisisplaatsen dan het minimum",
        "Er zijn weer genoeg plaatsen inzetbaar.",
        Plichthouder.centrumgemeente,
        GEMEENTE_EN_LANDELIJK,
        dringend=True,
    ),
    Norm.geen_vrij: Normtekst(
        "5.1a",
        "Geen crisisplaats vrij in de centrumgemeente",
        "Er is weer een plaats vrij.",
        Plichthouder.centrumgemeente,
        GEMEENTE_EN_LANDELIJK,
    ),
    Norm.geen_plaats: Normtekst(
        "5.1a",
        "Geen enkele plaats vrij bij de organisatie",
        "Er is weer een plaats vrij.",
        Plichthouder.opvang,
        (Gehoor.opvang,),
    ),
    Norm.onvoorziene_uitval: Normtekst(
        "indicator 5; voetnoot 27",
        "Een plaats is onverwacht uitgevallen",
        "De plaats is weer in gebruik.",
        Plichthouder.centrumgemeente,
        GEMEENTE_EN_LANDELIJK,
    ),
    Norm.buiten_gebruik_te_lang: Normtekst(
        "indicator 5; voetnoot 27",
        "Een plaats is langer buiten gebruik dan verwacht",
        "De plaats is weer in gebruik, of er is een nieuwe verwachting.",
        Plichthouder.opvang,
        (Gehoor.opvang,),
    ),
    Norm.dubbel_verblijf: Normtekst(
        "5.1a",
        "Twee huishoudens in een plaats",
        "Een van beide is vertrokken.",
        Plichthouder.opvang,
        (Gehoor.opvang, Gehoor.landelijk),
        dringend=True,
    ),
    Norm.plaatsing_te_laat: Normtekst(
        "5.2",
        "Niet binnen 24 uur geplaatst",
        "Het huishouden is aangekomen, of de aanvraag is beëindigd.",
        Plichthouder.aanvrager,
        (Gehoor.landelijk, Gehoor.aanvrager),
        dringend=True,
    ),
    Norm.overschrijding: Normtekst(
        "indicator 5; voetnoot 28",
        "Langer dan drie nachten op een crisisplaats",
        "Het huishouden is vertrokken.",
        Plichthouder.vervolg,
        (Gehoor.opvang, Gehoor.vervolg, Gehoor.landelijk),
    ),
    Norm.kind_te_lang: Normtekst(
        "1.5c",
        "Een kind is langer dan drie dagen op een crisisplaats",
        "Het huishouden is vertrokken.",
        Plichthouder.vervolg,
        (Gehoor.opvang, Gehoor.vervolg),
    ),
    Norm.verhuisbeweging: Normtekst(
        "1.5b",
        "Een kind verhuist vaker dan twee keer, zonder reden uit een risicotaxatie",
        "De reden is vastgelegd, of het huishouden is vertrokken.",
        Plichthouder.aanvrager,
        (Gehoor.aanvrager,),
    ),
    Norm.risicotaxatie_ontbreekt: Normtekst(
        "1.2a",
        "De risicotaxatie is niet binnen een werkdag gedaan",
        "De risicotaxatie is vastgelegd, of het huishouden is vertrokken.",
        Plichthouder.opvang,
        (Gehoor.opvang,),
    ),
    Norm.overdracht_in_ontbreekt: Normtekst(
        "4.1",
        "De warme overdracht bij aankomst is niet vastgelegd",
        "De overdracht is vastgelegd, of het huishouden is vertrokken.",
        Plichthouder.opvang,
        (Gehoor.opvang, Gehoor.aanvrager),
    ),
    Norm.overdracht_uit_ontbreekt: Normtekst(
        "4.1",
        "De warme overdracht bij vertrek is niet vastgelegd",
        "De overdracht is vastgelegd.",
        Plichthouder.opvang,
        (Gehoor.opvang,),
    ),
    Norm.veiligheidstaxatie_ontbreekt: Normtekst(
        "3.5",
        "De veiligheidstaxatie bij vertrek is niet vastgelegd",
        "De veiligheidstaxatie is vastgelegd.",
        Plichthouder.opvang,
        (Gehoor.opvang,),
    ),
}

NORM_VAN: dict[Termijnsoort, Norm] = {
    Termijnsoort.rood_te_laat: Norm.plaatsing_te_laat,
    Termijnsoort.overschrijding: Norm.overschrijding,
    Termijnsoort.kind_te_lang: Norm.kind_te_lang,
    Termijnsoort.risicotaxatie_uit: Norm.risicotaxatie_ontbreekt,
    Termijnsoort.overdracht_in_uit: Norm.overdracht_in_ontbreekt,
    Termijnsoort.overdracht_uit_uit: Norm.overdracht_uit_ontbreekt,
    Termijnsoort.veiligheidstaxatie_uit: Norm.veiligheidstaxatie_ontbreekt,
    Termijnsoort.uitval_verwacht: Norm.buiten_gebruik_te_lang,
}
"""The norms that begin when a clock has run out."""


@dataclass(frozen=True)
class Plek:
    """What an episode is about, where, and which organisaties it concerns; what is unknown or secret is None."""

    soort: Onderwerpsoort
    id: str
    centrumgemeente: str | None = None
    opvang_organisatie: UUID | None = None
    aanvraag_organisatie: UUID | None = None


@dataclass(frozen=True)
class Tekort:
    """A norm that is not met: what it is about, since when, and the cause in plain Dutch."""

    norm: Norm
    plek: Plek
    begonnen_op: datetime
    oorzaak: str


@dataclass(frozen=True)
class Plaatsfeiten:
    """What is judged of one plaats; the instants are None while all is well."""

    uitgevallen_op: datetime | None
    uitvalreden: str | None
    dubbel_sinds: datetime | None


def judge_clocks(plek: Plek, klokken: Klokken, oorzaak: str, now: datetime) -> Iterable[Tekort]:
    """An episode for every clock that has run out at `now` and that a norm hangs on; it began when the clock ran out."""
    for soort, op in klokken.items():
        if soort in NORM_VAN and op <= now:
            yield Tekort(NORM_VAN[soort], plek, op, oorzaak)


def judge_streek(plek: Plek, crisis: Bezetting, regels: Regels, now: datetime) -> Iterable[Tekort]:
    """The minimum of R1 and the one free place of R2, by the counts of crisisplaatsen of this moment."""
    if crisis.blijvend < regels.minimum_plaatsen:
        tekst = f"Inzetbaar: {crisis.blijvend} van minimaal {regels.minimum_plaatsen} crisisplaatsen."
        if crisis.uitgevallen:
            tekst += f" Uitgevallen terwijl er nog iemand verblijft: {crisis.uitgevallen}."
        yield Tekort(Norm.minimum_plaatsen, plek, now, tekst)
    if crisis.vrij == 0:
        tekst = f"Van de {crisis.inzetbaar} inzetbare crisisplaatsen is er geen vrij."
        yield Tekort(Norm.geen_vrij, plek, now, tekst)


def judge_organisatie(plek: Plek, now: datetime, *, vrij: bool) -> Iterable[Tekort]:
    """The norm of 5.1a itself: over all places of one opvangorganisatie, reserveplaatsen included (R2)."""
    if not vrij:
        yield Tekort(Norm.geen_plaats, plek, now, "Van alle plaatsen van de organisatie is er geen vrij.")


def judge_plaats(plek: Plek, feiten: Plaatsfeiten) -> Iterable[Tekort]:
    """A place that was lost (R1), and two households really inside one place (R14)."""
    if feiten.uitgevallen_op is not None:
        yield Tekort(Norm.onvoorziene_uitval, plek, feiten.uitgevallen_op, f"Reden: {feiten.uitvalreden}.")
    if feiten.dubbel_sinds is not None:
        tekst = "Er verblijven twee huishoudens op een plaats. Zoek voor een van beide een andere plaats."
        yield Tekort(Norm.dubbel_verblijf, plek, feiten.dubbel_sinds, tekst)


def judge_moves(
    plek: Plek, moves: int, since: datetime, regels: Regels, *, kinderen: bool, verklaard: bool
) -> Iterable[Tekort]:
    """More moves with a child than may be (R12), unless a risicotaxatie gave the reason; the flight itself is no move."""
    if kinderen and not verklaard and moves > regels.verhuisbewegingen_max:
        tekst = f"Verhuisbeweging {moves}; meer dan {regels.verhuisbewegingen_max} zonder reden uit een risicotaxatie."
        yield Tekort(Norm.verhuisbeweging, plek, since, tekst)


def describe_inside(klokken: Klokken, now: datetime) -> str:
    """The cause of what runs out while somebody is inside, or after they left; which norm it is says the rest."""
    te_lang = klokken.get(Termijnsoort.overschrijding)
    if te_lang is not None and te_lang <= now:
        return "Er is nog geen vervolgplek."
    return "Het is nog niet vastgelegd."


def describe_te_laat(status: str, knelpunt: str | None) -> str:
    """Why somebody is not inside after 24 hours."""
    if status == "zonder_plaats":
        return knelpunt or "Er is nog geen plaats."
    if status == "gereserveerd":
        return "Er is een plaats gereserveerd, maar niemand heeft die bevestigd."
    return "Er is een plaats bevestigd, maar het huishouden is nog niet aangekomen."
