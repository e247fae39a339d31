"""Numbers and addresses that are nobody's, planted wherever the service takes one, and a hunt for them in any form."""

import base64
import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

import httpx2

from tests.land import Dienst, Json, expect, make_aanvraag

HUIZEN, AANVRAGEN, WEBHOOKS, ADRESSEN = 18, 18, 6, 8
"""Together fifty; what a webhook is signed with comes on top."""


@dataclass
class Kanaries:
    """What was planted, by name, and where what was planted may be seen: with whom it is about."""

    planted: dict[str, str] = field(default_factory=dict)
    plaatsingen: list[Json] = field(default_factory=list)
    shown: list[str] = field(default_factory=list)

    def find(self, where: str, content: bytes) -> list[str]:
        """Which of them stand in this, as text, as hexadecimal digits, in base64, or as the digits alone."""
        return [f"{name} in {where}" for name, value in self.planted.items() if _holds(content, value)]


def _holds(content: bytes, value: str) -> bool:
    plain = value.encode()
    forms = {plain, plain.lstrip(b"+"), plain.hex().encode(), plain.hex().upper().encode()}
    # Where in a longer text it stood changes how base64 writes its first and last characters.
    forms |= {base64.b64encode(b"x" * shift + plain)[4 if shift else 0 : -4] for shift in range(3)}
    return any(len(form) > 6 and form in content for form in forms)


async def plant(dienst: Dienst) -> Kanaries:
    """Numbers of houses, numbers to call back, webhooks with their secrets, and addresses where none is asked for."""
    found = Kanaries()
    await _plant_houses(dienst, found)
    coordinator = await dienst.as_rol("coordinator")
    for nth in range(AANVRAGEN):
        number = f"+3161{nth:02}47{nth:02}9"
        found.planted[f"terugbelnummer {nth}"] = number
        body = make_aanvraag(terugbelnummer=number)
        headers = {"Idempotency-Key": f"kanarie-{nth}"}
        state = expect(await coordinator.post("/aanvragen", json=body, headers=headers), 201)
        expect(await coordinator.post("/aanvragen", json=body, headers=headers), 201)
        if state["plaatsing"]:
            found.plaatsingen.append(state["plaatsing"])
    await _plant_webhooks(dienst, found)
    for nth in range(ADRESSEN):
        adres = f"Kanariestraat {nth}{nth}, 99{nth}9 ZZ"
        found.planted[f"adres {nth}"] = adres
        body = make_aanvraag() | ({"adres": adres} if nth % 2 else {"veiligheid": {"kleur": adres}})
        headers = {"Idempotency-Key": f"adres-{nth}", "User-Agent": adres}
        expect(await coordinator.post("/aanvragen", json=body, headers=headers), 400)
        expect(await coordinator.post("/aanvragen", content=adres.encode(), headers=headers), 415)
    return found


async def _plant_houses(dienst: Dienst, found: Kanaries) -> None:
    nth, org = 0, 0
    while nth < HUIZEN:
        opvang = await dienst.as_rol("opvang", nth=org)
        for huis in expect(await opvang.get("/huizen"), 200)["huizen"][: HUIZEN - nth]:
            number = f"+3120{nth:02}55{nth:02}8"
            found.planted[f"nummer van huis {nth}"] = number
            headers = {"If-Match": f'"{huis["contactRevisie"]}"', "Idempotency-Key": f"huis-{nth}"}
            path = f"/huizen/{huis['id']}/contact"
            expect(await opvang.put(path, json={"telefoonnummer": number}, headers=headers), 200)
            nth += 1
        org += 1


async def _plant_webhooks(dienst: Dienst, found: Kanaries) -> None:
    opvang = await dienst.as_rol("opvang")
    for nth in range(WEBHOOKS):
        adres = f"https://kanarie{nth}.voorbeeld.test/sleutel-{nth}{nth}{nth}"
        body = {"soort": "webhook", "adres": adres}
        headers = {"Idempotency-Key": f"webhook-{nth}"}
        state = expect(await opvang.post("/meldadressen", json=body, headers=headers), 201)
        found.planted |= {f"webhook {nth}": adres, f"geheim {nth}": state["geheim"]}


async def reveal(dienst: Dienst, kanaries: Kanaries) -> None:
    """Each side asks for the number of the other: there, and only there, it is shown."""
    coordinator = await dienst.as_rol("coordinator")
    for plaatsing in kanaries.plaatsingen:
        answer = expect(await coordinator.get(f"/plaatsingen/{plaatsing['id']}/contact"), 200)
        if answer["telefoonnummer"] is not None:
            kanaries.shown.append(answer["telefoonnummer"])


async def ask_everything(client: httpx2.AsyncClient) -> list[tuple[str, bytes]]:
    """Every address of the document that needs nothing in its path, as this role."""
    document = expect(await client.get("/openapi.json"), 200)
    paths = [path for path, item in document["paths"].items() if "get" in item and "{" not in path]
    return [(path, _unpack((await client.get(path)).content)) for path in sorted(paths)]


def _unpack(content: bytes) -> bytes:
    """What is in a spreadsheet, which is packed."""
    if not content.startswith(b"PK"):
        return content
    with zipfile.ZipFile(BytesIO(content)) as packed:
        return b"\n".join(packed.read(name) for name in packed.namelist())


def read_files(folder: Path, pattern: str = "*") -> Iterator[tuple[str, bytes]]:
    """Every file below, by its path there."""
    for path in sorted(folder.rglob(pattern)):
        if path.is_file():
            yield str(path.relative_to(folder)), path.read_bytes()


def hunt(kanaries: Kanaries, places: Iterable[tuple[str, bytes]]) -> list[str]:
    """Every canary in any of these."""
    return [hit for where, content in places for hit in kanaries.find(where, content)]


def tell_kinds(hits: Iterable[str]) -> dict[str, int]:
    """How many by kind, for a report."""
    counted: dict[str, int] = {}
    for hit in hits:
        kind = re.sub(r"\d+", "", hit)
        counted[kind] = counted.get(kind, 0) + 1
    return counted
