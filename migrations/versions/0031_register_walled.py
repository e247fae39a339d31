"""A second wall round the register: nobody sees a huis of another organisatie, or changes a place there, also when the service forgets to ask.

Places are read whole, by every weighing and every count; what of one is shown is read with its huis, so the wall of the huis hides
it. What changes a place is walled itself. They are looked at row by row; what that costs is measured by the benchmark of decisions.
"""

from alembic import op

revision = "0031"
down_revision = "0030"

DIENST = "current_setting('capaciteit.context', true) IN ('afwegen', 'dienst', 'landelijk')"
EIGEN = "organisatie_id = nullif(current_setting('capaciteit.organisatie', true), '')::uuid"
OWN = f"{DIENST} OR {EIGEN}"

STATEMENTS = (
    "ALTER TABLE huis ENABLE ROW LEVEL SECURITY",
    "ALTER TABLE huis FORCE ROW LEVEL SECURITY",
    f"CREATE POLICY betrokkenen ON huis USING ({OWN}) WITH CHECK ({OWN})",
    "CREATE POLICY lezer ON huis FOR SELECT TO capaciteit_reader USING (true)",
    "ALTER TABLE plaats ENABLE ROW LEVEL SECURITY",
    "ALTER TABLE plaats FORCE ROW LEVEL SECURITY",
    "CREATE POLICY geteld ON plaats FOR SELECT USING (true)",
    f"CREATE POLICY toegevoegd ON plaats FOR INSERT WITH CHECK ({OWN})",
    f"CREATE POLICY gewijzigd ON plaats FOR UPDATE USING ({OWN}) WITH CHECK ({OWN})",
)


def upgrade() -> None:
    """Raise it, also for the owner of the tables."""
    for statement in STATEMENTS:
        op.execute(statement)
