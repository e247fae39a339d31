"""Who looked at what: which operations are a look, how each is recorded, and by which way somebody came.

A line says what NEN 7513 and BIO2 8.15.01 ask: action, object, result, origin, actor, organisatie, rol, time, reason, trace.
"""

import hashlib
import hmac
from dataclasses import dataclass
from enum import StrEnum
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Literal
from uuid import UUID

Uitkomst = Literal[
    "getoond",
    "niets_bekend",
    "geweigerd",
    "geremd",
    "gevraagd",
    "goedgekeurd",
    "beeindigd",
    "in_orde",
    "navragen",
    "onterecht",
]
"""How a look ended: shown, nothing known, refused, too many; for a noodinzage its steps, for a beoordeling the judgement."""

OORSPRONG_TEKENS = 16
IPV6_PREFIX = 64
"""What one connection has of IPv6; the rest of an address changes by the day."""


class Maat(StrEnum):
    """How often a look becomes a line: `elke`, or `eens` in a while for a screen that refreshes.

    `zelf`: the action writes its own line, with what it found, in its own transaction.
    """

    elke = "elke"
    eens = "eens"
    zelf = "zelf"


@dataclass(frozen=True)
class Vastlegging:
    """How looks by one operation are recorded: what is looked at, and which part of the address names it.

    Without `sleutel` it is a list of `lijst`; its onderwerp is the organisatie of who asks, or the page that was asked for.
    """

    soort: str
    sleutel: str | None = None
    maat: Maat = Maat.eens
    lijst: str | None = None


VASTLEGGING: dict[str, Vastlegging] = {
    "read_contact": Vastlegging("plaatsing", "plaatsing_id", Maat.zelf),
    "read_plaatsing": Vastlegging("plaatsing", "plaatsing_id"),
    "list_registraties": Vastlegging("plaatsing", "plaatsing_id"),
    "read_aanvraag": Vastlegging("aanvraag", "aanvraag_id"),
    "list_voorstellen": Vastlegging("aanvraag", "aanvraag_id"),
    "list_aanvragen": Vastlegging("lijst", lijst="aanvragen"),
    "list_plaatsingen": Vastlegging("lijst", lijst="plaatsingen"),
    "list_vragen": Vastlegging("lijst", lijst="vragen"),
    "list_normsignalen": Vastlegging("lijst", lijst="normsignalen"),
    "list_meldingen": Vastlegging("lijst", lijst="meldingen"),
    "live": Vastlegging("scherm"),
    "download_bezetting_csv": Vastlegging("export", maat=Maat.elke),
    "download_bezetting_ods": Vastlegging("export", maat=Maat.elke),
    "download_bezetting_short": Vastlegging("export", maat=Maat.elke),
    "download_historie_csv": Vastlegging("export", maat=Maat.elke),
    "download_historie_ods": Vastlegging("export", maat=Maat.elke),
    "read_noodinzage": Vastlegging("noodinzage", "noodinzage_id", Maat.zelf),
    "list_noodinzagen": Vastlegging("toezicht", lijst="noodinzagen"),
    "list_steekproef": Vastlegging("toezicht", lijst="steekproef"),
    "list_logboek": Vastlegging("toezicht", lijst="logboek"),
    "list_inzagelog": Vastlegging("toezicht", lijst="inzagelog"),
    "read_dossier": Vastlegging("dossier", "organisatie_id"),
    "read_verantwoording": Vastlegging("verantwoording", "centrumgemeente"),
}
"""Operation -> how it is recorded: what tells of households, what leaves as a file, what is evidence.

A refusal of any operation is recorded too.
"""

GEEN_INZAGE = frozenset(
    {
        "list_demo_accounts",
        "list_aanbieders",
        "begin_aanmelding",
        "finish_aanmelding",
        "leave_aanbieder",
        "read_probleem",
        "read_aanmelding",
        "read_sessie",
        "list_sessies",
        "list_centrumgemeenten",
        "read_centrumgemeente",
        "list_gemeenten",
        "list_organisaties",
        "list_regels",
        "read_bezetting",
        "read_historie",
        "read_verwachting",
        "list_plaatsen",
        "read_plaats",
        "list_huizen",
        "list_meldadressen",
        "read_meldadres",
        "list_bezorgingen",
        "list_controlepunten",
        "list_zegels",
        "read_samenhang",
        "download_controleur",
    }
)
"""Operations that only read and tell of no household: who is logged in oneself, reference data, counts, own places and addresses."""

GETELD = frozenset({"plaatsing", "aanvraag", "bladzijde"})
"""Kinds of onderwerp that count towards how much somebody looks at in an hour; a page counts for what is on it."""

BLADZIJDE = "bladzijde"
"""A page of a list that was asked for by its cursor: somebody goes back into the past."""


@dataclass(frozen=True)
class Inzage:
    """One look, or an attempt at it: `handeling` is the operation of `domain/inzage.py`, `onderwerp` an id, `reden` a word of a closed list.

    `zaak` is whether a case of who looked was open then (None: not about one case), `aantal` how many things were shown,
    `in_uur` how many different things this account looked at in the hour up to here.
    """

    handeling: str
    onderwerp_soort: str
    onderwerp: UUID | str
    uitkomst: Uitkomst
    reden: str | None = None
    zaak: bool | None = None
    aantal: int = 1
    in_uur: int | None = None


@dataclass(frozen=True)
class Toegangsweg:
    """By which way somebody came: the network they came from as a keyed hash, and the trace id of the request."""

    oorsprong: str = ""
    spoor: str = ""


ONBEKEND = Toegangsweg()
"""Of who did not come over the network, such as the service itself."""


def seal_oorsprong(adres: str, sleutel: bytes) -> str:
    """The network of an address as 16 hex digits: equal for the same one, and telling nothing to who lacks the key.

    Not the address or a prefix of it: the connection of a house tells where the house is (R19). Empty for what is no address.
    """
    try:
        found = ip_address(adres.partition("%")[0])
    except ValueError:
        return ""
    if isinstance(found, IPv6Address):
        network = str(found.ipv4_mapped or ip_network((found, IPV6_PREFIX), strict=False))
    else:
        network = str(found)
    return hmac.new(sleutel, network.encode(), hashlib.sha256).hexdigest()[:OORSPRONG_TEKENS]
