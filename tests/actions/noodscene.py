"""Who is there when the glass is broken: who asks, who can agree, and both sides of the plaatsing it is about."""

from dataclasses import dataclass

import httpx2

from tests.actions.scene import Reserved, reserve
from tests.land import Dienst, Json, expect


@dataclass
class Nood:
    """A noodinzage that was asked for, with everybody's client; `landelijk` asked it."""

    dienst: Dienst
    reserved: Reserved
    landelijk: httpx2.AsyncClient
    auditor: httpx2.AsyncClient
    vraag: Json

    @property
    def url(self) -> str:
        return f"/noodinzagen/{self.vraag['id']}"

    async def approve(self, client: httpx2.AsyncClient | None = None) -> httpx2.Response:
        return await (client or self.auditor).post(f"{self.url}/goedkeuring")

    async def look(self, client: httpx2.AsyncClient | None = None) -> httpx2.Response:
        return await (client or self.landelijk).get(self.url)

    async def lines(self) -> list[tuple[str, str]]:
        rows = await self.dienst.sql(
            "SELECT handeling, uitkomst FROM inzagelog WHERE onderwerp_soort = 'noodinzage' ORDER BY volgnummer"
        )
        return [(row.handeling, row.uitkomst) for row in rows]

    async def let_pass(self, minutes: int) -> None:
        """So many minutes go by for this noodinzage, past the walls that keep it as it was."""
        for table in ("noodinzage", "noodinzagestap"):
            await self.dienst.sql(f"ALTER TABLE {table} DISABLE TRIGGER {table}_only_grows")
        later = f"interval '{minutes} minutes'"
        await self.dienst.sql(
            f"UPDATE noodinzage SET gevraagd_op = gevraagd_op - {later}, vervalt_op = vervalt_op - {later}"  # noqa: S608
        )
        await self.dienst.sql(f"UPDATE noodinzagestap SET op = op - {later}, tot = tot - {later}")  # noqa: S608


async def ask(dienst: Dienst, kenmerk: str, reden: str = "acuut_gevaar") -> httpx2.Response:
    """As the national coordination."""
    landelijk = await dienst.as_rol("landelijk")
    return await landelijk.post("/noodinzagen", json={"kenmerk": kenmerk, "reden": reden})


async def make_nood(dienst: Dienst) -> Nood:
    """A household with a reservering, and landelijk that asked to see both sides."""
    await dienst.add_plaatsen({})
    reserved = await reserve(dienst)
    landelijk, auditor = await dienst.as_rol("landelijk"), await dienst.as_rol("auditor")
    body = {"kenmerk": reserved.aanvraag["referentie"], "reden": "acuut_gevaar"}
    vraag = expect(await landelijk.post("/noodinzagen", json=body), 201)
    return Nood(dienst, reserved, landelijk, auditor, vraag)
