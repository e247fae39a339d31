"""Dated rules; deadlines with a basis; normsignalen, registraties, vragen, contact, inzagelog; who is told what."""

from alembic import op

revision = "0004"
down_revision = "0003"

STATEMENTS = """
CREATE TABLE regel (
    id uuid PRIMARY KEY,
    naam text NOT NULL,
    waarde integer NOT NULL,
    geldig_vanaf date NOT NULL,
    geldig_tot date,
    bron text NOT NULL,
    reden text NOT NULL,
    voorgesteld_door uuid REFERENCES account (id),
    voorgesteld_op timestamptz NOT NULL,
    goedgekeurd_door uuid REFERENCES account (id),
    goedgekeurd_op timestamptz,
    revisie bigint NOT NULL,
    CONSTRAINT regel_two_people CHECK (goedgekeurd_door IS NULL OR goedgekeurd_door <> voorgesteld_door),
    CONSTRAINT regel_approved CHECK ((goedgekeurd_op IS NULL) = (goedgekeurd_door IS NULL) OR voorgesteld_door IS NULL),
    CONSTRAINT regel_period CHECK (geldig_tot IS NULL OR geldig_tot > geldig_vanaf)
);
CREATE UNIQUE INDEX regel_in_force ON regel (naam, geldig_vanaf) WHERE goedgekeurd_op IS NOT NULL;
ALTER TABLE installatie ADD COLUMN regels_revisie bigint NOT NULL DEFAULT 0;
ALTER TABLE installatie ALTER COLUMN regels_revisie DROP DEFAULT;

ALTER TABLE aanvraag ADD COLUMN zonder_plaats_sinds timestamptz;
ALTER TABLE aanvraag ADD COLUMN nachten_geteld integer NOT NULL DEFAULT 0;
ALTER TABLE aanvraag ALTER COLUMN nachten_geteld DROP DEFAULT;
ALTER TABLE aanvraag ADD COLUMN verplaatst_van uuid;
ALTER TABLE aanvraag ADD CONSTRAINT aanvraag_nachten_geteld CHECK (nachten_geteld BETWEEN 0 AND 365);
UPDATE aanvraag SET zonder_plaats_sinds = ingediend_op WHERE status = 'zonder_plaats';

DROP INDEX plaats_per_organisatie;
CREATE INDEX plaats_per_organisatie ON plaats (organisatie_id, id);
ALTER TABLE claim ADD COLUMN onvoorzien boolean NOT NULL DEFAULT false;

ALTER TABLE termijn ADD COLUMN basis timestamptz;
ALTER TABLE termijn ADD COLUMN gevuurd_op timestamptz;
ALTER TABLE termijn ADD COLUMN keren integer NOT NULL DEFAULT 0;
ALTER TABLE termijn ALTER COLUMN keren DROP DEFAULT;
UPDATE termijn SET basis = op;
ALTER TABLE termijn ALTER COLUMN basis SET NOT NULL;
ALTER TABLE termijn DROP CONSTRAINT termijn_soort;
ALTER TABLE termijn ADD CONSTRAINT termijn_soort CHECK (soort IN (
    'reservering_vervalt', 'plaats_onbevestigd', 'uitname_begint', 'rood_landelijk', 'rood_achterwacht', 'rood_tweede',
    'rood_derde', 'rood_te_laat', 'niet_gezien', 'aankomst_uitgebleven', 'aankomst_escalatie', 'vervolg_vragen',
    'laatste_ochtend', 'overschrijding', 'kind_te_lang', 'risicotaxatie_uit', 'overdracht_in_uit', 'overdracht_uit_uit',
    'veiligheidstaxatie_uit', 'uitval_verwacht', 'vraag_verloopt'));
DROP INDEX termijn_op;
CREATE INDEX termijn_op ON termijn (op) WHERE gevuurd_op IS NULL;
CREATE INDEX termijn_per_sleutel ON termijn (sleutel);

CREATE TABLE normsignaal (
    id uuid PRIMARY KEY,
    norm text NOT NULL,
    onderwerp_soort text NOT NULL,
    onderwerp text NOT NULL,
    centrumgemeente text REFERENCES centrumgemeente (code),
    opvang_organisatie uuid REFERENCES organisatie (id),
    aanvraag_organisatie uuid REFERENCES organisatie (id),
    plichthouder text NOT NULL,
    plichthouder_organisatie uuid REFERENCES organisatie (id),
    oorzaak text NOT NULL,
    remedie text,
    begonnen_op timestamptz NOT NULL,
    vastgelegd_op timestamptz NOT NULL,
    beeindigd_op timestamptz,
    onderbrekingen integer NOT NULL,
    onderbroken_seconden bigint NOT NULL,
    revisie bigint NOT NULL,
    CONSTRAINT normsignaal_onderwerp CHECK
        (onderwerp_soort IN ('centrumgemeente', 'organisatie', 'plaats', 'aanvraag', 'plaatsing', 'verblijf')),
    CONSTRAINT normsignaal_period CHECK (beeindigd_op IS NULL OR beeindigd_op >= begonnen_op)
);
CREATE UNIQUE INDEX normsignaal_open ON normsignaal (norm, onderwerp) WHERE beeindigd_op IS NULL;
CREATE INDEX normsignaal_per_onderwerp ON normsignaal (onderwerp, norm, beeindigd_op);
CREATE INDEX normsignaal_per_centrumgemeente ON normsignaal (centrumgemeente, id DESC);
CREATE INDEX normsignaal_per_opvang ON normsignaal (opvang_organisatie, id DESC);
CREATE INDEX normsignaal_per_aanvrager ON normsignaal (aanvraag_organisatie, id DESC);

CREATE TABLE melding (
    id uuid PRIMARY KEY,
    soort text NOT NULL,
    rol text NOT NULL,
    organisatie_id uuid REFERENCES organisatie (id),
    onderwerp_soort text NOT NULL,
    onderwerp text NOT NULL,
    normsignaal_id uuid REFERENCES normsignaal (id),
    titel text NOT NULL,
    tekst text NOT NULL,
    dringend boolean NOT NULL,
    op timestamptz NOT NULL,
    termijn_op timestamptz,
    laat boolean NOT NULL,
    gezien_op timestamptz,
    gezien_door uuid REFERENCES account (id),
    revisie bigint NOT NULL,
    CONSTRAINT melding_rol CHECK (rol IN ('coordinator', 'opvang', 'gemeente', 'landelijk')),
    CONSTRAINT melding_audience CHECK ((rol = 'landelijk') = (organisatie_id IS NULL))
);
CREATE INDEX melding_per_audience ON melding (organisatie_id, rol, id DESC);
CREATE INDEX melding_per_normsignaal ON melding (normsignaal_id);
CREATE INDEX melding_per_onderwerp ON melding (onderwerp, soort);

CREATE TABLE registratie (
    id uuid PRIMARY KEY,
    plaatsing_id uuid NOT NULL REFERENCES plaatsing (id),
    aanvraag_organisatie uuid NOT NULL REFERENCES organisatie (id),
    opvang_organisatie uuid NOT NULL REFERENCES organisatie (id),
    organisatie_id uuid NOT NULL REFERENCES organisatie (id),
    soort text NOT NULL,
    moment text NOT NULL,
    gedaan_op timestamptz NOT NULL,
    vastgelegd_op timestamptz NOT NULL,
    gegevens jsonb NOT NULL,
    CONSTRAINT registratie_soort CHECK
        (soort IN ('risicotaxatie', 'kindcheck', 'intake', 'veiligheidstaxatie', 'warme_overdracht')),
    CONSTRAINT registratie_moment CHECK (moment IN ('instroom', 'verblijf', 'uitstroom'))
);
CREATE INDEX registratie_per_plaatsing ON registratie (plaatsing_id);

CREATE TABLE vraag (
    id uuid PRIMARY KEY,
    aanvraag_id uuid NOT NULL REFERENCES aanvraag (id),
    plaats_id uuid NOT NULL REFERENCES plaats (id),
    opvang_organisatie uuid NOT NULL REFERENCES organisatie (id),
    centrumgemeente text NOT NULL REFERENCES centrumgemeente (code),
    huishouden jsonb,
    status text NOT NULL,
    gesteld_op timestamptz NOT NULL,
    verloopt_op timestamptz NOT NULL,
    beantwoord_op timestamptz,
    revisie bigint NOT NULL,
    CONSTRAINT vraag_status CHECK (status IN ('open', 'ja', 'nee', 'verlopen', 'vervallen'))
);
CREATE UNIQUE INDEX vraag_once ON vraag (aanvraag_id, plaats_id) WHERE status = 'open';
CREATE INDEX vraag_per_aanvraag ON vraag (aanvraag_id);
CREATE INDEX vraag_open ON vraag (plaats_id) WHERE status = 'open';
CREATE INDEX vraag_per_opvang ON vraag (opvang_organisatie, id DESC);

CREATE TABLE contact (
    onderwerp uuid PRIMARY KEY,
    soort text NOT NULL,
    organisatie_id uuid NOT NULL REFERENCES organisatie (id),
    telefoonnummer text NOT NULL,
    gewijzigd_op timestamptz NOT NULL,
    revisie bigint NOT NULL,
    CONSTRAINT contact_soort CHECK (soort IN ('huis', 'aanvraag')),
    CONSTRAINT contact_telefoonnummer CHECK (telefoonnummer ~ '^[+]?[0-9]{5,15}$')
);

CREATE TABLE inzagekop (
    id smallint PRIMARY KEY,
    volgnummer bigint NOT NULL,
    hash bytea NOT NULL,
    CONSTRAINT inzagekop_is_one_row CHECK (id = 1)
);
CREATE TABLE inzagelog (
    volgnummer bigint PRIMARY KEY,
    op timestamptz NOT NULL,
    account_id uuid NOT NULL,
    organisatie_id uuid NOT NULL,
    rol text NOT NULL,
    handeling text NOT NULL,
    onderwerp_soort text NOT NULL,
    onderwerp text NOT NULL,
    uitkomst text NOT NULL,
    hash bytea NOT NULL
);

CREATE TABLE meldadres (
    id uuid PRIMARY KEY,
    organisatie_id uuid NOT NULL REFERENCES organisatie (id),
    rol text NOT NULL,
    soort text NOT NULL,
    adres text NOT NULL,
    geheim text,
    alleen_dringend boolean NOT NULL,
    toegevoegd_op timestamptz NOT NULL,
    toegevoegd_door uuid NOT NULL REFERENCES account (id),
    ingetrokken_op timestamptz,
    revisie bigint NOT NULL,
    CONSTRAINT meldadres_soort CHECK (soort IN ('email', 'webhook')),
    CONSTRAINT meldadres_rol CHECK (rol IN ('coordinator', 'opvang', 'gemeente', 'landelijk')),
    CONSTRAINT meldadres_geheim CHECK ((soort = 'webhook') = (geheim IS NOT NULL))
);
CREATE INDEX meldadres_per_organisatie ON meldadres (organisatie_id, rol);

CREATE TABLE bezorging (
    id uuid PRIMARY KEY,
    melding_id uuid NOT NULL REFERENCES melding (id),
    meldadres_id uuid NOT NULL REFERENCES meldadres (id),
    organisatie_id uuid NOT NULL REFERENCES organisatie (id),
    rol text NOT NULL,
    status text NOT NULL,
    pogingen integer NOT NULL,
    aangemaakt_op timestamptz NOT NULL,
    volgende_op timestamptz NOT NULL,
    bezorgd_op timestamptz,
    fout text,
    revisie bigint NOT NULL,
    CONSTRAINT bezorging_status CHECK (status IN ('wachtend', 'bezorgd', 'onbestelbaar')),
    CONSTRAINT bezorging_once UNIQUE (melding_id, meldadres_id)
);
CREATE INDEX bezorging_due ON bezorging (volgende_op) WHERE status = 'wachtend';
CREATE INDEX bezorging_per_organisatie ON bezorging (organisatie_id, rol, id DESC);
"""

INZAGE = """
CREATE FUNCTION append_inzage(regels jsonb) RETURNS bigint
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
            || (een ->> 'onderwerpSoort') || '|' || (een ->> 'onderwerp') || '|' || (een ->> 'uitkomst'), 'UTF8'));
        INSERT INTO inzagelog VALUES (n, nu, (een ->> 'account')::uuid, (een ->> 'organisatie')::uuid, een ->> 'rol',
            een ->> 'handeling', een ->> 'onderwerpSoort', een ->> 'onderwerp', een ->> 'uitkomst', vorige);
    END LOOP;
    UPDATE inzagekop SET volgnummer = n, hash = vorige WHERE id = 1;
    RETURN n;
END $$
"""

TRIGGERS = (
    """CREATE TRIGGER inzagelog_only_grows BEFORE UPDATE OR DELETE ON inzagelog
       FOR EACH ROW EXECUTE FUNCTION refuse_change()""",
    """CREATE TRIGGER inzagelog_never_empties BEFORE TRUNCATE ON inzagelog
       FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()""",
)

DIENST = "current_setting('capaciteit.context', true) IN ('afwegen', 'dienst')"
EIGEN = "nullif(current_setting('capaciteit.organisatie', true), '')::uuid"
LANDELIJK = "current_setting('capaciteit.context', true) = 'landelijk'"
STREEK = f"centrumgemeente = (SELECT o.centrumgemeente FROM organisatie o WHERE o.id = {EIGEN})"  # noqa: S608 - words of this file

POLICIES = {
    "normsignaal": (
        f"{DIENST} OR {LANDELIJK} OR opvang_organisatie = {EIGEN} OR aanvraag_organisatie = {EIGEN} OR {STREEK}",
        DIENST,
    ),
    "melding": (f"{DIENST} OR organisatie_id = {EIGEN} OR ({LANDELIJK} AND rol = 'landelijk')",) * 2,
    "registratie": (
        f"{DIENST} OR aanvraag_organisatie = {EIGEN} OR opvang_organisatie = {EIGEN}",
        f"{DIENST} OR organisatie_id = {EIGEN}",
    ),
    "vraag": (f"{DIENST} OR opvang_organisatie = {EIGEN}",) * 2,
    "contact": (f"{DIENST} OR organisatie_id = {EIGEN}",) * 2,
    "inzagelog": (f"{DIENST} OR organisatie_id = {EIGEN}", "false"),
    "meldadres": (f"{DIENST} OR organisatie_id = {EIGEN}",) * 2,
    "bezorging": (f"{DIENST} OR organisatie_id = {EIGEN}",) * 2,
}

APP_RIGHTS = {
    "SELECT, INSERT": "registratie",
    "SELECT, INSERT, UPDATE": "regel, normsignaal, melding, vraag, contact, meldadres, bezorging",
    "SELECT": "inzagelog, inzagekop",
}


def upgrade() -> None:
    """Create the tables, raise their walls, hand out rights."""
    for statement in STATEMENTS.split(";\n"):
        if statement.strip():
            op.execute(statement)
    op.execute("INSERT INTO inzagekop VALUES (1, 0, sha256('inzage'))")
    for statement in (INZAGE, *TRIGGERS):
        op.execute(statement)
    for table, (using, check) in POLICIES.items():
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY betrokkenen ON {table} USING ({using}) WITH CHECK ({check})")
    op.execute("CREATE POLICY schrijver ON inzagelog TO capaciteit_schrijver USING (true) WITH CHECK (true)")
    op.execute("GRANT SELECT, UPDATE ON inzagekop TO capaciteit_schrijver")
    op.execute("GRANT INSERT ON inzagelog TO capaciteit_schrijver")
    op.execute("REVOKE ALL ON FUNCTION append_inzage(jsonb) FROM PUBLIC")
    op.execute("GRANT CREATE ON SCHEMA public TO capaciteit_schrijver")
    op.execute("ALTER FUNCTION append_inzage(jsonb) OWNER TO capaciteit_schrijver")
    op.execute("REVOKE CREATE ON SCHEMA public FROM capaciteit_schrijver")
    op.execute("GRANT EXECUTE ON FUNCTION append_inzage(jsonb) TO capaciteit_app")
    for rights, tables in APP_RIGHTS.items():
        op.execute(f"GRANT {rights} ON {tables} TO capaciteit_app")
    op.execute("GRANT UPDATE (regels_revisie) ON installatie TO capaciteit_app")
    op.execute("GRANT SELECT ON regel TO capaciteit_reader")
