"""Whether a token was signed by whom it says: with a key that the provider published, in a way that we allow.

The token chooses nothing: not its algorithm beyond the list, not where a key comes from. What could make it choose
(`jku`, `jwk`, `x5u`, `x5c`, any `crit`) makes it refused.
"""

import base64
import binascii
import json
from collections.abc import Mapping
from typing import Any

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, JWKRegistry, OKPKey, RSAKey
from joserfc.jws import JWSRegistry

from capacity_service.api.bodies import parse_json
from capacity_service.domain.aanbieder import AanmeldingMislukt, Aanmeldreden
from capacity_service.domain.errors import DomainError

TOKEN_MAX = 32 * 1024
KEYS_MAX = 50
RSA_BITS_MIN = 2048
PUBLIC = frozenset({"kty", "n", "e", "crv", "x", "y"})
KOP = frozenset({"alg", "kid", "typ", "x5t", "x5t#S256"})
"""What may stand in a header; the thumbprints of Entra and AD FS are only read past."""
CURVES = {"ES256": "P-256", "ES384": "P-384", "ES512": "P-521"}
Sleutel = RSAKey | ECKey | OKPKey
Sleutelbos = Mapping[object, Sleutel]
"""Keys by their `kid`; a key without one is under None."""


def make_sleutelbos(jwks: Mapping[str, Any]) -> dict[object, Sleutel]:
    """The public keys for signatures in a JWK Set; anything else in it (secrets, keys to encrypt, broken ones) is left out."""
    found: dict[object, Sleutel] = {}
    listed = jwks.get("keys")
    for one in (listed if isinstance(listed, list) else [])[:KEYS_MAX]:
        if not isinstance(one, dict) or one.get("kty") not in {"RSA", "EC", "OKP"} or one.get("use", "sig") != "sig":
            continue
        public = {name: value for name, value in one.items() if name in PUBLIC}
        if _is_weak(public):
            continue
        try:
            key = JWKRegistry.import_key(public)
        except (JoseError, ValueError, TypeError, KeyError):
            continue
        if isinstance(key, RSAKey | ECKey | OKPKey) and isinstance(one.get("kid"), str | None):
            found[one.get("kid")] = key
    return found


def _is_weak(public: Mapping[str, Any]) -> bool:
    """An RSA key too short to believe: base64 has six bits to a sign."""
    modulus = public.get("n")
    return public["kty"] == "RSA" and not (isinstance(modulus, str) and len(modulus) * 6 >= RSA_BITS_MIN)


def read_kop(token: object) -> dict[str, Any]:
    """The header of a token, not yet believed. Raises `AanmeldingMislukt`."""
    return _read_part(token, 0)


def peek(token: object) -> dict[str, Any]:
    """The claims of a token before anything is known of its signature: only to find out whose keys to look at."""
    return _read_part(token, 1)


def _read_part(token: object, index: int) -> dict[str, Any]:
    parts = token.split(".") if isinstance(token, str) and len(token) <= TOKEN_MAX and token.isascii() else []
    if len(parts) != 3:  # noqa: PLR2004 - JWS compact: header, payload, signature
        raise _refuse("geen JWS")
    try:
        found = parse_json(base64.b64decode(parts[index] + "=" * (-len(parts[index]) % 4), b"-_", validate=True))
    except (DomainError, ValueError, binascii.Error):
        raise _refuse("onleesbaar") from None
    if not isinstance(found, dict):
        raise _refuse("geen object")
    return found


def check_signature(
    token: object, keys: Sleutelbos, algoritmen: tuple[str, ...], *, typ: frozenset[str]
) -> Mapping[str, Any]:
    """The claims of a token with a good signature. `typ`: what its kind may be called. Raises `AanmeldingMislukt`."""
    kop = read_kop(token)
    if kop.keys() - KOP:
        raise _refuse("kop met iets dat er niet hoort")
    alg, kid = kop.get("alg"), kop.get("kid")
    if not isinstance(alg, str) or alg not in algoritmen:
        raise _refuse("alg")
    if kid is not None and not isinstance(kid, str):
        raise _refuse("kid")
    said = kop.get("typ", "JWT")
    if not isinstance(said, str) or said.lower().removeprefix("application/") not in typ:
        raise _refuse("typ")
    key = _choose(keys, kid, alg)
    try:
        found = jws.deserialize_compact(str(token), key, registry=JWSRegistry(algorithms=[alg]))
        claims = parse_json(found.payload or b"")
    except (JoseError, ValueError, TypeError, DomainError, json.JSONDecodeError):
        raise _refuse("handtekening") from None
    if not isinstance(claims, dict):
        raise _refuse("geen object")
    return claims


def _choose(keys: Sleutelbos, kid: object, alg: str) -> Sleutel:
    """The key with this name; without a name, the only one that fits."""
    fitting = [key for name, key in keys.items() if _fits(key, alg) and (kid is None or name == kid)]
    if len(fitting) != 1:
        raise _refuse("kid")
    return fitting[0]


def _fits(key: Sleutel, alg: str) -> bool:
    if isinstance(key, RSAKey):
        return alg[:2] in {"RS", "PS"}
    if isinstance(key, ECKey):
        return CURVES.get(alg) == key.curve_name
    return alg == "Ed25519" and key.curve_name == "Ed25519"


def _refuse(what: str) -> AanmeldingMislukt:
    return AanmeldingMislukt(Aanmeldreden.mislukt, what)
