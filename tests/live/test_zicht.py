import json
import random
from dataclasses import replace
from datetime import timedelta

import pytest

from capacity_service.live import zicht as live_zicht
from capacity_service.live.publiek import Publiek
from capacity_service.live.som import add_rows
from capacity_service.live.zicht import GROUPS, Zicht
from tests.land import Json
from tests.live.client import Beeld, read_group
from tests.live.rows import OPVANG, STEMPEL, make_plaatsfeit, make_streekfeit, make_zicht
from tests.live.test_nummering import PUBLIEKEN, make_history


def read_rows(zicht: Zicht) -> list[Json]:
    stand = json.loads(zicht.read_stand())
    return [row for name in GROUPS.values() for row in read_group(stand, name)]


@pytest.mark.parametrize("publiek", PUBLIEKEN)
@pytest.mark.parametrize("seed", range(3))
def test_the_sum_that_is_kept_is_the_sum_of_the_rows_and_a_screen_comes_to_the_same(
    publiek: Publiek, seed: int
) -> None:
    facts, chance = [make_streekfeit(1), *make_history(seed)], random.Random(seed)
    zicht, beeld = make_zicht(publiek, facts[:1]), Beeld()
    beeld.apply(json.loads(zicht.read_stand()))
    while facts:
        step = chance.randint(1, 9)
        for frame in zicht.advance(facts[:step]):
            beeld.apply(json.loads(frame))
        facts = facts[step:]
        assert zicht.hash == add_rows(read_rows(zicht))
    assert beeld.things
    assert beeld.volgnummer == zicht.volgnummer
    assert beeld.checked > 10


@pytest.mark.parametrize("publiek", PUBLIEKEN)
def test_from_every_number_the_rest_leads_to_the_same_stand_also_when_it_is_cut(publiek: Publiek) -> None:
    facts, chance = make_history(7), random.Random(7)
    zicht, beelden = make_zicht(publiek, [make_streekfeit(1)]), [Beeld() for _ in range(20)]
    for beeld in beelden:
        beeld.apply(json.loads(zicht.read_stand()))
        for frame in zicht.advance(facts[:10]):
            beeld.apply(json.loads(frame))
        facts = facts[10:]
    for beeld in beelden:
        while beeld.volgnummer != zicht.volgnummer:
            told = zicht.resume(beeld.volgnummer or 0)
            assert told is not None
            for frame in told[: chance.randint(2, len(told))]:
                beeld.apply(json.loads(frame))
    assert len({json.dumps(sorted(beeld.things.items()), sort_keys=True) for beeld in beelden}) == 1
    assert {beeld.som for beeld in beelden} == {beelden[0].som}


def test_only_the_last_frame_of_a_round_carries_the_sum() -> None:
    zicht = make_zicht(OPVANG)
    frames = [json.loads(frame) for frame in zicht.advance([make_plaatsfeit(2, "p"), make_plaatsfeit(3, "q")])]
    assert ["hash" in frame for frame in frames] == [False, True]
    assert frames[1]["hash"] == zicht.hash == json.loads(zicht.beat())["hash"]


def test_a_place_that_is_gone_is_told_and_is_in_no_stand() -> None:
    zicht = make_zicht(OPVANG)
    zicht.advance([make_plaatsfeit(2, "p")])
    (frame,) = zicht.advance([make_plaatsfeit(3, "p", 2, verwijderd=True)])
    told = json.loads(frame)
    assert (told["verwijderd"], told["revisie"], told["hash"]) == (True, 2, "0" * 64)
    assert read_rows(zicht) == []


def test_the_moment_of_somebody_elses_fact_is_not_told() -> None:
    """Two moments within one second read the same, in a stand, a hartslag and what was missed."""
    zicht, told = make_zicht(OPVANG), []
    for microseconds in (0, 400_000):
        zicht.set_moment(replace(STEMPEL, tijdstip_op=STEMPEL.tijdstip_op + timedelta(microseconds=microseconds)), 2)
        told.append((zicht.read_stand(), zicht.beat(), zicht.resume(0)))
    assert told[0] == told[1]
    assert json.loads(told[0][1])["tijdstipOp"] == "2026-11-21T20:00:00Z"


def test_what_is_too_long_ago_is_forgotten_and_gets_a_stand(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live_zicht, "REMEMBER_MAX", 10)
    zicht = make_zicht(OPVANG)
    for nummer in range(2, 14):
        zicht.advance([make_plaatsfeit(nummer, f"p{nummer}")])
    assert zicht.resume(4) is None
    told = zicht.resume(zicht.vanaf)
    assert told is not None
    assert len(told) == 2 + zicht.volgnummer - zicht.vanaf


def test_an_older_count_that_does_not_join_is_not_taken() -> None:
    zicht, other = make_zicht(OPVANG), make_zicht(OPVANG)
    changed = other.nummering.count([make_plaatsfeit(2, "p")])
    assert not zicht.add_earlier(changed, 0, 1), "it would tell of a place that is not in the stand"
