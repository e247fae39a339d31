"""How much one account, and one address that nobody vouches for, may ask of this node.

Who is logged in is bounded by account alone: a hundred people behind one address, at night, never stand in each other's way, and
a stranger beside them cannot lock them out. An address is charged only for what comes without a login that held lately.
"""

import math
import time
from collections.abc import Callable
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from uuid import UUID

from capacity_service.api.problems import TeVeel
from capacity_service.domain.emmer import Emmers, Maat

PER_SECONDE = 10
"""Calls a second that one account may do in the long run. The busiest screen, with a person at it, does less than two."""
BURST_S = 30
"""So many seconds' worth at once: opening a screen, sending what waited on a device, or walking through a long list."""
ADRES_KEER = 5
"""An address may do so many times as much as an account before anybody there logs in."""
BEKEND_S = 900.0
"""So long after it last held, a login speaks for whoever comes with it; rights are looked up all the same."""
BEKEND_MAX = 20_000
IPV6_PREFIX = 64
"""One household or office has all the addresses of such a network, so it counts as one."""


class Grenzen:
    """The bounds of one node; `per_seconde` is what one account may do in the long run, 0 for no bound."""

    def __init__(self, per_seconde: float = PER_SECONDE, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._accounts = _make_emmers(per_seconde)
        self._adressen = _make_emmers(per_seconde * ADRES_KEER)
        self._bekend: dict[bytes, float] = {}

    def check_account(self, account: UUID) -> None:
        """Count one call of this account. Raises `TeVeel`, with when to come back."""
        wait = self._accounts.take(account, self._clock()) if self._accounts is not None else 0.0
        if wait:
            raise make_te_veel(wait)

    def take_adres(self, adres: str) -> float:
        """Count one call of this address; 0.0, or the seconds to wait. What comes from this machine itself is not counted."""
        net = find_net(adres)
        return 0.0 if self._adressen is None or net is None else self._adressen.take(net, self._clock())

    def give_back_adres(self, adres: str) -> None:
        """It was somebody who is logged in."""
        net = find_net(adres)
        if self._adressen is not None and net is not None:
            self._adressen.give_back(net, self._clock())

    def note_login(self, sleutel_hash: bytes) -> None:
        """This login holds."""
        self._bekend.pop(sleutel_hash, None)
        self._bekend[sleutel_hash] = self._clock()
        while len(self._bekend) > BEKEND_MAX:
            self._bekend.pop(next(iter(self._bekend)))

    def forget_login(self, sleutel_hash: bytes) -> None:
        """It holds no longer, or never did."""
        self._bekend.pop(sleutel_hash, None)

    def knows(self, sleutel_hash: bytes | None) -> bool:
        """Whether this login held lately, at this node."""
        held = self._bekend.get(sleutel_hash) if sleutel_hash else None
        return held is not None and self._clock() - held < BEKEND_S


def _make_emmers(per_seconde: float) -> Emmers | None:
    return Emmers(Maat(per_seconde * BURST_S, per_seconde)) if per_seconde else None


def make_te_veel(wait_s: float) -> TeVeel:
    """The refusal, with the whole seconds to wait."""
    seconds = max(1, math.ceil(wait_s))
    return TeVeel(
        f"U vraagt meer dan de dienst aankan. Er is niets gedaan. Probeer het over {seconds} s opnieuw.", seconds
    )


def find_net(adres: str) -> str | None:
    """Whom an address stands for: itself, or its IPv6 network; None for this machine and for what is no address."""
    try:
        found = ip_address(adres.partition("%")[0])
    except ValueError:
        return None
    plain: IPv4Address | IPv6Address = getattr(found, "ipv4_mapped", None) or found
    if plain.is_loopback:
        return None
    return str(plain) if plain.version == 4 else str(ip_network((plain, IPV6_PREFIX), strict=False))  # noqa: PLR2004 - IP
