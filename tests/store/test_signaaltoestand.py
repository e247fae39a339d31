from datetime import UTC, datetime
from uuid import UUID, uuid4

from capacity_service.domain.normen import NORMEN, Norm
from capacity_service.store.database import Database
from capacity_service.store.signaaltoestand import (
    make_melding,
    make_normsignaal,
    make_verblijf,
    make_vraag,
    read_meldingen,
    read_normsignalen,
    read_verblijven,
    read_vragen,
)
from capacity_service.store.tables import Verblijf
from capacity_service.store.tables_signalen import Melding, Normsignaal, Vraag
from tests.store.scene import add_places

NU = datetime(2026, 11, 21, 3, tzinfo=UTC)
OWN = UUID(int=1)
TELLS_WHO_SEES = {"opvangOrganisatie", "aanvraagOrganisatie", "plichthouderOrganisatie", "organisatie"}


def test_an_episode_is_told_with_the_words_of_its_norm() -> None:
    row = Normsignaal(
        id=uuid4(),
        norm="plaatsing_te_laat",
        onderwerp_soort="aanvraag",
        onderwerp="a",
        centrumgemeente=None,
        opvang_organisatie=None,
        aanvraag_organisatie=OWN,
        plichthouder="aanvrager",
        plichthouder_organisatie=OWN,
        oorzaak="Er is nog geen plaats.",
        begonnen_op=NU,
        vastgelegd_op=NU,
        onderbrekingen=1,
        onderbroken_seconden=60,
        revisie=2,
    )
    told = make_normsignaal(row, [{"rol": "landelijk", "organisatie": None}])
    norm = NORMEN[Norm.plaatsing_te_laat]
    assert (told["nummer"], told["titel"]) == (norm.nummer, norm.titel)
    assert (told["waar"], told["opvangOrganisatie"], told["aanvraagOrganisatie"]) == (None, None, str(OWN))
    assert (told["begonnenOp"], told["beeindigdOp"], told["remedie"]) == ("2026-11-21T03:00:00Z", None, None)
    assert told["verteldAan"] == [{"rol": "landelijk", "organisatie": None}]


def test_a_melding_a_vraag_and_a_verblijf_have_no_field_that_nobody_asked_for() -> None:
    melding = make_melding(
        Melding(
            id=uuid4(),
            soort="niet_gezien",
            rol="coordinator",
            organisatie_id=OWN,
            onderwerp_soort="aanvraag",
            onderwerp="a",
            titel="t",
            tekst="x",
            dringend=True,
            op=NU,
            termijn_op=None,
            laat=False,
            revisie=1,
        )
    )
    assert (melding["meldingsoort"], melding["organisatie"], melding["gezienOp"]) == ("niet_gezien", str(OWN), None)
    vraag = make_vraag(
        Vraag(
            id=uuid4(),
            aanvraag_id=uuid4(),
            plaats_id=uuid4(),
            opvang_organisatie=OWN,
            centrumgemeente="GM0193",
            huishouden={"volwassenen": 1},
            status="open",
            gesteld_op=NU,
            verloopt_op=NU,
            revisie=1,
        )
    )
    assert not {"aanvraag", "centrumgemeente"} & vraag.keys(), "a house is not told which aanvraag asks (R19)"
    verblijf = make_verblijf(Verblijf(id=uuid4(), plaats_id=uuid4(), organisatie_id=OWN, van=NU, dubbel=False))
    assert (verblijf["plaatsing"], verblijf["totOp"], verblijf["dubbel"]) == (None, None, False)
    assert (melding.keys() | vraag.keys() | verblijf.keys()) & TELLS_WHO_SEES == {"organisatie", "opvangOrganisatie"}


async def test_what_is_read_is_what_was_asked_for(app: Database) -> None:
    await add_places(app, 1)
    async with app.transaction(None) as tx:
        signals = [row.id for row in await tx.sql("SELECT id FROM normsignaal ORDER BY id")]
        assert [state["id"] for state in await read_normsignalen(tx, signals)] == [str(key) for key in signals]
        (first, *_) = await read_normsignalen(tx, signals[:1])
        assert {one["rol"] for one in first["verteldAan"]} == {"gemeente", "landelijk"}
        told = [row.id for row in await tx.sql("SELECT id FROM melding ORDER BY id")]
        assert len(await read_meldingen(tx, told[:2])) == 2
        assert await read_meldingen(tx, []) == await read_vragen(tx, []) == await read_verblijven(tx, []) == []


async def test_an_organisatie_reads_what_concerns_it_and_nothing_else(app: Database, owner: Database) -> None:
    """The wall of the database, whatever the service asks for."""
    await add_places(app, 1)
    async with owner.transaction(None) as tx:
        all_of_them = [row.id for row in await tx.sql("SELECT id FROM melding")]
        (gemeente,) = await tx.sql("SELECT organisatie_id AS id FROM melding WHERE rol = 'gemeente' LIMIT 1")
    for organisatie, expected in ((gemeente.id, {str(gemeente.id)}), (uuid4(), set())):
        async with app.transaction(None) as tx:
            await tx.sql("SELECT set_config('capaciteit.organisatie', :own, true)", own=str(organisatie))
            await tx.enter("eigen")
            seen = await read_meldingen(tx, all_of_them)
            assert {state["organisatie"] for state in seen} == expected
            assert all(state["rol"] != "landelijk" for state in seen)
