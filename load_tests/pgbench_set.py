"""The edge of the database: the rows of `pgbench_scripts.SAME` for 64 placements in one transaction, a statement per table.

Nobody reads, judges, renders or speaks HTTP here, so no service that writes these rows in PostgreSQL decides faster.
"""

SIZE = 64

SET_SETUP = f"""
CREATE FUNCTION bench_set() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    nu timestamptz := clock_timestamp();
    w uuid := gen_random_uuid();
    vanaf bigint := nextval('bench_n');
    geheim text := '{{"toezegging":"' || repeat('c', 64) || '"}}';
    zout bytea := decode(repeat('ab', 16), 'hex');
BEGIN
    PERFORM setval('bench_n', vanaf + {SIZE} - 1);
    PERFORM set_config('capaciteit.context', 'dienst', true);
    CREATE TEMP TABLE IF NOT EXISTS bench_rij
        (a uuid, b uuid, m uuid, plaats uuid, centrumgemeente text, organisatie uuid) ON COMMIT DELETE ROWS;
    INSERT INTO bench_rij SELECT gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), id, centrumgemeente, organisatie_id
    FROM bench_plaats WHERE n BETWEEN vanaf AND vanaf + {SIZE} - 1;
    PERFORM pg_try_advisory_xact_lock(hashtextextended(a::text, 7)) FROM bench_rij;
    INSERT INTO afweging VALUES (w, nu, (SELECT jsonb_agg(jsonb_build_array(a, 0)) FROM bench_rij), '[]',
                                 jsonb_build_object('regels', repeat('x', 2300)), sha256('x'));
    INSERT INTO aanvraag (id, referentie, organisatie_id, status, alleen_voorstellen, nachten, ingediend_op,
                          vastgesteld_op, deadline_op, afweging_id, revisie, nachten_geteld)
    SELECT a, a::text, organisatie, 'gereserveerd', false, 3, nu, nu, nu + interval '24 hours', w, 1, 0 FROM bench_rij;
    INSERT INTO huishoudgegevens
    SELECT a, 0, organisatie, jsonb_build_object('huishouden', repeat('x', 280)) FROM bench_rij;
    INSERT INTO voorstel SELECT a, r, organisatie, w, centrumgemeente, ARRAY[plaats], 'crisisplaats', 4, false,
        jsonb_build_array(repeat('x', 150)) FROM bench_rij, generate_series(1, 5) r;
    PERFORM 1 FROM centrumgemeente WHERE code IN (SELECT centrumgemeente FROM bench_rij) ORDER BY code FOR UPDATE;
    INSERT INTO claim (plaats_id, soort, plaatsing_id, sinds_op, verloopt_op, feit)
    SELECT plaats, 'reservering', b, nu, nu + interval '4 hours', false FROM bench_rij ORDER BY plaats
    ON CONFLICT (plaats_id) DO UPDATE SET plaatsing_id = excluded.plaatsing_id
    WHERE claim.verloopt_op <= clock_timestamp();
    INSERT INTO plaatsing (id, aanvraag_id, referentie, aanvraag_organisatie, opvang_organisatie, centrumgemeente,
                           plaatsen, status, nachten, huishouden, deadline_op, gereserveerd_op, verloopt_op, revisie)
    SELECT b, a, a::text, organisatie, organisatie, centrumgemeente, ARRAY[plaats], 'gereserveerd', 3,
           '{{"kinderen": [], "behoeften": [], "volwassenen": 1}}', nu + interval '24 hours', nu, nu + interval '4 hours', 1
    FROM bench_rij;
    UPDATE plaats SET revisie = revisie + 1 WHERE id IN (SELECT plaats FROM bench_rij);
    UPDATE centrumgemeente SET revisie = revisie + 1 WHERE code IN (SELECT centrumgemeente FROM bench_rij);
    INSERT INTO termijn (soort, sleutel, op, basis, keren)
    SELECT t.soort, CASE WHEN t.van_plaatsing THEN b ELSE a END, nu + t.na, nu + t.na, 0
    FROM bench_rij, (VALUES ('reservering_vervalt', true, interval '4 hours'), ('niet_gezien', true, interval '15 minutes'),
                            ('rood_tweede', false, interval '8 hours'), ('rood_derde', false, interval '16 hours'),
                            ('rood_te_laat', false, interval '24 hours')) AS t (soort, van_plaatsing, na);
    INSERT INTO melding (id, soort, rol, organisatie_id, onderwerp_soort, onderwerp, titel, tekst, dringend, op, laat,
                         revisie)
    SELECT m, 'reservering', 'opvang', organisatie, 'plaatsing', b::text, 'Er komt iemand aan', repeat('x', 110),
           true, nu, false, 1 FROM bench_rij;
    INSERT INTO idempotentie SELECT a, 'POST', '/v1/aanvragen', a::text, '\x01'::bytea || sha256('x'), 201,
        jsonb_build_object('Location', repeat('x', 100)), '\x01'::bytea || convert_to(repeat('x', 2868), 'UTF8'), nu FROM bench_rij;
    PERFORM append_logboek('aanvraag_ingediend', array_agg(f.soort), array_agg(f.feit), array_agg(f.zout), array_agg(f.waarde),
                           array_agg(f.onderwerp))
    FROM (SELECT 'plaats' AS soort, '{{"code":"GM0193","x":"' || repeat('x', 546) || '"}}' AS feit,
                 NULL::bytea AS zout, NULL AS waarde, NULL::uuid AS onderwerp FROM bench_rij
          UNION ALL
          SELECT 'bezetting', '{{"code":"GM0193","x":"' || repeat('x', 253) || '"}}', NULL, NULL, NULL
          FROM (SELECT DISTINCT centrumgemeente FROM bench_rij) c
          UNION ALL
          SELECT s.soort, geheim, zout, bench_value(s.lang), b
          FROM bench_rij, (VALUES ('plaatsing', 740), ('aanvraag', 727), ('melding', 485)) AS s (soort, lang)) f;
END $$;
"""  # noqa: S608 - words of this file
SET = "SELECT bench_set();\n"
