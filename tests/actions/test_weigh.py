import hashlib

from capacity_service.domain.regels import Regels
from capacity_service.domain.tijd import local_date
from capacity_service.store.logboek import canonical
from tests.actions.scene import AMSTERDAM, ZWOLLE, confirm, post, put_status, reserve
from tests.land import Dienst, expect, in_hours, make_aanvraag, make_plaats, now


async def test_whoever_is_in_danger_longest_goes_first(dienst: Dienst) -> None:
    coordinator = await dienst.as_rol("coordinator")
    later, earlier = [
        expect(await coordinator.post("/aanvragen", json=make_aanvraag(vastgesteldOp=in_hours(hours))), 201)
        for hours in (-2, -9)
    ]
    await dienst.add_plaatsen({})
    states = [expect(await coordinator.get(f"/aanvragen/{a['id']}"), 200)["status"] for a in (later, earlier)]
    assert states == ["zonder_plaats", "gereserveerd"]


async def test_every_weighing_is_kept_with_what_it_saw_and_under_which_rules(dienst: Dienst) -> None:
    await dienst.add_plaatsen({}, {"centrumgemeente": AMSTERDAM})
    reserved = await reserve(dienst)
    (row,) = await dienst.sql("SELECT * FROM afweging WHERE id = :id", id=reserved.aanvraag["afweging"])
    assert row.regels["nachten_max"] == {"waarde": 3, "geldigVanafDatum": "2016-01-01"}
    assert row.regels.keys() == set(Regels.namen())
    assert {klasse[0] for klasse in row.klassen} == {ZWOLLE, AMSTERDAM}
    assert [weighed["id"] for weighed in row.aanvragen] == [reserved.aanvraag["id"]]
    content = {name: getattr(row, name) for name in ("aanvragen", "klassen", "omgeving", "regels", "certificaat")}
    assert row.hash == hashlib.sha256(canonical(content).encode()).digest()


async def test_a_weighing_says_from_which_day_each_of_its_rules_holds(dienst: Dienst) -> None:
    today = local_date(now())
    await dienst.sql("ALTER TABLE regel DISABLE TRIGGER regel_stays_as_approved")
    await dienst.sql(
        "INSERT INTO regel (id, naam, waarde, geldig_vanaf, bron, reden, voorgesteld_op, goedgekeurd_op, revisie)"
        " SELECT gen_random_uuid(), 'voorstellen_max', n, CAST(:today AS date) + n - 1, 'proef', 'proef', now(), now(), 1"
        " FROM generate_series(1, 2) n",
        today=today,
    )
    await dienst.sql("UPDATE installatie SET regels_revisie = regels_revisie + 1")
    await dienst.add_plaatsen({}, {"centrumgemeente": AMSTERDAM})
    reserved = await reserve(dienst)
    assert len(reserved.aanvraag["voorstellen"]) == 1
    (row,) = await dienst.sql("SELECT regels FROM afweging WHERE id = :id", id=reserved.aanvraag["afweging"])
    assert row.regels["voorstellen_max"] == {"waarde": 1, "geldigVanafDatum": today.isoformat()}
    assert Regels.again(row.regels).voorstellen_max == 1


async def test_a_place_that_goes_out_before_the_promise_ends_is_not_proposed(dienst: Dienst) -> None:
    first, *_ = await dienst.add_plaatsen({}, {}, {}, {"centrumgemeente": AMSTERDAM, "personenMax": 7})
    opvang = await dienst.as_rol("opvang")
    plan = {"status": "buiten_gebruik", "reden": "onderhoud", "vanafOp": in_hours(48)}
    expect(await put_status(opvang, first["id"], **plan), 200)
    reserved = await reserve(dienst)
    assert first["id"] not in [p for v in reserved.aanvraag["voorstellen"] for p in v["plaatsen"]]


async def test_a_crisisplaats_goes_before_what_can_be_made_fit(dienst: Dienst) -> None:
    spare = make_plaats(centrumgemeente=AMSTERDAM, soort="reserveplaats", gereedBinnenMinuten=60, personenMax=2)
    await dienst.add_plaatsen(spare)
    (plaats,) = await dienst.add_plaatsen({"personenMax": 9})
    reserved = await reserve(dienst)
    assert reserved.plaats == plaats["id"]
    assert [v["soort"] for v in reserved.aanvraag["voorstellen"]] == ["crisisplaats", "reserveplaats"]


async def test_a_place_that_nobody_confirmed_comes_after_every_confirmed_one(dienst: Dienst) -> None:
    (grey,) = await dienst.add_plaatsen({"personenMax": 2})
    await dienst.sql("UPDATE plaats SET bevestigd_op = bevestigd_op - interval '30 hours', onbevestigd = true")
    (sure,) = await dienst.add_plaatsen({"centrumgemeente": AMSTERDAM, "personenMax": 9})
    reserved = await reserve(dienst)
    assert reserved.plaats == sure["id"]
    assert [v["onbevestigd"] for v in reserved.aanvraag["voorstellen"]] == [False, True]
    assert reserved.aanvraag["voorstellen"][1]["plaatsen"] == [grey["id"]]


async def test_nothing_is_assigned_silently_to_who_was_confirmed_elsewhere(dienst: Dienst) -> None:
    await dienst.add_plaatsen({})
    reserved = await reserve(dienst)
    await confirm(reserved)
    expect(await post(reserved.opvang, reserved.plaatsing, "terugmelding", reden="onveilig_voor_huishouden"), 200)
    await dienst.add_plaatsen({"centrumgemeente": AMSTERDAM})
    found = await reserved.again()
    assert found["status"] == "zonder_plaats"
    assert [v["centrumgemeente"] for v in found["voorstellen"]] == [AMSTERDAM]
    assert await dienst.sql("SELECT 1 FROM claim") == []
