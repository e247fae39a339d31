"""Twenty and more ways to make a token that looks as if the provider signed it."""

import hashlib
import hmac
import json
import time
from collections.abc import Callable
from functools import cache

from joserfc import jws
from joserfc.jwk import ECKey, OctKey, RSAKey

from tests.land import Json
from tests.namaak import encode, make_key, sign

Forge = Callable[[Json], str]
OTHER = "vreemd"


def unsigned(claims: Json, alg: str = "none") -> str:
    return f"{encode({'alg': alg, 'kid': 'k1', 'typ': 'JWT'})}.{encode(claims)}."


def with_public_key_as_secret(claims: Json, alg: str = "HS256") -> str:
    """The confusion of RS and HS: the key that everybody knows, taken for a secret."""
    head = f"{encode({'alg': alg, 'kid': 'k1', 'typ': 'JWT'})}.{encode(claims)}"
    public = make_key().as_pem(private=False)
    return f"{head}.{encode(hmac.new(public, head.encode(), hashlib.sha256).digest())}"


def with_own_key_inside(claims: Json) -> str:
    other = make_key(OTHER)
    return _raw(claims, {"alg": "RS256", "kid": "k1", "jwk": other.as_dict(private=False)}, other)


@cache
def _curve() -> ECKey:
    return ECKey.generate_key("P-256")


def _raw(claims: Json, kop: Json, key: RSAKey) -> str:
    head = f"{encode(kop)}.{encode(claims)}"
    signed = jws.serialize_compact({"alg": kop["alg"]}, b"x", key, algorithms=[kop["alg"]])
    assert signed
    return f"{head}.{_sign_bytes(head.encode(), key)}"


def _sign_bytes(data: bytes, key: RSAKey) -> str:
    from cryptography.hazmat.primitives import hashes  # noqa: PLC0415 - only where a header is signed that no library would sign
    from cryptography.hazmat.primitives.asymmetric import padding  # noqa: PLC0415

    private = key.private_key
    assert private is not None
    return encode(private.sign(data, padding.PKCS1v15(), hashes.SHA256()))


def crooked(kop: Json) -> Forge:
    """Well signed with the right key, under a header that asks for something."""
    return lambda claims: _raw(claims, {"alg": "RS256", "kid": "k1", "typ": "JWT"} | kop, make_key())


def changed(**changes: object) -> Forge:
    """Well signed, and about something else (None: left out)."""
    return lambda claims: sign({name: value for name, value in (claims | changes).items() if value is not None})


def _tampered(claims: Json) -> str:
    head, _, signature = sign(claims).split(".")
    return f"{head}.{encode(claims | {'rollen': ['landelijk']})}.{signature}"


def _now() -> int:
    return int(time.time())


FORGERIES: dict[str, Forge] = {
    "alg none": unsigned,
    "alg None in other letters": lambda claims: unsigned(claims, "nOnE"),
    "alg HS256 with the public key": with_public_key_as_secret,
    "alg HS256 with an empty secret": lambda claims: jws.serialize_compact(
        {"alg": "HS256", "kid": "k1"}, json.dumps(claims).encode(), OctKey.import_key(b"\0" * 32), algorithms=["HS256"]
    ),
    "alg of another kind of key": lambda claims: jws.serialize_compact(
        {"alg": "ES256", "kid": "k1"}, json.dumps(claims).encode(), _curve(), algorithms=["ES256"]
    ),
    "alg that is not on the list": lambda claims: sign(claims, alg="RS512"),
    "a key of somebody else": lambda claims: sign(claims, make_key(OTHER)),
    "kid of somebody else": lambda claims: sign(claims, make_key(OTHER), kid=OTHER),
    "kid that is a path": lambda claims: sign(claims, make_key(OTHER), kid="../../../dev/null"),
    "kid that is a statement": lambda claims: sign(claims, make_key(OTHER), kid="x' UNION SELECT 'k"),
    "own key in the header": with_own_key_inside,
    "jku": crooked({"jku": "https://elders.example/jwks"}),
    "x5u": crooked({"x5u": "https://elders.example/x"}),
    "unknown crit": crooked({"crit": ["iets"], "iets": 1}),
    "crit b64": crooked({"crit": ["b64"], "b64": False}),
    "typ of an access token": lambda claims: sign(claims, typ="at+jwt"),
    "typ of a logout": lambda claims: sign(claims, typ="logout+jwt"),
    "changed after signing": _tampered,
    "without its signature": lambda claims: ".".join(sign(claims).split(".")[:2]) + ".",
    "truncated": lambda claims: sign(claims)[:-8],
    "two parts": lambda claims: ".".join(sign(claims).split(".")[:2]),
    "five parts": lambda claims: sign(claims) + ".a.b",
    "not base64": lambda claims: sign(claims).replace(".", ".!", 1),
    "claims that are a list": lambda _: jws.serialize_compact(
        {"alg": "RS256", "kid": "k1"}, b"[1]", make_key(), algorithms=["RS256"]
    ),
    "iss of somebody else": changed(iss="https://elders.example"),
    "aud of somebody else": changed(aud="andere-dienst"),
    "aud of two without azp": changed(aud=["capaciteit", "andere-dienst"]),
    "azp of somebody else": changed(azp="andere-dienst"),
    "nonce of another login": changed(nonce="n" * 43),
    "no nonce": changed(nonce=None),
    "expired": lambda claims: sign(claims | {"exp": _now() - 120}),
    "no exp": changed(exp=None),
    "from the future": lambda claims: sign(claims | {"iat": _now() + 600, "nbf": _now() + 600}),
    "long ago": lambda claims: sign(claims | {"iat": _now() - 86_400}),
    "no sub": changed(sub=None),
    "at_hash of another access token": changed(at_hash="A" * 22),
}
