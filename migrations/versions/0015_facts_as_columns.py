"""Facts come to the logboek as columns, and stored answers stay in their row as they are.

A fact is a text already: inside another it was escaped, parsed and unescaped for nothing. A stored answer is some 3 kB and is
forgotten after 7 days: compressing it took longer than all else that is written with it.
"""

from alembic import op

revision = "0015"
down_revision = "0014"

APPEND = """
CREATE FUNCTION append_logboek(gebeurtenis text, soorten text[], feiten text[], zouten bytea[], waarden text[])
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
    INSERT INTO logboek_gegevens
    SELECT eerste + g.i, g.zout, g.waarde
    FROM unnest(zouten, waarden) WITH ORDINALITY AS g (zout, waarde, i) WHERE g.waarde IS NOT NULL;
    UPDATE sequencer SET volgnummer = eerste + cardinality(soorten), hash = vorige WHERE id = 1;
    PERFORM pg_notify('capaciteit', '');
    RETURN eerste + cardinality(soorten);
END $$
"""
SIGNATURE = "append_logboek(text, text[], text[], bytea[], text[])"


def upgrade() -> None:
    """In the place of the one that took one JSON text; what it writes is the same to the byte."""
    op.execute("DROP FUNCTION append_logboek(text, jsonb)")
    op.execute(APPEND)
    op.execute(f"REVOKE ALL ON FUNCTION {SIGNATURE} FROM PUBLIC")
    op.execute(f"GRANT EXECUTE ON FUNCTION {SIGNATURE} TO capaciteit_app")
    op.execute("GRANT CREATE ON SCHEMA public TO capaciteit_schrijver")
    op.execute(f"ALTER FUNCTION {SIGNATURE} OWNER TO capaciteit_schrijver")
    op.execute("REVOKE CREATE ON SCHEMA public FROM capaciteit_schrijver")
    op.execute("ALTER TABLE idempotentie ALTER COLUMN antwoord SET STORAGE EXTERNAL")
    op.execute("ALTER TABLE idempotentie SET (toast_tuple_target = 8160)")
