"""The country and its register: centrumgemeenten, gemeenten, organisaties, huizen, plaatsen, accounts."""

from alembic import op

revision = "0001"
down_revision = None

STATEMENTS = """
CREATE TABLE installatie (
    id smallint PRIMARY KEY,
    epoch uuid NOT NULL,
    verzonnen boolean NOT NULL,
    landkaart_revisie bigint NOT NULL,
    CONSTRAINT installatie_is_one_row CHECK (id = 1)
);
CREATE TABLE centrumgemeente (
    code text PRIMARY KEY,
    naam text NOT NULL,
    provincie text NOT NULL,
    breedtegraad double precision NOT NULL,
    lengtegraad double precision NOT NULL,
    veiligheidsregio text NOT NULL,
    revisie bigint NOT NULL
);
CREATE TABLE gemeente (
    code text NOT NULL,
    geldig_vanaf date NOT NULL,
    naam text NOT NULL,
    veiligheidsregio text NOT NULL,
    formeel text NOT NULL REFERENCES centrumgemeente (code),
    feitelijk text NOT NULL REFERENCES centrumgemeente (code),
    zekerheid text NOT NULL,
    bron text NOT NULL,
    PRIMARY KEY (code, geldig_vanaf)
);
CREATE TABLE organisatie (
    id uuid PRIMARY KEY,
    naam text NOT NULL UNIQUE,
    soort text NOT NULL,
    centrumgemeente text REFERENCES centrumgemeente (code),
    CONSTRAINT organisatie_soort CHECK
        (soort IN ('opvangorganisatie', 'veilig_thuis', 'politie', 'lec_egg', 'gemeente', 'landelijk', 'beheer')),
    CONSTRAINT organisatie_gemeente CHECK ((soort = 'gemeente') = (centrumgemeente IS NOT NULL))
);
CREATE TABLE huis (
    id uuid PRIMARY KEY,
    code text NOT NULL,
    organisatie_id uuid NOT NULL REFERENCES organisatie (id),
    centrumgemeente text NOT NULL REFERENCES centrumgemeente (code),
    UNIQUE (organisatie_id, code)
);
CREATE TABLE account (
    id uuid PRIMARY KEY,
    naam text NOT NULL,
    rol text NOT NULL,
    organisatie_id uuid NOT NULL REFERENCES organisatie (id),
    ingetrokken_op timestamptz,
    CONSTRAINT account_rol CHECK
        (rol IN ('coordinator', 'opvang', 'gemeente', 'landelijk', 'auditor', 'fg', 'systeembeheerder'))
);
CREATE TABLE sessie (
    sleutel_hash bytea PRIMARY KEY,
    account_id uuid NOT NULL REFERENCES account (id),
    verloopt_op timestamptz NOT NULL
);
CREATE TABLE live_ticket (
    ticket_hash bytea PRIMARY KEY,
    sleutel_hash bytea NOT NULL,
    verloopt_op timestamptz NOT NULL
);
CREATE TABLE plaats (
    id uuid PRIMARY KEY,
    referentie text NOT NULL UNIQUE,
    soort text NOT NULL,
    centrumgemeente text NOT NULL REFERENCES centrumgemeente (code),
    organisatie_id uuid NOT NULL REFERENCES organisatie (id),
    huis_id uuid NOT NULL REFERENCES huis (id),
    personen_max integer NOT NULL,
    kenmerken text[] NOT NULL,
    gereed_binnen_minuten integer,
    veiligheidstoets_door text,
    bevestigd_op timestamptz NOT NULL,
    onbevestigd boolean NOT NULL,
    verwijderd_op timestamptz,
    revisie bigint NOT NULL,
    CONSTRAINT plaats_soort CHECK (soort IN ('crisisplaats', 'opvangplaats', 'reserveplaats', 'alternatief')),
    CONSTRAINT plaats_personen_max CHECK (personen_max BETWEEN 1 AND 25),
    CONSTRAINT plaats_kenmerken CHECK
        (kenmerken <@ ARRAY['rolstoel', 'mannen', 'huisdier', 'babybed', 'begane_grond', 'eigen_sanitair']),
    CONSTRAINT plaats_reserve CHECK
        (soort <> 'reserveplaats' OR (gereed_binnen_minuten IS NOT NULL AND gereed_binnen_minuten BETWEEN 1 AND 1440)),
    CONSTRAINT plaats_alternatief CHECK (soort <> 'alternatief' OR veiligheidstoets_door IS NOT NULL)
);
CREATE INDEX plaats_per_centrumgemeente ON plaats (centrumgemeente);
CREATE INDEX plaats_per_organisatie ON plaats (organisatie_id);
CREATE TABLE uitname (
    plaats_id uuid PRIMARY KEY REFERENCES plaats (id),
    vanaf_op timestamptz NOT NULL,
    feit boolean NOT NULL,
    reden text NOT NULL,
    verwacht_tot_op timestamptz,
    vervangen_door uuid REFERENCES plaats (id)
);
CREATE INDEX uitname_vervanging ON uitname (vervangen_door);
CREATE TABLE claim (
    plaats_id uuid PRIMARY KEY REFERENCES plaats (id),
    soort text NOT NULL,
    plaatsing_id uuid,
    sinds_op timestamptz NOT NULL,
    verloopt_op timestamptz NOT NULL,
    reden text,
    verwacht_tot_op timestamptz,
    feit boolean NOT NULL,
    CONSTRAINT claim_soort CHECK (soort IN ('reservering', 'plaatsing', 'verblijf', 'bezet', 'buiten_gebruik')),
    CONSTRAINT claim_of_plaatsing CHECK
        ((soort IN ('reservering', 'plaatsing', 'verblijf')) = (plaatsing_id IS NOT NULL)),
    CONSTRAINT claim_lapses CHECK ((soort = 'reservering') = isfinite(verloopt_op)),
    CONSTRAINT claim_reden CHECK ((soort = 'buiten_gebruik') = (reden IS NOT NULL))
);
CREATE INDEX claim_per_plaatsing ON claim (plaatsing_id);
CREATE INDEX claim_buiten_gebruik ON claim (plaats_id) WHERE soort = 'buiten_gebruik';
"""


def upgrade() -> None:
    """Create the tables."""
    for statement in STATEMENTS.split(";\n"):
        if statement.strip():
            op.execute(statement)
