"""A provider with whom people log in (OpenID Connect), and what its words mean here: a role, for an organisatie."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from capacity_service.domain.inzage import Rol

ALGORITMEN = ("RS256", "PS256", "ES256", "ES384", "RS384", "PS384", "RS512", "PS512", "ES512", "Ed25519")
"""Signatures that are believed: none without a key, and none with a secret that both sides have."""
CODE = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
EIGEN_WOORDEN = frozenset({"terug"})
"""Codes that are an address of our own."""
PAD = re.compile(r"/(?:[A-Za-z0-9_-]+(?:/[A-Za-z0-9_-]+)*/?)?", re.ASCII)
PAD_MAX = 200


class Aanmeldreden(StrEnum):
    """Why nobody came in; each has a sentence on the page. `mislukt` says nothing about what was wrong."""

    mislukt = "mislukt"
    afgebroken = "afgebroken"
    geen_toegang = "geen_toegang"
    te_zwak = "te_zwak"
    ingetrokken = "ingetrokken"
    te_veel = "te_veel"
    onbereikbaar = "onbereikbaar"


class AanmeldingMislukt(Exception):
    """Nobody comes in. `oorzaak` is for the log, in words of ours: nothing of what was sent is in it."""

    def __init__(self, reden: Aanmeldreden, oorzaak: str) -> None:
        super().__init__(oorzaak)
        self.reden = reden
        self.oorzaak = oorzaak


@dataclass(frozen=True)
class Koppeling:
    """What the values of one claim stand for, the first that fits; or always the same (`vast`)."""

    claim: str = ""
    waarden: Mapping[str, str] = field(default_factory=dict)
    vast: str | None = None

    def find(self, claims: Mapping[str, Any]) -> str | None:
        """What these claims stand for; None when nothing fits. A claim may be a list, or lie within another (`a.b`)."""
        if self.vast is not None:
            return self.vast
        said = {value for value in _values(_find_claim(claims, self.claim)) if isinstance(value, str)}
        return next((ours for theirs, ours in self.waarden.items() if theirs in said), None)


def _find_claim(claims: Mapping[str, Any], name: str) -> object:
    if name in claims:
        return claims[name]
    found: object = claims
    for part in name.split("."):
        found = found.get(part) if isinstance(found, Mapping) else None
    return found


def _values(value: object) -> Iterator[object]:
    yield from value if isinstance(value, list) else [value]


@dataclass(frozen=True)
class Toegang:
    """What somebody comes in as: `organisatie` is the id or the name of one in the register."""

    rol: Rol
    organisatie: str


@dataclass(frozen=True)
class Aanbieder:
    """`code` stands in our addresses, `naam` on the button; `geheim` is None for a client without one.

    `acr` holds per role the values of which a login must have one; a role that is not in it asks for none.
    """

    code: str
    naam: str
    issuer: str
    client_id: str
    rol: Koppeling
    organisatie: Koppeling
    geheim: str | None = field(default=None, repr=False)
    scopes: tuple[str, ...] = ("openid",)
    algoritmen: tuple[str, ...] = ("RS256", "PS256", "ES256")
    acr: Mapping[Rol, frozenset[str]] = field(default_factory=dict)

    @property
    def acr_values(self) -> str:
        """What to ask for when it begins: the role is known only afterwards."""
        return " ".join(sorted(set().union(*self.acr.values())))

    def admit(self, claims: Mapping[str, Any]) -> Toegang:
        """What somebody with these claims comes in as. Raises `AanmeldingMislukt`."""
        rol, organisatie = self.rol.find(claims), self.organisatie.find(claims)
        if rol is None or organisatie is None:
            missing = "rol" if rol is None else "organisatie"
            raise AanmeldingMislukt(Aanmeldreden.geen_toegang, f"geen {missing} bij deze claims")
        wanted = self.acr.get(Rol(rol))
        acr = claims.get("acr")
        if wanted is not None and not (isinstance(acr, str) and acr in wanted):
            raise AanmeldingMislukt(Aanmeldreden.te_zwak, "acr is niet wat deze rol vraagt")
        return Toegang(Rol(rol), organisatie)


def is_own_path(path: str) -> bool:
    """Whether this is an address of a page of our own, and can be nothing else to any browser."""
    return len(path) <= PAD_MAX and PAD.fullmatch(path) is not None and not path.startswith("/v1")
