"""Where the numbers of an audience stood at a number of the logboek, so that every node counts on from the same.

`toestand`: the rows of bezetting as this audience sees them, with its own revisies, and the ids of the things it sees.
"""

from alembic import op

revision = "0020"
down_revision = "0015"

DIENST = "current_setting('capaciteit.context', true) = 'dienst'"

STATEMENTS = (
    """CREATE TABLE ijkpunt (
        publiek text NOT NULL,
        volgnummer bigint NOT NULL CHECK (volgnummer >= 0),
        logboek bigint NOT NULL CHECK (logboek >= 0),
        toestand jsonb NOT NULL,
        PRIMARY KEY (publiek, volgnummer)
    )""",
    "ALTER TABLE ijkpunt ENABLE ROW LEVEL SECURITY",
    "ALTER TABLE ijkpunt FORCE ROW LEVEL SECURITY",
    f"CREATE POLICY dienst ON ijkpunt USING ({DIENST}) WITH CHECK ({DIENST})",
    "GRANT SELECT, INSERT, UPDATE, DELETE ON ijkpunt TO capaciteit_app",
)


def upgrade() -> None:
    """Make the table; only the service itself sees it."""
    for statement in STATEMENTS:
        op.execute(statement)
