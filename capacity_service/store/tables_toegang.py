"""SQLModel rows of who gets in, column for column what the migrations made; no behaviour (P14)."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import LargeBinary, Text
from sqlmodel import Field, SQLModel

from capacity_service.store.tables import INSTANT


class Account(SQLModel, table=True):
    id: UUID = Field(primary_key=True)
    naam: str = Field(sa_type=Text)
    rol: str = Field(sa_type=Text)
    organisatie_id: UUID = Field(foreign_key="organisatie.id")
    ingetrokken_op: datetime | None = Field(default=None, sa_type=INSTANT)


class Sessie(SQLModel, table=True):
    sleutel_hash: bytes = Field(primary_key=True, sa_type=LargeBinary)
    account_id: UUID = Field(foreign_key="account.id")
    verloopt_op: datetime = Field(sa_type=INSTANT)


class LiveTicket(SQLModel, table=True):
    __tablename__ = "live_ticket"
    ticket_hash: bytes = Field(primary_key=True, sa_type=LargeBinary)
    sleutel_hash: bytes = Field(sa_type=LargeBinary)
    verloopt_op: datetime = Field(sa_type=INSTANT)
