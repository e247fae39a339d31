"""A country grown large: 1,000 centrumgemeenten with 84 places each, and years of ended history in every table that keeps it."""

import asyncpg

from load_tests.ground import say, stopwatch

STREKEN, PLAATSEN_PER_STREEK = 1_000, 84
FEITEN_PER_AANVRAAG = 20
TOGETHER = 1_000
"""Aanvragen of the past that are written at once."""

TOLD_EACH_S = 20
BYTES_PER_FEIT = 1_500
"""What a fact takes in the end, with the rows of the other tables, the indexes and room for the write-ahead log."""

WIDE = f"""
SET session_replication_role = replica;
INSERT INTO centrumgemeente
    SELECT 'GM' || 10000 + n, 'Verzonnen ' || n, 'Nergens', 51 + n % 24 / 10.0, 4 + n % 30 / 10.0, 'VR', 1
    FROM generate_series(1, {STREKEN} - (SELECT count(*) FROM centrumgemeente)) n;
UPDATE installatie SET landkaart_revisie = landkaart_revisie + 1;
INSERT INTO organisatie
    SELECT gen_random_uuid(), 'Verzonnen ' || soort || ' ' || code, soort, CASE soort WHEN 'gemeente' THEN code END
    FROM centrumgemeente, unnest(ARRAY['opvangorganisatie', 'gemeente']) AS soort WHERE provincie = 'Nergens';
INSERT INTO account
    SELECT gen_random_uuid(), 'Verzonnen', rol, o.id, NULL FROM organisatie o
    JOIN (VALUES ('opvangorganisatie', 'opvang'), ('opvangorganisatie', 'coordinator'), ('gemeente', 'gemeente'))
        AS r (soort, rol) ON r.soort = o.soort
    WHERE o.naam LIKE 'Verzonnen % GM%';
INSERT INTO huis
    SELECT gen_random_uuid(), 'H-1', o.id, split_part(o.naam, ' ', 3) FROM organisatie o
    WHERE o.naam LIKE 'Verzonnen opvangorganisatie GM%';
INSERT INTO plaats (id, referentie, soort, centrumgemeente, organisatie_id, huis_id, personen_max, kenmerken,
                    bevestigd_op, onbevestigd, revisie)
    SELECT gen_random_uuid(), h.centrumgemeente || '-' || n, 'crisisplaats', h.centrumgemeente, h.organisatie_id, h.id,
           2 + n % 6,
           CASE n % 4 WHEN 0 THEN ARRAY['rolstoel'] WHEN 1 THEN ARRAY['huisdier', 'babybed'] ELSE ARRAY[]::text[] END,
           clock_timestamp(), false, 1
    FROM huis h JOIN centrumgemeente g ON g.code = h.centrumgemeente AND g.provincie = 'Nergens',
         generate_series(1, {PLAATSEN_PER_STREEK}) AS n;
SET session_replication_role = origin;
"""  # noqa: S608 - numbers of this file

CLOCKS = """
INSERT INTO termijn (soort, sleutel, op, basis, keren)
    SELECT 'plaats_onbevestigd', id, clock_timestamp() + (6 + random() * 18) * interval '1 hour', clock_timestamp(), 0
    FROM plaats ON CONFLICT DO NOTHING;
"""
"""Every place is to be seen again within a day; none of them falls due while this is measured."""

WORDS = """
CASE s.soort
    WHEN 'plaats' THEN
        '{{"bevestigdOp":"' || d.t || '","centrumgemeente":"' || d.streek || '","gereedBinnenMinuten":null,"huis":{{"code":"H-1","id":"'
        || d.huis || '"}},"id":"' || d.plaats || '","kenmerken":["babybed","huisdier"],"onbevestigd":false,"organisatie":"' || d.opvang
        || '","personenMax":4,"plaatsing":null,"reden":null,"referentie":"' || d.streek || '-1","revisie":' || d.i
        || ',"sindsOp":"' || d.t || '","soort":"crisisplaats","status":"' || s.status
        || '","uitname":null,"veiligheidstoetsDoor":null,"verwachtTotOp":null}}'
    WHEN 'bezetting' THEN
        '{{"bezet":1,"buitenGebruik":0,"code":"' || d.streek || '","geenVrij":false,"gereserveerd":1,"inzetbaar":84,"naam":"'
        || d.streek || '","onbevestigd":0,"onderMinimum":false,"opvangplaatsen":{{"bezet":0,"buitenGebruik":0,"gereserveerd":0,'
        || '"inzetbaar":0,"onbevestigd":0,"vrij":0}},"revisie":' || d.i || ',"uitgevallen":0,"vrij":82}}'
    WHEN 'plaatsing' THEN
        '{{"aangekomenOp":null,"aanvraag":"' || d.aanvraag || '","aanvraagOrganisatie":"' || d.vrager || '","beeindigdOp":null,'
        || '"bevestigdOp":null,"centrumgemeente":"' || d.streek || '","deadlineOp":"' || d.t || '","eersteNachtDatum":null,'
        || '"geaccepteerdOp":null,"gereserveerdOp":"' || d.t || '","huishouden":{{"behoeften":[],"kinderen":[],"volwassenen":1}},"id":"'
        || d.plaatsing || '","nachten":3,"opvangOrganisatie":"' || d.opvang || '","plaatsen":["' || d.plaats
        || '"],"reden":null,"referentie":"' || left(d.aanvraag::text, 8) || '","revisie":4,"status":"' || s.status
        || '","teruggemeld":[],"verlooptOp":"' || d.t || '","vertrekDatum":null,"verwachteAankomstOp":null}}'
    WHEN 'aanvraag' THEN
        '{{"afweging":"' || d.afweging || '","deadlineOp":"' || d.t || '","gemeente":"GM0503","huishouden":{{"behoeften":[],'
        || '"kinderen":[],"nachtenEerder":0,"verhuisbewegingen":0,"volwassenen":1}},"id":"' || d.aanvraag || '","ingediendOp":"' || d.t
        || '","knelpunt":null,"nachten":3,"organisatie":"' || d.vrager || '","plaatsing":"' || d.plaatsing
        || '","reden":null,"referentie":"' || left(d.aanvraag::text, 8) || '","revisie":4,"status":"' || s.status
        || '","uitsluitingen":[],"vastgesteldOp":"' || d.t || '","veiligheid":{{"door":"opvangorganisatie","dreiging":null,'
        || '"instrument":"verwey_jonker","kleur":"rood"}},"verplaatsing":null,"voorkeuren":[]}}'
    WHEN 'melding' THEN
        '{{"dringend":true,"gezienOp":"' || d.t || '","id":"' || d.verblijf || '","laat":false,"normsignaal":null,"onderwerp":"'
        || d.plaatsing || '","onderwerpSoort":"plaatsing","op":"' || d.t || '","organisatie":"' || d.opvang
        || '","revisie":2,"rol":"opvang","soort":"reservering","tekst":"Er komt iemand aan. Kijk of de plaats klaar is.",'
        || '"termijnOp":null,"titel":"Er komt iemand aan"}}'
    ELSE
        '{{"dubbel":false,"id":"' || d.verblijf || '","naar":null,"organisatie":"' || d.opvang || '","plaats":"' || d.plaats
        || '","plaatsing":"' || d.plaatsing || '","revisie":1,"tot":null,"van":"' || d.t || '"}}'
    END
"""
"""A state as text, with the members and about the size that the service gives it."""

SETUP = """
SET session_replication_role = replica;
SET synchronous_commit = off;
CREATE TEMP TABLE waar AS
    SELECT row_number() OVER (ORDER BY random()) - 1 AS n, id, centrumgemeente, organisatie_id, huis_id FROM plaats;
CREATE UNIQUE INDEX ON waar (n);
CREATE TEMP TABLE wie AS SELECT row_number() OVER (ORDER BY id) - 1 AS n, id FROM organisatie
    WHERE soort IN ('opvangorganisatie', 'veilig_thuis', 'politie');
CREATE TEMP TABLE deel (i bigint, op timestamptz, t text, aanvraag uuid, plaatsing uuid, afweging uuid, verblijf uuid,
                        vrager uuid, plaats uuid, streek text, opvang uuid, huis uuid, status text);
CREATE TEMP TABLE loop (stap int, soort text, status text);
INSERT INTO loop VALUES
    (1, 'plaats', 'gereserveerd'), (2, 'bezetting', ''), (3, 'plaatsing', 'gereserveerd'), (4, 'aanvraag', 'gereserveerd'),
    (5, 'melding', ''), (6, 'plaats', 'bevestigd'), (7, 'bezetting', ''), (8, 'plaatsing', 'bevestigd'),
    (9, 'aanvraag', 'bevestigd'), (10, 'melding', ''), (11, 'plaats', 'bezet'), (12, 'bezetting', ''),
    (13, 'plaatsing', 'aangekomen'), (14, 'aanvraag', 'aangekomen'), (15, 'verblijf', ''), (16, 'plaats', 'vrij'),
    (17, 'bezetting', ''), (18, 'plaatsing', 'beeindigd'), (19, 'aanvraag', 'beeindigd'), (20, 'verblijf', '');
ANALYZE waar, wie, loop;
"""
"""Words as the facts have them, of the same size; what ended households did is 20 facts each."""

PART = """
TRUNCATE deel;
INSERT INTO deel
SELECT i, m.op, to_char(m.op AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), uuidv7(m.age), uuidv7(m.age), uuidv7(m.age),
       uuidv7(m.age), wie.id, waar.id, waar.centrumgemeente, waar.organisatie_id, waar.huis_id,
       CASE WHEN i % 50 = 0 THEN 'teruggemeld' WHEN i % 10 = 0 THEN 'vervallen' ELSE 'beeindigd' END
FROM generate_series({first}, {last}) AS i
CROSS JOIN LATERAL (SELECT clock_timestamp() - a.age AS op, -a.age AS age
                    FROM (SELECT interval '4 days' + (1 - i / {all}.0) * interval '7 years' AS age) a) m
JOIN waar ON waar.n = i % (SELECT count(*) FROM waar) JOIN wie ON wie.n = i % (SELECT count(*) FROM wie);
INSERT INTO afweging (id, op, aanvragen, klassen, regels, hash)
    SELECT afweging, op, jsonb_build_array(jsonb_build_array(aanvraag, 0)), '[]',
           jsonb_build_object('regels', repeat('x', 1500)), sha256('x') FROM deel WHERE i % 8 = 0;
INSERT INTO aanvraag (id, referentie, organisatie_id, status, alleen_voorstellen, nachten, ingediend_op, vastgesteld_op,
                      deadline_op, revisie, nachten_geteld)
    SELECT aanvraag, aanvraag::text, vrager, 'beeindigd', false, 3, op, op, op + interval '24 hours', 4, 0 FROM deel;
INSERT INTO huishoudgegevens
    SELECT aanvraag, 1, vrager, '{{"gemeente":"GM0503","huishouden":{{"behoeften":[],"kinderen":[],"volwassenen":1,
        "verhuisbewegingen":0,"nachtenEerder":0}},"uitsluitingen":[],"voorkeuren":[]}}' FROM deel;
INSERT INTO voorstel
    SELECT aanvraag, r, vrager, afweging, streek, ARRAY[plaats], 'crisisplaats', 4, false, jsonb_build_array(repeat('x', 150))
    FROM deel, generate_series(1, 5) r;
INSERT INTO plaatsing (id, aanvraag_id, referentie, aanvraag_organisatie, opvang_organisatie, centrumgemeente, plaatsen,
                       status, nachten, huishouden, deadline_op, gereserveerd_op, bevestigd_op, aangekomen_op,
                       eerste_nacht, vertrek, beeindigd_op, revisie)
    SELECT plaatsing, aanvraag, aanvraag::text, vrager, opvang, streek, ARRAY[plaats], status, 3,
           '{{"kinderen": [], "behoeften": [], "volwassenen": 1}}', op + interval '24 hours', op, op,
           CASE status WHEN 'beeindigd' THEN op END, op::date, op::date + 3, op + interval '3 days', 4 FROM deel;
INSERT INTO verblijf
    SELECT verblijf, plaats, plaatsing, opvang, op, op + interval '3 days', 'elders', false FROM deel WHERE status = 'beeindigd';
INSERT INTO registratie
    SELECT uuidv7(), plaatsing, vrager, opvang, opvang, 'intake', 'instroom', op, op, '{{}}' FROM deel WHERE status = 'beeindigd';
INSERT INTO melding (id, soort, rol, organisatie_id, onderwerp_soort, onderwerp, titel, tekst, dringend, op, laat, gezien_op, revisie)
    SELECT uuidv7(op - clock_timestamp()), 'reservering', 'opvang', opvang, 'plaatsing', plaatsing::text, 'Er komt iemand aan',
           repeat('x', 110), true, op, false, op, 2 FROM deel, generate_series(1, 2);
INSERT INTO normsignaal (id, norm, onderwerp_soort, onderwerp, centrumgemeente, opvang_organisatie, aanvraag_organisatie,
                         plichthouder, oorzaak, begonnen_op, vastgelegd_op, beeindigd_op, onderbrekingen, onderbroken_seconden, revisie)
    SELECT uuidv7(op - clock_timestamp()), 'geen_vrij', 'centrumgemeente', streek, streek, NULL, NULL, 'opvang', repeat('x', 60),
           op, op, op + interval '1 hour', 0, 0, 2 FROM deel WHERE i % 10 = 0;
INSERT INTO vraag (id, aanvraag_id, plaats_id, opvang_organisatie, centrumgemeente, status, gesteld_op, verloopt_op, revisie)
    SELECT uuidv7(op - clock_timestamp()), aanvraag, plaats, opvang, streek, 'ja', op, op, 2 FROM deel WHERE i % 20 = 0;
SELECT append_logboek('verleden', soorten, feiten, zouten, waarden)
FROM (SELECT f.i / 25 AS samen, array_agg(f.soort) AS soorten, array_agg(f.zout) AS zouten,
             array_agg(CASE WHEN f.zout IS NULL THEN f.tekst
                       ELSE '{{"toezegging":"' || encode(sha256(f.zout || convert_to(f.tekst, 'UTF8')), 'hex') || '"}}' END) AS feiten,
             array_agg(CASE WHEN f.zout IS NOT NULL THEN f.tekst END) AS waarden
      FROM (SELECT d.i, s.soort, WORDS AS tekst,
                   CASE WHEN s.soort NOT IN ('plaats', 'bezetting') THEN uuid_send(gen_random_uuid()) END AS zout
            FROM deel d, loop s ORDER BY d.i, s.stap) f
      GROUP BY 1 ORDER BY 1) g;
""".replace("WORDS", WORDS)
"""One part of the past. The chain is that of the logboek's own function, every commitment fits what is kept beside it."""

ANSWERS = """
INSERT INTO idempotentie
    SELECT gen_random_uuid(), 'POST', '/v1/aanvragen', gen_random_uuid()::text, '\x01'::bytea || sha256('x'), 201, '{}',
           '\x01'::bytea || convert_to(repeat('x', 2868), 'UTF8'), clock_timestamp() - n * interval '30 seconds' FROM generate_series(1, 20000) n;
INSERT INTO sessie SELECT sha256(n::text::bytea), (SELECT id FROM account LIMIT 1), clock_timestamp() + interval '12 hours',
    clock_timestamp(), clock_timestamp() + interval '12 hours', interval '12 hours'
    FROM generate_series(1, 20000) n;
SET session_replication_role = origin;
"""
"""What is kept for days only: stored answers and sessions."""

TIDY = """
SET session_replication_role = replica;
UPDATE aanvraag SET status = 'ingetrokken' WHERE status NOT IN ('beeindigd', 'ingetrokken');
UPDATE plaatsing SET status = 'vervallen' WHERE status = 'gereserveerd';
UPDATE melding SET gezien_op = op WHERE gezien_op IS NULL;
UPDATE normsignaal SET beeindigd_op = greatest(begonnen_op, vastgelegd_op) WHERE beeindigd_op IS NULL;
UPDATE verblijf SET tot = clock_timestamp() WHERE tot IS NULL;
DELETE FROM claim;
DELETE FROM termijn WHERE soort <> 'plaats_onbevestigd';
TRUNCATE ijkpunt, spreidingstelling;
SET session_replication_role = origin;
"""
"""What an earlier round began is over: this one begins with as little open as the others. Another version may have left its ijkpunten."""

LATER = """
SELECT append_logboek('later', array_agg('verblijf'::text), array_agg('{"toezegging":"' || repeat('c', 64) || '"}'),
                      array_agg(uuid_send(gen_random_uuid())), array_agg('{"id":"' || gen_random_uuid() || '"}'))
FROM generate_series(1, 1000)
"""
"""Facts that no screen shows: they only make whoever comes back late."""


async def execute(url: str, *statements: str) -> None:
    """Run these one after another on a connection of their own; as a superuser, of whom the walls ask nothing."""
    connection = await asyncpg.connect(url, ssl=False, command_timeout=3600)
    for statement in statements:
        await connection.execute(statement)
    await connection.close()


async def exists(url: str, name: str) -> bool:
    """Whether there is a database of this name."""
    connection = await asyncpg.connect(url, ssl=False)
    found = await connection.fetchval("SELECT count(*) FROM pg_database WHERE datname = $1", name)
    await connection.close()
    return bool(found)


async def copy(url: str, source: str, name: str) -> None:
    """Another database with the same content, in the place of what had this name; nobody may be using the source."""
    await execute(
        url, f"DROP DATABASE IF EXISTS {name}", f"CREATE DATABASE {name} TEMPLATE {source} OWNER capaciteit_migrator"
    )


async def fill_past(url: str, rows: int) -> None:
    """Write `rows` facts of ended households, with all that the other tables keep of them."""
    connection = await asyncpg.connect(url, ssl=False, command_timeout=3600)
    await connection.execute(SETUP)
    every, start, told = rows // FEITEN_PER_AANVRAAG, stopwatch(), 0.0
    for first in range(1, every + 1, TOGETHER):
        last = min(every, first + TOGETHER - 1)
        await connection.execute(PART.format(first=first, last=last, all=every))
        if stopwatch() - start - told > TOLD_EACH_S:
            told = stopwatch() - start
            say(f"{last * FEITEN_PER_AANVRAAG:,} facts of the past in {told:.0f} s")
    await connection.execute(ANSWERS)
    await connection.execute("VACUUM ANALYZE")
    await connection.close()
    say(f"{every * FEITEN_PER_AANVRAAG:,} facts of the past in {stopwatch() - start:.0f} s, with statistics")


async def let_pass(url: str, facts: int) -> None:
    """So many facts happen that no screen shows."""
    await execute(url, *[LATER] * -(-facts // 1_000))


async def count_facts(url: str) -> int:
    """How many facts the logboek of this database has."""
    connection = await asyncpg.connect(url, ssl=False)
    found: int = await connection.fetchval("SELECT count(*) FROM logboek")
    await connection.close()
    return found
