"""The ways out of this installation, and where they may lead: nobody makes the service knock on doors inside a network."""

import re
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from urllib.parse import unquote, urlsplit

from capacity_service.domain.errors import Fault, OngeldigeInvoer

ADRES_MAX = 500
URL = re.compile(
    r"(https?)://([A-Za-z0-9.-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(?::(\d{1,5}))?(?:[/?][!-\[\]-~]*)?", re.ASCII
)
"""No userinfo, no spaces, no backslash and nothing outside ASCII; a fragment is told apart in words."""
PORT_MAX = 65535
NAT64 = IPv6Network("64:ff9b::/96")
SMTP_PORT, SMTPS_PORT = 587, 465
LOOPBACK_NAMES = {"localhost", "127.0.0.1", "::1"}

Adres = IPv4Address | IPv6Address


@dataclass(frozen=True)
class Mailserver:
    """Where e-mail is handed over. Without `tls` from the start it is asked for, except on this machine."""

    host: str
    port: int
    tls: bool
    gebruiker: str | None
    wachtwoord: str | None = field(repr=False)

    @property
    def starttls(self) -> bool:
        """Whether the connection must become a safe one before anything is said."""
        return not self.tls and self.host not in LOOPBACK_NAMES


@dataclass(frozen=True)
class Uitweg:
    """How this installation tells people outside: its own address, who it is, its mail server, and what it may reach.

    `root` has no slash at the end. `lokaal` is an installation for one machine: it may reach loopback, without TLS too.
    `intern` also allows the private addresses of its own network.
    """

    root: str = "http://127.0.0.1:8000"
    mailserver: Mailserver | None = None
    mail_van: str = ""
    oin: str | None = None
    lokaal: bool = False
    intern: bool = False

    def may_reach(self, adres: Adres, *, tls: bool) -> bool:
        """Whether a webhook may go to this address; link-local (cloud metadata), multicast and the like never."""
        inside = _unwrap(adres)
        if inside is None or inside.is_multicast or inside.is_link_local or inside.is_unspecified:
            return False
        if inside.is_loopback:
            return self.lokaal
        return tls and (inside.is_global or (self.intern and inside.is_private and not inside.is_reserved))


def _unwrap(adres: Adres) -> Adres | None:
    """The address that is really meant; None for one that hides another behind a gateway."""
    if isinstance(adres, IPv4Address):
        return adres
    if adres.ipv4_mapped is not None:
        return adres.ipv4_mapped
    if adres.sixtofour is not None or adres.teredo is not None or adres in NAT64 or adres.is_site_local:
        return None
    return adres


def parse_mailserver(url: str) -> Mailserver:
    """A mail server from `smtp://naam:wachtwoord@machine:587` or `smtps://...`. Raises ValueError."""
    parts = urlsplit(url)
    port = parts.port
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname or port == 0:
        raise ValueError("geen mailserver")
    if parts.path.strip("/") or parts.query or parts.fragment or bool(parts.username) != bool(parts.password):
        raise ValueError("geen mailserver")
    tls = parts.scheme == "smtps"
    return Mailserver(
        parts.hostname,
        port or (SMTPS_PORT if tls else SMTP_PORT),
        tls,
        unquote(parts.username) if parts.username else None,
        unquote(parts.password) if parts.password else None,
    )


def check_webhook(adres: str, uitweg: Uitweg) -> None:
    """Raise `OngeldigeInvoer` for an address a webhook can never go to; where its name leads is looked at when sending."""
    fault = _find_fault(adres, uitweg)
    if fault is not None:
        raise OngeldigeInvoer(Fault("adres", fault))


def _find_fault(adres: str, uitweg: Uitweg) -> str | None:
    if len(adres) > ADRES_MAX:
        return f"Dit adres is te lang: hoogstens {ADRES_MAX} tekens."
    if "#" in adres:
        return "Laat het deel vanaf # weg: dat wordt nooit verstuurd."
    found = URL.fullmatch(adres)
    literal = _parse_literal(found[2]) if found else None
    if found is None or int(found[3] or 1) not in range(1, PORT_MAX + 1) or ("[" in found[2] and literal is None):
        return "Geef een adres als https://meldingen.uworganisatie.nl/ontvangst, zonder naam of wachtwoord erin."
    return _find_barrier(found[1], found[2].lower(), literal, uitweg)


def _find_barrier(scheme: str, host: str, literal: Adres | None, uitweg: Uitweg) -> str | None:
    loopback = literal.is_loopback if literal else host == "localhost"
    if scheme == "http" and not (uitweg.lokaal and loopback):
        return "Een webhook gaat over een beveiligde verbinding: gebruik https."
    if (loopback and not uitweg.lokaal) or (literal and not uitweg.may_reach(literal, tls=scheme == "https")):
        return "Dit adres ligt in een intern netwerk; daar stuurt deze dienst niets heen. Geef een openbaar adres."
    return None


def _parse_literal(host: str) -> Adres | None:
    try:
        return ip_address(host.strip("[]"))
    except ValueError:
        return None
