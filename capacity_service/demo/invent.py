"""Invented households: sizes, needs and dangers as the country has them on average, and nothing of any person."""

import math
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

Json = dict[str, Any]

AANVRAGEN_PER_DAG = 25.0
"""Whole country, own regions included; about a tenth of it is bovenregionaal in the figures that are known."""
DRUKTE_PER_UUR = (0.7,) * 6 + (0.8,) * 6 + (1.0,) * 6 + (1.5,) * 6
PIEKDAG_EEN_OP = 7
PIEK = 3.0

TWEE_VOLWASSENEN = 0.1
ONVEILIGE_GEMEENTE = 0.3
VOORKEUR = 0.2
ZONDER_INSTRUMENT = 0.6
KINDEREN = (0, 1, 2, 3, 4, 6)
KINDEREN_GEWICHT = (36, 27, 22, 10, 4, 1)
BEHOEFTEN = {
    "tolk": 0.25,
    "babybed": 0.1,
    "zwanger": 0.08,
    "huisdier": 0.06,
    "mannenopvang": 0.06,
    "rolstoel": 0.03,
}
DREIGINGEN = (
    "doodsbedreiging",
    "wapen",
    "wurging",
    "achtervolging",
    "eergerelateerd",
    "uithuwelijking",
    "kindontvoering",
)
ASSESSORS = {"veilig_thuis", "politie", "lec_egg"}
"""Who may name an acute threat while there is no risicotaxatie yet (R5)."""


def intensity(moment: datetime) -> float:
    """Aanvragen a day, in the whole country, at this (simulated) moment: some days are three times as busy."""
    piek = PIEK if Random(moment.toordinal()).randrange(PIEKDAG_EEN_OP) == 0 else 1.0  # noqa: S311 - no secret
    return AANVRAGEN_PER_DAG * drukte(moment.hour) * piek


def drukte(hour: int) -> float:
    """How busy an hour of the day (0-23) is, against the average of that day: busiest in the evening."""
    return DRUKTE_PER_UUR[hour] * len(DRUKTE_PER_UUR) / sum(DRUKTE_PER_UUR)


def count_events(rng: Random, expected: float) -> int:
    """How many independent events happen when this many are expected."""
    limit, product, events = math.exp(-expected), rng.random(), 0
    while product > limit:
        product *= rng.random()
        events += 1
    return events


def happens(rng: Random, expected: float) -> bool:
    """Whether at least one does."""
    return rng.random() < -math.expm1(-expected)


def make_aanvraag(rng: Random, gemeenten: Sequence[str], soort: str) -> Json:
    """A valid aanvraag by an organisatie of this soort; `gemeenten` are the codes to choose from."""
    gemeente, unsafe, wanted = rng.sample(list(gemeenten), 3)
    kinderen = [{"leeftijd": rng.randrange(18)} for _ in range(rng.choices(KINDEREN, KINDEREN_GEWICHT)[0])]
    return {
        "gemeente": gemeente,
        "vastgesteldOp": (datetime.now(UTC) - timedelta(minutes=rng.uniform(5, 90))).isoformat(),
        "veiligheid": _make_veiligheid(rng, soort),
        "huishouden": {
            "volwassenen": 2 if not kinderen and rng.random() < TWEE_VOLWASSENEN else 1,
            "kinderen": kinderen,
            "behoeften": [behoefte for behoefte, kans in BEHOEFTEN.items() if rng.random() < kans],
        },
        "uitsluitingen": [unsafe] if rng.random() < ONVEILIGE_GEMEENTE else [],
        "voorkeuren": [wanted] if rng.random() < VOORKEUR else [],
        "nachten": rng.choices((1, 2, 3), (1, 2, 7))[0],
    }


def _make_veiligheid(rng: Random, soort: str) -> Json:
    if soort in ASSESSORS and rng.random() < ZONDER_INSTRUMENT:
        return {"dreiging": rng.choice(DREIGINGEN), "door": soort}
    return {
        "kleur": "rood",
        "instrument": "verwey_jonker",
        "door": soort if soort in ASSESSORS else "opvangorganisatie",
    }
