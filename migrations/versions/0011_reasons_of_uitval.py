"""Why a place is or goes out of service is a word from the closed list, on whatever way it was written.

Fails, and changes nothing, where another word was ever stored: whoever runs that has to say which of the list it means.
"""

from alembic import op

revision = "0011"
down_revision = "0010"

LIST = (
    "reden IN ('onderhoud', 'verbouwing', 'schoonmaak', 'besmetting', 'brand', 'water', 'verwarming', 'veiligheid', "
    "'personeel', 'overig')"
)


def upgrade() -> None:
    """One wall for each table; a claim of something else has no reason."""
    op.execute(f"ALTER TABLE claim ADD CONSTRAINT claim_uitvalreden CHECK ({LIST})")
    op.execute(f"ALTER TABLE uitname ADD CONSTRAINT uitname_uitvalreden CHECK ({LIST})")
