"""Fan-out: what an audience is told is encoded once, and written once to each of its sockets, straight to the network.

A socket that cannot keep up is closed (4008) and resumes; a session that ended is closed (4003) within two seconds. One
timer beats for all sockets, in turns.
"""

import asyncio
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from uuid import UUID

import structlog

from capacity_service.domain.inzage import Rol
from capacity_service.live.abonnee import TOO_SLOW, Abonnee
from capacity_service.live.beurt import Beurt
from capacity_service.live.frames import Bundel, make_bundel
from capacity_service.live.publiek import Publiek
from capacity_service.store.database import Database, Transactie
from capacity_service.store.toegang import look_at_rechten, prolong, read_live, read_rechten

RIGHTS_S = 1.0
HEARTBEAT_S = 10.0
TURNS = 10
"""Over how many turns an audience is spread: a heartbeat's time long, in the order in which sockets came."""
TICK_S = 0.5
EARLY_S = 1.0
"""So long before it is due a heartbeat goes along with what is said anyway."""
SOCKETS_PER_ACCOUNT_MAX = 20
LONG_AGO = datetime.min.replace(tzinfo=UTC)
PROLONG_S = 60.0
ASK_ALL = timedelta(minutes=1)
"""Rights are asked of everybody after this long even when nothing is known to have changed."""

log = structlog.get_logger()
Hartslag = Callable[[Publiek], str | None]
"""What a heartbeat says to an audience; None when it cannot honestly be said that this is fresh."""


class Hub:
    """Who listens, by audience."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._beurten: dict[Publiek, dict[int, Beurt]] = defaultdict(dict)
        self._per_account: Counter[UUID] = Counter()
        self._arriving: Counter[UUID] = Counter()
        self._rechten, self._hold_until = -1, LONG_AGO
        """Of when everybody was asked last: which revisie, and until when all hold as long as that stays the same."""
        self._prolong_at = 0.0
        self._new: set[Abonnee] = set()
        """Who came since rights were asked last: theirs may have ended while they were let in."""
        self._hartslag: Hartslag = lambda _: None
        self._tasks: list[asyncio.Task[None]] = []

    async def start(self, hartslag: Hartslag) -> None:
        """Begin to beat, and to watch rights."""
        self._hartslag = hartslag
        self._tasks = [
            asyncio.create_task(self._beat(), name="hartslag"),
            asyncio.create_task(self._watch_rights(), name="rechten"),
        ]

    async def stop(self) -> None:
        """Close every socket with 1001 (going away) and end."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for abonnee in self._all():
            abonnee.end(1001)

    @contextmanager
    def arrive(self, account: UUID) -> Iterator[bool]:
        """Whether there is room for one more socket of this account, kept while it comes in: a crowd that may not stay costs nothing."""
        room = self._per_account[account] + self._arriving[account] < SOCKETS_PER_ACCOUNT_MAX
        self._arriving[account] += room
        try:
            yield room
        finally:
            self._arriving[account] -= room
            if not self._arriving[account]:
                del self._arriving[account]

    def add(self, abonnee: Abonnee) -> bool:
        """Let a socket listen from now on; False when its account has too many already."""
        if self._per_account[abonnee.actor.account] >= SOCKETS_PER_ACCOUNT_MAX:
            return False
        now, beurten = time.monotonic(), self._beurten[Publiek.of(abonnee.actor)]
        turn = int(now * TURNS / HEARTBEAT_S) % TURNS
        if turn not in beurten:
            beurten[turn] = Beurt(now, HEARTBEAT_S, abonnee.uitgang)
        beurten[turn].add(abonnee)
        self._per_account[abonnee.actor.account] += 1
        self._new.add(abonnee)
        return True

    def remove(self, abonnee: Abonnee) -> None:
        """It is gone."""
        abonnee.leave()
        publiek, account = Publiek.of(abonnee.actor), abonnee.actor.account
        beurten = self._beurten.get(publiek, {})
        turn = next((turn for turn, beurt in beurten.items() if abonnee in beurt), None)
        if turn is None:
            return
        beurten[turn].remove(abonnee)
        self._new.discard(abonnee)
        if not beurten[turn]:
            del beurten[turn]
        if not beurten:
            del self._beurten[publiek]
        self._per_account[account] -= 1
        if not self._per_account[account]:
            del self._per_account[account]

    def publieken(self) -> list[Publiek]:
        """Every audience of which somebody listens."""
        return list(self._beurten)

    def publish(self, publiek: Publiek, frames: Sequence[str]) -> None:
        """Hand these frames, in this order, to everybody of this audience.

        It never waits: what a socket is greeted with and what it is handed after that must join without a gap.
        """
        beurten = self._beurten.get(publiek)
        if beurten and frames:
            bundel, now = make_bundel(frames), time.monotonic()
            hartslag = self._make_hartslag(publiek, beurten, now + EARLY_S)
            for beurt in tuple(beurten.values()):
                self._write(beurt, bundel, hartslag, now, early_s=EARLY_S)

    def reload(self, publiek: Publiek) -> None:
        """The stand of this audience was replaced: everybody comes back for a new one."""
        for beurt in tuple(self._beurten.get(publiek, {}).values()):
            for abonnee in tuple(beurt):
                abonnee.end(TOO_SLOW)

    def count(self) -> Counter[Rol]:
        """How many sockets each rol has here."""
        counted: Counter[Rol] = Counter()
        for publiek, beurten in self._beurten.items():
            counted[publiek.rol] += sum(len(beurt) for beurt in beurten.values())
        return counted

    def _all(self) -> list[Abonnee]:
        return [abonnee for beurten in self._beurten.values() for beurt in beurten.values() for abonnee in beurt]

    def _make_hartslag(self, publiek: Publiek, beurten: dict[int, Beurt], until: float) -> Bundel | None:
        """What it says now, when any turn of this audience is due before `until` and it can honestly be said."""
        if all(beurt.beat_at > until for beurt in beurten.values()):
            return None
        text = self._hartslag(publiek)
        return None if text is None else make_bundel([text])

    def _write(
        self, beurt: Beurt, bundel: Bundel | None, hartslag: Bundel | None, now: float, *, early_s: float = 0.0
    ) -> bool:
        """What there is to say to this turn, along with the heartbeat and the ping if they are due; False when nothing is."""
        beats, pings = hartslag is not None and beurt.beat_at <= now + early_s, beurt.ping_at <= now + early_s
        if bundel is None and not beats and not pings:
            return False
        if beats:
            beurt.note_beat(now)
        if pings:
            beurt.note_ping(now)
        beurt.write(bundel, hartslag if beats else None, ping=pings)
        return True

    async def _beat(self) -> None:
        """Look whose heartbeat or ping is due and went along with nothing; turns are due at different moments."""
        while True:
            await asyncio.sleep(min(TICK_S, HEARTBEAT_S))
            for publiek, beurten in list(self._beurten.items()):
                now = time.monotonic()
                hartslag = self._make_hartslag(publiek, beurten, now)
                for beurt in tuple(beurten.values()):
                    now = time.monotonic()
                    if beurt.answer_at <= now:
                        beurt.let_go_of_silent()
                    if self._write(beurt, None, hartslag, now):
                        await asyncio.sleep(0)

    async def check_rights(self, tx: Transactie) -> None:
        """Close whoever may no longer hear what `tx` has read, before it is published: asked for every round, read when it changed."""
        await self._end_without_rights(tx, await read_rechten(tx))

    async def _end_without_rights(self, tx: Transactie, rechten: int) -> None:
        """Ask about everybody when something changed since, or somebody's time is over; else only about who is new."""
        everybody = rechten != self._rechten or tx.now >= self._hold_until
        asked = self._all() if everybody else list(self._new)
        holding = await read_live(tx, list({abonnee.sleutel_hash for abonnee in asked})) if asked else {}
        if everybody:
            # Who came meanwhile may have been asked by another round, that knew of no end.
            self._new.update(self._all())
            self._rechten, self._hold_until = rechten, tx.now + ASK_ALL
        self._new.difference_update(asked)
        self._hold_until = min([self._hold_until, *(sessie.verloopt_op for sessie in holding.values())])
        for abonnee in asked:
            sessie = holding.get(abonnee.sleutel_hash)
            if sessie is None or (sessie.rol, sessie.organisatie) != (abonnee.actor.rol, abonnee.actor.organisatie):
                abonnee.end(4003)

    async def _prolong(self) -> None:
        """Who has a screen open uses their session."""
        async with self._database.transaction(None, live_pool=True) as tx:
            await prolong(tx, list({abonnee.sleutel_hash for abonnee in self._all()}))
        self._prolong_at = time.monotonic() + PROLONG_S

    async def _watch_rights(self) -> None:
        """Look once a second whether all still hold, since their time runs out too; what cannot be asked is asked again."""
        while True:
            await asyncio.sleep(RIGHTS_S)
            if not self._beurten:
                continue
            try:
                rechten, now = await look_at_rechten(self._database)
                if rechten != self._rechten or now >= self._hold_until or self._new:
                    async with self._database.transaction(None, live_pool=True) as tx:
                        await self._end_without_rights(tx, rechten)
                if time.monotonic() >= self._prolong_at:
                    await self._prolong()
            except Exception as error:  # noqa: BLE001 - rights are asked again in a second; no facts flow meanwhile
                log.warning("rechten niet na te gaan", reden=type(error).__name__)
