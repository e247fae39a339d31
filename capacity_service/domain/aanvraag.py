"""A professional's request to place one household: who must stay together, what is unsafe, since when."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from capacity_service.domain.errors import CodeRoodVereist


class Kleur(StrEnum):
    """Veiligheidsclassificatie of a risicotaxatie (N 1.2c)."""

    rood = "rood"
    oranje = "oranje"
    groen = "groen"


class Dreiging(StrEnum):
    """The acute threat named when no instrument was used yet (R5)."""

    doodsbedreiging = "doodsbedreiging"
    wapen = "wapen"
    wurging = "wurging"
    achtervolging = "achtervolging"
    eergerelateerd = "eergerelateerd"
    uithuwelijking = "uithuwelijking"
    kindontvoering = "kindontvoering"


class Door(StrEnum):
    """Who established the danger (N 1.1, 1.2, fn 4, fn 12)."""

    opvangorganisatie = "opvangorganisatie"
    veilig_thuis = "veilig_thuis"
    politie = "politie"
    lec_egg = "lec_egg"


class Behoefte(StrEnum):
    """What the household needs; it ranks and never filters (R6)."""

    rolstoel = "rolstoel"
    mannenopvang = "mannenopvang"
    zwanger = "zwanger"
    babybed = "babybed"
    tolk = "tolk"
    huisdier = "huisdier"


class Aanvraagstatus(StrEnum):
    """Where an aanvraag stands."""

    zonder_plaats = "zonder_plaats"
    gereserveerd = "gereserveerd"
    bevestigd = "bevestigd"
    aangekomen = "aangekomen"
    niet_verschenen = "niet_verschenen"
    beeindigd = "beeindigd"
    ingetrokken = "ingetrokken"


class Plaatsingstatus(StrEnum):
    """Where a plaatsing stands; the last six are ends."""

    gereserveerd = "gereserveerd"
    bevestigd = "bevestigd"
    aangekomen = "aangekomen"
    niet_verschenen = "niet_verschenen"
    beeindigd = "beeindigd"
    ingetrokken = "ingetrokken"
    vervallen = "vervallen"
    vervangen = "vervangen"
    teruggemeld = "teruggemeld"


COMING = frozenset({Plaatsingstatus.gereserveerd, Plaatsingstatus.bevestigd})
"""The household has a plaats and nobody has said yet that it arrived, or did not."""
LOPEND = frozenset(
    {
        Plaatsingstatus.gereserveerd,
        Plaatsingstatus.bevestigd,
        Plaatsingstatus.aangekomen,
        Plaatsingstatus.niet_verschenen,
    }
)
"""The statuses in which a plaatsing still holds its place."""


class Intrekkingreden(StrEnum):
    """Why an aanvraag is withdrawn."""

    zelf_opgelost = "zelf_opgelost"
    regionaal_geplaatst = "regionaal_geplaatst"
    wil_niet = "wil_niet"
    niet_bereikbaar = "niet_bereikbaar"
    dubbel = "dubbel"
    overleden = "overleden"


class Terugmeldingreden(StrEnum):
    """The closed list with which a house can say that this placement cannot be (R6)."""

    plaats_onbruikbaar = "plaats_onbruikbaar"
    al_bezet = "al_bezet"
    onveilig_voor_huishouden = "onveilig_voor_huishouden"
    niet_geschikt_te_maken = "niet_geschikt_te_maken"


@dataclass(frozen=True)
class Huishouden:
    """The persons who must stay together: adults and the ages of children in years. No name, no BSN, no free text."""

    volwassenen: int
    kinderen: tuple[int, ...] = ()
    behoeften: frozenset[Behoefte] = frozenset()
    verhuisbewegingen: int = 0
    nachten_eerder: int = 0

    @property
    def personen(self) -> int:
        """How many persons need room."""
        return self.volwassenen + len(self.kinderen)


@dataclass(frozen=True)
class Veiligheid:
    """Outcome of the risicotaxatie, or the acute threat while there is none (R4, R5)."""

    door: Door
    kleur: Kleur | None = None
    instrument: str | None = None
    dreiging: Dreiging | None = None


@dataclass(frozen=True)
class Aanvraag:
    """What the weighing may know of a request. `gemeente`, `uitsluitingen` and `voorkeuren` are CBS codes of gemeenten.

    `teruggemeld` are places whose house has said that this household cannot be there, `gevraagd` those whose house was
    asked in vain whether they are really free (R3): they come back once somebody has confirmed them. With `alleen_voorstellen` a
    person picks: places are shown and none is kept from anybody else.

    Of a household that moves on (verplaatsing) `gemeente` is where it is now: safe when only the house was lost
    (`hier_veilig`). `verborgen` are the gemeenten where it was unsafe before; they rule out and are never named (R19).
    `heeft` are the places of its reservering while nobody has confirmed that; only who has one place may move.
    """

    id: UUID
    vastgesteld_op: datetime
    gemeente: str
    huishouden: Huishouden
    nachten: int
    uitsluitingen: frozenset[str] = frozenset()
    voorkeuren: frozenset[str] = frozenset()
    teruggemeld: frozenset[UUID] = frozenset()
    gevraagd: frozenset[UUID] = frozenset()
    alleen_voorstellen: bool = False
    hier_veilig: bool = False
    verborgen: frozenset[str] = frozenset()
    heeft: frozenset[UUID] = frozenset()


def check_code_rood(veiligheid: Veiligheid) -> None:
    """Raise `CodeRoodVereist` unless the outcome is rood, or an acute threat stands in for it (R4, R5)."""
    if veiligheid.kleur is Kleur.rood or (veiligheid.kleur is None and veiligheid.dreiging is not None):
        return
    uitkomst = veiligheid.kleur or "onbekend"
    raise CodeRoodVereist(
        f"Alleen code rood wordt buiten de eigen regio geplaatst (R4; normenkader 1.4). De uitkomst is: {uitkomst}. "
        "Zoek opvang in de eigen regio, of stuur een nieuwe risicotaxatie."
    )
