"""The words in which a story is told: what time it is, who says what through the public interface, and who sees what.

Time passes from deadline to deadline, as it does where the service always runs: what is due happens within the second.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from typing import Any

from capacity_service.actions.add_plaatsen import NieuwePlaats, add_plaatsen
from capacity_service.actions.fire_termijnen import fire_termijnen
from capacity_service.domain.inzage import Actor, Rol
from capacity_service.domain.plaats import Kenmerk, Soort
from capacity_service.domain.tijd import AMSTERDAM, local_date
from capacity_service.store.database import Transactie
from tests.klok import Klok
from tests.land import Dienst, Json, make_aanvraag
from tests.store.scene import perform
from tests.stories.mensen import Mens

BEGIN = datetime(2040, 2, 3, 12, tzinfo=AMSTERDAM)
"""A Friday, weeks away from any holiday."""
DAGEN = ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag")
SECOND = timedelta(seconds=1)
ALMERE, AMSTERDAM_STAD, ARNHEM, EDE, ZWOLLE = "GM0034", "GM0363", "GM0202", "GM0228", "GM0193"
PARTS = ["informatie", "context", "ketenpartnerafspraken"]
PRESENT = ["client", "medewerker_overdragend", "medewerker_ontvangend"]
HEEL: dict[str, Json] = {
    "warme_overdracht": {"wijze": "telefonisch", "onderdelen": PARTS, "aanwezig": PRESENT},
    "veiligheidstaxatie": {"instrument": "eigen", "oordeelMedewerker": True, "oordeelClient": True},
    "risicotaxatie": {"instrument": "verwey_jonker", "wijze": "face_to_face"},
}
"""What a registratie of each kind says when nothing is missing, except who of the household has which kleur."""


@dataclass
class Verhaal:
    """A country without a single place at first, on the Friday before the weekend of the story."""

    dienst: Dienst
    klok: Klok
    soorten: dict[str, list[str]] = field(default_factory=dict)
    houses: dict[str, Mens] = field(default_factory=dict)

    async def begin(self) -> None:
        """Learn who is there."""
        await self.klok.move_to(BEGIN)
        for row in await self.dienst.sql("SELECT soort, id, centrumgemeente FROM organisatie ORDER BY naam"):
            self.soorten.setdefault(row.centrumgemeente or row.soort, []).append(str(row.id))

    def opvang(self, nth: int = 0) -> Mens:
        """The houses of the `nth` opvangorganisatie, day and night."""
        return Mens(self.dienst, "opvang", self.soorten["opvangorganisatie"][nth])

    def coordinator(self, nth: int = 0) -> Mens:
        """The regiocoördinator of the `nth` opvangorganisatie."""
        return Mens(self.dienst, "coordinator", self.soorten["opvangorganisatie"][nth])

    def verwijzer(self, soort: str) -> Mens:
        """Whoever refers: at veilig_thuis, politie or lec_egg."""
        return Mens(self.dienst, "coordinator", self.soorten[soort][0])

    def gemeente(self, code: str) -> Mens:
        """The official of this centrumgemeente."""
        return Mens(self.dienst, "gemeente", self.soorten[code][0])

    @property
    def landelijk(self) -> Mens:
        """Landelijke coördinatie, 7 x 24."""
        return Mens(self.dienst, "landelijk", None)

    async def it_is(self, wanneer: str) -> datetime:
        """Let time pass until it is next, say, "zondag 03:00" in Amsterdam."""
        day, _, clock = wanneer.partition(" ")
        local = (await self.klok.now()).astimezone(AMSTERDAM)
        ahead = (DAGEN.index(day) - local.weekday()) % 7
        moment = datetime.combine(local.date() + timedelta(days=ahead), time.fromisoformat(clock), tzinfo=AMSTERDAM)
        if moment <= local:
            moment += timedelta(days=7)
        return await self.until(moment)

    async def passes(self, **how_long: float) -> datetime:
        """Let so many hours or minutes pass."""
        return await self.until(await self.klok.now() + timedelta(**how_long))

    async def until(self, moment: datetime) -> datetime:
        """Let time pass, from deadline to deadline."""
        while True:
            (row,) = await self.dienst.sql("SELECT min(op) AS op FROM termijn WHERE gevuurd_op IS NULL")
            if row.op is None or row.op + SECOND >= moment:
                break
            await self.klok.move_to(max(row.op + SECOND, await self.klok.now()))
            assert await fire_termijnen(self.dienst.database) > 0
        await self.klok.move_to(moment)
        await fire_termijnen(self.dienst.database)
        return moment.astimezone(UTC)

    async def ago(self, **how_long: float) -> str:
        """So long ago, as it is typed; `ago()` is now."""
        return (await self.klok.now() - timedelta(**how_long)).isoformat()

    async def in_(self, **how_long: float) -> str:
        """So far ahead."""
        return (await self.klok.now() + timedelta(**how_long)).isoformat()

    async def today(self) -> str:
        """The date in Amsterdam."""
        return local_date(await self.klok.now()).isoformat()

    async def has(self, mens: Mens, *plaatsen: Json) -> list[str]:
        """Somebody's houses have these crisisplaatsen since long, in Zwolle and for 4 unless it is said otherwise."""
        (row,) = await self.dienst.sql(
            "SELECT id, naam, organisatie_id FROM account WHERE rol = 'opvang' AND organisatie_id = :own",
            own=mens.organisatie,
        )
        actor = Actor(row.id, row.naam, Rol.opvang, row.organisatie_id)
        nieuwe = [
            NieuwePlaats(
                Soort(plaats.get("soort", "crisisplaats")),
                plaats.get("centrumgemeente", ZWOLLE),
                row.organisatie_id,
                plaats.get("personenMax", 4),
                [Kenmerk(kenmerk) for kenmerk in plaats.get("kenmerken", ())],
                huiscode=plaats.get("huiscode"),
            )
            for plaats in plaatsen
        ]

        async def add(tx: Transactie) -> list[Json]:
            return [state for nieuw in nieuwe for state in await add_plaatsen(tx, [nieuw])]

        found = await perform(self.dienst.database, actor, add)
        self.houses |= {plaats["id"]: mens for plaats in found}
        return [plaats["id"] for plaats in found]

    async def round_made(self) -> None:
        """Every house taps once for each place that is still vrij."""
        for plaats, mens in self.houses.items():
            if (await mens.reads(f"/plaatsen/{plaats}"))["status"] == "vrij":
                await mens.says(f"/plaatsen/{plaats}/bevestiging", status="vrij", waargenomenOp=await self.ago())

    async def asks(self, mens: Mens, **changes: Any) -> "Gezin":
        """Somebody asks for a place for a household that was in danger since an hour, unless it is said otherwise."""
        body = make_aanvraag(**({"vastgesteldOp": await self.ago(hours=1)} | changes))
        aanvraag = await mens.says("/aanvragen", answer=201, **body)
        return Gezin(self, mens, aanvraag["id"])


@dataclass(frozen=True)
class Gezin:
    """One household on its way, by the aanvraag that somebody made for it."""

    verhaal: Verhaal
    aanvrager: Mens
    id: str

    async def aanvraag(self) -> Json:
        """As whoever asked sees it now."""
        found: Json = await self.aanvrager.reads(f"/aanvragen/{self.id}")
        return found

    async def plaatsing(self) -> Json:
        """The running plaatsing, as whoever asked sees it."""
        found: Json = (await self.aanvraag())["plaatsing"]
        return found

    async def house(self) -> Mens:
        """Whose place it is."""
        (plaats, *_) = (await self.plaatsing())["plaatsen"]
        return self.verhaal.houses[plaats]

    async def says(self, who: Mens, what: str, *, answer: int = 200, **body: Any) -> Json:
        """One step of the plaatsing, by one of the two sides."""
        found: Json = await who.says(f"/plaatsingen/{(await self.plaatsing())['id']}/{what}", answer=answer, **body)
        return found

    async def accepted(self) -> Json:
        """The house has seen who is coming."""
        return await self.says(await self.house(), "acceptatie")

    async def confirmed(self, **expected: float) -> Json:
        """Whoever asked takes the place, and says when they will be there."""
        when = await self.verhaal.in_(**(expected or {"hours": 2}))
        return await self.says(self.aanvrager, "bevestiging", verwachteAankomstOp=when)

    async def arrived(self, nachten: int = 3) -> Json:
        """They are inside, since a moment."""
        return await self.says(
            await self.house(), "aankomst", aangekomenOp=await self.verhaal.ago(seconds=1), nachten=nachten
        )

    async def inside(self, nachten: int = 3) -> Json:
        """Accepted, confirmed, on the way for two hours, and in."""
        await self.accepted()
        await self.confirmed()
        await self.verhaal.passes(hours=2)
        return await self.arrived(nachten)

    async def recorded(self, soort: str, moment: str, **facts: Any) -> Json:
        """The house writes down what it did, whole unless it is said otherwise."""
        told = {"soort": soort, "moment": moment, "gedaanOp": await self.verhaal.ago(), **HEEL[soort], **facts}
        return await self.says(await self.house(), "registraties", answer=201, **told)

    async def left(self, naar: str = "netwerk", how: str = "einde") -> Json:
        """They have gone."""
        return await self.says(await self.house(), how, naar=naar, opDatum=await self.verhaal.today())
