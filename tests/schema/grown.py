"""A country grown large: 84,000 places in 1,000 centrumgemeenten, and years of what happened to them."""

import asyncpg

WAITING = 20
"""Aanvragen without a place, among the 10,000 that ever were."""
STATEMENTS = """
SET session_replication_role = replica;
INSERT INTO centrumgemeente
    SELECT 'GM' || 10000 + n, 'Verzonnen ' || n, 'Nergens', 51 + n % 20 / 10.0, 4 + n % 30 / 10.0, 'VR', 1
    FROM generate_series(1, 1000) n;
UPDATE installatie SET landkaart_revisie = landkaart_revisie + 1000;
INSERT INTO huis
    SELECT gen_random_uuid(), 'G' || n, (array_agg(o.id ORDER BY o.id))[1 + n % count(*)], 'GM' || 10000 + n
    FROM generate_series(1, 1000) n, organisatie o WHERE o.soort = 'opvangorganisatie' GROUP BY n;
INSERT INTO plaats (id, referentie, soort, centrumgemeente, organisatie_id, huis_id, personen_max, kenmerken,
                    bevestigd_op, onbevestigd, revisie)
    SELECT gen_random_uuid(), 'P' || h.code || '-' || n, (ARRAY['crisisplaats', 'opvangplaats'])[1 + n % 2],
           h.centrumgemeente, h.organisatie_id, h.id, 1 + n % 8, (ARRAY['rolstoel', 'babybed'])[1:n % 3],
           now() - n * interval '20 minutes', n > 72, 1
    FROM huis h, generate_series(1, 84) n WHERE h.code LIKE 'G%';
INSERT INTO claim
    SELECT id, 'bezet', NULL, now() - interval '1 day', 'infinity', NULL, NULL, false
    FROM plaats WHERE personen_max > 2;
INSERT INTO termijn (soort, sleutel, op, basis, keren)
    SELECT 'plaats_onbevestigd', id, now() + random() * interval '24 hours', now(), 0 FROM plaats;
INSERT INTO termijn (soort, sleutel, op, basis, keren)
    SELECT 'reservering_vervalt', gen_random_uuid(), now() + random() * interval '2 hours', now(), 0
    FROM generate_series(1, 2000);
INSERT INTO aanvraag (id, referentie, organisatie_id, status, alleen_voorstellen, nachten, ingediend_op, vastgesteld_op,
                      deadline_op, knelpunt_code, knelpunt_tekst, reden, afweging_id, revisie, nachten_geteld)
    SELECT gen_random_uuid(), 'A' || n, o.id, CASE WHEN n <= 20 THEN 'zonder_plaats' ELSE 'beeindigd' END, false,
           3, now() - n * interval '1 hour', now() - n * interval '1 hour', now() - (n - 24) * interval '1 hour',
           NULL, NULL, NULL, NULL, 1, 0
    FROM generate_series(1, 10000) n
    JOIN (SELECT id, row_number() OVER (ORDER BY id) - 1 AS i, count(*) OVER () AS k FROM organisatie) o ON o.i = n % o.k;
INSERT INTO huishoudgegevens
    SELECT id, 1, organisatie_id, jsonb_build_object('gemeente', 'GM0228', 'uitsluitingen', '[]'::jsonb, 'voorkeuren',
           '[]'::jsonb, 'huishouden', jsonb_build_object('volwassenen', 20, 'kinderen', '[]'::jsonb, 'behoeften',
           '[]'::jsonb, 'verhuisbewegingen', 0, 'nachtenEerder', 0))
    FROM aanvraag;
INSERT INTO afweging (id, op, aanvragen, klassen, regels, hash)
    SELECT gen_random_uuid(), now(), '[]', '[]', '{}', '';
INSERT INTO voorstel
    SELECT a.id, n, a.organisatie_id, w.id, 'GM0193', ARRAY[gen_random_uuid()], 'crisisplaats', 4, false, '[]'
    FROM aanvraag a, afweging w, generate_series(1, 3) n WHERE a.status = 'beeindigd';
INSERT INTO afweging (id, op, aanvragen, klassen, regels, hash)
    SELECT gen_random_uuid(), now(), jsonb_build_array(jsonb_build_object('id', id, 'vastgesteldOp', '2026-01-01T00:00:00Z')), '[]', '{}', '' FROM aanvraag;
INSERT INTO gewogen SELECT CAST(aanvragen -> 0 ->> 'id' AS uuid), id FROM afweging WHERE aanvragen <> '[]';
UPDATE aanvraag SET beeindigd_op = now() - interval '10 days' WHERE status = 'beeindigd';
UPDATE aanvraag SET beeindigd_op = now() - interval '20 days'
    WHERE id IN (SELECT id FROM aanvraag WHERE status = 'beeindigd' ORDER BY id LIMIT 50);
INSERT INTO plaatsing (id, aanvraag_id, referentie, aanvraag_organisatie, opvang_organisatie, centrumgemeente, plaatsen,
                       status, nachten, deadline_op, gereserveerd_op, revisie)
    SELECT gen_random_uuid(), id, referentie, organisatie_id, organisatie_id, 'GM0193', ARRAY[gen_random_uuid()],
           'beeindigd', 3, deadline_op, ingediend_op, 1
    FROM aanvraag WHERE status = 'beeindigd';
INSERT INTO verblijf
    SELECT gen_random_uuid(), (p.plaatsen)[1], p.id, p.opvang_organisatie, p.gereserveerd_op, p.deadline_op, 'elders', false
    FROM plaatsing p;
INSERT INTO logboek
    SELECT n, now(), 'proef', CASE WHEN n % 2 = 0 THEN 'plaatsing' ELSE 'plaats' END,
           '{"id":"' || gen_random_uuid() || '","revisie":1}', ''
    FROM generate_series((SELECT volgnummer + 1 FROM sequencer), 50000) n;
INSERT INTO logboek_gegevens (volgnummer, zout, waarde, onderwerp)
    SELECT volgnummer, '', feit, gen_random_uuid() FROM logboek WHERE soort = 'plaatsing'
    ON CONFLICT DO NOTHING;
UPDATE sequencer SET volgnummer = 50000, hash = '';
INSERT INTO idempotentie
    SELECT gen_random_uuid(), 'POST', '/v1/aanvragen', 's' || n, '\x01', 201, '{}', '\x01', now() - n * interval '20 seconds'
    FROM generate_series(1, 10000) n;
INSERT INTO sessie
    SELECT sha256(n::text::bytea), a.id, now() + n * interval '2 seconds', now(), now() + interval '12 hours',
        interval '4 hours'
    FROM generate_series(1, 10000) n, (SELECT id FROM account ORDER BY id LIMIT 1) a;
SET session_replication_role = origin;
ANALYZE;
"""


async def grow(connection: asyncpg.Connection) -> None:
    """Fill a country without places; needs a superuser, since the walls are not asked."""
    await connection.execute(STATEMENTS)
