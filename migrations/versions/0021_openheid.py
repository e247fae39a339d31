"""What a gemeente sees of other centrumgemeenten is a rule; the last tik is found among all facts at once."""

from alembic import op

revision = "0021"
down_revision = "0020"

BOUNDS = """
DO $$
DECLARE
    grens text;
BEGIN
    SELECT pg_get_constraintdef(oid) INTO STRICT grens FROM pg_constraint
    WHERE conname = 'regel_within_bounds' AND conrelid = 'regel'::regclass;
    IF position('ELSE false' IN grens) = 0 THEN
        RAISE EXCEPTION 'regel_within_bounds is not a list with an end';
    END IF;
    ALTER TABLE regel DROP CONSTRAINT regel_within_bounds;
    EXECUTE 'ALTER TABLE regel ADD CONSTRAINT regel_within_bounds '
        || replace(grens, 'ELSE false', 'WHEN ''openheid'' THEN waarde BETWEEN 0 AND 2 '
                                        'WHEN ''openheid_tik_minuten'' THEN waarde BETWEEN 15 AND 1440 ELSE false');
END $$
"""
"""The outer bounds as they stand, with the two new ones."""

SEED = """
ALTER TABLE regel DISABLE TRIGGER regel_stays_as_approved;
INSERT INTO regel (id, naam, waarde, geldig_vanaf, bron, reden, voorgesteld_op, goedgekeurd_op, revisie)
SELECT gen_random_uuid(), v.naam, v.waarde, v.geldig_vanaf, v.bron, 'bij de dienst geleverd', now(), now(), 1 FROM (VALUES
    ('openheid', 0, DATE '2026-01-01', 'R19, eigen keuze: 0 volledig, 1 getikt, 2 landelijk'),
    ('openheid_tik_minuten', 15, DATE '2026-01-01', 'R19, eigen keuze')
) AS v (naam, waarde, geldig_vanaf, bron);
ALTER TABLE regel ENABLE TRIGGER regel_stays_as_approved
"""

LAST = "CREATE INDEX logboek_tik ON logboek (volgnummer) WHERE soort = 'tik'"


def upgrade() -> None:
    """Bound, fill, index."""
    for statement in (BOUNDS, *SEED.split(";\n"), LAST):
        op.execute(statement)
