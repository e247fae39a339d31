"""SQLModel rows of noodinzagen, of what privacy officers say, and of what the inzagelog calls a household; column for column what the migrations made; no behaviour (P14)."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, Index, Text, text
from sqlmodel import Field, SQLModel

from capacity_service.store.tables import INSTANT


class Beoordelingregel(SQLModel, table=True):
    __tablename__ = "beoordeling"
    __table_args__ = (
        Index("beoordeling_once", "volgnummer", unique=True, postgresql_where=text("oordeel <> 'navragen'")),
        Index("beoordeling_per_inzage", "volgnummer"),
    )
    id: UUID = Field(primary_key=True)
    volgnummer: int = Field(sa_type=BigInteger, foreign_key="inzagelog.volgnummer")
    organisatie_id: UUID = Field(foreign_key="organisatie.id")
    account_id: UUID = Field(foreign_key="account.id")
    oordeel: str = Field(sa_type=Text)
    op: datetime = Field(sa_type=INSTANT)


class Noodinzageregel(SQLModel, table=True):
    __tablename__ = "noodinzage"
    __table_args__ = (Index("noodinzage_per_organisatie", "gevraagd_organisatie", text("id DESC")),)
    id: UUID = Field(primary_key=True)
    referentie: str = Field(sa_type=Text, unique=True)
    reden: str = Field(sa_type=Text)
    gevraagd_door: UUID = Field(foreign_key="account.id")
    gevraagd_organisatie: UUID = Field(foreign_key="organisatie.id")
    gevraagd_op: datetime = Field(sa_type=INSTANT)
    vervalt_op: datetime = Field(sa_type=INSTANT)


class Noodinzagezaak(SQLModel, table=True):
    __table_args__ = (Index("noodinzagezaak_per_aanvraag", "aanvraag_id"),)
    noodinzage_id: UUID = Field(primary_key=True, foreign_key="noodinzage.id")
    aanvraag_id: UUID = Field(foreign_key="aanvraag.id", ondelete="CASCADE")


class Noodinzagestap(SQLModel, table=True):
    noodinzage_id: UUID = Field(primary_key=True, foreign_key="noodinzage.id")
    soort: str = Field(primary_key=True, sa_type=Text)
    account_id: UUID = Field(foreign_key="account.id")
    organisatie_id: UUID = Field(foreign_key="organisatie.id")
    op: datetime = Field(sa_type=INSTANT)
    tot: datetime | None = Field(default=None, sa_type=INSTANT)


class Schuilnaam(SQLModel, table=True):
    __table_args__ = (Index("schuilnaam_per_onderwerp", "onderwerp"),)
    organisatie_id: UUID = Field(primary_key=True, foreign_key="organisatie.id")
    onderwerp: str = Field(primary_key=True, sa_type=Text)
    schuilnaam: UUID = Field(unique=True)
