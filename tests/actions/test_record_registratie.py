import httpx2
import pytest

from tests.actions.scene import Reserved, arrive, leave, post, read_facts, read_plaats, refused, reserve
from tests.land import Dienst, Json, expect, in_hours

LEDEN = [{"lid": "volwassene", "kleur": "oranje"}, {"lid": "kind", "leeftijd": 4, "kleur": "groen"}]
TAXATIE = {
    "soort": "risicotaxatie",
    "moment": "verblijf",
    "instrument": "verwey_jonker",
    "wijze": "video",
    "leden": LEDEN,
}


async def record(client: httpx2.AsyncClient, plaatsing: Json, **said: object) -> Json:
    """Said now unless it says when."""
    body = {"gedaanOp": in_hours(0)} | said
    found: Json = expect(await post(client, plaatsing, "registraties", **body), 201)
    return found


async def _inside(dienst: Dienst) -> Reserved:
    await dienst.add_plaatsen({})
    reserved = await reserve(dienst)
    await arrive(reserved)
    return reserved


async def test_a_later_oranje_or_groen_is_recorded_and_ends_nothing(dienst: Dienst) -> None:
    """R5: nobody's fault."""
    reserved = await _inside(dienst)
    told = await record(reserved.opvang, reserved.plaatsing, **TAXATIE)
    assert (told["volledig"], told["ontbreekt"]) == (True, [])
    assert [lid["kleur"] for lid in told["leden"]] == ["oranje", "groen"]
    assert (await reserved.again())["status"] == "aangekomen"
    assert (await read_plaats(reserved.opvang, reserved.plaats))["status"] == "bezet"


async def test_what_is_incomplete_is_kept_and_says_what_is_missing(dienst: Dienst) -> None:
    """R13: a signal, not a block."""
    reserved = await _inside(dienst)
    told = await record(
        reserved.coordinator,
        reserved.plaatsing,
        soort="warme_overdracht",
        moment="instroom",
        wijze="telefonisch",
        onderdelen=["informatie", "context"],
        aanwezig=["medewerker_overdragend", "medewerker_ontvangend"],
    )
    assert (told["volledig"], told["ontbreekt"]) == (False, ["aanwezig.client", "onderdelen.ketenpartnerafspraken"])
    missing = await record(reserved.opvang, reserved.plaatsing, **TAXATIE | {"leden": LEDEN[:1]})
    assert missing["ontbreekt"] == ["leden"]


async def test_it_is_recorded_from_the_reservering_until_after_the_stay(dienst: Dienst) -> None:
    """The handover when they leave is done when they have left."""
    await dienst.add_plaatsen({})
    reserved = await reserve(dienst)
    await record(reserved.coordinator, reserved.plaatsing, soort="kindcheck", moment="instroom")
    await arrive(reserved)
    ended = await leave(reserved)
    assert ended["status"] == "beeindigd"
    await record(
        reserved.opvang,
        reserved.plaatsing,
        soort="veiligheidstaxatie",
        moment="uitstroom",
        instrument="arij",
        oordeelMedewerker=True,
        oordeelClient=False,
    )
    assert len(await dienst.sql("SELECT 1 FROM registratie")) == 2


async def test_a_risicotaxatie_may_come_before_the_typing_and_not_before_the_danger(dienst: Dienst) -> None:
    reserved = await _inside(dienst)
    await record(reserved.coordinator, reserved.plaatsing, **TAXATIE | {"gedaanOp": reserved.aanvraag["vastgesteldOp"]})
    early = await post(reserved.opvang, reserved.plaatsing, "registraties", **TAXATIE | {"gedaanOp": in_hours(-2)})
    assert [fault["veld"] for fault in refused(early, 400, "ongeldige_invoer")["fouten"]] == ["gedaanOp"]


OVERDRACHT = {
    "soort": "warme_overdracht",
    "moment": "instroom",
    "wijze": "telefonisch",
    "onderdelen": ["informatie", "context", "ketenpartnerafspraken"],
    "aanwezig": ["client", "medewerker_overdragend", "medewerker_ontvangend"],
}


@pytest.mark.parametrize(("said", "runs"), [({}, False), ({"onderdelen": ["context"]}, True)], ids=["whole", "not"])
async def test_only_what_is_whole_stops_the_clock_that_asks_for_it(dienst: Dienst, said: Json, runs: bool) -> None:
    """R13."""
    reserved = await _inside(dienst)
    await record(reserved.opvang, reserved.plaatsing, **OVERDRACHT | said)
    rows = await dienst.sql("SELECT 1 FROM termijn WHERE soort = 'overdracht_in_uit' AND gevuurd_op IS NULL")
    assert bool(rows) is runs


async def test_what_was_recorded_is_a_fact_of_its_own(dienst: Dienst) -> None:
    reserved = await _inside(dienst)
    told = await record(reserved.opvang, reserved.plaatsing, **TAXATIE)
    (fact,) = await read_facts(dienst, "registratie_risicotaxatie", "registratie")
    assert (fact["id"], fact["plaatsing"], fact["volledig"]) == (told["id"], reserved.plaatsing["id"], True)


@pytest.mark.parametrize("rol", ["coordinator", "opvang"])
async def test_another_organisatie_is_told_that_it_is_not_there(dienst: Dienst, rol: str) -> None:
    reserved = await _inside(dienst)
    other = await dienst.as_rol(rol, nth=3)
    answer = await post(other, reserved.plaatsing, "registraties", **TAXATIE | {"gedaanOp": in_hours(0)})
    refused(answer, 404, "niet_gevonden")
    assert await dienst.sql("SELECT 1 FROM registratie") == []
