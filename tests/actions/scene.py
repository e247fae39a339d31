"""Steps that many stories of one action begin with."""

import json
from dataclasses import dataclass

import httpx2

from capacity_service.domain.tijd import local_date
from tests.land import Dienst, Json, expect, in_hours, make_aanvraag, now

ALMERE, AMSTERDAM, ZWOLLE, EDE = "GM0034", "GM0363", "GM0193", "GM0228"


@dataclass
class Reserved:
    """A household with a reservering: who asked, whose house it is, the aanvraag and its plaatsing as answered."""

    coordinator: httpx2.AsyncClient
    opvang: httpx2.AsyncClient
    aanvraag: Json

    @property
    def plaatsing(self) -> Json:
        plaatsing: Json = self.aanvraag["plaatsing"]
        return plaatsing

    @property
    def plaats(self) -> str:
        plaats: str = self.plaatsing["plaatsen"][0]
        return plaats

    async def again(self) -> Json:
        """The aanvraag as it is now."""
        found: Json = expect(await self.coordinator.get(f"/aanvragen/{self.aanvraag['id']}"), 200)
        return found


async def reserve(dienst: Dienst, **changes: object) -> Reserved:
    """One household that gets a place of the first opvangorganisatie (somebody put one there before)."""
    coordinator, opvang = await dienst.as_rol("coordinator"), await dienst.as_rol("opvang")
    aanvraag = expect(await coordinator.post("/aanvragen", json=make_aanvraag(**changes)), 201)
    assert aanvraag["status"] == "gereserveerd"
    return Reserved(coordinator, opvang, aanvraag)


async def confirm(reserved: Reserved) -> Json:
    answer = await post(reserved.coordinator, reserved.plaatsing, "bevestiging", verwachteAankomstOp=in_hours(3))
    confirmed: Json = expect(answer, 200)
    return confirmed


async def arrive(reserved: Reserved, nachten: int = 1, hours_ago: float = 0) -> Json:
    """Just now, unless told otherwise: some minutes ago may have been another night."""
    body = {"aangekomenOp": in_hours(-hours_ago), "nachten": nachten}
    answer = await post(reserved.opvang, reserved.plaatsing, "aankomst", **body)
    arrived: Json = expect(answer, 200)
    return arrived


async def leave(reserved: Reserved, naar: str = "netwerk") -> Json:
    """They leave today."""
    today = local_date(now()).isoformat()
    left: Json = expect(await post(reserved.opvang, reserved.plaatsing, "einde", naar=naar, opDatum=today), 200)
    return left


async def post(client: httpx2.AsyncClient, plaatsing: Json, what: str, **body: object) -> httpx2.Response:
    return await client.post(f"/plaatsingen/{plaatsing['id']}/{what}", json=body)


async def put_status(opvang: httpx2.AsyncClient, plaats: str, **melding: object) -> httpx2.Response:
    """Say how a place is, at the revisie it has now."""
    revisie = expect(await opvang.get(f"/plaatsen/{plaats}"), 200)["revisie"]
    body = {"waargenomenOp": now().isoformat()} | melding
    return await opvang.put(f"/plaatsen/{plaats}/status", json=body, headers={"If-Match": f'"{revisie}"'})


async def read_plaats(opvang: httpx2.AsyncClient, plaats: str) -> Json:
    found: Json = expect(await opvang.get(f"/plaatsen/{plaats}"), 200)
    return found


async def pass_term(dienst: Dienst, plaatsing: Json) -> None:
    """Nobody confirmed: the term of this reservering was over a moment ago."""
    for statement in (
        "UPDATE claim SET verloopt_op = clock_timestamp() - interval '1 second' WHERE plaatsing_id = :id",
        "UPDATE plaatsing SET verloopt_op = clock_timestamp() - interval '1 second' WHERE id = :id",
        "UPDATE termijn SET op = clock_timestamp() - interval '1 second' WHERE sleutel = :id",
    ):
        await dienst.sql(statement, id=plaatsing["id"])


async def read_facts(dienst: Dienst, gebeurtenis: str, soort: str) -> list[Json]:
    """What the logboek recorded of one kind of thing under one event, oldest first."""
    rows = await dienst.sql(
        "SELECT coalesce(g.waarde, l.feit) AS feit FROM logboek l LEFT JOIN logboek_gegevens g USING (volgnummer)"
        " WHERE l.gebeurtenis = :gebeurtenis AND l.soort = :soort ORDER BY l.volgnummer",
        gebeurtenis=gebeurtenis,
        soort=soort,
    )
    return [json.loads(row.feit) for row in rows]


def refused(answer: httpx2.Response, status: int, code: str) -> Json:
    """The problem with which this was refused."""
    problem: Json = expect(answer, status)
    assert problem["type"] == f"/v1/problemen/{code}", problem
    return problem
