"""The inzagelog names a household by a name that only one organisatie has for it, so that two cannot be laid beside each other.

What that name stands for is kept beside it, as long as the household is known at all, and goes with it. Lines of before stay what
they were: they are in the chain.
"""

from alembic import op

revision = "0033"
down_revision = "0032"

TABLE = (
    """CREATE TABLE schuilnaam (
        organisatie_id uuid NOT NULL REFERENCES organisatie (id),
        onderwerp text NOT NULL,
        schuilnaam uuid NOT NULL UNIQUE,
        PRIMARY KEY (organisatie_id, onderwerp)
    )""",
    "CREATE INDEX schuilnaam_per_onderwerp ON schuilnaam (onderwerp)",
    "ALTER TABLE schuilnaam ENABLE ROW LEVEL SECURITY",
    "ALTER TABLE schuilnaam FORCE ROW LEVEL SECURITY",
    """CREATE POLICY betrokkenen ON schuilnaam USING (current_setting('capaciteit.context', true) = 'dienst'
        OR organisatie_id = nullif(current_setting('capaciteit.organisatie', true), '')::uuid) WITH CHECK (false)""",
    "CREATE POLICY schrijver ON schuilnaam TO capaciteit_schrijver USING (true) WITH CHECK (true)",
    "GRANT SELECT ON schuilnaam TO capaciteit_app",
    "GRANT SELECT, INSERT, DELETE ON schuilnaam TO capaciteit_schrijver",
)

NAME = """
CREATE FUNCTION find_schuilnaam(wie uuid, soort text, waarvan text) RETURNS text
LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
DECLARE
    gevonden uuid;
BEGIN
    IF soort NOT IN ('aanvraag', 'plaatsing', 'bladzijde') THEN
        RETURN waarvan;
    END IF;
    INSERT INTO schuilnaam VALUES (wie, waarvan, gen_random_uuid()) ON CONFLICT (organisatie_id, onderwerp) DO NOTHING;
    SELECT s.schuilnaam INTO STRICT gevonden FROM schuilnaam s WHERE s.organisatie_id = wie AND s.onderwerp = waarvan;
    RETURN gevonden;
END $$
"""
"""Called by `append_inzage` alone, which holds the head of the chain: no other gives a name at the same time."""

INZAGE = """
CREATE OR REPLACE FUNCTION append_inzage(regels jsonb) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    n bigint;
    vorige bytea;
    nu timestamptz;
    een jsonb;
    waarvan text;
BEGIN
    SELECT k.volgnummer, k.hash INTO STRICT n, vorige FROM inzagekop k WHERE k.id = 1 FOR UPDATE;
    nu := clock_timestamp();
    FOR een IN SELECT * FROM jsonb_array_elements(regels) LOOP
        n := n + 1;
        waarvan := find_schuilnaam((een ->> 'organisatie')::uuid, een ->> 'onderwerpSoort', een ->> 'onderwerp');
        vorige := sha256(vorige || convert_to(
            n || '|' || to_char(nu AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') || '|' || (een ->> 'account') || '|'
            || (een ->> 'organisatie') || '|' || (een ->> 'rol') || '|' || (een ->> 'handeling') || '|'
            || (een ->> 'onderwerpSoort') || '|' || waarvan || '|' || (een ->> 'uitkomst')
            || CASE WHEN een ->> 'spoor' IS NULL THEN '' ELSE
                '|' || coalesce(een ->> 'oorsprong', '') || '|' || (een ->> 'spoor') || '|' || coalesce(een ->> 'reden', '')
                || '|' || coalesce(een ->> 'zaak', '') || '|' || coalesce(een ->> 'aantal', '') || '|'
                || coalesce(een ->> 'inUur', '') END, 'UTF8'));
        INSERT INTO inzagelog (volgnummer, op, account_id, organisatie_id, rol, handeling, onderwerp_soort, onderwerp,
            uitkomst, hash, oorsprong, spoor, reden, zaak, aantal, in_uur)
        VALUES (n, nu, (een ->> 'account')::uuid, (een ->> 'organisatie')::uuid, een ->> 'rol',
            een ->> 'handeling', een ->> 'onderwerpSoort', waarvan, een ->> 'uitkomst', vorige,
            een ->> 'oorsprong', een ->> 'spoor', een ->> 'reden', (een ->> 'zaak')::boolean, (een ->> 'aantal')::integer,
            (een ->> 'inUur')::integer);
    END LOOP;
    UPDATE inzagekop SET volgnummer = n, hash = vorige WHERE id = 1;
    RETURN n;
END $$
"""

FORGET = """
CREATE FUNCTION forget_schuilnaam() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    DELETE FROM schuilnaam WHERE onderwerp IN (SELECT CAST(w.id AS text) FROM weg w);
    RETURN NULL;
END $$
"""
NAMED = ("aanvraag", "plaatsing", "melding", "normsignaal", "vraag")
"""What can be an onderwerp, or the place in a list where a page begins."""

OWNED = ("find_schuilnaam(uuid, text, text)", "forget_schuilnaam()")


def upgrade() -> None:
    """The names, who gives them, and what takes them away."""
    for statement in (*TABLE, NAME, INZAGE, FORGET):
        op.execute(statement)
    for table in NAMED:
        op.execute(
            f"CREATE TRIGGER {table}_forgotten AFTER DELETE ON {table} REFERENCING OLD TABLE AS weg"
            " FOR EACH STATEMENT EXECUTE FUNCTION forget_schuilnaam()"
        )
    op.execute("GRANT CREATE ON SCHEMA public TO capaciteit_schrijver")
    for function in OWNED:
        op.execute(f"REVOKE ALL ON FUNCTION {function} FROM PUBLIC")
        op.execute(f"ALTER FUNCTION {function} OWNER TO capaciteit_schrijver")
    op.execute("REVOKE CREATE ON SCHEMA public FROM capaciteit_schrijver")
