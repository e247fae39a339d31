"""T45: somebody of a partner organisatie looks where they have no business. All of it is written down, and seen, and too much is stopped."""

import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import uuid4

import httpx2
import pytest

from capacity_service.api import vastleggen
from capacity_service.domain.inzage import Rol
from capacity_service.domain.tijd import AMSTERDAM
from tests.actions.scene import Reserved, arrive, leave
from tests.conftest import Urls
from tests.faults.figures import LONG, report
from tests.klok import Klok
from tests.land import Dienst, Json, expect, make_aanvraag
from tests.regels import set_rule
from tests.store.scene import find_actor_of

pytestmark = pytest.mark.faults

OPENED = 60
WITHOUT_CASE = 10
AT_NIGHT = 5
MORE = 2_000 if LONG else 200
STOPPED, HIDDEN, SHOWN = 429, 404, 200


@dataclass
class Verdict:
    """What the insider was answered, and what of it the privacy officer sees."""

    answered: Counter[int] = field(default_factory=Counter)
    lines: int = 0
    seen: dict[str, set[str]] = field(default_factory=dict)
    seconds: float = 0.0
    first_stop: int | None = None


async def _fill(dienst: Dienst) -> list[Reserved]:
    """Sixty households in the houses of the insider's organisatie; the last one has left already."""
    opvang, coordinator = await dienst.as_rol("opvang"), await dienst.as_rol("coordinator", nth=1)
    await dienst.add_plaatsen(*({} for _ in range(OPENED)), opvang=opvang)
    found = []
    for _ in range(OPENED):
        aanvraag = expect(await coordinator.post("/aanvragen", json=make_aanvraag()), 201)
        found.append(Reserved(coordinator, opvang, aanvraag))
    await arrive(found[-1])
    await leave(found[-1])
    return found


async def play(klok: Klok, dienst: Dienst) -> Verdict:
    """The insider's night: open everything, ask whom to call where nothing runs, come back at three, and go on trying."""
    households, verdict = await _fill(dienst), Verdict()
    insider = await dienst.as_rol("opvang")
    for reserved in households:
        await _try(insider, f"/plaatsingen/{reserved.plaatsing['id']}", verdict)
    gone = [households[-1].plaatsing["id"]] * (WITHOUT_CASE // 2)
    elsewhere = [str(uuid4()) for _ in range(WITHOUT_CASE - len(gone))]
    for key in (*gone, *elsewhere):
        await _try(insider, f"/plaatsingen/{key}/contact", verdict)
    await _see(dienst, verdict)
    await klok.forward(_until_three(await klok.now()) - await klok.now())
    insider = await dienst.as_rol("opvang")
    for reserved in households[:AT_NIGHT]:
        await _try(insider, f"/plaatsingen/{reserved.plaatsing['id']}", verdict)
    for nth in range(MORE):
        if await _try(insider, f"/plaatsingen/{uuid4()}", verdict) == STOPPED and verdict.first_stop is None:
            verdict.first_stop = nth + AT_NIGHT
    await _see(dienst, verdict)
    return verdict


async def _try(insider: httpx2.AsyncClient, url: str, verdict: Verdict) -> int:
    status = (await insider.get(url)).status_code
    verdict.answered[status] += 1
    return status


def _until_three(now: datetime) -> datetime:
    """The next time it is ten past three in Amsterdam, more than an hour from now."""
    local = (now + timedelta(hours=2)).astimezone(AMSTERDAM)
    three = local.replace(hour=3, minute=10, second=0, microsecond=0)
    return three if three > local else (three + timedelta(days=1))


async def _see(dienst: Dienst, verdict: Verdict) -> None:
    """What is in the queue now, page by page, and how long it took to come there."""
    begun = time.monotonic()
    organisatie = (await find_actor_of(dienst.database, Rol.opvang)).organisatie
    fg = await dienst.as_rol("fg", str(organisatie))
    cursor, pages = "", []
    while True:
        page: Json = expect(await fg.get(f"/inzagelog/steekproef{cursor}"), 200)
        pages += page["steekproef"]
        if page["volgende"] is None:
            break
        cursor = f"?cursor={page['volgende']}"
    for line in pages:
        for waarom in line["waarom"]:
            verdict.seen.setdefault(waarom, set()).add(f"{line['handeling']} {line['volgnummer']}")
    verdict.seconds = max(verdict.seconds, time.monotonic() - begun)
    (rows,) = await dienst.sql("SELECT count(*) AS n FROM inzagelog WHERE rol = 'opvang' AND handeling <> 'live'")
    verdict.lines = rows.n


def find_faults(verdict: Verdict, bound: int) -> list[str]:
    """What an insider did that nobody wrote down, saw or stopped; empty when the walls held."""
    seen = verdict.seen
    asked = {line for line in seen.get("geweigerd", set()) if line.startswith("read_contact")}
    night = {line for line in seen.get("vreemd_uur", set()) if line.startswith("read_plaatsing")}
    known = {
        "not every opening was seen": len({line for line in seen.get("veel", ()) if line.startswith("read_plaatsing")})
        < OPENED,
        "not every number asked for without a case was seen": len(asked) < WITHOUT_CASE,
        "not every look at night was seen": len(night) < AT_NIGHT,
        "nobody was stopped": verdict.first_stop is None or verdict.first_stop > bound,
        "what was shown or refused is not all written down": verdict.lines
        < verdict.answered[SHOWN] + verdict.answered[HIDDEN],
        "it took longer than a minute": verdict.seconds > 60,
    }
    return [fault for fault, so in known.items() if so]


async def test_an_insider_is_written_down_seen_and_stopped(klok: Klok, kaal: Urls, dienst: Dienst) -> None:
    bound = 100 if not LONG else 200
    await set_rule(kaal, "inzage_rem_aantal", bound)
    verdict = await play(klok, dienst)
    report(
        f"T45 {sum(verdict.answered.values())} inzages van een insider: {verdict.answered[SHOWN]} getoond, "
        f"{verdict.answered[HIDDEN]} geweigerd, {verdict.answered[STOPPED]} geremd (vanaf de {verdict.first_stop}e van dat uur); "
        f"{verdict.lines} regels, {len(set().union(*verdict.seen.values()))} in de steekproef na {verdict.seconds:.2f} s"
    )
    assert find_faults(verdict, bound) == []
    assert verdict.answered[SHOWN] == OPENED + AT_NIGHT


async def test_without_the_record_nobody_would_know(
    klok: Klok, dienst: Dienst, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The wall removed: looks are no longer written down."""

    async def forget(*_: object) -> None:
        return

    monkeypatch.setattr(vastleggen, "record_look", forget)
    faults = find_faults(await play(klok, dienst), 200)
    assert {
        "not every opening was seen",
        "not every look at night was seen",
        "nobody was stopped",
        "what was shown or refused is not all written down",
    } <= set(faults)
