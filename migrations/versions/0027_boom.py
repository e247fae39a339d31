"""A Merkle tree over the logboek and one over the inzagelog, kept as it grows: what was once in them can be proven for ever.

Nothing in these tables means anything without the key outside the database: hashes, sizes and pseudonyms.
"""

from alembic import op

revision = "0027"
down_revision = "0026"

STATEMENTS = (
    """CREATE TABLE boomgroei (
        boom text NOT NULL CONSTRAINT boomgroei_boom CHECK (boom IN ('logboek', 'inzagelog')),
        nummer bigint NOT NULL CONSTRAINT boomgroei_nummer CHECK (nummer >= 1),
        van bigint NOT NULL,
        tot bigint NOT NULL,
        eerste_blad bigint NOT NULL,
        bladeren bigint NOT NULL,
        sleutel text NOT NULL,
        schakel bytea NOT NULL,
        toestanden bytea NOT NULL,
        op timestamptz NOT NULL,
        PRIMARY KEY (boom, nummer),
        CONSTRAINT boomgroei_regels CHECK (van >= 1 AND tot >= van - 1 AND octet_length(toestanden) = 32 * (tot - van + 1)),
        CONSTRAINT boomgroei_whole CHECK (
            eerste_blad >= 0 AND eerste_blad % 64 = 0 AND bladeren % 64 = 0 AND bladeren >= greatest(64, tot - van + 1)),
        CONSTRAINT boomgroei_schakel CHECK (octet_length(schakel) = 32)
    )""",
    # One line is read from the middle of it.
    "ALTER TABLE boomgroei ALTER COLUMN toestanden SET STORAGE EXTERNAL",
    "CREATE INDEX boomgroei_tot ON boomgroei (boom, tot, nummer)",
    """CREATE TABLE boomvak (
        boom text NOT NULL CONSTRAINT boomvak_boom CHECK (boom IN ('logboek', 'inzagelog')),
        hoogte smallint NOT NULL,
        nummer bigint NOT NULL CONSTRAINT boomvak_nummer CHECK (nummer >= 0),
        wortel bytea NOT NULL,
        bladeren bytea,
        PRIMARY KEY (boom, hoogte, nummer),
        CONSTRAINT boomvak_hoogte CHECK (hoogte BETWEEN 6 AND 60 AND hoogte % 6 = 0),
        CONSTRAINT boomvak_wortel CHECK (octet_length(wortel) = 32),
        CONSTRAINT boomvak_bladeren CHECK ((hoogte = 6) = (bladeren IS NOT NULL) AND octet_length(bladeren) = 64 * 32)
    )""",
    "ALTER TABLE boomvak ALTER COLUMN bladeren SET STORAGE EXTERNAL",
    """CREATE TABLE boomregel (
        belang bytea NOT NULL CONSTRAINT boomregel_belang CHECK (octet_length(belang) = 16),
        rang bigint NOT NULL CONSTRAINT boomregel_rang CHECK (rang >= 1),
        verwijzing bigint NOT NULL,
        PRIMARY KEY (belang, rang)
    )""",
)
TABLES = ("boomgroei", "boomvak", "boomregel")


def upgrade() -> None:
    """Make the tables; a timer fills them, from the first line on. They only grow, and only the service reads them."""
    for statement in STATEMENTS:
        op.execute(statement)
    for table in TABLES:
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        context = "current_setting('capaciteit.context', true) = 'dienst'"
        op.execute(f"CREATE POLICY dienst ON {table} USING ({context}) WITH CHECK ({context})")
        op.execute(
            f"CREATE TRIGGER {table}_only_grows BEFORE UPDATE OR DELETE ON {table}"
            " FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )
        op.execute(
            f"CREATE TRIGGER {table}_never_empties BEFORE TRUNCATE ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
        op.execute(f"GRANT SELECT, INSERT ON {table} TO capaciteit_app")
