"""Households followed by a clock of our own: every step at the time that the database says it is."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import httpx2

from capacity_service.actions.fire_termijnen import fire_termijnen
from capacity_service.domain.tijd import local_date
from tests.actions.scene import Reserved, post
from tests.klok import Klok
from tests.land import Dienst, Json, expect, make_aanvraag

SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)
WITHOUT_INSTRUMENT = {"dreiging": "wurging", "door": "politie"}
CHILDLESS = {"volwassenen": 2, "kinderen": [], "behoeften": []}
TAXATIE = {
    "soort": "risicotaxatie",
    "moment": "verblijf",
    "instrument": "verwey_jonker",
    "wijze": "video",
    "leden": [{"lid": "volwassene", "kleur": "oranje"}, {"lid": "kind", "leeftijd": 4, "kleur": "groen"}],
}
OVERDRACHT = {
    "soort": "warme_overdracht",
    "wijze": "telefonisch",
    "onderdelen": ["informatie", "context", "ketenpartnerafspraken"],
    "aanwezig": ["client", "medewerker_overdragend", "medewerker_ontvangend"],
}
UITSTROOM = {
    "soort": "veiligheidstaxatie",
    "moment": "uitstroom",
    "instrument": "arij",
    "oordeelMedewerker": True,
    "oordeelClient": True,
}

Audience = tuple[str, str]
TOLD_SO = ("normsignaal",)
TOLD_OF = {"reservering_vervalt": ("reservering_vervallen", "reservering")}
"""What is told when a clock runs out bears its name, unless it opens an episode, or something happens to a household."""


@dataclass
class Verhaal:
    """One country, its clock, and what people do in it."""

    klok: Klok
    dienst: Dienst

    async def in_time(self, by: timedelta = timedelta()) -> str:
        """An instant so far from now, as it is sent."""
        return (await self.klok.now() + by).isoformat()

    async def wait(self, by: timedelta) -> None:
        """So much time passes, and the ticker looks once."""
        await self.klok.forward(by)
        await fire_termijnen(self.dienst.database)

    async def submit(self, **changes: Any) -> Json:
        """One household, rood at this moment."""
        coordinator = await self.dienst.as_rol("coordinator")
        body = make_aanvraag(**({"vastgesteldOp": await self.in_time()} | changes))
        found: Json = expect(await coordinator.post("/aanvragen", json=body), 201)
        return found

    async def reserve(self, **changes: Any) -> Reserved:
        """One household with a reservering."""
        aanvraag = await self.submit(**changes)
        assert aanvraag["status"] == "gereserveerd"
        return Reserved(await self.dienst.as_rol("coordinator"), await self.dienst.as_rol("opvang"), aanvraag)

    async def confirm(self, one: Reserved, by: timedelta = 2 * HOUR) -> None:
        body = {"verwachteAankomstOp": await self.in_time(by)}
        expect(await post(one.coordinator, one.plaatsing, "bevestiging", **body), 200)

    async def accept(self, one: Reserved) -> None:
        expect(await post(one.opvang, one.plaatsing, "acceptatie"), 200)

    async def arrive(self, one: Reserved, nachten: int = 3) -> None:
        body = {"aangekomenOp": await self.in_time(), "nachten": nachten}
        expect(await post(one.opvang, one.plaatsing, "aankomst", **body), 200)

    async def leave(self, one: Reserved) -> None:
        today = local_date(await self.klok.now()).isoformat()
        # A session lasts 12 hours, and a stay longer.
        opvang = await self.dienst.as_rol("opvang")
        expect(await post(opvang, one.plaatsing, "einde", naar="netwerk", opDatum=today), 200)

    async def record(self, client: httpx2.AsyncClient, one: Reserved, **said: Any) -> None:
        body = {"gedaanOp": await self.in_time()} | said
        expect(await post(client, one.plaatsing, "registraties", **body), 201)

    async def put(self, plaats: str, status: str, **fields: Any) -> None:
        """A house says how its place is."""
        opvang = await self.dienst.as_rol("opvang")
        revisie = expect(await opvang.get(f"/plaatsen/{plaats}"), 200)["revisie"]
        since = {"sindsOp": await self.in_time()} if status == "bezet" else {}
        body = {"status": status, "waargenomenOp": await self.in_time()} | since | fields
        answer = await opvang.put(f"/plaatsen/{plaats}/status", json=body, headers={"If-Match": f'"{revisie}"'})
        expect(answer, 200)

    async def armed(self) -> dict[str, datetime]:
        """When each kind of clock runs out next."""
        rows = await self.dienst.sql("SELECT soort, min(op) AS op FROM termijn WHERE gevuurd_op IS NULL GROUP BY soort")
        return {row.soort: row.op for row in rows}

    async def told(self) -> Counter[Audience]:
        """How often what was told to whom."""
        rows = await self.dienst.sql("SELECT soort, rol FROM melding")
        return Counter((row.soort, row.rol) for row in rows)

    async def open_norms(self) -> set[str]:
        rows = await self.dienst.sql("SELECT norm FROM normsignaal WHERE beeindigd_op IS NULL")
        return {row.norm for row in rows}

    async def stay_logged_in(self) -> None:
        """Whoever was logged in still is, however much time has passed: how long a session lasts is not the subject here."""
        later = "verloopt_op = clock_timestamp() + interval '12 hours', uiterlijk_op = clock_timestamp() + interval '13 hours'"
        await self.dienst.sql(f"UPDATE sessie SET {later}")  # noqa: S608 - words of this method

    async def run_out(self, soort: str) -> Counter[Audience]:
        """Wait for this clock: not a second too early, then at once; gives who was told what by it."""
        op = (await self.armed())[soort]
        await self.klok.move_to(op - 2 * SECOND)
        await fire_termijnen(self.dienst.database)
        assert (await self.armed())[soort] == op, f"{soort} fired early"
        before = await self.told()
        await self.klok.move_to(op)
        await self.stay_logged_in()
        await fire_termijnen(self.dienst.database)
        assert (await self.armed()).get(soort, op + SECOND) > op, f"{soort} did not fire"
        told = await self.told() - before
        return Counter({who: number for who, number in told.items() if who[0] in {soort, *TOLD_OF.get(soort, TOLD_SO)}})
