"""An afweging keeps the size and the needs of households: only the service reads it back, and only the weighing adds to it.

Nobody sees it in the context of an organisatie or of landelijk. Who may see the evidence reads it with `capacity-service afweging`.
"""

from alembic import op

revision = "0014"
down_revision = "0013"

CONTEXT = "current_setting('capaciteit.context', true)"
READS = f"{CONTEXT} = 'dienst'"
ADDS = f"{CONTEXT} IN ('afwegen', 'dienst')"


def upgrade() -> None:
    """Wall the table, also for its owner."""
    op.execute("ALTER TABLE afweging ENABLE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE afweging FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY betrokkenen ON afweging USING ({READS}) WITH CHECK ({ADDS})")
