"""Houses that change their places all the time: what every screen in the country has to follow."""

import random
from dataclasses import dataclass, field

import httpx2

from tests.land import Dienst, Json, expect, in_hours

WAYS: tuple[Json, ...] = (
    {"status": "vrij"},
    {"status": "vrij"},
    {"status": "bezet", "sindsOp": "ago"},
    {"status": "buiten_gebruik", "reden": "brand", "feit": True},
)


@dataclass
class Huizen:
    """A few opvangorganisaties with a client and their places each; `done` counts what was recorded."""

    clients: list[httpx2.AsyncClient]
    plaatsen: list[list[Json]]
    rng: random.Random
    done: int = 0
    refused: set[int] = field(default_factory=set)

    async def change(self) -> None:
        """One place is reported otherwise than it was."""
        nth = self.rng.randrange(len(self.clients))
        client, plaats = self.clients[nth], self.rng.choice(self.plaatsen[nth])
        way = self.rng.choice([way for way in WAYS if way["status"] != plaats["status"]])
        told = {name: in_hours(-1) if value == "ago" else value for name, value in way.items()}
        answer = await client.put(
            f"/plaatsen/{plaats['id']}/status",
            json=told | {"waargenomenOp": in_hours(0)},
            headers={"If-Match": f'"{plaats["revisie"]}"'},
        )
        if answer.is_success:
            plaats |= answer.json()
            self.done += 1
        else:
            self.refused.add(answer.status_code)
            plaats |= expect(await client.get(f"/plaatsen/{plaats['id']}"), 200)


async def find_huizen(dienst: Dienst, number: int, rng: random.Random) -> Huizen:
    """The first so many opvangorganisaties, with the crisisplaatsen and opvangplaatsen they have."""
    clients = [await dienst.as_rol("opvang", nth=nth) for nth in range(number)]
    pages = [expect(await client.get("/plaatsen"), 200)["plaatsen"] for client in clients]
    own = [[one for one in page if one["soort"] in {"crisisplaats", "opvangplaats"}][:20] for page in pages]
    return Huizen(clients, own, rng)
