"""What reads the whole country, or all of the past, for one place: counting some centrumgemeenten, and who was there before."""

from alembic import op

revision = "0026"
down_revision = "0025"

STATEMENTS = (
    "CREATE INDEX plaats_geteld ON plaats (centrumgemeente, soort, onbevestigd, id) WHERE verwijderd_op IS NULL",
    "DROP INDEX plaats_per_centrumgemeente",
    "DROP INDEX verblijf_per_plaats",
    "CREATE INDEX verblijf_per_plaats ON verblijf (plaats_id, tot)",
)


def upgrade() -> None:
    """Removed places of one centrumgemeente are looked for by nobody; of stays also the ended ones are, by place."""
    for statement in STATEMENTS:
        op.execute(statement)
