"""The audiences that somebody on this node follows, each with its zicht, counted on from its last ijkpunt."""

import asyncio
import time
from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Sequence
from typing import Protocol

import structlog

from capacity_service.domain.errors import EvenNiet
from capacity_service.domain.inzage import Rol
from capacity_service.live.land import Land, Stuk, read_stuk
from capacity_service.live.messages import Sleutel
from capacity_service.live.nummering import Nummering, Verandering
from capacity_service.live.publiek import Publiek
from capacity_service.live.zicht import Zicht
from capacity_service.store import ijkpunten
from capacity_service.store.database import Database, Transactie
from capacity_service.store.ijkpunten import Ijkpunt

RESUME_MAX = 20_000
"""Facts of the logboek that are read again for who comes back; whoever missed more gets a stand."""

IJK_EACH = 1_000
"""Facts of the logboek between two ijkpunten of one audience."""

IJK_S = 3600.0
"""Seconds between two of them while anything happens. What is counted on from is of the last half day: so nothing that was erased
is counted over, and every node comes to the same number."""

RECENT_MAX = 3 * IJK_EACH
"""Facts that are kept at hand, so that audiences that come one after another do not each read them."""

READ_MAX = 2_000
AFRESH = 1_000_000
"""How much an audience's number rises when it begins anew: more than anybody can have been told since its last ijkpunt."""

IDLE_S = 600.0
"""How long an audience is followed when nobody of it is here."""

REACH_S = 2.0

log = structlog.get_logger()


class Luisteraars(Protocol):
    """Who listens, as the feed sees them."""

    def publieken(self) -> list[Publiek]:
        """Every audience of which somebody listens."""
        ...

    def publish(self, publiek: Publiek, frames: Sequence[str]) -> None:
        """Hand frames to an audience, without waiting."""
        ...

    def reload(self, publiek: Publiek) -> None:
        """Make an audience come back for a new stand."""
        ...

    async def check_rights(self, tx: Transactie) -> None:
        """Close whoever may no longer hear what this transaction has read."""
        ...


class Publieken:
    """Follows one `land`, which its owner advances; `follow` puts another in its place."""

    def __init__(self, database: Database, luisteraars: Luisteraars, hurry: Callable[[], None]) -> None:
        self._database = database
        self._hurry = hurry
        self._held = False
        self._told = 0
        self._waiting: list[tuple[int, asyncio.Future[None]]] = []
        self._luisteraars = luisteraars
        self._land: Land | None = None
        self._zichten: dict[Publiek, Zicht] = {}
        self._locks: defaultdict[Publiek, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._recent: deque[Stuk] = deque()
        self._kept_op: dict[Publiek, float] = {}

    @property
    def land(self) -> Land:
        """The country that is followed. Raises `EvenNiet` as long as it was never read."""
        if self._land is None:
            raise EvenNiet
        return self._land

    def follow(self, land: Land, recent: Iterable[Stuk] = ()) -> None:
        """Follow this from now on; whoever listens comes back for a new stand. `recent` leads up to it."""
        self._land = land
        self._zichten.clear()
        self._recent = deque(recent)
        for publiek in self._luisteraars.publieken():
            self._luisteraars.reload(publiek)
        self._answer()

    def hold(self, *, held: bool) -> None:
        """Show gemeenten nothing while the level in force (rule `openheid`) is not the one that was recorded last.

        That is for a second after midnight at most. Should nobody record the tik, they see nothing, and not too much.
        """
        self._held = held
        if held:
            for publiek in [one for one in self._zichten if one.rol is Rol.gemeente]:
                del self._zichten[publiek]
                self._luisteraars.reload(publiek)

    async def advance(self, stuk: Stuk) -> None:
        """Tell every audience what this stretch, which the land has taken in, changes for it."""
        if stuk.tot > stuk.vanaf:
            self._recent.append(stuk)
        while sum(len(one.feiten) for one in self._recent) > RECENT_MAX:
            self._recent.popleft()
        for publiek, zicht in list(self._zichten.items()):
            try:
                told = self._tell(publiek, zicht, stuk)
            except Exception as error:  # noqa: BLE001 - one audience that cannot be told does not hold up the others
                log.warning("een publiek wordt opnieuw gelezen", rol=str(publiek.rol), reden=type(error).__name__)
                self._zichten.pop(publiek, None)
                self._luisteraars.reload(publiek)
                told = True
            if told:
                await asyncio.sleep(0)
        self._answer()

    def _tell(self, publiek: Publiek, zicht: Zicht, stuk: Stuk) -> bool:
        """Count and hand out without waiting in between: what a socket is greeted with joins on to this."""
        frames = zicht.advance(stuk.feiten)
        zicht.nummering.logboek = max(zicht.nummering.logboek, stuk.tot)
        zicht.set_moment(self.land.stempel, self.land.minimum)
        if frames:
            self._luisteraars.publish(publiek, frames)
        return bool(frames)

    async def reach(self, volgnummer: int) -> None:
        """Until everybody has been told of all facts up to this one. Raises `EvenNiet` after two seconds."""
        if self._told >= volgnummer:
            return
        reached = asyncio.get_running_loop().create_future()
        self._waiting.append((volgnummer, reached))
        self._hurry()
        try:
            async with asyncio.timeout(REACH_S):
                await reached
        except TimeoutError:
            raise EvenNiet from None

    @property
    def awaited(self) -> bool:
        """Whether somebody waits until a fact has been told."""
        return bool(self._waiting)

    def _answer(self) -> None:
        self._told = self.land.stempel.volgnummer
        for volgnummer, reached in self._waiting:
            if volgnummer <= self._told and not reached.done():
                reached.set_result(None)
        self._waiting = [one for one in self._waiting if not one[1].done()]

    def find(self, publiek: Publiek) -> Zicht | None:
        """The zicht of an audience that is being followed."""
        return self._zichten.get(publiek)

    async def open(self, publiek: Publiek, vanaf: int | None = None) -> Zicht:
        """The zicht of an audience, knowing what changed since its number `vanaf` if that can still be known.

        Raises `EvenNiet` when the database cannot be had, or gemeenten see nothing for a moment.
        """
        self._check(publiek)
        async with self._locks[publiek]:
            zicht = self._zichten.get(publiek) or await self._make(publiek)
            zicht.gevraagd_op = time.monotonic()
            if vanaf is not None and 0 <= vanaf < zicht.vanaf:
                await self._look_back(zicht, vanaf)
        return self._zichten.get(publiek) or zicht

    def _check(self, publiek: Publiek) -> None:
        if self._held and publiek.rol is Rol.gemeente:
            raise EvenNiet

    async def keep(self) -> None:
        """Write down where the audiences are that went far since their last ijkpunt; let go of who is not followed."""
        listening, now = set(self._luisteraars.publieken()), time.monotonic()
        for publiek, zicht in list(self._zichten.items()):
            if publiek not in listening and now - zicht.gevraagd_op > IDLE_S:
                del self._zichten[publiek]
        due = [zicht for publiek, zicht in self._zichten.items() if self._is_due(publiek, zicht, now)]
        if not due:
            return
        reached = self.land.stempel.volgnummer
        kept = [zicht.nummering.make_ijkpunt() for zicht in due]
        async with self._database.transaction(None, live_pool=True) as tx:
            await ijkpunten.keep(tx, kept, reached - RESUME_MAX - IJK_EACH)
        for zicht, ijkpunt in zip(due, kept, strict=True):
            zicht.geijkt = ijkpunt.logboek
            self._kept_op[zicht.nummering.publiek] = now

    def _is_due(self, publiek: Publiek, zicht: Zicht, now: float) -> bool:
        """Whether it went so far, or so long, that another node should not count all of that again."""
        far = zicht.nummering.logboek - zicht.geijkt
        return far >= IJK_EACH or (far > 0 and now - self._kept_op.setdefault(publiek, now) >= IJK_S)

    async def _make(self, publiek: Publiek) -> Zicht:
        followed = self.land
        ijkpunt = await self._find_ijkpunt(publiek)
        # Another node may be a moment ahead.
        await self.reach(ijkpunt.logboek)
        nummering, changed, gewist = Nummering.at(publiek, ijkpunt), _Changes(), False
        while (known := self._recent_since(nummering.logboek)) is None:
            stuk = await self._read(nummering.logboek, self.land.stempel.volgnummer)
            gewist |= stuk.gewist
            changed.add(nummering, stuk)
        for stuk in known:
            changed.add(nummering, stuk)
        # From here on nothing waits: the rows are of the number that was just counted to.
        land = self.land
        if land is not followed:
            raise EvenNiet
        self._check(publiek)
        nummering.logboek = land.stempel.volgnummer
        zicht = Zicht(nummering, land.read_for(publiek), land.stempel)
        zicht.set_moment(land.stempel, land.minimum)
        zicht.geijkt = ijkpunt.logboek
        self._kept_op[publiek] = time.monotonic()
        if not gewist:
            zicht.add_earlier(changed.last, ijkpunt.volgnummer, ijkpunt.logboek)
        self._zichten[publiek] = zicht
        return zicht

    async def _find_ijkpunt(self, publiek: Publiek) -> Ijkpunt:
        """The last one that is near enough; else one made here and now, or by another node at the same moment."""
        async with self._database.transaction(None, live_pool=True) as tx:
            latest = await ijkpunten.read_latest(tx, publiek.naam)
            stempel = self.land.stempel
            if latest is not None and latest.vers and stempel.volgnummer - latest.logboek <= RESUME_MAX:
                return latest
            first = 0 if latest is None else latest.volgnummer + AFRESH
            begun = Nummering.first(publiek, first, stempel.volgnummer, self.land.read_for(publiek))
            return await ijkpunten.start(tx, begun.make_ijkpunt())

    async def _look_back(self, zicht: Zicht, vanaf: int) -> None:
        """Let the zicht know what changed since an older number, if the facts are there and not too many."""
        publiek, until, joins = zicht.nummering.publiek, zicht.vanaf_logboek, zicht.vanaf
        async with self._database.transaction(None, live_pool=True) as tx:
            ijkpunt = await ijkpunten.read_at_or_below(tx, publiek.naam, vanaf)
        if ijkpunt is None or not ijkpunt.vers or until is None or until - ijkpunt.logboek > RESUME_MAX:
            return
        nummering, changed = Nummering.at(publiek, ijkpunt), _Changes()
        while nummering.logboek < until:
            stuk = await self._read(nummering.logboek, until)
            if stuk.gewist:
                return
            changed.add(nummering, stuk)
        if (nummering.volgnummer, zicht.vanaf) == (joins, joins):
            zicht.add_earlier(changed.last, ijkpunt.volgnummer, ijkpunt.logboek)

    def _recent_since(self, logboek: int) -> list[Stuk] | None:
        """The stretches after this fact, when all of them are still here."""
        if logboek >= self.land.stempel.volgnummer:
            return []
        after = [stuk for stuk in self._recent if stuk.tot > logboek]
        complete = bool(after) and after[0].vanaf <= logboek
        return after if complete else None

    async def _read(self, since: int, until: int) -> Stuk:
        async with self._database.transaction(None, live_pool=True) as tx:
            return await read_stuk(tx, since, until, READ_MAX)


class _Changes:
    """The last change of each row over several stretches."""

    def __init__(self) -> None:
        self.last: dict[Sleutel, Verandering] = {}

    def add(self, nummering: Nummering, stuk: Stuk) -> None:
        for sleutel, verandering in nummering.count(stuk.feiten).items():
            self.last.pop(sleutel, None)
            self.last[sleutel] = verandering
        nummering.logboek = stuk.tot
