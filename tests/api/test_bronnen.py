import asyncio
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from capacity_service.api import bronnen as netwerk
from capacity_service.api.bronnen import Bron, Bronnen
from capacity_service.domain.aanbieder import AanmeldingMislukt, Aanmeldreden
from capacity_service.store.aanmeldingen import Begonnen
from tests.land import Json
from tests.namaak import CLIENT, CODE, Namaak, make_aanbieder, make_key, run_namaak

BEGONNEN = Begonnen("s", "n", "v" * 43)
TERUG = "https://plaatsen.example/v1/aanmelden/terug"


@pytest.fixture
async def namaak() -> AsyncIterator[Namaak]:
    async with run_namaak() as running:
        yield running


@pytest.fixture
async def bron(namaak: Namaak) -> AsyncIterator[Bron]:
    made = Bronnen((make_aanbieder(namaak.issuer, {}),))
    yield made.by_code[CODE]
    await made.close()


async def failing(work: Any) -> AanmeldingMislukt:
    with pytest.raises(AanmeldingMislukt) as failed:
        await work
    return failed.value


async def test_the_browser_is_sent_with_a_challenge_and_never_with_what_answers_it(bron: Bron) -> None:
    asked = parse_qs(urlsplit(await bron.make_address(BEGONNEN, TERUG, opnieuw=False)).query)
    assert asked == {
        "client_id": [CLIENT],
        "response_type": ["code"],
        "redirect_uri": [TERUG],
        "scope": ["openid"],
        "state": ["s"],
        "nonce": ["n"],
        "code_challenge": ["7w_YNF9DSfIdPf_pRjSq646_kPr-2-o9NAl16JGghdM"],
        "code_challenge_method": ["S256"],
    }
    again = parse_qs(urlsplit(await bron.make_address(BEGONNEN, TERUG, opnieuw=True)).query)
    assert (again["prompt"], again["max_age"]) == (["login"], ["0"])


async def test_what_a_provider_says_of_itself_is_asked_once_an_hour(
    namaak: Namaak, bron: Bron, monkeypatch: pytest.MonkeyPatch
) -> None:
    await asyncio.gather(*(bron.describe() for _ in range(20)))
    await bron.find_keys("k1")
    assert namaak.heard == {"config": 1, "jwks": 1}
    monkeypatch.setattr(netwerk, "KEEP_S", -1.0)
    await bron.describe()
    await bron.find_keys("k1")
    assert namaak.heard == {"config": 2, "jwks": 2}


async def test_an_unknown_key_makes_us_look_again_at_most_once_a_minute(
    namaak: Namaak, bron: Bron, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert set(await bron.find_keys("k1")) == {"k1"}
    namaak.keys.append(make_key("k2").as_dict(private=False))
    for _ in range(50):
        assert set(await bron.find_keys("k2")) == {"k1"}
    assert namaak.heard["jwks"] == 1
    monkeypatch.setattr(netwerk, "AGAIN_S", -1.0)
    assert set(await bron.find_keys("k2")) == {"k1", "k2"}
    assert set(await bron.find_keys("k1")) == {"k1", "k2"}
    assert namaak.heard["jwks"] == 2


@pytest.mark.parametrize(
    "about",
    [
        {"issuer": "https://elders.example"},
        {"issuer": None},
        {"token_endpoint": "http://elders.example/token"},
        {"jwks_uri": "file:///etc/passwd"},
        {"authorization_endpoint": None},
        {"veel": "x" * 300_000},
    ],
)
async def test_a_provider_that_says_strange_things_of_itself_is_not_used(
    namaak: Namaak, bron: Bron, about: Json
) -> None:
    namaak.about = about
    assert (await failing(bron.describe())).reden is Aanmeldreden.onbereikbaar


async def test_one_that_fails_is_not_asked_again_at_once(
    namaak: Namaak, bron: Bron, monkeypatch: pytest.MonkeyPatch
) -> None:
    namaak.status = 503
    for _ in range(20):
        assert (await failing(bron.describe())).reden is Aanmeldreden.onbereikbaar
    assert namaak.heard == {"config": 1}
    monkeypatch.setattr(netwerk, "FAILED_S", 0.0)
    namaak.status = 200
    assert (await bron.describe())["issuer"] == namaak.issuer


@pytest.mark.parametrize("status", [301, 302, 307])
async def test_nobody_is_followed_elsewhere(namaak: Namaak, bron: Bron, status: int) -> None:
    namaak.status = status
    await failing(bron.describe())


async def test_a_provider_that_is_not_there_is_said_so_in_our_words() -> None:
    made = Bronnen((make_aanbieder("http://127.0.0.1:9", {}),))
    failed = await failing(made.by_code[CODE].describe())
    assert (failed.reden, failed.oorzaak) == (Aanmeldreden.onbereikbaar, "geen antwoord: ConnectError")
    await made.close()


async def test_a_code_is_exchanged_with_the_verifier_and_refused_without(namaak: Namaak, bron: Bron) -> None:
    address = urlsplit(await bron.make_address(BEGONNEN, TERUG, opnieuw=False))
    namaak.asked = {name: value for name, (value,) in parse_qs(address.query).items()}
    assert (await bron.fetch_tokens("c", BEGONNEN.verifier, TERUG))["id_token"]
    assert (await failing(bron.fetch_tokens("c", "w" * 43, TERUG))).reden is Aanmeldreden.mislukt


@pytest.mark.parametrize(
    ("told", "iss", "good"),
    [
        (True, "own", True),
        (True, None, False),
        (True, "https://elders.example", False),
        (None, None, True),
        (None, "https://elders.example", False),
        (None, "own", True),
    ],
)
async def test_an_answer_from_another_provider_is_not_taken(
    namaak: Namaak, bron: Bron, told: object, iss: str | None, *, good: bool
) -> None:
    namaak.about = {"authorization_response_iss_parameter_supported": told}
    said = namaak.issuer if iss == "own" else iss
    if good:
        await bron.check_sender(said)
    else:
        await failing(bron.check_sender(said))


async def test_logging_out_at_the_provider_keeps_what_stands_in_its_address(namaak: Namaak, bron: Bron) -> None:
    found = await bron.make_end_address("https://plaatsen.example/")
    assert parse_qs(urlsplit(str(found)).query) == {
        "in": ["1"],
        "client_id": [CLIENT],
        "post_logout_redirect_uri": ["https://plaatsen.example/"],
    }
    namaak.about = {"end_session_endpoint": None}
    other = Bronnen((make_aanbieder(namaak.issuer, {}),))
    assert await other.by_code[CODE].make_end_address("https://plaatsen.example/") is None
    await other.close()


async def test_without_providers_there_is_no_connection_to_keep() -> None:
    made = Bronnen(())
    assert made.by_code == {}
    await made.close()
