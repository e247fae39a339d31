"""The logboek takes a batch of facts at once: the chain is computed first, then all rows go in by one statement each."""

from alembic import op

revision = "0010"
down_revision = "0009"

APPEND = """
CREATE OR REPLACE FUNCTION append_logboek(gebeurtenis text, feiten jsonb) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    eerste bigint;
    vorige bytea;
    nu timestamptz;
    kop text;
    soorten text[];
    teksten text[];
    zouten text[];
    waarden text[];
    schakels bytea[] := '{}';
BEGIN
    SELECT array_agg(f.een ->> 'soort' ORDER BY f.i), array_agg(f.een ->> 'feit' ORDER BY f.i),
           array_agg(f.een ->> 'zout' ORDER BY f.i), array_agg(f.een ->> 'waarde' ORDER BY f.i)
    INTO soorten, teksten, zouten, waarden
    FROM jsonb_array_elements(feiten) WITH ORDINALITY AS f (een, i);
    SELECT s.volgnummer, s.hash INTO STRICT eerste, vorige FROM sequencer s WHERE s.id = 1 FOR UPDATE;
    nu := clock_timestamp();
    kop := '|' || to_char(nu AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') || '|' || gebeurtenis || '|';
    FOR i IN 1 .. coalesce(cardinality(soorten), 0) LOOP
        vorige := sha256(vorige || convert_to((eerste + i) || kop || soorten[i] || '|' || teksten[i], 'UTF8'));
        schakels[i] := vorige;
    END LOOP;
    INSERT INTO logboek
    SELECT eerste + f.i, nu, gebeurtenis, f.soort, f.feit, f.schakel
    FROM unnest(soorten, teksten, schakels) WITH ORDINALITY AS f (soort, feit, schakel, i);
    INSERT INTO logboek_gegevens
    SELECT eerste + g.i, decode(g.zout, 'hex'), g.waarde
    FROM unnest(zouten, waarden) WITH ORDINALITY AS g (zout, waarde, i) WHERE g.waarde IS NOT NULL;
    UPDATE sequencer SET volgnummer = eerste + cardinality(schakels), hash = vorige WHERE id = 1;
    PERFORM pg_notify('capaciteit', '');
    RETURN eerste + cardinality(schakels);
END $$
"""


def upgrade() -> None:
    """Put it in the place of the one that went fact by fact; what it writes is the same to the byte."""
    op.execute(APPEND)
