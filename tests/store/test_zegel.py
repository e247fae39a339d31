from dataclasses import replace
from datetime import UTC, datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from capacity_service.domain.controlepunt import Boom, Controlepunt, Handtekening, Notitie, parse_notitie
from capacity_service.sleutels import Doel, Sleutelbos
from capacity_service.store.zegel import is_signed, read_openbaar, show_openbaar, sign

PUNT = Controlepunt(Boom.inzagelog, 1, 128, bytes(32), datetime(2026, 11, 21, 2, 5, tzinfo=UTC), "e.1.a")
BOS, ANDERE = Sleutelbos.make(), Sleutelbos.make()


def test_a_signed_note_is_ours_and_nobody_elses() -> None:
    notitie = sign(PUNT, BOS)
    assert is_signed(notitie, BOS)
    assert not is_signed(notitie, ANDERE)
    assert is_signed(parse_notitie(notitie.tekst), BOS)
    (under,) = notitie.handtekeningen
    Ed25519PublicKey.from_public_bytes(read_openbaar(BOS.zegel[0])).verify(under.bytes_, PUNT.tekst.encode())


def test_a_signature_holds_for_this_checkpoint_only() -> None:
    notitie = sign(PUNT, BOS)
    changes = ({"grootte": 192}, {"wortel": bytes([1] * 32)}, {"reeks": 2}, {"boom": Boom.logboek}, {"epoch": "e.2.a"})
    for change in changes:
        assert not is_signed(replace(notitie, punt=replace(PUNT, **change)), BOS), change


def test_under_another_name_or_mark_it_is_no_signature() -> None:
    (under,) = sign(PUNT, BOS).handtekeningen
    for changed in (
        under._replace(naam="een ander"),
        under._replace(kenmerk=b"abcd"),
        under._replace(bytes_=bytes(64)),
    ):
        assert not is_signed(Notitie(PUNT, (changed,)), BOS)
    assert is_signed(Notitie(PUNT, (Handtekening("getuige", b"abcd", bytes(64)), under)), BOS)


def test_after_a_rotation_what_is_old_still_holds_and_what_is_new_is_signed_with_the_new_key() -> None:
    old, rotated = sign(PUNT, BOS), BOS.rotate(Doel.zegel)
    new = sign(PUNT, rotated)
    assert is_signed(old, rotated)
    assert is_signed(new, rotated)
    assert not is_signed(new, BOS)


def test_the_public_keys_are_shown_under_the_name_that_signs_and_the_secret_ones_never() -> None:
    rotated = BOS.rotate(Doel.zegel)
    shown = show_openbaar(rotated, PUNT.herkomst)
    assert len(shown) == 2
    assert all(one.startswith(f"{PUNT.herkomst}+") for one in shown)
    assert shown[0] == show_openbaar(BOS, PUNT.herkomst)[0]
