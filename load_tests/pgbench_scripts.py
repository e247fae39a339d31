"""What pgbench does instead: one placement per transaction, decided beforehand, as PostgreSQL alone can do it.

`SAME` writes the rows that the service writes for one reservering, as many and as large, under the same role, context,
locks, constraints and row-level security: aanvraag, huishouden, afweging (without its histogram of some 40 kB), five
voorstellen, claim, plaatsing, five deadlines, melding, stored answer, and five facts in the chained logboek. It reads and
judges nothing. `BARE` writes three rows into tables without any of that.
"""

SAME_SETUP = """
CREATE SEQUENCE bench_n;
CREATE TABLE bench_plaats AS
    SELECT row_number() OVER (ORDER BY id) AS n, id, centrumgemeente, organisatie_id
    FROM plaats WHERE verwijderd_op IS NULL;
CREATE UNIQUE INDEX ON bench_plaats (n);
GRANT SELECT ON bench_plaats TO capaciteit_app;
GRANT USAGE ON SEQUENCE bench_n TO capaciteit_app;
CREATE FUNCTION bench_value(toestand integer) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT '{"x":"' || repeat('x', toestand - 8) || '"}'
$$;
CREATE FUNCTION bench_place() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    nu timestamptz := clock_timestamp();
    nummer bigint := nextval('bench_n');
    p bench_plaats;
    a uuid := gen_random_uuid();
    b uuid := gen_random_uuid();
    w uuid := gen_random_uuid();
    m uuid := gen_random_uuid();
    geheim text := '{"toezegging":"' || repeat('c', 64) || '"}';
    zout bytea := decode(repeat('ab', 16), 'hex');
BEGIN
    PERFORM set_config('capaciteit.context', 'dienst', true);
    PERFORM pg_try_advisory_xact_lock(hashtextextended(a::text, 7));
    SELECT * INTO STRICT p FROM bench_plaats WHERE n = nummer;
    INSERT INTO afweging VALUES (w, nu, jsonb_build_array(jsonb_build_array(a, 0)), '[]',
                                 jsonb_build_object('regels', repeat('x', 2300)), sha256('x'));
    INSERT INTO aanvraag (id, referentie, organisatie_id, status, alleen_voorstellen, nachten, ingediend_op,
                          vastgesteld_op, deadline_op, afweging_id, revisie, nachten_geteld)
    VALUES (a, a::text, p.organisatie_id, 'gereserveerd', false, 3, nu, nu, nu + interval '24 hours', w, 1, 0);
    INSERT INTO huishoudgegevens VALUES (a, 0, p.organisatie_id, jsonb_build_object('huishouden', repeat('x', 280)));
    INSERT INTO voorstel SELECT a, r, p.organisatie_id, w, p.centrumgemeente, ARRAY[p.id], 'crisisplaats', 4, false,
        jsonb_build_array(repeat('x', 150)) FROM generate_series(1, 5) r;
    PERFORM 1 FROM centrumgemeente WHERE code = p.centrumgemeente FOR UPDATE;
    INSERT INTO claim (plaats_id, soort, plaatsing_id, sinds_op, verloopt_op, feit)
    VALUES (p.id, 'reservering', b, nu, nu + interval '4 hours', false)
    ON CONFLICT (plaats_id) DO UPDATE SET plaatsing_id = excluded.plaatsing_id
    WHERE claim.verloopt_op <= clock_timestamp();
    INSERT INTO plaatsing (id, aanvraag_id, referentie, aanvraag_organisatie, opvang_organisatie, centrumgemeente,
                           plaatsen, status, nachten, huishouden, deadline_op, gereserveerd_op, verloopt_op, revisie)
    VALUES (b, a, a::text, p.organisatie_id, p.organisatie_id, p.centrumgemeente, ARRAY[p.id], 'gereserveerd', 3,
            '{"kinderen": [], "behoeften": [], "volwassenen": 1}', nu + interval '24 hours', nu, nu + interval '4 hours', 1);
    UPDATE plaats SET revisie = revisie + 1 WHERE id = p.id;
    UPDATE centrumgemeente SET revisie = revisie + 1 WHERE code = p.centrumgemeente;
    INSERT INTO termijn (soort, sleutel, op, basis, keren)
    VALUES ('reservering_vervalt', b, nu + interval '4 hours', nu + interval '4 hours', 0),
           ('niet_gezien', b, nu + interval '15 minutes', nu + interval '15 minutes', 0),
           ('rood_tweede', a, nu + interval '8 hours', nu + interval '8 hours', 0),
           ('rood_derde', a, nu + interval '16 hours', nu + interval '16 hours', 0),
           ('rood_te_laat', a, nu + interval '24 hours', nu + interval '24 hours', 0);
    INSERT INTO melding (id, soort, rol, organisatie_id, onderwerp_soort, onderwerp, titel, tekst, dringend, op, laat,
                         revisie)
    VALUES (m, 'reservering', 'opvang', p.organisatie_id, 'plaatsing', b::text, 'Er komt iemand aan', repeat('x', 110),
            true, nu, false, 1);
    INSERT INTO idempotentie VALUES (a, 'POST', '/v1/aanvragen', a::text, '\x01'::bytea || sha256('x'), 201,
        jsonb_build_object('Location', repeat('x', 100)), '\x01'::bytea || convert_to(repeat('x', 2868), 'UTF8'), nu);
    PERFORM append_logboek('aanvraag_ingediend', ARRAY['plaats', 'bezetting', 'plaatsing', 'aanvraag', 'melding'],
        ARRAY['{"code":"GM0193","x":"' || repeat('x', 546) || '"}', '{"code":"GM0193","x":"' || repeat('x', 253) || '"}',
              geheim, geheim, geheim],
        ARRAY[NULL, NULL, zout, zout, zout],
        ARRAY[NULL, NULL, bench_value(740), bench_value(727), bench_value(485)], ARRAY[NULL, NULL, b, a, m]);
END $$;
"""
SAME = "SELECT bench_place();\n"

BARE_SETUP = """
CREATE TABLE bare_aanvraag (id uuid, gegevens jsonb);
CREATE TABLE bare_plaatsing (id uuid, aanvraag_id uuid, plaats bigint);
CREATE TABLE bare_claim (plaats bigint, plaatsing_id uuid);
CREATE SEQUENCE bare_n;
GRANT INSERT ON bare_aanvraag, bare_plaatsing, bare_claim TO capaciteit_app;
GRANT USAGE ON SEQUENCE bare_n TO capaciteit_app;
CREATE FUNCTION bare_place() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    a uuid := gen_random_uuid();
    b uuid := gen_random_uuid();
    n bigint := nextval('bare_n');
BEGIN
    INSERT INTO bare_aanvraag VALUES (a, jsonb_build_object('huishouden', repeat('x', 300)));
    INSERT INTO bare_plaatsing VALUES (b, a, n);
    INSERT INTO bare_claim VALUES (n, b);
END $$;
"""
BARE = "SELECT bare_place();\n"
