"""SQLModel rows of rules, clocks and norms, column for column what the migrations made; no behaviour (P14)."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Double, Index, LargeBinary, SmallInteger, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from capacity_service.store.tables import INSTANT


class Regel(SQLModel, table=True):
    __table_args__ = (
        Index(
            "regel_in_force",
            "naam",
            "geldig_vanaf",
            unique=True,
            postgresql_where=text("goedgekeurd_op IS NOT NULL"),
        ),
    )
    id: UUID = Field(primary_key=True)
    naam: str = Field(sa_type=Text)
    waarde: int
    geldig_vanaf: date
    geldig_tot: date | None = None
    bron: str = Field(sa_type=Text)
    reden: str = Field(sa_type=Text)
    voorgesteld_door: UUID | None = Field(default=None, foreign_key="account.id")
    voorgesteld_op: datetime = Field(sa_type=INSTANT)
    goedgekeurd_door: UUID | None = Field(default=None, foreign_key="account.id")
    goedgekeurd_op: datetime | None = Field(default=None, sa_type=INSTANT)
    revisie: int = Field(sa_type=BigInteger)


class Normsignaal(SQLModel, table=True):
    __table_args__ = (
        Index("normsignaal_open", "norm", "onderwerp", unique=True, postgresql_where=text("beeindigd_op IS NULL")),
        Index("normsignaal_per_onderwerp", "onderwerp", "norm", "beeindigd_op"),
        Index("normsignaal_per_centrumgemeente", "centrumgemeente", text("id DESC")),
        Index("normsignaal_per_opvang", "opvang_organisatie", text("id DESC")),
        Index("normsignaal_per_aanvrager", "aanvraag_organisatie", text("id DESC")),
    )
    id: UUID = Field(primary_key=True)
    norm: str = Field(sa_type=Text)
    onderwerp_soort: str = Field(sa_type=Text)
    onderwerp: str = Field(sa_type=Text)
    centrumgemeente: str | None = Field(default=None, sa_type=Text, foreign_key="centrumgemeente.code")
    opvang_organisatie: UUID | None = Field(default=None, foreign_key="organisatie.id")
    aanvraag_organisatie: UUID | None = Field(default=None, foreign_key="organisatie.id")
    plichthouder: str = Field(sa_type=Text)
    plichthouder_organisatie: UUID | None = Field(default=None, foreign_key="organisatie.id")
    oorzaak: str = Field(sa_type=Text)
    remedie: str | None = Field(default=None, sa_type=Text)
    begonnen_op: datetime = Field(sa_type=INSTANT)
    vastgelegd_op: datetime = Field(sa_type=INSTANT)
    beeindigd_op: datetime | None = Field(default=None, sa_type=INSTANT)
    onderbrekingen: int
    onderbroken_seconden: int = Field(sa_type=BigInteger)
    revisie: int = Field(sa_type=BigInteger)


class Melding(SQLModel, table=True):
    __table_args__ = (
        Index("melding_per_audience", "organisatie_id", "rol", text("id DESC")),
        Index("melding_per_normsignaal", "normsignaal_id"),
        Index("melding_per_onderwerp", "onderwerp", "soort"),
    )
    id: UUID = Field(primary_key=True)
    soort: str = Field(sa_type=Text)
    rol: str = Field(sa_type=Text)
    organisatie_id: UUID | None = Field(default=None, foreign_key="organisatie.id")
    onderwerp_soort: str = Field(sa_type=Text)
    onderwerp: str = Field(sa_type=Text)
    normsignaal_id: UUID | None = Field(default=None, foreign_key="normsignaal.id")
    titel: str = Field(sa_type=Text)
    tekst: str = Field(sa_type=Text)
    dringend: bool
    op: datetime = Field(sa_type=INSTANT)
    termijn_op: datetime | None = Field(default=None, sa_type=INSTANT)
    laat: bool
    gezien_op: datetime | None = Field(default=None, sa_type=INSTANT)
    gezien_door: UUID | None = Field(default=None, foreign_key="account.id")
    revisie: int = Field(sa_type=BigInteger)


class Registratie(SQLModel, table=True):
    __table_args__ = (Index("registratie_per_plaatsing", "plaatsing_id"),)
    id: UUID = Field(primary_key=True)
    plaatsing_id: UUID = Field(foreign_key="plaatsing.id")
    aanvraag_organisatie: UUID = Field(foreign_key="organisatie.id")
    opvang_organisatie: UUID = Field(foreign_key="organisatie.id")
    organisatie_id: UUID = Field(foreign_key="organisatie.id")
    soort: str = Field(sa_type=Text)
    moment: str = Field(sa_type=Text)
    gedaan_op: datetime = Field(sa_type=INSTANT)
    vastgelegd_op: datetime = Field(sa_type=INSTANT)
    gegevens: dict[str, Any] = Field(sa_type=JSONB)


class Vraag(SQLModel, table=True):
    __table_args__ = (
        Index("vraag_once", "aanvraag_id", "plaats_id", unique=True, postgresql_where=text("status = 'open'")),
        Index("vraag_per_aanvraag", "aanvraag_id"),
        Index("vraag_open", "plaats_id", postgresql_where=text("status = 'open'")),
        Index("vraag_per_opvang", "opvang_organisatie", text("id DESC")),
    )
    id: UUID = Field(primary_key=True)
    aanvraag_id: UUID = Field(foreign_key="aanvraag.id")
    plaats_id: UUID = Field(foreign_key="plaats.id")
    opvang_organisatie: UUID = Field(foreign_key="organisatie.id")
    centrumgemeente: str = Field(sa_type=Text, foreign_key="centrumgemeente.code")
    huishouden: dict[str, Any] | None = Field(default=None, sa_type=JSONB)
    status: str = Field(sa_type=Text)
    gesteld_op: datetime = Field(sa_type=INSTANT)
    verloopt_op: datetime = Field(sa_type=INSTANT)
    beantwoord_op: datetime | None = Field(default=None, sa_type=INSTANT)
    revisie: int = Field(sa_type=BigInteger)


class Contact(SQLModel, table=True):
    onderwerp: UUID = Field(primary_key=True)
    soort: str = Field(sa_type=Text)
    organisatie_id: UUID = Field(foreign_key="organisatie.id")
    telefoonnummer: bytes = Field(sa_type=LargeBinary)
    gewijzigd_op: datetime = Field(sa_type=INSTANT)
    revisie: int = Field(sa_type=BigInteger)


class Inzagekop(SQLModel, table=True):
    id: int = Field(primary_key=True, sa_type=SmallInteger)
    volgnummer: int = Field(sa_type=BigInteger)
    hash: bytes = Field(sa_type=LargeBinary)


class Inzagelog(SQLModel, table=True):
    __table_args__ = (
        Index("inzagelog_van_account", "account_id", "op"),
        Index("inzagelog_van_organisatie", "organisatie_id", "volgnummer"),
    )
    volgnummer: int = Field(primary_key=True, sa_type=BigInteger)
    op: datetime = Field(sa_type=INSTANT)
    account_id: UUID
    organisatie_id: UUID
    rol: str = Field(sa_type=Text)
    handeling: str = Field(sa_type=Text)
    onderwerp_soort: str = Field(sa_type=Text)
    onderwerp: str = Field(sa_type=Text)
    uitkomst: str = Field(sa_type=Text)
    hash: bytes = Field(sa_type=LargeBinary)
    oorsprong: str | None = Field(default=None, sa_type=Text)
    spoor: str | None = Field(default=None, sa_type=Text)
    reden: str | None = Field(default=None, sa_type=Text)
    zaak: bool | None = None
    aantal: int | None = None
    in_uur: int | None = None


class Meldadres(SQLModel, table=True):
    __table_args__ = (Index("meldadres_per_organisatie", "organisatie_id", "rol"),)
    id: UUID = Field(primary_key=True)
    organisatie_id: UUID = Field(foreign_key="organisatie.id")
    rol: str = Field(sa_type=Text)
    soort: str = Field(sa_type=Text)
    adres: bytes = Field(sa_type=LargeBinary)
    geheim: bytes | None = Field(default=None, sa_type=LargeBinary)
    alleen_dringend: bool
    toegevoegd_op: datetime = Field(sa_type=INSTANT)
    toegevoegd_door: UUID = Field(foreign_key="account.id")
    ingetrokken_op: datetime | None = Field(default=None, sa_type=INSTANT)
    revisie: int = Field(sa_type=BigInteger)


class Bezorging(SQLModel, table=True):
    __table_args__ = (
        UniqueConstraint("melding_id", "meldadres_id", name="bezorging_once"),
        Index("bezorging_due", "volgende_op", postgresql_where=text("status = 'wachtend'")),
        Index("bezorging_delivered", "bezorgd_op", postgresql_where=text("status = 'bezorgd'")),
        Index("bezorging_per_organisatie", "organisatie_id", "rol", text("id DESC")),
    )
    id: UUID = Field(primary_key=True)
    melding_id: UUID = Field(foreign_key="melding.id")
    meldadres_id: UUID = Field(foreign_key="meldadres.id")
    organisatie_id: UUID = Field(foreign_key="organisatie.id")
    rol: str = Field(sa_type=Text)
    status: str = Field(sa_type=Text)
    pogingen: int
    aangemaakt_op: datetime = Field(sa_type=INSTANT)
    volgende_op: datetime = Field(sa_type=INSTANT)
    bezorgd_op: datetime | None = Field(default=None, sa_type=INSTANT)
    fout: str | None = Field(default=None, sa_type=Text)
    revisie: int = Field(sa_type=BigInteger)


class BevrorenCijfer(SQLModel, table=True):
    __tablename__ = "bevroren_cijfer"
    organisatie_id: UUID = Field(primary_key=True, foreign_key="organisatie.id")
    dag: date = Field(primary_key=True)
    norm: str = Field(primary_key=True, sa_type=Text)
    nummer: int = Field(primary_key=True, sa_type=SmallInteger)
    teller: int = Field(sa_type=BigInteger)
    noemer: int = Field(sa_type=BigInteger)
    hoogste: int | None = None


class BevrorenAankomst(SQLModel, table=True):
    __tablename__ = "bevroren_aankomst"
    centrumgemeente: str = Field(primary_key=True, sa_type=Text, foreign_key="centrumgemeente.code")
    dag: date = Field(primary_key=True)
    aantal: int = Field(sa_type=BigInteger)


class BevrorenSignaal(SQLModel, table=True):
    __tablename__ = "bevroren_signaal"
    __table_args__ = (
        Index("bevroren_signaal_per_opvang", "opvang_organisatie", "van_dag"),
        Index("bevroren_signaal_per_aanvrager", "aanvraag_organisatie", "van_dag"),
        Index("bevroren_signaal_per_streek", "centrumgemeente", "van_dag"),
    )
    id: UUID = Field(primary_key=True)
    norm: str = Field(sa_type=Text)
    centrumgemeente: str | None = Field(default=None, sa_type=Text, foreign_key="centrumgemeente.code")
    opvang_organisatie: UUID | None = Field(default=None, foreign_key="organisatie.id")
    aanvraag_organisatie: UUID | None = Field(default=None, foreign_key="organisatie.id")
    van_dag: date
    tot_dag: date
    delen: list[int] = Field(sa_type=JSONB)
    geheel: int = Field(sa_type=BigInteger)
    onderbroken_seconden: int = Field(sa_type=BigInteger)


class Ijkpunt(SQLModel, table=True):
    publiek: str = Field(primary_key=True, sa_type=Text)
    volgnummer: int = Field(primary_key=True, sa_type=BigInteger)
    logboek: int = Field(sa_type=BigInteger)
    toestand: dict[str, Any] = Field(sa_type=JSONB)


class Spreidingstelling(SQLModel, table=True):
    id: int = Field(primary_key=True, sa_type=SmallInteger)
    op: datetime = Field(sa_type=INSTANT)
    verblijven: int = Field(sa_type=BigInteger)
    nachten: dict[str, int] = Field(sa_type=JSONB)


class UurcijferRij(SQLModel, table=True):
    __tablename__ = "uurcijfer"
    reeks: str = Field(primary_key=True, sa_type=Text)
    kijker: str = Field(primary_key=True, sa_type=Text)
    uur: datetime = Field(primary_key=True, sa_type=INSTANT)
    niveau: str = Field(sa_type=Text)
    seconden: float = Field(sa_type=Double)
    inzetbaar: float | None = Field(default=None, sa_type=Double)
    vrij: float | None = Field(default=None, sa_type=Double)
    onbevestigd: float | None = Field(default=None, sa_type=Double)
    gereserveerd: float | None = Field(default=None, sa_type=Double)
    bezet: float | None = Field(default=None, sa_type=Double)
    buiten_gebruik: float | None = Field(default=None, sa_type=Double)
    opvang_inzetbaar: float | None = Field(default=None, sa_type=Double)
    opvang_vrij: float | None = Field(default=None, sa_type=Double)
    opvang_gereserveerd: float | None = Field(default=None, sa_type=Double)
    opvang_bezet: float | None = Field(default=None, sa_type=Double)
    geen_vrij: float | None = Field(default=None, sa_type=Double)
    onder_minimum: float | None = Field(default=None, sa_type=Double)
    vrij_derden: float | None = Field(default=None, sa_type=Double)
    laagst: int | None = None
    hoogst: int | None = None
