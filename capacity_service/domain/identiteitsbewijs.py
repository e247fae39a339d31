"""What a provider says of somebody, after its signature was found to be good: is it about this login, and for us, now?

OpenID Connect Core 1.0 3.1.3.7 (ID token) and Back-Channel Logout 1.0 2.6 (logout token).
"""

import base64
import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from capacity_service.domain.aanbieder import Aanbieder, AanmeldingMislukt, Aanmeldreden

SPELING_S = 60
"""How far the clock of a provider may be off; in seconds."""
OUD_S = 600
"""How long ago an ID token may have been made: it is fetched within seconds of the login."""
TEKST_MAX = 255
LONG_AGO, FAR_AWAY = 0.0, 1e11
"""In seconds since 1970; the second is the year 5138."""
AFMELDING = "http://schemas.openid.net/event/backchannel-logout"
Claims = Mapping[str, Any]


@dataclass(frozen=True)
class Bewezen:
    """Who it is, as far as is kept: hashes of the subject and of the session at the provider."""

    onderwerp: bytes
    sid: bytes | None


@dataclass(frozen=True)
class Afmelding:
    """Whose sessions end: all of a subject, or those of one session at the provider. `jti` is used once."""

    onderwerp: bytes | None
    sid: bytes | None
    jti: bytes


def hash_of(issuer: str, text: str) -> bytes:
    """What is kept instead of a name that a provider gives; the same name of another provider is another."""
    return hashlib.sha256(f"{len(issuer)}:{issuer}:{text}".encode(errors="surrogatepass")).digest()


def check_id_token(
    claims: Claims, aanbieder: Aanbieder, nonce: str, nu: datetime, *, ingelogd_na: datetime | None = None
) -> Bewezen:
    """Who logged in. `ingelogd_na`: they had to show who they are again, after this. Raises `AanmeldingMislukt`."""
    _check_from_and_for(claims, aanbieder)
    _check_time(claims, nu)
    said = claims.get("nonce")
    _must(isinstance(said, str) and hmac.compare_digest(said.encode(errors="replace"), nonce.encode()), "nonce")
    sub, sid = claims.get("sub"), claims.get("sid")
    _must(_is_text(sub), "sub")
    if ingelogd_na is not None:
        _must(_number(claims, "auth_time", LONG_AGO) >= ingelogd_na.timestamp() - SPELING_S, "auth_time")
    return Bewezen(hash_of(aanbieder.issuer, str(sub)), hash_of(aanbieder.issuer, str(sid)) if _is_text(sid) else None)


def check_at_hash(claims: Claims, alg: str, access_token: object) -> None:
    """That the access token that came along is the one that was meant, when the provider says so."""
    said = claims.get("at_hash")
    if said is None:
        return
    _must(isinstance(access_token, str), "at_hash zonder access_token")
    digest = {"384": hashlib.sha384, "512": hashlib.sha512}.get(alg[-3:], hashlib.sha256)
    if alg == "Ed25519":
        digest = hashlib.sha512
    found = digest(str(access_token).encode()).digest()
    half = base64.urlsafe_b64encode(found[: len(found) // 2]).rstrip(b"=").decode()
    _must(isinstance(said, str) and hmac.compare_digest(said.encode(errors="replace"), half.encode()), "at_hash")


def check_logout_token(claims: Claims, aanbieder: Aanbieder, nu: datetime) -> Afmelding:
    """Whose sessions end. Raises `AanmeldingMislukt`."""
    _check_from_and_for(claims, aanbieder)
    _check_time(claims, nu)
    events = claims.get("events")
    _must(isinstance(events, Mapping) and isinstance(events.get(AFMELDING), Mapping), "events")
    _must("nonce" not in claims, "nonce in een afmelding")
    sub, sid, jti = claims.get("sub"), claims.get("sid"), claims.get("jti")
    _must(_is_text(jti), "jti")
    _must((sub is None or _is_text(sub)) and (sid is None or _is_text(sid)), "sub of sid")
    _must(sub is not None or sid is not None, "sub en sid ontbreken")
    issuer = aanbieder.issuer
    return Afmelding(
        hash_of(issuer, sub) if sub else None, hash_of(issuer, sid) if sid else None, hash_of(issuer, str(jti))
    )


def _check_from_and_for(claims: Claims, aanbieder: Aanbieder) -> None:
    _must(claims.get("iss") == aanbieder.issuer, "iss")
    aud, azp = claims.get("aud"), claims.get("azp")
    for_whom = aud if isinstance(aud, list) else [aud]
    _must(aanbieder.client_id in for_whom, "aud")
    _must(azp == aanbieder.client_id if azp is not None or len(for_whom) > 1 else True, "azp")


def _check_time(claims: Claims, nu: datetime) -> None:
    now = nu.timestamp()
    _must(now < _number(claims, "exp", LONG_AGO) + SPELING_S, "exp")
    _must(now - OUD_S <= _number(claims, "iat", LONG_AGO) <= now + SPELING_S, "iat")
    _must("nbf" not in claims or _number(claims, "nbf", FAR_AWAY) <= now + SPELING_S, "nbf")


def _number(claims: Claims, name: str, otherwise: float) -> float:
    """A moment as a provider writes it, in seconds; `otherwise` for what is none."""
    value: object = claims.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float) or abs(value) >= FAR_AWAY:
        return otherwise
    return float(value)


def _is_text(value: object) -> bool:
    return isinstance(value, str) and 0 < len(value) <= TEKST_MAX


def _must(holds: bool, what: str) -> None:
    if not holds:
        raise AanmeldingMislukt(Aanmeldreden.mislukt, what)
