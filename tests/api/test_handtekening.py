import time

import pytest
from joserfc.jwk import ECKey, OctKey, OKPKey

from capacity_service.api.handtekening import Sleutelbos, check_signature, make_sleutelbos, peek, read_kop
from capacity_service.domain.aanbieder import AanmeldingMislukt
from tests.api.forgeries import FORGERIES
from tests.land import Json
from tests.namaak import make_key, sign

ALG = ("RS256", "PS256", "ES256", "Ed25519")
KEYS = make_sleutelbos({"keys": [make_key().as_dict(private=False)]})
CLAIMS: Json = {"iss": "https://login.example", "aud": "capaciteit", "sub": "s", "iat": int(time.time())}
SIGNATURE_ONLY = [
    name for name in FORGERIES if list(FORGERIES).index(name) < list(FORGERIES).index("iss of somebody else")
]


def read(token: object, keys: Sleutelbos | None = None) -> object:
    return check_signature(token, KEYS if keys is None else keys, ALG, typ=frozenset({"jwt"}))


@pytest.mark.parametrize(
    "kop", [{}, {"typ": None}, {"typ": "jwt"}, {"typ": "application/jwt"}, {"alg": "PS256"}, {"kid": None}]
)
def test_a_token_that_the_provider_signed_is_read(kop: Json) -> None:
    assert read(sign(CLAIMS, **kop)) == CLAIMS


@pytest.mark.parametrize("forgery", SIGNATURE_ONLY)
def test_one_that_it_did_not_sign_so_is_not(forgery: str) -> None:
    with pytest.raises(AanmeldingMislukt):
        read(FORGERIES[forgery](CLAIMS))


@pytest.mark.parametrize(
    "token", [None, 7, b"a.b.c", "", "..", "a.b.c", "é.é.é", "x" * 40_000, ["a.b.c"], "W10.W10.W10"]
)
def test_what_is_no_token_is_refused(token: object) -> None:
    for read_it in (read, read_kop, peek):
        with pytest.raises(AanmeldingMislukt):
            read_it(token)


@pytest.mark.parametrize(
    ("alg", "key"),
    [
        ("ES256", ECKey.generate_key("P-256")),
        ("Ed25519", OKPKey.generate_key("Ed25519")),
    ],
)
def test_other_kinds_of_keys_are_read_too(alg: str, key: ECKey | OKPKey) -> None:
    from joserfc import jws  # noqa: PLC0415 - the module of the product reads, this one writes

    bos = make_sleutelbos({"keys": [key.as_dict(private=False) | {"kid": "e"}]})
    token = jws.serialize_compact({"alg": alg, "kid": "e"}, b'{"a": 1}', key, algorithms=[alg])
    assert check_signature(token, bos, ALG, typ=frozenset({"jwt"})) == {"a": 1}


def test_of_what_is_published_only_public_keys_for_signatures_are_used() -> None:
    good = make_key().as_dict(private=False)
    weak = {"kty": "RSA", "e": "AQAB", "n": str(good["n"])[:171]}
    published = [
        good,
        OctKey.generate_key(256).as_dict() | {"kid": "geheim"},
        good | {"kid": "enc", "use": "enc"},
        weak | {"kid": "zwak"},
        {"kty": "RSA", "kid": "kapot", "n": "AQ"},
        {"kid": "leeg"},
        "geen sleutel",
        make_key("privé").as_dict(private=True),
    ]
    bos = make_sleutelbos({"keys": published})
    assert set(bos) == {"k1", "privé"}
    assert not bos["privé"].is_private
    assert make_sleutelbos({}) == make_sleutelbos({"keys": "x"}) == {}


def test_without_a_name_a_key_is_only_chosen_when_there_is_one() -> None:
    two = make_sleutelbos({"keys": [make_key().as_dict(private=False), make_key("k2").as_dict(private=False)]})
    assert read(sign(CLAIMS), two) == CLAIMS
    with pytest.raises(AanmeldingMislukt):
        read(sign(CLAIMS, kid=None), two)
