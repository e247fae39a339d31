"""The table of ticks. APScheduler only ticks; what is due stands in rows (P4), so every node may tick."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from capacity_service.actions.erase_zaken import erase_zaken
from capacity_service.actions.fire_termijnen import fire_termijnen
from capacity_service.actions.judge_country import judge_country
from capacity_service.actions.keep_historie import keep_historie
from capacity_service.actions.record_tik import record_tik
from capacity_service.actions.retire_meldingen import retire_meldingen
from capacity_service.actions.wind_clocks import wind_clocks
from capacity_service.store import aanmeldingen, bezorgingen, idempotentie, termijnen, toegang
from capacity_service.store.database import Database
from capacity_service.store.versleuteling import keep_sealed
from capacity_service.timers.deliver import Bezorger
from capacity_service.timers.keep_bomen import BOOM_S, Boomwacht

TICK_S = 1
TICK_TIMEOUT_S = 20
HOUR_S = 3600
WATCH_S = 10
HISTORIE_S = 60
SLEUTELS_S = 60
TIK_S = 5
"""A tik holds the counts of before its boundary, however late it is recorded, so nobody sees the difference."""
BEHIND_S = 30
"""What has been due for longer than this is an alarm in the log, from a job of its own that fires nothing."""

log = structlog.get_logger()
Job = Callable[[Database], Awaitable[object]]


async def clean_up(database: Database) -> None:
    """Forget stored answers and what was delivered, older than 7 days, and sessions, tickets and logins whose time is over."""
    async with database.transaction(None, own_pool=True) as tx:
        await idempotentie.forget_expired(tx)
        await bezorgingen.forget_delivered(tx)
        await toegang.forget_expired(tx)
        await aanmeldingen.forget_expired(tx)


async def watch(database: Database) -> None:
    """Say so when deadlines are not being fired: one line for each kind, with how many and since when."""
    async with database.transaction(None, own_pool=True) as tx:
        behind = await termijnen.read_behind(tx, BEHIND_S)
    for soort, aantal, oudste in behind:
        log.error("termijnen lopen achter", termijnsoort=str(soort), aantal=aantal, sinds=oudste.isoformat())


HOURLY: dict[Job, str] = {
    clean_up: "opruimen",
    erase_zaken: "wissen",
    judge_country: "land",
    retire_meldingen: "meldingen",
    wind_clocks: "klokken",
}


def make_scheduler(database: Database, bezorger: Bezorger, wacht: Boomwacht | None = None) -> AsyncIOScheduler:
    """The scheduler, not yet started; never two of one job at a time.

    Deadlines and bezorgingen every second, ticks every five, hours of the past and new keys every minute, cleaning up every hour; whether
    the trees have to grow every ten seconds. Clocks that nobody wound are looked for at once, and every hour after that.
    """
    scheduler = AsyncIOScheduler(
        timezone=UTC, job_defaults={"max_instances": 1, "coalesce": True, "misfire_grace_time": None}
    )
    scheduler.add_job(_safely, "interval", seconds=TICK_S, args=[fire_termijnen, database], id="termijnen")
    scheduler.add_job(_safely, "interval", seconds=TICK_S, args=[bezorger.start_due, database], id="bezorgingen")
    scheduler.add_job(_safely, "interval", seconds=TIK_S, args=[record_tik, database], id="tikken")
    scheduler.add_job(_safely, "interval", seconds=WATCH_S, args=[watch, database], id="wacht")
    scheduler.add_job(_safely, "interval", seconds=HISTORIE_S, args=[keep_historie, database], id="historie")
    scheduler.add_job(_safely, "interval", seconds=SLEUTELS_S, args=[keep_sealed, database], id="sleutels")
    scheduler.add_job(_safely, args=[wind_clocks, database], id="start")
    if wacht is not None:
        scheduler.add_job(_safely, "interval", seconds=BOOM_S, args=[wacht.keep_bomen, database], id="bomen")
    for job, name in HOURLY.items():
        scheduler.add_job(_safely, "interval", seconds=HOUR_S, args=[job, database], id=name)
    return scheduler


async def _safely(job: Job, database: Database) -> None:
    """One tick, bounded in time: a hanging one ends and the next looks again."""
    try:
        async with asyncio.timeout(TICK_TIMEOUT_S):
            await job(database)
    except asyncio.CancelledError:
        # The process ends. APScheduler would print it as a failure; what was not committed is undone.
        return
    except Exception as error:  # noqa: BLE001 - the ticker outlives every failure of the database
        log.warning("tik mislukt", taak=job.__name__, reden=type(error).__name__)
