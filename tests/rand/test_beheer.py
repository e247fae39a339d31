import time

import pytest
from prometheus_client.parser import text_string_to_metric_families

from capacity_service.domain.controlepunt import Boom
from capacity_service.domain.inzage import MAG, Rol
from capacity_service.live import versheid
from capacity_service.timers.keep_bomen import Boomwacht
from tests.land import Dienst, expect, make_aanvraag
from tests.live.client import watch

KINDS = {"document", "onbekend", "zonder_javascript", "bestand", "pagina", "live"}


async def test_a_node_is_ready_while_what_it_shows_is_fresh(dienst: Dienst, monkeypatch: pytest.MonkeyPatch) -> None:
    ready = await dienst.ask_operator("/readyz")
    assert (ready.status_code, ready.headers["cache-control"]) == (200, "no-store")
    assert ready.json()["gereed"] is True
    assert [punt["naam"] for punt in ready.json()["punten"]] == ["gegevensbank", "schema", "klok", "termijnen"]
    monkeypatch.setattr(versheid, "FRESH_S", 0.0)
    unready = await dienst.ask_operator("/readyz")
    assert (unready.status_code, unready.json()["gereed"]) == (503, False)
    assert (await dienst.ask_operator("/healthz")).status_code == 200


async def test_what_is_measured_has_labels_of_short_lists_and_no_ids(dienst: Dienst) -> None:
    await dienst.add_plaatsen({})
    coordinator = await dienst.as_rol("coordinator")
    aanvraag = expect(await coordinator.post("/aanvragen", json=make_aanvraag()), 201)
    for path in (f"/aanvragen/{aanvraag['id']}", "/bezetting", "/nergens", f"/nergens/{aanvraag['referentie']}"):
        await coordinator.get(path)
    text = (await dienst.ask_operator("/metrics")).text
    families = {family.name: family for family in text_string_to_metric_families(text)}
    seen = {
        (name, value)
        for family in families.values()
        for sample in family.samples
        for name, value in sample.labels.items()
    }
    assert {value for name, value in seen if name == "handeling"} <= MAG.keys() | KINDS
    assert {value for name, value in seen if name == "rol"} <= set(Rol)
    assert not [value for value in seen if aanvraag["id"] in value or aanvraag["referentie"] in value]
    values = {family.name: family.samples[0].value for family in families.values() if len(family.samples) == 1}
    assert values["capaciteit_beslissingen"] == values["capaciteit_wegingen"] == 1
    assert 0 <= values["capaciteit_stand_leeftijd_seconden"] < 5
    assert values["capaciteit_termijnen_te_laat"] == 0
    assert abs(values["capaciteit_klok_verschil_seconden"]) < 5
    pools = {sample.labels["voorraad"] for sample in families["capaciteit_verbindingen"].samples}
    assert pools == {"verzoeken", "klokken", "live"}


async def test_when_each_tree_was_signed_last_is_measured(dienst: Dienst) -> None:
    name = "capaciteit_controlepunt_tijdstip_seconden"
    assert f"{name}{{" not in (await dienst.ask_operator("/metrics")).text
    await Boomwacht(dienst.middelen).keep_bomen(dienst.database)
    text = (await dienst.ask_operator("/metrics")).text
    (family,) = [family for family in text_string_to_metric_families(text) if family.name == name]
    assert {sample.labels["boom"] for sample in family.samples} == set(Boom)
    assert all(abs(time.time() - sample.value) < 60 for sample in family.samples)


async def test_open_sockets_are_counted_by_rol(dienst: Dienst) -> None:
    async with watch(dienst, "landelijk") as one, watch(dienst, "landelijk") as two, watch(dienst, "opvang") as three:
        for kijker in (one, two, three):
            await kijker.receive()
        text = (await dienst.ask_operator("/metrics")).text
    assert 'capaciteit_sockets{rol="landelijk"} 2.0' in text
    assert 'capaciteit_sockets{rol="opvang"} 1.0' in text


@pytest.mark.parametrize("path", ["/", "/v1/bezetting", "/nergens"])
async def test_nothing_else_is_behind_the_operators_door(dienst: Dienst, path: str) -> None:
    assert (await dienst.ask_operator(path)).status_code == 404
