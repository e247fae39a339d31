"""The rules the service comes with, their outer bounds, and the wall around whatever was approved (R18)."""

from alembic import op

revision = "0005"
down_revision = "0004"

SEED = """
INSERT INTO regel (id, naam, waarde, geldig_vanaf, bron, reden, voorgesteld_op, goedgekeurd_op, revisie)
SELECT gen_random_uuid(), v.naam, v.waarde, v.geldig_vanaf, v.bron, 'bij de dienst geleverd', now(), now(), 1 FROM (VALUES
    ('minimum_plaatsen', 2, DATE '2016-01-01', 'R1; N ind. 5, fn 27/28'),
    ('nachten_min', 1, DATE '2016-01-01', 'R11; N ind. 5, fn 28'),
    ('nachten_max', 3, DATE '2016-01-01', 'R11; N ind. 5, fn 28'),
    ('plaatsing_uren', 24, DATE '2016-01-01', 'R8; N 5.2'),
    ('bevestigd_uren', 24, DATE '2026-01-01', 'R3, eigen keuze'),
    ('reservering_dag_minuten', 120, DATE '2026-01-01', 'R15, eigen keuze'),
    ('reservering_nacht_minuten', 240, DATE '2026-01-01', 'R15, eigen keuze'),
    ('reservering_nacht_vanaf_uur', 22, DATE '2026-01-01', 'R15, eigen keuze'),
    ('reservering_nacht_tot_uur', 7, DATE '2026-01-01', 'R15, eigen keuze'),
    ('nacht_begint_uur', 6, DATE '2026-01-01', 'R11, uitleg: aankomst voor 06:00 telt als de nacht ervoor'),
    ('nacht_eindigt_uur', 12, DATE '2026-01-01', 'R11, uitleg: een nacht eindigt om 12:00'),
    ('voorstellen_max', 5, DATE '2026-01-01', 'eigen keuze: wat een mens om 03:00 kan overzien'),
    ('afstandsband_km', 50, DATE '2026-01-01', 'eigen keuze: grove banden verraden geen adres'),
    ('rood_landelijk_minuten', 15, DATE '2026-01-01', 'R8, eigen keuze'),
    ('rood_achterwacht_minuten', 60, DATE '2026-01-01', 'R8, eigen keuze'),
    ('rood_tweede_uren', 12, DATE '2026-01-01', 'R8, eigen keuze'),
    ('rood_derde_uren', 20, DATE '2026-01-01', 'R8, eigen keuze'),
    ('acceptatie_minuten', 5, DATE '2026-01-01', 'R15, eigen keuze'),
    ('aankomst_marge_minuten', 60, DATE '2026-01-01', 'R15, eigen keuze'),
    ('aankomst_escalatie_minuten', 60, DATE '2026-01-01', 'R15, eigen keuze'),
    ('vervolg_vanaf_nacht', 2, DATE '2026-01-01', 'R11, eigen keuze'),
    ('vervolg_verantwoordelijke', 1, DATE '2026-01-01', 'R11; fn 9: 0 aanvrager, 1 regio van herkomst, 2 opvang'),
    ('laatste_ochtend_uur', 8, DATE '2026-01-01', 'R11, eigen keuze'),
    ('overschrijding_herhaling_uren', 12, DATE '2026-01-01', 'R11, eigen keuze'),
    ('vragen_max', 5, DATE '2026-01-01', 'R3, eigen keuze'),
    ('vraag_minuten', 5, DATE '2026-01-01', 'R3, eigen keuze'),
    ('risicotaxatie_werkdagen', 1, DATE '2016-01-01', 'R5; N 1.2a'),
    ('kind_dagen_max', 3, DATE '2016-01-01', 'R12; N 1.5c'),
    ('verhuisbewegingen_max', 2, DATE '2016-01-01', 'R12; N 1.5b'),
    ('registratie_uren', 24, DATE '2026-01-01', 'R13, eigen keuze'),
    ('signaal_herhaling_minuten', 30, DATE '2026-01-01', 'eigen keuze: wat binnen een half uur terugkomt is hetzelfde'),
    ('laat_na_seconden', 60, DATE '2026-01-01', 'eigen keuze: later gemeld dan dit heet laat')
) AS v (naam, waarde, geldig_vanaf, bron)
"""

BOUNDS = """
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
"""The outer bound of every rule: loosening one is a migration."""

GUARD = """
CREATE FUNCTION guard_regel() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
DECLARE
    eerste date := ((clock_timestamp() + interval '1 minute') AT TIME ZONE 'Europe/Amsterdam')::date + 1;
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.voorgesteld_door IS NULL OR NEW.goedgekeurd_op IS NOT NULL OR NEW.goedgekeurd_door IS NOT NULL THEN
            RAISE EXCEPTION 'een regel begint als voorstel van iemand' USING ERRCODE = 'CP003';
        END IF;
        RETURN NEW;
    END IF;
    IF (NEW.id, NEW.naam, NEW.waarde, NEW.geldig_vanaf, NEW.bron, NEW.reden, NEW.voorgesteld_op)
       IS DISTINCT FROM (OLD.id, OLD.naam, OLD.waarde, OLD.geldig_vanaf, OLD.bron, OLD.reden, OLD.voorgesteld_op)
       OR NEW.voorgesteld_door IS DISTINCT FROM OLD.voorgesteld_door
       OR (OLD.goedgekeurd_op IS NOT NULL
           AND (NEW.goedgekeurd_op, NEW.goedgekeurd_door) IS DISTINCT FROM (OLD.goedgekeurd_op, OLD.goedgekeurd_door))
    THEN
        RAISE EXCEPTION 'een regel wijzigt niet: stel een nieuwe voor' USING ERRCODE = 'CP003';
    END IF;
    IF (OLD.goedgekeurd_op IS NULL AND NEW.goedgekeurd_op IS NOT NULL AND NEW.geldig_vanaf < eerste)
       OR (NEW.geldig_tot IS DISTINCT FROM OLD.geldig_tot AND NEW.geldig_tot < eerste)
       OR (NEW.geldig_tot IS DISTINCT FROM OLD.geldig_tot AND OLD.geldig_tot < eerste)
    THEN
        RAISE EXCEPTION 'een regel verandert niets aan een dag die begonnen is' USING ERRCODE = 'CP004';
    END IF;
    RETURN NEW;
END $$
"""

BEGINS = """
ALTER TABLE termijn DROP CONSTRAINT termijn_soort;
ALTER TABLE termijn ADD CONSTRAINT termijn_soort CHECK (soort IN (
    'reservering_vervalt', 'plaats_onbevestigd', 'uitname_begint', 'rood_landelijk', 'rood_achterwacht', 'rood_tweede',
    'rood_derde', 'rood_te_laat', 'niet_gezien', 'aankomst_uitgebleven', 'aankomst_escalatie', 'vervolg_vragen',
    'laatste_ochtend', 'overschrijding', 'kind_te_lang', 'risicotaxatie_uit', 'overdracht_in_uit', 'overdracht_uit_uit',
    'veiligheidstaxatie_uit', 'uitval_verwacht', 'vraag_verloopt', 'regel_begint'))
"""
"""A rule that begins is a deadline too: what it judges is looked at again."""

REFUSE_LOSS = """
CREATE FUNCTION refuse_loss_of_regel() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
BEGIN
    RAISE EXCEPTION 'een regel verdwijnt niet' USING ERRCODE = 'CP003';
END $$
"""

TRIGGERS = (
    "CREATE TRIGGER regel_stays_as_approved BEFORE INSERT OR UPDATE ON regel FOR EACH ROW EXECUTE FUNCTION guard_regel()",
    "CREATE TRIGGER regel_stays BEFORE DELETE ON regel FOR EACH ROW EXECUTE FUNCTION refuse_loss_of_regel()",
    "CREATE TRIGGER regel_never_empties BEFORE TRUNCATE ON regel FOR EACH STATEMENT EXECUTE FUNCTION refuse_loss_of_regel()",
)


def upgrade() -> None:
    """Put the rules in, then close the table around them."""
    for statement in (SEED, BOUNDS, *BEGINS.split(";\n"), GUARD, REFUSE_LOSS, *TRIGGERS):
        op.execute(statement)
