from tests.land import Dienst, expect, make_aanvraag


async def test_code_rood_is_recorded_weighed_and_reserved_at_once(dienst: Dienst) -> None:
    (plaats,) = await dienst.add_plaatsen({})
    coordinator = await dienst.as_rol("coordinator")
    aanvraag = expect(await coordinator.post("/aanvragen", json=make_aanvraag()), 201)
    assert aanvraag["status"] == "gereserveerd"
    assert aanvraag["plaatsing"]["plaatsen"] == [plaats["id"]]
    assert aanvraag["voorstellen"][0]["redenen"]


async def test_without_a_place_the_aanvraag_is_recorded_with_its_knelpunt(dienst: Dienst) -> None:
    coordinator = await dienst.as_rol("coordinator")
    aanvraag = expect(await coordinator.post("/aanvragen", json=make_aanvraag()), 201)
    assert (aanvraag["status"], aanvraag["plaatsing"]) == ("zonder_plaats", None)
    assert aanvraag["knelpunt"]["code"] in {"te_groot", "niets_vrij"}


async def test_whoever_waits_is_placed_as_soon_as_a_place_is_added(dienst: Dienst) -> None:
    coordinator = await dienst.as_rol("coordinator")
    waiting = expect(await coordinator.post("/aanvragen", json=make_aanvraag()), 201)
    await dienst.add_plaatsen({})
    found = expect(await coordinator.get(f"/aanvragen/{waiting['id']}"), 200)
    assert found["status"] == "gereserveerd"
    assert found["knelpunt"] is None


async def test_the_own_region_and_what_is_unsafe_is_never_proposed(dienst: Dienst) -> None:
    await dienst.add_plaatsen(
        {"centrumgemeente": "GM0193"}, {"centrumgemeente": "GM0363"}, {"centrumgemeente": "GM0228"}
    )
    coordinator = await dienst.as_rol("coordinator")
    body = make_aanvraag(gemeente="GM0228", uitsluitingen=["GM0193"])
    aanvraag = expect(await coordinator.post("/aanvragen", json=body), 201)
    assert {v["centrumgemeente"] for v in aanvraag["voorstellen"]} == {"GM0363"}
