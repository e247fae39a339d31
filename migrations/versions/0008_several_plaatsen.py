"""A household in two or three places: one house, none of them lost on the way, and which of them a house reported back."""

from alembic import op

revision = "0008"
down_revision = "0007"

TERUGGEMELD = """
SELECT set_config('capaciteit.context', 'dienst', true);
ALTER TABLE plaatsing ADD COLUMN teruggemeld uuid[];
UPDATE plaatsing SET teruggemeld = plaatsen WHERE status = 'teruggemeld';
ALTER TABLE plaatsing ADD CONSTRAINT plaatsing_teruggemeld CHECK (teruggemeld <@ plaatsen)
"""

SAMEN = """
CREATE FUNCTION check_plaatsen_samen() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
DECLARE
    context text := coalesce(current_setting('capaciteit.context', true), '');
    wie uuid;
    ids uuid[];
    een_huis boolean;
    losse bigint;
BEGIN
    PERFORM set_config('capaciteit.context', 'dienst', true);
    IF TG_TABLE_NAME = 'plaatsing' THEN
        wie := NEW.id;
    ELSIF TG_TABLE_NAME = 'claim' THEN
        wie := OLD.plaatsing_id;
    ELSE
        SELECT c.plaatsing_id INTO wie FROM claim c WHERE c.plaats_id = NEW.id;
    END IF;
    SELECT p.plaatsen, (SELECT count(*) = cardinality(p.plaatsen) AND count(DISTINCT s.huis_id) = 1
                            AND bool_and(s.organisatie_id = p.opvang_organisatie AND s.centrumgemeente = p.centrumgemeente)
                        FROM plaats s WHERE s.id = ANY(p.plaatsen))
    INTO ids, een_huis FROM plaatsing p
    WHERE p.id = wie AND cardinality(p.plaatsen) > 1
      AND p.status IN ('gereserveerd', 'bevestigd', 'aangekomen', 'niet_verschenen')
      AND (p.verloopt_op IS NULL OR p.verloopt_op > clock_timestamp());
    SELECT count(*) INTO losse FROM unnest(ids) AS u (id) LEFT JOIN claim c ON c.plaats_id = u.id
    WHERE c.plaats_id IS NULL OR (c.plaatsing_id IS DISTINCT FROM wie
        AND NOT (c.soort IN ('bezet', 'verblijf') OR (c.soort = 'buiten_gebruik' AND c.feit)));
    PERFORM set_config('capaciteit.context', context, true);
    IF NOT een_huis THEN
        RAISE EXCEPTION 'de plaatsen van plaatsing % zijn niet van een huis', wie USING ERRCODE = 'CP005';
    END IF;
    IF losse > 0 THEN
        RAISE EXCEPTION 'plaatsing % houdt niet al haar plaatsen vast', wie USING ERRCODE = 'CP005';
    END IF;
    RETURN NULL;
END $$
"""
"""Judged at the commit, of plaatsingen with several places only: who has one place has it by the claim itself.

A place is lost as a fact when somebody is inside or when it is unusable; a promise to somebody else is no such fact.
Whoever writes may not see both sides, and what is not seen would pass: so it looks as the service itself does.
"""

WHEN_SEVERAL = "DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN"
TRIGGERS = (
    f"""CREATE CONSTRAINT TRIGGER plaatsing_keeps_together AFTER INSERT OR UPDATE OF plaatsen, status ON plaatsing
       {WHEN_SEVERAL} (cardinality(NEW.plaatsen) > 1) EXECUTE FUNCTION check_plaatsen_samen()""",
    f"""CREATE CONSTRAINT TRIGGER claim_keeps_together AFTER UPDATE OF plaatsing_id ON claim {WHEN_SEVERAL}
       (OLD.plaatsing_id IS DISTINCT FROM NEW.plaatsing_id) EXECUTE FUNCTION check_plaatsen_samen()""",
    f"""CREATE CONSTRAINT TRIGGER claim_stays_together AFTER DELETE ON claim {WHEN_SEVERAL}
       (OLD.plaatsing_id IS NOT NULL) EXECUTE FUNCTION check_plaatsen_samen()""",
    f"""CREATE CONSTRAINT TRIGGER plaats_keeps_together AFTER UPDATE OF huis_id, organisatie_id, centrumgemeente ON plaats
       {WHEN_SEVERAL} (OLD.huis_id <> NEW.huis_id OR OLD.organisatie_id <> NEW.organisatie_id
           OR OLD.centrumgemeente <> NEW.centrumgemeente) EXECUTE FUNCTION check_plaatsen_samen()""",
)


def upgrade() -> None:
    """Add the column, then raise the wall."""
    for statement in (*TERUGGEMELD.split(";\n"), SAMEN, *TRIGGERS):
        op.execute(statement)
