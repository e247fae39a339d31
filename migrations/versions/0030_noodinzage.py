"""Noodinzage, what an inzage tells besides who and what, and the judgements of a privacy officer; with their rules."""

from alembic import op

revision = "0030"
down_revision = "0029"

STATEMENTS = """
ALTER TABLE inzagelog ADD COLUMN oorsprong text;
ALTER TABLE inzagelog ADD COLUMN spoor text;
ALTER TABLE inzagelog ADD COLUMN reden text;
ALTER TABLE inzagelog ADD COLUMN zaak boolean;
ALTER TABLE inzagelog ADD COLUMN aantal integer;
ALTER TABLE inzagelog ADD COLUMN in_uur integer;
CREATE INDEX inzagelog_van_account ON inzagelog (account_id, op);
CREATE INDEX inzagelog_van_organisatie ON inzagelog (organisatie_id, volgnummer);

CREATE TABLE beoordeling (
    id uuid PRIMARY KEY,
    volgnummer bigint NOT NULL REFERENCES inzagelog (volgnummer),
    organisatie_id uuid NOT NULL REFERENCES organisatie (id),
    account_id uuid NOT NULL REFERENCES account (id),
    oordeel text NOT NULL,
    op timestamptz NOT NULL,
    CONSTRAINT beoordeling_oordeel CHECK (oordeel IN ('in_orde', 'navragen', 'onterecht'))
);
CREATE UNIQUE INDEX beoordeling_once ON beoordeling (volgnummer) WHERE oordeel <> 'navragen';
CREATE INDEX beoordeling_per_inzage ON beoordeling (volgnummer);

CREATE TABLE noodinzage (
    id uuid PRIMARY KEY,
    referentie text NOT NULL UNIQUE,
    reden text NOT NULL,
    gevraagd_door uuid NOT NULL REFERENCES account (id),
    gevraagd_organisatie uuid NOT NULL REFERENCES organisatie (id),
    gevraagd_op timestamptz NOT NULL,
    vervalt_op timestamptz NOT NULL,
    CONSTRAINT noodinzage_reden CHECK (reden IN ('acuut_gevaar', 'medische_nood', 'vermist', 'huis_onbereikbaar',
        'aanvrager_onbereikbaar')),
    CONSTRAINT noodinzage_term CHECK (vervalt_op > gevraagd_op AND vervalt_op <= gevraagd_op + interval '240 minutes')
);
CREATE INDEX noodinzage_per_organisatie ON noodinzage (gevraagd_organisatie, id DESC);
CREATE TABLE noodinzagezaak (
    noodinzage_id uuid PRIMARY KEY REFERENCES noodinzage (id),
    aanvraag_id uuid NOT NULL REFERENCES aanvraag (id) ON DELETE CASCADE
);
CREATE INDEX noodinzagezaak_per_aanvraag ON noodinzagezaak (aanvraag_id);
CREATE TABLE noodinzagestap (
    noodinzage_id uuid NOT NULL REFERENCES noodinzage (id),
    soort text NOT NULL,
    account_id uuid NOT NULL REFERENCES account (id),
    organisatie_id uuid NOT NULL REFERENCES organisatie (id),
    op timestamptz NOT NULL,
    tot timestamptz,
    PRIMARY KEY (noodinzage_id, soort),
    CONSTRAINT noodinzagestap_soort CHECK (soort IN ('goedgekeurd', 'beeindigd')),
    CONSTRAINT noodinzagestap_term CHECK ((soort = 'goedgekeurd') = (tot IS NOT NULL)),
    CONSTRAINT noodinzagestap_bound CHECK (tot > op AND tot <= op + interval '240 minutes')
);
"""
"""The entry of a noodinzage cannot be removed; which aanvraag it was about stands apart, and goes when the aanvraag is erased."""

INZAGE = """
CREATE OR REPLACE FUNCTION append_inzage(regels jsonb) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    n bigint;
    vorige bytea;
    nu timestamptz;
    een jsonb;
BEGIN
    SELECT k.volgnummer, k.hash INTO STRICT n, vorige FROM inzagekop k WHERE k.id = 1 FOR UPDATE;
    nu := clock_timestamp();
    FOR een IN SELECT * FROM jsonb_array_elements(regels) LOOP
        n := n + 1;
        vorige := sha256(vorige || convert_to(
            n || '|' || to_char(nu AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') || '|' || (een ->> 'account') || '|'
            || (een ->> 'organisatie') || '|' || (een ->> 'rol') || '|' || (een ->> 'handeling') || '|'
            || (een ->> 'onderwerpSoort') || '|' || (een ->> 'onderwerp') || '|' || (een ->> 'uitkomst')
            || CASE WHEN een ->> 'spoor' IS NULL THEN '' ELSE
                '|' || coalesce(een ->> 'oorsprong', '') || '|' || (een ->> 'spoor') || '|' || coalesce(een ->> 'reden', '')
                || '|' || coalesce(een ->> 'zaak', '') || '|' || coalesce(een ->> 'aantal', '') || '|'
                || coalesce(een ->> 'inUur', '') END, 'UTF8'));
        INSERT INTO inzagelog (volgnummer, op, account_id, organisatie_id, rol, handeling, onderwerp_soort, onderwerp,
            uitkomst, hash, oorsprong, spoor, reden, zaak, aantal, in_uur)
        VALUES (n, nu, (een ->> 'account')::uuid, (een ->> 'organisatie')::uuid, een ->> 'rol',
            een ->> 'handeling', een ->> 'onderwerpSoort', een ->> 'onderwerp', een ->> 'uitkomst', vorige,
            een ->> 'oorsprong', een ->> 'spoor', een ->> 'reden', (een ->> 'zaak')::boolean, (een ->> 'aantal')::integer,
            (een ->> 'inUur')::integer);
    END LOOP;
    UPDATE inzagekop SET volgnummer = n, hash = vorige WHERE id = 1;
    RETURN n;
END $$
"""
"""A line of before has no spoor, and is hashed as it was."""

GUARD = """
CREATE FUNCTION guard_noodinzage() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
DECLARE
    vraag noodinzage;
BEGIN
    SELECT n.* INTO vraag FROM noodinzage n WHERE n.id = NEW.noodinzage_id;
    IF NOT EXISTS (SELECT FROM account a WHERE a.id = NEW.account_id AND a.organisatie_id = NEW.organisatie_id) THEN
        RAISE EXCEPTION 'dit account hoort niet bij deze organisatie' USING ERRCODE = 'CP003';
    END IF;
    IF NEW.soort = 'goedgekeurd' AND (vraag.id IS NULL OR NEW.account_id = vraag.gevraagd_door
                                      OR NEW.organisatie_id = vraag.gevraagd_organisatie) THEN
        RAISE EXCEPTION 'wie het vraagt keurt het niet goed' USING ERRCODE = 'CP007';
    END IF;
    IF (NEW.soort = 'goedgekeurd' AND vraag.vervalt_op <= NEW.op)
       OR NEW.op NOT BETWEEN clock_timestamp() - interval '1 minute' AND clock_timestamp() THEN
        RAISE EXCEPTION 'deze vraag is vervallen, of dit is niet nu' USING ERRCODE = 'CP003';
    END IF;
    RETURN NEW;
END $$
"""

TRIGGERS = (
    """CREATE TRIGGER noodinzage_two_people BEFORE INSERT ON noodinzagestap
       FOR EACH ROW EXECUTE FUNCTION guard_noodinzage()""",
    *(
        f"CREATE TRIGGER {table}_{name} BEFORE {what} ON {table} FOR EACH {each} EXECUTE FUNCTION refuse_change()"
        for table in ("noodinzage", "noodinzagestap", "beoordeling")
        for name, what, each in (("only_grows", "UPDATE OR DELETE", "ROW"), ("never_empties", "TRUNCATE", "STATEMENT"))
    ),
)

DIENST = "current_setting('capaciteit.context', true) IN ('afwegen', 'dienst')"
EIGEN = "nullif(current_setting('capaciteit.organisatie', true), '')::uuid"
OWN_VRAAG = f"EXISTS (SELECT FROM noodinzage n WHERE n.id = noodinzage_id AND n.gevraagd_organisatie = {EIGEN})"

POLICIES = {
    "beoordeling": (f"{DIENST} OR organisatie_id = {EIGEN}",) * 2,
    "noodinzage": (f"{DIENST} OR gevraagd_organisatie = {EIGEN}",) * 2,
    "noodinzagezaak": (f"{DIENST} OR {OWN_VRAAG}",) * 2,
    "noodinzagestap": (f"{DIENST} OR organisatie_id = {EIGEN} OR {OWN_VRAAG}", f"{DIENST} OR organisatie_id = {EIGEN}"),
}

RULES = (
    ("noodinzage_minuten", 60, 5, 240, "eigen keuze: lang genoeg om te bellen en te handelen"),
    ("inzage_herhaling_minuten", 15, 0, 60, "NEN 7513, eigen keuze: een scherm dat ververst kijkt een keer"),
    ("inzage_bulk_aantal", 50, 5, 1000, "eigen keuze: meer dan iemand in een uur plaatst"),
    ("inzage_rem_aantal", 200, 20, 100000, "eigen keuze: hierboven leest geen mens meer"),
    ("inzage_terugblik_dagen", 28, 7, 90, "eigen keuze: vier weken dienstrooster"),
    ("inzage_uur_dagen", 3, 1, 28, "eigen keuze: op zoveel andere dagen gezien is een uur gewoon"),
    ("steekproef_procent", 5, 1, 100, "eigen keuze: wat een fg ernaast bekijkt"),
)

BOUNDS = f"""
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
    EXECUTE 'ALTER TABLE regel ADD CONSTRAINT regel_within_bounds ' || replace(grens, 'ELSE false',
        '{" ".join(f"WHEN ''{naam}'' THEN waarde BETWEEN {least} AND {most}" for naam, _, least, most, _ in RULES)} ELSE false');
END $$
"""  # noqa: S608 - words of this file
"""The outer bounds as they stand, with the new ones."""

VALUES = ", ".join(f"('{naam}', {waarde}, '{bron}')" for naam, waarde, _, _, bron in RULES)
INSERT = f"""
INSERT INTO regel (id, naam, waarde, geldig_vanaf, bron, reden, voorgesteld_op, goedgekeurd_op, revisie)
SELECT gen_random_uuid(), v.naam, v.waarde, DATE '2026-01-01', v.bron, 'bij de dienst geleverd', now(), now(), 1
FROM (VALUES {VALUES}) AS v (naam, waarde, bron)
"""  # noqa: S608 - words of this file
WALL = "ALTER TABLE regel {} TRIGGER regel_stays_as_approved"
SEED = (WALL.format("DISABLE"), INSERT, WALL.format("ENABLE"))

PRIVACYFUNCTIONARIS = """
INSERT INTO account (id, naam, rol, organisatie_id)
SELECT gen_random_uuid(), 'Privacyfunctionaris (demo)', 'fg', o.id FROM organisatie o, installatie i
WHERE i.verzonnen AND o.soort NOT IN ('gemeente', 'beheer')
"""
"""A demonstration that runs already gets its privacy officers too."""


def upgrade() -> None:
    """Create the tables, raise their walls, hand out rights."""
    for statement in STATEMENTS.split(";\n"):
        if statement.strip():
            op.execute(statement)
    for statement in (INZAGE, GUARD, *TRIGGERS, BOUNDS, *SEED, PRIVACYFUNCTIONARIS):
        op.execute(statement)
    for table, (using, check) in POLICIES.items():
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY betrokkenen ON {table} USING ({using}) WITH CHECK ({check})")
    op.execute("GRANT SELECT, INSERT ON beoordeling, noodinzage, noodinzagestap TO capaciteit_app")
    op.execute("GRANT SELECT, INSERT, DELETE ON noodinzagezaak TO capaciteit_app")
