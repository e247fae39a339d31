"""What must hold after every load or fault run, recounted from the tables: a Dutch sentence for each fault found."""

import json
from collections import Counter
from typing import Any

from capacity_service.store.check import verify_chain
from capacity_service.store.database import Database, Transactie
from capacity_service.store.toestand import read_aanvragen, read_plaatsen, read_plaatsingen
from tests.faults.shortfalls import check_shortfalls

TWO_CLAIMS = "SELECT plaats_id, count(*) AS n FROM claim GROUP BY plaats_id HAVING count(*) > 1"

OVERLAP = """
SELECT a.plaats_id, a.van, b.van AS ook_van FROM verblijf a JOIN verblijf b ON b.plaats_id = a.plaats_id AND b.id > a.id
WHERE NOT a.dubbel AND NOT b.dubbel AND a.van < coalesce(b.tot, 'infinity') AND b.van < coalesce(a.tot, 'infinity')
"""

NOT_HELD = """
SELECT p.id, p.status, u.plaats_id FROM plaatsing p CROSS JOIN unnest(p.plaatsen) AS u (plaats_id)
WHERE (p.status IN ('bevestigd', 'aangekomen', 'niet_verschenen') OR (p.status = 'gereserveerd'
        AND p.verloopt_op > clock_timestamp() AND NOT EXISTS (SELECT FROM termijn t
            WHERE t.sleutel = p.id AND t.soort = 'reservering_vervalt' AND t.op <= clock_timestamp())))
  AND NOT EXISTS (SELECT FROM claim c WHERE c.plaats_id = u.plaats_id AND c.plaatsing_id = p.id)
  AND NOT EXISTS (SELECT FROM verblijf v WHERE v.plaatsing_id = p.id AND v.plaats_id = u.plaats_id
      AND v.dubbel AND v.tot IS NULL)
"""

HELD_FOR_NOBODY = """
SELECT c.plaats_id, p.status FROM claim c LEFT JOIN plaatsing p ON p.id = c.plaatsing_id
WHERE c.plaatsing_id IS NOT NULL AND c.verloopt_op > clock_timestamp()
  AND coalesce(p.status, '') NOT IN ('gereserveerd', 'bevestigd', 'aangekomen', 'niet_verschenen')
"""

APART = """
SELECT p.id, count(DISTINCT s.huis_id) AS huizen, cardinality(p.plaatsen) AS plaatsen
FROM plaatsing p LEFT JOIN plaats s ON s.id = ANY(p.plaatsen)
    AND s.organisatie_id = p.opvang_organisatie AND s.centrumgemeente = p.centrumgemeente
WHERE p.status IN ('gereserveerd', 'bevestigd', 'aangekomen', 'niet_verschenen')
GROUP BY p.id HAVING count(DISTINCT s.huis_id) <> 1 OR count(s.id) <> cardinality(p.plaatsen)
    OR cardinality(p.plaatsen) NOT BETWEEN 1 AND 3
"""

LATE = """
SELECT soort, sleutel, op FROM termijn WHERE gevuurd_op IS NULL AND op < clock_timestamp() - interval '60 seconds'
"""

ENDED_BY_NOBODY = """
WITH freed AS MATERIALIZED (SELECT CAST(feit AS jsonb) ->> 'id' AS plaats, max(op) AS op FROM logboek
    WHERE gebeurtenis = 'plaats_vrij' AND soort = 'plaats' GROUP BY 1)
SELECT v.id FROM verblijf v LEFT JOIN freed f ON f.plaats = CAST(v.plaats_id AS text)
WHERE v.tot IS NOT NULL AND v.naar IS NULL AND NOT v.gewist AND (v.plaatsing_id IS NOT NULL OR f.op IS NULL OR f.op < v.tot)
"""

STAYS = """
WITH reported AS MATERIALIZED (SELECT DISTINCT CAST(g.waarde AS jsonb) ->> 'id' AS plaatsing
    FROM logboek l JOIN logboek_gegevens g USING (volgnummer)
    WHERE l.soort = 'plaatsing' AND CAST(g.waarde AS jsonb) ->> 'status' = 'beeindigd'
      AND (l.gebeurtenis = 'verblijf_beeindigd'
           OR (l.gebeurtenis = 'aangekomen' AND CAST(g.waarde AS jsonb) ->> 'reden' = 'verplaatsing')))
SELECT p.id, p.status, count(v.id) FILTER (WHERE v.tot IS NULL) AS inside, cardinality(p.plaatsen) AS plaatsen,
       CAST(p.id AS text) IN (SELECT plaatsing FROM reported) AS reported
FROM plaatsing p LEFT JOIN verblijf v ON v.plaatsing_id = p.id GROUP BY p.id
"""

LAST_BEZETTING = """
SELECT DISTINCT ON (feit ->> 'code') feit FROM (SELECT volgnummer, gebeurtenis, CAST(feit AS jsonb) AS feit
    FROM logboek WHERE soort = 'bezetting') f
WHERE gebeurtenis <> 'register_geladen' ORDER BY feit ->> 'code', volgnummer DESC
"""

RECOUNT = """
SELECT p.soort, count(*) FILTER (WHERE c.soort IS DISTINCT FROM 'buiten_gebruik') AS inzetbaar,
       count(*) FILTER (WHERE c.plaats_id IS NULL) AS vrij,
       count(*) FILTER (WHERE c.plaats_id IS NULL AND p.onbevestigd) AS onbevestigd,
       count(*) FILTER (WHERE c.soort IN ('reservering', 'plaatsing')) AS gereserveerd,
       count(*) FILTER (WHERE c.soort IN ('verblijf', 'bezet')) AS bezet,
       count(*) FILTER (WHERE c.soort = 'buiten_gebruik') AS "buitenGebruik",
       count(*) FILTER (WHERE c.soort <> 'buiten_gebruik' AND u.feit) AS uitgevallen
FROM plaats p LEFT JOIN claim c ON c.plaats_id = p.id LEFT JOIN uitname u ON u.plaats_id = p.id
WHERE p.centrumgemeente = :code AND p.verwijderd_op IS NULL AND p.soort IN ('crisisplaats', 'opvangplaats')
GROUP BY p.soort
"""
FIGURES = ("inzetbaar", "vrij", "onbevestigd", "gereserveerd", "bezet", "buitenGebruik")

ACKNOWLEDGED = """
SELECT pad, sleutel, status,
       split_part(CASE status WHEN 201 THEN koppen ->> 'Location' ELSE pad END, '/', 4) AS id FROM idempotentie
WHERE status IN (200, 201) AND (pad LIKE '%/aanvragen' OR pad LIKE '%/bevestiging') AND pad NOT LIKE '%/plaatsen/%'
"""

"""Answers are sealed: of whom each was stands in the address of what was made, or was asked."""

CONFIRMED = """
SELECT CAST(g.waarde AS jsonb) ->> 'id' AS id, count(*) AS n FROM logboek l JOIN logboek_gegevens g USING (volgnummer)
WHERE l.soort = 'plaatsing' AND (l.gebeurtenis, CAST(g.waarde AS jsonb) ->> 'status')
      IN (('plaatsing_bevestigd', 'bevestigd'), ('aangekomen', 'aangekomen'))
GROUP BY l.gebeurtenis, CAST(g.waarde AS jsonb) ->> 'id' HAVING count(*) > 1
"""

LAST_FACTS = """
SELECT DISTINCT ON (l.soort, f.feit ->> 'id') l.soort, f.feit FROM logboek l
LEFT JOIN logboek_gegevens g USING (volgnummer), LATERAL (SELECT CAST(coalesce(g.waarde, l.feit) AS jsonb) AS feit) f
WHERE l.soort IN ('plaats', 'plaatsing', 'aanvraag') AND l.gebeurtenis <> 'register_geladen'
ORDER BY l.soort, f.feit ->> 'id', l.volgnummer DESC
"""


async def check_invariants(owner_url: str) -> list[str]:
    """I1, I3, I4, I5, I8, I9, and that every running plaatsing holds its places; empty when all is well."""
    database = Database(owner_url, size=1)
    try:
        async with database.transaction(None, snapshot=True) as tx:
            found = await _check_places(tx) + await _check_once(tx) + await _check_termijnen(tx)
            found += await _check_bezetting(tx) + await _check_stays(tx)
    finally:
        await database.close()
    faults, _ = await verify_chain(owner_url)
    return found + [f"I5: {fault}" for fault in faults]


async def check_facts(owner_url: str) -> list[str]:
    """What the logboek last said of each plaats, plaatsing and aanvraag is what the tables say (I5, the live stand).

    Only for runs that change rows through the service: a row that a test shifts by SQL leaves no fact.
    """
    database = Database(owner_url, size=1)
    try:
        async with database.transaction(None, snapshot=True) as tx:
            facts = {(row.soort, row.feit["id"]): row.feit for row in await tx.sql(LAST_FACTS)}
            return [
                f"I5: het laatste feit over {soort} {state['id']} wijkt af in {_differences(facts, soort, state)}."
                for soort, states in (await _read_all(tx)).items()
                for state in states
                if facts.get((soort, state["id"])) != state
            ]
    finally:
        await database.close()


async def _read_all(tx: Transactie) -> dict[str, list[dict[str, Any]]]:
    ids = {
        name: [row.id for row in await tx.sql(f"SELECT id FROM {name}")]  # noqa: S608 - three names of our own
        for name in ("plaats", "plaatsing", "aanvraag")
    }
    states = {
        "plaats": await read_plaatsen(tx, ids["plaats"]),
        "plaatsing": await read_plaatsingen(tx, ids["plaatsing"]),
        "aanvraag": await read_aanvragen(tx, ids["aanvraag"]),
    }
    known = {row.id for row in await tx.sql("SELECT feit::jsonb ->> 'id' AS id FROM logboek WHERE soort = 'plaats'")}
    states["plaats"] = [state for state in states["plaats"] if state["id"] in known and state["revisie"] > 1]
    return json.loads(json.dumps(states))  # type: ignore[no-any-return]


def _differences(facts: dict[tuple[str, str], Any], soort: str, state: dict[str, Any]) -> str:
    fact = facts.get((soort, state["id"])) or {}
    return ", ".join(f"{name} ({fact.get(name)} / {state[name]})" for name in state if fact.get(name) != state[name])


async def _check_places(tx: Transactie) -> list[str]:
    found = [f"I1: plaats {row.plaats_id} heeft {row.n} claims." for row in await tx.sql(TWO_CLAIMS)]
    found += [
        f"I1: in plaats {row.plaats_id} overlappen de verblijven van {row.van} en {row.ook_van} zonder dubbel."
        for row in await tx.sql(OVERLAP)
    ]
    found += [
        f"I1: plaatsing {row.id} ({row.status}) houdt plaats {row.plaats_id} niet vast."
        for row in await tx.sql(NOT_HELD)
    ]
    found += [
        f"I1: plaatsing {row.id} heeft {row.plaatsen} plaatsen, in {row.huizen} huizen van haar organisatie."
        for row in await tx.sql(APART)
    ]
    return found + [
        f"I1: plaats {row.plaats_id} wordt vastgehouden door een plaatsing die {row.status} is."
        for row in await tx.sql(HELD_FOR_NOBODY)
    ]


async def _check_once(tx: Transactie) -> list[str]:
    rows = await tx.sql(ACKNOWLEDGED)
    there = {str(row.id) for row in await tx.sql("SELECT id FROM aanvraag UNION ALL SELECT id FROM plaatsing")}
    found = [f"I3: {row.pad} antwoordde {row.id}, maar dat is er niet." for row in rows if row.id not in there]
    counted = Counter((row.pad, row.id) for row in rows if row.status == 201)
    found += [f"I3: {n} sleutels kregen aanvraag {key}." for (_, key), n in counted.items() if n > 1]
    return found + [f"I3: plaatsing {row.id} is {row.n} keer bevestigd." for row in await tx.sql(CONFIRMED)]


async def _check_termijnen(tx: Transactie) -> list[str]:
    late = await tx.sql(LATE)
    found = [f"I4: {row.soort} van {row.sleutel} stond op {row.op} en is niet afgegaan." for row in late]
    return found + await check_shortfalls(tx)


async def _check_bezetting(tx: Transactie) -> list[str]:
    found = []
    for row in await tx.sql(LAST_BEZETTING):
        counted = {c.soort: c for c in await tx.sql(RECOUNT, code=row.feit["code"])}
        for soort, told in (("crisisplaats", row.feit), ("opvangplaats", row.feit["opvangplaatsen"])):
            recount = counted.get(soort, dict.fromkeys(FIGURES, 0))
            found += [
                f"I8: {row.feit['naam']} meldt {told[name]} {name} ({soort}); hertelling geeft {recount[name]}."
                for name in FIGURES
                if told[name] != recount[name]
            ]
        lost = counted["crisisplaats"]["uitgevallen"] if "crisisplaats" in counted else 0
        if row.feit["uitgevallen"] != lost:
            found.append(
                f"I8: {row.feit['naam']} meldt {row.feit['uitgevallen']} uitgevallen; hertelling geeft {lost}."
            )
    return found


async def _check_stays(tx: Transactie) -> list[str]:
    found = [f"I9: verblijf {row.id} eindigde zonder dat iemand het meldde." for row in await tx.sql(ENDED_BY_NOBODY)]
    for row in await tx.sql(STAYS):
        if row.status == "aangekomen" and row.inside != row.plaatsen:
            found.append(f"I9: plaatsing {row.id} is aangekomen, maar {row.inside} verblijven lopen.")
        if row.status == "beeindigd" and (row.inside or not row.reported):
            found.append(f"I9: plaatsing {row.id} is beëindigd zonder dat iemand het einde meldde.")
        if row.status not in {"aangekomen", "beeindigd"} and row.inside:
            found.append(f"I9: plaatsing {row.id} is {row.status}, maar er verblijft iemand.")
    return found
