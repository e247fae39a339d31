"""The last walls: who holds a place, the minimum, the append-only logboek, row-level security and rights.

Every function that the roles call runs with an empty search path of its own choosing, so nobody can slip a table under it.
"""

from alembic import op

revision = "0003"
down_revision = "0002"

CLAIM_GUARD = """
CREATE FUNCTION refuse_takeover() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
BEGIN
    IF OLD.verloopt_op > clock_timestamp()
       AND (NEW.plaats_id <> OLD.plaats_id OR NEW.plaatsing_id IS DISTINCT FROM OLD.plaatsing_id)
    THEN
        RAISE EXCEPTION 'plaats % wordt al vastgehouden', OLD.plaats_id USING ERRCODE = 'CP001';
    END IF;
    RETURN NEW;
END $$
"""

MINIMUM = """
CREATE FUNCTION check_minimum_plaatsen() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    streek text;
    over integer;
BEGIN
    IF TG_TABLE_NAME = 'plaats' THEN
        streek := OLD.centrumgemeente;
    ELSE
        SELECT p.centrumgemeente INTO streek FROM plaats p
        WHERE p.id = NEW.plaats_id AND p.soort = 'crisisplaats' AND p.verwijderd_op IS NULL;
    END IF;
    SELECT count(*) INTO over
    FROM plaats p
    LEFT JOIN claim c ON c.plaats_id = p.id AND c.soort = 'buiten_gebruik'
    LEFT JOIN uitname u ON u.plaats_id = p.id
    WHERE p.centrumgemeente = streek AND p.soort = 'crisisplaats' AND p.verwijderd_op IS NULL
      AND (c.plaats_id IS NULL OR EXISTS (SELECT FROM uitname v WHERE v.vervangen_door = p.id))
      AND u.plaats_id IS NULL;
    IF streek IS NOT NULL AND over < 2 THEN
        RAISE EXCEPTION '% houdt % crisisplaatsen over', streek, over USING ERRCODE = 'CP002';
    END IF;
    RETURN NULL;
END $$
"""

APPEND = """
CREATE FUNCTION append_logboek(gebeurtenis text, feiten jsonb) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    n bigint;
    vorige bytea;
    nu timestamptz;
    een jsonb;
BEGIN
    SELECT s.volgnummer, s.hash INTO STRICT n, vorige FROM sequencer s WHERE s.id = 1 FOR UPDATE;
    nu := clock_timestamp();
    FOR een IN SELECT * FROM jsonb_array_elements(feiten) LOOP
        n := n + 1;
        vorige := sha256(vorige || convert_to(
            n || '|' || to_char(nu AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') || '|' || gebeurtenis || '|'
            || (een ->> 'soort') || '|' || (een ->> 'feit'), 'UTF8'));
        INSERT INTO logboek VALUES (n, nu, gebeurtenis, een ->> 'soort', een ->> 'feit', vorige);
        IF een ? 'waarde' THEN
            INSERT INTO logboek_gegevens VALUES (n, decode(een ->> 'zout', 'hex'), een ->> 'waarde');
        END IF;
    END LOOP;
    UPDATE sequencer SET volgnummer = n, hash = vorige WHERE id = 1;
    PERFORM pg_notify('capaciteit', '');
    RETURN n;
END $$
"""

REFUSE_CHANGE = """
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
BEGIN
    RAISE EXCEPTION 'het logboek wordt alleen aangevuld' USING ERRCODE = 'CP003';
END $$
"""

TRIGGERS = (
    """CREATE TRIGGER claim_refuses_takeover BEFORE UPDATE ON claim FOR EACH ROW EXECUTE FUNCTION refuse_takeover()""",
    """CREATE CONSTRAINT TRIGGER claim_keeps_minimum AFTER INSERT OR UPDATE ON claim DEFERRABLE INITIALLY DEFERRED
       FOR EACH ROW WHEN (NEW.soort = 'buiten_gebruik' AND NOT NEW.feit) EXECUTE FUNCTION check_minimum_plaatsen()""",
    """CREATE CONSTRAINT TRIGGER uitname_keeps_minimum AFTER INSERT OR UPDATE ON uitname DEFERRABLE INITIALLY DEFERRED
       FOR EACH ROW WHEN (NOT NEW.feit) EXECUTE FUNCTION check_minimum_plaatsen()""",
    """CREATE CONSTRAINT TRIGGER plaats_keeps_minimum
       AFTER UPDATE OF soort, centrumgemeente, verwijderd_op ON plaats DEFERRABLE INITIALLY DEFERRED
       FOR EACH ROW WHEN (OLD.soort = 'crisisplaats' AND OLD.verwijderd_op IS NULL
           AND (NEW.soort <> OLD.soort OR NEW.centrumgemeente <> OLD.centrumgemeente OR NEW.verwijderd_op IS NOT NULL))
       EXECUTE FUNCTION check_minimum_plaatsen()""",
    """CREATE TRIGGER plaats_stays BEFORE DELETE ON plaats FOR EACH ROW EXECUTE FUNCTION refuse_change()""",
    """CREATE TRIGGER logboek_only_grows BEFORE UPDATE OR DELETE ON logboek
       FOR EACH ROW EXECUTE FUNCTION refuse_change()""",
    """CREATE TRIGGER logboek_never_empties BEFORE TRUNCATE ON logboek
       FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()""",
)

DIENST = "current_setting('capaciteit.context', true) IN ('afwegen', 'dienst')"
EIGEN = "nullif(current_setting('capaciteit.organisatie', true), '')::uuid"
LANDELIJK = "current_setting('capaciteit.context', true) = 'landelijk'"

POLICIES = {
    "aanvraag": (f"{DIENST} OR {LANDELIJK} OR organisatie_id = {EIGEN}", f"{DIENST} OR organisatie_id = {EIGEN}"),
    "huishoudgegevens": (
        f"{DIENST} OR {LANDELIJK} OR organisatie_id = {EIGEN}",
        f"{DIENST} OR organisatie_id = {EIGEN}",
    ),
    "voorstel": (f"{DIENST} OR organisatie_id = {EIGEN}",) * 2,
    "plaatsing": (f"{DIENST} OR aanvraag_organisatie = {EIGEN} OR opvang_organisatie = {EIGEN}",) * 2,
    "verblijf": (f"{DIENST} OR organisatie_id = {EIGEN}",) * 2,
    "logboek_gegevens": (DIENST,) * 2,
    "idempotentie": (f"{DIENST} OR account_id = nullif(current_setting('capaciteit.account', true), '')::uuid",) * 2,
}

APP_RIGHTS = {
    "SELECT, INSERT": "huis, huishoudgegevens, afweging",
    "SELECT, INSERT, UPDATE": "plaats, aanvraag, plaatsing, verblijf",
    "SELECT, INSERT, DELETE": "voorstel",
    "SELECT, INSERT, UPDATE, DELETE": "claim, uitname, termijn, sessie, live_ticket, idempotentie",
    "SELECT": "account, installatie, centrumgemeente, gemeente, organisatie, sequencer, logboek, logboek_gegevens",
}
"""What happened stays: only what is over (who held a place, what was proposed, who was logged in) can be deleted."""
READER_READS = "installatie, centrumgemeente, gemeente, organisatie, huis, plaats, uitname, sequencer, logboek"


def upgrade() -> None:
    """Raise the walls, then hand out rights."""
    for statement in (CLAIM_GUARD, MINIMUM, APPEND, REFUSE_CHANGE, *TRIGGERS):
        op.execute(statement)
    op.execute("INSERT INTO sequencer VALUES (1, 0, sha256('capaciteit'))")
    op.execute("INSERT INTO installatie VALUES (1, gen_random_uuid(), false, 0)")
    for table, (using, check) in POLICIES.items():
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY betrokkenen ON {table} USING ({using}) WITH CHECK ({check})")
    for function in ("check_minimum_plaatsen()", "append_logboek(text, jsonb)"):
        op.execute(f"REVOKE ALL ON FUNCTION {function} FROM PUBLIC")
    op.execute("CREATE POLICY schrijver ON logboek_gegevens TO capaciteit_schrijver USING (true) WITH CHECK (true)")
    op.execute("GRANT SELECT ON plaats, claim, uitname TO capaciteit_schrijver")
    op.execute("GRANT SELECT, UPDATE ON sequencer TO capaciteit_schrijver")
    op.execute("GRANT INSERT ON logboek, logboek_gegevens TO capaciteit_schrijver")
    op.execute("GRANT CREATE ON SCHEMA public TO capaciteit_schrijver")
    op.execute("ALTER FUNCTION check_minimum_plaatsen() OWNER TO capaciteit_schrijver")
    op.execute("ALTER FUNCTION append_logboek(text, jsonb) OWNER TO capaciteit_schrijver")
    op.execute("REVOKE CREATE ON SCHEMA public FROM capaciteit_schrijver")
    op.execute("GRANT EXECUTE ON FUNCTION append_logboek(text, jsonb) TO capaciteit_app")
    for rights, tables in APP_RIGHTS.items():
        op.execute(f"GRANT {rights} ON {tables} TO capaciteit_app")
    op.execute("GRANT UPDATE (revisie) ON centrumgemeente TO capaciteit_app")
    op.execute(f"GRANT SELECT ON {READER_READS} TO capaciteit_reader")
