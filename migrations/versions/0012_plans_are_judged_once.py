"""A plan is judged when it is made. One that began before stands beside a fact: whoever is inside then may not be refused (R14)."""

from alembic import op

revision = "0012"
down_revision = "0011"

WALL = """
CREATE CONSTRAINT TRIGGER uitname_keeps_minimum AFTER INSERT OR UPDATE ON uitname DEFERRABLE INITIALLY DEFERRED
FOR EACH ROW WHEN (NOT NEW.feit AND NEW.vanaf_op >= transaction_timestamp()) EXECUTE FUNCTION check_minimum_plaatsen()
"""
"""A plan begins in the transaction that makes it at the earliest."""


def upgrade() -> None:
    """Put it in the place of the one that judged every plan."""
    op.execute("DROP TRIGGER uitname_keeps_minimum ON uitname")
    op.execute(WALL)
