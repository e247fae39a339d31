"""The nights that each centrumgemeente gave in the last 90 days, as they were last counted.

Counting reads every stay of 90 days: in a large country that took longer than the weighing it is for.
"""

from alembic import op

revision = "0024"
down_revision = "0023"

STATEMENTS = (
    """CREATE TABLE spreidingstelling (
        id smallint PRIMARY KEY,
        op timestamptz NOT NULL,
        verblijven bigint NOT NULL CHECK (verblijven >= 0),
        nachten jsonb NOT NULL,
        CONSTRAINT spreidingstelling_is_one_row CHECK (id = 1)
    )""",
    "GRANT SELECT, INSERT, UPDATE ON spreidingstelling TO capaciteit_app",
)


def upgrade() -> None:
    """Make the table; it says nothing of any household."""
    for statement in STATEMENTS:
        op.execute(statement)
