"""How a look is recorded, and by which way somebody came: without telling where they are."""

from ipaddress import IPv4Address, IPv6Address
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capacity_service.domain.inzage import MAG, Actor, Rol
from capacity_service.domain.inzagelog import (
    GEEN_INZAGE,
    GETELD,
    OORSPRONG_TEKENS,
    VASTLEGGING,
    Maat,
    seal_oorsprong,
)

SLEUTEL, ANDERE = b"k" * 32, b"l" * 32


def test_an_operation_is_recorded_one_way_or_not_at_all() -> None:
    assert not VASTLEGGING.keys() & GEEN_INZAGE
    assert VASTLEGGING.keys() | GEEN_INZAGE <= MAG.keys()


def test_what_opens_one_household_counts_and_a_list_has_a_name() -> None:
    for naam, vastlegging in VASTLEGGING.items():
        assert (vastlegging.soort in GETELD) == (vastlegging.sleutel in {"plaatsing_id", "aanvraag_id"}), naam
        assert (vastlegging.lijst is not None) == (vastlegging.soort in {"lijst", "toezicht"}), naam
        assert vastlegging.soort != "export" or vastlegging.maat is Maat.elke, naam


def test_somebody_of_whom_no_way_is_known_came_from_nowhere() -> None:
    weg = Actor(UUID(int=1), "", Rol.fg, UUID(int=2)).weg
    assert (weg.oorsprong, weg.spoor) == ("", "")


@given(st.ip_addresses(v=4), st.ip_addresses(v=4))
def test_one_network_is_the_same_and_two_are_not(een: IPv4Address, twee: IPv4Address) -> None:
    sealed = seal_oorsprong(str(een), SLEUTEL)
    assert len(sealed) == OORSPRONG_TEKENS
    assert (sealed == seal_oorsprong(str(twee), SLEUTEL)) == (een == twee)
    assert sealed != seal_oorsprong(str(een), ANDERE)
    assert sealed == seal_oorsprong(f"::ffff:{een}", SLEUTEL)


@given(st.integers(2**96, 2**128 - 1).map(IPv6Address), st.integers(0, 2**64 - 1))
def test_an_ipv6_connection_is_one_network_whatever_its_last_half(adres: IPv6Address, half: int) -> None:
    other = IPv6Address(int(adres) >> 64 << 64 | half)
    assert seal_oorsprong(str(adres), SLEUTEL) == seal_oorsprong(str(other), SLEUTEL)
    assert seal_oorsprong(f"{adres}%eth0", SLEUTEL) == seal_oorsprong(str(adres), SLEUTEL)


@pytest.mark.parametrize("adres", ["", "localhost", "1.2.3", "1.2.3.4:80", "x", "\x00"])
def test_what_is_no_address_tells_nothing(adres: str) -> None:
    assert seal_oorsprong(adres, SLEUTEL) == ""
