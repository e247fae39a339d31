"""A mother with nine children: no place has room for ten. Two places of one house do, and they stay together."""

from datetime import date
from uuid import UUID

from capacity_service.store.bewijs import Bron, make_dossier
from tests.actions.samen import TIEN, propose, seat
from tests.conftest import Urls
from tests.faults.invariants import check_facts, check_invariants
from tests.land import Json
from tests.live.client import read_group
from tests.stories.mensen import Mens
from tests.stories.verhaal import ALMERE, ZWOLLE, Verhaal

LOST = "Een plaats is onverwacht uitgevallen"


async def test_ten_of_them(verhaal: Verhaal, kaal: Urls) -> None:
    house, other, politie, landelijk = (
        verhaal.opvang(),
        verhaal.opvang(1),
        verhaal.verwijzer("politie"),
        verhaal.landelijk,
    )
    wide, narrow = await verhaal.has(
        house,
        {"personenMax": 5, "huiscode": "AAAAAA", "kenmerken": ["rolstoel"]},
        {"personenMax": 5, "huiscode": "AAAAAA"},
    )
    await verhaal.it_is("zaterdag 22:30")
    await verhaal.round_made()
    gezin = await verhaal.asks(politie, huishouden=TIEN | {"behoeften": ["rolstoel"]})
    await seat(verhaal.dienst, {"id": gezin.id}, [wide, narrow])
    first = await gezin.plaatsing()

    # The house sees them at both places, each as a part of the same arrival.
    seen = await house.looks()
    at = {plaats["id"]: plaats for plaats in seen.stand["plaatsen"]}
    assert {(at[key]["status"], at[key]["plaatsing"]) for key in (wide, narrow)} == {("gereserveerd", first["id"])}
    assert [sorted(coming["plaatsen"]) for coming in seen.stand["plaatsingen"]] == [sorted([wide, narrow])]
    assert seen.geluid.count("Er komt iemand aan") == 1
    await gezin.accepted()
    bezetting = read_group((await landelijk.looks()).stand, "bezetting")
    counts = {one["code"]: (one["gereserveerd"], one["vrij"]) for one in bezetting}
    assert counts[ZWOLLE] == (2, 0)
    # Somebody else is in danger too, for whom Almere is not safe: there is nothing left.
    waiting = await verhaal.asks(verhaal.verwijzer("veilig_thuis"), uitsluitingen=[ALMERE])
    assert (await waiting.aanvraag())["status"] == "zonder_plaats"

    # They are on their way when the wheelchair place burns. The house says which; the ten of them go on together, where
    # a person picks, and the other place goes to who waited, in the same moment.
    await gezin.confirmed()
    elsewhere = {"centrumgemeente": ALMERE, "personenMax": 5, "huiscode": "BBBBBB"}
    left, right = await verhaal.has(other, elsewhere, elsewhere)
    await verhaal.passes(minutes=20)
    burnt: Json = {"reden": "plaats_onbruikbaar", "uitval": "brand", "plaatsen": [wide]}
    back = await house.says(f"/plaatsingen/{first['id']}/terugmelding", **burnt)
    assert (back["status"], back["teruggemeld"]) == ("teruggemeld", [wide])
    assert (await waiting.plaatsing())["plaatsen"] == [narrow]
    assert (await landelijk.looks()).meldingen.count(LOST) == 1
    assert "De plaats gaat niet door" in (await politie.looks()).geluid
    await propose(verhaal.dienst, gezin.id, [left, right])
    await gezin.says(politie, "ander-voorstel", plaatsen=[left, right])
    assert not (await house.looks()).says((await gezin.plaatsing())["id"])

    # In at half past two, in both places: one stay, with one clock.
    await gezin.accepted()
    await gezin.confirmed()
    await verhaal.it_is("zondag 02:30")
    arrived = await gezin.arrived(nachten=2)
    assert (arrived["status"], len(arrived["plaatsen"])) == ("aangekomen", 2)
    assert [(await other.reads(f"/plaatsen/{key}"))["status"] for key in (left, right)] == ["bezet", "bezet"]
    await gezin.recorded("warme_overdracht", "instroom")
    assert "dubbel_verblijf" not in (await other.looks()).normsignalen

    # One night more, within the three; the children can soon be elsewhere.
    await verhaal.it_is("zondag 16:00")
    assert (await gezin.says(other, "verlenging", nachten=3))["nachten"] == 3
    refused = await gezin.says(other, "verlenging", answer=409, nachten=4)
    assert refused["type"] == "/v1/problemen/toegezegde_nachten"

    # They leave as they came, together: both places are free in the same moment.
    await verhaal.it_is("maandag 10:00")
    ended = await gezin.left("opvang_andere_organisatie", "doorplaatsing")
    assert ended["status"] == "beeindigd"
    assert [(await other.reads(f"/plaatsen/{key}"))["status"] for key in (left, right)] == ["vrij", "vrij"]
    await _told_the_same(verhaal, other)
    assert await check_invariants(kaal.migrator) == []
    assert await check_facts(kaal.migrator) == []


async def _told_the_same(verhaal: Verhaal, other: Mens) -> None:
    """The dossier counts one household and one stay; from the logboek it is the same."""
    days = date(2040, 1, 1), date(2040, 4, 1)
    async with verhaal.dienst.database.transaction(None, snapshot=True) as tx:
        told = [await make_dossier(tx, UUID(other.organisatie), *days, Bron(uit_logboek=one)) for one in (False, True)]
    # The logboek of a country without places still holds the register that was emptied: what stands in it is left out.
    figures = [{n["norm"]: n["cijfers"] for n in dossier["normen"] if n["norm"] != "fn 27"} for dossier in told]
    assert figures[0] == figures[1]
    counted = {
        cijfer["naam"]: (cijfer["teller"], cijfer["noemer"]) for cijfers in figures[0].values() for cijfer in cijfers
    }
    assert counted["Samen op een plaats"] == (0, 1)
    assert counted["Verblijven op een crisisplaats binnen de toegestane nachten"] == (1, 1)
    assert counted["Verblijven alleen op een plaats"] == (1, 1)
    assert counted["Gezinnen binnen drie dagen van de crisisplaats af"] == (1, 1)
