"""Places are counted from an index alone: in a large country counting some centrumgemeenten read every place there is."""

from alembic import op

revision = "0026"
down_revision = "0024"

STATEMENTS = (
    "CREATE INDEX plaats_geteld ON plaats (centrumgemeente, soort, onbevestigd, id) WHERE verwijderd_op IS NULL",
    "DROP INDEX plaats_per_centrumgemeente",
)


def upgrade() -> None:
    """Removed places of one centrumgemeente are looked for by nobody."""
    for statement in STATEMENTS:
        op.execute(statement)
