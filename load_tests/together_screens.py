"""The dashboards of `together`: whose they are, and which number of which audience each fact of the logboek got."""

import random
import subprocess
import tempfile
import uuid
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from capacity_service.domain.inzage import Actor, Rol
from capacity_service.live.hub import SOCKETS_PER_ACCOUNT_MAX
from capacity_service.live.land import Land, read_land, read_stuk
from capacity_service.live.messages import Feit
from capacity_service.live.nummering import Nummering
from capacity_service.live.publiek import Publiek
from capacity_service.store.database import Database
from capacity_service.store.toegang import COOKIE, start_sessie
from load_tests.live_load import HEAD

SHARES = {Rol.opvang: 0.4, Rol.coordinator: 0.3, Rol.gemeente: 0.2, Rol.landelijk: 0.1}
ORGANISATIES = """
SELECT a.rol, o.id, o.centrumgemeente FROM account a JOIN organisatie o ON o.id = a.organisatie_id
WHERE a.rol = ANY(CAST(:rollen AS text[])) ORDER BY a.rol, o.id
"""
ACCOUNT = "INSERT INTO account (id, naam, rol, organisatie_id) VALUES (:id, 'scherm', :rol, :organisatie)"


@dataclass
class Schermen:
    """How many there are, the audiences, and for each account its audience and session; the sessions of houses by organisatie."""

    sockets: int
    publieken: list[Publiek] = field(default_factory=list)
    sessions: list[tuple[int, str]] = field(default_factory=list)
    houses: dict[uuid.UUID, str] = field(default_factory=dict)

    def expect(self) -> list[int]:
        """How many screens each audience has."""
        counts = [0] * len(self.publieken)
        for i in range(self.sockets):
            counts[self.sessions[i % len(self.sessions)][0]] += 1
        return counts


@dataclass
class Laatste:
    """When the last screen of an audience had a number (seconds since 1970) and how many had it; frames in all."""

    reached: dict[tuple[int, int], tuple[float, int]]
    frames: int


@dataclass
class Aankomst:
    """Of each fact that an audience is shown: when it was written, and the milliseconds until its last screen had it."""

    ms: list[tuple[datetime, float]] = field(default_factory=list)
    missed: int = 0


async def add_schermen(url: str, sockets: int, rng: random.Random) -> Schermen:
    """Accounts for so many screens, the roles in their shares, each over all organisaties that have one."""
    schermen, numbers = Schermen(sockets), dict[Publiek, int]()
    database = Database(url, size=1)
    async with database.transaction(None) as tx:
        owners: dict[Rol, list[tuple[uuid.UUID, str | None]]] = defaultdict(list)
        for row in await tx.sql(ORGANISATIES, rollen=[str(rol) for rol in SHARES]):
            owners[Rol(row.rol)].append((row.id, row.centrumgemeente))
        for rol, share in SHARES.items():
            for nth in range(-(-int(sockets * share) // SOCKETS_PER_ACCOUNT_MAX)):
                organisatie, streek = owners[rol][nth % len(owners[rol])]
                key = uuid.UUID(int=rng.getrandbits(128))
                await tx.sql(ACCOUNT, id=key, rol=str(rol), organisatie=organisatie)
                publiek = Publiek.of(Actor(key, "", rol, organisatie, streek))
                token = await start_sessie(tx, key)
                schermen.sessions.append((numbers.setdefault(publiek, len(numbers)), token))
        for organisatie, _ in owners[Rol.opvang]:
            key = uuid.UUID(int=rng.getrandbits(128))
            await tx.sql(ACCOUNT, id=key, rol=str(Rol.opvang), organisatie=organisatie)
            schermen.houses[organisatie] = await start_sessie(tx, key)
    await database.close()
    schermen.publieken = list(numbers)
    return schermen


@contextmanager
def watch(program: Path, url: str, schermen: Schermen) -> Iterator[Callable[[], Laatste]]:
    """All of them, open and greeted; what this gives says afterwards what they heard."""
    host = url.removeprefix("http://")
    with tempfile.NamedTemporaryFile() as heads:
        for publiek, token in schermen.sessions:
            head = HEAD.format(host=host, cookie=f"{COOKIE}={token}")
            heads.write(f"{publiek:03}{head}\0".encode())
        heads.flush()
        command = [str(program), host.rpartition(":")[2], str(schermen.sockets), heads.name, '{"soort":"hallo"}']
        screens = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert screens.stdin is not None
        assert screens.stdout is not None
        try:
            assert screens.stdout.readline() == "ready\n"
            yield lambda: _hear(screens)
        finally:
            screens.kill()
            screens.wait()
            screens.stdin.close()
            screens.stdout.close()


def _hear(screens: "subprocess.Popen[str]") -> Laatste:
    assert screens.stdin is not None
    assert screens.stdout is not None
    screens.stdin.close()
    *lines, total = [line.split() for line in screens.stdout]
    assert screens.wait() == 0
    reached = {(int(a), int(n)): (int(op) / 1e9, int(count)) for a, n, op, count in lines}
    return Laatste(reached, int(total[1]))


async def read_begin(url: str) -> Land:
    """The country as it is now."""
    database = Database(url, size=1)
    async with database.transaction(None, snapshot=True) as tx:
        land = await read_land(tx)
    await database.close()
    return land


async def find_arrivals(url: str, schermen: Schermen, laatste: Laatste, begin: Land) -> Aankomst:
    """Count again, fact by fact, what each audience was shown since; what its last screen lacks at the end was missed.

    Raises `AssertionError` when that gives other numbers than the screens heard.
    """
    feiten, written = await _read_facts(url, begin.stempel.volgnummer)
    arrived, expected = Aankomst(), schermen.expect()
    for nth, publiek in enumerate(schermen.publieken):
        heard = sorted(number for audience, number in laatste.reached if audience == nth)
        base = heard[0] - 1 if heard else 0
        nummering = Nummering.first(publiek, base, begin.stempel.volgnummer, begin.read_for(publiek))
        for feit in feiten:
            if not nummering.count([feit]):
                continue
            op, count = laatste.reached.get((nth, nummering.volgnummer), (0.0, 0))
            arrived.missed += expected[nth] - count
            if count == expected[nth]:
                moment = written[feit.volgnummer]
                arrived.ms.append((moment, (op - moment.timestamp()) * 1000))
        assert not heard or heard[-1] == nummering.volgnummer, (publiek, heard[-1], nummering.volgnummer)
    return arrived


async def _read_facts(url: str, since: int) -> tuple[list[Feit], dict[int, datetime]]:
    feiten: list[Feit] = []
    database = Database(url, size=1)
    async with database.transaction(None) as tx:
        rows = await tx.sql("SELECT volgnummer, op FROM logboek WHERE volgnummer > :since", since=since)
        written = {row.volgnummer: row.op for row in rows}
        reached = max(written, default=since)
        while since < reached:
            stuk = await read_stuk(tx, since, reached, 2_000)
            feiten += stuk.feiten
            since = stuk.tot
    await database.close()
    return feiten, written
