"""Numbers, addresses and secrets stand in the tables sealed with a key from outside, and so does what idempotentie keeps.

The key is not here: what stood in the open is sealed by the service when it starts next (`store/versleuteling.py`), and until then no new
value may stand beside it in the open.
"""

from alembic import op

revision = "0029"
down_revision = "0028"

BYTES = (
    "ALTER TABLE contact DROP CONSTRAINT contact_telefoonnummer",
    "ALTER TABLE contact ALTER COLUMN telefoonnummer TYPE bytea USING convert_to(telefoonnummer, 'UTF8')",
    "ALTER TABLE meldadres ALTER COLUMN adres TYPE bytea USING convert_to(adres, 'UTF8')",
    "ALTER TABLE meldadres ALTER COLUMN geheim TYPE bytea USING convert_to(geheim, 'UTF8')",
)

REFUSE = """
CREATE FUNCTION refuse_open() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
BEGIN
    RAISE EXCEPTION 'wat in % staat, staat er alleen verzegeld', TG_TABLE_NAME USING ERRCODE = 'CP006';
END $$
"""
SEALED = {
    "contact": ("telefoonnummer",),
    "meldadres": ("adres", "geheim"),
    "idempotentie": ("vingerafdruk", "antwoord"),
}
"""Triggers and no CHECKs: those hold for what stands there too, which is sealed later."""


def upgrade() -> None:
    """Bytes instead of text, and a wall: every value that is written begins as a sealed one does."""
    for statement in (*BYTES, REFUSE):
        op.execute(statement)
    for table, columns in SEALED.items():
        in_the_open = " OR ".join(f"substring(NEW.{column} FROM 1 FOR 1) <> '\\x01'::bytea" for column in columns)
        op.execute(
            f"CREATE TRIGGER {table}_stays_sealed BEFORE INSERT OR UPDATE OF {', '.join(columns)} ON {table}"
            f" FOR EACH ROW WHEN ({in_the_open}) EXECUTE FUNCTION refuse_open()"
        )
