"""What it invents is valid, and comes as often as it does in the country."""

from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from capacity_service.api.requests import AanvraagIn
from capacity_service.demo import invent
from tests.land import Dienst, expect


@pytest.mark.parametrize("soort", ["opvangorganisatie", "veilig_thuis", "politie", "lec_egg"])
async def test_whatever_it_invents_is_a_valid_aanvraag(vol_land: Dienst, soort: str) -> None:
    client = await vol_land.as_rol("coordinator")
    codes = [gemeente["code"] for gemeente in expect(await client.get("/gemeenten"), 200)["gemeenten"]]
    for seed in range(200):
        AanvraagIn.model_validate(invent.make_aanvraag(Random(seed), codes, soort))


def test_the_country_asks_as_often_as_the_country_does() -> None:
    days = [
        sum(invent.intensity(datetime(2026, 1, 1, hour, tzinfo=UTC) + timedelta(days=day)) for hour in range(24)) / 24
        for day in range(700)
    ]
    assert min(days) == pytest.approx(invent.AANVRAGEN_PER_DAG)
    assert max(days) == pytest.approx(invent.AANVRAGEN_PER_DAG * invent.PIEK)
    assert invent.drukte(21) > invent.drukte(3)


def test_counting_events_gives_on_average_what_is_expected() -> None:
    rng = Random(7)
    assert sum(invent.count_events(rng, 0.4) for _ in range(20_000)) / 20_000 == pytest.approx(0.4, abs=0.03)
    assert not any(invent.happens(rng, 0.0) for _ in range(100))
    assert sum(invent.happens(rng, 0.4) for _ in range(20_000)) / 20_000 == pytest.approx(0.33, abs=0.03)
