"""Occupancy by the hour, added up from the logboek by a timer: the past of 90 days is a few thousand rows of one reeks.

Counts only, no household: walls of rows are not needed, and what was added up is never changed.
"""

from alembic import op

revision = "0025"
down_revision = "0024"

STATEMENTS = (
    """CREATE TABLE uurcijfer (
        reeks text NOT NULL,
        kijker text NOT NULL CONSTRAINT uurcijfer_kijker CHECK (kijker IN ('alles', 'derden')),
        uur timestamptz NOT NULL,
        niveau text NOT NULL CONSTRAINT uurcijfer_niveau CHECK (niveau IN ('volledig', 'getikt', 'landelijk')),
        seconden double precision NOT NULL CONSTRAINT uurcijfer_seconden CHECK (seconden > 0 AND seconden <= 3600),
        inzetbaar double precision, vrij double precision, onbevestigd double precision, gereserveerd double precision,
        bezet double precision, buiten_gebruik double precision, opvang_inzetbaar double precision, opvang_vrij double precision,
        opvang_gereserveerd double precision, opvang_bezet double precision, geen_vrij double precision,
        onder_minimum double precision, vrij_derden double precision,
        laagst integer,
        hoogst integer,
        PRIMARY KEY (reeks, kijker, uur),
        CONSTRAINT uurcijfer_derden CHECK (kijker = 'alles' OR (niveau <> 'volledig' AND gereserveerd IS NULL))
    )""",
    "GRANT SELECT, INSERT ON uurcijfer TO capaciteit_app",
)


def upgrade() -> None:
    """Make the table; the timer fills it from the first fact on."""
    for statement in STATEMENTS:
        op.execute(statement)
