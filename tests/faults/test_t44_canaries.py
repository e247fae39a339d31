"""T44 and T48: numbers, addresses and secrets are in the answer to who may see them, and nowhere else that anything is left.

Not in what the service says, nor in what PostgreSQL says when it tells every statement with its parameters; in no answer to another,
on no socket, in no NOTIFY, in no dump, write-ahead log or data file. With the seal removed all of these are full of them.
"""

import asyncio
import json
import re
import subprocess
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from capacity_service.store.database import Database
from capacity_service.store.migrate import ROLES
from capacity_service.store.postgres_folder import DataFolder
from capacity_service.store.postgres_process import clean_environment
from tests.faults.figures import report
from tests.faults.ground import OPTIONS, Ground, make_ground
from tests.faults.kanaries import Kanaries, ask_everything, hunt, plant, read_files, reveal, tell_kinds
from tests.faults.processes import SERVICE, AppProcess
from tests.land import Dienst
from tests.live.client import watch

TALKATIVE = OPTIONS | {
    "log_min_messages": "warning",
    "log_min_error_statement": "error",
    "log_error_verbosity": "default",
    "log_statement": "all",
    "log_parameter_max_length": "-1",
    "log_parameter_max_length_on_error": "-1",
}
NAME = "kanaries"
OTHERS = (("opvang", 5), ("coordinator", 3), ("gemeente", 0), ("landelijk", 0))
WALLS = tuple(f"DROP TRIGGER {table}_stays_sealed ON {table}" for table in ("contact", "meldadres", "idempotentie"))


@dataclass
class Vangst:
    """What was found where: in what was said, in what others got, and in what a thief of files gets."""

    kanaries: Kanaries
    said: list[str]
    others: list[str]
    stolen: list[str]


@asynccontextmanager
async def _run(folder: Path, program: tuple[str, ...]) -> AsyncIterator[tuple[Ground, AppProcess, Dienst]]:
    async with make_ground(folder / "pg", NAME, TALKATIVE) as ground:
        if program != SERVICE:
            await _open_walls(ground)
        process = AppProcess(ground.url(ROLES[1], NAME), folder / "app", program)
        owner = Database(ground.url(ROLES[0], NAME), size=2)
        await process.start()
        dienst = Dienst(process.url, owner, owner)
        try:
            yield ground, process, dienst
        finally:
            await dienst.close()
            await process.stop()
            await owner.close()


async def _open_walls(ground: Ground) -> None:
    connection = await asyncpg.connect(ground.url(ROLES[0], NAME), ssl=False)
    for wall in WALLS:
        await connection.execute(wall)
    await connection.close()


async def _hunt(folder: Path, program: tuple[str, ...] = SERVICE) -> Vangst:
    async with _run(folder, program) as (ground, process, dienst):
        notified: list[str] = []
        listener = await asyncpg.connect(ground.url(ROLES[0], NAME), ssl=False)
        await listener.add_listener("capaciteit", lambda *told: notified.append(str(told)))
        async with AsyncExitStack() as sockets:
            kijkers = [await sockets.enter_async_context(watch(dienst, rol, nth=nth)) for rol, nth in OTHERS]
            frames: list[Any] = []
            hearing = [asyncio.create_task(_hear(kijker, frames)) for kijker in kijkers]
            kanaries = await plant(dienst)
            await reveal(dienst, kanaries)
            others = [
                (f"{rol} {path}", body)
                for rol, nth in OTHERS
                for path, body in await ask_everything(await dienst.as_rol(rol, nth=nth))
            ]
            await _fail(ground, dienst, kanaries)
            await asyncio.sleep(0.5)
            for task in hearing:
                task.cancel()
        await listener.close()
        await ground.administer("CHECKPOINT")
        said = [("het log van de dienst", process.said.encode()), ("NOTIFY", "\n".join(notified).encode())]
        said += [("het log van PostgreSQL", (folder / "pg" / "postgres.log").read_bytes())]
        others.append(("sockets van anderen", json.dumps(frames).encode()))
        stolen = [("pg_dump", _dump(ground)), *read_files(folder / "pg" / "postgres" / "pg_wal")]
        stolen += list(read_files(folder / "pg" / "postgres" / "base"))
        # Beside the database stand the keys; nothing that was told is there.
        said += list(read_files(folder / "app"))
        assert "log_statement" not in process.said
        assert len(notified) > 0
        assert len(frames) > 0
        return Vangst(kanaries, hunt(kanaries, said), hunt(kanaries, others), hunt(kanaries, stolen))


async def _hear(kijker: Any, frames: list[Any]) -> None:
    while True:
        frames.append(json.loads(await kijker.socket.recv()))


async def _fail(ground: Ground, dienst: Dienst, kanaries: Kanaries) -> None:
    """Something goes wrong in the middle of a change and of a look: what is said about that tells no number."""
    coordinator, opvang = await dienst.as_rol("coordinator"), await dienst.as_rol("opvang")
    (huis, *_) = (await opvang.get("/huizen")).json()["huizen"]
    connection = await asyncpg.connect(ground.url(ROLES[0], NAME), ssl=False)
    await connection.execute("SET ROLE capaciteit_schrijver")
    await connection.execute("REVOKE EXECUTE ON FUNCTION append_inzage(jsonb) FROM capaciteit_app")
    await connection.execute("RESET ROLE")
    await connection.execute("ALTER TABLE contact ADD CONSTRAINT niets_meer CHECK (false) NOT VALID")
    await connection.close()
    answer = await coordinator.get(f"/plaatsingen/{kanaries.plaatsingen[0]['id']}/contact")
    assert answer.status_code == 503
    body = {"telefoonnummer": kanaries.planted["nummer van huis 0"]}
    changed = await opvang.put(
        f"/huizen/{huis['id']}/contact", json=body, headers={"If-Match": f'"{huis["contactRevisie"]}"'}
    )
    assert changed.status_code == 500


def _dump(ground: Ground) -> bytes:
    cluster = ground.running.cluster
    binaries = DataFolder(ground.data_dir).choose_binaries()
    where = {"PGHOST": cluster.host, "PGPORT": str(cluster.port), "PGUSER": cluster.superuser}
    done = subprocess.run(
        [str(binaries.folder / "pg_dump"), NAME],
        env=clean_environment() | where | {"PGPASSWORD": cluster.password},
        check=True,
        capture_output=True,
    )
    return done.stdout


@pytest.mark.faults
async def test_what_is_secret_is_in_the_answer_to_who_asked_and_nowhere_else(tmp_path: Path) -> None:
    found = await _hunt(tmp_path)
    kanaries = found.kanaries
    report(
        f"T44: {len(kanaries.planted)} kanaries, {len(kanaries.shown)} keer getoond aan wie het mocht; gevonden in logs, traces,"
        f" NOTIFY en bestanden {len(found.said)}, bij anderen {len(found.others)}"
    )
    report(f"T48: in pg_dump, WAL en gegevensbestanden {len(found.stolen)}")
    assert found.said == []
    assert found.others == []
    assert found.stolen == []
    assert set(kanaries.shown) <= set(kanaries.planted.values())
    assert len(kanaries.shown) > 0


@pytest.mark.faults
async def test_without_the_seal_they_are_everywhere(tmp_path: Path) -> None:
    found = await _hunt(tmp_path, ("tests.faults.open_kluis", "serve"))
    report(f"T44 zonder muur: {tell_kinds(found.said)}")
    report(f"T48 zonder muur: {len(found.stolen)}: {len(tell_kinds(found.stolen))} soorten en plaatsen")
    stored = [name for name in found.kanaries.planted if not name.startswith("adres")]
    # The WAL is a row of files, named by 24 hexadecimal digits; where one ends and the next begins is not ours.
    for thief in (r"pg_dump", r"[0-9A-F]{24}"):
        seen = {
            name for name, _, where in (hit.rpartition(" in ") for hit in found.stolen) if re.fullmatch(thief, where)
        }
        assert seen >= set(stored), thief
