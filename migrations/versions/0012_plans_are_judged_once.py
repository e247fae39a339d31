"""A plan is judged when it is made. One that had begun already stands beside a fact: whoever is inside may not be refused (R14)."""

from alembic import op

revision = "0012"
down_revision = "0011"

STATEMENTS = (
    "ALTER TABLE uitname ADD COLUMN ingegaan boolean NOT NULL DEFAULT false",
    "DROP TRIGGER uitname_keeps_minimum ON uitname",
    """CREATE CONSTRAINT TRIGGER uitname_keeps_minimum AFTER INSERT OR UPDATE ON uitname DEFERRABLE INITIALLY DEFERRED
       FOR EACH ROW WHEN (NOT NEW.feit AND NOT NEW.ingegaan) EXECUTE FUNCTION check_minimum_plaatsen()""",
)


def upgrade() -> None:
    """Add the column, and put the trigger in the place of the one that judged every plan."""
    for statement in STATEMENTS:
        op.execute(statement)
