"""The minimum of R1 may be asked higher, never lower than the two that the trigger of 0003 holds every plan to.

Fails, and changes nothing, where a lower one was ever approved: whoever runs that has to decide what it still means.
"""

from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Narrow the outer bound of this one rule."""
    op.execute(
        "ALTER TABLE regel ADD CONSTRAINT regel_within_bounds_of_minimum CHECK (naam <> 'minimum_plaatsen' OR waarde >= 2)"
    )
