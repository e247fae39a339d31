"""What was delivered long ago may be forgotten; what waits, or waits for a person, is removed by nobody."""

from alembic import op

revision = "0013"
down_revision = "0012"

STATEMENTS = (
    "CREATE INDEX bezorging_delivered ON bezorging (bezorgd_op) WHERE status = 'bezorgd'",
    "CREATE POLICY alleen_bezorgd ON bezorging AS RESTRICTIVE FOR DELETE USING (status = 'bezorgd')",
    "GRANT DELETE ON bezorging TO capaciteit_app",
)


def upgrade() -> None:
    """Give the right, within a wall of its own."""
    for statement in STATEMENTS:
        op.execute(statement)
