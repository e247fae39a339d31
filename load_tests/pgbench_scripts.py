"""What pgbench does instead: one placement per transaction, decided beforehand, as PostgreSQL alone can do it.

`SAME` writes the rows that the service writes (constraints, row-level security, idempotency, sequencer and logboek
included); `BARE` writes three rows into tables without any of that.
"""

SAME_SETUP = """
CREATE SEQUENCE bench_n;
CREATE TABLE bench_plaats AS
    SELECT row_number() OVER (ORDER BY id) AS n, id, centrumgemeente, organisatie_id
    FROM plaats WHERE verwijderd_op IS NULL;
CREATE UNIQUE INDEX ON bench_plaats (n);
GRANT SELECT ON bench_plaats TO capaciteit_app;
GRANT USAGE ON SEQUENCE bench_n TO capaciteit_app;
CREATE FUNCTION bench_place() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    nu timestamptz := clock_timestamp();
    nummer bigint := nextval('bench_n');
    p bench_plaats;
    a uuid := gen_random_uuid();
    b uuid := gen_random_uuid();
    w uuid := gen_random_uuid();
    feit text := jsonb_build_object('code', 'GM0193', 'x', repeat('x', 370))::text;
BEGIN
    SELECT * INTO STRICT p FROM bench_plaats WHERE n = nummer;
    INSERT INTO afweging VALUES (w, nu, '[]', '[]', '{}', sha256('x'));
    INSERT INTO aanvraag (id, referentie, organisatie_id, status, alleen_voorstellen, nachten, ingediend_op,
                          vastgesteld_op, deadline_op, afweging_id, revisie, nachten_geteld)
    VALUES (a, a::text, p.organisatie_id, 'gereserveerd', false, 3, nu, nu, nu + interval '24 hours', w, 1, 0);
    INSERT INTO huishoudgegevens VALUES (a, 0, p.organisatie_id, jsonb_build_object('huishouden', repeat('x', 300)));
    INSERT INTO voorstel SELECT a, r, p.organisatie_id, w, p.centrumgemeente, ARRAY[p.id], 'crisisplaats', 4, false,
        jsonb_build_array(repeat('x', 150)) FROM generate_series(1, 5) r;
    PERFORM 1 FROM centrumgemeente WHERE code = p.centrumgemeente FOR UPDATE;
    INSERT INTO claim (plaats_id, soort, plaatsing_id, sinds_op, verloopt_op, feit)
    VALUES (p.id, 'reservering', b, nu, nu + interval '2 hours', false)
    ON CONFLICT (plaats_id) DO UPDATE SET plaatsing_id = excluded.plaatsing_id
    WHERE claim.verloopt_op <= clock_timestamp();
    INSERT INTO plaatsing (id, aanvraag_id, referentie, aanvraag_organisatie, opvang_organisatie, centrumgemeente,
                           plaatsen, status, nachten, deadline_op, gereserveerd_op, verloopt_op, revisie)
    VALUES (b, a, a::text, p.organisatie_id, p.organisatie_id, p.centrumgemeente, ARRAY[p.id], 'gereserveerd', 3,
            nu + interval '24 hours', nu, nu + interval '2 hours', 1);
    INSERT INTO termijn (soort, sleutel, op, basis, keren)
    VALUES ('reservering_vervalt', b, nu + interval '2 hours', nu + interval '2 hours', 0);
    UPDATE plaats SET revisie = revisie + 1 WHERE id = p.id;
    UPDATE centrumgemeente SET revisie = revisie + 1 WHERE code = p.centrumgemeente;
    INSERT INTO idempotentie VALUES (a, 'POST', '/v1/aanvragen', a::text, sha256('x'), 201, '{}',
                                     convert_to(repeat('x', 2500), 'UTF8'), nu);
    PERFORM append_logboek('aanvraag_ingediend', jsonb_build_array(
        jsonb_build_object('soort', 'plaats', 'feit', feit), jsonb_build_object('soort', 'bezetting', 'feit', feit),
        jsonb_build_object('soort', 'plaatsing', 'feit', 'c', 'zout', 'ab', 'waarde', feit || feit),
        jsonb_build_object('soort', 'aanvraag', 'feit', 'c', 'zout', 'ab', 'waarde', feit || feit)));
END $$;
"""
SAME = "SELECT bench_place();\n"

BARE_SETUP = """
CREATE TABLE bare_aanvraag (id uuid, gegevens jsonb);
CREATE TABLE bare_plaatsing (id uuid, aanvraag_id uuid, plaats bigint);
CREATE TABLE bare_claim (plaats bigint, plaatsing_id uuid);
CREATE SEQUENCE bare_n;
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
