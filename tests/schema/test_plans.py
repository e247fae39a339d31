"""In a country grown large no decision reads whole tables: each statement finds its rows by an index."""

import json
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import uuid4

import asyncpg
import pytest
from sqlalchemy import event
from sqlmodel import SQLModel

from capacity_service.actions.fire_termijnen import fire_termijnen
from capacity_service.actions.run import Verzoek, run
from capacity_service.actions.set_plaatsstatus import Melding as Statusmelding
from capacity_service.actions.set_plaatsstatus import set_plaatsstatus
from capacity_service.actions.submit_aanvraag import Indiening, submit_aanvragen
from capacity_service.actions.weigh import lock_afwegen
from capacity_service.domain.aanvraag import Aanvraagstatus
from capacity_service.domain.inzage import Actor, Rol
from capacity_service.domain.plaats import ClaimSoort, Plaatsstatus
from capacity_service.live.land import read_stuk
from capacity_service.store import claims, pagina, termijnen, toegang, wissing
from capacity_service.store.database import Database, Transactie
from capacity_service.store.embedded import Cluster
from capacity_service.store.idempotentie import Antwoord, Sleutel
from capacity_service.store.plaatsen import TOGETHER, lock_own
from capacity_service.store.plaatsgeheugen import EVERYTHING
from capacity_service.store.stand import read_stempel
from capacity_service.store.toestand import TELLING_SOME, read_bezetting
from capacity_service.store.wissing_afwegingen import erase_from_afwegingen
from tests.conftest import MakeDatabase
from tests.land import now
from tests.schema.grown import WAITING, grow
from tests.sleutelbos import KLUIS

LARGE = {
    "plaats",
    "claim",
    "termijn",
    "aanvraag",
    "huishoudgegevens",
    "plaatsing",
    "verblijf",
    "voorstel",
    "idempotentie",
} | {"logboek", "logboek_gegevens", "sessie", "afweging"}
WHOLE_COUNTRY = (EVERYTHING, TOGETHER)
"""All places, once a process; and what is free under one roof, when somebody fits in no single place."""


@dataclass
class Plans:
    """How PostgreSQL did each statement: which tables it read, which of them whole, and which indexes it used."""

    whole: set[tuple[str, str]] = field(default_factory=set)
    tables: set[str] = field(default_factory=set)
    indexes: set[str] = field(default_factory=set)
    statements: int = 0

    def note(self, statement: str, node: dict[str, Any]) -> None:
        """Note a node of a plan and all below it."""
        if node["Node Type"] == "Seq Scan" and node["Relation Name"] in LARGE:
            self.whole.add((node["Relation Name"], statement))
        self.tables |= {node[name] for name in ("Relation Name",) if name in node}
        self.indexes |= {node[name] for name in ("Index Name",) if name in node}
        self.indexes |= set(node.get("Conflict Arbiter Indexes", ()))
        for below in node.get("Plans", ()):
            self.note(statement, below)


@contextmanager
def explained(database: Database) -> Iterator[Plans]:
    """Ask for the plan of everything that is sent meanwhile, with the values it is sent with, just before it is."""
    plans = Plans()
    countrywide = {_shape(statement) for statement in WHOLE_COUNTRY}

    def note(statement: str, answer: Any) -> None:
        plans.statements += 1
        if _shape(statement) not in countrywide:
            (top,) = json.loads(answer) if isinstance(answer, str) else answer
            plans.note(" ".join(statement.split()), top["Plan"])

    def explain(
        connection: Any, _cursor: object, statement: str, parameters: Any, _context: object, executemany: bool
    ) -> None:
        if _is_planned(statement):
            cursor = connection.connection.cursor()
            cursor.execute(f"EXPLAIN (FORMAT JSON) {statement}", parameters[0] if executemany else parameters)
            note(statement, cursor.fetchone()[0])
            cursor.close()

    send = Transactie.sql

    async def explain_first(tx: Transactie, statement: str, **params: Any) -> list[Any]:
        if _is_planned(statement):
            ((answer,),) = await send(tx, f"EXPLAIN (FORMAT JSON) {statement}", **params)
            note(statement, answer)
        return await send(tx, statement, **params)

    engines = [database.engine.sync_engine, database.own_engine.sync_engine]
    for engine in engines:
        event.listen(engine, "before_cursor_execute", explain)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Transactie, "sql", explain_first)
        yield plans
    for engine in engines:
        event.remove(engine, "before_cursor_execute", explain)


def _is_planned(statement: str) -> bool:
    return statement.split(maxsplit=1)[0] in {"SELECT", "INSERT", "UPDATE", "DELETE", "WITH"}


def _shape(statement: str) -> str:
    """A statement up to its first parameter, however parameters and spaces are written."""
    return " ".join(statement.replace(":", "$").split()).partition("$")[0]


@pytest.fixture(scope="module")
async def grown(make_database: MakeDatabase, cluster: Cluster) -> AsyncIterator[Database]:
    async with make_database("kaal") as urls:
        name = urls.migrator.rpartition("/")[2]
        admin = await asyncpg.connect(cluster.url(cluster.superuser, cluster.password, name), ssl=False)
        await grow(admin)
        await admin.close()
        database = Database(urls.app, kluis=KLUIS)
        yield database
        await database.close()


@pytest.fixture
async def coordinator(grown: Database) -> Actor:
    return await find_account(grown, Rol.coordinator)


async def find_account(database: Database, rol: Rol) -> Actor:
    async with database.transaction(None) as tx:
        rows = await tx.sql(
            "SELECT id, naam, organisatie_id FROM account WHERE rol = :rol ORDER BY id LIMIT 1", rol=rol
        )
    return Actor(rows[0].id, rows[0].naam, rol, rows[0].organisatie_id)


def make_indiening(actor: Actor) -> Indiening:
    sleutel = Sleutel(actor.account, "POST", "/v1/aanvragen", uuid4().hex, b"")
    huishouden = {"volwassenen": 1, "kinderen": [], "behoeften": [], "verhuisbewegingen": 0, "nachtenEerder": 0}
    gegevens = {"gemeente": "GM0228", "uitsluitingen": [], "voorkeuren": [], "huishouden": huishouden}
    return Indiening(Verzoek(actor, sleutel), now(), 3, gegevens)


def answer(_: object) -> Antwoord:
    return Antwoord(201, {}, b"")


async def test_placing_people_reads_no_table_whole(grown: Database, coordinator: Actor) -> None:
    with explained(grown) as plans:
        await submit_aanvragen(grown, [make_indiening(coordinator) for _ in range(3)], answer)
    assert (plans.statements > 10, plans.whole) == (True, set())
    assert {"claim_pkey", "plaats_pkey"} <= plans.indexes


async def test_what_is_to_be_erased_is_found_by_when_it_ended(grown: Database) -> None:
    with explained(grown) as plans:
        async with grown.transaction(None) as tx:
            zaken = await wissing.find_due(tx, tx.now - timedelta(days=14), 5)
            await erase_from_afwegingen(tx, [key for zaak in zaken for key in zaak.aanvragen])
    assert (len(zaken), plans.whole) == (5, set())
    assert {"aanvraag_beeindigd", "aanvraag_verplaatst", "gewogen_pkey"} <= plans.indexes


async def test_what_is_due_is_found_by_when_it_is_due(grown: Database) -> None:
    with explained(grown) as plans:
        async with grown.transaction(None) as tx:
            await tx.sql(
                "UPDATE termijn SET op = clock_timestamp() WHERE (soort, sleutel) IN (SELECT soort, sleutel FROM termijn"
                " WHERE gevuurd_op IS NULL AND soort = 'plaats_onbevestigd' ORDER BY op LIMIT 40)"
            )
        assert await fire_termijnen(grown) >= 40
    assert not plans.whole
    assert "termijn_op" in plans.indexes


async def test_whoever_waits_is_found_among_all_who_ever_asked(grown: Database) -> None:
    with explained(grown) as plans:
        async with grown.transaction(None) as tx:
            await lock_afwegen(tx)
            query = "SELECT id FROM aanvraag WHERE status = :status ORDER BY vastgesteld_op"
            waiting = await tx.sql(query, status=Aanvraagstatus.zonder_plaats)
    assert len(waiting) >= WAITING
    assert not plans.whole
    assert "aanvraag_wachtend" in plans.indexes


async def test_a_claim_is_taken_kept_and_released_by_its_place(grown: Database) -> None:
    async with grown.transaction(None) as tx:
        free = await tx.sql(
            "SELECT p.id FROM plaats p LEFT JOIN claim c ON c.plaats_id = p.id WHERE c.plaats_id IS NULL LIMIT 20"
        )
    plaatsing, plaatsen = uuid4(), [row.id for row in free]
    with explained(grown) as plans:
        async with grown.transaction(None) as tx:
            taken = await claims.take(tx, [(plaats, plaatsing) for plaats in plaatsen], now().replace(year=2099))
            await claims.keep(tx, plaatsen, plaatsing, ClaimSoort.plaatsing)
            await claims.lock_claim(tx, plaatsen[0])
            await claims.release(tx, plaatsen, plaatsing)
            await termijnen.disarm(tx, termijnen.UITNAME_BEGINT, plaatsen)
    assert taken == set(plaatsen)
    assert not plans.whole
    assert "claim_pkey" in plans.indexes


async def test_a_status_is_set_by_the_key_of_the_place(grown: Database) -> None:
    opvang = await find_account(grown, Rol.opvang)
    async with grown.transaction(None) as tx:
        own = await tx.sql("SELECT id FROM plaats WHERE organisatie_id = :own LIMIT 1", own=opvang.organisatie)
        await tx.sql("DELETE FROM claim WHERE plaats_id = :id", id=own[0].id)

    async def say(tx: Transactie) -> None:
        now, plaats = tx.now, await lock_own(tx, own[0].id)
        seen = Statusmelding(Plaatsstatus.bezet, now, now)
        told = await set_plaatsstatus(tx, plaats.id, plaats.revisie, seen)
        await set_plaatsstatus(tx, plaats.id, told["revisie"], Statusmelding(Plaatsstatus.vrij, now))

    def refuse(error: Exception) -> Antwoord:
        raise error

    with explained(grown) as plans:
        await run(grown, Verzoek(opvang, Sleutel(opvang.account, "PUT", "/v1/x", "sleutel", b"")), say, answer, refuse)
    assert not plans.whole
    assert {"plaats_pkey", "plaats_geteld", "verblijf_per_plaats", "idempotentie_pkey"} <= plans.indexes


async def test_what_happened_since_a_number_is_read_from_that_number(grown: Database) -> None:
    async with grown.transaction(None) as tx:
        reached = (await read_stempel(tx)).volgnummer
    with explained(grown) as plans:
        async with grown.transaction(None) as tx:
            facts = (await read_stuk(tx, reached - 10, reached, 10)).feiten
    assert facts
    assert not plans.whole
    assert {"logboek_pkey", "logboek_gegevens_pkey"} <= plans.indexes


@pytest.mark.parametrize(
    ("rol", "query"),
    [
        (Rol.coordinator, pagina.AANVRAGEN_OWN),
        (Rol.coordinator, pagina.PLAATSINGEN_ASKED),
        (Rol.opvang, pagina.PLAATSINGEN_HOUSED),
        (Rol.opvang, pagina.PLAATSEN_OWN),
        (Rol.opvang, pagina.PLAATSEN_ALL),
    ],
)
async def test_a_page_is_read_from_its_cursor(grown: Database, rol: Rol, query: str) -> None:
    actor = await find_account(grown, rol)
    with explained(grown) as plans:
        async with grown.transaction(actor) as tx:
            await pagina.read_page(tx, query, uuid4(), **({"open": None} if ":open" in query else {}))
    assert not plans.whole


async def test_the_counts_of_one_centrumgemeente_do_not_count_the_others(grown: Database) -> None:
    with explained(grown) as plans:
        async with grown.transaction(None) as tx:
            (zwolle,) = await read_bezetting(tx, ["GM10007"])
    assert zwolle["code"] == "GM10007"
    assert not plans.whole
    assert "plaats_geteld" in plans.indexes


async def test_the_counts_of_some_do_not_count_the_others_when_planned_for_any_codes(grown: Database) -> None:
    """A statement that comes again and again is planned once, for whatever it will be asked."""
    statement = TELLING_SOME.replace(":codes", "$1")
    async with grown.transaction(None) as tx:
        await tx.driver.execute("SET LOCAL plan_cache_mode = force_generic_plan")
        await tx.driver.execute(f"PREPARE telling (text[]) AS {statement}")
        answer = await tx.driver.fetchval("EXPLAIN (FORMAT JSON) EXECUTE telling ('{GM10007}')")
        await tx.driver.execute("DEALLOCATE telling")
    plans = Plans()
    plans.note("telling", answer[0]["Plan"])
    assert not plans.whole
    assert {"plaats_geteld", "centrumgemeente_pkey"} <= plans.indexes


async def test_a_session_is_found_by_its_secret(grown: Database) -> None:
    async with grown.transaction(None) as tx:
        (top,) = await tx.sql(f"EXPLAIN (FORMAT JSON) {toegang.ACTOR}".replace("$1", ":secrets"), secrets=[b"x"])
    plans = Plans()
    plans.note("sessie", top[0][0]["Plan"])
    assert not plans.whole
    assert "sessie_pkey" in plans.indexes


def test_every_large_table_is_a_table() -> None:
    assert {table.name for table in SQLModel.metadata.tables.values()} >= LARGE
