"""Signs and checks checkpoints with the keys outside the database (Ed25519). With an older key only what is old is checked."""

from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from capacity_service.domain.controlepunt import (
    Controlepunt,
    Handtekening,
    Notitie,
    make_kenmerk,
    show_sleutel,
)
from capacity_service.sleutels import Haal, Sleutel, Sleutelbos
from capacity_service.store.controlepunten import Controlemap


@dataclass(frozen=True)
class Bewijsmiddelen:
    """What a service keeps its evidence with, both outside the database: the keys as they are now, and the checkpoints."""

    sleutels: Haal
    controlemap: Controlemap


def read_openbaar(sleutel: Sleutel) -> bytes:
    """The public half of a key: 32 bytes."""
    return Ed25519PrivateKey.from_private_bytes(sleutel.geheim).public_key().public_bytes_raw()


def sign(punt: Controlepunt, bos: Sleutelbos) -> Notitie:
    """The checkpoint as a note, signed with the key in use."""
    sleutel = bos.zegel[-1]
    signature = Ed25519PrivateKey.from_private_bytes(sleutel.geheim).sign(punt.tekst.encode())
    kenmerk = make_kenmerk(punt.herkomst, read_openbaar(sleutel))
    return Notitie(punt, (Handtekening(punt.herkomst, kenmerk, signature),))


def is_signed(notitie: Notitie, bos: Sleutelbos) -> bool:
    """Whether one of our keys, in use or before, signed this note as what it says it is."""
    naam, message = notitie.punt.herkomst, notitie.punt.tekst.encode()
    openbaar = {make_kenmerk(naam, key): key for key in map(read_openbaar, bos.zegel)}
    return any(
        _verify(openbaar[one.kenmerk], one.bytes_, message)
        for one in notitie.handtekeningen
        if one.naam == naam and one.kenmerk in openbaar
    )


def _verify(openbaar: bytes, signature: bytes, message: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(openbaar).verify(signature, message)
    except InvalidSignature:
        return False
    return True


def show_openbaar(bos: Sleutelbos, herkomst: str) -> list[str]:
    """The public keys under this name as those who check are given them, oldest first."""
    return [show_sleutel(herkomst, read_openbaar(sleutel)) for sleutel in bos.zegel]
