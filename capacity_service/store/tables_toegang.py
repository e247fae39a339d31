"""SQLModel rows of who gets in, column for column what the migrations made; no behaviour (P14)."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ARRAY, Boolean, Index, Interval, LargeBinary, Text, text
from sqlmodel import Field, SQLModel

from capacity_service.store.tables import INSTANT


class Account(SQLModel, table=True):
    id: UUID = Field(primary_key=True)
    naam: str = Field(sa_type=Text)
    rol: str = Field(sa_type=Text)
    organisatie_id: UUID = Field(foreign_key="organisatie.id")
    ingetrokken_op: datetime | None = Field(default=None, sa_type=INSTANT)
    onderwerp_hash: bytes | None = Field(default=None, sa_type=LargeBinary, unique=True)


class ApiClient(SQLModel, table=True):
    __tablename__ = "api_client"
    id: UUID = Field(primary_key=True)
    account_id: UUID = Field(foreign_key="account.id", unique=True)
    geheim_hash: bytes = Field(sa_type=LargeBinary)
    operaties: list[str] | None = Field(default=None, sa_type=ARRAY(Text))
    gemaakt_op: datetime = Field(sa_type=INSTANT)
    ingetrokken_op: datetime | None = Field(default=None, sa_type=INSTANT)


class Aanmeldpoging(SQLModel, table=True):
    __table_args__ = (Index("aanmeldpoging_verloopt", "verloopt_op"),)
    state_hash: bytes = Field(primary_key=True, sa_type=LargeBinary)
    browser_hash: bytes = Field(sa_type=LargeBinary)
    zout: bytes = Field(sa_type=LargeBinary)
    aanbieder: str = Field(sa_type=Text)
    terug: str = Field(sa_type=Text)
    opnieuw: bool = Field(sa_type=Boolean)
    begonnen_op: datetime = Field(sa_type=INSTANT)
    verloopt_op: datetime = Field(sa_type=INSTANT)


class Afmelding(SQLModel, table=True):
    jti_hash: bytes = Field(primary_key=True, sa_type=LargeBinary)
    verloopt_op: datetime = Field(sa_type=INSTANT)


class Sessie(SQLModel, table=True):
    __table_args__ = (
        Index("sessie_per_account", "account_id"),
        Index("sessie_per_sid", "sid_hash", postgresql_where=text("sid_hash IS NOT NULL")),
    )
    sleutel_hash: bytes = Field(primary_key=True, sa_type=LargeBinary)
    account_id: UUID = Field(foreign_key="account.id")
    verloopt_op: datetime = Field(sa_type=INSTANT)
    begonnen_op: datetime = Field(sa_type=INSTANT)
    uiterlijk_op: datetime = Field(sa_type=INSTANT)
    stil: timedelta = Field(sa_type=Interval)
    aanbieder: str | None = Field(default=None, sa_type=Text)
    sid_hash: bytes | None = Field(default=None, sa_type=LargeBinary)


class LiveTicket(SQLModel, table=True):
    __tablename__ = "live_ticket"
    ticket_hash: bytes = Field(primary_key=True, sa_type=LargeBinary)
    sleutel_hash: bytes = Field(sa_type=LargeBinary)
    verloopt_op: datetime = Field(sa_type=INSTANT)
