import hashlib
from datetime import UTC, datetime
from typing import Any

import pytest

from capacity_service.domain.aanbieder import AanmeldingMislukt, Aanmeldreden
from capacity_service.domain.identiteitsbewijs import (
    AFMELDING,
    check_at_hash,
    check_id_token,
    check_logout_token,
    hash_of,
)
from tests.land import Json
from tests.namaak import CLIENT, encode, make_aanbieder

ISSUER = "https://login.example"
AANBIEDER = make_aanbieder(ISSUER, {})
NU = datetime(2026, 11, 21, 20, 0, tzinfo=UTC)
NOW = int(NU.timestamp())
GOED: Json = {"iss": ISSUER, "aud": CLIENT, "sub": "s", "exp": NOW + 300, "iat": NOW, "nonce": "n", "auth_time": NOW}
WEG = object()


def changed(claims: Json, **changes: Any) -> Json:
    return {name: value for name, value in (claims | changes).items() if value is not WEG}


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"aud": [CLIENT]},
        {"aud": [CLIENT, "x"], "azp": CLIENT},
        {"exp": NOW - 59, "iat": NOW - 599},
        {"iat": NOW + 59, "nbf": NOW + 59},
        {"exp": NOW + 0.5},
    ],
)
def test_what_is_about_this_login_and_for_us_and_now_is_believed(changes: Json) -> None:
    found = check_id_token(changed(GOED, **changes), AANBIEDER, "n", NU)
    assert found.onderwerp == hash_of(ISSUER, "s")
    assert found.sid is None


BAD: list[Json] = [
    *(
        {"iss": value}
        for value in (WEG, None, "https://login.example/", "https://LOGIN.example", "https://elders.example", [ISSUER])
    ),
    *({"aud": value} for value in (WEG, None, "x", [], ["x"], f"{CLIENT} ", {CLIENT: 1})),
    {"aud": [CLIENT, "x"]},
    *({"azp": value} for value in ("x", [CLIENT], "")),
    *(
        {"exp": value}
        for value in (WEG, None, NOW - 60, NOW - 3600, str(NOW + 300), True, float("inf"), [NOW + 300], -1)
    ),
    *({"iat": value} for value in (WEG, None, NOW + 61, NOW - 601, str(NOW), False)),
    *({"nbf": value} for value in (NOW + 61, str(NOW), True)),
    *({"nonce": value} for value in (WEG, None, "", "N", "n ", ["n"], 1, "\ud800")),
    *({"sub": value} for value in (WEG, None, "", "x" * 256, 7, ["s"])),
]


@pytest.mark.parametrize("changes", BAD)
def test_anything_else_is_not(changes: Json) -> None:
    with pytest.raises(AanmeldingMislukt) as failed:
        check_id_token(changed(GOED, **changes), AANBIEDER, "n", NU)
    assert failed.value.reden is Aanmeldreden.mislukt


def test_a_session_at_the_provider_is_kept_as_a_hash_of_its_own() -> None:
    found = check_id_token(changed(GOED, sid="s"), AANBIEDER, "n", NU)
    assert found.sid == found.onderwerp == hash_of(ISSUER, "s") != hash_of("https://elders.example", "s")
    assert hash_of("a", "b:c") != hash_of("a:b", "c")


@pytest.mark.parametrize(
    ("auth_time", "good"), [(NOW, True), (NOW - 59, True), (NOW - 61, False), (WEG, False), ("x", False)]
)
def test_who_must_show_again_who_they_are_has_done_so_since(auth_time: object, *, good: bool) -> None:
    claims = changed(GOED, auth_time=auth_time)
    check_id_token(claims, AANBIEDER, "n", NU)
    if good:
        check_id_token(claims, AANBIEDER, "n", NU, ingelogd_na=NU)
    else:
        with pytest.raises(AanmeldingMislukt):
            check_id_token(claims, AANBIEDER, "n", NU, ingelogd_na=NU)


@pytest.mark.parametrize(
    ("alg", "digest"),
    [("RS256", hashlib.sha256), ("ES384", hashlib.sha384), ("PS512", hashlib.sha512), ("Ed25519", hashlib.sha512)],
)
def test_an_access_token_that_is_named_is_the_one_that_came(alg: str, digest: Any) -> None:
    whole = digest(b"a-1").digest()
    half = encode(whole[: len(whole) // 2])
    check_at_hash({"at_hash": half}, alg, "a-1")
    check_at_hash({}, alg, None)
    for claims, token in (
        ({"at_hash": half}, "a-2"),
        ({"at_hash": half}, None),
        ({"at_hash": encode(whole)}, "a-1"),
        ({"at_hash": 1}, "a-1"),
    ):
        with pytest.raises(AanmeldingMislukt):
            check_at_hash(claims, alg, token)


AF: Json = {
    "iss": ISSUER,
    "aud": CLIENT,
    "sub": "s",
    "sid": "z",
    "iat": NOW,
    "exp": NOW + 120,
    "jti": "1",
    "events": {AFMELDING: {}},
}


@pytest.mark.parametrize("changes", [{}, {"sub": WEG}, {"sid": WEG}])
def test_a_logout_says_whose_sessions_end(changes: Json) -> None:
    found = check_logout_token(changed(AF, **changes), AANBIEDER, NU)
    assert found.onderwerp == (None if "sub" in changes else hash_of(ISSUER, "s"))
    assert found.sid == (None if "sid" in changes else hash_of(ISSUER, "z"))


AF_BAD: list[Json] = [
    {"sub": WEG, "sid": WEG},
    *({"events": value} for value in (WEG, None, {}, [AFMELDING], {AFMELDING: None}, {"x": {}})),
    *({"nonce": value} for value in ("n", None)),
    *({"jti": value} for value in (WEG, "", 1)),
    *({"sub": value} for value in ("", 1)),
    {"sid": ""},
    {"sid": []},
    {"iss": "x"},
    {"aud": "x"},
    {"iat": NOW - 601},
    {"exp": NOW - 60},
    {"exp": WEG},
]


@pytest.mark.parametrize("changes", AF_BAD)
def test_what_is_no_logout_ends_nothing(changes: Json) -> None:
    with pytest.raises(AanmeldingMislukt):
        check_logout_token(changed(AF, **changes), AANBIEDER, NU)


def test_an_id_token_is_no_logout_and_a_logout_is_no_id_token() -> None:
    with pytest.raises(AanmeldingMislukt):
        check_logout_token(GOED, AANBIEDER, NU)
    with pytest.raises(AanmeldingMislukt):
        check_id_token(AF, AANBIEDER, "n", NU)
