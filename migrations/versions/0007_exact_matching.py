"""The exact weighing: what an afweging keeps to run again, and the rules of office hours and of the spread."""

from alembic import op

revision = "0007"
down_revision = "0006"

AFWEGING = """
ALTER TABLE afweging ADD COLUMN volgnummer bigint;
ALTER TABLE afweging ADD COLUMN omgeving jsonb;
ALTER TABLE afweging ADD COLUMN certificaat jsonb;
ALTER TABLE afweging ADD COLUMN antwoord_hash bytea;
ALTER TABLE afweging ADD CONSTRAINT afweging_whole CHECK (
    num_nulls(volgnummer, omgeving, certificaat, antwoord_hash) IN (0, 4))
"""
"""An afweging of before has none of these and cannot be run again."""

BOUNDS = """
ALTER TABLE regel DROP CONSTRAINT regel_within_bounds;
ALTER TABLE regel ADD CONSTRAINT regel_within_bounds CHECK (
    CASE naam
        WHEN 'minimum_plaatsen' THEN waarde BETWEEN 1 AND 100
        WHEN 'nachten_min' THEN waarde BETWEEN 1 AND 3
        WHEN 'nachten_max' THEN waarde BETWEEN 1 AND 3
        WHEN 'plaatsing_uren' THEN waarde BETWEEN 1 AND 24
        WHEN 'bevestigd_uren' THEN waarde BETWEEN 1 AND 168
        WHEN 'reservering_dag_minuten' THEN waarde BETWEEN 5 AND 720
        WHEN 'reservering_nacht_minuten' THEN waarde BETWEEN 5 AND 720
        WHEN 'reservering_nacht_vanaf_uur' THEN waarde BETWEEN 0 AND 23
        WHEN 'reservering_nacht_tot_uur' THEN waarde BETWEEN 0 AND 23
        WHEN 'nacht_begint_uur' THEN waarde BETWEEN 0 AND 12
        WHEN 'nacht_eindigt_uur' THEN waarde BETWEEN 6 AND 18
        WHEN 'voorstellen_max' THEN waarde BETWEEN 1 AND 20
        WHEN 'afstandsband_km' THEN waarde BETWEEN 10 AND 200
        WHEN 'spreidingsband_procent' THEN waarde BETWEEN 1 AND 50
        WHEN 'kantoor_vanaf_uur' THEN waarde BETWEEN 0 AND 23
        WHEN 'kantoor_tot_uur' THEN waarde BETWEEN 1 AND 24
        WHEN 'rood_landelijk_minuten' THEN waarde BETWEEN 1 AND 240
        WHEN 'rood_achterwacht_minuten' THEN waarde BETWEEN 5 AND 480
        WHEN 'rood_tweede_uren' THEN waarde BETWEEN 1 AND 23
        WHEN 'rood_derde_uren' THEN waarde BETWEEN 1 AND 23
        WHEN 'acceptatie_minuten' THEN waarde BETWEEN 1 AND 60
        WHEN 'aankomst_marge_minuten' THEN waarde BETWEEN 5 AND 480
        WHEN 'aankomst_escalatie_minuten' THEN waarde BETWEEN 5 AND 480
        WHEN 'vervolg_vanaf_nacht' THEN waarde BETWEEN 1 AND 3
        WHEN 'vervolg_verantwoordelijke' THEN waarde BETWEEN 0 AND 2
        WHEN 'laatste_ochtend_uur' THEN waarde BETWEEN 0 AND 12
        WHEN 'overschrijding_herhaling_uren' THEN waarde BETWEEN 1 AND 48
        WHEN 'vragen_max' THEN waarde BETWEEN 1 AND 20
        WHEN 'vraag_minuten' THEN waarde BETWEEN 1 AND 60
        WHEN 'risicotaxatie_werkdagen' THEN waarde BETWEEN 1 AND 5
        WHEN 'kind_dagen_max' THEN waarde BETWEEN 1 AND 14
        WHEN 'verhuisbewegingen_max' THEN waarde BETWEEN 1 AND 5
        WHEN 'registratie_uren' THEN waarde BETWEEN 1 AND 168
        WHEN 'signaal_herhaling_minuten' THEN waarde BETWEEN 0 AND 1440
        WHEN 'laat_na_seconden' THEN waarde BETWEEN 5 AND 3600
        ELSE false
    END)
"""
"""The outer bound of every rule, with the three new ones."""

SEED = """
ALTER TABLE regel DISABLE TRIGGER regel_stays_as_approved;
INSERT INTO regel (id, naam, waarde, geldig_vanaf, bron, reden, voorgesteld_op, goedgekeurd_op, revisie)
SELECT gen_random_uuid(), v.naam, v.waarde, v.geldig_vanaf, v.bron, 'bij de dienst geleverd', now(), now(), 1 FROM (VALUES
    ('spreidingsband_procent', 5, DATE '2026-01-01', 'eigen keuze: kleine verschillen in wat een streek al gaf tellen niet'),
    ('kantoor_vanaf_uur', 9, DATE '2026-01-01', 'R10, eigen keuze'),
    ('kantoor_tot_uur', 17, DATE '2026-01-01', 'R10, eigen keuze')
) AS v (naam, waarde, geldig_vanaf, bron);
ALTER TABLE regel ENABLE TRIGGER regel_stays_as_approved
"""

RECENT = "CREATE INDEX verblijf_tot ON verblijf (tot)"
"""By which the stays of the last 90 days are found among all."""


def upgrade() -> None:
    """Widen, bound, then fill."""
    for statement in (*AFWEGING.split(";\n"), *BOUNDS.split(";\n"), *SEED.split(";\n"), RECENT):
        op.execute(statement)
