from typing import Any, get_args

import pytest
from pydantic import ValidationError

from capacity_service.api import requests
from capacity_service.api.fields import Bericht
from capacity_service.api.requests import HuishoudenIn, PlaatsIn, StatusIn, TerugmeldingIn, VeiligheidIn
from tests.api.document import make_body, operations
from tests.land import Dienst, Json, expect, in_hours, make_aanvraag, make_plaats

ROOD = {"kleur": "rood", "instrument": "verwey_jonker", "door": "opvangorganisatie"}


def refuse(model: type[Bericht], body: object) -> list[str]:
    """Where a body is refused; pydantic's path, dotted."""
    with pytest.raises(ValidationError) as refused:
        model.model_validate(body)
    return sorted(".".join(map(str, error["loc"])) for error in refused.value.errors())


@pytest.mark.parametrize(
    ("body", "paths"),
    [
        ({}, ["volwassenen"]),
        ({"volwassenen": 0}, [""]),
        ({"volwassenen": 26}, ["volwassenen"]),
        ({"volwassenen": -1}, ["volwassenen"]),
        ({"volwassenen": 1.0}, ["volwassenen"]),
        ({"volwassenen": True}, ["volwassenen"]),
        ({"volwassenen": "1"}, ["volwassenen"]),
        ({"volwassenen": 2**63}, ["volwassenen"]),
        ({"volwassenen": 20, "kinderen": [{"leeftijd": 1}] * 6}, [""]),
        ({"volwassenen": 1, "kinderen": [{"leeftijd": 18}]}, ["kinderen.0.leeftijd"]),
        ({"volwassenen": 1, "kinderen": [{"leeftijd": -1}, {}]}, ["kinderen.0.leeftijd", "kinderen.1.leeftijd"]),
        ({"volwassenen": 1, "kinderen": [{"leeftijd": 4, "naam": "x"}]}, ["kinderen.0.naam"]),
        ({"volwassenen": 1, "behoeften": ["rolstoel", "rolstoel"]}, ["behoeften"]),
        ({"volwassenen": 1, "behoeften": ["wensdieet"]}, ["behoeften.0"]),
        ({"volwassenen": 1, "bsn": "x", "adres": "y"}, ["adres", "bsn"]),
        ({"volwassenen": 1, "verhuisbewegingen": 51, "nachtenEerder": 367}, ["nachtenEerder", "verhuisbewegingen"]),
    ],
)
def test_a_household_is_people_and_needs_and_nothing_else(body: Json, paths: list[str]) -> None:
    assert refuse(HuishoudenIn, body) == paths


@pytest.mark.parametrize("volwassenen", [1, 25])
def test_from_one_to_twenty_five_persons_are_a_household(volwassenen: int) -> None:
    assert HuishoudenIn.model_validate({"volwassenen": volwassenen}).volwassenen == volwassenen


@pytest.mark.parametrize(
    ("body", "paths"),
    [
        ({"door": "politie"}, [""]),
        ({"kleur": "rood", "door": "politie"}, [""]),
        ({"dreiging": "wapen", "door": "opvangorganisatie"}, [""]),
        ({"kleur": "paars", "instrument": "x", "door": "politie"}, ["kleur"]),
        (ROOD | {"instrument": "Vrije tekst!"}, ["instrument"]),
        (ROOD | {"instrument": "x" * 41}, ["instrument"]),
        (ROOD | {"door": "buurman"}, ["door"]),
        (ROOD | {"dreiging": "gevoel"}, ["dreiging"]),
    ],
)
def test_an_outcome_comes_with_its_instrument_or_a_named_threat(body: Json, paths: list[str]) -> None:
    """R5: an opvangorganisatie assesses; Veilig Thuis, police and LEC EGG may name the threat."""
    assert refuse(VeiligheidIn, body) == paths


@pytest.mark.parametrize("soort", ["reserveplaats", "alternatief"])
def test_a_place_that_must_be_made_fit_says_how_soon_or_who_checks(soort: str) -> None:
    assert refuse(PlaatsIn, {"soort": soort, "centrumgemeente": "x", "personenMax": 2}) == ["centrumgemeente"]


def test_each_status_and_each_terugmelding_brings_its_own_facts() -> None:
    seen = {"waargenomenOp": in_hours(0)}
    assert refuse(StatusIn, seen | {"status": "bezet"}) == [""]
    assert refuse(StatusIn, {"status": "vrij"}) == ["waargenomenOp"]
    for reden in ("plaats_onbruikbaar", "al_bezet", "niet_geschikt_te_maken"):
        assert refuse(TerugmeldingIn, {"reden": reden}) == [""]
    assert refuse(TerugmeldingIn, {"reden": "niet_geschikt_te_maken", "ontbreekt": []}) == [""]
    assert TerugmeldingIn.model_validate({"reden": "onveilig_voor_huishouden"}).sinds_op is None


def test_no_call_takes_a_field_it_does_not_know() -> None:
    models = [found for found in vars(requests).values() if isinstance(found, type) and issubclass(found, Bericht)]
    assert len(models) >= 17
    for model in models:
        assert model.model_config["extra"] == "forbid", model.__name__


FREE_TEXT = {
    "instrument",
    "veiligheidstoetsDoor",
    "reden",
    "naar",
    "gemeente",
    "centrumgemeente",
    "uitsluitingen",
    "voorkeuren",
    "terugbelnummer",
}


def test_there_is_no_free_text_but_the_named_fields_and_each_of_those_is_bounded() -> None:
    """R19: nothing that finds a person."""
    models = [found for found in vars(requests).values() if isinstance(found, type) and issubclass(found, Bericht)]
    texts = {
        (field.alias or naam)
        for model in models
        for naam, field in model.model_fields.items()
        if _is_text(field.annotation)
    }
    assert texts <= FREE_TEXT


def _is_text(annotation: Any) -> bool:
    return annotation is str or any(_is_text(part) for part in get_args(annotation))


EXTRA = ("organisatie_id", "adres", "rol", "revisie", "id", "status_", "__class__", "")


async def test_a_field_too_many_is_400_on_every_call_that_takes_a_body(stil: Dienst) -> None:
    """T42: nothing can be slipped in."""
    clients = {rol: await stil.as_rol(rol) for rol in ("opvang", "coordinator")}
    tried = 0
    for operation in operations():
        body = make_body(operation.naam)
        if body is None:
            continue
        for client in clients.values():
            headers = {"If-Match": '"1"'}
            answer = await client.request(
                operation.method.upper(), operation.url(), json=body | dict.fromkeys(EXTRA, "x"), headers=headers
            )
            if answer.status_code != 403:
                told = {fault["veld"] for fault in expect(answer, 400)["fouten"]}
                assert {naam for naam in EXTRA if naam} <= told, operation.naam
                tried += 1
    assert tried >= 17


async def test_all_faults_of_a_message_are_named_at_once_in_the_senders_words(stil: Dienst) -> None:
    body = make_aanvraag(
        gemeente="GM0000",
        vastgesteldOp=in_hours(30),
        huishouden={"volwassenen": 1, "kinderen": [{"leeftijd": 3}, {"leeftijd": 44}], "behoeften": ["x"]},
        nachten=4,
        naam="niet hier",
    )
    problem = expect(await (await stil.as_rol("coordinator")).post("/aanvragen", json=body), 400)
    assert {fault["veld"] for fault in problem["fouten"]} == {
        "gemeente",
        "vastgesteldOp",
        "huishouden.kinderen.1.leeftijd",
        "huishouden.behoeften.0",
        "nachten",
        "naam",
    }
    assert all(fault["fout"].endswith(".") for fault in problem["fouten"])
    assert await stil.sql("SELECT 1 FROM aanvraag") == []


async def test_a_gemeente_cannot_be_unsafe_and_wanted_at_once(stil: Dienst) -> None:
    coordinator = await stil.as_rol("coordinator")
    body = make_aanvraag(uitsluitingen=["GM0193"], voorkeuren=["GM0193"])
    assert "GM0193" in expect(await coordinator.post("/aanvragen", json=body), 400)["fouten"][0]["fout"]


@pytest.mark.parametrize("body", [None, [], "tekst", 7, True, [{}]])
async def test_a_body_that_is_no_object_is_400(stil: Dienst, body: object) -> None:
    opvang = await stil.as_rol("opvang")
    problem = expect(await opvang.post("/plaatsen", json=body), 400)
    assert problem["fouten"][0]["veld"] == "bericht"


async def test_the_same_kenmerk_twice_is_400(stil: Dienst) -> None:
    opvang = await stil.as_rol("opvang")
    problem = expect(await opvang.post("/plaatsen", json=make_plaats(kenmerken=["mannen", "mannen"])), 400)
    assert problem["fouten"] == [{"veld": "kenmerken", "fout": "Staat er dubbel in: mannen. Noem elk een keer."}]
