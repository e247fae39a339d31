"""What coordinators do: confirm what was reserved, pick another voorstel now and then, take back what is over."""

from datetime import UTC, datetime
from random import Random

from capacity_service.demo.clock import Klok
from capacity_service.demo.duties import see_meldingen
from capacity_service.demo.line import Json, Line

ANDER = 0.06
TERUG = 0.03
BEDENKTIJD_UREN = 0.2
ALARM_UREN = 4.0


async def visit_coordinator(line: Line, klok: Klok) -> None:
    """One look at the newest own aanvragen, and what each asks for."""
    page = await line.ask("GET", "/aanvragen")
    for aanvraag in (page or {}).get("aanvragen", []):
        # The same aanvraag meets the same mood at every visit, so nothing has to be remembered.
        mood = Random(aanvraag["id"])  # noqa: S311 - no secret
        if aanvraag["status"] == "gereserveerd":
            await _decide(line, klok, aanvraag, mood)
        elif aanvraag["status"] == "zonder_plaats":
            await _pick_after_terugmelding(line, aanvraag)
        elif aanvraag["status"] == "niet_verschenen" and klok.passed(aanvraag["ingediendOp"], ALARM_UREN):
            await line.ask("POST", f"/aanvragen/{aanvraag['id']}/intrekking", {"reden": "niet_bereikbaar"})
    await see_meldingen(line)


async def _decide(line: Line, klok: Klok, aanvraag: Json, mood: Random) -> None:
    plaatsing = aanvraag["plaatsing"]
    if plaatsing is None or not klok.passed(plaatsing["gereserveerdOp"], BEDENKTIJD_UREN):
        return
    chance = mood.random()
    if chance < TERUG:
        await line.ask("POST", f"/aanvragen/{aanvraag['id']}/intrekking", {"reden": "zelf_opgelost"})
        return
    other = [v["plaatsen"] for v in aanvraag["voorstellen"] if v["plaatsen"] != plaatsing["plaatsen"]]
    if chance < TERUG + ANDER and other:
        chosen = await line.ask("POST", f"/plaatsingen/{plaatsing['id']}/ander-voorstel", {"plaatsen": other[0]})
        plaatsing = chosen or plaatsing
    expected = max(klok.after(mood.uniform(1, 6)), datetime.now(UTC))
    body = {"verwachteAankomstOp": expected.isoformat()}
    await line.ask("POST", f"/plaatsingen/{plaatsing['id']}/bevestiging", body)


async def _pick_after_terugmelding(line: Line, aanvraag: Json) -> None:
    """After confirmation nothing is assigned silently: a person picks (R6)."""
    plaatsing = aanvraag["plaatsing"]
    if plaatsing is not None and plaatsing["status"] == "teruggemeld" and aanvraag["voorstellen"]:
        body = {"plaatsen": aanvraag["voorstellen"][0]["plaatsen"]}
        await line.ask("POST", f"/plaatsingen/{plaatsing['id']}/ander-voorstel", body)
