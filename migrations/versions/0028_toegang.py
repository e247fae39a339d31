"""Logging in with a provider: accounts known by a hash, logins under way, sessions that end when nothing is asked, API clients.

A session that is prolonged has changed nobody's rights; only one that ends earlier has (0023).
"""

from alembic import op

revision = "0028"
down_revision = "0027"

ADMIT = """
CREATE FUNCTION admit_account(wie bytea, nieuw uuid, hoe text, als text, voor uuid) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    gevonden account;
BEGIN
    INSERT INTO account (id, naam, rol, organisatie_id, onderwerp_hash) VALUES (nieuw, hoe, als, voor, wie)
        ON CONFLICT (onderwerp_hash) DO NOTHING;
    SELECT * INTO STRICT gevonden FROM account WHERE onderwerp_hash = wie;
    IF gevonden.ingetrokken_op IS NOT NULL THEN
        RETURN NULL;
    END IF;
    IF (gevonden.rol, gevonden.organisatie_id) IS DISTINCT FROM (als, voor) THEN
        UPDATE account SET rol = als, organisatie_id = voor WHERE id = gevonden.id;
    END IF;
    RETURN gevonden.id;
END $$
"""
"""The one way in which the service makes or changes an account: that of a subject, never one that was withdrawn."""

STATEMENTS = (
    "ALTER TABLE account ADD COLUMN onderwerp_hash bytea UNIQUE",
    "ALTER TABLE account ADD CONSTRAINT account_onderwerp CHECK (octet_length(onderwerp_hash) = 32)",
    """CREATE TABLE api_client (
        id uuid PRIMARY KEY,
        account_id uuid NOT NULL UNIQUE REFERENCES account (id),
        geheim_hash bytea NOT NULL,
        operaties text[],
        gemaakt_op timestamptz NOT NULL,
        ingetrokken_op timestamptz,
        CONSTRAINT api_client_geheim CHECK (octet_length(geheim_hash) = 32)
    )""",
    """CREATE TABLE aanmeldpoging (
        state_hash bytea PRIMARY KEY,
        browser_hash bytea NOT NULL,
        zout bytea NOT NULL,
        aanbieder text NOT NULL,
        terug text NOT NULL,
        opnieuw boolean NOT NULL,
        begonnen_op timestamptz NOT NULL,
        verloopt_op timestamptz NOT NULL,
        CONSTRAINT aanmeldpoging_kort CHECK (verloopt_op <= begonnen_op + interval '15 minutes')
    )""",
    "CREATE INDEX aanmeldpoging_verloopt ON aanmeldpoging (verloopt_op)",
    """CREATE TABLE afmelding (
        jti_hash bytea PRIMARY KEY,
        verloopt_op timestamptz NOT NULL
    )""",
    """ALTER TABLE sessie
        ADD COLUMN begonnen_op timestamptz,
        ADD COLUMN uiterlijk_op timestamptz,
        ADD COLUMN stil interval,
        ADD COLUMN aanbieder text,
        ADD COLUMN sid_hash bytea""",
    "UPDATE sessie SET begonnen_op = clock_timestamp(), uiterlijk_op = verloopt_op, stil = interval '12 hours'",
    """ALTER TABLE sessie ALTER COLUMN begonnen_op SET NOT NULL, ALTER COLUMN uiterlijk_op SET NOT NULL,
        ALTER COLUMN stil SET NOT NULL""",
    "ALTER TABLE sessie ADD CONSTRAINT sessie_uiterlijk CHECK (verloopt_op <= uiterlijk_op)",
    "CREATE INDEX sessie_per_account ON sessie (account_id)",
    "CREATE INDEX sessie_per_sid ON sessie (sid_hash) WHERE sid_hash IS NOT NULL",
    "DROP TRIGGER sessie_ends ON sessie",
    "CREATE TRIGGER sessie_is_gone AFTER DELETE ON sessie FOR EACH STATEMENT EXECUTE FUNCTION note_rechten()",
    """CREATE TRIGGER sessie_ends AFTER UPDATE ON sessie FOR EACH ROW
       WHEN (NEW.verloopt_op < OLD.verloopt_op OR NEW.account_id <> OLD.account_id) EXECUTE FUNCTION note_rechten()""",
    ADMIT,
    "REVOKE ALL ON FUNCTION admit_account(bytea, uuid, text, text, uuid) FROM PUBLIC",
    "GRANT SELECT, INSERT, UPDATE ON account TO capaciteit_schrijver",
    "GRANT CREATE ON SCHEMA public TO capaciteit_schrijver",
    "ALTER FUNCTION admit_account(bytea, uuid, text, text, uuid) OWNER TO capaciteit_schrijver",
    "REVOKE CREATE ON SCHEMA public FROM capaciteit_schrijver",
    "GRANT EXECUTE ON FUNCTION admit_account(bytea, uuid, text, text, uuid) TO capaciteit_app",
    "GRANT SELECT ON api_client TO capaciteit_app",
    "GRANT SELECT, INSERT, DELETE ON aanmeldpoging, afmelding TO capaciteit_app",
)


def upgrade() -> None:
    """Accounts are withdrawn, and API clients made, by who migrates: the service itself can do neither."""
    for statement in STATEMENTS:
        op.execute(statement)
