"""Every norm counted again with plain SQL: what should be open now, against the normsignalen that are (I4)."""

from datetime import datetime, timedelta
from typing import Any

from capacity_service.domain.tijd import add_werkdagen
from capacity_service.store.database import Transactie

GRACE = timedelta(seconds=60)
"""What the clock begins is opened by whoever ticks, at most so much later."""

REGELS = """
SELECT DISTINCT ON (naam) naam, waarde FROM regel
WHERE goedgekeurd_op IS NOT NULL AND geldig_vanaf <= CAST(clock_timestamp() AT TIME ZONE 'Europe/Amsterdam' AS date)
ORDER BY naam, geldig_vanaf DESC
"""

COUNTED = """
WITH nu AS (SELECT clock_timestamp() AS op),
geraakt AS (SELECT DISTINCT CAST(feit AS jsonb) ->> 'code' AS code FROM logboek
    WHERE soort = 'bezetting' AND gebeurtenis <> 'register_geladen'),
geraakte_plaats AS (SELECT DISTINCT CAST(feit AS jsonb) ->> 'organisatie' AS organisatie FROM logboek
    WHERE soort = 'plaats' AND gebeurtenis <> 'register_geladen'),
streek AS (SELECT g.code,
        count(p.id) FILTER (WHERE c.soort IS DISTINCT FROM 'buiten_gebruik' AND u.plaats_id IS NULL) AS blijvend,
        count(p.id) FILTER (WHERE c.plaats_id IS NULL) AS vrij
    FROM geraakt g LEFT JOIN plaats p
      ON p.centrumgemeente = g.code AND p.soort = 'crisisplaats' AND p.verwijderd_op IS NULL
    LEFT JOIN claim c ON c.plaats_id = p.id LEFT JOIN uitname u ON u.plaats_id = p.id AND u.feit GROUP BY 1),
stad AS (SELECT p.id, p.status, p.aangekomen_op, p.beeindigd_op, p.eerste_nacht, a.nachten_geteld,
        (SELECT s.soort FROM plaats s WHERE s.id = ANY(p.plaatsen) ORDER BY s.soort = 'opvangplaats' LIMIT 1) AS soort,
        (SELECT h.gegevens FROM huishoudgegevens h WHERE h.aanvraag_id = a.id ORDER BY h.revisie DESC LIMIT 1) AS g,
        a.verplaatst_van
    FROM plaatsing p JOIN aanvraag a ON a.id = p.aanvraag_id),
gedaan AS (SELECT plaatsing_id, soort, moment FROM registratie WHERE gegevens -> 'ontbreekt' = '[]'::jsonb),
nacht AS (SELECT v.id, CAST(v.van AT TIME ZONE 'Europe/Amsterdam' AS date)
        - CASE WHEN extract(hour FROM v.van AT TIME ZONE 'Europe/Amsterdam') < :nacht_begint_uur THEN 1 ELSE 0 END AS eerste
    FROM verblijf v JOIN plaats p ON p.id = v.plaats_id
    WHERE v.plaatsing_id IS NULL AND v.tot IS NULL AND p.soort = 'crisisplaats')
SELECT 'minimum_plaatsen' AS norm, code AS onderwerp, CAST(NULL AS timestamptz) AS sinds FROM streek
WHERE blijvend < :minimum_plaatsen
UNION ALL SELECT 'geen_vrij', code, NULL FROM streek WHERE vrij = 0
UNION ALL SELECT 'geen_plaats', CAST(p.organisatie_id AS text), NULL FROM plaats p LEFT JOIN claim c ON c.plaats_id = p.id
    WHERE p.verwijderd_op IS NULL AND CAST(p.organisatie_id AS text) IN (SELECT organisatie FROM geraakte_plaats)
    GROUP BY p.organisatie_id HAVING count(*) FILTER (WHERE c.plaats_id IS NULL) = 0
UNION ALL SELECT 'onvoorziene_uitval', CAST(p.id AS text), NULL FROM plaats p
    LEFT JOIN claim c ON c.plaats_id = p.id LEFT JOIN uitname u ON u.plaats_id = p.id, nu
    WHERE p.verwijderd_op IS NULL AND ((c.soort = 'buiten_gebruik' AND c.onvoorzien) OR (u.feit AND u.vanaf_op <= nu.op))
UNION ALL SELECT 'buiten_gebruik_te_lang', CAST(plaats_id AS text), verwacht_tot_op FROM claim
    WHERE soort = 'buiten_gebruik'
UNION ALL SELECT 'dubbel_verblijf', CAST(plaats_id AS text), NULL FROM verblijf WHERE tot IS NULL
    GROUP BY plaats_id HAVING count(*) > 1
UNION ALL SELECT 'plaatsing_te_laat', CAST(id AS text), deadline_op FROM aanvraag
    WHERE status IN ('zonder_plaats', 'gereserveerd', 'bevestigd')
UNION ALL SELECT 'overschrijding', CAST(id AS text),
    (eerste_nacht + greatest(0, :nachten_max - nachten_geteld) + make_time(:nacht_eindigt_uur, 0, 0))
        AT TIME ZONE 'Europe/Amsterdam' FROM stad WHERE status = 'aangekomen' AND soort <> 'opvangplaats'
UNION ALL SELECT 'overschrijding', CAST(id AS text),
    (eerste + CAST(:nachten_max AS integer) + make_time(:nacht_eindigt_uur, 0, 0)) AT TIME ZONE 'Europe/Amsterdam' FROM nacht
UNION ALL SELECT 'kind_te_lang', CAST(id AS text), aangekomen_op + make_interval(hours => 24 * :kind_dagen_max) FROM stad
    WHERE status = 'aangekomen' AND soort <> 'opvangplaats' AND jsonb_array_length(g -> 'huishouden' -> 'kinderen') > 0
UNION ALL SELECT 'verhuisbeweging', CAST(id AS text), NULL FROM stad s
    WHERE status = 'aangekomen' AND jsonb_array_length(g -> 'huishouden' -> 'kinderen') > 0
      AND CAST(g -> 'huishouden' ->> 'verhuisbewegingen' AS integer) > :verhuisbewegingen_max
      AND NOT EXISTS (SELECT FROM registratie r WHERE r.plaatsing_id IN (s.id, s.verplaatst_van)
        AND r.soort = 'risicotaxatie' AND r.gegevens -> 'verhuisreden' = 'true'::jsonb)
UNION ALL SELECT 'overdracht_in_ontbreekt', CAST(id AS text), aangekomen_op + make_interval(hours => :registratie_uren)
    FROM stad s WHERE status = 'aangekomen' AND NOT EXISTS (SELECT FROM gedaan d
        WHERE d.plaatsing_id = s.id AND d.soort = 'warme_overdracht' AND d.moment = 'instroom')
UNION ALL SELECT 'overdracht_uit_ontbreekt', CAST(id AS text), beeindigd_op + make_interval(hours => :registratie_uren)
    FROM stad s WHERE status = 'beeindigd' AND NOT EXISTS (SELECT FROM gedaan d
        WHERE d.plaatsing_id = s.id AND d.soort = 'warme_overdracht' AND d.moment = 'uitstroom')
UNION ALL SELECT 'veiligheidstaxatie_ontbreekt', CAST(id AS text), beeindigd_op + make_interval(hours => :registratie_uren)
    FROM stad s WHERE status = 'beeindigd' AND NOT EXISTS (SELECT FROM gedaan d
        WHERE d.plaatsing_id = s.id AND d.soort = 'veiligheidstaxatie' AND d.moment = 'uitstroom')
"""

WITHOUT_INSTRUMENT = """
SELECT p.id, p.aangekomen_op FROM plaatsing p JOIN LATERAL (SELECT h.gegevens FROM huishoudgegevens h
    WHERE h.aanvraag_id = p.aanvraag_id ORDER BY h.revisie DESC LIMIT 1) h ON true
WHERE p.status = 'aangekomen' AND jsonb_typeof(h.gegevens -> 'veiligheid' -> 'instrument') = 'null'
  AND NOT EXISTS (SELECT FROM registratie r WHERE r.plaatsing_id = p.id AND r.soort = 'risicotaxatie'
      AND NOT r.gegevens -> 'ontbreekt' @> '["instrument"]' AND NOT r.gegevens -> 'ontbreekt' @> '["wijze"]')
"""

OPEN = "SELECT norm, onderwerp, begonnen_op, count(*) OVER (PARTITION BY norm, onderwerp) AS n FROM normsignaal \
WHERE beeindigd_op IS NULL"

UNTOLD = """
SELECT n.norm, n.onderwerp FROM normsignaal n
WHERE NOT EXISTS (SELECT FROM melding m WHERE m.normsignaal_id = n.id AND m.soort = 'normsignaal')
"""

EARLY = """
SELECT soort, onderwerp FROM melding WHERE termijn_op > op
UNION ALL SELECT soort, CAST(sleutel AS text) FROM termijn WHERE gevuurd_op < op
"""

TWICE = """
SELECT soort, onderwerp, count(*) AS n FROM melding
WHERE termijn_op IS NOT NULL AND normsignaal_id IS NULL AND onderwerp_soort IN ('aanvraag', 'plaatsing')
GROUP BY soort, onderwerp, rol, organisatie_id, termijn_op HAVING count(*) > 1
UNION ALL SELECT 'normsignaal', CAST(normsignaal_id AS text), count(*) FROM melding WHERE normsignaal_id IS NOT NULL
GROUP BY normsignaal_id, rol, organisatie_id HAVING count(*) > 1
"""


async def check_shortfalls(tx: Transactie) -> list[str]:
    """A Dutch sentence for each norm that is judged wrongly, each deadline that fired early or twice, each silence.

    Of centrumgemeenten and organisaties only those are counted of which the logboek records anything but the register.
    """
    (clock,) = await tx.sql("SELECT clock_timestamp() AS now")
    true = await _count(tx)
    rows = await tx.sql(OPEN)
    running = {(row.norm, row.onderwerp) for row in rows}
    found = [f"I4: {row.norm} van {row.onderwerp} staat {row.n} keer open." for row in rows if row.n > 1]
    found += [
        f"I4: {norm} van {onderwerp} geldt en staat niet open (sinds {since})."
        for (norm, onderwerp), since in true.items()
        if (norm, onderwerp) not in running and (since is None or since < clock.now - GRACE)
    ]
    found += [
        f"I4: {norm} van {onderwerp} staat open en geldt niet."
        for norm, onderwerp in sorted(running)
        if (norm, onderwerp) not in true or (true[norm, onderwerp] or clock.now) > clock.now
    ]
    found += [f"I4: van {row.norm} van {row.onderwerp} weet niemand." for row in await tx.sql(UNTOLD)]
    found += [f"I4: {row.soort} van {row.onderwerp} ging te vroeg af." for row in await tx.sql(EARLY)]
    return found + [f"I4: {row.soort} van {row.onderwerp} is {row.n} keer gemeld." for row in await tx.sql(TWICE)]


async def _count(tx: Transactie) -> dict[tuple[str, str], datetime | None]:
    """What should be open, with the instant from which; None where the facts of this moment say so."""
    regels: dict[str, Any] = {row.naam: row.waarde for row in await tx.sql(REGELS)}
    names = [name for name in regels if f":{name}" in COUNTED]
    counted = await tx.sql(COUNTED, **{name: regels[name] for name in names})
    # What never expires has no instant, which is not the same as being so by the facts of this moment.
    lasting = {"buiten_gebruik_te_lang"}
    true = {(row.norm, row.onderwerp): row.sinds for row in counted if row.sinds or row.norm not in lasting}
    for row in await tx.sql(WITHOUT_INSTRUMENT):
        due = add_werkdagen(row.aangekomen_op, regels["risicotaxatie_werkdagen"])
        true["risicotaxatie_ontbreekt", str(row.id)] = due
    return true
