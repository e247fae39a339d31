"""Indexes by which a year of evidence is found among all years: counts of one centrumgemeente, stays, arrivals."""

from alembic import op

revision = "0006"
down_revision = "0005"

STATEMENTS = (
    """CREATE INDEX logboek_bezetting ON logboek ((CAST(feit AS jsonb) ->> 'code'), volgnummer)
       WHERE soort = 'bezetting'""",
    "CREATE INDEX verblijf_per_organisatie ON verblijf (organisatie_id, van)",
    """CREATE INDEX plaatsing_aangekomen ON plaatsing (centrumgemeente, aangekomen_op)
       WHERE aangekomen_op IS NOT NULL""",
)


def upgrade() -> None:
    """Make them."""
    for statement in STATEMENTS:
        op.execute(statement)
