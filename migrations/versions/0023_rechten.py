"""A number that rises whenever a session ends or an account changes: who publishes asks by it whose rights still hold.

A row, not a sequence: it is seen with what it tells of, never before.
"""

from alembic import op

revision = "0023"
down_revision = "0022"

STATEMENTS = (
    """CREATE TABLE rechten (
        id smallint PRIMARY KEY,
        revisie bigint NOT NULL,
        CONSTRAINT rechten_is_one_row CHECK (id = 1)
    ) WITH (fillfactor = 50)""",
    "INSERT INTO rechten VALUES (1, 0)",
    """CREATE FUNCTION note_rechten() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, public AS $$
    BEGIN
        UPDATE rechten SET revisie = revisie + 1 WHERE id = 1;
        RETURN NULL;
    END $$""",
    "REVOKE ALL ON FUNCTION note_rechten() FROM PUBLIC",
    "GRANT SELECT, UPDATE ON rechten TO capaciteit_schrijver",
    "GRANT CREATE ON SCHEMA public TO capaciteit_schrijver",
    "ALTER FUNCTION note_rechten() OWNER TO capaciteit_schrijver",
    "REVOKE CREATE ON SCHEMA public FROM capaciteit_schrijver",
    "CREATE TRIGGER sessie_ends AFTER DELETE OR UPDATE ON sessie FOR EACH STATEMENT EXECUTE FUNCTION note_rechten()",
    "CREATE TRIGGER account_changes AFTER DELETE OR UPDATE ON account FOR EACH STATEMENT EXECUTE FUNCTION note_rechten()",
    "GRANT SELECT ON rechten TO capaciteit_app",
)


def upgrade() -> None:
    """The number, and what raises it."""
    for statement in STATEMENTS:
        op.execute(statement)
