"""Every action there is, done to the service and to the model alike; what they make of it is compared each time."""

import copy
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

import asyncpg

from capacity_service.actions.add_plaatsen import NieuwePlaats, add_plaatsen
from capacity_service.actions.confirm_plaats import confirm_plaats
from capacity_service.actions.fire_termijnen import fire_termijnen
from capacity_service.actions.submit_aanvraag import Indiening, submit_aanvragen
from capacity_service.domain.errors import DomainError
from capacity_service.domain.inzage import Actor, Rol
from capacity_service.domain.plaats import STATUS_OF_CLAIM, ClaimSoort, Soort
from capacity_service.store.database import Database, Transactie, connect_to
from capacity_service.store.idempotentie import Antwoord
from tests.faults.races import empty_country
from tests.klok import Klok
from tests.store.scene import find_actor_of, perform
from tests.stories.life_changes import Model
from tests.stories.life_model import HOUR, Plaats, Vraag

BEGIN = datetime(2040, 2, 3, 9, tzinfo=UTC)
SECOND = timedelta(seconds=1)
ZWOLLE, ALMERE, EDE, ARNHEM = "GM0193", "GM0034", "GM0228", "GM0202"
SIZES = ((ZWOLLE, 0, (2, 4, 6)), (ALMERE, 1, (2, 4)), (ARNHEM, 1, (6, 4)))

READ = """
SELECT (SELECT jsonb_object_agg(id, jsonb_build_array(status, alleen_voorstellen)) FROM aanvraag) AS aanvragen,
       (SELECT jsonb_object_agg(id, jsonb_build_array(status, plaatsen[1], aanvraag_id)) FROM plaatsing) AS plaatsingen,
       (SELECT jsonb_object_agg(p.id, jsonb_build_array(c.soort, c.plaatsing_id, u.plaats_id IS NOT NULL,
               (SELECT count(*) FROM verblijf v WHERE v.plaats_id = p.id AND v.tot IS NULL)))
        FROM plaats p LEFT JOIN claim c ON c.plaats_id = p.id LEFT JOIN uitname u ON u.plaats_id = p.id) AS claims
"""
DUE = "SELECT 1 FROM termijn WHERE gevuurd_op IS NULL AND op <= $1 AND soort = 'uitval_verwacht'"
CLOCKS = """
SELECT t.soort, coalesce('bezet ' || v.plaats_id, t.sleutel::text) AS sleutel, t.op, t.basis, t.gevuurd_op
FROM termijn t LEFT JOIN verblijf v ON v.id = t.sleutel AND v.plaatsing_id IS NULL
WHERE t.soort NOT IN ('plaats_onbevestigd', 'uitname_begint')
"""
SIGNALS = """
SELECT s.norm, coalesce('bezet ' || v.plaats_id, s.onderwerp) AS onderwerp FROM normsignaal s
LEFT JOIN verblijf v ON v.id::text = s.onderwerp WHERE s.beeindigd_op IS NULL
"""

STOP = "CREATE TABLE nep.stil (op timestamptz NOT NULL); INSERT INTO nep.stil VALUES (pg_catalog.clock_timestamp())"
STAND_STILL = """
CREATE OR REPLACE FUNCTION nep.clock_timestamp() RETURNS timestamptz LANGUAGE sql VOLATILE SECURITY DEFINER AS
    'SELECT op FROM nep.stil'
"""


def same(found: Mapping[Any, Any], wanted: Mapping[Any, Any]) -> None:
    """The two agree; where they do not is in the failure."""
    off = {key: (found.get(key), wanted.get(key)) for key in found.keys() | wanted if found.get(key) != wanted.get(key)}
    assert not off, f"(is, should be): {off}"


@dataclass
class Stil:
    """A clock that only moves when it is told to, so that a model knows the time to the microsecond."""

    connection: Any

    @classmethod
    async def make(cls, klok: Klok) -> "Stil":
        """Stop the clock of this database."""
        connection = await asyncpg.connect(**connect_to(klok.url))
        await connection.set_type_codec("jsonb", schema="pg_catalog", encoder=json.dumps, decoder=json.loads)
        for statement in (STOP, STAND_STILL):
            await connection.execute(statement)
        return cls(connection)

    async def set(self, moment: datetime) -> None:
        """It is this instant from now on."""
        await self.connection.execute("UPDATE nep.stil SET op = $1", moment)


@dataclass
class Leven:
    """The service on one database, and the model beside it."""

    database: Database
    owner: Database
    stil: Stil
    people: dict[tuple[Rol, UUID], Actor] = field(default_factory=dict)
    orgs: list[UUID] = field(default_factory=list)
    model: Model = field(default_factory=lambda: Model({}))
    ticked: bool = True
    done: int = 0
    refused: int = 0

    async def begin(self) -> None:
        """A country of seven places in three centrumgemeenten, of two organisaties."""
        for nth in () if self.people else range(2):
            # The first coordinators are of lec_egg and landelijk; those of an opvangorganisatie come by its id.
            house = await find_actor_of(self.database, Rol.opvang, nth)
            self.orgs.append(house.organisatie)
            self.people[Rol.opvang, house.organisatie] = house
            async with self.owner.transaction(None) as tx:
                rows = await tx.sql(
                    "SELECT id, naam FROM account WHERE rol = 'coordinator' AND organisatie_id = :own",
                    own=house.organisatie,
                )
            self.people[Rol.coordinator, house.organisatie] = Actor(
                rows[0].id, rows[0].naam, Rol.coordinator, house.organisatie
            )
        await empty_country(self.owner)
        self.model, self.ticked = Model({}, now=BEGIN), True
        await self.stil.set(BEGIN)
        for org in range(2):
            nieuwe = [
                NieuwePlaats(Soort.crisisplaats, streek, self.orgs[org], personen)
                for streek, owner, sizes in SIZES
                if owner == org
                for personen in sizes
            ]
            states = await perform(self.database, self.house(self.orgs[org]), partial(add_plaatsen, nieuwe=nieuwe))
            for state in states:
                plaats = Plaats(UUID(state["id"]), state["centrumgemeente"], self.orgs[org], state["personenMax"])
                self.model.plaatsen[plaats.id] = plaats
        await self.compare()

    def house(self, org: UUID) -> Actor:
        return self.people[Rol.opvang, org]

    def coordinator(self, org: UUID) -> Actor:
        return self.people[Rol.coordinator, org]

    async def act(
        self,
        predict: Callable[[Model], str | None],
        actor: Actor | None,
        work: Callable[[Transactie], Awaitable[Any]],
        *,
        weighs: bool = True,
        moved: Callable[[Model, Any], None] | None = None,
    ) -> None:
        """One action on both; `predict` changes the model, or names the refusal that must come.

        `moved` has the model take over what only the result tells, before anybody is weighed.
        """
        await self._tick_of_the_clock()
        expected = copy.deepcopy(self.model)
        refusal = predict(expected)
        try:
            result = await perform(self.database, actor, work)  # type: ignore[arg-type]
        except DomainError as error:
            same({"refused": type(error).__name__, "because": str(error)}, {"refused": refusal, "because": str(error)})
            self.refused += 1
        else:
            same({"refused": None}, {"refused": refusal})
            self.model = expected
            if moved is not None:
                moved(self.model, result)
            self.model.weighed(await self._new(), weighs)
        self.done += 1
        await self._fire_what_is_due_already()
        await self.compare()

    async def _fire_what_is_due_already(self) -> None:
        """A place that goes out when people leave may be back later than was said already; the service tells it within a second."""
        if self.ticked and await self.sql(DUE, self.model.now):
            await self.tick()

    async def submit(self, indiening: Indiening, make: Callable[[UUID], Vraag]) -> None:
        """An aanvraag is never refused here."""
        await self._tick_of_the_clock()
        answers = await submit_aanvragen(
            self.database, [indiening], lambda state: Antwoord(201, {}, json.dumps({"id": state["id"]}).encode())
        )
        assert isinstance(answers[0], Antwoord)
        vraag = make(UUID(json.loads(answers[0].inhoud)["id"]))
        self.model.lapse()
        self.model.vragen[vraag.id] = vraag
        self.model.weighed(await self._new())
        self.done += 1
        await self.compare()

    async def sql(self, query: str, *args: object) -> list[Any]:
        """What is really there, past every wall."""
        return list(await self.stil.connection.fetch(query, *args))

    async def _tick_of_the_clock(self) -> None:
        self.model.now += SECOND
        await self.stil.set(self.model.now)

    async def _new(self) -> dict[UUID, tuple[UUID, UUID]]:
        found = (await self.sql(READ))[0]["plaatsingen"] or {}
        return {UUID(v): (UUID(k), UUID(p)) for k, (_, p, v) in found.items() if UUID(k) not in self.model.zetten}

    async def compare(self) -> None:
        """The tables against the model; clocks and norms too, once the clock has been looked at."""
        (row,) = await self.sql(READ)
        state = self.model.state()
        same({k: tuple(v) for k, v in (row["aanvragen"] or {}).items()}, state["aanvragen"])
        same({k: tuple(v[:2]) for k, v in (row["plaatsingen"] or {}).items()}, state["plaatsingen"])
        same({k: tuple(v) for k, v in row["claims"].items()}, state["claims"])
        if self.ticked:
            await self._compare_clocks()

    async def _compare_clocks(self) -> None:
        wanted, now = self.model.clocks(), self.model.now
        rows = {(row["soort"], row["sleutel"]): row for row in await self.sql(CLOCKS)}
        same({key: row["basis"] for key, row in rows.items()}, wanted)
        for (soort, key), row in rows.items():
            if soort == "overschrijding" and row["basis"] <= now:
                assert row["gevuurd_op"] is None, (soort, key)
                assert now < row["op"] <= now + 12 * HOUR, (soort, key, row["op"])
                assert (row["op"] - row["basis"]) % (12 * HOUR) == timedelta(), (soort, key, row["op"])
            else:
                assert (row["gevuurd_op"] is not None) is (row["basis"] <= now), (soort, key, row["op"], now)
        found = {(row["norm"], row["onderwerp"]) for row in await self.sql(SIGNALS)}
        same(dict.fromkeys(found, "open"), dict.fromkeys(self.model.signals(), "open"))

    async def passes(self, much: timedelta, *, ticking: bool) -> None:
        """Time passes: with the clock looked at when something is due, or nobody looking for at most three hours."""
        until = self.model.now + (much if ticking else min(much, 3 * HOUR))
        if not ticking:
            self.model.now, self.ticked = until, False
            await self.stil.set(until)
            await self.compare()
            return
        await self.tick()
        while self.model.now < until:
            ahead = [op + SECOND for op in self._ahead() if op > self.model.now]
            self.model.now = min([until, self.model.now + 20 * HOUR, *ahead])
            await self.stil.set(self.model.now)
            await self.tick()

    def _ahead(self) -> list[datetime]:
        """When something changes hands; all other clocks only tell, and tell in order when they are looked at later."""
        plans = [plaats.plan.vanaf for plaats in self.model.plaatsen.values() if plaats.plan is not None]
        return plans + [zet.vervalt for zet in self.model.zetten.values() if zet.vervalt is not None]

    async def tick(self) -> None:
        """The clock is looked at, and every house goes round, so that no place turns grey."""
        await self._tick_of_the_clock()
        plans = [p.plan.vanaf for p in self.model.plaatsen.values() if p.plan and p.plan.vanaf <= self.model.now]
        lapses = [z.vervalt for z in self.model.zetten.values() if z.vervalt and z.vervalt <= self.model.now]
        await fire_termijnen(self.database)
        if plans and (not lapses or min(plans) < min(lapses)):
            self.model.begin_uitname()
        lapsed = self.model.lapse()
        self.model.weighed(await self._new(), lapsed)
        self.model.begin_uitname()
        self.ticked = True
        await self.compare()
        await self._go_round()

    async def _go_round(self) -> None:
        (row,) = await self.sql("SELECT min(bevestigd_op) AS op FROM plaats")
        if row["op"] > self.model.now - 4 * HOUR:
            return
        for org in self.orgs:
            mine = [plaats for plaats in self.model.plaatsen.values() if plaats.org == org]
            await perform(self.database, self.house(org), partial(self._confirm, plaatsen=mine))

    async def _confirm(self, tx: Transactie, plaatsen: list[Plaats]) -> None:
        for plaats in plaatsen:
            status = STATUS_OF_CLAIM[ClaimSoort(plaats.claim) if plaats.claim else None]
            await confirm_plaats(tx, plaats.id, status, tx.now)
