"""Who was where is forgotten after a term: what ends has an instant, what is about it can be found, and one function erases it.

The service may not delete any of this itself. The function asks again whether all of it is over, and for longer than seven days: that is
the outer bound, whatever the rule says.
"""

from alembic import op

revision = "0032"
down_revision = "0031"

BOUNDS = """
DO $$
DECLARE
    grens text;
BEGIN
    SELECT pg_get_constraintdef(oid) INTO STRICT grens FROM pg_constraint
    WHERE conname = 'regel_within_bounds' AND conrelid = 'regel'::regclass;
    IF position('ELSE false' IN grens) = 0 THEN
        RAISE EXCEPTION 'regel_within_bounds is not a list with an end';
    END IF;
    ALTER TABLE regel DROP CONSTRAINT regel_within_bounds;
    EXECUTE 'ALTER TABLE regel ADD CONSTRAINT regel_within_bounds '
        || replace(grens, 'ELSE false', 'WHEN ''bewaartermijn_dagen'' THEN waarde BETWEEN 9 AND 90 ELSE false');
END $$
"""

SEED = (
    "ALTER TABLE regel DISABLE TRIGGER regel_stays_as_approved",
    """INSERT INTO regel (id, naam, waarde, geldig_vanaf, bron, reden, voorgesteld_op, goedgekeurd_op, revisie)
    VALUES (gen_random_uuid(), 'bewaartermijn_dagen', 14, DATE '2026-01-01',
            'R19; AVG art. 5 lid 1 onder e; eigen keuze', 'bij de dienst geleverd', now(), now(), 1)""",
    "ALTER TABLE regel ENABLE TRIGGER regel_stays_as_approved",
)

ENDED = "('beeindigd', 'ingetrokken')"
COLUMNS = (
    "SELECT set_config('capaciteit.context', 'dienst', true)",
    "ALTER TABLE aanvraag ADD COLUMN beeindigd_op timestamptz",
    f"""UPDATE aanvraag a SET beeindigd_op = coalesce((SELECT max(p.beeindigd_op) FROM plaatsing p WHERE p.aanvraag_id = a.id), now())
    WHERE a.status IN {ENDED}""",  # noqa: S608 - words of this file
    "CREATE INDEX aanvraag_beeindigd ON aanvraag (beeindigd_op) WHERE beeindigd_op IS NOT NULL",
    "CREATE INDEX aanvraag_verplaatst ON aanvraag (verplaatst_van) WHERE verplaatst_van IS NOT NULL",
    """CREATE FUNCTION note_einde() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
    BEGIN
        NEW.beeindigd_op := clock_timestamp();
        RETURN NEW;
    END $$""",
    f"""CREATE TRIGGER aanvraag_ends BEFORE UPDATE OF status ON aanvraag FOR EACH ROW
    WHEN (NEW.status IN {ENDED} AND NEW.beeindigd_op IS NULL) EXECUTE FUNCTION note_einde()""",
    "ALTER TABLE verblijf ADD COLUMN gewist boolean NOT NULL DEFAULT false",
    "ALTER TABLE afweging ADD COLUMN gewist boolean NOT NULL DEFAULT false",
    # Behind a policy an index is used for operators only that can leak nothing: equality, and not looking into JSON.
    "CREATE TABLE gewogen (aanvraag_id uuid NOT NULL, afweging_id uuid NOT NULL, PRIMARY KEY (aanvraag_id, afweging_id))",
    """INSERT INTO gewogen SELECT DISTINCT CAST(w.een ->> 'id' AS uuid), a.id
    FROM afweging a, jsonb_array_elements(a.aanvragen) AS w (een) WHERE w.een ? 'id'""",
    "ALTER TABLE gewogen ENABLE ROW LEVEL SECURITY",
    "ALTER TABLE gewogen FORCE ROW LEVEL SECURITY",
    """CREATE POLICY betrokkenen ON gewogen USING (current_setting('capaciteit.context', true) = 'dienst')
    WITH CHECK (current_setting('capaciteit.context', true) IN ('afwegen', 'dienst'))""",
    "GRANT SELECT, INSERT ON gewogen TO capaciteit_app",
    "ALTER TABLE logboek_gegevens ADD COLUMN onderwerp uuid",
    """UPDATE logboek_gegevens SET onderwerp = CAST(CAST(waarde AS jsonb) ->> 'id' AS uuid)""",
    "CREATE INDEX logboek_gegevens_per_onderwerp ON logboek_gegevens (onderwerp)",
)

FROZEN = (
    """CREATE TABLE bevroren_cijfer (
        organisatie_id uuid NOT NULL REFERENCES organisatie (id),
        dag date NOT NULL,
        norm text NOT NULL,
        nummer smallint NOT NULL,
        teller bigint NOT NULL,
        noemer bigint NOT NULL,
        hoogste integer,
        PRIMARY KEY (organisatie_id, dag, norm, nummer)
    )""",
    """CREATE TABLE bevroren_aankomst (
        centrumgemeente text NOT NULL REFERENCES centrumgemeente (code),
        dag date NOT NULL,
        aantal bigint NOT NULL,
        PRIMARY KEY (centrumgemeente, dag)
    )""",
    """CREATE TABLE bevroren_signaal (
        id uuid PRIMARY KEY,
        norm text NOT NULL,
        centrumgemeente text REFERENCES centrumgemeente (code),
        opvang_organisatie uuid REFERENCES organisatie (id),
        aanvraag_organisatie uuid REFERENCES organisatie (id),
        van_dag date NOT NULL,
        tot_dag date NOT NULL,
        delen jsonb NOT NULL,
        geheel bigint NOT NULL,
        onderbroken_seconden bigint NOT NULL,
        CONSTRAINT bevroren_signaal_one_side CHECK (opvang_organisatie IS NULL OR aanvraag_organisatie IS NULL)
    )""",
    "CREATE INDEX bevroren_signaal_per_opvang ON bevroren_signaal (opvang_organisatie, van_dag)",
    "CREATE INDEX bevroren_signaal_per_aanvrager ON bevroren_signaal (aanvraag_organisatie, van_dag)",
    "CREATE INDEX bevroren_signaal_per_streek ON bevroren_signaal (centrumgemeente, van_dag)",
    *(
        statement
        for table in ("bevroren_cijfer", "bevroren_aankomst", "bevroren_signaal")
        for statement in (
            f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
            f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY",
            f"CREATE POLICY betrokkenen ON {table} USING (current_setting('capaciteit.context', true) = 'dienst')",
        )
    ),
    "GRANT SELECT, INSERT, UPDATE ON bevroren_cijfer, bevroren_aankomst TO capaciteit_app",
    "GRANT SELECT, INSERT ON bevroren_signaal TO capaciteit_app",
)

APPEND = """
CREATE FUNCTION append_logboek(gebeurtenis text, soorten text[], feiten text[], zouten bytea[], waarden text[],
                               onderwerpen uuid[])
RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    eerste bigint;
    vorige bytea;
    nu timestamptz;
    kop text;
    schakels bytea[] := '{}';
BEGIN
    SELECT s.volgnummer, s.hash INTO STRICT eerste, vorige FROM sequencer s WHERE s.id = 1 FOR UPDATE;
    nu := clock_timestamp();
    kop := '|' || to_char(nu AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') || '|' || gebeurtenis || '|';
    FOR i IN 1 .. cardinality(soorten) LOOP
        vorige := sha256(vorige || convert_to((eerste + i) || kop || soorten[i] || '|' || feiten[i], 'UTF8'));
        schakels[i] := vorige;
    END LOOP;
    INSERT INTO logboek
    SELECT eerste + f.i, nu, gebeurtenis, f.soort, f.feit, f.schakel
    FROM unnest(soorten, feiten, schakels) WITH ORDINALITY AS f (soort, feit, schakel, i);
    INSERT INTO logboek_gegevens (volgnummer, zout, waarde, onderwerp)
    SELECT eerste + g.i, g.zout, g.waarde, g.onderwerp
    FROM unnest(zouten, waarden, onderwerpen) WITH ORDINALITY AS g (zout, waarde, onderwerp, i) WHERE g.waarde IS NOT NULL;
    UPDATE sequencer SET volgnummer = eerste + cardinality(soorten), hash = vorige WHERE id = 1;
    PERFORM pg_notify('capaciteit', '');
    RETURN eerste + cardinality(soorten);
END $$
"""

EARLIER = """
CREATE OR REPLACE FUNCTION append_logboek(gebeurtenis text, soorten text[], feiten text[], zouten bytea[], waarden text[])
RETURNS bigint LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT append_logboek(gebeurtenis, soorten, feiten, zouten, waarden, ARRAY(
        SELECT CAST(substring(w.waarde FROM '"id":"([0-9a-f-]{36})"') AS uuid)
        FROM unnest(waarden) WITH ORDINALITY AS w (waarde, i) ORDER BY w.i))
$$
"""
"""For a node of the version before, while it still runs: what it seals can be found too."""

ERASE = """
CREATE FUNCTION wis_zaken(wie uuid[]) RETURNS bigint[]
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    bij uuid[];
    verblijven uuid[];
    registraties uuid[];
    vragen uuid[];
    signalen uuid[];
    verteld uuid[];
    alles uuid[];
    gewist bigint[];
BEGIN
    bij := ARRAY(SELECT p.id FROM plaatsing p WHERE p.aanvraag_id = ANY(wie));
    IF EXISTS (SELECT FROM unnest(wie) AS w (id) LEFT JOIN aanvraag a ON a.id = w.id
               WHERE a.beeindigd_op IS NULL OR a.beeindigd_op > clock_timestamp() - interval '7 days')
       OR EXISTS (SELECT FROM aanvraag a WHERE a.verplaatst_van = ANY(bij) AND NOT a.id = ANY(wie))
       OR EXISTS (SELECT FROM aanvraag a JOIN plaatsing p ON p.id = a.verplaatst_van
                  WHERE a.id = ANY(wie) AND NOT p.aanvraag_id = ANY(wie))
       OR EXISTS (SELECT FROM claim c WHERE c.plaatsing_id = ANY(bij))
       OR EXISTS (SELECT FROM verblijf v WHERE v.plaatsing_id = ANY(bij) AND v.tot IS NULL)
    THEN
        RAISE EXCEPTION 'dit is nog niet voorbij, of nog geen zeven dagen' USING ERRCODE = 'CP005';
    END IF;
    verblijven := ARRAY(SELECT v.id FROM verblijf v WHERE v.plaatsing_id = ANY(bij));
    registraties := ARRAY(SELECT r.id FROM registratie r WHERE r.plaatsing_id = ANY(bij));
    vragen := ARRAY(SELECT v.id FROM vraag v WHERE v.aanvraag_id = ANY(wie));
    signalen := ARRAY(SELECT n.id FROM normsignaal n WHERE n.onderwerp = ANY(CAST(wie || bij AS text[])));
    verteld := ARRAY(SELECT m.id FROM melding m WHERE m.onderwerp = ANY(CAST(wie || bij AS text[]))
                     UNION SELECT m.id FROM melding m WHERE m.normsignaal_id = ANY(signalen));
    alles := wie || bij || verblijven || registraties || vragen || signalen || verteld;
    DELETE FROM bezorging WHERE melding_id = ANY(verteld);
    DELETE FROM melding WHERE id = ANY(verteld);
    DELETE FROM normsignaal WHERE id = ANY(signalen);
    DELETE FROM vraag WHERE id = ANY(vragen);
    DELETE FROM registratie WHERE id = ANY(registraties);
    -- That somebody stayed in a place is known of the place; it counts in the spread, and names nobody.
    UPDATE verblijf v SET id = gen_random_uuid(), plaatsing_id = NULL, naar = NULL, gewist = true WHERE v.plaatsing_id = ANY(bij);
    DELETE FROM plaatsing WHERE id = ANY(bij);
    DELETE FROM voorstel WHERE aanvraag_id = ANY(wie);
    DELETE FROM huishoudgegevens WHERE aanvraag_id = ANY(wie);
    DELETE FROM contact WHERE onderwerp = ANY(wie);
    DELETE FROM gewogen WHERE aanvraag_id = ANY(wie);
    DELETE FROM termijn WHERE sleutel = ANY(alles);
    DELETE FROM aanvraag WHERE id = ANY(wie);
    WITH weg AS (DELETE FROM logboek_gegevens g WHERE g.onderwerp = ANY(alles) RETURNING g.volgnummer)
    SELECT ARRAY[count(*), coalesce(min(volgnummer), 0), coalesce(max(volgnummer), 0)] INTO gewist FROM weg;
    RETURN gewist;
END $$
"""
"""What it gives: how many facts it erased, and the first and the last of them."""

FORGET = """
CREATE FUNCTION wis_meldingen(voor uuid, hoogstens integer) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    verteld uuid[];
BEGIN
    verteld := ARRAY(SELECT m.id FROM melding m
                     WHERE m.id < voor AND m.op < clock_timestamp() - interval '7 days' AND m.gezien_op IS NOT NULL
                       AND m.normsignaal_id IS NULL
                     ORDER BY m.id LIMIT hoogstens FOR UPDATE SKIP LOCKED);
    DELETE FROM bezorging WHERE melding_id = ANY(verteld);
    DELETE FROM melding WHERE id = ANY(verteld);
    DELETE FROM logboek_gegevens WHERE onderwerp = ANY(verteld);
    RETURN cardinality(verteld);
END $$
"""
"""What somebody was told, and saw, names the kenmerk of an aanvraag in its text, also where it points at something else."""

AFWEGING = """
CREATE FUNCTION wis_afweging(welke uuid, over jsonb, bewijs jsonb, nieuwe_hash bytea) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF EXISTS (SELECT FROM afweging a, jsonb_array_elements(a.aanvragen) WITH ORDINALITY AS oud (een, i)
               LEFT JOIN jsonb_array_elements(over) WITH ORDINALITY AS nieuw (een, i) ON nieuw.i = oud.i
               WHERE a.id = welke AND nieuw.een IS DISTINCT FROM oud.een AND NOT coalesce((nieuw.een ->> 'gewist')::boolean, false))
    THEN
        RAISE EXCEPTION 'een afweging wordt alleen gewist' USING ERRCODE = 'CP005';
    END IF;
    UPDATE afweging SET aanvragen = over, certificaat = bewijs, hash = nieuwe_hash, gewist = true WHERE id = welke;
END $$
"""

FUNCTIONS = (
    "append_logboek(text, text[], text[], bytea[], text[], uuid[])",
    "wis_zaken(uuid[])",
    "wis_meldingen(uuid, integer)",
    "wis_afweging(uuid, jsonb, jsonb, bytea)",
)
READS = "aanvraag, plaatsing, verblijf, registratie, vraag, normsignaal, melding, afweging, gewogen, huishoudgegevens, voorstel, contact, termijn"
ERASES = (
    "aanvraag, plaatsing, registratie, vraag, normsignaal, melding, bezorging, voorstel, huishoudgegevens, contact, termijn, gewogen,"
    " logboek_gegevens"
)


def upgrade() -> None:
    """A rule, what finds a zaak, what stays of one, and the only way in which one goes."""
    for statement in (BOUNDS, *SEED, *COLUMNS, *FROZEN, APPEND, EARLIER, ERASE, FORGET, AFWEGING):
        op.execute(statement)
    # What is walled is walled by who is asked: the policies look at organisatie.
    op.execute(f"GRANT SELECT ON {READS}, bezorging, logboek_gegevens, organisatie TO capaciteit_schrijver")
    op.execute(f"GRANT DELETE ON {ERASES} TO capaciteit_schrijver")
    op.execute("GRANT UPDATE ON melding, verblijf, afweging TO capaciteit_schrijver")
    op.execute("DROP POLICY alleen_bezorgd ON bezorging")
    op.execute(
        "CREATE POLICY alleen_bezorgd ON bezorging AS RESTRICTIVE FOR DELETE"
        " USING (status = 'bezorgd' OR current_user = 'capaciteit_schrijver')"
    )
    op.execute("GRANT CREATE ON SCHEMA public TO capaciteit_schrijver")
    for function in FUNCTIONS:
        op.execute(f"REVOKE ALL ON FUNCTION {function} FROM PUBLIC")
        op.execute(f"GRANT EXECUTE ON FUNCTION {function} TO capaciteit_app")
        op.execute(f"ALTER FUNCTION {function} OWNER TO capaciteit_schrijver")
    op.execute("REVOKE CREATE ON SCHEMA public FROM capaciteit_schrijver")
