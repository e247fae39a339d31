"""T1: whole crowds want the same place on three instances at once. It is promised once, and the others are told."""

import random
from collections import Counter

import httpx2
import pytest

from tests.conftest import MakeDatabase, Urls
from tests.faults.invariants import check_facts, check_invariants
from tests.faults.races import (
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
CONTESTED = "GM0193"
ELSEWHERE = "GM0363"


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


async def build_crowd(diensten: list[Dienst], crowd: int) -> tuple[str, list[tuple[httpx2.AsyncClient, Json]]]:
    """Everybody holds a place for two in Amsterdam, and everybody's second voorstel is the one place in Zwolle."""
    await empty_country(diensten[0].owner)
    opvang, *_ = await log_in(diensten, "opvang")
    rows = ["soort;centrumgemeente;huis;personenMax", *(f"crisisplaats;{ELSEWHERE};H{n};2" for n in range(crowd))]
    csv = "\r\n".join(rows).encode()
    expect(await opvang.post("/plaatsen/import", content=csv, headers={"Content-Type": "text/csv"}), 201)
    (contested,) = await diensten[0].add_plaatsen({"centrumgemeente": CONTESTED}, opvang=opvang)
    groups = [await log_in(diensten, "coordinator", nth=nth) for nth in range(4)]
    holders = []
    for n in range(crowd):
        clients = groups[n % len(groups)]
        aanvraag = expect(await clients[n % len(clients)].post("/aanvragen", json=make_small()), 201)
        second = [voorstel["plaatsen"] for voorstel in aanvraag["voorstellen"] if voorstel["rang"] == 2]
        assert second == [[contested["id"]]]
        holders.append((clients[n // 4 % len(clients)], aanvraag))
    return contested["id"], holders


async def race_to_choose(urls: Urls, diensten: list[Dienst], verslag: Verslag, *, rounds: int, crowd: int) -> None:
    """Everybody picks the same other voorstel; one gets it, everybody else keeps what they had."""
    contested, holders = await build_crowd(diensten, crowd)
    held = {aanvraag["id"]: aanvraag["plaatsing"] for _, aanvraag in holders}
    choice = random.Random(verslag.seed)
    for _ in range(rounds):
        choice.shuffle(holders)
        answers = await start_together(
            verslag,
            [
                client.post(f"/plaatsingen/{held[aanvraag['id']]['id']}/ander-voorstel", json={"plaatsen": [contested]})
                for client, aanvraag in holders
            ],
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
        back = await client.post(
            f"/plaatsingen/{won['id']}/ander-voorstel", json={"plaatsen": held[aanvraag["id"]]["plaatsen"]}
        )
        held[aanvraag["id"]] = expect(back, 200)


async def test_t1_a_crowd_of_aanvragen_gets_one_place_once(kaal: Urls) -> None:
    verslag = Verslag("T1 aanvragen", SEED)
    async with serve_instances(kaal) as diensten:
        await race_to_submit(kaal, diensten, verslag, rounds=ROUNDS, crowd=CROWD_TO_SUBMIT)
    print(verslag.tell())  # noqa: T201 - the figures are the point
    assert verslag.faults == []


async def test_t1_a_crowd_of_choices_gets_one_place_once(kaal: Urls) -> None:
    verslag = Verslag("T1 ander-voorstel", SEED)
    async with serve_instances(kaal) as diensten:
        await race_to_choose(kaal, diensten, verslag, rounds=ROUNDS, crowd=CROWD_TO_CHOOSE)
    print(verslag.tell())  # noqa: T201
    assert verslag.faults == []


async def test_t1_sees_a_double_promise_to_aanvragen_without_the_wall(
    make_database: MakeDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    verslag = Verslag("T1 aanvragen zonder muur", SEED)
    async with make_database("kaal") as urls, serve_instances(urls) as diensten:
        remove_locks(monkeypatch)
        await remove_claim_wall(diensten[0].owner, monkeypatch)
        await race_to_submit(urls, diensten, verslag, rounds=2, crowd=60)
    print(verslag.tell())  # noqa: T201
    assert any(fault.startswith("dubbel") for fault in verslag.faults)


async def test_t1_sees_a_double_promise_to_choices_without_the_wall(
    make_database: MakeDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    verslag = Verslag("T1 ander-voorstel zonder muur", SEED)
    async with make_database("kaal") as urls, serve_instances(urls) as diensten:
        remove_locks(monkeypatch)
        await remove_claim_wall(diensten[0].owner, monkeypatch)
        await race_to_choose(urls, diensten, verslag, rounds=1, crowd=30)
    print(verslag.tell())  # noqa: T201
    assert any(fault.startswith("dubbel") for fault in verslag.faults)
