"""Aanvragen, plaatsingen, verblijven, afwegingen, termijnen, logboek and idempotency."""

from alembic import op

revision = "0002"
down_revision = "0001"

STATEMENTS = """
CREATE TABLE afweging (
    id uuid PRIMARY KEY,
    op timestamptz NOT NULL,
    aanvragen jsonb NOT NULL,
    klassen jsonb NOT NULL,
    regels jsonb NOT NULL,
    hash bytea NOT NULL
);
CREATE TABLE aanvraag (
    id uuid PRIMARY KEY,
    referentie text NOT NULL UNIQUE,
    organisatie_id uuid NOT NULL REFERENCES organisatie (id),
    status text NOT NULL,
    alleen_voorstellen boolean NOT NULL,
    nachten integer NOT NULL,
    ingediend_op timestamptz NOT NULL,
    vastgesteld_op timestamptz NOT NULL,
    deadline_op timestamptz NOT NULL,
    knelpunt_code text,
    knelpunt_tekst text,
    reden text,
    afweging_id uuid REFERENCES afweging (id),
    revisie bigint NOT NULL,
    CONSTRAINT aanvraag_status CHECK (status IN
        ('zonder_plaats', 'gereserveerd', 'bevestigd', 'aangekomen', 'niet_verschenen', 'beeindigd', 'ingetrokken')),
    CONSTRAINT aanvraag_check_toegezegde_nachten CHECK (nachten BETWEEN 1 AND 3),
    CONSTRAINT aanvraag_deadline CHECK (deadline_op > vastgesteld_op)
);
CREATE INDEX aanvraag_per_organisatie ON aanvraag (organisatie_id, id DESC);
CREATE INDEX aanvraag_wachtend ON aanvraag (vastgesteld_op) WHERE status = 'zonder_plaats';
CREATE TABLE huishoudgegevens (
    aanvraag_id uuid NOT NULL REFERENCES aanvraag (id),
    revisie bigint NOT NULL,
    organisatie_id uuid NOT NULL,
    gegevens jsonb NOT NULL,
    PRIMARY KEY (aanvraag_id, revisie)
);
CREATE TABLE voorstel (
    aanvraag_id uuid NOT NULL REFERENCES aanvraag (id),
    rang integer NOT NULL,
    organisatie_id uuid NOT NULL,
    afweging_id uuid NOT NULL REFERENCES afweging (id),
    centrumgemeente text NOT NULL,
    plaatsen uuid[] NOT NULL,
    soort text NOT NULL,
    personen_max integer NOT NULL,
    onbevestigd boolean NOT NULL,
    redenen jsonb NOT NULL,
    PRIMARY KEY (aanvraag_id, rang)
);
CREATE TABLE plaatsing (
    id uuid PRIMARY KEY,
    aanvraag_id uuid NOT NULL REFERENCES aanvraag (id),
    referentie text NOT NULL,
    aanvraag_organisatie uuid NOT NULL REFERENCES organisatie (id),
    opvang_organisatie uuid NOT NULL REFERENCES organisatie (id),
    centrumgemeente text NOT NULL REFERENCES centrumgemeente (code),
    plaatsen uuid[] NOT NULL,
    status text NOT NULL,
    nachten integer NOT NULL,
    huishouden jsonb,
    deadline_op timestamptz NOT NULL,
    gereserveerd_op timestamptz NOT NULL,
    verloopt_op timestamptz,
    bevestigd_op timestamptz,
    geaccepteerd_op timestamptz,
    verwachte_aankomst_op timestamptz,
    aangekomen_op timestamptz,
    eerste_nacht date,
    vertrek date,
    beeindigd_op timestamptz,
    reden text,
    revisie bigint NOT NULL,
    CONSTRAINT plaatsing_status CHECK (status IN
        ('gereserveerd', 'bevestigd', 'aangekomen', 'niet_verschenen', 'beeindigd', 'ingetrokken', 'vervallen',
         'vervangen', 'teruggemeld')),
    CONSTRAINT plaatsing_plaatsen CHECK (cardinality(plaatsen) BETWEEN 1 AND 3),
    CONSTRAINT plaatsing_check_toegezegde_nachten CHECK (nachten BETWEEN 1 AND 3),
    CONSTRAINT plaatsing_toezegging CHECK ((eerste_nacht IS NULL) = (vertrek IS NULL)
        AND (vertrek IS NULL OR (vertrek - eerste_nacht = nachten AND vertrek - eerste_nacht BETWEEN 1 AND 3))),
    CONSTRAINT plaatsing_aangekomen CHECK (status <> 'aangekomen' OR (aangekomen_op IS NOT NULL AND vertrek IS NOT NULL))
);
CREATE INDEX plaatsing_per_aanvrager ON plaatsing (aanvraag_organisatie, id DESC);
CREATE INDEX plaatsing_per_opvang ON plaatsing (opvang_organisatie, id DESC);
CREATE INDEX plaatsing_per_aanvraag ON plaatsing (aanvraag_id, id DESC);
CREATE UNIQUE INDEX plaatsing_lopend ON plaatsing (aanvraag_id)
    WHERE status IN ('gereserveerd', 'bevestigd', 'aangekomen', 'niet_verschenen');
CREATE TABLE verblijf (
    id uuid PRIMARY KEY,
    plaats_id uuid NOT NULL REFERENCES plaats (id),
    plaatsing_id uuid REFERENCES plaatsing (id),
    organisatie_id uuid NOT NULL REFERENCES organisatie (id),
    van timestamptz NOT NULL,
    tot timestamptz,
    naar text,
    dubbel boolean NOT NULL,
    CONSTRAINT verblijf_duration CHECK (tot IS NULL OR tot >= van)
);
CREATE INDEX verblijf_per_plaats ON verblijf (plaats_id) WHERE tot IS NULL;
CREATE INDEX verblijf_per_plaatsing ON verblijf (plaatsing_id);
CREATE TABLE termijn (
    soort text NOT NULL,
    sleutel uuid NOT NULL,
    op timestamptz NOT NULL,
    PRIMARY KEY (soort, sleutel),
    CONSTRAINT termijn_soort CHECK (soort IN ('reservering_vervalt', 'plaats_onbevestigd', 'uitname_begint'))
);
CREATE INDEX termijn_op ON termijn (op);
CREATE TABLE sequencer (
    id smallint PRIMARY KEY,
    volgnummer bigint NOT NULL,
    hash bytea NOT NULL,
    CONSTRAINT sequencer_is_one_row CHECK (id = 1)
);
CREATE TABLE logboek (
    volgnummer bigint PRIMARY KEY,
    op timestamptz NOT NULL,
    gebeurtenis text NOT NULL,
    soort text NOT NULL,
    feit text NOT NULL,
    hash bytea NOT NULL
);
CREATE TABLE logboek_gegevens (
    volgnummer bigint PRIMARY KEY REFERENCES logboek (volgnummer),
    zout bytea NOT NULL,
    waarde text NOT NULL
);
CREATE TABLE idempotentie (
    account_id uuid NOT NULL,
    methode text NOT NULL,
    pad text NOT NULL,
    sleutel text NOT NULL,
    vingerafdruk bytea NOT NULL,
    status integer NOT NULL,
    koppen jsonb NOT NULL,
    antwoord bytea NOT NULL,
    op timestamptz NOT NULL,
    PRIMARY KEY (account_id, methode, pad, sleutel)
);
CREATE INDEX idempotentie_op ON idempotentie (op);
"""


def upgrade() -> None:
    """Create the tables."""
    for statement in STATEMENTS.split(";\n"):
        if statement.strip():
            op.execute(statement)
