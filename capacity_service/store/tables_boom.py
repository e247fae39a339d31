"""SQLModel rows of the trees over the records, column for column what the migrations made; no behaviour (P14)."""

from datetime import datetime

from sqlalchemy import BigInteger, Index, LargeBinary, SmallInteger, Text
from sqlmodel import Field, SQLModel

from capacity_service.store.tables import INSTANT


class Boomgroei(SQLModel, table=True):
    __table_args__ = (Index("boomgroei_tot", "boom", "tot", "nummer"),)
    boom: str = Field(primary_key=True, sa_type=Text)
    nummer: int = Field(primary_key=True, sa_type=BigInteger)
    van: int = Field(sa_type=BigInteger)
    tot: int = Field(sa_type=BigInteger)
    eerste_blad: int = Field(sa_type=BigInteger)
    bladeren: int = Field(sa_type=BigInteger)
    sleutel: str = Field(sa_type=Text)
    schakel: bytes = Field(sa_type=LargeBinary)
    toestanden: bytes = Field(sa_type=LargeBinary)
    op: datetime = Field(sa_type=INSTANT)


class Boomvak(SQLModel, table=True):
    boom: str = Field(primary_key=True, sa_type=Text)
    hoogte: int = Field(primary_key=True, sa_type=SmallInteger)
    nummer: int = Field(primary_key=True, sa_type=BigInteger)
    wortel: bytes = Field(sa_type=LargeBinary)
    bladeren: bytes | None = Field(default=None, sa_type=LargeBinary)


class Boomregel(SQLModel, table=True):
    belang: bytes = Field(primary_key=True, sa_type=LargeBinary)
    rang: int = Field(primary_key=True, sa_type=BigInteger)
    verwijzing: int = Field(sa_type=BigInteger)
