"""SQLModel rows, column for column what the migrations made; no behaviour, no defaults, no validation (P14)."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, BigInteger, DateTime, Index, LargeBinary, SmallInteger, Text, UniqueConstraint, Uuid, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

INSTANT = DateTime(timezone=True)


class Installatie(SQLModel, table=True):
    id: int = Field(primary_key=True, sa_type=SmallInteger)
    epoch: UUID
    verzonnen: bool
    landkaart_revisie: int = Field(sa_type=BigInteger)
    regels_revisie: int = Field(sa_type=BigInteger)


class Centrumgemeente(SQLModel, table=True):
    code: str = Field(primary_key=True, sa_type=Text)
    naam: str = Field(sa_type=Text)
    provincie: str = Field(sa_type=Text)
    breedtegraad: float
    lengtegraad: float
    veiligheidsregio: str = Field(sa_type=Text)
    revisie: int = Field(sa_type=BigInteger)


class Gemeente(SQLModel, table=True):
    code: str = Field(primary_key=True, sa_type=Text)
    geldig_vanaf: date = Field(primary_key=True)
    naam: str = Field(sa_type=Text)
    veiligheidsregio: str = Field(sa_type=Text)
    formeel: str = Field(sa_type=Text, foreign_key="centrumgemeente.code")
    feitelijk: str = Field(sa_type=Text, foreign_key="centrumgemeente.code")
    zekerheid: str = Field(sa_type=Text)
    bron: str = Field(sa_type=Text)


class Organisatie(SQLModel, table=True):
    id: UUID = Field(primary_key=True)
    naam: str = Field(sa_type=Text, unique=True)
    soort: str = Field(sa_type=Text)
    centrumgemeente: str | None = Field(default=None, sa_type=Text, foreign_key="centrumgemeente.code")


class Huis(SQLModel, table=True):
    __table_args__ = (UniqueConstraint("organisatie_id", "code"),)
    id: UUID = Field(primary_key=True)
    code: str = Field(sa_type=Text)
    organisatie_id: UUID = Field(foreign_key="organisatie.id")
    centrumgemeente: str = Field(sa_type=Text, foreign_key="centrumgemeente.code")


class Plaats(SQLModel, table=True):
    __table_args__ = (
        Index(
            "plaats_geteld",
            *("centrumgemeente", "soort", "onbevestigd", "id"),
            postgresql_where=text("verwijderd_op IS NULL"),
        ),
        Index("plaats_per_organisatie", "organisatie_id", "id"),
    )
    id: UUID = Field(primary_key=True)
    referentie: str = Field(sa_type=Text, unique=True)
    soort: str = Field(sa_type=Text)
    centrumgemeente: str = Field(sa_type=Text, foreign_key="centrumgemeente.code")
    organisatie_id: UUID = Field(foreign_key="organisatie.id")
    huis_id: UUID = Field(foreign_key="huis.id")
    personen_max: int
    kenmerken: list[str] = Field(sa_type=ARRAY(Text))
    gereed_binnen_minuten: int | None = None
    veiligheidstoets_door: str | None = Field(default=None, sa_type=Text)
    bevestigd_op: datetime = Field(sa_type=INSTANT)
    onbevestigd: bool
    verwijderd_op: datetime | None = Field(default=None, sa_type=INSTANT)
    revisie: int = Field(sa_type=BigInteger)


class Uitname(SQLModel, table=True):
    __table_args__ = (Index("uitname_vervanging", "vervangen_door"),)
    plaats_id: UUID = Field(primary_key=True, foreign_key="plaats.id")
    vanaf_op: datetime = Field(sa_type=INSTANT)
    feit: bool
    reden: str = Field(sa_type=Text)
    verwacht_tot_op: datetime | None = Field(default=None, sa_type=INSTANT)
    vervangen_door: UUID | None = Field(default=None, foreign_key="plaats.id")
    ingegaan: bool = Field(default=False, sa_column_kwargs={"server_default": text("false")})


class Claim(SQLModel, table=True):
    __table_args__ = (
        Index("claim_per_plaatsing", "plaatsing_id"),
        Index("claim_buiten_gebruik", "plaats_id", postgresql_where=text("soort = 'buiten_gebruik'")),
    )
    plaats_id: UUID = Field(primary_key=True, foreign_key="plaats.id")
    soort: str = Field(sa_type=Text)
    plaatsing_id: UUID | None = None
    sinds_op: datetime = Field(sa_type=INSTANT)
    verloopt_op: datetime = Field(sa_type=INSTANT)
    reden: str | None = Field(default=None, sa_type=Text)
    verwacht_tot_op: datetime | None = Field(default=None, sa_type=INSTANT)
    feit: bool
    onvoorzien: bool = Field(sa_column_kwargs={"server_default": text("false")})


class Afweging(SQLModel, table=True):
    id: UUID = Field(primary_key=True)
    op: datetime = Field(sa_type=INSTANT)
    aanvragen: list[Any] = Field(sa_type=JSONB)
    klassen: list[Any] = Field(sa_type=JSONB)
    regels: dict[str, Any] = Field(sa_type=JSONB)
    hash: bytes = Field(sa_type=LargeBinary)
    volgnummer: int | None = Field(default=None, sa_type=BigInteger)
    omgeving: dict[str, Any] | None = Field(default=None, sa_type=JSONB)
    certificaat: dict[str, Any] | None = Field(default=None, sa_type=JSONB)
    antwoord_hash: bytes | None = Field(default=None, sa_type=LargeBinary)
    gewist: bool = Field(default=False, sa_column_kwargs={"server_default": text("false")})


class Gewogen(SQLModel, table=True):
    aanvraag_id: UUID = Field(primary_key=True)
    afweging_id: UUID = Field(primary_key=True)


class Aanvraag(SQLModel, table=True):
    __table_args__ = (
        Index("aanvraag_per_organisatie", "organisatie_id", text("id DESC")),
        Index("aanvraag_wachtend", "vastgesteld_op", postgresql_where=text("status = 'zonder_plaats'")),
        Index("aanvraag_beeindigd", "beeindigd_op", postgresql_where=text("beeindigd_op IS NOT NULL")),
        Index("aanvraag_verplaatst", "verplaatst_van", postgresql_where=text("verplaatst_van IS NOT NULL")),
    )
    id: UUID = Field(primary_key=True)
    referentie: str = Field(sa_type=Text, unique=True)
    organisatie_id: UUID = Field(foreign_key="organisatie.id")
    status: str = Field(sa_type=Text)
    alleen_voorstellen: bool
    nachten: int
    ingediend_op: datetime = Field(sa_type=INSTANT)
    vastgesteld_op: datetime = Field(sa_type=INSTANT)
    deadline_op: datetime = Field(sa_type=INSTANT)
    zonder_plaats_sinds: datetime | None = Field(default=None, sa_type=INSTANT)
    nachten_geteld: int
    verplaatst_van: UUID | None = None
    knelpunt_code: str | None = Field(default=None, sa_type=Text)
    knelpunt_tekst: str | None = Field(default=None, sa_type=Text)
    reden: str | None = Field(default=None, sa_type=Text)
    afweging_id: UUID | None = Field(default=None, foreign_key="afweging.id")
    beeindigd_op: datetime | None = Field(default=None, sa_type=INSTANT)
    revisie: int = Field(sa_type=BigInteger)


class Huishoudgegevens(SQLModel, table=True):
    aanvraag_id: UUID = Field(primary_key=True, foreign_key="aanvraag.id")
    revisie: int = Field(primary_key=True, sa_type=BigInteger)
    organisatie_id: UUID
    gegevens: dict[str, Any] = Field(sa_type=JSONB)


class Voorstel(SQLModel, table=True):
    aanvraag_id: UUID = Field(primary_key=True, foreign_key="aanvraag.id")
    rang: int = Field(primary_key=True)
    organisatie_id: UUID
    afweging_id: UUID = Field(foreign_key="afweging.id")
    centrumgemeente: str = Field(sa_type=Text)
    plaatsen: list[UUID] = Field(sa_type=ARRAY(Uuid))
    soort: str = Field(sa_type=Text)
    personen_max: int
    onbevestigd: bool
    redenen: list[str] = Field(sa_type=JSONB)


class Plaatsing(SQLModel, table=True):
    __table_args__ = (
        Index("plaatsing_per_aanvrager", "aanvraag_organisatie", text("id DESC")),
        Index("plaatsing_per_opvang", "opvang_organisatie", text("id DESC")),
        Index("plaatsing_per_aanvraag", "aanvraag_id", text("id DESC")),
        Index(
            "plaatsing_aangekomen",
            "centrumgemeente",
            "aangekomen_op",
            postgresql_where=text("aangekomen_op IS NOT NULL"),
        ),
        Index(
            "plaatsing_lopend",
            "aanvraag_id",
            unique=True,
            postgresql_where=text("status IN ('gereserveerd', 'bevestigd', 'aangekomen', 'niet_verschenen')"),
        ),
    )
    id: UUID = Field(primary_key=True)
    aanvraag_id: UUID = Field(foreign_key="aanvraag.id")
    referentie: str = Field(sa_type=Text)
    aanvraag_organisatie: UUID = Field(foreign_key="organisatie.id")
    opvang_organisatie: UUID = Field(foreign_key="organisatie.id")
    centrumgemeente: str = Field(sa_type=Text, foreign_key="centrumgemeente.code")
    plaatsen: list[UUID] = Field(sa_type=ARRAY(Uuid))
    status: str = Field(sa_type=Text)
    nachten: int
    huishouden: dict[str, Any] | None = Field(default=None, sa_type=JSONB)
    deadline_op: datetime = Field(sa_type=INSTANT)
    gereserveerd_op: datetime = Field(sa_type=INSTANT)
    verloopt_op: datetime | None = Field(default=None, sa_type=INSTANT)
    bevestigd_op: datetime | None = Field(default=None, sa_type=INSTANT)
    geaccepteerd_op: datetime | None = Field(default=None, sa_type=INSTANT)
    verwachte_aankomst_op: datetime | None = Field(default=None, sa_type=INSTANT)
    aangekomen_op: datetime | None = Field(default=None, sa_type=INSTANT)
    eerste_nacht: date | None = None
    vertrek: date | None = None
    beeindigd_op: datetime | None = Field(default=None, sa_type=INSTANT)
    reden: str | None = Field(default=None, sa_type=Text)
    teruggemeld: list[UUID] | None = Field(default=None, sa_type=ARRAY(Uuid))
    revisie: int = Field(sa_type=BigInteger)


class Verblijf(SQLModel, table=True):
    __table_args__ = (
        Index("verblijf_per_plaats", "plaats_id", "tot"),
        Index("verblijf_per_plaatsing", "plaatsing_id"),
        Index("verblijf_per_organisatie", "organisatie_id", "van"),
        Index("verblijf_tot", "tot"),
    )
    id: UUID = Field(primary_key=True)
    plaats_id: UUID = Field(foreign_key="plaats.id")
    plaatsing_id: UUID | None = Field(default=None, foreign_key="plaatsing.id")
    organisatie_id: UUID = Field(foreign_key="organisatie.id")
    van: datetime = Field(sa_type=INSTANT)
    tot: datetime | None = Field(default=None, sa_type=INSTANT)
    naar: str | None = Field(default=None, sa_type=Text)
    dubbel: bool
    gewist: bool = Field(default=False, sa_column_kwargs={"server_default": text("false")})


class Termijn(SQLModel, table=True):
    __table_args__ = (
        Index("termijn_op", "op", postgresql_where=text("gevuurd_op IS NULL")),
        Index("termijn_per_sleutel", "sleutel"),
    )
    soort: str = Field(primary_key=True, sa_type=Text)
    sleutel: UUID = Field(primary_key=True)
    op: datetime = Field(sa_type=INSTANT)
    basis: datetime = Field(sa_type=INSTANT)
    gevuurd_op: datetime | None = Field(default=None, sa_type=INSTANT)
    keren: int


class Sequencer(SQLModel, table=True):
    id: int = Field(primary_key=True, sa_type=SmallInteger)
    volgnummer: int = Field(sa_type=BigInteger)
    hash: bytes = Field(sa_type=LargeBinary)


class Logboek(SQLModel, table=True):
    __table_args__ = (
        Index(
            "logboek_bezetting",
            text("(feit::jsonb ->> 'code')"),
            "volgnummer",
            postgresql_where=text("soort = 'bezetting'"),
        ),
        Index("logboek_tik", "volgnummer", postgresql_where=text("soort = 'tik'")),
    )
    volgnummer: int = Field(primary_key=True, sa_type=BigInteger)
    op: datetime = Field(sa_type=INSTANT)
    gebeurtenis: str = Field(sa_type=Text)
    soort: str = Field(sa_type=Text)
    feit: str = Field(sa_type=Text)
    hash: bytes = Field(sa_type=LargeBinary)


class LogboekGegevens(SQLModel, table=True):
    __tablename__ = "logboek_gegevens"
    __table_args__ = (Index("logboek_gegevens_per_onderwerp", "onderwerp"),)
    volgnummer: int = Field(primary_key=True, sa_type=BigInteger, foreign_key="logboek.volgnummer")
    zout: bytes = Field(sa_type=LargeBinary)
    waarde: str = Field(sa_type=Text)
    onderwerp: UUID | None = None


class Idempotentie(SQLModel, table=True):
    __table_args__ = (Index("idempotentie_op", "op"),)
    account_id: UUID = Field(primary_key=True)
    methode: str = Field(primary_key=True, sa_type=Text)
    pad: str = Field(primary_key=True, sa_type=Text)
    sleutel: str = Field(primary_key=True, sa_type=Text)
    vingerafdruk: bytes = Field(sa_type=LargeBinary)
    status: int
    koppen: dict[str, str] = Field(sa_type=JSONB)
    antwoord: bytes = Field(sa_type=LargeBinary)
    op: datetime = Field(sa_type=INSTANT)
