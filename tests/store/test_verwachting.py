from capacity_service.domain.plaats import ClaimSoort
from capacity_service.domain.tijd import begin_of_day, local_date
from capacity_service.domain.verwachting import Plekken
from capacity_service.store.verwachting import read_plekken
from tests.actions.scene import arrive, put_status, reserve
from tests.land import Dienst, expect, in_hours, now


async def test_places_are_counted_by_what_they_are_and_until_when(dienst: Dienst) -> None:
    opvang = await dienst.as_rol("opvang")
    _, other, broken, _ = await dienst.add_plaatsen(*[{}] * 4, opvang=opvang)
    reserved = await reserve(dienst)
    await arrive(reserved, nachten=2)
    free = [plaats for plaats in (other, broken) if plaats["id"] != reserved.plaats]
    back = in_hours(30)
    told = {"status": "buiten_gebruik", "reden": "brand", "feit": True, "verwachtTotOp": back}
    expect(await put_status(opvang, free[0]["id"], **told), 200)
    async with dienst.database.transaction(None, snapshot=True) as tx:
        found = await read_plekken(tx)
    zwolle = {plekken.claim: plekken for plekken in found["GM0193"]}
    assert len(found) == 35
    assert zwolle[None] == Plekken("GM0193", 2, 0, None)
    stay = zwolle[ClaimSoort.verblijf]
    assert (stay.aantal, stay.huishoudens, stay.terug_op) == (1, 1, None)
    assert stay.vertrekt_op is not None
    assert begin_of_day(local_date(now())) < stay.vertrekt_op
    out = zwolle[ClaimSoort.buiten_gebruik]
    assert (out.aantal, out.huishoudens, out.vertrekt_op) == (1, 0, None)
    assert out.terug_op is not None
    assert out.terug_op.isoformat()[:16] == back[:16]
