"""T1: whole crowds want the same place on three instances at once. It is promised once, and the others are told."""

import asyncio
import random
from collections import Counter
from collections.abc import Awaitable

import httpx2
import pytest

from tests.conftest import MakeDatabase, Urls
from tests.faults.invariants import check_facts, check_invariants
from tests.faults.races import (
    INSTANCES,
    LONG,
    Verslag,
    empty_country,
    log_in,
    problem_of,
    remove_claim_wall,
    remove_locks,
    serve_instances,
    start_together,
)
from tests.land import Dienst, Json, expect, make_aanvraag

pytestmark = pytest.mark.faults

SEED = 20261121
CROWD_TO_SUBMIT = 200 if LONG else 100
CROWD_TO_CHOOSE = 200 if LONG else 60
ROUNDS = 50 if LONG else 2
ROUNDS_OF_BOTH, NEWCOMERS = (10, 100) if LONG else (2, 40)
CONTESTED = "GM0193"
ELSEWHERE = "GM0363"

PROMISED = """
SELECT (SELECT count(*) FROM plaatsing WHERE status = 'gereserveerd') AS promised,
       (SELECT count(DISTINCT plaats_id) FROM claim WHERE soort = 'reservering') AS places,
       (SELECT count(*) FROM aanvraag WHERE status = 'zonder_plaats') AS waiting
"""


def make_small() -> Json:
    """Two persons: a place for two suits them best, one for four comes second."""
    return make_aanvraag(huishouden={"volwassenen": 1, "kinderen": [{"leeftijd": 4}], "behoeften": []})


async def race_to_submit(urls: Urls, diensten: list[Dienst], verslag: Verslag, *, rounds: int, crowd: int) -> None:
    """Everybody asks for a place while there is one; each aanvraag is recorded, and one is gereserveerd."""
    choice = random.Random(verslag.seed)
    opvang, *_ = await log_in(diensten, "opvang")
    groups = [await log_in(diensten, "coordinator", nth=nth) for nth in range(4)]
    for _ in range(rounds):
        await empty_country(diensten[0].owner)
        (plaats,) = await diensten[0].add_plaatsen({"centrumgemeente": CONTESTED}, opvang=opvang)
        clients = [choice.choice(choice.choice(groups)) for _ in range(crowd)]
        answers = await start_together(verslag, [c.post("/aanvragen", json=make_small()) for c in clients])
        made = [answer.json() for answer in answers if answer.status_code == 201]
        verslag.expect(len(made) == crowd, f"verloren: {crowd - len(made)} van {crowd} aanvragen zijn niet vastgelegd")
        counted = Counter(aanvraag["status"] for aanvraag in made)
        verslag.expect(
            counted == {"gereserveerd": 1, "zonder_plaats": crowd - 1}, f"dubbel: {dict(counted)} om een plaats"
        )
        rows = await diensten[0].sql("SELECT plaats_id, count(*) AS n FROM claim GROUP BY plaats_id")
        verslag.expect([(str(r.plaats_id), r.n) for r in rows] == [(plaats["id"], 1)], "dubbel: meer dan een claim")
        verslag.faults += await check_invariants(urls.migrator)
        await verslag.count_batches(diensten[0])


Holders = list[tuple[httpx2.AsyncClient, Json]]


async def build_crowd(diensten: list[Dienst], crowd: int) -> tuple[str, Holders]:
    """Everybody holds a place for two in Amsterdam, and everybody's second voorstel is the one place in Zwolle."""
    await empty_country(diensten[0].owner)
    opvang, *_ = await log_in(diensten, "opvang")
    rows = ["soort;centrumgemeente;huis;personenMax", *(f"crisisplaats;{ELSEWHERE};H{n};2" for n in range(crowd))]
    csv = "\r\n".join(rows).encode()
    expect(await opvang.post("/plaatsen/import", content=csv, headers={"Content-Type": "text/csv"}), 201)
    (contested,) = await diensten[0].add_plaatsen({"centrumgemeente": CONTESTED}, opvang=opvang)
    groups = [await log_in(diensten, "coordinator", nth=nth) for nth in range(4)]
    clients = [groups[n % len(groups)][n // len(groups) % INSTANCES] for n in range(crowd)]
    answers = await asyncio.gather(*(client.post("/aanvragen", json=make_small()) for client in clients))
    holders = [(client, expect(answer, 201)) for client, answer in zip(clients, answers, strict=True)]
    for _, aanvraag in holders:
        second = [voorstel["plaatsen"] for voorstel in aanvraag["voorstellen"] if voorstel["rang"] == 2]
        assert second == [[contested["id"]]]
    return contested["id"], holders


async def race_to_choose(urls: Urls, diensten: list[Dienst], verslag: Verslag, *, rounds: int, crowd: int) -> None:
    """Everybody picks the same other voorstel; one gets it, everybody else keeps what they had."""
    contested, holders = await build_crowd(diensten, crowd)
    await verslag.count_batches(diensten[0])
    held = {aanvraag["id"]: aanvraag["plaatsing"] for _, aanvraag in holders}
    choice = random.Random(verslag.seed)
    for _ in range(rounds):
        choice.shuffle(holders)
        answers = await start_together(
            verslag,
            [choose(client, held[aanvraag["id"]], contested) for client, aanvraag in holders],
        )
        winners = [(h, a.json()) for h, a in zip(holders, answers, strict=True) if a.status_code == 200]
        refused = Counter(problem_of(answer) for answer in answers if answer.status_code != 200)
        verslag.expect(len(winners) == 1, f"dubbel: {len(winners)} kregen dezelfde plaats")
        verslag.expect(refused == {"plaats_niet_vrij": crowd - 1}, f"geweigerd: {dict(refused)}")
        verslag.faults += await check_invariants(urls.migrator)
        verslag.faults += await check_facts(urls.migrator)
        if verslag.faults:
            return
        ((client, aanvraag), won) = winners[0]
        back = await choose(client, won, *held[aanvraag["id"]]["plaatsen"])
        held[aanvraag["id"]] = expect(back, 200)


async def race_to_choose_and_submit(
    urls: Urls, diensten: list[Dienst], verslag: Verslag, *, rounds: int, crowd: int, newcomers: int
) -> None:
    """Some pick the one place that is left, others ask for it at the same moment: it goes once, and what it frees goes once."""
    choice = random.Random(verslag.seed)
    for _ in range(rounds):
        contested, holders = await build_crowd(diensten, crowd)
        chosen = [choose(client, aanvraag["plaatsing"], contested) for client, aanvraag in holders]
        asking = [choice.choice(holders)[0].post("/aanvragen", json=make_small()) for _ in range(newcomers)]
        calls = [*chosen, *asking]
        order = choice.sample(range(len(calls)), len(calls))
        answers = dict(zip(order, await start_together(verslag, [calls[n] for n in order]), strict=True))
        won = [n for n in range(crowd) if answers[n].status_code == 200]
        refused = Counter(problem_of(answers[n]) for n in range(crowd) if n not in won)
        verslag.expect(len(won) <= 1, f"dubbel: {len(won)} kregen dezelfde plaats")
        verslag.expect(refused == {"plaats_niet_vrij": crowd - len(won)}, f"geweigerd: {dict(refused)}")
        lost = sum(answers[crowd + n].status_code != 201 for n in range(newcomers))
        verslag.expect(not lost, f"verloren: {lost} van {newcomers} aanvragen zijn niet vastgelegd")
        (row,) = await diensten[0].sql(PROMISED)
        found = (row.promised, row.places, row.waiting)
        verslag.expect(found == (crowd + 1, crowd + 1, newcomers - 1), f"anders dan verwacht: {found}")
        verslag.faults += await check_invariants(urls.migrator) + await check_facts(urls.migrator)
        await verslag.count_batches(diensten[0])


def choose(client: httpx2.AsyncClient, plaatsing: Json, *plaatsen: str) -> Awaitable[httpx2.Response]:
    """Pick another voorstel than the place that is held."""
    return client.post(f"/plaatsingen/{plaatsing['id']}/ander-voorstel", json={"plaatsen": plaatsen})


async def test_t1_a_crowd_of_aanvragen_gets_one_place_once(kaal: Urls) -> None:
    verslag = Verslag("T1 aanvragen", SEED)
    async with serve_instances(kaal) as diensten:
        await race_to_submit(kaal, diensten, verslag, rounds=ROUNDS, crowd=CROWD_TO_SUBMIT)
    judge(verslag)


async def test_t1_a_crowd_of_choices_gets_one_place_once(kaal: Urls) -> None:
    verslag = Verslag("T1 ander-voorstel", SEED)
    async with serve_instances(kaal) as diensten:
        await race_to_choose(kaal, diensten, verslag, rounds=ROUNDS, crowd=CROWD_TO_CHOOSE)
    judge(verslag)


async def test_t1_choices_and_aanvragen_at_once_get_one_place_once(kaal: Urls) -> None:
    verslag = Verslag("T1 beide", SEED)
    sizes = {"rounds": ROUNDS_OF_BOTH, "crowd": CROWD_TO_CHOOSE, "newcomers": NEWCOMERS}
    async with serve_instances(kaal) as diensten:
        await race_to_choose_and_submit(kaal, diensten, verslag, **sizes)
    judge(verslag)


def judge(verslag: Verslag) -> None:
    """Nothing went wrong, and most were decided in a transaction with others: a race of loners proves nothing of batches."""
    print(verslag.tell())  # noqa: T201 - the figures are the point
    assert verslag.faults == []
    assert verslag.crowded > verslag.together.total()


@pytest.mark.parametrize("race", ["aanvragen", "ander-voorstel", "beide"])
async def test_t1_sees_a_double_promise_without_the_wall(
    make_database: MakeDatabase, monkeypatch: pytest.MonkeyPatch, race: str
) -> None:
    verslag = Verslag(f"T1 {race} zonder muur", SEED)
    async with make_database("kaal") as urls, serve_instances(urls) as diensten:
        remove_locks(monkeypatch)
        await remove_claim_wall(diensten[0].owner, monkeypatch)
        if race == "aanvragen":
            await race_to_submit(urls, diensten, verslag, rounds=2, crowd=60)
        elif race == "beide":
            await race_to_choose_and_submit(urls, diensten, verslag, rounds=1, crowd=30, newcomers=30)
        else:
            await race_to_choose(urls, diensten, verslag, rounds=1, crowd=30)
    print(verslag.tell())  # noqa: T201
    assert any(fault.startswith("dubbel") for fault in verslag.faults)
