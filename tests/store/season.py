"""A few weeks in a country with the invented register, by its own clock: in time, late, refused, too long, burnt down."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import httpx2

from capacity_service.actions.fire_termijnen import fire_termijnen
from tests.klok import Klok
from tests.land import Dienst, Json, expect, make_aanvraag

BEGIN = datetime(2040, 9, 24, 8, tzinfo=UTC)
"""A Monday, a week before a quarter ends, long after the register was loaded: numbers follow time."""
LAAT = timedelta(hours=30)


@dataclass
class Season:
    """Who asks, and whose houses they came to; sessions end while time passes, so everybody logs in each time."""

    dienst: Dienst
    klok: Klok
    huizen: list[UUID] = field(default_factory=list)

    async def live(self) -> None:
        """Seven households, a fire, and places that fill up."""
        await self.klok.move_to(BEGIN)
        await self.forward(1)
        await self._arrive_and_leave(nachten=2, registraties=True)
        await self._arrive_and_leave(nachten=1, late=LAAT)
        await self._arrive_and_leave(nachten=3, stays=timedelta(days=6), instrument=False)
        await self._refuse("al_bezet", sindsOp=await self._ago(2))
        await self._refuse("plaats_onbruikbaar", uitval="brand")
        await self._take_back()
        await self._lose_a_whole_city("GM0193")
        await self.forward(24 * 9)
        await self._arrive_and_leave(nachten=2, organisatie_asks=True)
        await self._submit(huishouden={"volwassenen": 25})
        await self.forward(30)

    async def forward(self, hours: float) -> None:
        """Let time pass, and what is due happen, half a day at a time."""
        while hours > 0:
            await self.klok.forward(timedelta(hours=min(hours, 12)))
            hours -= 12
            await fire_termijnen(self.dienst.database)

    async def _ago(self, hours: float) -> str:
        return (await self.klok.now() - timedelta(hours=hours)).isoformat()

    async def _submit(self, *, late: timedelta | None = None, nth: int = 0, **changes: Any) -> Json:
        coordinator = await self.dienst.as_rol("coordinator", nth=nth)
        vastgesteld = await self.klok.now() - (late or timedelta(hours=1))
        body = make_aanvraag(vastgesteldOp=vastgesteld.isoformat(), **changes)
        aanvraag: Json = expect(await coordinator.post("/aanvragen", json=body), 201)
        if aanvraag["plaatsing"] is None:
            await self._say_yes(aanvraag)
            aanvraag = expect(await coordinator.get(f"/aanvragen/{aanvraag['id']}"), 200)
        if aanvraag["plaatsing"]:
            await self._owner(aanvraag)
        return aanvraag

    async def _say_yes(self, aanvraag: Json) -> None:
        """Where nobody confirmed a place, houses are asked (R3); the first says yes."""
        query = (
            "SELECT id, opvang_organisatie AS huis FROM vraag WHERE aanvraag_id = :id AND status = 'open' ORDER BY id"
        )
        for vraag in (await self.dienst.sql(query, id=aanvraag["id"]))[:1]:
            house = await self.dienst.as_rol("opvang", str(vraag.huis))
            expect(await house.post(f"/vragen/{vraag.id}/antwoord", json={"antwoord": "ja"}), 200)

    async def _owner(self, aanvraag: Json) -> httpx2.AsyncClient:
        rows = await self.dienst.sql(
            "SELECT opvang_organisatie AS id FROM plaatsing WHERE id = :id", id=aanvraag["plaatsing"]["id"]
        )
        self.huizen.append(rows[0].id)
        return await self.dienst.as_rol("opvang", str(rows[0].id))

    async def _say(self, client: httpx2.AsyncClient, aanvraag: Json, what: str, **body: Any) -> None:
        answer = await client.post(f"/plaatsingen/{aanvraag['plaatsing']['id']}/{what}", json=body)
        assert answer.is_success, f"{what}: {answer.text}"

    async def _arrive_and_leave(
        self,
        *,
        nachten: int,
        stays: timedelta | None = None,
        late: timedelta | None = None,
        instrument: bool = True,
        registraties: bool = False,
        organisatie_asks: bool = False,
    ) -> None:
        changes: Json = {} if instrument else {"veiligheid": {"dreiging": "wapen", "door": "politie"}}
        if organisatie_asks:
            changes["voorkeuren"] = ["GM0193"]
        aanvraag = await self._submit(late=late, nachten=nachten, **changes)
        coordinator = await self.dienst.as_rol("coordinator")
        house = await self._owner(aanvraag)
        await self._say(house, aanvraag, "acceptatie")
        await self._say(coordinator, aanvraag, "bevestiging", verwachteAankomstOp=await self._ago(-2))
        await self.forward(2)
        house = await self._owner(aanvraag)
        await self._say(house, aanvraag, "aankomst", aangekomenOp=await self._ago(0.1), nachten=nachten)
        if registraties:
            await self._record_all(house, aanvraag, "instroom")
        await self.forward((stays or timedelta(days=nachten)).total_seconds() / 3600)
        house, today = await self._owner(aanvraag), (await self.klok.now()).date().isoformat()
        await self._say(house, aanvraag, "einde", naar="netwerk", opDatum=today)
        if registraties:
            await self._record_all(house, aanvraag, "uitstroom")

    async def _record_all(self, house: httpx2.AsyncClient, aanvraag: Json, moment: str) -> None:
        gedaan = {"moment": moment, "gedaanOp": await self._ago(0)}
        parts = ["informatie", "context", "ketenpartnerafspraken"]
        present = ["client", "medewerker_overdragend", "medewerker_ontvangend"]
        for told in (
            {"soort": "warme_overdracht", "wijze": "telefonisch", "onderdelen": parts, "aanwezig": present},
            {"soort": "veiligheidstaxatie", "instrument": "eigen", "oordeelMedewerker": True, "oordeelClient": True},
            {"soort": "intake", "voor": "kind"},
            {"soort": "kindcheck"},
            {"soort": "risicotaxatie", "instrument": "verwey_jonker", "wijze": "video"},
        ):
            await self._say(house, aanvraag, "registraties", **told, **gedaan)

    async def _refuse(self, reden: str, **facts: Any) -> None:
        aanvraag = await self._submit()
        house = await self._owner(aanvraag)
        await self._say(house, aanvraag, "terugmelding", reden=reden, **facts)
        await self._withdraw(aanvraag)
        await self.forward(1)

    async def _take_back(self) -> None:
        await self._withdraw(await self._submit())

    async def _withdraw(self, aanvraag: Json) -> None:
        coordinator = await self.dienst.as_rol("coordinator")
        expect(await coordinator.post(f"/aanvragen/{aanvraag['id']}/intrekking", json={"reden": "wil_niet"}), 200)

    async def _lose_a_whole_city(self, code: str) -> None:
        """Every crisisplaats there is lost by water, and comes back two days later."""
        query = "SELECT id, organisatie_id FROM plaats WHERE centrumgemeente = :code AND soort = 'crisisplaats'"
        rows = await self.dienst.sql(query, code=code)
        for told in ({"status": "buiten_gebruik", "reden": "water", "feit": True}, {"status": "vrij"}):
            for row in rows:
                house = await self.dienst.as_rol("opvang", str(row.organisatie_id))
                plaats = expect(await house.get(f"/plaatsen/{row.id}"), 200)
                match = {"If-Match": f'"{plaats["revisie"]}"'}
                body = {**told, "waargenomenOp": await self._ago(0)}
                expect(await house.put(f"/plaatsen/{row.id}/status", json=body, headers=match), 200)
            await self.forward(48)
