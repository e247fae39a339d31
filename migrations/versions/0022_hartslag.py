"""One row that is beaten every second on the primary: what a view holds of it says how old the view can be (P7).

Half of its page stays empty, so that a beat changes the page it stands on and no index.
"""

from alembic import op

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    """The row, and who may beat it and who may look."""
    op.execute(
        "CREATE TABLE hartslag (id smallint PRIMARY KEY, slag bigint NOT NULL, geslagen_op timestamptz NOT NULL,"
        " CONSTRAINT hartslag_is_one_row CHECK (id = 1)) WITH (fillfactor = 50)"
    )
    op.execute("INSERT INTO hartslag VALUES (1, 0, now())")
    op.execute("GRANT SELECT, UPDATE ON hartslag TO capaciteit_app")
    op.execute("GRANT SELECT ON hartslag TO capaciteit_reader")
