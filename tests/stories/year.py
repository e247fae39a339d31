"""A country for a year: its clock, its houses, what breaks, and who looks every morning. Households are in year_people.py.

Time goes from appointment to appointment, and between two of them from deadline to deadline, except when the service is
down for some hours: then nothing happens, and what was due comes late.
"""

import heapq
import itertools
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from random import Random
from typing import Any
from uuid import UUID

from capacity_service.actions.add_plaatsen import NieuwePlaats, add_plaatsen
from capacity_service.actions.answer_vraag import answer_vraag
from capacity_service.actions.confirm_plaats import confirm_plaats
from capacity_service.actions.fire_termijnen import fire_termijnen
from capacity_service.actions.see_melding import see_melding
from capacity_service.actions.set_plaatsstatus import Melding, set_plaatsstatus
from capacity_service.domain.errors import DomainError
from capacity_service.domain.inzage import Actor, Rol
from capacity_service.domain.plaats import Plaatsstatus, Soort, Uitvalreden
from capacity_service.store.database import Database, Transactie
from tests.store.scene import perform
from tests.stories.life import Stil

BEGIN = datetime(2040, 1, 9, 7, tzinfo=UTC)
HOUR, DAY, SECOND = timedelta(hours=1), timedelta(days=1), timedelta(seconds=1)
ORGS = 8
OWN_REGION_PER_DAY = 3.0
FIRES_PER_DAY = 0.15
DARK_H = (2, 6)

Work = Callable[[Transactie], Awaitable[Any]]
Step = Callable[[], Awaitable[None]]


@dataclass
class Jaar:
    """Everybody's appointments; `counted` says what was done, and what was refused."""

    database: Database
    stil: Stil
    seed: int
    days: int
    now: datetime = BEGIN
    fired: int = 0
    counted: Counter[str] = field(default_factory=Counter)
    people: dict[tuple[str, UUID], Actor] = field(default_factory=dict)
    orgs: list[UUID] = field(default_factory=list)
    streken: list[str] = field(default_factory=list)
    rng: Random = field(init=False)
    _agenda: list[tuple[datetime, int, Step]] = field(default_factory=list)
    _order: Any = field(default_factory=itertools.count)

    def __post_init__(self) -> None:
        self.rng = Random(self.seed)

    async def begin(self) -> None:
        """35 centrumgemeenten with two to four crisisplaatsen each; the last organisatie has only one of them."""
        await self.stil.set(BEGIN)
        for row in await self.sql(
            "SELECT a.id, a.naam, a.rol, a.organisatie_id, o.soort, o.centrumgemeente FROM account a"
            " JOIN organisatie o ON o.id = a.organisatie_id ORDER BY o.soort, o.naam, a.id"
        ):
            actor = Actor(row["id"], row["naam"], Rol(row["rol"]), row["organisatie_id"], row["centrumgemeente"])
            self.people.setdefault((row["rol"], row["organisatie_id"]), actor)
            if row["rol"] == "opvang" and len(self.orgs) < ORGS:
                self.orgs.append(row["organisatie_id"])
        self.streken = [row["code"] for row in await self.sql("SELECT code FROM centrumgemeente ORDER BY code")]
        mine: dict[UUID, list[NieuwePlaats]] = {}
        for n, streek in enumerate(self.streken):
            org = self.orgs[-1 if n == 0 else n % (ORGS - 1)]
            sizes = (
                [4, 6] if n == 0 else [self.rng.choice((2, 3, 4, 6, 9)) for _ in range(self.rng.choice((2, 3, 3, 4)))]
            )
            mine.setdefault(org, []).extend(NieuwePlaats(Soort.crisisplaats, streek, org, size) for size in sizes)
        for org, nieuwe in mine.items():
            await self.do(org, "opvang", "plaatsen", partial(add_plaatsen, nieuwe=nieuwe))

    async def live(self) -> None:
        """So many days, and then a week in which nobody new comes and all that can be closed is closed."""
        for day in range(self.days + 7):
            midnight = BEGIN + day * DAY
            for n, org in enumerate(self.orgs):
                self.at(midnight + (1 + n / 10) * HOUR, partial(self.go_round, org))
            if day < self.days:
                self._plan_day(midnight, day)
        while self._agenda:
            at, _, step = heapq.heappop(self._agenda)
            await self.reach(at)
            await step()
        await self.reach(max(self.now, BEGIN + (self.days + 7) * DAY))

    def _plan_day(self, midnight: datetime, day: int) -> None:
        for _ in range(int(OWN_REGION_PER_DAY)):
            self.at(midnight + self.rng.uniform(0, 24) * HOUR, self.occupy)
        if self.rng.random() < FIRES_PER_DAY or day == 1:
            self.at(midnight + self.rng.uniform(0, 24) * HOUR, self.burn)
        if day % 30 == 3:
            city = self.streken[0] if day % 60 == 3 else self.rng.choice(self.streken)
            self.at(midnight + self.rng.uniform(0, 24) * HOUR, partial(self.flood, city))
        if day % 25 == 8:
            self.at(midnight + self.rng.uniform(0, 24) * HOUR, self.go_dark)

    def at(self, moment: datetime, step: Step) -> None:
        heapq.heappush(self._agenda, (moment, next(self._order), step))

    def later(self, low: float, high: float, step: Step) -> None:
        """So many hours from now, somewhere between."""
        self.at(self.now + self.rng.uniform(low, high) * HOUR, step)

    async def reach(self, moment: datetime) -> None:
        """Time passes, and everything that is due happens within the second."""
        while True:
            (row,) = await self.sql("SELECT min(op) AS op FROM termijn WHERE gevuurd_op IS NULL")
            if row["op"] is None or row["op"] + SECOND >= moment:
                break
            await self._set(max(row["op"] + SECOND, self.now))
            fired = await fire_termijnen(self.database)
            assert fired, f"{row['op']} does not fire"
            self.fired += fired
        await self._set(max(moment, self.now + SECOND))

    async def _set(self, moment: datetime) -> None:
        self.now = moment
        await self.stil.set(moment)

    async def sql(self, query: str, *args: object) -> list[Any]:
        return list(await self.stil.connection.fetch(query, *args))

    async def do(self, org: UUID, rol: str, what: str, work: Work) -> Any:
        """One action; a refusal is counted, for people too are late or mistaken."""
        self.now += SECOND
        await self.stil.set(self.now)
        try:
            result = await perform(self.database, self.people[rol, org], work)
        except DomainError as error:
            self.counted[f"{what} geweigerd: {type(error).__name__}"] += 1
            return None
        self.counted[what] += 1
        return result

    async def go_round(self, org: UUID) -> None:
        """Every morning, most mornings: are they still free, who asked, what was told."""
        if self.rng.random() < 0.04:
            return
        free = await self.sql(
            "SELECT p.id FROM plaats p LEFT JOIN claim c ON c.plaats_id = p.id"
            " WHERE p.organisatie_id = $1 AND c.plaats_id IS NULL",
            org,
        )

        async def confirm(tx: Transactie) -> None:
            for row in free:
                await confirm_plaats(tx, row["id"], Plaatsstatus.vrij, tx.now)

        await self.do(org, "opvang", "rondgang", confirm)
        await self.answer(org)
        told = await self.sql("SELECT id, rol FROM melding WHERE organisatie_id = $1 AND gezien_op IS NULL", org)
        for rol in ("opvang", "coordinator"):
            mine = [row["id"] for row in told if row["rol"] == rol]

            async def see(tx: Transactie, mine: list[UUID] = mine) -> None:
                for melding in mine:
                    await see_melding(tx, melding)

            if mine:
                await self.do(org, rol, "gezien", see)

    async def answer(self, org: UUID) -> None:
        """Is the place really free? Most often it is."""
        for row in await self.sql("SELECT id FROM vraag WHERE opvang_organisatie = $1 AND status = 'open'", org):
            await self.do(
                org, "opvang", "antwoord", partial(answer_vraag, vraag_id=row["id"], ja=self.rng.random() < 0.8)
            )

    async def occupy(self) -> None:
        """Somebody of the own region comes in, for one to three nights and sometimes for more."""
        row = await self._pick_free()
        if row is not None and await self.report(row["id"], Plaatsstatus.bezet, sinds=True) is not None:
            nights = self.rng.choice((1, 2, 2, 3)) if self.rng.random() < 0.9 else 4.5
            self.later(20 * nights, 24 * nights, partial(self.report, row["id"], Plaatsstatus.vrij))

    async def burn(self) -> None:
        """A place is lost; it comes back when it was said, or later."""
        row = await self._pick_free()
        if row is not None:
            await self._lose(row["id"])

    async def flood(self, streek: str) -> None:
        """Every place of one centrumgemeente is lost at once."""
        for row in await self.sql("SELECT id FROM plaats WHERE centrumgemeente = $1", streek):
            await self._lose(row["id"])

    async def go_dark(self) -> None:
        """The service is down for some hours."""
        self.counted["stilstand"] += 1
        await self._set(self.now + self.rng.uniform(*DARK_H) * HOUR)

    async def _lose(self, plaats: UUID) -> None:
        hours = self.rng.uniform(8, 50)
        if await self.report(plaats, Plaatsstatus.buiten_gebruik, tot=self.now + hours * HOUR) is not None:
            late = self.rng.choice((0.9, 0.95, 1.5))
            self.later(hours * late, hours * late, partial(self.repair, plaats))

    async def repair(self, plaats: UUID) -> None:
        """Back again, or, when somebody is inside meanwhile, tomorrow."""
        if await self.report(plaats, Plaatsstatus.vrij) is None:
            self.later(12, 24, partial(self.repair, plaats))

    async def report(
        self, plaats: UUID, status: Plaatsstatus, *, sinds: bool = False, tot: datetime | None = None
    ) -> Any:
        """How a place is, at the revisie it has now."""
        (row,) = await self.sql("SELECT organisatie_id, revisie FROM plaats WHERE id = $1", plaats)
        reden = Uitvalreden.water if tot else None
        melding = Melding(status, self.now, self.now if sinds else None, reden, tot, feit=tot is not None)
        return await self.do(
            row["organisatie_id"],
            "opvang",
            f"plaats {status}",
            partial(set_plaatsstatus, plaats_id=plaats, revisie=row["revisie"], melding=melding),
        )

    async def _pick_free(self) -> Any:
        rows = await self.sql(
            "SELECT p.id FROM plaats p LEFT JOIN claim c ON c.plaats_id = p.id WHERE c.plaats_id IS NULL ORDER BY p.id"
        )
        return self.rng.choice(rows) if rows else None
